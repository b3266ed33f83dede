//! Decides commands: the only place that knows rules. One verb a file; [`flow`] moves tokens behind them.

mod answer;
mod answer_instead;
mod attach;
mod begin;
mod calls;
mod check;
mod child_ended;
mod choose;
mod claim;
mod collect;
mod commit;
mod complete;
mod defer;
mod delivered;
mod due;
mod fail;
mod fall_back;
mod fill;
mod flow;
mod hold;
mod hold_tested;
mod items;
mod message;
mod not_accept;
mod open;
mod pay;
mod rate;
mod reassign;
mod refuse;
mod release;
mod resume;
mod retry;
mod return_to;
mod revoke;
mod rule;
mod submit;
mod supplement;
mod suspend;
mod time;
mod undo;
mod verify;
mod withdraw;

use super::command::{Command, Envelope};
use super::draft::Draft;
use super::event::{Event, EventKind};
use super::program::Program;
use super::rejection::Rejection;
use super::state::{Application, HoldStanding};
use crate::planted::{Bug, has};

/// Takes the events of a turn, in order.
pub trait Sink {
    /// Takes one.
    fn take(&mut self, event: &Event);
}

impl Sink for Vec<Event> {
    fn take(&mut self, event: &Event) {
        self.push(event.clone());
    }
}

/// The events that a command brings about.
///
/// # Errors
/// Why it is not taken.
pub fn decide(
    program: &Program,
    application: &Application,
    envelope: &Envelope,
) -> Result<Vec<Event>, Rejection> {
    let mut state = application.clone();
    let mut events = Vec::new();
    turn(program, &mut state, envelope, &mut events)?;
    Ok(events)
}

/// The same in place: writes the events to the state as well as to a sink. Every verb checks before it emits,
/// so a rejection leaves both untouched.
///
/// # Errors
/// Why the command is not taken.
pub fn turn(
    program: &Program,
    application: &mut Application,
    envelope: &Envelope,
    sink: &mut impl Sink,
) -> Result<(), Rejection> {
    may_come(application, envelope)?;
    let mut draft = Draft::new(program, application, envelope, sink);
    verb(&mut draft, &envelope.command)?;
    draft.settle();
    if let Some(key) = envelope.key {
        draft.emit(EventKind::Keyed { key });
    }
    Ok(())
}

/// What holds for every command.
fn may_come(state: &Application, envelope: &Envelope) -> Result<(), Rejection> {
    if let Some(key) = envelope.key
        && let Some((_, sequence)) = state.keys.iter().find(|(k, _)| *k == key)
        && !has(Bug::KeyForgotten)
    {
        return Err(Rejection::Seen(*sequence));
    }
    match (&envelope.command, state.opened) {
        (Command::Open { .. }, None) => return Ok(()),
        (Command::Open { .. }, Some(_)) => return Err(Rejection::AlreadyOpened),
        (_, None) => return Err(Rejection::NotOpened),
        (_, Some(_)) => {}
    }
    if envelope.at < state.at {
        return Err(Rejection::BackInTime(state.at));
    }
    let after_the_end = matches!(
        envelope.command,
        Command::Rate { .. } | Command::Revoke { .. } | Command::Answer { .. } | Command::Fail { .. }
    );
    if state.closed.is_some() && !after_the_end {
        return Err(Rejection::AlreadyClosed);
    }
    Ok(())
}

fn verb<S: Sink>(draft: &mut Draft<'_, S>, command: &Command) -> Result<(), Rejection> {
    match command {
        Command::Open { values } => open::decide(draft, values),
        Command::Fill { values } => fill::decide(draft, values),
        Command::Attach { fact, hash } => attach::decide(draft, *fact, hash),
        Command::Submit { task } => submit::decide(draft, *task),
        Command::Supplement { task } => supplement::decide(draft, *task),
        Command::Withdraw { item } => withdraw::decide(draft, *item),
        Command::Pay { amount } => pay::decide(draft, *amount),
        Command::Rate { grade } => rate::decide(draft, *grade),
        Command::Commit { declared } => commit::decide(draft, *declared),
        Command::Defer { fact } => defer::decide(draft, *fact),
        Command::Collect { task } => collect::decide(draft, *task),
        Command::Claim { task } => claim::decide(draft, *task),
        Command::Release { task } => release::decide(draft, *task),
        Command::Reassign { task, to } => reassign::decide(draft, *task, *to),
        Command::Complete { task, values } => complete::decide(draft, *task, values),
        Command::Return { task, item, wanted } => return_to::decide(draft, *task, *item, wanted),
        Command::Refuse { task, item, why } => refuse::decide(draft, *task, *item, why),
        Command::NotAccept { task, item, why } => not_accept::decide(draft, *task, *item, why),
        Command::Suspend { item, limit, why } => suspend::decide(draft, *item, *limit, why),
        Command::Resume { item } => resume::decide(draft, *item),
        Command::Revoke { item, why } => revoke::decide(draft, *item, why),
        Command::Delivered { task } => delivered::decide(draft, *task),
        Command::Answer { call, values } => answer::decide(draft, *call, values.as_deref()),
        Command::Fail { call, why } => fail::decide(draft, *call, why),
        Command::Rule { task, decided } => rule::decide(draft, *task, *decided),
        Command::Due { timer } => due::decide(draft, *timer),
        Command::Message { message, values } => message::decide(draft, *message, values),
        Command::ChildEnded { task, granted, values } => child_ended::decide(draft, *task, *granted, values),
        Command::HoldTook { task } => hold::stands(draft, *task, HoldStanding::Holding),
        Command::HoldWaits { task, place } => hold::stands(draft, *task, HoldStanding::InLine(*place)),
        Command::HoldRenewed { task } => hold::renewed(draft, *task),
        Command::HoldOver { task } => hold::over(draft, *task),
        Command::HoldTested { task, free } => hold_tested::decide(draft, *task, *free),
        Command::Retry { task } => retry::decide(draft, *task),
        Command::AnswerInstead { task, values } => answer_instead::decide(draft, *task, values),
        Command::FallBack { task } => fall_back::decide(draft, *task),
    }
}
