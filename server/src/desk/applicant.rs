//! What applicants do.

use super::names::{fact, item, material, values};
use super::papers::Had;
use super::start::{MaterialGiven, open_forms};
use super::{Asker, Desk, Done, Unable, Wrong};
use crate::runner::message::Ask;
use crate::runner::{AskedUnder, Course, Dossier};
use onething_engine::application::command::Declared;
use onething_engine::application::program::StepKind;
use onething_engine::application::state::Standing;
use onething_engine::application::{Actor, Command, StepId, TaskId};
use onething_engine::scenario::text::Text;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// Fields and materials that are handed in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Handed {
    /// Fields.
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub form: BTreeMap<String, Value>,
    /// Materials.
    pub materials: BTreeMap<String, MaterialGiven>,
    /// Materials that are promised for later (容缺).
    pub later: Vec<String>,
    /// Materials that a commitment stands in for (告知承诺).
    pub declared: Vec<String>,
}

/// Something that an applicant does.
#[derive(Debug, Clone, PartialEq)]
pub enum Move {
    /// Saves fields and materials of a draft.
    Save(Handed),
    /// Attaches a material that was stored.
    Attach {
        /// Which.
        material: String,
        /// Under which name.
        hash: String,
    },
    /// Hands in every form that is open, with what is given.
    Submit(Handed),
    /// Hands in what was asked for again, with what is given.
    Correct(Handed),
    /// Takes back the application, or an item.
    Withdraw(Option<String>),
    /// Pays, in fen.
    Pay(u64),
    /// Rates, 1 to 5.
    Rate(u8),
    /// Declares all conditions of an item met (告知承诺).
    Commit(String),
    /// Collects a result; at which step, where there are several.
    Collect(Option<String>),
}

impl Move {
    fn hands_in_papers(&self) -> bool {
        match self {
            Move::Attach { .. } => true,
            Move::Save(handed) | Move::Submit(handed) | Move::Correct(handed) => !handed.materials.is_empty(),
            _ => false,
        }
    }
}

impl Desk {
    /// Something that an applicant does.
    ///
    /// # Errors
    /// There is no such application, names that mean nothing, or our fault.
    pub async fn moves(&self, id: Uuid, what: &Move, asker: &Asker) -> Done {
        let (dossier, course) = self.application(id)?;
        let commands = self.applicants(&dossier, &course, what)?;
        let mut ask = asked(&dossier, Actor::Applicant, commands, asker);
        if what.hands_in_papers() {
            // What it may still hand in was counted on this state.
            ask.expect = ask.expect.or(Some(dossier.state.sequence));
        }
        Ok(self.runner.ask(ask).await?)
    }

    fn applicants(&self, dossier: &Dossier, course: &Course, what: &Move) -> Result<Vec<Command>, Unable> {
        let state = &dossier.state;
        Ok(match what {
            Move::Save(handed) => self.handed(dossier, course, handed)?,
            Move::Attach { material: name, hash } => {
                let fact = material(course, "/material", name).map_err(|e| Unable::Wrong(vec![e]))?;
                let length = self.materials.length(hash).map_err(Unable::Material)?;
                self.had(dossier.id)?.and(length, self.materials.quota())?;
                vec![Command::Attach { fact, hash: hash.as_str().into() }]
            }
            Move::Submit(handed) => {
                let mut commands = self.handed(dossier, course, handed)?;
                let forms = open_forms(course, state);
                // Where none is open the machine says so, of the first form there is.
                let none = || any_form(course, dossier).into_iter().collect();
                let forms = if forms.is_empty() { none() } else { forms };
                commands.extend(forms.into_iter().map(|task| Command::Submit { task }));
                commands
            }
            Move::Correct(handed) => {
                let mut commands = self.handed(dossier, course, handed)?;
                let wanting = state.work.iter().filter(|w| w.standing == Standing::Supplement);
                let mut tasks: Vec<TaskId> = wanting.map(|w| state.task(w.step)).collect();
                if tasks.is_empty() {
                    tasks.extend(any_form(course, dossier));
                }
                commands.extend(tasks.into_iter().map(|task| Command::Supplement { task }));
                commands
            }
            Move::Withdraw(None) => vec![Command::Withdraw { item: None }],
            Move::Withdraw(Some(name)) => {
                let item = item(course, "/item", name).map_err(|e| Unable::Wrong(vec![e]))?;
                vec![Command::Withdraw { item: Some(item) }]
            }
            Move::Pay(amount) => vec![Command::Pay { amount: *amount }],
            Move::Rate(grade) => vec![Command::Rate { grade: *grade }],
            Move::Commit(name) => {
                let item = item(course, "/item", name).map_err(|e| Unable::Wrong(vec![e]))?;
                vec![Command::Commit { declared: Declared::Item(item) }]
            }
            Move::Collect(step) => {
                vec![Command::Collect { task: collected(course, dossier, step.as_deref())? }]
            }
        })
    }

    /// The commands that save what is handed in; all that is wrong is told at once.
    fn handed(&self, dossier: &Dossier, course: &Course, handed: &Handed) -> Result<Vec<Command>, Unable> {
        let mut had = if handed.materials.is_empty() { Had::default() } else { self.had(dossier.id)? };
        let (mut commands, mut wrong) = (Vec::new(), Vec::new());
        match values(course, "/form", &handed.form) {
            Ok(values) if values.is_empty() => {}
            Ok(values) => commands.push(Command::Fill { values }),
            Err(mut found) => wrong.append(&mut found),
        }
        for (name, given) in &handed.materials {
            match material(course, "/materials", name) {
                Ok(fact) => {
                    commands.push(Command::Attach { fact, hash: self.stored(name, given, &mut had)? })
                }
                Err(error) => wrong.push(error),
            }
        }
        for name in &handed.later {
            match fact(course, "/later", name) {
                Ok(fact) => commands.push(Command::Defer { fact }),
                Err(error) => wrong.push(error),
            }
        }
        for name in &handed.declared {
            match fact(course, "/declared", name) {
                Ok(fact) => commands.push(Command::Commit { declared: Declared::Material(fact) }),
                Err(error) => wrong.push(error),
            }
        }
        if wrong.is_empty() { Ok(commands) } else { Err(Unable::Wrong(wrong)) }
    }
}

/// The first form of a process, to say no of.
fn any_form(course: &Course, dossier: &Dossier) -> Option<TaskId> {
    let form = course.program.steps.iter().find(|s| s.kind == StepKind::Form)?;
    course.program.find_step(&form.id).map(|step| dossier.state.task(step))
}

/// The collecting that is meant: the one of a name, else the one that is open, else any, to say no of.
fn collected(course: &Course, dossier: &Dossier, name: Option<&str>) -> Result<TaskId, Unable> {
    let all = course.program.steps.iter().filter(|step| step.kind == StepKind::Collect);
    let all: Vec<(StepId, &str)> =
        all.filter_map(|facts| Some((course.program.find_step(&facts.id)?, &*facts.id))).collect();
    let is_open = |step: &StepId| dossier.state.work_of(*step).is_some();
    let meant = match name {
        Some(name) => all.iter().find(|(_, known)| *known == name).map(|(step, _)| *step),
        None => all.iter().map(|(step, _)| *step).find(is_open).or(all.first().map(|(step, _)| *step)),
    };
    meant.map(|step| dossier.state.task(step)).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|(_, name)| *name).collect();
        let what = match name {
            Some(name) => Text::new(
                format!("没有领取环节 `{name}`"),
                format!("there is no step `{name}` at which something is collected"),
            ),
            None => Text::new("该办件没有需领取的结果", "nothing of this application is to be collected"),
        };
        let known = known.join(" ");
        let mend = Text::new(format!("领取环节：{known}"), format!("there are: {known}"));
        Unable::Wrong(vec![Wrong { pointer: "/step".to_owned(), what, mend }])
    })
}

/// An ask of a person.
pub(super) fn asked(dossier: &Dossier, by: Actor, commands: Vec<Command>, asker: &Asker) -> Ask {
    let under = asker.key.as_ref().map(|(key, asked)| AskedUnder::new(&asker.principal, key, asked));
    Ask {
        principal: Some(asker.principal.clone()),
        commands,
        key: under,
        expect: asker.expect,
        // Names were turned into the positions of this version.
        version: Some(dossier.start.version),
        ..Ask::of_world(dossier.id, by, Command::Withdraw { item: None })
    }
}
