//! A circuit breaker: a system that fails time and again is left alone for a while, so that callers get their answer
//! at once and the system can recover. A pure state machine; the moment is handed in.
//!
//! **Closed**: calls go through; so many failures in a row open it. **Open**: none goes through until the pause is
//! over. **Half open**: so many trials at a time go through; one that succeeds closes it, one that fails opens it
//! again. What was begun before it opened does not count afterwards.

use serde::{Deserialize, Serialize};

/// When it opens and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BreakerLimits {
    /// Failures in a row that open it.
    pub failures: u32,
    /// How long it stays open, in milliseconds.
    pub pause_ms: i64,
    /// Trials at a time while it is half open.
    pub trials: u32,
}

impl Default for BreakerLimits {
    fn default() -> Self {
        Self { failures: 5, pause_ms: 30_000, trials: 1 }
    }
}

/// The breaker of one system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breaker {
    limits: BreakerLimits,
    state: State,
    /// Counts changes of state, so that what was begun before one is told apart.
    era: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed { failures: u32 },
    Open { until_ms: i64 },
    HalfOpen { trials: u32, since_ms: i64 },
}

/// Leave to make one call; to be handed back with how it went.
#[derive(Debug, PartialEq, Eq)]
pub struct Leave {
    era: u64,
}

/// How it stands, for people and metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// Calls go through.
    Closed,
    /// None does.
    Open,
    /// Trials do.
    HalfOpen,
}

impl Breaker {
    /// Closed.
    pub fn new(limits: BreakerLimits) -> Self {
        Self { limits, state: State::Closed { failures: 0 }, era: 0 }
    }

    /// Leave to make a call.
    ///
    /// # Errors
    /// It is open: after how many milliseconds it may be tried again.
    pub fn leave(&mut self, now_ms: i64) -> Result<Leave, i64> {
        if let State::Open { until_ms } = self.state
            && now_ms >= until_ms
        {
            self.become_(State::HalfOpen { trials: 0, since_ms: now_ms });
        }
        match &mut self.state {
            State::Closed { .. } => {}
            State::Open { until_ms } => return Err(until_ms.saturating_sub(now_ms).max(1)),
            State::HalfOpen { trials, since_ms } => {
                // A trial that never came back, for its task was dropped, does not block for ever.
                if now_ms.saturating_sub(*since_ms) >= self.limits.pause_ms {
                    (*trials, *since_ms) = (0, now_ms);
                }
                if *trials >= self.limits.trials.max(1) {
                    return Err(self.limits.pause_ms.saturating_sub(now_ms.saturating_sub(*since_ms)).max(1));
                }
                *trials += 1;
            }
        }
        Ok(Leave { era: self.era })
    }

    /// How a call went.
    #[expect(clippy::needless_pass_by_value, reason = "a leave is handed back once")]
    pub fn went(&mut self, leave: Leave, well: bool, now_ms: i64) {
        if leave.era != self.era {
            return;
        }
        match (&mut self.state, well) {
            (State::Closed { failures }, true) => *failures = 0,
            (State::Closed { failures }, false) => {
                *failures += 1;
                if *failures >= self.limits.failures.max(1) {
                    self.open(now_ms);
                }
            }
            (State::HalfOpen { .. }, true) => self.become_(State::Closed { failures: 0 }),
            (State::HalfOpen { .. }, false) => self.open(now_ms),
            (State::Open { .. }, _) => {}
        }
    }

    /// How it stands.
    pub fn stands(&self, now_ms: i64) -> Stands {
        match self.state {
            State::Closed { .. } => Stands::Closed,
            State::Open { until_ms } if now_ms < until_ms => Stands::Open,
            State::Open { .. } | State::HalfOpen { .. } => Stands::HalfOpen,
        }
    }

    fn open(&mut self, now_ms: i64) {
        self.become_(State::Open { until_ms: now_ms.saturating_add(self.limits.pause_ms) });
    }

    fn become_(&mut self, state: State) {
        self.state = state;
        self.era += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaker() -> Breaker {
        Breaker::new(BreakerLimits { failures: 3, pause_ms: 100, trials: 2 })
    }

    fn fail(breaker: &mut Breaker, now: i64) {
        let leave = breaker.leave(now).unwrap();
        breaker.went(leave, false, now);
    }

    #[test]
    fn only_failures_in_a_row_open_it() {
        let mut breaker = breaker();
        for now in 0..21 {
            let leave = breaker.leave(now).unwrap();
            breaker.went(leave, now % 3 == 2, now);
        }
        assert_eq!(breaker.stands(21), Stands::Closed);
        (21..24).for_each(|now| fail(&mut breaker, now));
        assert_eq!(breaker.stands(24), Stands::Open);
        assert_eq!(breaker.leave(24), Err(99));
        assert_eq!(breaker.leave(122), Err(1));
        assert!(breaker.leave(123).is_ok());
    }

    #[test]
    fn trials_are_counted_and_one_that_succeeds_closes_it() {
        let mut breaker = breaker();
        (0..3).for_each(|now| fail(&mut breaker, now));
        let first = breaker.leave(102).unwrap();
        let second = breaker.leave(102).unwrap();
        assert_eq!(breaker.stands(102), Stands::HalfOpen);
        assert_eq!(breaker.leave(102), Err(100), "two trials are out");
        breaker.went(first, true, 103);
        assert_eq!(breaker.stands(103), Stands::Closed);
        // The other was a trial of before; it does not count.
        breaker.went(second, false, 104);
        (105..107).for_each(|now| fail(&mut breaker, now));
        assert_eq!(breaker.stands(107), Stands::Closed);
    }

    #[test]
    fn a_trial_that_fails_opens_it_again() {
        let mut breaker = breaker();
        (0..3).for_each(|now| fail(&mut breaker, now));
        fail(&mut breaker, 102);
        assert_eq!(breaker.stands(103), Stands::Open);
        assert_eq!(breaker.leave(103), Err(99));
    }

    #[test]
    fn what_was_begun_before_it_opened_does_not_count() {
        let mut breaker = breaker();
        let slow = breaker.leave(0).unwrap();
        (1..4).for_each(|now| fail(&mut breaker, now));
        breaker.went(slow, true, 50);
        assert_eq!(breaker.stands(50), Stands::Open);
    }

    #[test]
    fn trials_that_never_come_back_do_not_block_for_ever() {
        let mut breaker = breaker();
        (0..3).for_each(|now| fail(&mut breaker, now));
        let _ = (breaker.leave(102), breaker.leave(102));
        assert_eq!(breaker.leave(150), Err(52));
        assert!(breaker.leave(202).is_ok());
    }
}
