//! What stands still while an application is rehearsed: its program, and the people and calendars around it.

mod turning;

use super::script::Script;
use super::time::zone;
use crate::application::program::{FactId, NotRunnable, Program, StepId};
use crate::calendar::Calendar;
use crate::people::{self, NotGiven, People};
use crate::plan::derive::Derivation;
use crate::plan::route::Lane;
use crate::population::{GivenValue, Population};
use crate::process::compile::Circle;
use crate::process::graph::{Node, Process};
use crate::scenario::model::{DepartmentId, Id, Scenario};
use crate::scenario::source::Span;
use crate::scenario::text::Text;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Why an application cannot be rehearsed.
#[derive(Debug, Clone)]
pub enum NotStaged {
    /// Steps wait for one another.
    Circle(Circle),
    /// The process cannot be run.
    NotRunnable(NotRunnable),
    /// A name or value that the script gives is not one of the scenario: where, what is wrong, how to mend it.
    Unknown(Span, Text, Text),
    /// A step runs what is not there: what is wrong, how to mend it.
    NothingToRun(Text, Text),
}

impl NotStaged {
    /// What is wrong.
    pub fn text(&self) -> Text {
        match self {
            NotStaged::Circle(circle) => circle.text(),
            NotStaged::NotRunnable(why) => why.text(),
            NotStaged::Unknown(_, what, _) | NotStaged::NothingToRun(what, _) => what.clone(),
        }
    }
}

impl fmt::Display for NotStaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for NotStaged {}

/// The stage.
pub(crate) struct Stage<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) derivation: &'a Derivation<'a>,
    pub(crate) process: &'a Process,
    pub(crate) program: &'a Program,
    pub(crate) population: Population,
    /// The element that a fact of the program is.
    pub(crate) people: People,
    calendars: BTreeMap<Id, Calendar>,
}

impl<'a> Stage<'a> {
    pub(crate) fn new(
        derivation: &'a Derivation<'a>,
        process: &'a Process,
        program: &'a Program,
        script: &Script,
    ) -> Result<Self, NotStaged> {
        let scenario = derivation.scenario();
        let mut calendars = BTreeMap::new();
        for (id, facts) in &scenario.catalogue.calendars {
            // One that does not stand is a finding of the check; here it is as if there were none.
            if let Ok(calendar) = facts.build(&scenario.catalogue) {
                calendars.insert(id.clone(), calendar);
            }
        }
        let main = calendars.values().next();
        let today = script.start.to_zoned(zone(main)).date();
        let given = given(derivation, script)?;
        let population = Population::new(&derivation.grounding, script.seed, today, &given);
        let people = People::new(&derivation.grounding, program);
        Ok(Self { scenario, derivation, process, program, population, people, calendars })
    }

    /// The calendar of a department: its own, or the catalogue's only one.
    pub(crate) fn calendar(&self, department: DepartmentId) -> Option<&Calendar> {
        let own = self.scenario.catalogue.department(department).and_then(|(_, d)| d.calendar.as_ref());
        match own {
            Some(id) => self.calendars.get(id),
            None => self.calendars.values().next().filter(|_| self.calendars.len() == 1),
        }
    }

    /// The calendar of the department of a step; of the applicant, none.
    pub(crate) fn calendar_of(&self, step: StepId) -> Option<&Calendar> {
        match self.program.step(step)?.lane {
            Lane::Applicant => None,
            Lane::Department(id) => self.calendar(id),
        }
    }

    /// The calendar by which times of a script are told: the lead department's, else the first.
    pub(crate) fn main_calendar(&self) -> Option<&Calendar> {
        self.scenario.lead.and_then(|d| self.calendar(d)).or_else(|| self.calendars.values().next())
    }

    /// The node of the process that a step is.
    pub(crate) fn node(&self, step: StepId) -> Option<&'a Node> {
        let process: &'a Process = self.process;
        let node = process.find(&self.program.step(step)?.id)?;
        process.graph.node_weight(node)
    }

    /// The text of a fact's value in a population; of a material, a number that stands for its file.
    pub(crate) fn value(&self, people: &Population, fact: FactId) -> Option<Arc<str>> {
        self.people.value(self.program, people, fact)
    }
}

/// The values that a script gives, each read as its element's type.
fn given(derivation: &Derivation<'_>, script: &Script) -> Result<Vec<GivenValue>, NotStaged> {
    let mut all = Vec::new();
    for (name, text) in &script.people {
        match people::given(&derivation.grounding, &name.value, text) {
            Ok(value) => all.push(value),
            // A party that is not there in this way is no mistake: files of people are shared between tests.
            Err(NotGiven::Absent) => {}
            Err(NotGiven::Wrong(what, mend)) => return Err(NotStaged::Unknown(name.span, what, mend)),
        }
    }
    Ok(all)
}
