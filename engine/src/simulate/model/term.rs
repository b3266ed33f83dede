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
    /// By which days and years are counted.
    calendar: Option<Calendar>,
}

impl Term {
    /// Of a step; none where it holds nothing.
    pub fn of(stage: &Stage<'_>, step: StepId) -> Option<Self> {
        let StepKind::Hold(hold) = &stage.node(step)?.step.as_ref()?.kind else { return None };
        let calendar = stage.main_calendar().map(Calendar::by_week_where_unknown);
        Some(Self { lasts: hold::Term::of(hold).lasts, calendar })
    }

    /// When it is over that took effect at a moment; none where it never is, or nobody can tell.
    pub fn until(&self, took: Moment) -> Option<Moment> {
        let from = took.timestamp();
        let end = ends(self.lasts, from, self.calendar.as_ref()?)?;
        Some(Moment(end.as_millisecond()))
    }
}
