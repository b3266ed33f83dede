//! What keeps the clock of an item's limit standing though nobody has stopped it: it waits for another item, or
//! holds a thing. Read off the state, so that `decide` and the invariants speak of the same.

use super::program::{ItemIndex, Program, StepId, StepKind};
use super::state::{Application, HoldStanding, Phase};

impl Application {
    /// Whether an item rests on the result of one that has not ended: no work of its own can be done yet.
    pub fn waits_for_others(&self, program: &Program, item: ItemIndex) -> bool {
        let mut others = program.items.iter().zip(&self.items);
        others.any(|(facts, state)| state.ended.is_none() && facts.dependants.contains(&item))
    }

    /// How many things an item holds, or stands in line for.
    pub fn holds_of(&self, program: &Program, item: ItemIndex) -> u16 {
        let is_hold = |step: &StepId| program.step(*step).is_some_and(|s| matches!(s.kind, StepKind::Hold));
        let of_item = program.tables.work(item).iter().copied().filter(is_hold);
        let under_way = of_item.filter(|step| {
            let step = *step;
            let taken = matches!(self.step(step).phase, Phase::Open | Phase::Done);
            taken && !matches!(self.hold(step), Some(HoldStanding::Over | HoldStanding::LeftTheLine))
        });
        u16::try_from(under_way.count()).unwrap_or(u16::MAX)
    }
}
