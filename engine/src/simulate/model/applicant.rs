//! What it takes the applicant to go to counters.

use super::{Compiler, NotSimulated, Shared};
use crate::application::program::{ItemIndex, StepId, StepKind};
use crate::plan::figure::Figure;
use crate::plan::route::Lane;
use crate::rehearsal::Stage;
use crate::scenario::model::{DepartmentId, Id, Scenario, WorkTime};
use crate::simulate::draw::Draw;
use crate::simulate::model::StepPlay;
use crate::simulate::shifts::Hours;

/// Nobody goes there.
pub(in crate::simulate) const NO_COUNTER: u16 = u16::MAX;

/// What an applicant's ways and waits take, as a scenario says it.
#[derive(Debug, Clone)]
pub struct ApplicantPlay {
    /// There and back, each time.
    pub(in crate::simulate) travel: Draw,
    /// Waiting at the counter, each time.
    pub(in crate::simulate) counter_wait: Draw,
    /// What an hour of it counts for, CNY.
    pub per_hour: Option<f64>,
}

impl ApplicantPlay {
    /// What a scenario says; none: it says nothing, and no time is counted.
    pub(super) fn of(
        scenario: &Scenario,
        observations: &dyn Fn(&str) -> Option<Vec<f64>>,
    ) -> Result<Option<Self>, NotSimulated> {
        let Some(applicant) = &scenario.simulation.applicant else { return Ok(None) };
        if applicant.travel.is_none() && applicant.counter_wait.is_none() {
            return Ok(None);
        }
        let draw = |key: &str, time: &Option<WorkTime>| match time {
            None => Ok(Draw::fixed(0.0)),
            Some(time) => Draw::compile(time, observations).map_err(|why| {
                NotSimulated::Impossible(Id::from(format!("simulation.applicant.{key}")), why)
            }),
        };
        Ok(Some(Self {
            travel: draw("travel", &applicant.travel)?,
            counter_wait: draw("counter_wait", &applicant.counter_wait)?,
            per_hour: applicant.per_hour,
        }))
    }
}

impl Compiler<'_, '_> {
    /// Where the applicant has to go for each step, and how often, by the count of the plan.
    pub(super) fn errands(&mut self, stage: &Stage<'_>, steps: &mut [StepPlay]) {
        if self.applicant.is_none() {
            return;
        }
        let program = stage.program;
        for (at, play) in steps.iter_mut().enumerate() {
            let Some(facts) = u16::try_from(at).ok().and_then(|at| program.step(StepId(at))) else {
                continue;
            };
            let of_item =
                facts.items.first().and_then(|item| program.item(*item)).map(|item| item.department);
            let of_lane = match facts.lane {
                Lane::Department(department) => Some(department),
                _ => None,
            };
            if let Some(department) = of_item.or(of_lane) {
                play.counter = self.shared.counter(stage, department);
            }
            play.visits = u16::from(facts.kind == StepKind::Collect);
        }
        let forms = || {
            let numbered = program.steps.iter().enumerate();
            numbered.filter(|(_, step)| step.kind == StepKind::Form)
        };
        for line in stage.derivation.count().of(Figure::Trips) {
            let Some(name) = line.what.strip_suffix(" / apply") else { continue };
            let item = program.items.iter().position(|item| *item.id == *name);
            let index = item.and_then(|at| u16::try_from(at).ok()).map(ItemIndex);
            // The form on which the item is applied for; where there is none, the first.
            let form = forms().find(|(_, step)| index.is_some_and(|item| step.items.contains(&item)));
            let Some((at, _)) = form.or_else(|| forms().next()) else { continue };
            if let Some(play) = steps.get_mut(at) {
                play.visits = play.visits.saturating_add(line.amount as u16);
                if let Some(item) = item.and_then(|at| program.items.get(at)) {
                    play.counter = self.shared.counter(stage, item.department);
                }
            }
        }
    }
}

impl Shared {
    /// The position of the counter of a department, by its hours.
    fn counter(&mut self, stage: &Stage<'_>, department: DepartmentId) -> u16 {
        let hours = Hours::new(stage.calendar(department));
        let known = self.counters.iter().position(|known| known.is_same_as(&hours));
        let at = known.unwrap_or_else(|| {
            self.counters.push(hours);
            self.counters.len() - 1
        });
        u16::try_from(at).unwrap_or(NO_COUNTER)
    }
}
