//! Why a command is not taken. A rejection changes nothing; it says what is wrong and how to mend it.

use super::line::Ending;
use crate::scenario::text::Text;
use jiff::Timestamp;
use jiff::civil::Date;

/// Why a command is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// The moment lies before the last event.
    BackInTime(Timestamp),
    /// It has a place already.
    AlreadyInLine,
    /// It never joined.
    NotInLine,
    /// It ended before; how, and on which day. Of a term that is over: its last day.
    HoldEnded(Ending, Date),
    /// It waits, and its term begins only when it takes effect.
    NotInEffect,
    /// Its scenario renews nothing.
    NotRenewable,
    /// Renewal opens later: on this day.
    RenewalTooEarly(Date),
    /// Renewal has closed: after this day.
    RenewalTooLate(Date),
    /// The end of its term is not known: a year of the calendar is missing.
    EndUnknown,
}

impl Rejection {
    /// The names of all rejections.
    pub const NAMES: &'static [&'static str] = &[
        "BackInTime",
        "AlreadyInLine",
        "NotInLine",
        "HoldEnded",
        "NotInEffect",
        "NotRenewable",
        "RenewalTooEarly",
        "RenewalTooLate",
        "EndUnknown",
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Rejection::BackInTime(_) => "BackInTime",
            Rejection::AlreadyInLine => "AlreadyInLine",
            Rejection::NotInLine => "NotInLine",
            Rejection::HoldEnded(..) => "HoldEnded",
            Rejection::NotInEffect => "NotInEffect",
            Rejection::NotRenewable => "NotRenewable",
            Rejection::RenewalTooEarly(_) => "RenewalTooEarly",
            Rejection::RenewalTooLate(_) => "RenewalTooLate",
            Rejection::EndUnknown => "EndUnknown",
        }
    }

    /// What is wrong.
    pub fn text(self) -> Text {
        match self {
            Rejection::BackInTime(last) => Text::new(
                format!("时间早于上一事件（{last}）"),
                format!("the moment lies before the last event ({last})"),
            ),
            Rejection::AlreadyInLine => Text::new("已占用或已在轮候", "it holds the thing or waits already"),
            Rejection::NotInLine => {
                Text::new("既未占用，也不在轮候", "it neither holds the thing nor waits for it")
            }
            Rejection::HoldEnded(Ending::Released, day) => {
                Text::new(format!("已于 {day} 解除"), format!("it was released on {day}"))
            }
            Rejection::HoldEnded(Ending::Lapsed, day) => Text::new(
                format!("已于 {day} 期满失效"),
                format!("its term ended with {day}, and so did its effect"),
            ),
            Rejection::HoldEnded(Ending::LeftLine, day) => Text::new(
                format!("未生效，已于 {day} 退出轮候"),
                format!("it left the line on {day} and never took effect"),
            ),
            Rejection::NotInEffect => Text::new(
                "尚在轮候，期限未起算",
                "it waits: its term has not begun, so nothing can be renewed",
            ),
            Rejection::NotRenewable => Text::new("该占用不可续期", "this hold cannot be renewed"),
            Rejection::RenewalTooEarly(day) => {
                Text::new(format!("续期自 {day} 起受理"), format!("renewal opens on {day}"))
            }
            Rejection::RenewalTooLate(day) => {
                Text::new(format!("续期已于 {day} 截止"), format!("renewal closed with {day}"))
            }
            Rejection::EndUnknown => Text::new(
                "期满之日尚不能确定：日历缺少该年",
                "the end of its term is not known: a year of the calendar is missing",
            ),
        }
    }

    /// How to mend it.
    pub fn mend(self) -> Text {
        match self {
            Rejection::BackInTime(_) => Text::new("用当前时间重发", "send it again with the present time"),
            Rejection::AlreadyInLine => Text::new("不必重复申请", "nothing needs to be done"),
            Rejection::NotInLine => {
                Text::new("先申请占用，或核对办件", "join first, or check which one is meant")
            }
            Rejection::HoldEnded(..) => {
                Text::new("如需再占用，请另行申请", "begin a new application to hold it again")
            }
            Rejection::NotInEffect => Text::new("生效后再续期", "renew it once it has taken effect"),
            Rejection::NotRenewable => {
                Text::new("期满前另行申请轮候", "join the line anew before the term ends")
            }
            Rejection::RenewalTooEarly(day) => {
                Text::new(format!("{day} 起再办理"), format!("come back from {day} on"))
            }
            Rejection::RenewalTooLate(_) => {
                Text::new("另行申请轮候", "begin a new application, which joins the line")
            }
            Rejection::EndUnknown => {
                Text::new("在日历中补上该年的放假安排", "load the holidays of that year into the calendar")
            }
        }
    }
}
