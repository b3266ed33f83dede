//! Begins applications: in one request up to the form being handed in, or step by step.

use super::names::{material, values};
use super::papers::Had;
use super::{Asker, Desk, Done, Unable, Wrong};
use crate::runner::dispatch::standing;
use crate::runner::message::Ask;
use crate::runner::{AskedUnder, Course, Dossier, Handed, Start, Version};
use crate::systems::known;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use onething_engine::application::decide::turn;
use onething_engine::application::program::{FactId, StepKind};
use onething_engine::application::{
    Actor, Application, Command, Envelope, Event, Moment, Submission, TaskId,
};
use onething_engine::nearest::nearest;
use onething_engine::scenario::model::Id;
use onething_engine::scenario::text::Text;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// One answer, or several where several may hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Answers {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

/// A material in a request: a small file, or one that was stored before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialGiven {
    /// The file in Base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// The name of one that was stored before: 64 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

/// What an application is begun with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApplication {
    /// The scenario.
    pub scenario: String,
    /// Its version; none: the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The plan; none: the first that is not `separate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Which party applies; none: the first that may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<String>,
    /// Answers of situations; those that are not given take the base way's.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, Answers>,
    /// What sign-in tells. In a sandbox what is not given is made up.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub sign_in: BTreeMap<String, Value>,
    /// Fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub form: BTreeMap<String, Value>,
    /// Materials.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub materials: BTreeMap<String, MaterialGiven>,
    /// Hand in the forms too: at once where they are open (nothing is begun where that is not possible), else by
    /// itself once systems have told what stands on them. A form that cannot be handed in like that stays open.
    #[serde(default)]
    pub submit: bool,
}

/// That a scenario has no such version.
fn no_version(scenario: &str, version: &str) -> Unable {
    Unable::NoScenario(
        Text::new(
            format!("场景 `{scenario}` 没有版本 `{version}`"),
            format!("scenario `{scenario}` has no version `{version}`"),
        ),
        Text::new(
            format!("不写 version 即用最新版本；全部版本见 GET /api/v1/versions?scenario={scenario}"),
            format!("leave out version for the latest; GET /api/v1/versions?scenario={scenario} lists all"),
        ),
    )
}

impl Desk {
    /// Begins an application, and hands it in where that is asked for: all of it, or nothing.
    ///
    /// # Errors
    /// Names or values that mean nothing, no process in this way, or our fault.
    pub async fn begin(&self, new: &NewApplication, asker: &Asker) -> Done {
        let mut start = self.start_of(new, &asker.principal)?;
        let course = self.runner.course(&start)?.map_err(Unable::NoCourse)?;
        let under = asker.key.as_ref().map(|(key, asked)| AskedUnder::new(&asker.principal, key, asked));
        let id = self.runner.new_id(under);
        let (commands, handed) = self.commands(id, &start, &course, new)?;
        start.handed = handed.map(Box::new);
        let ask = Ask {
            start: Some(start),
            is_new: true,
            principal: Some(asker.principal.clone()),
            commands,
            key: under,
            ..Ask::of_world(id, Actor::Applicant, Command::Withdraw { item: None })
        };
        Ok(self.runner.ask(ask).await?)
    }

    /// That there is no scenario of a name, with those there are.
    fn no_scenario(&self, id: &str) -> Result<Unable, Unable> {
        let known = self.runner.scenarios()?;
        let known: Vec<&str> = known.iter().map(|(id, _)| &**id).collect();
        let what = Text::new(format!("没有场景 `{id}`"), format!("no scenario `{id}`"));
        let mend = match nearest(id, known.iter().copied()) {
            Some(near) => Text::new(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?")),
            None => {
                Text::new(format!("现有：{}", known.join("、")), format!("there are: {}", known.join(", ")))
            }
        };
        Ok(Unable::NoScenario(what, mend))
    }

    pub(super) fn start_of(&self, new: &NewApplication, principal: &Arc<str>) -> Result<Start, Unable> {
        let definitions = &self.runner.shared().definitions;
        let Some(latest) = definitions.latest(&new.scenario)? else {
            return Err(self.no_scenario(&new.scenario)?);
        };
        let version = match &new.version {
            Some(text) => text.parse::<Version>().map_err(|_| no_version(&new.scenario, text))?,
            None => latest.version,
        };
        let definition = match definitions.definition(version) {
            Err(crate::runner::Error::NoVersion(_)) => {
                return Err(no_version(&new.scenario, &version.to_string()));
            }
            other => other?,
        };
        let scenario = &definition.scenario;
        if *scenario.id.value != *new.scenario {
            return Err(no_version(&new.scenario, &version.to_string()));
        }
        let usual = || scenario.plans.keys().find(|id| &***id != "separate").or(scenario.plans.keys().next());
        let first = || scenario.applicants().next().and_then(|id| scenario.party(id)).map(|p| p.id.clone());
        let answers = new.answers.iter().map(|(name, answers)| {
            let all = match answers {
                Answers::One(answer) => vec![Id::from(answer.as_str())],
                Answers::Several(all) => all.iter().map(|answer| Id::from(answer.as_str())).collect(),
            };
            (Id::from(name.as_str()), all)
        });
        Ok(Start {
            scenario: new.scenario.as_str().into(),
            version,
            plan: new.plan.as_deref().map(Id::from).or_else(|| usual().cloned()).unwrap_or_default(),
            applicant: new.applicant.as_deref().map(Id::from).or_else(first).unwrap_or_default(),
            answers: answers.collect(),
            subject: principal.clone(),
            run_by: None,
            handed: None,
        })
    }

    fn commands(
        &self,
        id: Uuid,
        start: &Start,
        course: &Course,
        new: &NewApplication,
    ) -> Result<(Vec<Command>, Option<Handed>), Unable> {
        let mut wrong = Vec::new();
        let mut taken = |all: Result<Vec<Submission>, Vec<Wrong>>| {
            all.unwrap_or_else(|mut found| {
                wrong.append(&mut found);
                Vec::new()
            })
        };
        let signed_in = taken(values(course, "/sign_in", &new.sign_in));
        let form = taken(values(course, "/form", &new.form));
        let (mut hashes, mut had) = (Vec::new(), Had::default());
        for (name, given) in &new.materials {
            match material(course, "/materials", name) {
                Ok(fact) => hashes.push((fact, self.stored(name, given, &mut had)?)),
                Err(error) => wrong.push(error),
            }
        }
        if !wrong.is_empty() {
            return Err(Unable::Wrong(wrong));
        }
        let mut commands = vec![Command::Open { values: self.signed_in(id, start, course, signed_in) }];
        if form.is_empty() && hashes.is_empty() && !new.submit {
            return Ok((commands, None));
        }
        let forms = self.forms_after(course, &commands);
        if forms.is_empty() {
            // The form waits for what systems tell first; it is handed in by itself once it is open.
            return Ok((commands, Some(Handed { values: form, materials: hashes, submit: new.submit })));
        }
        if !form.is_empty() {
            commands.push(Command::Fill { values: form });
        }
        commands.extend(hashes.into_iter().map(|(fact, hash)| Command::Attach { fact, hash }));
        if new.submit {
            commands.extend(forms.into_iter().map(|task| Command::Submit { task }));
        }
        Ok((commands, None))
    }

    /// What sign-in tells: what is given; in a sandbox the rest is made up.
    pub(super) fn signed_in(
        &self,
        id: Uuid,
        start: &Start,
        course: &Course,
        mut given: Vec<Submission>,
    ) -> Vec<Submission> {
        if self.sandbox {
            let missing: Vec<FactId> =
                course.signed_in.iter().copied().filter(|f| !given.iter().any(|g| g.fact == *f)).collect();
            let mut dossier = Dossier::new(id, start.clone());
            dossier.state.opened = Some(Moment(self.runner.shared().clock.now()));
            given.extend(self.so(&dossier, course, &missing));
        }
        given
    }

    /// What is so of some facts, in the simulated world behind an application.
    pub(super) fn so(&self, dossier: &Dossier, course: &Course, facts: &[FactId]) -> Vec<Submission> {
        if facts.is_empty() {
            return Vec::new();
        }
        let known = known(&dossier.state);
        let told = self.runner.simulated().tells(&standing(dossier, course, &course.way(), &known), facts);
        told.into_iter().map(|(fact, value)| Submission { fact, value }).collect()
    }

    /// The forms that are open once some commands are taken; none where they are not: then the machine says why.
    fn forms_after(&self, course: &Course, commands: &[Command]) -> Vec<TaskId> {
        self.after(course, commands).map(|state| open_forms(course, &state)).unwrap_or_default()
    }

    /// What an application comes to by some commands of its applicant; none where the machine says no.
    pub(super) fn after(&self, course: &Course, commands: &[Command]) -> Option<Application> {
        let mut state = Application::default();
        let at = Moment(self.runner.shared().clock.now());
        for command in commands {
            let envelope = Envelope { at, by: Actor::Applicant, key: None, command: command.clone() };
            let mut events: Vec<Event> = Vec::new();
            turn(&course.program, &mut state, &envelope, &mut events).ok()?;
        }
        Some(state)
    }

    /// Stores a material of a request, or looks for one that was stored before.
    pub(super) fn stored(
        &self,
        name: &str,
        given: &MaterialGiven,
        had: &mut Had,
    ) -> Result<Arc<str>, Unable> {
        let quota = self.materials.quota();
        let wrong = |zh: &str, en: &str| {
            let pointer = super::names::pointer("/materials", name);
            let mend = Text::new(
                "给出 content（Base64）或已上传材料的 hash",
                "give `content` in Base64, or the `hash` of a material that was stored",
            );
            Unable::Wrong(vec![Wrong { pointer, what: Text::new(zh, en), mend }])
        };
        match (&given.content, &given.hash) {
            (Some(content), None) => {
                let bytes = BASE64_STANDARD.decode(content);
                let bytes = bytes.map_err(|_| wrong("不是 Base64", "this is no Base64"))?;
                *had = had.and(bytes.len() as u64, quota)?;
                Ok(self.store(&bytes)?.name.into())
            }
            (None, Some(hash)) => match self.materials.has(hash).map_err(Unable::Material)? {
                true => {
                    *had = had.and(self.materials.length(hash).map_err(Unable::Material)?, quota)?;
                    Ok(hash.as_str().into())
                }
                false => Err(wrong("没有这个材料", "there is no such material")),
            },
            _ => Err(wrong("没有材料，或给了两次", "there is no material, or there are two")),
        }
    }
}

/// The forms that are open.
pub(super) fn open_forms(course: &Course, state: &Application) -> Vec<TaskId> {
    let is_form = |step| course.program.step(step).is_some_and(|s| s.kind == StepKind::Form);
    let open = state.work.iter().filter(|work| {
        is_form(work.step) && work.standing == onething_engine::application::state::Standing::Working
    });
    open.map(|work| state.task(work.step)).collect()
}
