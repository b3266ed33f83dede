//! A host of one application in virtual time: its systems are a server's simulated ones, people do what is so.

use jiff::{SignedDuration, Timestamp};
use onething_engine::application::command::PersonId;
use onething_engine::application::event::EventKind;
use onething_engine::application::program::{FactKind, ItemIndex, StepKind};
use onething_engine::application::state::{Ending, Fees, How, Mode, Standing as Stands};
use onething_engine::application::{
    Actor, Application, Command, EffectKind, Envelope, Event, FactId, Moment, Program, Submission, TaskId,
    effects, turn,
};
use onething_engine::people::file;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::route::Lane;
use onething_engine::plan::way::Way;
use onething_engine::process::compile::compile;
use onething_engine::scenario::model::{Id, Scenario};
use onething_server::systems::registers::RegisterChange;
use onething_server::systems::simulated::Simulated;
use onething_server::systems::{Answer, Call, Known, Performed, Standing, known};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// Most commands of one run.
const MOST: usize = 20_000;

/// A plan of a scenario in one way, ready to run.
#[derive(Clone)]
pub struct Ready {
    pub scenario: Arc<Scenario>,
    pub plan: Id,
    pub way: Way,
    pub program: Arc<Program>,
    signs_in: bool,
}

impl Ready {
    pub fn new(scenario: &Arc<Scenario>, plan: &str, way: Way) -> Self {
        let planner = Planner::new(scenario);
        let plan = scenario.plans.get(plan).unwrap();
        let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
        let process = compile(&derivation, plan).unwrap();
        let program = Arc::new(Program::compile(&derivation, &process, plan).unwrap());
        let signs_in = derivation.levers.sign_in.is_some();
        Self { scenario: scenario.clone(), plan: plan.id.clone(), way: way.clone(), program, signs_in }
    }

    /// The joint plan of the newborn one-thing, in its base way.
    pub fn newborn() -> Self {
        let scenario = scenarios().iter().find(|s| &**s.id == "newborn-birth").unwrap();
        Self::new(scenario, "joint", Way::base(scenario))
    }
}

/// The shipped scenarios, read once.
pub fn scenarios() -> &'static [Arc<Scenario>] {
    static ALL: OnceLock<Vec<Arc<Scenario>>> = OnceLock::new();
    ALL.get_or_init(crate::shipped::scenarios)
}

pub fn start() -> Timestamp {
    "2026-03-02T09:00:00+08:00".parse().unwrap()
}

enum Due {
    Command(Actor, Command),
}

/// One application, run to where nothing is due any more.
pub struct Run {
    pub ready: Ready,
    pub id: Uuid,
    pub state: Application,
    pub events: Vec<Event>,
    pub calls: Vec<(Call, Performed)>,
    pub changes: Vec<RegisterChange>,
    /// What is typed in other than what is so.
    pub typed: BTreeMap<String, String>,
    now: Timestamp,
    queue: BTreeMap<(Timestamp, usize), Due>,
    queued: usize,
    refused: Vec<String>,
    stands_still: bool,
}

impl Run {
    pub fn new(ready: &Ready, id: u128) -> Self {
        Self {
            ready: ready.clone(),
            id: Uuid::from_u128(id),
            state: Application::default(),
            events: Vec::new(),
            calls: Vec::new(),
            changes: Vec::new(),
            typed: BTreeMap::new(),
            now: start(),
            queue: BTreeMap::new(),
            queued: 0,
            refused: Vec::new(),
            stands_still: false,
        }
    }

    pub fn typing(mut self, name: &str, text: &str) -> Self {
        self.typed.insert(name.to_owned(), text.to_owned());
        self
    }

    /// Runs it to the end, where nothing is refused and it comes to one.
    pub fn over(self, systems: &Simulated) -> Self {
        let run = self.through(systems);
        assert!(run.refused.is_empty(), "{:?}", run.refused);
        run
    }

    /// Runs it to the end; none where it comes to something that this host does not play: holds, messages,
    /// applications that a step runs, people who decide what rule leaves to them.
    pub fn tried(self, systems: &Simulated) -> Option<Self> {
        let run = self.through(systems);
        assert!(run.refused.is_empty(), "{:?}", run.refused);
        (!run.stands_still).then_some(run)
    }

    fn through(mut self, systems: &Simulated) -> Self {
        let values = if self.ready.signs_in { self.sign_in(systems) } else { Vec::new() };
        self.command(systems, Actor::Applicant, Command::Open { values });
        for _ in 0..MOST {
            self.look_around(systems);
            let Some(((at, _), Due::Command(by, command))) = self.queue.pop_first() else { break };
            self.now = self.now.max(at);
            if let Command::Due { timer } = command
                && !self.state.timers.iter().any(|t| t.id == timer)
            {
                continue;
            }
            self.command(systems, by, command);
        }
        self
    }

    /// A value that the application knows.
    pub fn value(&self, name: &str) -> Option<Arc<str>> {
        let fact = self.ready.program.find_fact(name).unwrap_or_else(|| panic!("no fact {name}"));
        self.state.fact(fact).filter(|f| f.how.is_known())?.value.clone()
    }

    /// Everything that happened, as JSON lines.
    pub fn journal(&self) -> String {
        self.events.iter().map(|e| serde_json::to_string(e).unwrap() + "\n").collect()
    }

    /// Revokes the results of all its items in the registers.
    pub fn revoked(&self, systems: &Simulated) -> Vec<RegisterChange> {
        let items: Vec<ItemIndex> =
            (0..self.ready.program.items.len()).map(|at| ItemIndex(u16::try_from(at).unwrap())).collect();
        self.standing(|standing| systems.revoked(standing, &items))
    }

    fn standing<R>(&self, look: impl FnOnce(&Standing<'_>) -> R) -> R {
        look(&self.knowing(&known(&self.state)))
    }

    fn knowing<'a>(&'a self, known: &'a [Known]) -> Standing<'a> {
        Standing {
            application: self.id,
            scenario: &self.ready.scenario,
            way: &self.ready.way,
            program: &self.ready.program,
            opened: start(),
            known,
        }
    }

    /// What is typed in at sign-in is known to whoever tells the rest of it.
    fn sign_in(&self, systems: &Simulated) -> Vec<Submission> {
        let party = self.ready.scenario.party(self.ready.way.applicant).unwrap();
        let name = |element| {
            let (_, element) = self.ready.scenario.catalogue.element(element).unwrap();
            format!("{}.{}", party.id, element.name)
        };
        let names: Vec<String> = self.ready.scenario.sign_in.iter().map(|d| name(d.value.element)).collect();
        let mut facts: Vec<FactId> =
            names.iter().filter_map(|name| self.ready.program.find_fact(name)).collect();
        facts.sort_unstable();
        let typed = |fact: &FactId| {
            let name = &self.ready.program.fact(*fact).unwrap().name;
            let text = Arc::from(self.typed.get(&**name)?.as_str());
            Some(Known { fact: *fact, text, how: How::SignIn })
        };
        let known: Vec<Known> = facts.iter().filter_map(typed).collect();
        let told = systems.tells(&self.knowing(&known), &facts);
        told.into_iter().map(|(fact, value)| Submission { fact, value }).collect()
    }

    fn tells(&self, systems: &Simulated, facts: &[FactId]) -> Vec<Submission> {
        let told = self.standing(|standing| systems.tells(standing, facts));
        told.into_iter()
            .map(|(fact, value)| {
                let name = &self.ready.program.fact(fact).unwrap().name;
                let typed = self.typed.get(&**name).map(|text| Arc::from(text.as_str()));
                Submission { fact, value: typed.unwrap_or(value) }
            })
            .collect()
    }

    fn push(&mut self, after_ms: i64, by: Actor, command: Command) {
        self.queued += 1;
        let at = self.now + SignedDuration::from_millis(after_ms);
        self.queue.insert((at, self.queued), Due::Command(by, command));
    }

    fn command(&mut self, systems: &Simulated, by: Actor, command: Command) {
        let envelope = Envelope { at: Moment::from(self.now), by, key: None, command };
        let program = self.ready.program.clone();
        let mut events: Vec<Event> = Vec::new();
        if let Err(rejection) = turn(&program, &mut self.state, &envelope, &mut events) {
            self.refused.push(format!("{:?}: {rejection:?}", envelope.command));
            return;
        }
        for event in &events {
            for effect in effects(&program, &self.state, event) {
                self.carry_out(systems, effect.id, &effect.kind);
            }
        }
        for event in &events {
            if let EventKind::ItemEnded { item, ending: Ending::Approved, .. } = event.kind {
                let changes = self.standing(|standing| systems.concluded(standing, &[item]));
                changes.iter().for_each(|change| systems.apply(change));
                self.changes.extend(changes);
            }
        }
        self.events.extend(events);
    }

    fn carry_out(
        &mut self,
        systems: &Simulated,
        id: onething_engine::application::effect::EffectId,
        kind: &EffectKind,
    ) {
        match kind {
            EffectKind::Call { call, .. } => {
                let (plan, at) = (self.ready.plan.clone(), self.now);
                let owed = self.standing(|standing| Call::owed(standing, &plan, id, kind, at)).unwrap();
                let performed = systems.perform(&owed);
                if let Some(after) = performed.after_ms {
                    let command = self.answer(*call, &performed.answer);
                    self.push(after, Actor::System, command);
                }
                self.changes.extend(performed.changes.iter().cloned());
                self.calls.push((owed, performed));
            }
            EffectKind::SetTimer { timer, at } => {
                let after = at.timestamp().duration_since(self.now).as_millis().max(0);
                self.push(i64::try_from(after).unwrap(), Actor::Timer, Command::Due { timer: *timer });
            }
            EffectKind::Decide { task } => {
                let decided = self.standing(|standing| systems.decides(standing, *task));
                self.push(0, Actor::System, Command::Rule { task: *task, decided });
            }
            EffectKind::Deliver { task } => {
                self.push(1_000, Actor::System, Command::Delivered { task: *task });
            }
            EffectKind::TakeHold { .. }
            | EffectKind::TestHold { .. }
            | EffectKind::AwaitMessage { .. }
            | EffectKind::RunScenario { .. } => self.stands_still = true,
            _ => {}
        }
    }

    fn answer(&self, call: onething_engine::application::CallId, answer: &Answer) -> Command {
        let submission = |(name, value): &(Id, Arc<str>)| Submission {
            fact: self.ready.program.find_fact(name).unwrap(),
            value: value.clone(),
        };
        match answer {
            Answer::Found(values) => {
                Command::Answer { call, values: Some(values.iter().map(submission).collect()) }
            }
            Answer::Nothing => Command::Answer { call, values: None },
            Answer::Failed(why) => Command::Fail { call, why: why.as_str().into() },
        }
    }

    /// People do at once what waits for them.
    fn look_around(&mut self, systems: &Simulated) {
        for _ in 0..1_000 {
            let acts = self.acts(systems);
            if acts.is_empty() {
                return;
            }
            for (by, command) in acts {
                self.command(systems, by, command);
            }
        }
        panic!("people never get done: {:?}", self.state.work);
    }

    fn acts(&self, systems: &Simulated) -> Vec<(Actor, Command)> {
        let mut acts = Vec::new();
        for work in &self.state.work {
            let step = self.ready.program.step(work.step).unwrap();
            let task = self.state.task(work.step);
            match (work.standing, &step.kind) {
                (Stands::Supplement, _) => {
                    let wanted = (0_u16..).map(FactId).zip(&self.state.facts);
                    let wanted: Vec<FactId> =
                        wanted.filter(|(_, f)| f.how == How::Wanted).map(|(fact, _)| fact).collect();
                    self.hand_over(systems, &wanted, &mut acts);
                    acts.push((Actor::Applicant, Command::Supplement { task }));
                }
                (Stands::Working, StepKind::Form) => {
                    let asks: Vec<FactId> =
                        step.asks.iter().filter(|fact| !self.state.knows(**fact)).copied().collect();
                    self.hand_over(systems, &asks, &mut acts);
                    acts.push((Actor::Applicant, Command::Submit { task }));
                }
                (Stands::Working, StepKind::Automatic) if work.mode != Mode::Usual => {
                    acts.push(self.work(systems, task));
                }
                (Stands::Working, StepKind::Collect) => {
                    acts.push((Actor::Applicant, Command::Collect { task }))
                }
                (Stands::Working, StepKind::Task | StepKind::Special) => acts.push(self.work(systems, task)),
                _ => {}
            }
            if !acts.is_empty() {
                return acts;
            }
        }
        if let Fees::Due(amount, _) = self.state.fees {
            acts.push((Actor::Applicant, Command::Pay { amount }));
        }
        acts
    }

    fn hand_over(&self, systems: &Simulated, facts: &[FactId], acts: &mut Vec<(Actor, Command)>) {
        let is_field =
            |fact: &FactId| matches!(self.ready.program.fact(*fact).unwrap().kind, FactKind::Field(..));
        let (fields, materials): (Vec<FactId>, Vec<FactId>) = facts.iter().partition(|fact| is_field(fact));
        let values = self.tells(systems, &fields);
        if !values.is_empty() {
            acts.push((Actor::Applicant, Command::Fill { values }));
        }
        for fact in materials {
            let hash = file(&self.ready.program.fact(fact).unwrap().name).into();
            acts.push((Actor::Applicant, Command::Attach { fact, hash }));
        }
    }

    fn work(&self, systems: &Simulated, task: TaskId) -> (Actor, Command) {
        let step = self.ready.program.step(task.step).unwrap();
        let Lane::Department(department) = step.lane else { panic!("{} is the applicant's", step.id) };
        let is_field =
            |fact: &FactId| matches!(self.ready.program.fact(*fact).unwrap().kind, FactKind::Field(..));
        let supplies: Vec<FactId> = step.supplies.iter().filter(|fact| is_field(fact)).copied().collect();
        let values = self.tells(systems, &supplies);
        (Actor::Clerk { person: PersonId(1), department }, Command::Complete { task, values })
    }
}
