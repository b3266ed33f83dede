//! A system answers. An answer that nobody waits for is noted and changes nothing.

use super::Sink;
use crate::application::command::Submission;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::rejection::Rejection;
use crate::application::state::{CallId, How, TimerKind};

pub(super) fn decide<S: Sink>(
    draft: &mut Draft<'_, S>,
    call: CallId,
    values: Option<&[Submission]>,
) -> Result<(), Rejection> {
    draft.system()?;
    let step = call.task.step;
    let facts = draft.facts_of(step)?;
    if !draft.is_awaited(call) {
        draft.emit(EventKind::LateAnswer { call });
        return Ok(());
    }
    draft.expected(values.unwrap_or_default(), |fact| facts.supplies.contains(&fact))?;
    draft.emit(EventKind::Answered { call, found: values.is_some() });
    draft.drop_timer(TimerKind::Answer(call));
    if draft.is_undo(step) {
        draft.emit(EventKind::Undone { step });
        return Ok(());
    }
    draft.learn(values.unwrap_or_default(), How::Call, call.task.visit > 1);
    let all_known = || facts.supplies.iter().all(|fact| draft.state.knows(*fact));
    let complete = values.is_some() && (all_known() || draft.lacking(step, facts).next().is_none());
    if complete {
        draft.finish(step, facts);
    } else {
        draft.no_answer(step, facts, None);
    }
    draft.wake();
    Ok(())
}
