//! The applicant on the way: to the counter where a form is handed in, a result collected or something mended, and back.
//!
//! Who sets out comes while the counter is open, waits there within its hours, and is at home again before setting out
//! for the next time. What it delays is what is done at the counter; the way back delays nothing.

use super::agenda::{Slot, What};
use super::host::Host;
use super::log::Log;
use super::stream::Purpose;
use crate::application::program::StepId;

/// A step for whose sake the applicant is out, its visit, whether it is to be mended, and what was done for it: an even
/// number at home or served, an odd one on the way.
pub(super) type Errand = ((u16, u16), bool, u16);

impl<L: Log> Host<'_, '_, L> {
    /// Whether the applicant goes to a counter first, before what is due can be done there.
    pub(super) fn is_out(&mut self, slot: Slot, what: What) -> bool {
        let (task, is_mending) = match what {
            What::Act(task) => (task, false),
            What::Supplement(task) => (task, true),
            _ => return false,
        };
        let model = self.model;
        let (step, visit) = (StepId(task.0), task.1);
        let Some(case) = self.cases.get_mut(slot.at as usize) else { return false };
        let Some(variant) = model.variants.get(case.variant) else { return false };
        let Some(play) = variant.steps.get(step.index()) else { return false };
        // Without the counter, nobody has to come again.
        let trips = if is_mending { u16::from(variant.visits > 0.0) } else { play.visits };
        let is_open = self.memos.is_open(case, task);
        let applicant = model.parts.get(usize::from(case.part)).and_then(|part| part.applicant.as_ref());
        let counter = self.counters.get_mut(usize::from(play.counter));
        let (Some(applicant), Some(counter)) = (applicant, counter) else { return false };
        if trips == 0 || !is_open {
            return false;
        }
        let known = case.errands.iter().position(|errand| (errand.0, errand.1) == (task, is_mending));
        let legs = known.and_then(|at| case.errands.get(at)).map_or(0, |errand| errand.2);
        let stream = case.stream;
        let unit = |trip: u16, purpose| {
            let round = u32::from(visit) | u32::from(trip) << 16 | u32::from(is_mending) << 31;
            stream.unit(play.key, round, purpose)
        };
        // There and back.
        let way = |trip: u16| applicant.travel.at(unit(trip, Purpose::Travel)) as i64;
        let trip = legs / 2;
        let next = if legs % 2 == 1 {
            let wait = applicant.counter_wait.at(unit(trip, Purpose::CounterWait)) as i64;
            if case.counts {
                let spent = way(trip).saturating_add(wait);
                self.told.own_time = self.told.own_time.map(|time| time + i128::from(spent));
            }
            counter.opens(self.now).and_then(|opens| counter.done(opens, wait)).unwrap_or(self.now)
        } else if trip >= trips {
            if let Some(at) = known {
                case.errands.swap_remove(at);
            }
            return false;
        } else {
            let back = if trip > 0 { way(trip - 1) / 2 } else { 0 };
            self.now.saturating_add(back).saturating_add(way(trip) / 2)
        };
        match known.and_then(|at| case.errands.get_mut(at)) {
            Some(errand) => errand.2 += 1,
            None => case.errands.push((task, is_mending, 1)),
        }
        self.agenda.push(next, slot, what);
        true
    }
}
