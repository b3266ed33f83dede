//! Bugs planted on purpose, to see whether the tests would notice them.
//!
//! Without the feature `planted-bugs` nothing of this is compiled in: [`has`] is constantly false. With it, one
//! bug at a time is switched on for the present thread while [`with`] runs.

macro_rules! bugs {
    ($($(#[$doc:meta])* $name:ident;)+) => {
        /// A planted bug: what somebody could have got wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Bug {
            $($(#[$doc])* $name,)+
        }

        impl Bug {
            /// Every bug.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

bugs! {
    /// A join of all branches fires one token too early.
    JoinFiresEarly;
    /// A join of some branches waits for those that were not taken, too.
    JoinWaitsForAll;
    /// A repetition may go one round more than it says.
    OneRoundMore;
    /// The first condition of a choice is passed over.
    FirstConditionIgnored;
    /// A refusal stops nothing, whatever the item says.
    RefusalStopsNothing;
    /// A result is handed over while a promised material is missing.
    ProvisionalNotWithheld;
    /// A result is handed over before its fees are paid.
    FeesNotWithheld;
    /// The clock of the limit runs on while the applicant mends.
    ClockRunsInCorrection;
    /// The clock does not run again after a correction.
    ClockNeverResumes;
    /// A limit ends as if its clock had never stood.
    StopsForgotten;
    /// A limit of working days ends one day late.
    LimitOneDayLate;
    /// A timer fires before it is due.
    TimerEarly;
    /// Timers of a step outlive it.
    TimersLeft;
    /// An item may be returned for correction again and again.
    ReturnedTwice;
    /// Any department may decide any task.
    AnyDepartment;
    /// A claimed task may be claimed by another.
    ClaimStolen;
    /// A repeated command takes effect again.
    KeyForgotten;
    /// An answer to an earlier attempt is taken for the present one.
    StaleAnswerTaken;
    /// A call is tried once less than its system says.
    OneRetryLess;
    /// The first fallback of the plan is passed over.
    FirstFallbackSkipped;
    /// What was done first is undone first.
    UndoneInOrder;
    /// A correction is over before everything wanted is there.
    SupplementUnchecked;
    /// What is deemed accepted counts from the moment of noticing it.
    DeemedFromNow;
    /// Decisions go on in a special procedure.
    DecidedWhileSuspended;
    /// A joint visit ends with the first department's word.
    FirstDepartmentDecides;
    /// An event reaches the state and not the journal.
    EventLost;
    /// A rejected command leaves something behind.
    RejectionHalfApplied;
    /// When a holder ends, the next in line waits on.
    NextInLineWaits;
    /// A line is kept in order of joining, whatever its rank.
    RankIgnored;
    /// A renewal is taken after the end of the term.
    RenewalTooLateTaken;
}

/// Whether a bug is switched on.
#[cfg(not(feature = "planted-bugs"))]
#[inline(always)]
pub(crate) const fn has(_: Bug) -> bool {
    false
}

#[cfg(feature = "planted-bugs")]
pub(crate) use switched::has;
#[cfg(feature = "planted-bugs")]
pub use switched::with;

#[cfg(feature = "planted-bugs")]
mod switched {
    use super::Bug;
    use std::cell::Cell;

    thread_local! {
        static PLANTED: Cell<Option<Bug>> = const { Cell::new(None) };
    }

    /// Switches the bug off again, be it by a panic.
    struct Planted;

    impl Drop for Planted {
        fn drop(&mut self) {
            PLANTED.set(None);
        }
    }

    /// Whether a bug is switched on.
    pub(crate) fn has(bug: Bug) -> bool {
        PLANTED.get() == Some(bug)
    }

    /// Runs something on this thread with a bug switched on; with none, as it is.
    pub fn with<T>(bug: Option<Bug>, run: impl FnOnce() -> T) -> T {
        let _planted = Planted;
        PLANTED.set(bug);
        run()
    }
}
