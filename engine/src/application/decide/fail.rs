//! A system says that it cannot answer: another attempt, or the plan's fallbacks.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::rejection::Rejection;
use crate::application::state::CallId;
use std::sync::Arc;

pub(super) fn decide<S: Sink>(
    draft: &mut Draft<'_, S>,
    call: CallId,
    why: &Arc<str>,
) -> Result<(), Rejection> {
    draft.system()?;
    let facts = draft.facts_of(call.task.step)?;
    if !draft.is_awaited(call) {
        draft.emit(EventKind::LateAnswer { call });
        return Ok(());
    }
    draft.emit(EventKind::Failed { call, why: Some(why.clone()) });
    draft.attempt_failed(call, facts);
    Ok(())
}
