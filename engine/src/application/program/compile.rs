//! From a derivation and its process to a program.

mod items;
mod names;
mod steps;

use super::{Program, StepId};
use crate::calendar::Calendar;
use crate::plan::derive::Derivation;
use crate::process::graph::Process;
use crate::scenario::model::{DepartmentId, Id, Plan};
use crate::scenario::text::Text;
pub(in crate::application) use items::is_work;
use names::Names;
use petgraph::graph::NodeIndex;
use std::collections::BTreeMap;
use std::fmt;

/// Why a process cannot be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRunnable {
    /// It has more steps, items or facts than positions.
    TooLarge,
    /// A calendar contradicts itself.
    Calendar(Id),
}

impl NotRunnable {
    /// What is wrong.
    pub fn text(&self) -> Text {
        match self {
            NotRunnable::TooLarge => Text::new(
                "流程的环节、事项或信息超过 65,535 个",
                "the process has more than 65,535 steps, items or facts",
            ),
            NotRunnable::Calendar(id) => {
                Text::new(format!("日历 `{id}` 自相矛盾"), format!("calendar `{id}` contradicts itself"))
            }
        }
    }
}

impl fmt::Display for NotRunnable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for NotRunnable {}

/// What compiling looks at.
struct Input<'a> {
    derivation: &'a Derivation<'a>,
    process: &'a Process,
}

impl Program {
    /// Compiles a plan's process in one way.
    ///
    /// # Errors
    /// A process that is too large, or a calendar that contradicts itself.
    pub fn compile(derivation: &Derivation<'_>, process: &Process, plan: &Plan) -> Result<Self, NotRunnable> {
        let most = usize::from(u16::MAX);
        if process.graph.node_count() > most || derivation.applicable.uses.len() > most {
            return Err(NotRunnable::TooLarge);
        }
        let input = Input { derivation, process };
        let mut names = Names::new(derivation);
        let mut calendars = Calendars::default();
        let mut steps = steps::steps(&input, &mut names, &mut calendars)?;
        let items = items::items(&input, &mut names, &mut calendars, &steps)?;
        super::reach::mark(&mut steps, items.len());
        if names.len() > most {
            return Err(NotRunnable::TooLarge);
        }
        let by_name =
            process.graph.node_indices().map(|n| (process.graph[n].id.clone(), step_id(n))).collect();
        let (facts, fact_by_name, computed) = names.finish();
        let tables = super::Tables::of(&steps, &items, &facts);
        super::marks::mark(&mut steps, &items, &tables);
        Ok(Self {
            scenario: process.scenario.clone(),
            plan: process.plan.clone(),
            title: process.title.clone(),
            steps,
            items,
            facts,
            start: step_id(process.start),
            end: step_id(process.end),
            fallbacks: plan.fallbacks.clone(),
            calendars: calendars.built,
            tables,
            computed,
            by_name,
            fact_by_name,
        })
    }
}

/// The position of a node; the number of nodes is checked before.
fn step_id(node: NodeIndex) -> StepId {
    StepId(u16::try_from(node.index()).unwrap_or(u16::MAX))
}

/// Calendars as they are needed, each built once.
#[derive(Default)]
struct Calendars {
    built: Vec<Calendar>,
    by_id: BTreeMap<Id, u16>,
}

impl Calendars {
    /// The calendar of a department: its own, or the catalogue's only one.
    fn of(
        &mut self,
        derivation: &Derivation<'_>,
        department: DepartmentId,
    ) -> Result<Option<u16>, NotRunnable> {
        let catalogue = &derivation.scenario().catalogue;
        let own = catalogue.department(department).and_then(|(_, d)| d.calendar.clone());
        let only =
            || (catalogue.calendars.len() == 1).then(|| catalogue.calendars.keys().next().cloned()).flatten();
        let Some(id) = own.or_else(only) else { return Ok(None) };
        if let Some(at) = self.by_id.get(&id) {
            return Ok(Some(*at));
        }
        let Some(facts) = catalogue.calendars.get(&id) else { return Ok(None) };
        let calendar = facts.build(catalogue).map_err(|_| NotRunnable::Calendar(id.clone()))?;
        let at = u16::try_from(self.built.len()).map_err(|_| NotRunnable::TooLarge)?;
        self.built.push(calendar);
        self.by_id.insert(id, at);
        Ok(Some(at))
    }
}
