//! A second judge of every turn: what a command and each of its events may do, told from the facts of the
//! program and the states before and after, without the machine's own rules.

use onething_engine::application::command::{Actor, Command, Envelope};
use onething_engine::application::event::{Event, EventKind, WhyNot};
use onething_engine::application::moment::Moment;
use onething_engine::application::program::{ItemIndex, Program, StepFacts, StepId, StepKind};
use onething_engine::application::state::{
    Application, CallId, Cause, Ending, Fees, How, Mode, Standing, Stop, TaskId, TimerKind,
};
use onething_engine::calendar::{Calendar, Limit, LimitUnit};
use onething_engine::plan::route::Lane;
use onething_engine::scenario::model::{AfterRefusal, DepartmentId, Fallback, Unit};

/// A turn that was taken.
pub struct Witness<'a> {
    pub program: &'a Program,
    pub before: &'a Application,
    pub after: &'a Application,
    pub envelope: &'a Envelope,
    pub events: &'a [Event],
}

impl Witness<'_> {
    /// Judges the turn as a whole.
    pub fn judge(&self) {
        if let Some(key) = self.envelope.key {
            self.require(self.before.keys.iter().all(|(seen, _)| *seen != key), || {
                format!("{key:?} is taken twice")
            });
        }
        if let Some(task) = self.task() {
            self.by_whom(task);
            self.all_agree(task);
        }
        self.handed_in();
        self.answered();
        self.timers();
        self.stopped();
    }

    fn require(&self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            let events: String =
                self.events.iter().map(|e| format!("  {} {:?}\n", e.sequence, e.kind)).collect();
            panic!("{} by {:?}\n{events}", what(), self.envelope);
        }
    }

    fn step(&self, step: StepId) -> &StepFacts {
        &self.program.steps[step.index()]
    }

    /// The task that people decide on with this command.
    fn task(&self) -> Option<TaskId> {
        match &self.envelope.command {
            Command::Claim { task }
            | Command::Release { task }
            | Command::Reassign { task, .. }
            | Command::Complete { task, .. }
            | Command::Return { task, .. }
            | Command::Refuse { task, .. }
            | Command::NotAccept { task, .. } => Some(*task),
            _ => None,
        }
    }

    /// A clerk acts on tasks of their own department, on what nobody else has claimed, and decides nothing in a
    /// special procedure.
    fn by_whom(&self, task: TaskId) {
        let facts = self.step(task.step);
        let work = self.before.work_of(task.step).expect("it was open");
        self.require(self.before.step(task.step).visit == task.visit, || "another visit".to_owned());
        let Actor::Clerk { person, department } = self.envelope.by else { return };
        let takes_part = owner(facts).is_none_or(|own| own == department) || facts.with.contains(&department);
        self.require(takes_part, || format!("{department:?} acts on another's task"));
        let command = &self.envelope.command;
        match command {
            Command::Claim { .. } => self.require(work.claimed_by.is_none(), || "it was claimed".to_owned()),
            Command::Reassign { .. } => {}
            _ => self.require(work.claimed_by.is_none_or(|by| by == person), || {
                "another has claimed it".to_owned()
            }),
        }
        let decides =
            matches!(command, Command::Complete { .. } | Command::Return { .. } | Command::Refuse { .. });
        let suspended = |i: &ItemIndex| self.before.is_live(*i) && self.before.items[i.index()].suspended;
        self.require(!decides || !facts.items.iter().any(suspended), || {
            "decided in a special procedure".to_owned()
        });
        if facts.verifies {
            self.verified(facts);
        }
    }

    /// Whoever confirms a paper decides on no item: either it is known then, or it is looked for elsewhere.
    fn verified(&self, facts: &StepFacts) {
        let refuses = matches!(self.envelope.command, Command::Refuse { .. } | Command::NotAccept { .. });
        self.require(!refuses, || "a verification refuses".to_owned());
        let known = |state: &Application| facts.supplies.iter().all(|fact| state.knows(*fact));
        let confirmed = matches!(self.envelope.command, Command::Complete { .. });
        self.require(!confirmed || known(self.after), || "it is confirmed and not known".to_owned());
    }

    /// A visit that several departments make is over with the last one's word.
    fn all_agree(&self, task: TaskId) {
        let (facts, by) = (self.step(task.step), self.envelope.by);
        let Some(work) = self.before.work_of(task.step) else { return };
        let done = self
            .events
            .iter()
            .any(|e| matches!(e.kind, EventKind::StepDone { step, .. } if step == task.step));
        let completes = matches!(self.envelope.command, Command::Complete { .. });
        let usual = matches!(work.mode, Mode::Usual | Mode::ByPeople);
        if let Actor::Clerk { department, .. } = by
            && done
            && completes
            && usual
            && !facts.with.is_empty()
        {
            let mut all = owner(facts).into_iter().chain(facts.with.iter().copied());
            self.require(all.all(|d| d == department || work.agreed.contains(&d)), || {
                "not all have agreed".to_owned()
            });
        }
    }

    /// Everything that was wanted is there once it is handed in.
    fn handed_in(&self) {
        let Command::Supplement { task } = &self.envelope.command else { return };
        let work = self.before.work_of(task.step).expect("it was open");
        for fact in &work.wanted {
            let mut needing =
                self.program.items.iter().zip(&self.before.items).filter(|(i, _)| i.needs.contains(fact));
            let for_nobody =
                needing.clone().next().is_some() && needing.all(|(_, state)| state.ended.is_some());
            let asked_anew =
                self.events.iter().any(|e| matches!(e.kind, EventKind::Asked { fact: f, .. } if f == *fact));
            self.require(self.after.knows(*fact) || for_nobody || asked_anew, || {
                format!("{fact:?} is still wanted")
            });
        }
    }

    /// An answer is taken for the attempt that is waited for; a failed one is tried again as often as is said.
    fn answered(&self) {
        for event in self.events {
            let (call, failed) = match &event.kind {
                EventKind::Answered { call, .. } => (*call, false),
                EventKind::Failed { call, .. } => (*call, true),
                _ => continue,
            };
            let awaited = self.before.task(call.task.step) == call.task
                && self.before.work_of(call.task.step).map(|w| w.standing)
                    == Some(Standing::Calling(call.attempt));
            self.require(awaited, || format!("{call:?} was not waited for"));
            self.require(!failed || self.is_tried_again(call), || format!("{call:?} is not tried again"));
        }
    }

    fn is_tried_again(&self, call: CallId) -> bool {
        let facts = self.step(call.task.step);
        let may = u32::from(call.attempt) <= facts.retry.times && facts.retry.every.milliseconds().is_some();
        let step = call.task.step;
        let again = EventKind::StepStands { step, standing: Standing::Retrying(call.attempt) };
        !may || self.events.iter().any(|e| e.kind == again)
    }

    /// Timers of work belong to work that is open.
    fn timers(&self) {
        for timer in &self.after.timers {
            let task = match timer.kind {
                TimerKind::Answer(call) => call.task,
                TimerKind::Retry(task) | TimerKind::Wait(task) | TimerKind::Within(task) => task,
                _ => continue,
            };
            let open = self.after.work_of(task.step).is_some() && self.after.task(task.step) == task;
            self.require(open, || format!("{timer:?} outlives its work"));
        }
    }

    /// What ends badly stops what rests on it, as the item says.
    fn stopped(&self) {
        for event in self.events {
            let EventKind::ItemEnded { item, ending, .. } = &event.kind else { continue };
            let facts = &self.program.items[item.index()];
            let stops_all = facts.on_refusal == AfterRefusal::StopAll && *ending != Ending::Withdrawn;
            let stops = *ending != Ending::Approved && facts.on_refusal != AfterRefusal::GoOn;
            let is_over = |i: &ItemIndex| !self.after.is_live(*i);
            self.require(!stops || facts.dependants.iter().all(is_over), || {
                format!("dependants of {item:?} go on")
            });
            let all_over = self.after.items.iter().all(|i| i.ended.is_some());
            self.require(!(stops && stops_all) || all_over, || format!("others than {item:?} go on"));
        }
    }

    /// Judges one event, by the state just before it.
    pub fn event(&self, at: &Application, event: &Event) {
        match &event.kind {
            EventKind::TimerFired { timer } => {
                let set = at.timers.iter().find(|t| t.id == *timer).expect("it was set");
                self.require(set.at <= event.at, || format!("{set:?} fires early"));
            }
            EventKind::ItemReturned { item, step } => {
                self.require(!self.step(*step).verifies, || format!("{step:?} returns an item"));
                self.require(!at.items[item.index()].returned, || format!("{item:?} is returned twice"));
            }
            EventKind::ItemAccepted { item, since, deemed: true } => {
                self.require(at.items[item.index()].submitted == Some(*since), || {
                    format!("{item:?} is deemed accepted")
                });
            }
            EventKind::ItemEnded { item, ending: Ending::Approved, .. } => self.result(at, *item),
            EventKind::TimerSet { kind: TimerKind::Limit(item), at: due, .. } => {
                self.limit(at, *item, *due, event.at)
            }
            EventKind::UndoStarted { step } | EventKind::NotUndone { step, why: WhyNot::NothingDeclared } => {
                let last = at.done.last() == Some(step);
                self.require(!at.withdrawing || last, || format!("{step:?} is not what was done last"));
            }
            EventKind::StepDone { step, .. } => self.rounds(at, *step),
            EventKind::FellBack { step, rung } => self.first_rung(at, *step, *rung == Fallback::Wait),
            EventKind::Incident { step, cause: Cause::NoAnswer } => self.first_rung(at, *step, false),
            _ => {}
        }
    }

    /// A repetition goes no more rounds than it says, counted from where it was left last.
    fn rounds(&self, at: &Application, step: StepId) {
        let facts = self.step(step);
        let (Some(most), StepKind::Split(_)) = (facts.most, &facts.kind) else { return };
        let before = at.step(step);
        let round = u32::from(before.visit - before.taken) + u32::from(at.work_of(step).is_none());
        self.require(round <= most, || format!("{step:?} is in round {round} of {most}"));
    }

    /// A result is handed over when everything promised is there and the fees are paid.
    fn result(&self, at: &Application, item: ItemIndex) {
        let facts = &self.program.items[item.index()];
        let promised = facts.needs.iter().find(|f| at.facts[f.index()].how == How::Deferred);
        self.require(promised.is_none(), || format!("the result of {item:?} is handed over too early"));
        self.require(facts.fee == 0 || matches!(at.fees, Fees::Paid(_)), || {
            format!("{item:?} is not paid for")
        });
    }

    /// Where a plan waits for silent systems first, it does nothing else first; a person who has spoken is not waited
    /// for.
    fn first_rung(&self, at: &Application, step: StepId, waits: bool) {
        let first = self.program.fallbacks.first() == Some(&Fallback::Wait) && !self.step(step).verifies;
        let begun = at.work_of(step).is_some_and(|w| w.rung.is_some());
        self.require(!first || begun || waits, || "the first fallback is passed over".to_owned());
    }

    /// A limit ends when its time and the time that its clock stood are over.
    fn limit(&self, at: &Application, item: ItemIndex, due: Moment, now: Moment) {
        let (facts, state) = (&self.program.items[item.index()], &at.items[item.index()]);
        let pledged = facts.commitment.as_ref().filter(|_| state.committed).map(|c| c.limit);
        let (Some(period), Some(accepted)) = (pledged.or(facts.limit), state.accepted) else {
            panic!("{item:?} has no limit that runs")
        };
        if let Some(ms) = period.milliseconds() {
            let stood: i64 = state.stops.iter().map(|s| s.until.unwrap_or(now).0 - s.from.0).sum();
            self.require(due.0 == accepted.0 + i64::try_from(ms).expect("small") + stood, || {
                format!("{item:?}")
            });
            return;
        }
        let unit = match period.unit {
            Unit::WorkingDays => LimitUnit::WorkingDays,
            Unit::Days => LimitUnit::CalendarDays,
            Unit::Months => LimitUnit::Months,
            _ => LimitUnit::Years,
        };
        let ends = |stood: &dyn Fn(&Calendar) -> u32| -> Vec<Moment> {
            let end = |c: &Calendar| {
                let limit = Limit { amount: period.amount + stood(c), unit };
                c.due(limit, accepted.timestamp()).known().map(|d| Moment::from(d.moment))
            };
            self.program.calendars.iter().filter_map(end).collect()
        };
        let unstopped = ends(&|_| 0);
        if state.stops.is_empty() {
            self.require(unstopped.contains(&due), || {
                format!("{item:?} ends at {due:?}, not one of {unstopped:?}")
            });
        } else if unit == LimitUnit::WorkingDays {
            // A limit that was over before its clock stopped keeps its end, watched or not.
            let stopped = state.stops.last().map_or(now, |stop| stop.from);
            if unstopped.iter().any(|end| *end <= stopped) {
                return;
            }
            // All but the first and the last day of a stop are whole days.
            let stood = ends(&|c| state.stops.iter().map(|stop| whole_days(c, stop, now)).sum());
            self.require(stood.iter().any(|end| *end <= due), || {
                format!("{item:?} ends at {due:?}, before all of {stood:?}")
            });
        }
    }
}

/// Whole working days of a stop, as many as there are at the least.
fn whole_days(calendar: &Calendar, stop: &Stop, now: Moment) -> u32 {
    let date = |at: Moment| calendar.date(at.timestamp());
    let days = calendar.working_days_between(date(stop.from), date(stop.until.unwrap_or(now))).known();
    u32::try_from(days.unwrap_or(0) - 2).unwrap_or(0)
}

/// The department whose step it is.
fn owner(facts: &StepFacts) -> Option<DepartmentId> {
    match facts.lane {
        Lane::Department(owner) => Some(owner),
        Lane::Applicant => None,
    }
}
