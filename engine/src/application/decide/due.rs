//! A time has come.

use super::Sink;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{FactId, ItemIndex, StepId, StepKind};
use crate::application::rejection::Rejection;
use crate::application::state::{Ending, How, TimerId, TimerKind};
use crate::planted::{Bug, has};
use std::sync::Arc;

pub(super) fn decide<S: Sink>(draft: &mut Draft<'_, S>, timer: TimerId) -> Result<(), Rejection> {
    draft.timer()?;
    let set = draft.state.timers.iter().find(|t| t.id == timer).copied();
    let Some(set) = set else { return Err(Rejection::NoSuchTimer(timer)) };
    if draft.at < set.at && !has(Bug::TimerEarly) {
        return Err(Rejection::NotDue(set.at));
    }
    draft.emit(EventKind::TimerFired { timer });
    match set.kind {
        TimerKind::Limit(item) => {
            if draft.state.is_live(item) {
                draft.emit(EventKind::Overdue { item });
            }
        }
        TimerKind::Notice(item) => deemed_accepted(draft, item),
        TimerKind::Answer(call) => {
            let facts = draft.facts_of(call.task.step)?;
            draft.emit(EventKind::Failed { call, why: None });
            draft.attempt_failed(call, facts);
        }
        TimerKind::Retry(task) => draft.try_again(task.step),
        TimerKind::Wait(task) => {
            let facts = draft.facts_of(task.step)?;
            draft.finish(task.step, facts);
        }
        TimerKind::Within(task) => too_long(draft, task.step)?,
        TimerKind::Provisional(fact) => never_came(draft, fact),
        TimerKind::Suspension(item) => draft.end_suspension(item),
    }
    Ok(())
}

/// Nobody told the applicant within five working days what is missing: accepted since it was handed in.
fn deemed_accepted<S: Sink>(draft: &mut Draft<'_, S>, item: ItemIndex) {
    let state = draft.state.item(item).filter(|i| i.ended.is_none() && i.accepted.is_none() && !i.returned);
    if let Some(since) = state.and_then(|i| i.submitted) {
        let since = if has(Bug::DeemedFromNow) { draft.at } else { since };
        draft.accept(item, since, true, None);
    }
}

/// A message did not come in time, or work takes longer than its own limit.
fn too_long<S: Sink>(draft: &mut Draft<'_, S>, step: StepId) -> Result<(), Rejection> {
    let facts = draft.facts_of(step)?;
    draft.emit(EventKind::WaitedLong { step });
    if !matches!(facts.kind, StepKind::WaitMessage(..)) {
        return Ok(());
    }
    if facts.late_refuses {
        let why: Arc<str> = "逾期未收到 / it did not come in time".into();
        draft.turn_down(facts, None, Ending::Refused, &why);
    } else {
        draft.finish(step, facts);
    }
    Ok(())
}

/// A promised material is not there when its time is over: what needs it ends.
fn never_came<S: Sink>(draft: &mut Draft<'_, S>, fact: FactId) {
    if draft.state.fact(fact).is_none_or(|f| f.how != How::Deferred) {
        return;
    }
    let Some(title) = draft.program.fact(fact).map(|f| f.title.clone()) else { return };
    let why: Arc<str> =
        format!("容缺材料逾期未补：{} / not handed in in time: {}", title.zh, title.en).into();
    for item in (0..draft.program.items.len()).filter_map(|i| u16::try_from(i).ok()).map(ItemIndex) {
        if draft.program.item(item).is_some_and(|i| i.needs.contains(&fact)) {
            draft.end_item(item, Ending::Terminated, Some(why.clone()));
        }
    }
    draft.after_endings();
}
