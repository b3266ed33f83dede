//! What a runner counts: commands by what they are and what came of them, tasks that pass to departments and are
//! done, timers that are late, answers of systems.

use super::aftermath::Row;
use super::message::Answer as Told;
use super::rows::{Parts, family};
use crate::systems::Answer;
use crate::telemetry::metric::{
    COMMAND_DURATION, COMMANDS, HANDOFFS, SYSTEM_CALL_DURATION, SYSTEM_CALLS, TIMER_LAG,
};
use metrics::Counter;
use onething_engine::application::{Command, StepId};
use std::collections::BTreeMap;
use std::time::Instant;
use uuid::Uuid;

/// The name of a command: the last of several tells what they are for.
pub fn name(commands: &[Command]) -> &'static str {
    let Some(last) = commands.last() else { return "none" };
    match last {
        Command::HoldTook { .. }
        | Command::HoldWaits { .. }
        | Command::HoldRenewed { .. }
        | Command::HoldOver { .. }
        | Command::HoldTested { .. } => "hold",
        other => other.name(),
    }
}

/// What a shard has decided, by command and result. It keeps what it counts with, for it counts often.
#[derive(Default)]
pub struct Decided(BTreeMap<(&'static str, &'static str), Counter>);

impl Decided {
    /// One more.
    pub fn count(&mut self, command: &'static str, result: &'static str) {
        let counter = self.0.entry((command, result));
        counter.or_insert_with(|| COMMANDS.counter(&[command, result])).increment(1);
    }
}

/// A command from outside has come, and was answered: how long that took.
pub fn answered(command: &'static str, since: Instant, told: &Told) {
    if matches!(told, Ok(Ok(_))) {
        COMMAND_DURATION.histogram(&[command]).record(since.elapsed().as_secs_f64());
    }
}

/// A task on the list of a department.
type Listed<'r> = (&'r str, Uuid, StepId);

fn listed((key, _): &Row) -> Option<Listed<'_>> {
    let (&family::TASK, rest) = key.split_first()? else { return None };
    let mut parts = Parts(rest);
    let department = parts.name()?;
    let _ = (parts.moment()?, parts.moment()?);
    Some((department, parts.id()?, StepId(parts.short()?)))
}

/// Tasks that came onto the list of a department, and those that are done, between two states of an application.
pub fn passed(before: &[Row], after: &[Row]) {
    let other = |rows: &[Row], task: &Listed<'_>| !rows.iter().filter_map(listed).any(|of| of == *task);
    for task in after.iter().filter_map(listed).filter(|task| other(before, task)) {
        HANDOFFS.counter(&[task.0, "passed"]).increment(1);
    }
    for task in before.iter().filter_map(listed).filter(|task| other(after, task)) {
        HANDOFFS.counter(&[task.0, "done"]).increment(1);
    }
}

/// A timer fires so many milliseconds after its time.
pub fn late(ms: i64) {
    TIMER_LAG.histogram(&[]).record(ms.max(0) as f64 / 1_000.0);
}

/// A system has answered after some milliseconds, or failed, or never will.
pub fn called(system: &str, answer: Option<&Answer>, ms: i64) {
    let result = match answer {
        Some(Answer::Found(_)) => "found",
        Some(Answer::Nothing) => "nothing",
        Some(Answer::Failed(_)) => "failed",
        None => "silent",
    };
    SYSTEM_CALLS.counter(&[system, result]).increment(1);
    if answer.is_some() {
        SYSTEM_CALL_DURATION.histogram(&[system]).record(ms.max(0) as f64 / 1_000.0);
    }
}
