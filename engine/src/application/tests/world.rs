//! Programs drawn at random: a form, items whose work nests every construct, results collected or delivered.

use crate::application::program::{
    FactFacts, FactId, FactKind, ItemFacts, ItemIndex, ItemPledge, Items, Judged, Program, Source, StepFacts,
    StepId, StepKind, Undo, Way, mark,
};
use crate::calendar::{Calendar, WeeklyShifts};
use crate::expression::{Scope, Slot, Type, UnknownName, compile};
use crate::plan::route::Lane;
use crate::process::graph::Gate;
use crate::random::Random;
use crate::scenario::model::{
    AfterRefusal, DepartmentId, ElementType, Fallback, MessageId, Period, Retry, Unit,
};
use crate::scenario::text::Text;

/// The departments of drawn programs.
pub(super) const DEPARTMENTS: u32 = 2;
/// The messages of drawn programs.
pub(super) const MESSAGES: u32 = 2;

struct Names;

impl Scope for Names {
    fn resolve(&self, path: &[&str]) -> Result<(Slot, Type), UnknownName> {
        match path {
            ["v"] => Ok((Slot(0), Type::Boolean)),
            _ => Err(UnknownName { nearest: None, at_segment: 0 }),
        }
    }
    fn resolve_found(&self, _: &[&str], _: Option<&str>) -> Result<Slot, UnknownName> {
        Err(UnknownName { nearest: None, at_segment: 0 })
    }
    fn has_calendar(&self) -> bool {
        false
    }
}

/// Holds when a fact is true.
fn is_true(fact: FactId) -> Judged {
    let expression = compile("v", &Names, None).expect("a name by itself compiles");
    Judged { expression, slots: vec![(Slot(0), Source::Fact(fact))] }
}

pub(super) fn hours(amount: u32) -> Period {
    Period { amount, unit: Unit::Hours }
}

struct Builder<'r> {
    random: &'r mut Random,
    steps: Vec<StepFacts>,
    facts: Vec<FactFacts>,
    /// Facts that a form asks, by which branches are chosen.
    asked: Vec<FactId>,
}

/// A piece of process: where it is entered and left.
type Piece = (StepId, StepId);

impl Builder<'_> {
    fn chance(&mut self, share: f64) -> bool {
        self.random.unit() < share
    }

    fn fact(&mut self, kind: FactKind) -> FactId {
        let at = u16::try_from(self.facts.len()).expect("few facts");
        let askable = self.random.unit() < 0.9;
        self.facts.push(FactFacts {
            name: format!("it.f{at}").into(),
            title: Text::same("fact"),
            kind,
            askable,
        });
        FactId(at)
    }

    fn truth(&mut self) -> FactId {
        self.fact(FactKind::Field(ElementType::Boolean, None))
    }

    fn step(&mut self, name: &str, kind: StepKind, items: &[ItemIndex]) -> StepId {
        let at = u16::try_from(self.steps.len()).expect("few steps");
        let human = matches!(kind, StepKind::Form | StepKind::Collect | StepKind::Start | StepKind::End);
        let department = DepartmentId(u32::from(at) % DEPARTMENTS);
        self.steps.push(StepFacts {
            id: format!("{name}{at}").into(),
            title: Text::same(name),
            lane: if human { Lane::Applicant } else { Lane::Department(department) },
            role: None,
            items: items.to_vec(),
            next: Vec::new(),
            waits_for: 1,
            partner: None,
            uses: Vec::new(),
            supplies: Vec::new(),
            asks: Vec::new(),
            calls: None,
            about: Vec::new().into(),
            timeout: 30_000,
            retry: Retry { times: 1, every: Period { amount: 10, unit: Unit::Seconds } },
            within: None,
            late_refuses: false,
            brings: Vec::new(),
            belongs_to: None,
            with: match kind {
                StepKind::Special => vec![DepartmentId((u32::from(at) + 1) % DEPARTMENTS)],
                _ => Vec::new(),
            },
            most: None,
            undo: None,
            notice: None,
            may_end: false,
            reach: Items::default(),
            calendar: Some(0),
            kind,
        });
        StepId(at)
    }

    fn edge(&mut self, from: StepId, to: StepId, when: Option<Judged>, back: bool) {
        self.steps[from.index()].next.push(Way { to, when, on: None, supplies: Vec::new(), back });
    }

    fn gates(&mut self, gate: Gate, items: &[ItemIndex]) -> Piece {
        let own = if gate == Gate::All { &[][..] } else { items };
        let split = self.step("split", StepKind::Split(gate), own);
        let join = self.step("join", StepKind::Join(gate), &[]);
        if gate != Gate::All {
            self.steps[split.index()].partner = Some(join);
        }
        if gate == Gate::Any {
            self.steps[join.index()].partner = Some(split);
        }
        (split, join)
    }

    fn leaf(&mut self, item: ItemIndex) -> Piece {
        let message = MessageId(u32::try_from(self.random.below(MESSAGES as usize)).expect("small"));
        let kind = match self.random.below(16) {
            0..=4 => StepKind::Task,
            5 => StepKind::Special,
            6 | 7 => StepKind::Automatic,
            8 | 9 => StepKind::Call,
            10 => StepKind::Notice,
            11 => StepKind::WaitTime(hours(3)),
            12 => StepKind::WaitMessage(message, None),
            13 => StepKind::Hold,
            14 => StepKind::HoldFree(true),
            _ => StepKind::HoldFree(false),
        };
        let step = self.step("work", kind, &[item]);
        let undo = match self.random.below(5) {
            0 => Some(Undo::Call("undo".into())),
            1 => Some(Undo::Task(None)),
            2 => Some(Undo::Notice("applicant".into(), Text::same("undone"))),
            _ => None,
        };
        let within = self.chance(0.5).then(|| hours(5));
        let late_refuses = self.chance(0.5);
        let facts = &mut self.steps[step.index()];
        facts.undo = undo;
        facts.within = within.filter(|_| matches!(facts.kind, StepKind::Task | StepKind::WaitMessage(..)));
        facts.late_refuses = late_refuses;
        if facts.kind != StepKind::Hold {
            return (step, step);
        }
        let end = self.step("end", StepKind::HoldEnd, &[item]);
        self.steps[end.index()].belongs_to = Some(step);
        self.edge(step, end, None, false);
        (step, end)
    }

    fn piece(&mut self, item: ItemIndex, depth: u32) -> Piece {
        if depth == 0 {
            return self.leaf(item);
        }
        match self.random.below(9) {
            0..=2 => self.leaf(item),
            3 | 4 => {
                let (first, middle) = self.piece(item, depth - 1);
                let (second, last) = self.piece(item, depth - 1);
                self.edge(middle, second, None, false);
                (first, last)
            }
            5 => self.fork(Gate::All, item, depth),
            6 => self.fork(Gate::One, item, depth),
            7 => self.fork(Gate::Any, item, depth),
            _ => self.repeat(item, depth),
        }
    }

    /// Mostly a fact that the form asks, sometimes one that nobody tells.
    fn deciding(&mut self) -> FactId {
        if self.asked.is_empty() || self.chance(0.15) {
            return self.truth();
        }
        self.asked[self.random.below(self.asked.len())]
    }

    fn fork(&mut self, gate: Gate, item: ItemIndex, depth: u32) -> Piece {
        let (split, join) = self.gates(gate, &[item]);
        let count = self.random.between(2, 3);
        for branch in 0..count {
            let (enter, leave) = self.piece(item, depth - 1);
            let otherwise = gate == Gate::All || (gate == Gate::One && branch + 1 == count);
            let when = (!otherwise).then(|| is_true(self.deciding()));
            self.edge(split, enter, when, false);
            self.edge(leave, join, None, false);
        }
        self.steps[join.index()].waits_for = u16::try_from(count).expect("few branches");
        (split, join)
    }

    fn repeat(&mut self, item: ItemIndex, depth: u32) -> Piece {
        let again = self.step("again", StepKind::Join(Gate::One), &[]);
        let task = self.step("round", StepKind::Task, &[item]);
        let told = self.truth();
        self.steps[task.index()].supplies.push(told);
        let (enter, leave) = self.piece(item, depth - 1);
        let until = self.step("until", StepKind::Split(Gate::One), &[item]);
        self.steps[until.index()].most = Some(3);
        self.edge(again, task, None, false);
        self.edge(task, enter, None, false);
        self.edge(leave, until, None, false);
        self.edge(until, again, None, true);
        self.edge(until, until, Some(is_true(told)), false);
        (again, until)
    }

    /// Joins the way out of a repetition, which was left open, to what follows.
    fn close_repeats(&mut self) {
        for at in 0..self.steps.len() {
            let own = StepId(u16::try_from(at).expect("few steps"));
            let follows: Vec<StepId> =
                self.steps[at].next.iter().filter(|w| w.when.is_none() && !w.back).map(|w| w.to).collect();
            if self.steps[at].next.iter().any(|w| w.to == own) {
                let target = follows[0];
                self.steps[at].next.retain(|w| w.back || w.to == own);
                self.steps[at].next.iter_mut().filter(|w| w.to == own).for_each(|w| w.to = target);
                self.steps[at].partner = Some(target);
            }
        }
    }
}

/// A program of a seed.
pub(super) fn program(seed: u64) -> Program {
    let mut random = Random::new(seed);
    let mut b = Builder { random: &mut random, steps: Vec::new(), facts: Vec::new(), asked: Vec::new() };
    let count = b.random.between(1, 3);
    let all: Vec<ItemIndex> = (0..count).map(|i| ItemIndex(u16::try_from(i).expect("few items"))).collect();
    let start = b.step("start", StepKind::Start, &[]);
    let end = b.step("end", StepKind::End, &[]);
    b.asked = (0..b.random.between(1, 3)).map(|_| b.truth()).collect();
    let papers: Vec<FactId> = (0..b.random.between(0, 3))
        .map(|_| {
            let provisional = b.chance(0.6).then(|| hours(8));
            b.fact(FactKind::Material(provisional))
        })
        .collect();
    let form = b.step("form", StepKind::Form, &all);
    let supplied: Vec<FactId> = (0..b.random.between(0, 2))
        .map(|_| if b.chance(0.5) { b.truth() } else { b.fact(FactKind::Material(Some(hours(8)))) })
        .collect();
    let asks: Vec<FactId> = b.asked.iter().chain(&papers).copied().collect();
    asks.iter().for_each(|f| b.facts[f.index()].askable = true);
    b.steps[form.index()].asks.clone_from(&asks);
    b.steps[form.index()].supplies = asks.clone();
    if supplied.is_empty() {
        b.edge(start, form, None, false);
    } else {
        let call = b.step("call", StepKind::Call, &[]);
        b.steps[call.index()].supplies.clone_from(&supplied);
        b.edge(start, call, None, false);
        b.edge(call, form, None, false);
    }
    let in_turn = b.chance(0.4);
    let pieces: Vec<Piece> = all.iter().map(|item| b.piece(*item, 2)).collect();
    let out = lay(&mut b, form, &pieces, in_turn);
    let last = match b.random.below(3) {
        0 => None,
        1 => Some(b.step("collect", StepKind::Collect, &all[..1])),
        _ => Some(b.step("deliver", StepKind::Deliver, &all)),
    };
    if let Some(last) = last {
        b.edge(out, last, None, false);
    }
    b.edge(last.unwrap_or(out), end, None, false);
    b.close_repeats();
    let mut items: Vec<ItemFacts> =
        all.iter().map(|i| item(&mut b, *i, &all, in_turn, &asks, &supplied)).collect();
    if let Some(first) = items.first_mut() {
        // Everything asked is needed by somebody.
        first.needs.extend(asks.iter().chain(&supplied).copied());
    }
    finish(b, items, start, end)
}

/// Pieces behind a step, one after another or side by side; where they are left.
fn lay(b: &mut Builder<'_>, from: StepId, pieces: &[Piece], in_turn: bool) -> StepId {
    if in_turn {
        let mut at = from;
        for (enter, leave) in pieces.iter().copied() {
            b.edge(at, enter, None, false);
            at = leave;
        }
        return at;
    }
    let (split, join) = b.gates(Gate::All, &[]);
    b.edge(from, split, None, false);
    for (enter, leave) in pieces.iter().copied() {
        b.edge(split, enter, None, false);
        b.edge(leave, join, None, false);
    }
    b.steps[join.index()].waits_for = u16::try_from(pieces.len()).expect("few items");
    join
}

fn item(
    b: &mut Builder<'_>,
    index: ItemIndex,
    all: &[ItemIndex],
    in_turn: bool,
    asks: &[FactId],
    supplied: &[FactId],
) -> ItemFacts {
    let tasks = b.steps.iter().enumerate().filter(|(_, s)| s.items == [index] && s.kind == StepKind::Task);
    let tasks: Vec<StepId> = tasks.map(|(at, _)| StepId(u16::try_from(at).expect("few steps"))).collect();
    let first =
        b.steps.iter().find(|s| s.items.contains(&index) && crate::application::program::is_work(&s.kind));
    let by_people = first.is_some_and(|s| matches!(s.kind, StepKind::Task | StepKind::Special));
    let gives = b.truth();
    let needs = asks.iter().chain(supplied).copied().filter(|_| b.random.unit() < 0.5).collect();
    let on_refusal = match b.random.below(3) {
        0 => AfterRefusal::GoOn,
        1 => AfterRefusal::StopAll,
        _ => AfterRefusal::StopDependants,
    };
    let then = tasks.last().copied().into_iter().collect();
    let commitment = b.chance(0.4).then(|| ItemPledge { limit: hours(4), then });
    let limit = match b.random.below(3) {
        0 => None,
        1 => Some(hours(6)),
        _ => Some(Period::working_days(2)),
    };
    ItemFacts {
        id: format!("item{}", index.0).into(),
        title: Text::new("事项", "item"),
        department: DepartmentId(u32::from(index.0) % DEPARTMENTS),
        limit,
        fee: if b.chance(0.4) { 500 } else { 0 },
        refund: index.0.is_multiple_of(2),
        on_refusal,
        dependants: if in_turn { all.iter().copied().filter(|i| *i > index).collect() } else { Vec::new() },
        needs,
        gives: vec![gives],
        certificates: vec![("it".to_owned(), "licence".into())],
        commitment,
        by_people,
        office: None,
        calendar: Some(0),
    }
}

fn finish(b: Builder<'_>, mut items: Vec<ItemFacts>, start: StepId, end: StepId) -> Program {
    let Builder { random, mut steps, facts, .. } = b;
    for item in &mut items {
        item.needs.sort_unstable();
        item.needs.dedup();
    }
    mark(&mut steps, items.len());
    let mut fallbacks = vec![Fallback::Upload, Fallback::Provisional, Fallback::Commitment, Fallback::Wait];
    for at in (1..fallbacks.len()).rev() {
        let other = random.below(at + 1);
        fallbacks.swap(at, other);
    }
    fallbacks.truncate(random.between(0, 4));
    let shift = vec![(9 * 60, 17 * 60)];
    let week = [shift.clone(), shift.clone(), shift.clone(), shift.clone(), shift, Vec::new(), Vec::new()];
    let week = WeeklyShifts::new(week).expect("a plain week");
    let calendar = Calendar::build("Asia/Shanghai", week, None).expect("a known zone");
    Program {
        scenario: "drawn".into(),
        plan: "drawn".into(),
        title: Text::same("drawn"),
        steps,
        items,
        facts,
        start,
        end,
        fallbacks,
        calendars: vec![calendar],
        by_name: Default::default(),
        fact_by_name: Default::default(),
    }
}
