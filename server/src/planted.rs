//! Bugs planted on purpose in the runner, the store beneath it and the interface above it, to see whether the tests
//! would notice them.
//!
//! Without the feature `planted-bugs` nothing of this is compiled in: [`has`] is constantly false. With it, one bug
//! at a time is switched on for the whole process while [`with`] runs, since much of it happens on other threads.

macro_rules! bugs {
    ($($(#[$doc:meta])* $name:ident;)+) => {
        /// A planted bug: what somebody could have got wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
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
    /// A receipt is given before its records are on the medium.
    AcknowledgedEarly;
    /// The journal is written and not synced.
    SyncSkipped;
    /// A sync that failed counts as one that did not.
    SyncFailureIgnored;
    /// A new segment's name is not synced.
    SegmentUnsynced;
    /// A material is given its name before it is on the medium.
    MaterialUnsynced;
    /// A material is given out without a look at its hash.
    MaterialUnproven;
    /// Mail that was not taken is not delivered after a restart.
    MailNotResumed;
    /// Mail stays where it is though it was taken.
    MailKept;
    /// What systems owe is not asked for again after a restart.
    OwedNotResumed;
    /// An index that is made again has no timers.
    TimersNotRebuilt;
    /// Rows of what is over are left behind.
    RowsLeft;
    /// The first record that an index does not have is passed over.
    RecordSkipped;
    /// What is not on the medium yet is let go of when the cache is full.
    CacheAhead;
    /// Of several commands the first stays though the second is refused.
    HalfTaken;
    /// After a restart time begins where the machine's clock is, whatever was kept.
    ClockForgotten;
    /// Timers are told an hour before they are due.
    TimerEarly;
    /// A repeated command is carried out again.
    KeyForgotten;
    /// A repeated begin begins another application.
    StartKeyForgotten;
    /// Something else under the same key is answered like the first.
    OtherPayloadTaken;
    /// A decision is made on what has changed since it was read.
    StaleTaken;
    /// Everybody has the same number.
    PersonNumberShared;
    /// After a restart nobody has a number.
    PeopleForgotten;
    /// Whoever is next in line takes effect and does not hear of it.
    NextInLineUntold;
    /// Nothing wakes the end of a hold.
    LineTimerLost;
    /// What changed in a register is not kept with the answer.
    RegisterUnkept;
    /// An incident counts as mended once it was tried again.
    RetryIsSuccess;
    /// A worklist is shown to every department.
    OtherDepartmentSees;
    /// An application is shown to every applicant.
    OtherApplicantSees;
    /// What a role may do is not asked.
    RoleUnasked;
    /// A token is good though it was revoked.
    RevokedTokenTaken;
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
    use std::sync::atomic::{AtomicU8, Ordering};

    /// No bug.
    const NONE: u8 = u8::MAX;
    static PLANTED: AtomicU8 = AtomicU8::new(NONE);

    /// Switches the bug off again, be it by a panic.
    struct Planted;

    impl Drop for Planted {
        fn drop(&mut self) {
            PLANTED.store(NONE, Ordering::SeqCst);
        }
    }

    /// Whether a bug is switched on.
    pub(crate) fn has(bug: Bug) -> bool {
        PLANTED.load(Ordering::Relaxed) == bug as u8
    }

    /// Runs something with a bug switched on; with none, as it is.
    pub fn with<T>(bug: Option<Bug>, run: impl FnOnce() -> T) -> T {
        let _planted = Planted;
        PLANTED.store(bug.map_or(NONE, |bug| bug as u8), Ordering::SeqCst);
        run()
    }
}
