//! Time as the server tells it: real, or a sandbox's, which follows real time until a tester advances it, or one
//! that stands until it is set, as simulations want. It never goes back, whatever the machine's clock does.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Which time is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The machine's.
    Real,
    /// The machine's, so far ahead as testers have advanced it.
    Sandbox,
    /// It stands until it is set.
    Standing,
}

/// What a clock stands at while it does not follow the machine's.
const FOLLOWS: i64 = i64::MIN;

/// A clock. All times are milliseconds since 1970.
#[derive(Debug)]
pub struct Clock {
    kind: Kind,
    /// How far a sandbox is ahead of the machine.
    ahead: AtomicI64,
    /// Where it stands, or [`FOLLOWS`].
    stands: AtomicI64,
    /// The last time that was told.
    last: AtomicI64,
}

impl Clock {
    /// A clock that was ahead so far, and told `last` last.
    pub fn new(kind: Kind, ahead: i64, last: i64) -> Self {
        let stands = if kind == Kind::Standing { last } else { FOLLOWS };
        Self { kind, ahead: ahead.into(), stands: stands.into(), last: last.into() }
    }

    /// Which it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The time now; never earlier than any told before.
    pub fn now(&self) -> i64 {
        let now = match self.stands.load(Ordering::Acquire) {
            FOLLOWS => machine().saturating_add(self.ahead.load(Ordering::Acquire)),
            stands => stands,
        };
        now.max(self.last.fetch_max(now, Ordering::AcqRel))
    }

    /// Makes it stand at a time, not before the one it told last.
    pub fn stand_at(&self, at: i64) {
        self.stands.store(at.max(self.last.load(Ordering::Acquire)), Ordering::Release);
    }

    /// Lets a sandbox go on from where it stands; how far it is ahead now.
    pub fn go_on(&self) -> i64 {
        if self.kind == Kind::Sandbox {
            let stands = self.stands.load(Ordering::Acquire);
            if stands != FOLLOWS {
                self.ahead.store(stands.saturating_sub(machine()), Ordering::Release);
                self.stands.store(FOLLOWS, Ordering::Release);
            }
        }
        self.ahead.load(Ordering::Acquire)
    }

    /// How long until a time comes by itself, in milliseconds; none where it does not, for the clock stands.
    pub fn until(&self, at: i64) -> Option<u64> {
        let stands = self.stands.load(Ordering::Acquire) != FOLLOWS;
        (!stands).then(|| u64::try_from(at.saturating_sub(self.now())).unwrap_or(0))
    }
}

/// The machine's time, whatever the time is that applications live in.
pub fn machine() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_goes_back() {
        let clock = Clock::new(Kind::Sandbox, 0, 0);
        let first = clock.now();
        clock.stand_at(first + 1_000);
        assert_eq!(clock.now(), first + 1_000);
        clock.stand_at(first);
        assert_eq!(clock.now(), first + 1_000);
        let ahead = clock.go_on();
        assert!((900..=1_000).contains(&ahead), "{ahead}");
        assert!(clock.now() >= first + 1_000);
    }

    #[test]
    fn what_was_told_before_a_restart_is_not_told_again() {
        let later = machine() + 86_400_000;
        assert!(Clock::new(Kind::Real, 0, later).now() >= later);
    }

    #[test]
    fn a_standing_clock_waits_for_nobody() {
        let clock = Clock::new(Kind::Standing, 0, 5);
        assert_eq!((clock.now(), clock.until(9)), (5, None));
    }
}
