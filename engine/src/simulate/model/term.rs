//! How long a thing is held where nobody else asks for it.

use crate::application::moment::Moment;
use crate::application::program::StepId;
use crate::calendar::Calendar;
use crate::hold::{self, ends};
use crate::rehearsal::Stage;
use crate::scenario::model::{Period, StepKind};

/// The term of a hold.
#[derive(Debug, Clone)]
pub(in crate::simulate) struct Term {
    lasts: Period,
    /// By which days and years are counted, and the same by the week alone where holidays are not known.
    calendars: Vec<Calendar>,
}

impl Term {
    /// Of a step; none where it holds nothing.
    pub fn of(stage: &Stage<'_>, step: StepId) -> Option<Self> {
        let StepKind::Hold(hold) = &stage.node(step)?.step.as_ref()?.kind else { return None };
        let main = stage.main_calendar();
        let week = main.and_then(|main| Calendar::build(main.zone(), main.week().clone(), None).ok());
        let calendars = main.cloned().into_iter().chain(week).collect();
        Some(Self { lasts: hold::Term::of(hold).lasts, calendars })
    }

    /// When it is over that took effect at a moment; none where it never is, or nobody can tell.
    pub fn until(&self, took: Moment) -> Option<Moment> {
        let from = took.timestamp();
        let end = self.calendars.iter().find_map(|calendar| ends(self.lasts, from, calendar))?;
        Some(Moment(end.as_millisecond()))
    }
}
