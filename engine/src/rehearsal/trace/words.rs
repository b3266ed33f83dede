//! Closed words of the machine, for people.

use super::local;
use crate::application::state::{Cause, Ending};
use crate::application::status::ItemStatus;
use crate::rehearsal::Rehearsal;
use crate::scenario::model::Fallback;
use crate::scenario::text::Text;
use jiff::Timestamp;

/// What happened to a hold of the application.
pub(super) fn hold_text(event: &crate::hold::Event, rehearsal: &Rehearsal) -> Text {
    use crate::hold::EventKind as Hold;
    let until = |at: Timestamp| local(at, rehearsal);
    match &event.kind {
        Hold::Joined { before: 0, .. } => Text::new("登记占用", "asks to hold it"),
        Hold::Joined { before, .. } => {
            Text::new(format!("轮候，前面有 {before} 个"), format!("stands in line behind {before}"))
        }
        Hold::TookEffect { until: Some(end) } => {
            Text::new(format!("占用生效，至 {}", until(*end)), format!("held until {}", until(*end)))
        }
        Hold::TookEffect { until: None } => Text::new("占用生效", "held"),
        Hold::Dated { until: end } => {
            Text::new(format!("期满之日定为 {}", until(*end)), format!("ends at {}", until(*end)))
        }
        Hold::Renewed { until: end } => {
            Text::new(format!("续期至 {}", until(*end)), format!("renewed until {}", until(*end)))
        }
        Hold::Lapsed => Text::new("期满失效", "its term is over"),
        Hold::Released => Text::new("解除", "released"),
        Hold::LeftLine { term_over: true } => {
            Text::new("轮候期满，未生效", "its term is over; it never took effect")
        }
        Hold::LeftLine { term_over: false } => {
            Text::new("退出轮候，未生效", "leaves the line; it never took effect")
        }
    }
}

pub(super) fn ending_status(ending: Ending) -> ItemStatus {
    match ending {
        Ending::Approved => ItemStatus::Approved,
        Ending::Refused => ItemStatus::Refused,
        Ending::NotAccepted => ItemStatus::NotAccepted,
        Ending::Withdrawn => ItemStatus::Withdrawn,
        Ending::Terminated => ItemStatus::Terminated,
    }
}

pub(super) fn fallback(rung: Fallback) -> Text {
    match rung {
        Fallback::Upload => Text::new("请申请人提供", "the applicant is asked"),
        Fallback::Provisional => Text::new("容缺受理", "provisional acceptance"),
        Fallback::Commitment => Text::new("告知承诺", "a commitment"),
        Fallback::Wait => Text::new("等待系统恢复", "waiting for the system"),
    }
}

pub(super) fn cause_text(cause: Cause) -> Text {
    match cause {
        Cause::NoAnswer => Text::new("系统无应答，且没有备选", "no answer, and nothing can stand in"),
        Cause::WaitsForSystem => Text::new("等待系统恢复", "waits for the system"),
        Cause::Undecided => Text::new("分支条件无法判断", "no branch can be chosen"),
        Cause::TooManyRounds => Text::new("轮次过多", "too many rounds"),
        Cause::NoTime => Text::new("时间无法计算", "a time cannot be worked out"),
        Cause::NotKnown => Text::new("缺少所需的值", "a value is not known"),
    }
}
