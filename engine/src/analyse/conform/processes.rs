//! The nets of all ways of a plan: a log does not say what was answered.

use super::model::{By, TooLarge, raw};
use super::net::Net;
use super::reduce::reduced;
use crate::application::program::{NotRunnable, Program};
use crate::plan::derive::Planner;
use crate::plan::levers::MeasureSet;
use crate::plan::way::{Way, combinations, enumerate};
use crate::process::compile::{Circle, compile};
use crate::scenario::model::{PartyId, Plan, Scenario, SituationId};
use crate::scenario::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Most combinations of answers that are looked at.
const MOST_COMBINATIONS: f64 = 200_000.0;
/// Most ways whose nets are made.
const MOST_WAYS: usize = 4_096;

/// Why a plan has no nets.
#[derive(Debug, Clone)]
pub enum NotModelled {
    /// Steps wait for one another.
    Circle(Circle),
    /// The process cannot be run.
    NotRunnable(NotRunnable),
    /// A net would be too large.
    TooLarge(TooLarge),
    /// There are too many ways through: how many.
    Ways(f64),
    /// No way is offered by this plan.
    NoWay,
}

impl NotModelled {
    /// What is wrong, and how to mend it.
    pub fn text(&self) -> Text {
        match self {
            Self::Circle(circle) => circle.text(),
            Self::NotRunnable(why) => why.text(),
            Self::TooLarge(why) => why.text(),
            Self::Ways(ways) => Text::new(
                format!("情形组合有 {ways:.0} 种，太多了；用 --given 定下一些"),
                format!("there are {ways:.0} combinations of answers, too many; settle some with --given"),
            ),
            Self::NoWay => {
                Text::new("这些答案下没有可办的情形", "there is no way through under these answers")
            }
        }
    }
}

impl fmt::Display for NotModelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for NotModelled {}

/// A net, and the ways that have it.
#[derive(Debug, Clone)]
pub struct WayNet {
    /// The net.
    pub net: Net,
    /// The chance of its ways together, among those that are looked at: 0–1.
    pub chance: f64,
    /// How many ways have it.
    pub ways: usize,
    /// Answers that all its ways have, of situations that tell nets apart: `household=with_father`.
    pub answers: Vec<String>,
}

/// All nets of a plan, the likeliest first.
#[derive(Debug, Clone)]
pub struct Processes {
    /// The plan, by id.
    pub plan: String,
    /// What rows are told apart by.
    pub by: By,
    /// The nets, the likeliest first.
    pub nets: Vec<WayNet>,
    /// The share of ways that were looked at, by their chance: 1 unless there are more than 4,096.
    pub covered: f64,
}

impl Processes {
    /// The nets of a plan in all ways that are offered, do not stop, and have the given answers.
    ///
    /// # Errors
    /// Why there are none.
    pub fn new(
        planner: &Planner<'_>,
        plan: &Plan,
        applicant: PartyId,
        given: &dyn Fn(&Way) -> bool,
        by: By,
    ) -> Result<Self, NotModelled> {
        let scenario = planner.scenario;
        let count = combinations(scenario);
        if count > MOST_COMBINATIONS {
            return Err(NotModelled::Ways(count));
        }
        let mut ways = enumerate(scenario, applicant);
        ways.retain(|w| {
            given(&w.way)
                && w.way.stop(scenario).is_none()
                && w.way.holds_or_none(scenario, plan.when.as_ref())
        });
        let all: f64 = ways.iter().map(|w| w.probability).sum();
        ways.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        ways.truncate(MOST_WAYS);
        let kept: f64 = ways.iter().map(|w| w.probability).sum();
        if ways.is_empty() || kept <= 0.0 {
            return Err(NotModelled::NoWay);
        }
        let mut found: BTreeMap<Net, (f64, Vec<Way>)> = BTreeMap::new();
        for weighted in ways {
            let derivation = planner.derive(plan, MeasureSet::all(plan), &weighted.way);
            let process = compile(&derivation, plan).map_err(NotModelled::Circle)?;
            let program = Program::compile(&derivation, &process, plan).map_err(NotModelled::NotRunnable)?;
            let net = raw(&program, by).map_err(NotModelled::TooLarge)?;
            let (chance, of) = found.entry(net).or_default();
            *chance += weighted.probability / kept;
            of.push(weighted.way);
        }
        Ok(Self { plan: plan.id.to_string(), by, nets: told(scenario, found), covered: kept / all })
    }
}

/// Nets, the likeliest first, each with the answers that tell it from others.
fn told(scenario: &Scenario, found: BTreeMap<Net, (f64, Vec<Way>)>) -> Vec<WayNet> {
    let situations = || (0..scenario.situations.len()).map(SituationId::from);
    let given = |ways: &[Way], situation: SituationId| -> BTreeSet<u64> {
        ways.iter().map(|way| way.bits(situation)).collect()
    };
    let everywhere: Vec<BTreeSet<u64>> = situations()
        .map(|situation| found.values().flat_map(|(_, ways)| given(ways, situation)).collect())
        .collect();
    let mut nets: Vec<WayNet> = Vec::new();
    for (net, (chance, ways)) in found {
        let tells = |situation: &SituationId| {
            given(&ways, *situation).len() == 1
                && everywhere.get(situation.index()).is_some_and(|answers| answers.len() > 1)
        };
        let first = ways.first();
        let answers = situations()
            .filter(tells)
            .filter_map(|situation| Some(answered(scenario, first?, situation)))
            .collect();
        nets.push(WayNet { net: reduced(net), chance, ways: ways.len(), answers });
    }
    nets.sort_by(|a, b| b.chance.total_cmp(&a.chance));
    nets
}

/// `situation=answer`, several answers joined by `+`.
fn answered(scenario: &Scenario, way: &Way, id: SituationId) -> String {
    let Some((name, situation)) = scenario.situations.get_index(id.index()) else { return String::new() };
    let answers: Vec<&str> = way.chosen(id, situation).map(|answer| &*answer.id).collect();
    format!("{name}={}", answers.join("+"))
}
