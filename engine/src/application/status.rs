//! The statuses that people see. An application's follows from its items' by the table in [`application`].

use super::program::{ItemIndex, Program};
use super::state::{Application, Closing, Ending, ItemState};
use crate::scenario::text::Text;
use serde::{Deserialize, Serialize};

/// Status of an item (办件状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemStatus {
    /// Not handed in.
    Draft,
    /// Handed in.
    Submitted,
    /// Accepted, nothing behind the acceptance has begun.
    Accepted,
    /// Waits for the applicant's correction.
    Correcting,
    /// Under way.
    Handling,
    /// In a special procedure.
    Suspended,
    /// Ended well.
    Approved,
    /// Refused.
    Refused,
    /// Not accepted.
    NotAccepted,
    /// Taken back.
    Withdrawn,
    /// Ended otherwise.
    Terminated,
}

/// Status of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationStatus {
    /// Nothing was handed in.
    Draft,
    /// Handed in, nothing accepted.
    Submitted,
    /// Under way.
    Handling,
    /// An item waits for the applicant.
    Correcting,
    /// All that is open is in a special procedure.
    Suspended,
    /// All items have ended.
    Concluded,
    /// Taken back.
    Withdrawn,
    /// All items ended otherwise.
    Terminated,
}

impl ItemStatus {
    /// Every status.
    pub const ALL: [Self; 11] = [
        Self::Draft,
        Self::Submitted,
        Self::Accepted,
        Self::Correcting,
        Self::Handling,
        Self::Suspended,
        Self::Approved,
        Self::Refused,
        Self::NotAccepted,
        Self::Withdrawn,
        Self::Terminated,
    ];

    /// Its label.
    pub fn title(self) -> Text {
        let (zh, en) = match self {
            Self::Draft => ("草稿", "Draft"),
            Self::Submitted => ("已提交", "Submitted"),
            Self::Accepted => ("已受理", "Accepted"),
            Self::Correcting => ("补正", "Correcting"),
            Self::Handling => ("在办", "Handling"),
            Self::Suspended => ("挂起（特别程序）", "Suspended"),
            Self::Approved => ("办结（准予）", "Approved"),
            Self::Refused => ("办结（不予批准）", "Refused"),
            Self::NotAccepted => ("不予受理", "Not accepted"),
            Self::Withdrawn => ("撤件", "Withdrawn"),
            Self::Terminated => ("异常终止", "Terminated"),
        };
        Text::new(zh, en)
    }

    /// Whether nothing more happens to the item.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Approved | Self::Refused | Self::NotAccepted | Self::Withdrawn | Self::Terminated
        )
    }

    /// The statuses that may come directly after it. Everything open may be withdrawn, refused with another
    /// item, or terminated.
    pub fn may_become(self, next: Self) -> bool {
        use ItemStatus::{
            Accepted, Approved, Correcting, Draft, Handling, NotAccepted, Submitted, Suspended,
        };
        if self == next {
            return true;
        }
        match self {
            Draft => !matches!(next, Correcting | Suspended),
            Submitted => next != Draft,
            Accepted | Handling => !matches!(next, Draft | Submitted | NotAccepted),
            Correcting | Suspended => next != Draft,
            // A broken commitment takes a result away.
            Approved => next == Self::Terminated,
            Self::Refused | NotAccepted | Self::Withdrawn | Self::Terminated => false,
        }
    }
}

impl ApplicationStatus {
    /// Its label.
    pub fn title(self) -> Text {
        let (zh, en) = match self {
            Self::Draft => ("草稿", "Draft"),
            Self::Submitted => ("已提交", "Submitted"),
            Self::Handling => ("在办", "Handling"),
            Self::Correcting => ("补正", "Correcting"),
            Self::Suspended => ("挂起", "Suspended"),
            Self::Concluded => ("办结", "Concluded"),
            Self::Withdrawn => ("撤件", "Withdrawn"),
            Self::Terminated => ("异常终止", "Terminated"),
        };
        Text::new(zh, en)
    }
}

/// The status of an item.
pub fn item(state: &ItemState) -> ItemStatus {
    match state.ended {
        Some((Ending::Approved, _)) => ItemStatus::Approved,
        Some((Ending::Refused, _)) => ItemStatus::Refused,
        Some((Ending::NotAccepted, _)) => ItemStatus::NotAccepted,
        Some((Ending::Withdrawn, _)) => ItemStatus::Withdrawn,
        Some((Ending::Terminated, _)) => ItemStatus::Terminated,
        None if state.correcting.is_some() => ItemStatus::Correcting,
        None if state.suspended => ItemStatus::Suspended,
        None if state.handling => ItemStatus::Handling,
        None if state.accepted.is_some() => ItemStatus::Accepted,
        None if state.submitted.is_some() => ItemStatus::Submitted,
        None => ItemStatus::Draft,
    }
}

/// The status that an application's items make. The first line that fits:
///
/// | items | application |
/// |---|---|
/// | all ended, all withdrawn | withdrawn |
/// | all ended, none otherwise than terminated or withdrawn | terminated |
/// | all ended | concluded |
/// | one waits for the applicant | correcting |
/// | all open ones are suspended | suspended |
/// | one was accepted, is handled, suspended, or has ended | handling |
/// | one was handed in | submitted |
/// | none was handed in | draft |
pub fn table(items: impl Iterator<Item = ItemStatus> + Clone) -> ApplicationStatus {
    use ItemStatus as S;
    let mut open = items.clone().filter(|s| !s.is_final()).peekable();
    if open.peek().is_none() && items.clone().next().is_some() {
        if items.clone().all(|s| s == S::Withdrawn) {
            return ApplicationStatus::Withdrawn;
        }
        let ended_otherwise = items.clone().all(|s| matches!(s, S::Terminated | S::Withdrawn));
        return if ended_otherwise { ApplicationStatus::Terminated } else { ApplicationStatus::Concluded };
    }
    if items.clone().any(|s| s == S::Correcting) {
        ApplicationStatus::Correcting
    } else if open.peek().is_some() && open.all(|s| s == S::Suspended) {
        ApplicationStatus::Suspended
    } else if items.clone().any(|s| !matches!(s, S::Draft | S::Submitted)) {
        ApplicationStatus::Handling
    } else if items.clone().any(|s| s == S::Submitted) {
        ApplicationStatus::Submitted
    } else {
        ApplicationStatus::Draft
    }
}

/// The status of an application.
pub fn application(state: &Application) -> ApplicationStatus {
    match state.closed {
        Some((Closing::Withdrawn, _)) => ApplicationStatus::Withdrawn,
        // A scenario may have no item in some way.
        Some((Closing::Concluded, _)) if state.items.is_empty() => ApplicationStatus::Concluded,
        _ => table(state.items.iter().map(item)),
    }
}

/// How many items of an application are in a status.
pub fn count(program: &Program, state: &Application, status: ItemStatus) -> usize {
    let all = (0..program.items.len()).filter_map(|i| u16::try_from(i).ok());
    all.filter_map(|i| state.item(ItemIndex(i))).filter(|i| item(i) == status).count()
}
