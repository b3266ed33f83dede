//! What applications of one plan in one way run: the program, and the facts around it that a host needs and the
//! program does not carry.

use super::dossier::{BadAnswer, Start, Version};
use onething_engine::application::program::{FactKind, ItemFacts, NotRunnable, Program, StepKind, Undo};
use onething_engine::application::{Application, FactId, StepId};
use onething_engine::calendar::{Calendar, WeeklyShifts};
use onething_engine::hold::{HoldKey, Term};
use onething_engine::plan::derive::{Derivation, Planner};
use onething_engine::plan::explain::explain;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::offer::offered;
use onething_engine::plan::way::Way;
use onething_engine::process::compile::{Circle, compile};
use onething_engine::process::graph::{Node, Process};
use onething_engine::scenario::model::{
    Datum, DepartmentId, Id, MessageId, PartyRef, Scenario, StepKind as Written,
};
use onething_engine::scenario::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A published version of a scenario, read.
#[derive(Debug)]
pub struct Definition {
    /// Its version.
    pub version: Version,
    /// The scenario.
    pub scenario: Arc<Scenario>,
    /// The calendar that tells days.
    pub calendar: Option<Calendar>,
}

impl Definition {
    /// A version that was read.
    pub fn new(version: Version, scenario: Arc<Scenario>) -> Self {
        let calendar = days(&scenario);
        Self { version, scenario, calendar }
    }
}

/// The lead department's calendar, else the first; where a catalogue has none, days are China's.
fn days(scenario: &Scenario) -> Option<Calendar> {
    let catalogue = &scenario.catalogue;
    let own = scenario.lead.and_then(|d| catalogue.department(d)).and_then(|(_, d)| d.calendar.clone());
    let facts = own.as_ref().and_then(|id| catalogue.calendars.get(id));
    let facts = facts.or_else(|| catalogue.calendars.values().next());
    let built = facts.and_then(|facts| facts.build(catalogue).ok());
    built.or_else(|| {
        let week = WeeklyShifts::new(std::array::from_fn(|_| vec![(0, 1_440)])).ok()?;
        Calendar::build("Asia/Shanghai", week, None).ok()
    })
}

/// What a hold, or a question about one, is about.
#[derive(Debug, Clone)]
pub struct Thing {
    /// The element that tells things of its kind apart: `stake.number`.
    pub element: Id,
    /// The party that it is in this process.
    pub party: Id,
    /// The fact whose value tells which.
    pub fact: Option<FactId>,
    /// The fact by which the line is ordered.
    pub line_by: Option<FactId>,
    /// How long a hold lasts; none of a question.
    pub term: Option<Term>,
    /// The message that releases it.
    pub release: Option<MessageId>,
    /// The message that renews it.
    pub renew: Option<MessageId>,
    /// Of a question: whether the item is refused when it is held.
    pub rejects: bool,
}

/// A message of the scenario.
#[derive(Debug, Clone)]
pub struct MessageFacts {
    /// Its position.
    pub id: MessageId,
    /// Its name.
    pub name: Id,
    /// The fact by whose value it finds its application.
    pub fact: Option<FactId>,
    /// The facts that it brings.
    pub brings: Vec<FactId>,
}

/// A step that runs another scenario.
#[derive(Debug, Clone)]
pub struct RunFacts {
    /// The scenario.
    pub scenario: Id,
    /// The plan; none: its first that is not `separate`.
    pub plan: Option<Id>,
    /// Its party, ours.
    pub parties: Vec<(Id, Id)>,
}

/// Why there is no course.
#[derive(Debug)]
pub enum NoCourse {
    /// No plan of that name; those there are.
    Plan(Id, Vec<Id>),
    /// No plan is offered in this way.
    NotOffered,
    /// An answer that is none.
    Answer(BadAnswer),
    /// An answer ends the way (rule 18): what the applicant is told.
    Stops(Text),
    /// Steps wait for one another.
    Circle(Circle),
    /// The process cannot be run.
    NotRunnable(NotRunnable),
}

impl NoCourse {
    /// What is wrong, in both languages.
    pub fn text(&self) -> Text {
        let zh = match self {
            Self::Plan(id, known) => format!("没有方案 `{id}`；现有：{}", known.join("、")),
            Self::NotOffered => "在此情形下没有可用的方案".to_owned(),
            Self::Answer(BadAnswer::Applicant(id, _)) => format!("`{id}` 不能作为申请人"),
            Self::Answer(BadAnswer::Situation(id, _)) => format!("没有情形 `{id}`"),
            Self::Answer(BadAnswer::Answer(id, answer, _)) => format!("情形 `{id}` 没有答案 `{answer}`"),
            Self::Answer(BadAnswer::One(id)) => format!("情形 `{id}` 只能选一个答案"),
            Self::Stops(text) => text.zh.to_string(),
            Self::Circle(circle) => format!("流程无法运行：{}", circle.text().zh),
            Self::NotRunnable(why) => format!("流程无法运行：{}", why.text().zh),
        };
        Text::new(zh, self.to_string())
    }
}

impl fmt::Display for NoCourse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plan(id, known) => write!(f, "there is no plan `{id}`; there are: {}", known.join(", ")),
            Self::NotOffered => write!(f, "no plan is offered in this way"),
            Self::Answer(BadAnswer::Applicant(id, known)) => {
                write!(f, "`{id}` may not apply; these may: {}", known.join(", "))
            }
            Self::Answer(BadAnswer::Situation(id, known)) => {
                write!(f, "there is no situation `{id}`; there are: {}", known.join(", "))
            }
            Self::Answer(BadAnswer::Answer(id, answer, known)) => {
                write!(f, "`{answer}` is no answer of `{id}`; there are: {}", known.join(", "))
            }
            Self::Answer(BadAnswer::One(id)) => write!(f, "`{id}` takes one answer"),
            Self::Stops(text) => write!(f, "{}", text.en),
            Self::Circle(circle) => write!(f, "{circle}"),
            Self::NotRunnable(why) => write!(f, "{why}"),
        }
    }
}

impl std::error::Error for NoCourse {}

/// What applications of one plan in one way run.
#[derive(Debug)]
pub struct Course {
    /// The version.
    pub definition: Arc<Definition>,
    /// The plan that was taken: the one asked for, or the next that is offered.
    pub plan: Id,
    /// The way that the answers make; one that is looked at notes what it was asked, so each looks at a copy.
    way: Mutex<Way>,
    /// The program.
    pub program: Arc<Program>,
    /// The departments of its items, in order.
    pub departments: Arc<[Id]>,
    /// Steps that hold, and that ask whether anybody does.
    pub things: BTreeMap<StepId, Thing>,
    /// Steps that run other scenarios.
    pub runs: BTreeMap<StepId, RunFacts>,
    /// Messages.
    pub messages: Vec<MessageFacts>,
    /// Facts that sign-in tells.
    pub signed_in: Vec<FactId>,
    /// Why each fact that the plan asks is asked, by name, once somebody wants to know.
    because: OnceLock<BTreeMap<String, Text>>,
}

impl Course {
    /// The course of a plan in the way that some answers make.
    ///
    /// # Errors
    /// Why there is none.
    pub fn new(definition: Arc<Definition>, start: &Start) -> Result<Self, NoCourse> {
        let scenario = &definition.scenario;
        let way = start.way(scenario).map_err(NoCourse::Answer)?;
        if !scenario.plans.contains_key(&start.plan) {
            return Err(NoCourse::Plan(start.plan.clone(), scenario.plans.keys().cloned().collect()));
        }
        if let Some((_, answer)) = way.stop(scenario) {
            return Err(NoCourse::Stops(answer.stops.clone().unwrap_or_default()));
        }
        let plan = offered(scenario, &start.plan, &way).ok_or(NoCourse::NotOffered)?.plan;
        let planner = Planner::new(scenario);
        let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
        let process = compile(&derivation, plan).map_err(NoCourse::Circle)?;
        let program = Program::compile(&derivation, &process, plan).map_err(NoCourse::NotRunnable)?;
        let around = Around { derivation: &derivation, process: &process, program: &program };
        let (things, runs) = (around.things(), around.runs());
        let (messages, signed_in) = (around.messages(), around.signed_in());
        let catalogue = &scenario.catalogue;
        let named = |item: &ItemFacts| catalogue.department(item.department).map(|(id, _)| id.clone());
        let departments: BTreeSet<Id> = program.items.iter().filter_map(named).collect();
        Ok(Self {
            plan: plan.id.clone(),
            way: Mutex::new(way),
            departments: departments.into_iter().collect(),
            things,
            runs,
            messages,
            signed_in,
            because: OnceLock::new(),
            definition: definition.clone(),
            program: Arc::new(program),
        })
    }

    /// The way that the answers make.
    pub fn way(&self) -> Way {
        self.way.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Why the plan asks a fact; none of one that it does not ask.
    pub fn because(&self, fact: &str) -> Option<&Text> {
        let reasons = self.because.get_or_init(|| {
            let (scenario, way) = (&self.definition.scenario, self.way());
            let Some(plan) = scenario.plans.get(&self.plan) else { return BTreeMap::new() };
            let planner = Planner::new(scenario);
            let explained = explain(&planner.derive(plan, MeasureSet::all(plan), &way));
            let asked = explained.fields.into_iter().chain(explained.materials);
            // What is declared in place of a paper is asked too.
            let declared = explained.supplied.into_iter().filter(|one| one.via == "committed");
            let declared = declared.filter_map(|one| Some((one.id, one.because?)));
            asked.map(|one| (one.id, one.because)).chain(declared).collect()
        });
        reasons.get(fact)
    }

    /// Which thing a step is about, as the application knows it.
    pub fn key(&self, state: &Application, step: StepId) -> Option<HoldKey> {
        let thing = self.things.get(&step)?;
        let known = thing.fact.and_then(|fact| state.fact(fact)?.value.clone());
        // What nobody can tell apart from another is that party's own.
        Some(HoldKey { element: thing.element.clone(), value: known.unwrap_or_else(|| thing.party.clone()) })
    }

    /// The system behind the call of a step; none for what no system of the catalogue offers.
    pub fn system(&self, step: StepId, undo: bool) -> Option<Id> {
        let facts = self.program.step(step)?;
        let service = match (&facts.undo, undo) {
            (Some(Undo::Call(service)), true) => service,
            _ => facts.calls.as_ref()?,
        };
        let catalogue = &self.definition.scenario.catalogue;
        let of_service = catalogue.services.get(service).map(|s| s.system);
        let system = of_service.or_else(|| catalogue.licences.get(service).map(|l| l.system))?;
        catalogue.system(system).map(|(id, _)| id.clone())
    }

    /// The name of a department.
    pub fn department(&self, id: DepartmentId) -> Id {
        self.definition.scenario.catalogue.department(id).map(|(id, _)| id.clone()).unwrap_or_default()
    }

    /// The department of a name.
    pub fn find_department(&self, name: &str) -> Option<DepartmentId> {
        let at = self.definition.scenario.catalogue.departments.get_index_of(name)?;
        Some(DepartmentId::from(at))
    }

    /// Whether a fact is a field.
    pub fn is_field(&self, fact: FactId) -> bool {
        self.program.fact(fact).is_some_and(|f| matches!(f.kind, FactKind::Field(..)))
    }
}

/// What the facts around a program are read from.
struct Around<'a> {
    derivation: &'a Derivation<'a>,
    process: &'a Process,
    program: &'a Program,
}

impl Around<'_> {
    fn nodes(&self) -> impl Iterator<Item = (StepId, &Node)> {
        let steps = (0..self.program.steps.len()).filter_map(|at| u16::try_from(at).ok()).map(StepId);
        steps.filter_map(|step| {
            let node = self.process.find(&self.program.step(step)?.id)?;
            Some((step, self.process.graph.node_weight(node)?))
        })
    }

    fn fact(&self, datum: Datum) -> Option<FactId> {
        let instance = self.derivation.grounding.resolve(datum.party, None).first().copied()?;
        self.program.find_fact(&self.derivation.datum_name((instance, datum.element)))
    }

    fn things(&self) -> BTreeMap<StepId, Thing> {
        let thing = |(step, node): (StepId, &Node)| {
            let (by, hold, rejects) = match &node.step.as_ref()?.kind {
                Written::Hold(hold) => (hold.by, Some(hold.clone()), false),
                Written::HoldFree(asks) => (asks.by, None, asks.rejects),
                _ => return None,
            };
            let party: Id = node.about.first()?.as_str().into();
            let (_, element) = self.derivation.scenario().catalogue.element(by.element)?;
            let thing = Thing {
                element: format!("{}.{}", element.kind, element.name).into(),
                fact: self.program.find_fact(&format!("{party}.{}", element.name)),
                line_by: hold.as_ref().and_then(|h| h.line_by.as_ref()).and_then(|d| self.fact(d.value)),
                term: hold.as_ref().map(|hold| Term::of(hold)),
                release: hold.as_ref().and_then(|h| h.release),
                renew: hold.as_ref().and_then(|h| h.renew.as_ref()).map(|r| r.message),
                party,
                rejects,
            };
            Some((step, thing))
        };
        self.nodes().filter_map(thing).collect()
    }

    fn runs(&self) -> BTreeMap<StepId, RunFacts> {
        let run = |(step, node): (StepId, &Node)| {
            let StepKind::Run(run) = &self.program.step(step)?.kind else { return None };
            let ours = |at: usize, party: PartyRef| -> Option<Id> {
                // Where it is run for one member, the node says for which.
                let meant = node.about.get(at).filter(|_| node.about.len() == run.parties.len());
                if let Some(name) = meant {
                    return Some(name.as_str().into());
                }
                let instance = self.derivation.grounding.resolve(party, None).first().copied()?;
                Some(self.derivation.grounding.name(instance).into())
            };
            let parties = run.parties.iter().enumerate();
            let parties =
                parties.filter_map(|(at, (theirs, party))| Some((theirs.value.clone(), ours(at, *party)?)));
            let facts = RunFacts {
                scenario: run.scenario.value.clone(),
                plan: run.plan.as_ref().map(|p| p.value.clone()),
                parties: parties.collect(),
            };
            Some((step, facts))
        };
        self.nodes().filter_map(run).collect()
    }

    fn messages(&self) -> Vec<MessageFacts> {
        let messages = self.derivation.scenario().messages.iter().enumerate();
        messages
            .map(|(at, (name, facts))| MessageFacts {
                id: MessageId::from(at),
                name: name.clone(),
                fact: self.fact(facts.reply_to.value),
                brings: facts.gives.iter().filter_map(|datum| self.fact(datum.value)).collect(),
            })
            .collect()
    }

    fn signed_in(&self) -> Vec<FactId> {
        if self.derivation.levers.sign_in.is_none() {
            return Vec::new();
        }
        let grounding = &self.derivation.grounding;
        let named = self.derivation.scenario().sign_in.iter().flat_map(|datum| {
            let instances = grounding.resolve(datum.value.party, None);
            instances.into_iter().map(|i| self.derivation.datum_name((i, datum.value.element)))
        });
        named.filter_map(|name| self.program.find_fact(&name)).collect()
    }
}
