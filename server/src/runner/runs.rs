//! Turns that mail brings: an application that a step runs begins, and tells of its end; what the applicant said
//! beforehand is handed in.

use super::commit;
use super::dossier::Start;
use super::message::Ask;
use super::record::MailId;
use super::shard::{Held, Shard};
use onething_engine::application::decide::turn;
use onething_engine::application::program::FactId;
use onething_engine::application::{Actor, Command, Envelope, Event, Moment, Submission, TaskId};
use onething_engine::scenario::model::Id;
use std::sync::Arc;
use uuid::Uuid;

impl Shard {
    /// A step runs another scenario: it begins with what is known of its parties. Its start says that its forms are
    /// handed in by themselves where nothing is left to ask on them.
    pub(super) fn begin_run(
        &mut self,
        id: MailId,
        application: Uuid,
        start: Start,
        values: &[(Id, Arc<str>)],
    ) {
        let course = match self.shared.definitions.course(&start) {
            Ok(Ok(course)) => course,
            Ok(Err(_)) => return commit::drop_mail(&self.shared, self.shared.clock.now(), id),
            Err(error) => return self.shared.fail(&error),
        };
        let known = |(name, value): &(Id, Arc<str>)| {
            let fact = course.program.find_fact(name)?;
            course.is_field(fact).then(|| Submission { fact, value: value.clone() })
        };
        let values = values.iter().filter_map(known).collect();
        let mut ask = Ask::of_world(application, Actor::System, Command::Open { values });
        ask.start = Some(start);
        self.ask(ask, Some(id));
    }

    /// Hands in what the applicant said beforehand. Where the form cannot be handed in like that, what fits is
    /// filled in, and the form stays open for the applicant to mend.
    pub(super) fn hand_over(&mut self, id: MailId, application: Uuid, task: TaskId) {
        let at = self.shared.clock.now();
        let held = match self.lend(application) {
            Ok(Some(held)) => held,
            Ok(None) => return commit::drop_mail(&self.shared, at, id),
            Err(error) => return self.shared.fail(&error),
        };
        let (fill, submit) = said_beforehand(&held, task);
        self.give_back(held);
        let ask = |commands| Ask {
            commands,
            ..Ask::of_world(application, Actor::Applicant, Command::Submit { task })
        };
        let whole: Vec<Command> =
            fill.iter().cloned().chain(submit.then_some(Command::Submit { task })).collect();
        let commands = if self.would_take(application, &whole, at) { whole } else { fill };
        if commands.is_empty() {
            return commit::drop_mail(&self.shared, at, id);
        }
        self.ask(ask(commands), Some(id));
    }

    /// Whether the machine would take some commands of the applicant.
    fn would_take(&mut self, application: Uuid, commands: &[Command], at: i64) -> bool {
        let Ok(Some(held)) = self.lend(application) else { return false };
        let mut state = held.dossier.state.clone();
        let at = Moment(at.max(state.at.0));
        let taken = commands.iter().all(|command| {
            let envelope = Envelope { at, by: Actor::Applicant, key: None, command: command.clone() };
            turn(&held.course.program, &mut state, &envelope, &mut Vec::<Event>::new()).is_ok()
        });
        self.give_back(held);
        taken
    }

    /// The application that a step ran has ended: what it knows, under the names that its parties have here.
    pub(super) fn run_ended(
        &mut self,
        id: MailId,
        application: Uuid,
        task: TaskId,
        granted: bool,
        values: &[(Id, Arc<str>)],
    ) {
        let held = match self.lend(application) {
            Ok(Some(held)) => held,
            Ok(None) => return commit::drop_mail(&self.shared, self.shared.clock.now(), id),
            Err(error) => return self.shared.fail(&error),
        };
        let values = results(&held, task, values);
        self.give_back(held);
        let command = Command::ChildEnded { task, granted, values };
        self.ask(Ask::of_world(application, Actor::System, command), Some(id));
    }
}

/// What the applicant said beforehand of what a form asks and nobody knows yet; whether it is to be handed in.
fn said_beforehand(held: &Held, task: TaskId) -> (Vec<Command>, bool) {
    let Some(handed) = held.dossier.start.handed.as_deref() else { return (Vec::new(), false) };
    let asks = held.course.program.step(task.step).map(|s| &s.asks[..]).unwrap_or_default();
    let open = |fact: &FactId| asks.contains(fact) && !held.dossier.state.knows(*fact);
    let values: Vec<Submission> = handed.values.iter().filter(|v| open(&v.fact)).cloned().collect();
    let mut commands = Vec::new();
    if !values.is_empty() {
        commands.push(Command::Fill { values });
    }
    let papers = handed.materials.iter().filter(|(fact, _)| open(fact));
    commands.extend(papers.map(|(fact, hash)| Command::Attach { fact: *fact, hash: hash.clone() }));
    (commands, handed.submit)
}

/// What a step that runs another application gives, as that one came to know it.
fn results(held: &Held, task: TaskId, values: &[(Id, Arc<str>)]) -> Vec<Submission> {
    let (Some(step), Some(run)) = (held.course.program.step(task.step), held.course.runs.get(&task.step))
    else {
        return Vec::new();
    };
    let value = |fact: &FactId| {
        let name = &held.course.program.fact(*fact)?.name;
        let theirs = run.parties.iter().find_map(|(theirs, ours)| {
            let element = name.strip_prefix(&**ours)?.strip_prefix('.')?;
            let name = format!("{theirs}.{element}");
            values.iter().find(|(n, _)| **n == *name).map(|(_, value)| value.clone())
        })?;
        Some(Submission { fact: *fact, value: theirs })
    };
    step.supplies.iter().filter_map(value).collect()
}
