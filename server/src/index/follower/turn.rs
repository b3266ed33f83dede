//! The turns in which the index catches up.

use super::super::guard::guarded;
use super::super::{Error, Index};
use super::{Batch, Shared, State};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The first pause before a full disk is tried again; each is twice as long as the one before.
const FIRST_RETRY: Duration = Duration::from_millis(200);
/// The longest of these pauses.
const LAST_RETRY: Duration = Duration::from_secs(10);
/// How long what was applied is held before the index keeps it.
const KEEP: Duration = Duration::from_millis(500);
/// How many batches are held at most.
const HELD: usize = 4;
/// How many pauses long changes are gathered at most.
const LONGEST: u32 = 10;

impl Shared {
    /// What the thread does.
    pub(super) fn follow(&self) {
        let mut pause = self.pace.pause;
        let mut retry = FIRST_RETRY;
        let mut kept = Instant::now();
        while self.gather(pause, kept + KEEP) {
            let before = Instant::now();
            self.turn();
            // While the index is slow, more is gathered for each batch: much of it then never reaches it.
            pause = before.elapsed().clamp(self.pace.pause, self.pace.pause * LONGEST);
            if kept.elapsed() >= KEEP || self.state().held.len() >= HELD {
                self.keep();
                kept = Instant::now();
            }
            retry = if self.state().failed.is_some() { self.rest(retry) } else { FIRST_RETRY };
        }
    }

    /// Waits until there is something to apply and it has been gathered for a while, or something to keep and it
    /// is time for that; whether to go on.
    fn gather(&self, pause: Duration, keep: Instant) -> bool {
        let mut state = self.state();
        while !state.closing && (state.is_over || !state.is_behind()) {
            if state.is_over || state.held.is_empty() {
                state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let left = keep.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            state = self.wait_at_most(state, left);
        }
        let until = Instant::now() + pause;
        while !(state.closing || state.hurry || !state.sealed.is_empty()) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            state = self.wait_at_most(state, left);
        }
        state.is_behind() && !state.is_over && !(state.closing && state.failed.is_some())
    }

    /// Waits before a failed batch is tried again; the pause after the next failure.
    fn rest(&self, pause: Duration) -> Duration {
        let until = Instant::now() + pause;
        let mut state = self.state();
        while !(state.closing || state.hurry || state.is_over) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            state = self.wait_at_most(state, left);
        }
        (pause * 2).min(LAST_RETRY)
    }

    fn wait_at_most<'s>(&self, state: MutexGuard<'s, State>, left: Duration) -> MutexGuard<'s, State> {
        self.work
            .wait_timeout(state, left)
            .map_or_else(|poisoned| poisoned.into_inner().0, |(state, _)| state)
    }

    /// Applies one batch; whether there was any and the index took it.
    pub(super) fn turn(&self) -> bool {
        let Some(batch) = self.begin() else { return false };
        let applied = self.ask(|index| index.apply(&batch.changes(), batch.sequence));
        let mut state = self.state();
        state.ended += 1;
        let is_there = applied.is_ok();
        match applied {
            Ok(()) => {
                state.batch = None;
                state.held.push_back(batch.clone());
                state.applied = batch.sequence;
                if state.failed.take().is_some() {
                    tracing::info!("the index follows again");
                }
            }
            Err(error) => self.fail(&mut state, error),
        }
        if state.applied >= state.last || state.failed.is_some() {
            state.hurry = false;
        }
        drop(state);
        if is_there && !self.pace.threads {
            self.keep();
        }
        self.done.notify_all();
        is_there
    }

    /// Has the index keep what it was given: nobody needs to hold it any more.
    fn keep(&self) {
        let upto = self.state().applied;
        let kept = self.ask(|index| index.keep());
        let mut state = self.state();
        match kept {
            Ok(()) => state.held.retain(|batch| batch.sequence > upto),
            Err(error) => self.fail(&mut state, error),
        }
        drop(state);
        self.done.notify_all();
    }

    /// Asks the index for something; a panic in it is damage.
    fn ask(&self, work: impl FnOnce(&dyn Index) -> Result<(), Error>) -> Result<(), Error> {
        guarded(|| work(&*self.index)).unwrap_or_else(|words| Err(Error::Damaged(words)))
    }

    fn fail(&self, state: &mut State, error: Error) {
        if state.failed.is_none() {
            tracing::warn!(%error, "the index falls behind");
        }
        state.is_over = !matches!(error, Error::Full(_));
        state.failed = Some(Arc::new(error));
        state.give_back(self.index.applied());
    }

    /// The oldest batch that waits, or what was put since; none where there is nothing to do, or nothing helps.
    fn begin(&self) -> Option<Arc<Batch>> {
        let _nobody_scans = self.begin.write().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.state();
        if state.is_over || !state.is_behind() {
            return None;
        }
        if state.sealed.is_empty() {
            state.seal();
        }
        let batch = state.sealed.pop_front()?;
        state.batch = Some(batch.clone());
        state.begun += 1;
        Some(batch)
    }
}
