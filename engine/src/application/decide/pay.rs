//! Pays the fees: one payment for all items.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::rejection::Rejection;
use crate::application::state::Fees;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, amount: u64) -> Result<(), Rejection> {
    draft.applicant_acts()?;
    let Fees::Due(due, _) = draft.state.fees else { return Err(Rejection::NothingDue) };
    if due != amount {
        return Err(Rejection::OtherAmount(due));
    }
    draft.emit(EventKind::Paid { amount });
    draft.release_results();
    Ok(())
}
