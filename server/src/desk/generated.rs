//! Applications of made-up people, for who tries a sandbox out: each takes a way by its chance, and says on every form
//! what is so of its people in the simulated world, as a rehearsal's applicant does.

use super::label::Label;
use super::start::{Answers, open_forms};
use super::{Desk, Unable, Wrong};
use crate::runner::message::Ask;
use crate::runner::number::Number;
use crate::runner::{self, Answer, Course, Dossier, Handed, NoCourse, Refusal, Start};
use onething_engine::application::command::Declared;
use onething_engine::application::program::{FactId, FactKind, StepKind};
use onething_engine::application::{Actor, Command, Moment};
use onething_engine::plan::route::Lane;
use onething_engine::plan::way::{Way, combinations, enumerate};
use onething_engine::random::Random;
use onething_engine::scenario::model::{Id, Scenario, SituationId};
use onething_engine::scenario::text::Text;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use utoipa::ToSchema;
use uuid::Uuid;

/// Most applications that are begun at once.
pub const MOST: u32 = 1_000;
/// Most combinations of answers that are weighed.
const MOST_WAYS: f64 = 50_000.0;
/// Asks under way at once: they share what the medium takes.
const AT_ONCE: usize = 32;
/// How long to wait where too much waits already.
const PAUSE: Duration = Duration::from_millis(20);

/// What made-up applications are begun with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GeneratedRequest {
    /// The scenario.
    #[schema(example = "newborn-birth")]
    pub scenario: String,
    /// The plan; none: the first that is not `separate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// How many.
    #[schema(minimum = 1, maximum = 1000)]
    pub count: u32,
    /// The same seed draws the same answers; people are others each time.
    #[serde(default = "first_seed")]
    #[schema(default = 1)]
    pub seed: u64,
    /// Answers that are settled; the others come as often as their weights say.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, Answers>,
}

fn first_seed() -> u64 {
    1
}

/// What was begun.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Generated {
    /// How many were begun.
    pub begun: u32,
    /// Those, in the order in which they were begun. Their forms are handed in: at once where they are open, else by
    /// themselves once systems have told what stands on them.
    pub applications: Vec<GeneratedApplication>,
    /// Those that could not be begun, by answers and reason.
    pub failed: Vec<GeneratedFailure>,
    /// How many were not come to in the time that a request has; another request goes on.
    pub left: u32,
}

/// An application of made-up people.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GeneratedApplication {
    /// Its id.
    pub id: Uuid,
    /// Its number, for people.
    pub number: String,
    /// What its people answered.
    pub answers: BTreeMap<String, Vec<String>>,
}

/// Applications that could not be begun.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GeneratedFailure {
    /// What their people answered.
    pub answers: BTreeMap<String, Vec<String>>,
    /// How many.
    pub count: u32,
    /// Why.
    pub why: Label,
}

/// Why one could not be begun.
#[derive(Debug)]
pub enum NotBegun {
    /// It could not even be asked.
    Unable(Unable),
    /// The machine said no.
    Refused(Refusal),
}

/// The ways that are drawn from, each with the chances up to its own.
struct Drawn {
    start: Start,
    ways: Vec<(Way, f64)>,
    names: Vec<BTreeMap<String, Vec<String>>>,
}

impl Desk {
    /// Begins applications of made-up people, as many as there is time for; `told` says in words why one was not begun.
    ///
    /// # Errors
    /// Names that mean nothing, no way that is left, or our fault.
    pub fn generate(
        &self,
        request: &GeneratedRequest,
        principal: &Arc<str>,
        patience: Duration,
        told: impl Fn(NotBegun) -> Text,
    ) -> Result<Generated, Unable> {
        let begin = Instant::now();
        let drawn = self.drawn(request, principal)?;
        let paper: Arc<str> = self.store(&paper())?.name.into();
        let mut random = Random::new(request.seed);
        let mut done = Generated::default();
        let mut under_way: VecDeque<(usize, Uuid, oneshot::Receiver<Answer>)> = VecDeque::new();
        let hear = |(way, id, hears): (usize, Uuid, oneshot::Receiver<Answer>), done: &mut Generated| {
            let answer = hears.blocking_recv().unwrap_or(Err(runner::Error::Closing));
            note(done, &drawn.names[way], id, answer, &told)
        };
        for come_to in 0..request.count {
            if begin.elapsed() >= patience {
                done.left = request.count - come_to;
                break;
            }
            let unit = random.unit();
            let way = drawn.ways.partition_point(|(_, upto)| *upto <= unit).min(drawn.ways.len() - 1);
            let ask = match self.made_up(&drawn, way, principal, &paper) {
                Ok(ask) => ask,
                Err(Unable::Failed(error)) => return Err(Unable::Failed(error)),
                Err(unable) => {
                    fails(&mut done, &drawn.names[way], &told(NotBegun::Unable(unable)));
                    continue;
                }
            };
            if under_way.len() >= AT_ONCE
                && let Some(first) = under_way.pop_front()
            {
                hear(first, &mut done)?;
            }
            let id = ask.application;
            under_way.push_back((way, id, self.submitted(ask)?));
        }
        for one in under_way {
            hear(one, &mut done)?;
        }
        Ok(done)
    }

    /// Sends an ask; where too much waits, a little later.
    fn submitted(&self, ask: Ask) -> Result<oneshot::Receiver<Answer>, Unable> {
        let (again, begin) = (ask, Instant::now());
        loop {
            let (tells, hears) = oneshot::channel();
            let mut ask = copy(&again);
            ask.reply = Some(Box::new(move |answer| {
                let _ = tells.send(answer);
            }));
            match self.runner.submit(ask) {
                Ok(()) => return Ok(hears),
                Err(runner::Error::Busy) if begin.elapsed() < Duration::from_secs(5) => {
                    std::thread::sleep(PAUSE);
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The ways that the answers leave, but for those that end at once or that the plan is not for.
    fn drawn(&self, request: &GeneratedRequest, principal: &Arc<str>) -> Result<Drawn, Unable> {
        let new = super::start::NewApplication {
            scenario: request.scenario.clone(),
            version: None,
            plan: request.plan.clone(),
            applicant: None,
            answers: request.answers.clone(),
            sign_in: BTreeMap::new(),
            form: BTreeMap::new(),
            materials: BTreeMap::new(),
            submit: true,
        };
        let start = self.start_of(&new, principal)?;
        let definition = self.runner.shared().definitions.definition(start.version)?;
        let scenario: &Scenario = &definition.scenario;
        let settled = start.way(scenario).map_err(|why| Unable::NoCourse(NoCourse::Answer(why)))?;
        let Some(plan) = scenario.plans.get(&start.plan) else {
            let known = scenario.plans.keys().cloned().collect();
            return Err(Unable::NoCourse(NoCourse::Plan(start.plan.clone(), known)));
        };
        if combinations(scenario) > MOST_WAYS {
            return Err(wrong(
                "/answers",
                ("该场景的情形组合过多，无法按权重抽取", "the scenario has too many combinations of answers"),
                ("改用 POST /api/v1/applications 逐件新建", "begin each with POST /api/v1/applications"),
            ));
        }
        let is_settled = |way: &Way| {
            start.answers.iter().all(|(name, _)| {
                scenario
                    .situations
                    .get_index_of(name)
                    .map(SituationId::from)
                    .is_some_and(|situation| way.bits(situation) == settled.bits(situation))
            })
        };
        let mut ways = enumerate(scenario, settled.applicant);
        ways.retain(|one| {
            is_settled(&one.way)
                && one.way.stop(scenario).is_none()
                && one.way.holds_or_none(scenario, plan.when.as_ref())
        });
        let all: f64 = ways.iter().map(|one| one.probability).sum();
        if ways.is_empty() || all <= 0.0 {
            return Err(wrong(
                "/answers",
                ("这样回答就没有可办理的情形", "no way that can be applied for is left by these answers"),
                ("少给几个答案，或换一个方案", "give fewer answers, or another plan"),
            ));
        }
        let mut upto = 0.0;
        let ways: Vec<(Way, f64)> = ways
            .into_iter()
            .map(|one| {
                upto += one.probability / all;
                (one.way, upto)
            })
            .collect();
        let names = ways.iter().map(|(way, _)| names(scenario, way)).collect();
        Ok(Drawn { start, ways, names })
    }

    /// The ask that begins an application of a way, with all that its people say.
    fn made_up(
        &self,
        drawn: &Drawn,
        way: usize,
        principal: &Arc<str>,
        paper: &Arc<str>,
    ) -> Result<Ask, Unable> {
        let answers = drawn.names[way].iter().map(|(name, all)| {
            (Id::from(name.as_str()), all.iter().map(|answer| Id::from(answer.as_str())).collect())
        });
        let mut start = Start { answers: answers.collect(), ..drawn.start.clone() };
        let course = self.runner.course(&start)?.map_err(Unable::NoCourse)?;
        let id = self.runner.new_id(None);
        let mut dossier = Dossier::new(id, start.clone());
        dossier.state.opened = Some(Moment(self.runner.shared().clock.now()));
        let (fields, papers) = asks(&course);
        let values = self.so(&dossier, &course, &fields);
        let papers: Vec<(FactId, Arc<str>)> = papers.into_iter().map(|fact| (fact, paper.clone())).collect();
        let mut commands = vec![Command::Open { values: self.signed_in(id, &start, &course, Vec::new()) }];
        if let Some(state) = self.after(&course, &commands) {
            let forms = open_forms(&course, &state);
            let open = |fact: FactId| {
                let asked = forms.iter().filter_map(|form| course.program.step(form.step));
                asked.into_iter().any(|step| step.asks.contains(&fact)) && !state.knows(fact)
            };
            let filled: Vec<_> = values.iter().filter(|value| open(value.fact)).cloned().collect();
            if !filled.is_empty() {
                commands.push(Command::Fill { values: filled });
            }
            let attached = papers.iter().filter(|(fact, _)| open(*fact));
            commands.extend(attached.map(|(fact, hash)| match state.declares(&course.program, *fact) {
                true => Command::Commit { declared: Declared::Material(*fact) },
                false => Command::Attach { fact: *fact, hash: hash.clone() },
            }));
            commands.extend(forms.into_iter().map(|task| Command::Submit { task }));
        }
        // Forms that open later are handed in then.
        start.handed = Some(Box::new(Handed { values, materials: papers, submit: true }));
        Ok(Ask {
            start: Some(start),
            is_new: true,
            principal: Some(principal.clone()),
            commands,
            ..Ask::of_world(id, Actor::Applicant, Command::Withdraw { item: None })
        })
    }
}

/// An ask of a start once more: what is asked, without who hears of it.
fn copy(ask: &Ask) -> Ask {
    Ask {
        start: ask.start.clone(),
        is_new: ask.is_new,
        principal: ask.principal.clone(),
        commands: ask.commands.clone(),
        ..Ask::of_world(ask.application, ask.by, Command::Withdraw { item: None })
    }
}

/// The fields and the materials that forms of the applicant ask.
fn asks(course: &Course) -> (Vec<FactId>, Vec<FactId>) {
    let forms = course.program.steps.iter().filter(|s| s.kind == StepKind::Form && s.lane == Lane::Applicant);
    let mut facts: Vec<FactId> = forms.flat_map(|step| step.asks.iter().copied()).collect();
    facts.sort();
    facts.dedup();
    let is_field = |fact: &FactId| {
        course.program.fact(*fact).is_some_and(|facts| matches!(facts.kind, FactKind::Field(..)))
    };
    facts.into_iter().partition(is_field)
}

/// The answers of a way by name.
fn names(scenario: &Scenario, way: &Way) -> BTreeMap<String, Vec<String>> {
    let all = scenario.situations.iter().enumerate();
    all.map(|(at, (name, situation))| {
        let chosen = way.chosen(SituationId::from(at), situation);
        (name.to_string(), chosen.map(|answer| answer.id.to_string()).collect())
    })
    .collect()
}

fn note(
    done: &mut Generated,
    answers: &BTreeMap<String, Vec<String>>,
    id: Uuid,
    answer: Answer,
    told: &impl Fn(NotBegun) -> Text,
) -> Result<(), Unable> {
    match answer? {
        Ok(_) => {
            done.begun += 1;
            let number = Number::of(id).to_string();
            done.applications.push(GeneratedApplication { id, number, answers: answers.clone() });
        }
        Err(refusal) => fails(done, answers, &told(NotBegun::Refused(refusal))),
    }
    Ok(())
}

fn fails(done: &mut Generated, answers: &BTreeMap<String, Vec<String>>, why: &Text) {
    let why = Label::from(why);
    match done.failed.iter_mut().find(|failure| failure.answers == *answers && failure.why == why) {
        Some(failure) => failure.count += 1,
        None => done.failed.push(GeneratedFailure { answers: answers.clone(), count: 1, why }),
    }
}

fn wrong(pointer: &str, what: (&str, &str), mend: (&str, &str)) -> Unable {
    let text = |(zh, en): (&str, &str)| Text::new(zh, en);
    Unable::Wrong(vec![Wrong { pointer: pointer.to_owned(), what: text(what), mend: text(mend) }])
}

/// The file that made-up people hand in: one page that says so.
fn paper() -> Vec<u8> {
    let page = "BT /F1 18 Tf 72 760 Td (Made up for trying out) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut text = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(text.len());
        text += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let (table, count) = (text.len(), objects.len() + 1);
    text += &format!("xref\n0 {count}\n0000000000 65535 f \n");
    text.extend(places.iter().map(|place| format!("{place:010} 00000 n \n")));
    text += &format!("trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
    text.into_bytes()
}
