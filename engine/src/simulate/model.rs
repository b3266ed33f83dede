//! What is simulated: the programs of a plan in every way through, and everything around them compiled flat.

mod applicant;
mod desks;
mod steps;
mod systems;
mod term;

pub use applicant::ApplicantPlay;
pub use desks::DeskFacts;
pub(super) use desks::Desks;
pub(super) use steps::{Play, StepPlay, Words, own};
pub(super) use systems::SystemPlay;

use super::arrivals::zone;
use super::draw::{Draw, Impossible};
use super::memos::{ROOM, Shelf};
use super::shifts::{Hours, Shifts};
use super::what_if::Adjusted;
use crate::application::command::Submission;
use crate::application::moment::Moment;
use crate::application::program::{FactId, NotRunnable, Program};
use crate::plan::derive::Planner;
use crate::plan::figure::Figure;
use crate::plan::levers::MeasureSet;
use crate::plan::way::{Way, combinations, enumerate};
use crate::process::compile::{Circle, compile};
use crate::rehearsal::{Habits, NotStaged, Script, Stage};
use crate::scenario::model::{Id, Plan, Scenario, WorkTime};
use crate::scenario::text::Text;
use jiff::tz::TimeZone;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Most ways through that are compiled one by one; beyond them the likeliest stand for all.
const MOST_WAYS: f64 = 200_000.0;
/// Most ways that are kept.
const MOST_KEPT: usize = 4_096;

/// Why a plan cannot be simulated.
#[derive(Debug, Clone)]
pub enum NotSimulated {
    /// Steps wait for one another.
    Circle(Circle),
    /// The process cannot be run.
    NotRunnable(NotRunnable),
    /// People of a way cannot be made up.
    NotStaged(NotStaged),
    /// A department has nobody of a role that a step needs: department, role, step.
    Nobody(Id, Id, Id),
    /// A time cannot be drawn: of what, why.
    Impossible(Id, Impossible),
    /// There are too many ways through: how many.
    Ways(f64),
    /// No way is offered by this plan.
    NoWay,
    /// A file of observations is not there, or holds none: its name.
    NoFile(Id),
    /// A department's calendar never opens again: the department.
    NeverOpens(Id),
    /// Two scenarios share a desk or system and state different facts of it.
    Differs(Box<Differs>),
    /// The same scenario twice: its id.
    Twice(Id),
}

/// A desk or system of which two scenarios state different facts.
#[derive(Debug, Clone)]
pub struct Differs {
    /// The desk or system.
    pub of: String,
    /// What differs.
    pub what: Text,
    /// The scenario that told of it first.
    pub first: Id,
    /// The one that says otherwise.
    pub second: Id,
}

impl NotSimulated {
    /// What is wrong, and how to mend it.
    pub fn text(&self) -> Text {
        match self {
            Self::Circle(circle) => circle.text(),
            Self::NotRunnable(why) => why.text(),
            Self::NotStaged(why) => why.text(),
            Self::Nobody(department, role, step) => Text::new(
                format!(
                    "部门 `{department}` 没有角色 `{role}` 的人，`{step}` 无人办理；请在 staff 里写上人数"
                ),
                format!(
                    "department `{department}` has nobody of role `{role}`, so that nobody would do `{step}`; \
                     write how many under `staff`"
                ),
            ),
            Self::Impossible(of, why) => {
                let why = why.text();
                Text::new(format!("`{of}`：{}", why.zh), format!("`{of}`: {}", why.en))
            }
            Self::Ways(ways) => Text::new(
                format!("情形组合有 {ways:.0} 种，太多了；用 --given 定下一些"),
                format!("there are {ways:.0} combinations of answers, too many; settle some with --given"),
            ),
            Self::NoWay => Text::new(
                "这些答案下没有可办的情形".to_owned(),
                "there is no way through under these answers".to_owned(),
            ),
            Self::NoFile(file) => Text::new(
                format!("`{file}`：场景文件旁没有这个文件，或里面没有可用的记录"),
                format!("`{file}`: there is no such file beside the scenario, or nothing in it can be used"),
            ),
            Self::NeverOpens(department) => Text::new(
                format!("部门 `{department}` 的日历再没有上班时间"),
                format!("the calendar of department `{department}` never opens again"),
            ),
            Self::Differs(differs) => {
                let Differs { of, what, first, second } = &**differs;
                Text::new(
                    format!(
                        "场景 `{first}` 与 `{second}` 都用到 `{of}`，但所述不同：{}；共用时两处须一致",
                        what.zh
                    ),
                    format!(
                        "scenarios `{first}` and `{second}` both use `{of}` and say different things of it: {}; \
                         where they share it, make both say the same",
                        what.en
                    ),
                )
            }
            Self::Twice(scenario) => Text::new(
                format!("场景 `{scenario}` 写了两次；一同模拟的场景各写一次"),
                format!(
                    "scenario `{scenario}` is named twice; name each once that is to be simulated together"
                ),
            ),
        }
    }
}

impl fmt::Display for NotSimulated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for NotSimulated {}

/// One or several plans ready to be simulated together. A copy shares what was compiled.
#[derive(Clone)]
pub struct Model<'s> {
    /// Each plan with its scenario; one at least.
    pub parts: Vec<Part<'s>>,
    /// Staff, by department and role: that of all parts.
    pub desks: Vec<DeskFacts>,
    /// What people take for what no fact tells.
    pub habits: Habits,
    /// By which clock it is which weekday.
    pub(super) zone: TimeZone,
    /// What is otherwise than the scenario says.
    pub(super) adjusted: Adjusted,
    pub(super) systems: Vec<SystemPlay>,
    /// Hours of the counters to which applicants come, where that is counted.
    pub(super) counters: Vec<Hours>,
    /// Those of the first part, then those of the next.
    pub(super) variants: Arc<Vec<Variant>>,
    /// What replications know of turns, and hand on.
    pub(super) shelf: Arc<Shelf>,
    /// How many ranks of applications there are.
    pub(super) ranks: usize,
}

/// A plan of a scenario in a model.
#[derive(Clone)]
pub struct Part<'s> {
    /// The scenario.
    pub scenario: &'s Scenario,
    /// The plan.
    pub plan: &'s Plan,
    /// Share of applications whose way is compiled; the rest are left out and said to be.
    pub covered: f64,
    /// What trips take the applicant; none: it is not said, and not counted.
    pub applicant: Option<ApplicantPlay>,
    /// Where its ways stand among those of the model.
    pub(super) variants: Range<usize>,
}

/// What a plan comes to in one way.
pub(super) struct Variant {
    /// The chance of this way or one before it.
    pub upto: f64,
    /// Its answers, as bits, by situation.
    pub answers: Vec<u64>,
    pub program: Program,
    /// The item of the scenario that each item of the program is a use of.
    pub items: Vec<Id>,
    pub steps: Vec<StepPlay>,
    /// What sign-in tells.
    pub signed_in: Vec<Submission>,
    /// Every field that the applicant can be asked for.
    pub fields: Vec<Submission>,
    /// Visits to apply, by the count.
    pub visits: f64,
    /// Of what priority it is; 0 goes first.
    pub rank: usize,
}

/// What is simulated of a scenario.
pub struct Wanted<'a> {
    /// Answers that are settled: only ways that have them.
    pub given: &'a dyn Fn(&Way) -> bool,
    /// When it begins.
    pub start: Moment,
    /// Observations in files, in milliseconds, by name.
    pub observations: &'a dyn Fn(&str) -> Option<Vec<f64>>,
    /// Seed of the people behind it.
    pub seed: u64,
}

impl<'s> Model<'s> {
    /// Compiles a plan of a scenario in every way through.
    ///
    /// # Errors
    /// Why it cannot be simulated.
    pub fn new(planner: &Planner<'s>, plan: &'s Plan, wanted: &Wanted<'_>) -> Result<Self, NotSimulated> {
        Self::several(&[(planner, plan, wanted)])
    }

    /// Compiles plans of several scenarios that share the staff of the same departments and roles, and the systems of
    /// the same ids.
    ///
    /// Applications of the first priority of any scenario go before those of the second of any, and these before all
    /// others.
    ///
    /// # Errors
    /// Why one of them cannot be simulated; two state different facts of what they share; the same scenario twice.
    pub fn several(all: &[(&Planner<'s>, &'s Plan, &Wanted<'_>)]) -> Result<Self, NotSimulated> {
        let usual = all.iter().map(|(planner, ..)| planner.scenario.simulation.priority.len()).max();
        let (first, .., wanted) = all.first().ok_or(NotSimulated::NoWay)?;
        let mut shared = Shared { usual: usual.unwrap_or(0), ..Shared::default() };
        let mut parts: Vec<Part<'s>> = Vec::new();
        for (planner, plan, wanted) in all {
            let scenario = planner.scenario;
            if parts.iter().any(|part| part.scenario.id.value == scenario.id.value) {
                return Err(NotSimulated::Twice(scenario.id.value.clone()));
            }
            let count = combinations(scenario);
            if count > MOST_WAYS {
                return Err(NotSimulated::Ways(count));
            }
            let begin = shared.variants.len();
            shared.desks.next_scenario();
            let applicant = ApplicantPlay::of(scenario, wanted.observations)?;
            let mut compiler = Compiler { planner, plan, wanted, applicant, shared };
            let covered = compiler.ways()?;
            let applicant = compiler.applicant;
            shared = compiler.shared;
            parts.push(Part { scenario, plan, covered, applicant, variants: begin..shared.variants.len() });
        }
        let Shared { desks, systems, counters, variants, usual, .. } = shared;
        for desk in &desks.all {
            if Shifts::from(&desk.hours, wanted.start).opens(wanted.start.0).is_none() {
                return Err(NotSimulated::NeverOpens(desk.department.clone()));
            }
        }
        Ok(Self {
            zone: zone(first.scenario),
            parts,
            desks: desks.all,
            habits: Habits::default(),
            adjusted: Adjusted::default(),
            systems,
            counters,
            variants: Arc::new(variants),
            shelf: Arc::new(Shelf::new(ROOM)),
            ranks: usual + 1,
        })
    }

    /// The id of its scenario; of several all their ids, joined by `+`.
    pub fn id(&self) -> Id {
        let ids: Vec<&str> = self.parts.iter().map(|part| &*part.scenario.id.value).collect();
        Id::from(ids.join("+"))
    }

    /// The answers of a way of the model by name, as an application is begun with them; empty where there is no
    /// such way. What a way does not answer is left out.
    pub fn answers(&self, way: usize) -> Vec<(Id, Vec<Id>)> {
        let Some(variant) = self.variants.get(way) else { return Vec::new() };
        let Some(part) = self.parts.iter().find(|part| part.variants.contains(&way)) else {
            return Vec::new();
        };
        let situations = part.scenario.situations.iter().zip(&variant.answers);
        let named = situations.filter(|((_, facts), bits)| facts.several || **bits != 0);
        named
            .map(|((id, facts), bits)| {
                let chosen =
                    facts.answers.iter().enumerate().filter(|(at, _)| *at < 64 && bits >> at & 1 == 1);
                (id.clone(), chosen.map(|(_, answer)| answer.id.clone()).collect())
            })
            .collect()
    }

    /// The id of its plan; of several all their ids, joined by `+`.
    pub fn plan(&self) -> Id {
        let ids: Vec<&str> = self.parts.iter().map(|part| &*part.plan.id).collect();
        Id::from(ids.join("+"))
    }

    /// Whether a system answers nobody on the weekday of a moment.
    pub(super) fn is_down(&self, system: &SystemPlay, now: i64) -> bool {
        let local = self.zone.to_datetime(Moment(now).timestamp());
        let weekday = usize::try_from(local.date().weekday().to_monday_zero_offset()).unwrap_or(0);
        system.down.get(weekday).copied().unwrap_or(false)
    }

    /// The variant of a part by a number drawn from 0 to 1.
    pub(super) fn variant(&self, part: usize, unit: f64) -> usize {
        let Some(range) = self.parts.get(part).map(|part| part.variants.clone()) else { return usize::MAX };
        let variants = self.variants.get(range.clone()).unwrap_or_default();
        let at = variants.partition_point(|variant| variant.upto <= unit);
        range.start + at.min(variants.len().saturating_sub(1))
    }
}

/// What the scenarios of a model share while they are compiled.
#[derive(Default)]
struct Shared {
    desks: Desks,
    systems: Vec<SystemPlay>,
    /// Of each system the scenarios that told of it.
    told_by: Vec<Vec<Id>>,
    counters: Vec<Hours>,
    variants: Vec<Variant>,
    /// The rank of applications without priority.
    usual: usize,
}

/// A scenario while it is compiled.
struct Compiler<'a, 's> {
    planner: &'a Planner<'s>,
    plan: &'s Plan,
    wanted: &'a Wanted<'a>,
    applicant: Option<ApplicantPlay>,
    shared: Shared,
}

impl Compiler<'_, '_> {
    /// Every way that is offered and does not stop, the chances rescaled; the share of all that is kept.
    fn ways(&mut self) -> Result<f64, NotSimulated> {
        let scenario = self.planner.scenario;
        let applicant = scenario.applicants().next().ok_or(NotSimulated::NoWay)?;
        let mut ways = enumerate(scenario, applicant);
        ways.retain(|w| {
            (self.wanted.given)(&w.way)
                && w.way.stop(scenario).is_none()
                && w.way.holds_or_none(scenario, self.plan.when.as_ref())
        });
        let all: f64 = ways.iter().map(|w| w.probability).sum();
        // The order of ways is that of their answers, so that other plans draw the same one of a number.
        if ways.len() > MOST_KEPT {
            let mut chances: Vec<f64> = ways.iter().map(|w| w.probability).collect();
            chances.sort_by(|a, b| b.total_cmp(a));
            let least = chances.get(MOST_KEPT).copied().unwrap_or(0.0);
            ways.retain(|w| w.probability > least);
        }
        let kept: f64 = ways.iter().map(|w| w.probability).sum();
        if ways.is_empty() || kept <= 0.0 {
            return Err(NotSimulated::NoWay);
        }
        let mut upto = 0.0;
        for weighted in ways {
            upto += weighted.probability / kept;
            let variant = self.variant(weighted.way, upto)?;
            self.shared.variants.push(variant);
        }
        Ok(kept / all)
    }

    fn variant(&mut self, way: Way, upto: f64) -> Result<Variant, NotSimulated> {
        let derivation = self.planner.derive(self.plan, MeasureSet::all(self.plan), &way);
        let process = compile(&derivation, self.plan).map_err(NotSimulated::Circle)?;
        let mut program =
            Program::compile(&derivation, &process, self.plan).map_err(NotSimulated::NotRunnable)?;
        for calendar in &mut program.calendars {
            *calendar = calendar.by_week_where_unknown();
        }
        let start = self.wanted.start.timestamp();
        let mut script = Script::usual(way.clone(), start);
        script.seed = self.wanted.seed;
        let stage = Stage::new(&derivation, &process, &program, &script).map_err(NotSimulated::NotStaged)?;
        let mut played = self.steps(&stage, start)?;
        self.errands(&stage, &mut played);
        let signed_in = signed_in(&stage);
        let facts = (0..program.facts.len()).filter_map(|at| u16::try_from(at).ok().map(FactId));
        let askable = |fact: &FactId| program.fact(*fact).is_some_and(|facts| facts.askable);
        let fields = steps::fields(&stage, &facts.filter(askable).collect::<Vec<_>>());
        let trips = derivation.count().of(Figure::Trips);
        let visits = trips.filter(|line| !line.what.ends_with("/ collect")).map(|line| line.amount).sum();
        let uses = derivation.applicable.uses.iter();
        let item = |index| self.planner.scenario.items.get_index(index).map(|(id, _)| id.clone());
        let items = uses.map(|u| item(u.item.index()).unwrap_or_default()).collect();
        let rank = self.rank(&way);
        drop(stage);
        drop(derivation);
        let answers = (0..self.planner.scenario.situations.len()).map(|s| way.bits(s.into())).collect();
        Ok(Variant { upto, answers, program, items, steps: played, signed_in, fields, visits, rank })
    }

    /// The first priority whose condition holds; behind all of them where none does.
    fn rank(&self, way: &Way) -> usize {
        let scenario = self.planner.scenario;
        let priority = &scenario.simulation.priority;
        let first = priority.iter().position(|condition| way.holds(scenario, condition));
        first.unwrap_or(self.shared.usual)
    }

    fn draw(&self, of: &Id, work: &WorkTime) -> Result<Draw, NotSimulated> {
        let draw = Draw::compile(work, &|file| (self.wanted.observations)(file));
        draw.map_err(|why| NotSimulated::Impossible(of.clone(), why))
    }
}

/// What sign-in tells, where the plan signs in.
fn signed_in(stage: &Stage<'_>) -> Vec<Submission> {
    if stage.derivation.levers.sign_in.is_none() {
        return Vec::new();
    }
    let grounding = &stage.derivation.grounding;
    let mut values = Vec::new();
    for datum in &stage.scenario.sign_in {
        for instance in grounding.resolve(datum.value.party, None) {
            let name = stage.derivation.datum_name((instance, datum.value.element));
            let fact = stage.program.find_fact(&name);
            let value = fact.and_then(|fact| stage.value(&stage.population, fact));
            values.extend(fact.zip(value).map(|(fact, value)| Submission { fact, value }));
        }
    }
    values
}
