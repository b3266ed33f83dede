//! What the blocks and waits of a flow are made of.

use super::{
    Condition, Datum, Id, MessageId, PartyId, PartyRef, Period, ServiceId, Span, Spanned, Step, WorkTime,
};
use crate::scenario::text::Text;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One branch of a block.
#[derive(Debug, Clone)]
pub struct Branch {
    /// Label: on what answer or value it is taken; its condition where none is written.
    pub title: Text,
    /// Taken when this holds; none: otherwise (`choose`), always (`any`, `parallel`). Unlike `when` elsewhere it
    /// may read values of elements: it is judged when the branch is reached (rule 8).
    pub when: Option<Condition>,
    /// Share of cases that take it, 0–1, where its condition reads values that only a run knows.
    pub chance: Option<f64>,
    /// What is done on it.
    pub steps: Vec<Arc<Step>>,
    /// Where it is written.
    pub span: Span,
}

/// `each: child` with steps: for every member of a party, side by side.
#[derive(Debug, Clone)]
pub struct Each {
    /// The list party.
    pub party: PartyId,
    /// What is done for one member; inside, the party's name means that member.
    pub steps: Vec<Arc<Step>>,
}

/// `repeat: […]` with `until`: the steps are done, then the condition is judged.
#[derive(Debug, Clone)]
pub struct Repeat {
    /// What is done each time.
    pub steps: Vec<Arc<Step>>,
    /// Done when this holds after a round; it may read values of elements.
    pub until: Condition,
    /// Chance that a round was the last, 0–1, for figures and simulation.
    pub chance: Option<f64>,
    /// Most rounds; after the last the application is handed to a person as an incident.
    pub most: u32,
}

/// What a wait waits for.
#[derive(Debug, Clone)]
pub enum WaitFor {
    /// A time after the wait began: 公示 7d.
    Period(Spanned<Period>),
    /// An instant that an element tells (a date: its beginning).
    Moment(Spanned<Datum>),
    /// A message of this kind.
    Message(MessageId),
}

/// `wait: { … }`.
#[derive(Debug, Clone)]
pub struct Wait {
    /// For what.
    pub until: WaitFor,
    /// How long a message is waited for at most.
    pub within: Option<Spanned<Period>>,
    /// What happens when `within` is over; the item goes on behind it.
    pub otherwise: Vec<Arc<Step>>,
    /// Whether the item is refused when `within` is over (`else: reject`).
    pub otherwise_rejects: bool,
}

/// A message that applications wait for, by name; it finds its application by the value of `reply_to`.
#[derive(Debug, Clone)]
pub struct Message {
    /// Label.
    pub title: Text,
    /// The element whose value a message names; unique among applications that wait for it.
    pub reply_to: Spanned<Datum>,
    /// Elements that it brings.
    pub gives: Vec<Spanned<Datum>>,
    /// How long it takes to come once it is waited for. For simulation only.
    pub comes_in: Option<WorkTime>,
    /// The name where it is defined.
    pub span: Span,
}

/// `notify: { to, text }`.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Whom.
    pub to: PartyRef,
    /// What it says; the step's label where none is written.
    pub text: Text,
}

/// `call: …`: a system's service, for the parties that fill its roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The service.
    pub service: ServiceId,
    /// Role of the service → party of this scenario; every way to fill the other roles is a call of its own.
    pub roles: Vec<(usize, PartyRef)>,
}

/// `run: …`: another scenario, for parties of this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The scenario's id.
    pub scenario: Spanned<Id>,
    /// The plan; its first where none is named.
    pub plan: Option<Spanned<Id>>,
    /// Party of the other scenario → party of this one.
    pub parties: Vec<(Spanned<Id>, PartyRef)>,
    /// Whether this item is refused when the other application is refused; else it goes on.
    pub must_succeed: bool,
}

/// When the term of a hold begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermFrom {
    /// When it takes effect.
    TakingEffect,
    /// When it joins the line, be it to wait.
    JoiningTheLine,
}

/// `hold: stake` (rule 44).
#[derive(Debug, Clone)]
pub struct Hold {
    /// The thing held, across all applications and scenarios: a party, by the element that names it.
    pub thing: PartyRef,
    /// The element by whose value two parties are the same thing.
    pub by: Datum,
    /// Who is first in line: the value of this element; ties by joining.
    pub line_by: Option<Spanned<Datum>>,
    /// How long it lasts.
    pub lasts: Spanned<Period>,
    /// From when.
    pub from: TermFrom,
    /// Renewal.
    pub renew: Option<Renewal>,
    /// The message that releases it, or lets a waiting one leave the line; none: it ends with its term alone.
    pub release: Option<MessageId>,
    /// Done when it must wait in line.
    pub waiting: Vec<Arc<Step>>,
    /// Done when it takes effect.
    pub effect: Vec<Arc<Step>>,
    /// Done when it is over, be it released or lapsed.
    pub at_end: Vec<Arc<Step>>,
}

/// `renew: { message, opens, closes, lasts, steps }`.
#[derive(Debug, Clone)]
pub struct Renewal {
    /// The message that renews.
    pub message: MessageId,
    /// How long before the end the window opens; none: at once.
    pub opens: Option<Spanned<Period>>,
    /// How long before the end it closes; 0: at the end.
    pub closes: Option<Spanned<Period>>,
    /// How long a renewed term lasts, from the end of the old one.
    pub lasts: Spanned<Period>,
    /// Done each time it is renewed while in effect.
    pub steps: Vec<Arc<Step>>,
}

/// `hold_free: stake, else: reject`.
#[derive(Debug, Clone)]
pub struct HoldFree {
    /// The thing.
    pub thing: PartyRef,
    /// The element by whose value two parties are the same thing.
    pub by: Datum,
    /// Whether the item is refused when somebody holds it; else the step waits.
    pub rejects: bool,
}
