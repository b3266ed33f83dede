//! What keeps the clock of an item's limit standing though nobody has stopped it: it waits for another item, or
//! holds a thing. Read off the state, so that `decide` and the invariants speak of the same.

use super::program::{ItemIndex, Program};
use super::state::{Application, HoldStanding, Phase};

impl Application {
    /// Whether an item rests on the result of one that has not ended: no work of its own can be done yet.
    pub fn waits_for_others(&self, program: &Program, item: ItemIndex) -> bool {
        program.tables.rests_on(item).iter().any(|other| self.is_live(*other))
    }

    /// How many things an item holds, or stands in line for.
    pub fn holds_of(&self, program: &Program, item: ItemIndex) -> u16 {
        let under_way = program.tables.holds(item).iter().filter(|step| {
            let step = **step;
            let taken = matches!(self.step(step).phase, Phase::Open | Phase::Done);
            taken && !matches!(self.hold(step), Some(HoldStanding::Over | HoldStanding::LeftTheLine))
        });
        u16::try_from(under_way.count()).unwrap_or(u16::MAX)
    }
}
