//! Returns to the applicant to mend (补正): once, all at once, within five working days; the clock stands.

use super::Sink;
use crate::application::command::Wanted;
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{ItemIndex, StepFacts};
use crate::application::rejection::Rejection;
use crate::application::state::{How, Standing, TaskId, TimerKind};
use crate::calendar::StopReason;
use crate::planted::{Bug, has};

pub(super) fn decide<S: Sink>(
    draft: &mut Draft<'_, S>,
    task: TaskId,
    item: Option<ItemIndex>,
    wanted: &[Wanted],
) -> Result<(), Rejection> {
    let facts = draft.deciding_task(task)?;
    draft.named_item(task.step, facts, item)?;
    if facts.verifies {
        return draft.not_confirmed(task, facts, wanted);
    }
    draft.none_suspended(facts)?;
    let items = draft.concerned(facts, item);
    check(draft, &items, wanted)?;
    for item in items {
        draft.emit(EventKind::ItemReturned { item, step: task.step });
        draft.drop_timer(TimerKind::Notice(item));
        if !has(Bug::ClockRunsInCorrection) {
            draft.stop_clock(item, StopReason::Correction);
        }
    }
    for wanted in wanted {
        let why = Some(wanted.why.clone());
        draft.emit(EventKind::Asked { fact: wanted.fact, step: task.step, why });
    }
    draft.emit(EventKind::StepStands { step: task.step, standing: Standing::Supplement });
    draft.drop_timer(TimerKind::Within(task));
    Ok(())
}

fn check<S: Sink>(draft: &Draft<'_, S>, items: &[ItemIndex], wanted: &[Wanted]) -> Result<(), Rejection> {
    for item in items.iter().copied() {
        match draft.state.item(item) {
            Some(state) if state.returned && !has(Bug::ReturnedTwice) => {
                return Err(Rejection::AlreadyReturned(item));
            }
            Some(state) if state.deemed => return Err(Rejection::NoticeTooLate(item)),
            _ => {}
        }
    }
    if wanted.is_empty() {
        return Err(Rejection::NothingWanted);
    }
    for one in wanted {
        draft.reason(&one.why)?;
        let facts = draft.program.fact(one.fact).ok_or(Rejection::NoSuchFact)?;
        let needed = items.iter().filter_map(|i| draft.program.item(*i)).any(|i| i.needs.contains(&one.fact));
        let asked = draft.state.fact(one.fact).is_some_and(|f| f.asked > 0);
        // What was promised is asked for already.
        let promised = draft.state.fact(one.fact).is_some_and(|f| f.how == How::Deferred);
        if promised || !facts.askable || !(needed || asked) {
            return Err(Rejection::NotAskable(one.fact));
        }
    }
    Ok(())
}

impl<S: Sink> Draft<'_, S> {
    /// The live items that a decision at a step is about.
    pub(super) fn concerned(&self, facts: &StepFacts, only: Option<ItemIndex>) -> Vec<ItemIndex> {
        let own = facts.items.iter().copied();
        own.filter(|i| self.state.is_live(*i) && only.is_none_or(|only| only == *i)).collect()
    }
}
