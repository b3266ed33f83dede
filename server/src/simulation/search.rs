//! Searches of the simulator: parameters that are moved one by one (what matters most), and staff that is tried (how few
//! people would do, and what more of them bring).

use super::Said;
use onething_engine::scenario::text::Text;
use onething_engine::simulate::paired::{Moved, moves, sensitivity};
use onething_engine::simulate::staffing::{self, Front, staffing};
use onething_engine::simulate::{Model, Options, Watch};

/// Candidates of a search of staff where nothing is said.
pub const CANDIDATES: u32 = 200;

/// What is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// One parameter is moved after the other.
    Sensitivity,
    /// Staff.
    Staffing {
        /// Most people altogether; none: half as many again as there are.
        budget: Option<u32>,
        /// Most candidates that are played.
        candidates: u32,
    },
}

/// What a search came to, with what a report of it needs.
#[derive(Debug, Clone)]
pub struct Searched {
    /// The plan.
    pub plan: String,
    /// The desks of the plan, in the order of each candidate's people.
    pub desks: Vec<Desk>,
    /// What was found.
    pub found: Found,
}

/// A desk: the people of one role in a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Its name, `police.officer`.
    pub name: String,
    /// Label.
    pub title: Text,
    /// Its people now; none: no limit.
    pub people: Option<u32>,
}

/// What was found.
#[derive(Debug, Clone)]
pub enum Found {
    /// What moved the mean time, the most first.
    Moved(Vec<Moved>),
    /// Staff against time.
    Front(Front),
}

impl Search {
    /// How many applications are played at most, but for the pilot by which the work of desks is judged.
    pub fn applications(&self, said: &Said, model: &Model<'_>) -> u64 {
        let rounds = match self {
            Self::Sensitivity => u64::from(said.replications).saturating_mul(moves(model).len() as u64 + 1),
            Self::Staffing { candidates, .. } => u64::from(*candidates),
        };
        said.cases.saturating_mul(rounds)
    }

    /// Plays it.
    pub(super) fn play(&self, model: &Model<'_>, options: &Options, watch: &dyn Watch) -> Searched {
        let found = match self {
            Self::Sensitivity => Found::Moved(sensitivity(model, options, watch)),
            Self::Staffing { budget, candidates } => {
                let candidates = usize::try_from(*candidates).unwrap_or(usize::MAX);
                let search = staffing::Search { budget: *budget, candidates };
                Found::Front(staffing(model, options, &search, watch))
            }
        };
        let desks = model.desks.iter().map(|desk| Desk {
            name: desk.name(),
            title: desk.title.clone(),
            people: desk.people,
        });
        Searched { plan: model.plan().to_string(), desks: desks.collect(), found }
    }
}
