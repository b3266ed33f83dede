//! What people and systems do when they get to it.

use super::agenda::{Slot, What};
use super::host::Host;
use super::log::{Ended, Log};
use super::model::{Play, StepPlay, Words};
use super::stream::Purpose;
use crate::application::command::{Actor, Command, PersonId, Submission};
use crate::application::program::{FactId, StepId, StepKind};
use crate::application::state::{CallId, Fees, Mode, Standing, TaskId, TimerId};
use std::sync::Arc;

impl<'m, L: Log> Host<'m, '_, L> {
    /// Does what is due for an application.
    pub(super) fn due(&mut self, slot: Slot, what: What) {
        if !self.counters.is_empty() && self.is_out(slot, what) {
            return;
        }
        match what {
            What::Done(_, task) => self.worked(slot, task),
            What::Act(task) => self.act(slot, task),
            What::Supplement(task) => self.supplement(slot, task),
            What::Answer(attempt, found) => self.answer(slot, attempt, found),
            What::Fail(attempt) => {
                let call = call(attempt);
                let why = Arc::from("service failed");
                self.sent(slot, Actor::System, Command::Fail { call, why });
            }
            What::Timer => self.timers(slot),
            What::Pay => {
                let fees = self.cases.get(slot.at as usize).map(|case| case.application.fees);
                if let Some(Fees::Due(amount, _)) = fees {
                    self.sent(slot, Actor::Applicant, Command::Pay { amount });
                }
            }
            What::HandIn(fact) => {
                let fact = FactId(fact);
                if self.is_promised(slot, fact) {
                    self.attach(slot, fact);
                }
            }
            What::Mend(task) => self.mend(slot, task),
            What::Arrive | What::Open(_) => {}
        }
    }

    /// Whether it was taken.
    fn sent(&mut self, slot: Slot, by: Actor, command: Command) -> bool {
        self.is_there(slot) && self.command(slot, by, command).is_ok()
    }

    /// Sends what ends somebody's work at a step in another way than its being done; whether it was taken.
    fn ends(&mut self, slot: Slot, by: Actor, command: Command, step: StepId, ended: Ended) -> bool {
        let since = self.lift(slot, step);
        let taken = self.sent(slot, by, command);
        if taken {
            self.tell(slot, since, ended);
        } else {
            self.put_back(slot, since);
        }
        taken
    }

    /// The open task that is meant, taken off the desk; none where it was done or given up meanwhile.
    fn task_of(&mut self, slot: Slot, (step, visit): (u16, u16)) -> Option<(TaskId, Mode)> {
        let case = self.cases.get_mut(slot.at as usize)?;
        let step = StepId(step);
        case.desks.retain(|desk| *desk != (step, visit));
        let task = TaskId { step, visit };
        let work = case.application.work_of(step)?;
        (case.application.task(step) == task).then_some((task, work.mode))
    }

    fn worked(&mut self, slot: Slot, task: (u16, u16)) {
        let Some((task, mode)) = self.task_of(slot, task) else { return };
        let Some(play) = self.played(slot, task.step) else { return };
        let Some(case) = self.cases.get(slot.at as usize) else { return };
        let agreed = case.application.work_of(task.step).map_or(0, |work| work.agreed.len());
        let (_, department) = play.desk(agreed);
        let by = Actor::Clerk { person: PersonId(1), department };
        if mode != Mode::Undo && self.decides_otherwise(slot, play, task, by) {
            return;
        }
        let values = if matches!(mode, Mode::Usual | Mode::ByPeople) {
            self.finding(slot, play, task)
        } else {
            Vec::new()
        };
        self.sent(slot, by, Command::Complete { task, values });
    }

    /// Refuses or returns, as the draw falls; a second return, or one where nothing can be mended, is none.
    fn decides_otherwise(&mut self, slot: Slot, play: &StepPlay, task: TaskId, by: Actor) -> bool {
        let (refuse, correct) = self.chances(slot, play, task);
        if refuse + correct <= 0.0 {
            return false;
        }
        let fall = self.unit(slot, play, task.visit.into(), Purpose::Outcome);
        if fall < refuse {
            let why = Arc::from("不符合条件");
            return self.ends(slot, by, Command::Refuse { task, item: None, why }, task.step, Ended::Refused);
        }
        if fall < refuse + correct {
            let wanted = play.wanted.clone();
            return self.ends(
                slot,
                by,
                Command::Return { task, item: None, wanted },
                task.step,
                Ended::Returned,
            );
        }
        false
    }

    /// The chances that a step is refused or returned.
    fn chances(&self, slot: Slot, play: &StepPlay, task: TaskId) -> (f64, f64) {
        let adjusted = &self.model.adjusted;
        if adjusted.is_empty() {
            return (play.refuse, play.correct);
        }
        let case = self.cases.get(slot.at as usize);
        let variant = case.and_then(|case| self.model.variants.get(case.variant));
        let name = variant.and_then(|v| v.program.step(task.step)).map_or("", |facts| &*facts.id);
        (adjusted.refuse(name, play.refuse), adjusted.correct(name, play.correct))
    }

    fn words(&self, slot: Slot, step: StepId) -> Option<&Words> {
        let case = self.cases.get(slot.at as usize)?;
        self.words.get(case.variant)?.as_ref()?.steps.get(step.index())
    }

    /// What a visit of a step finds out.
    fn finding(&mut self, slot: Slot, play: &StepPlay, task: TaskId) -> Vec<Submission> {
        let mut values = std::mem::take(&mut self.values);
        let Some(words) = self.words(slot, task.step) else { return values };
        let found = match &words.findings[..] {
            [] => return values,
            [one] => Some(one),
            several => {
                let fall = self.unit(slot, play, task.visit.into(), Purpose::Branch);
                let at = several.partition_point(|finding| finding.upto <= fall);
                several.get(at).or(several.last())
            }
        };
        values.extend_from_slice(found.map_or(&[], |finding| &finding.values));
        values
    }

    fn act(&mut self, slot: Slot, task: (u16, u16)) {
        let Some((id, mode)) = self.task_of(slot, task) else { return };
        let Some(play) = self.played(slot, id.step) else { return };
        if mode == Mode::Undo {
            let (_, department) = play.desk(0);
            let by = Actor::Clerk { person: PersonId(1), department };
            self.sent(slot, by, Command::Complete { task: id, values: Vec::new() });
            return;
        }
        match play.play {
            Play::Form => self.fill(slot, id),
            Play::Work => self.worked(slot, task),
            Play::Automatic if mode != Mode::Usual => self.worked(slot, task),
            Play::Automatic => {
                let fall = self.unit(slot, play, id.visit.into(), Purpose::Rule);
                let decided = fall >= play.human;
                self.sent(slot, Actor::System, Command::Rule { task: id, decided });
            }
            Play::Message => {
                if let Some(StepKind::WaitMessage(message, _)) = self.kind(slot, id.step) {
                    let message = *message;
                    let values = self.finding(slot, play, id);
                    self.sent(slot, Actor::System, Command::Message { message, values });
                }
            }
            Play::Collect => {
                self.sent(slot, Actor::Applicant, Command::Collect { task: id });
            }
            Play::Deliver => {
                self.sent(slot, Actor::System, Command::Delivered { task: id });
            }
            Play::Run => {
                let values = self.finding(slot, play, id);
                self.sent(slot, Actor::System, Command::ChildEnded { task: id, granted: true, values });
            }
            Play::Free => {
                self.sent(slot, Actor::System, Command::HoldTested { task: id, free: true });
            }
            Play::Nothing | Play::Call => {}
        }
    }

    fn fill(&mut self, slot: Slot, task: TaskId) {
        let Some(case) = self.cases.get(slot.at as usize) else { return };
        let Some(words) = self.words(slot, task.step) else { return };
        let open = |fact: FactId| !case.application.knows(fact);
        let values: Vec<Submission> = words.fields.iter().filter(|s| open(s.fact)).cloned().collect();
        let materials: Vec<(FactId, Arc<str>)> =
            words.materials.iter().filter(|(fact, _)| open(*fact)).cloned().collect();
        if !values.is_empty() {
            self.sent(slot, Actor::Applicant, Command::Fill { values });
        }
        for (fact, hash) in materials {
            self.sent(slot, Actor::Applicant, Command::Attach { fact, hash });
        }
        self.sent(slot, Actor::Applicant, Command::Submit { task });
    }

    /// Attaches a material anew: what is handed in again is another file.
    fn attach(&mut self, slot: Slot, fact: FactId) {
        let name = self.cases.get(slot.at as usize).and_then(|case| {
            let facts = self.model.variants.get(case.variant)?.program.fact(fact)?;
            let asked = case.application.fact(fact).map_or(0, |f| f.asked);
            Some(format!("{} {asked}", facts.name))
        });
        let Some(name) = name else { return };
        let hash = Arc::from(crate::people::file(&name));
        self.sent(slot, Actor::Applicant, Command::Attach { fact, hash });
    }

    fn supplement(&mut self, slot: Slot, task: (u16, u16)) {
        let Some((task, _)) = self.task_of(slot, task) else { return };
        let model = self.model;
        let Some(case) = self.cases.get(slot.at as usize) else { return };
        let Some(variant) = model.variants.get(case.variant) else { return };
        let wanted: Vec<FactId> = case
            .application
            .facts
            .iter()
            .enumerate()
            .filter(|(_, fact)| fact.how == crate::application::state::How::Wanted)
            .filter_map(|(at, _)| u16::try_from(at).ok().map(FactId))
            .collect();
        let values: Vec<Submission> = wanted
            .iter()
            .filter_map(|fact| variant.fields.iter().find(|s| s.fact == *fact))
            .cloned()
            .collect();
        let materials: Vec<FactId> =
            wanted.into_iter().filter(|fact| !values.iter().any(|s| s.fact == *fact)).collect();
        if !values.is_empty() {
            self.sent(slot, Actor::Applicant, Command::Fill { values });
        }
        for fact in materials {
            self.attach(slot, fact);
        }
        self.ends(slot, Actor::Applicant, Command::Supplement { task }, task.step, Ended::Mended);
    }

    fn answer(&mut self, slot: Slot, attempt: (u16, u16, u16), found: bool) {
        let call = call(attempt);
        let Some(play) = self.played(slot, call.task.step) else { return };
        let Some(case) = self.cases.get(slot.at as usize) else { return };
        let undo = case.application.work_of(call.task.step).is_some_and(|work| work.mode == Mode::Undo);
        let values = match (found, undo) {
            (_, true) => Some(Vec::new()),
            (true, false) => Some(self.finding(slot, play, call.task)),
            (false, false) => None,
        };
        self.sent(slot, Actor::System, Command::Answer { call, values });
    }

    /// Fires every timer that is due, the earliest first.
    fn timers(&mut self, slot: Slot) {
        let now = self.now;
        if let Some(case) = self.cases.get_mut(slot.at as usize)
            && case.timer_at.is_some_and(|at| at <= now)
        {
            case.timer_at = None;
        }
        while self.is_there(slot) {
            let due = self.cases.get(slot.at as usize).and_then(|case| {
                let due = case.application.timers.iter().filter(|timer| timer.at.0 <= now);
                due.min_by_key(|timer| (timer.at, timer.id)).map(|timer| timer.id)
            });
            let Some(timer): Option<TimerId> = due else { break };
            if !self.sent(slot, Actor::Timer, Command::Due { timer }) {
                break;
            }
        }
        if self.is_there(slot) {
            self.look_at_timers(slot);
        }
    }

    /// An operator has it tried again; where that is not possible, it goes on without.
    fn mend(&mut self, slot: Slot, (step, visit): (u16, u16)) {
        let task = TaskId { step: StepId(step), visit };
        let is_incident = self.cases.get(slot.at as usize).is_some_and(|case| {
            let work = case.application.work_of(task.step);
            case.application.task(task.step) == task
                && work.is_some_and(|work| matches!(work.standing, Standing::Incident(_)))
        });
        let by = Actor::Operator(PersonId(1));
        if is_incident && !self.sent(slot, by, Command::Retry { task }) {
            self.sent(slot, by, Command::FallBack { task });
        }
    }
}

fn call((step, visit, attempt): (u16, u16, u16)) -> CallId {
    CallId { task: TaskId { step: StepId(step), visit }, attempt }
}
