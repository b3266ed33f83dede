//! Every state of the machine that any order of doing open steps reaches, beside what the reference says.

use super::reference::{Answers, Left, Reference};
use super::text::{CATALOGUE, PICKS, scenario};
use super::tree::{Count, Node, Tree, number};
use onething_engine::application::command::PersonId;
use onething_engine::application::program::StepKind;
use onething_engine::application::state::{Closing, Ending, Standing, StepState, TaskId};
use onething_engine::application::{
    Actor, Application, Command, Envelope, Event, FactId, Moment, Program, StepId, Submission, turn,
};
use onething_engine::check::{Parsed, catalogue, check_with};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::Way;
use onething_engine::process::compile::compile;
use onething_engine::scenario::diagnostic::human;
use onething_engine::scenario::model::{Catalogue, DepartmentId};
use onething_engine::scenario::source::Sources;
use onething_engine::scenario::syntax::Budget;
use onething_engine::scenario::text::Language;
use std::collections::HashSet;
use std::sync::Arc;
use std::thread;

/// Monday 2026-03-02 09:00 in Shanghai; nothing here takes time.
const NOW: Moment = Moment(1_772_413_200_000);

/// How much was explored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Explored {
    /// Trees.
    pub trees: usize,
    /// Ways in which their conditions were answered.
    pub answers: usize,
    /// States reached.
    pub states: usize,
    /// Steps done and repetitions sent on, each out of a state.
    pub done: usize,
    /// Refusals at an open step, and withdrawals, each out of a state.
    pub ended: usize,
}

impl Explored {
    fn add(self, other: Self) -> Self {
        Self {
            trees: self.trees + other.trees,
            answers: self.answers + other.answers,
            states: self.states + other.states,
            done: self.done + other.done,
            ended: self.ended + other.ended,
        }
    }
}

/// Explores trees, on as many threads as there are cores. `early`: a step may tell that a round is the last
/// before the round is over.
pub fn explore_all(trees: &[Tree], early: bool) -> Explored {
    let base = base();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        // Dealt out one by one: the last trees are the largest.
        let explore = |hand: usize| {
            let base = &base;
            let own = trees.iter().skip(hand).step_by(threads);
            scope.spawn(move || explore_here(own, early, base))
        };
        let hands: Vec<_> = (0..threads).map(explore).collect();
        hands.into_iter().map(|hand| hand.join().unwrap()).fold(Explored::default(), Explored::add)
    })
}

/// The same on this thread.
pub fn explore_here<'t>(
    trees: impl IntoIterator<Item = &'t Tree>,
    early: bool,
    base: &Arc<Catalogue>,
) -> Explored {
    trees.into_iter().map(|tree| explore(tree, early, base)).fold(Explored::default(), Explored::add)
}

/// The catalogue of all trees.
pub fn base() -> Arc<Catalogue> {
    let (read, found, _) = catalogue([Parsed::new(("small.yaml", CATALOGUE.as_bytes()), 0, &Budget::LOCAL)]);
    assert!(found.is_empty(), "{found:?}");
    Arc::new(read.unwrap())
}

/// The program of a scenario, by the way that every scenario takes.
fn program(text: &str, base: &Arc<Catalogue>) -> Program {
    let checked = check_with(("scenario.yaml", text.as_bytes()), base, Sources::default());
    let found = human(&checked.diagnostics, &checked.sources, Language::En, false);
    assert!(checked.diagnostics.is_empty(), "{found}\n{text}");
    let scenario = checked.scenario.unwrap();
    let (plan, way) = (scenario.plans.values().next().unwrap(), Way::base(&scenario));
    let planner = Planner::new(&scenario);
    let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
    let process = compile(&derivation, plan).unwrap();
    Program::compile(&derivation, &process, plan).unwrap()
}

/// Every way to answer what a tree turns on.
fn answers(node: &Node) -> Vec<Answers> {
    match node {
        Node::Task(..) => vec![Answers::default()],
        Node::Sequence(parts) | Node::Parallel(parts) => all(parts.iter().map(answers)),
        Node::Choose(_, parts) => with_pick(parts.len(), &all(parts.iter().map(answers))),
        Node::Maybe(_, body) => with_pick(2, &answers(body)),
        Node::Repeat(_, body) => answers(body),
        Node::Any(parts) => {
            let held = (0..1_u32 << parts.len()).map(|bits| Answers {
                picks: Vec::new(),
                holds: (0..parts.len()).map(|at| bits >> at & 1 == 1).collect(),
            });
            // Its own conditions are numbered before those of its parts.
            let own: Vec<Answers> = held.collect();
            all([own].into_iter().chain(parts.iter().map(|(_, part)| answers(part))))
        }
    }
}

/// Answers of parts together, in order of their numbers.
fn all(parts: impl Iterator<Item = Vec<Answers>>) -> Vec<Answers> {
    parts.fold(vec![Answers::default()], |before, part| {
        let joined = before.iter().flat_map(|earlier| {
            part.iter().map(|later| Answers {
                picks: [&earlier.picks[..], &later.picks].concat(),
                holds: [&earlier.holds[..], &later.holds].concat(),
            })
        });
        joined.collect()
    })
}

fn with_pick(branches: usize, inside: &[Answers]) -> Vec<Answers> {
    let own = (0..branches).map(|at| Answers { picks: vec![at], holds: Vec::new() });
    all([own.collect(), inside.to_vec()].into_iter())
}

struct Explorer<'a> {
    node: &'a Node,
    program: &'a Program,
    answers: &'a Answers,
    /// Steps by their numbers, with the repetitions around each.
    tasks: Vec<(StepId, Vec<usize>)>,
    /// Where repetitions are judged, and what tells that a round was the last.
    repeats: Vec<(StepId, FactId)>,
    early: bool,
    explored: Explored,
    told: String,
}

fn explore(tree: &Tree, early: bool, base: &Arc<Catalogue>) -> Explored {
    let mut count = Count::default();
    let node = number(tree, &mut count, &[]);
    let text = scenario(&node);
    let program = program(&text, base);
    let step = |name: String| program.find_step(&name).unwrap_or_else(|| panic!("no {name} in {tree:?}"));
    let mut inside = vec![Vec::new(); count.tasks];
    around(&node, &mut inside);
    let tasks = inside.into_iter().zip(1..).map(|(inside, task)| (step(format!("work.s{task}")), inside));
    let repeats = (1..=count.repeats).map(|repeat| {
        let told = program.find_fact(&format!("case.done{repeat}")).unwrap();
        (step(format!("work.repeat{repeat}.until")), told)
    });
    let (tasks, repeats) = (tasks.collect::<Vec<_>>(), repeats.collect::<Vec<_>>());
    let explore = |answers: &Answers| {
        let explored = Explored { answers: 1, ..Explored::default() };
        let told = format!("{tree:?}\n{answers:?}\n{text}");
        let (tasks, repeats) = (tasks.clone(), repeats.clone());
        let mut explorer =
            Explorer { node: &node, program: &program, answers, tasks, repeats, early, explored, told };
        explorer.run(count);
        explorer.explored
    };
    let explored = answers(&node).iter().map(explore).fold(Explored::default(), Explored::add);
    Explored { trees: 1, ..explored }
}

/// The repetitions around each step.
fn around(node: &Node, found: &mut [Vec<usize>]) {
    match node {
        Node::Task(number, inside) => found[number - 1].clone_from(inside),
        Node::Sequence(parts) | Node::Choose(_, parts) | Node::Parallel(parts) => {
            parts.iter().for_each(|part| around(part, found));
        }
        Node::Any(parts) => parts.iter().for_each(|(_, part)| around(part, found)),
        Node::Repeat(_, body) | Node::Maybe(_, body) => around(body, found),
    }
}

/// A state of both.
#[derive(Clone)]
struct Both {
    machine: Application,
    left: Left,
    done: Vec<bool>,
}

/// What of a state decides on its future: how far steps are, where tokens wait, how many rounds were gone since a
/// repetition was reached; not how often a step was visited before.
type Key = (Vec<u64>, Vec<StepId>, Left, Vec<bool>);

impl Explorer<'_> {
    fn fact(&self, name: &str) -> FactId {
        self.program.find_fact(name).unwrap_or_else(|| panic!("no {name}: {}", self.told))
    }

    fn turn(&self, machine: &mut Application, by: Actor, command: Command) {
        let envelope = Envelope { at: NOW, by, key: None, command };
        let mut events: Vec<Event> = Vec::new();
        if let Err(rejection) = turn(self.program, machine, &envelope, &mut events) {
            panic!("{rejection:?} of {envelope:?}\n{}", self.told);
        }
    }

    /// The application as its form is handed in.
    fn begun(&self) -> Application {
        let mut machine = Application::default();
        self.turn(&mut machine, Actor::Applicant, Command::Open { values: Vec::new() });
        let form = machine.work.iter().find(|w| self.program.steps[w.step.index()].kind == StepKind::Form);
        let task = machine.task(form.unwrap().step);
        let picks = self.answers.picks.iter().zip(1..).map(|(pick, number)| Submission {
            fact: self.fact(&format!("case.pick{number}")),
            value: PICKS[*pick].into(),
        });
        let holds = self.answers.holds.iter().zip(1..).map(|(holds, number)| Submission {
            fact: self.fact(&format!("case.holds{number}")),
            value: holds.to_string().into(),
        });
        let values: Vec<Submission> = picks.chain(holds).collect();
        if !values.is_empty() {
            self.turn(&mut machine, Actor::Applicant, Command::Fill { values });
        }
        self.turn(&mut machine, Actor::Applicant, Command::Submit { task });
        machine
    }

    fn run(&mut self, count: Count) {
        let done = vec![false; count.repeats];
        let left = self.reference(&done).enter(self.node);
        let mut pending = vec![Both { machine: self.begun(), left, done }];
        let mut seen: HashSet<Key> = HashSet::new();
        while let Some(both) = pending.pop() {
            if !seen.insert(self.key(&both)) {
                continue;
            }
            self.explored.states += 1;
            self.agree(&both);
            if both.left != Left::Nothing {
                self.ends(&both);
                pending.extend(self.next(&both));
            }
        }
    }

    fn key(&self, both: &Both) -> Key {
        let mut open: Vec<StepId> = both.machine.work.iter().map(|w| w.step).collect();
        open.sort_unstable();
        let steps = (0..).map(StepId).zip(&both.machine.steps).map(|(step, state)| {
            let judges = self.repeats.iter().any(|(until, _)| *until == step);
            let (visit, taken) = if judges { (state.visit - state.taken, 0) } else { (0, state.taken) };
            u64::from(StepState { visit, taken, ..*state })
        });
        (steps.collect(), open, both.left.clone(), both.done.clone())
    }

    /// What is open in the machine is what is open by the reference.
    fn agree(&self, both: &Both) {
        let (mut steps, mut stuck, mut other) = (Vec::new(), Vec::new(), Vec::new());
        for work in &both.machine.work {
            let task = self.tasks.iter().position(|(step, _)| *step == work.step);
            let repeat = self.repeats.iter().position(|(step, _)| *step == work.step);
            match (task, repeat, work.standing) {
                (Some(task), _, Standing::Working) => steps.push(task + 1),
                (_, Some(repeat), Standing::Incident(_)) => stuck.push(repeat + 1),
                _ => other.push(&self.program.steps[work.step.index()].id),
            }
        }
        steps.sort_unstable();
        stuck.sort_unstable();
        let said = both.left.open();
        assert!(
            (&steps, &stuck) == (&said.0, &said.1) && other.is_empty(),
            "open are {steps:?}, stuck {stuck:?}, other {other:?}; the reference says {said:?}, {:?} told\n{}",
            both.done,
            self.told
        );
        let over = both.machine.closed.map(|(closing, _)| closing);
        let expected = (both.left == Left::Nothing).then_some(Closing::Concluded);
        assert_eq!(over, expected, "over\n{}", self.told);
    }

    /// All that can be done next, each once.
    fn next(&mut self, both: &Both) -> Vec<Both> {
        let (steps, stuck) = both.left.open();
        let mut found = Vec::new();
        for number in steps {
            let (step, inside) = self.tasks[number - 1].clone();
            for told in self.may_tell(both, number, &inside) {
                let values = self.told(&told);
                let command = Command::Complete { task: both.machine.task(step), values };
                found.push(self.after(both, clerk(), command, &told, (number, 0)));
            }
        }
        for number in stuck {
            let task = both.machine.task(self.repeats[number - 1].0);
            let operator = Actor::Operator(PersonId(9));
            found.push(self.after(both, operator, Command::FallBack { task }, &[], (0, number)));
            let command = Command::AnswerInstead { task, values: self.told(&[number]) };
            found.push(self.after(both, operator, command, &[number], (0, number)));
        }
        self.explored.done += found.len();
        found
    }

    fn told(&self, repeats: &[usize]) -> Vec<Submission> {
        let told = |repeat: &usize| Submission { fact: self.repeats[repeat - 1].1, value: "true".into() };
        repeats.iter().map(told).collect()
    }

    fn after(
        &self,
        both: &Both,
        by: Actor,
        command: Command,
        told: &[usize],
        (step, stuck): (usize, usize),
    ) -> Both {
        let mut next = both.clone();
        self.turn(&mut next.machine, by, command);
        told.iter().for_each(|repeat| next.done[repeat - 1] = true);
        next.left = self.reference(&next.done).after(self.node, &both.left, step, stuck);
        next
    }

    fn reference(&self, done: &[bool]) -> Reference<'_> {
        Reference { answers: self.answers, done: done.to_vec(), judged: Vec::new().into() }
    }

    /// The ends of repetitions that a step may tell when it is done: none, or so many that each of them is
    /// judged by that; with `early` any of those that it is in.
    fn may_tell(&self, both: &Both, step: usize, inside: &[usize]) -> Vec<Vec<usize>> {
        let untold: Vec<usize> = inside.iter().copied().filter(|repeat| !both.done[repeat - 1]).collect();
        if self.early {
            let subset = |bits: u32| {
                let chosen = (0..untold.len()).filter(|at| bits >> at & 1 == 1);
                chosen.map(|at| untold[at]).collect()
            };
            return (0..1 << untold.len()).map(subset).collect();
        }
        let mut found: Vec<Vec<usize>> = vec![Vec::new()];
        let mut at = 0;
        while let Some(told) = found.get(at).cloned() {
            let mut done = both.done.clone();
            told.iter().for_each(|repeat| done[repeat - 1] = true);
            let reference = self.reference(&done);
            reference.after(self.node, &both.left, step, 0);
            for repeat in reference.judged.into_inner() {
                let mut more = [&told[..], &[repeat]].concat();
                more.sort_unstable();
                if untold.contains(&repeat) && !told.contains(&repeat) && !found.contains(&more) {
                    found.push(more);
                }
            }
            at += 1;
        }
        found
    }

    /// Wherever it stands, a refusal at any open step ends it, and so does taking it back.
    fn ends(&mut self, both: &Both) {
        let (steps, _) = both.left.open();
        for number in steps {
            let task: TaskId = both.machine.task(self.tasks[number - 1].0);
            let command = Command::Refuse { task, item: None, why: "no".into() };
            self.ended(both, clerk(), command, (Closing::Concluded, Ending::Refused));
        }
        let command = Command::Withdraw { item: None };
        self.ended(both, Actor::Applicant, command, (Closing::Withdrawn, Ending::Withdrawn));
    }

    fn ended(&mut self, both: &Both, by: Actor, command: Command, (closing, ending): (Closing, Ending)) {
        let mut machine = both.machine.clone();
        self.turn(&mut machine, by, command);
        let over = machine.closed.map(|(closing, _)| closing);
        let item = machine.items[0].ended.map(|(ending, _)| ending);
        assert!(
            over == Some(closing) && item == Some(ending) && machine.work.is_empty(),
            "{over:?}, {item:?}, open {:?}\n{}",
            machine.work,
            self.told
        );
        self.explored.ended += 1;
    }
}

fn clerk() -> Actor {
    Actor::Clerk { person: PersonId(1), department: DepartmentId(0) }
}
