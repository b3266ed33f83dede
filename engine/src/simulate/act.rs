//! What people and systems do when they get to it.

use super::agenda::{Slot, What};
use super::host::Host;
use super::log::{Ended, Log};
use super::model::{Play, StepPlay};
use super::say::{Found, NOTHING, Say, Task, id};
use super::stream::Purpose;
use crate::application::program::{FactId, StepId};
use crate::application::state::{How, Standing};

impl<'m, L: Log> Host<'m, '_, L> {
    /// Does what is due for an application.
    pub(super) fn due(&mut self, slot: Slot, what: What) {
        if !self.counters.is_empty() && self.is_out(slot, what) {
            return;
        }
        match what {
            What::Done(_, task) => self.worked(slot, task),
            What::Act(task) => self.act(slot, task),
            What::Undo(task) => {
                self.off_the_desk(slot, task);
                self.sent(slot, Say::Complete(task, 0));
            }
            What::Supplement(task) => self.supplement(slot, task),
            What::Answer((step, visit, attempt), found) => self.answer(slot, (step, visit), attempt, found),
            What::Fail((step, visit, attempt)) => {
                self.sent(slot, Say::Fail((step, visit), attempt));
            }
            What::Timer => self.timers(slot),
            What::Pay => {
                self.sent(slot, Say::Pay);
            }
            What::HandIn(fact) => {
                let fact = FactId(fact);
                if self.is_promised(slot, fact) {
                    self.sent(slot, Say::HandIn(fact));
                }
            }
            What::Mend(task) => self.mend(slot, task),
            What::HoldOver(task) => {
                self.sent(slot, Say::HoldOver(task));
            }
            What::Arrive | What::Open(_) => {}
        }
    }

    /// Whether it was taken.
    fn sent(&mut self, slot: Slot, say: Say) -> bool {
        self.is_there(slot) && self.say(slot, say)
    }

    /// Says what ends somebody's work at a step in another way than its being done; whether it was taken.
    fn ends(&mut self, slot: Slot, say: Say, step: StepId, ended: Ended) -> bool {
        let since = self.lift(slot, step);
        let taken = self.sent(slot, say);
        if taken {
            self.tell(slot, since, ended);
        } else {
            self.put_back(slot, since);
        }
        taken
    }

    /// Somebody gets to what they have to do; whether it was there to be done is for the machine to say.
    fn off_the_desk(&mut self, slot: Slot, task: Task) {
        if let Some(case) = self.cases.get_mut(slot.at as usize)
            && let Some(at) = case.desks.iter().position(|desk| *desk == task)
        {
            case.desks.swap_remove(at);
        }
    }

    fn worked(&mut self, slot: Slot, task: Task) {
        self.off_the_desk(slot, task);
        let Some(play) = self.played(slot, StepId(task.0)) else { return };
        if self.decides_otherwise(slot, play, task) {
            return;
        }
        let found = self.found(slot, play, task);
        self.sent(slot, Say::Complete(task, found));
    }

    /// Refuses or returns, as the draw falls; a second return, or one where nothing can be mended, is none.
    fn decides_otherwise(&mut self, slot: Slot, play: &StepPlay, task: Task) -> bool {
        let (refuse, correct) = self.chances(slot, play, task);
        if refuse + correct <= 0.0 {
            return false;
        }
        let fall = self.unit(slot, play, task.1.into(), Purpose::Outcome);
        if fall < refuse {
            return self.ends(slot, Say::Refuse(task), StepId(task.0), Ended::Refused);
        }
        fall < refuse + correct && self.ends(slot, Say::Return(task), StepId(task.0), Ended::Returned)
    }

    /// The chances that a step is refused or returned.
    fn chances(&self, slot: Slot, play: &StepPlay, (step, _): Task) -> (f64, f64) {
        let adjusted = &self.model.adjusted;
        if adjusted.is_empty() {
            return (play.refuse, play.correct);
        }
        let case = self.cases.get(slot.at as usize);
        let variant = case.and_then(|case| self.model.variants.get(case.variant));
        let name = variant.and_then(|v| v.program.step(StepId(step))).map_or("", |facts| &*facts.id);
        (adjusted.refuse(name, play.refuse), adjusted.correct(name, play.correct))
    }

    /// Which of what a visit of a step may find out it finds out.
    fn found(&self, slot: Slot, play: &StepPlay, (_, visit): Task) -> Found {
        if play.turns_on.is_empty() {
            return 0;
        }
        let fall = self.unit(slot, play, visit.into(), Purpose::Branch);
        let at = play.turns_on.partition_point(|upto| *upto <= fall);
        Found::try_from(at.min(play.turns_on.len() - 1)).unwrap_or(0)
    }

    fn act(&mut self, slot: Slot, task: Task) {
        self.off_the_desk(slot, task);
        let Some(play) = self.played(slot, StepId(task.0)) else { return };
        let say = match play.play {
            Play::Form => return self.fill(slot, play, task),
            Play::Automatic => {
                let fall = self.unit(slot, play, task.1.into(), Purpose::Rule);
                Say::Rule(task, fall >= play.human)
            }
            Play::Message => Say::Message(task, self.found(slot, play, task)),
            Play::Collect => Say::Collect(task),
            Play::Deliver => Say::Delivered(task),
            Play::Run => Say::ChildEnded(task, self.found(slot, play, task)),
            Play::Free => Say::Free(task),
            Play::Hold => Say::HoldTook(task),
            Play::Work | Play::Nothing | Play::Call | Play::HoldEnd => return,
        };
        self.sent(slot, say);
    }

    fn fill(&mut self, slot: Slot, play: &StepPlay, task: Task) {
        self.sent(slot, Say::Fill(task));
        for at in 0..play.materials {
            self.sent(slot, Say::Attach(task, at));
        }
        self.sent(slot, Say::Submit(task));
    }

    fn supplement(&mut self, slot: Slot, task: Task) {
        self.off_the_desk(slot, task);
        let model = self.model;
        let Some(case) = self.cases.get(slot.at as usize) else { return };
        let Some(variant) = model.variants.get(case.variant) else { return };
        let Some(application) = self.memos.application(case) else { return };
        let is_field = |fact: FactId| variant.fields.iter().any(|field| field.fact == fact);
        let wanted = application.facts.iter().enumerate().filter(|(_, fact)| fact.how == How::Wanted);
        let wanted = wanted.filter_map(|(at, _)| u16::try_from(at).ok().map(FactId));
        let materials: Vec<FactId> = wanted.filter(|fact| !is_field(*fact)).collect();
        self.sent(slot, Say::FillWanted);
        for fact in materials {
            self.sent(slot, Say::HandIn(fact));
        }
        self.ends(slot, Say::Supplement(task), StepId(task.0), Ended::Mended);
    }

    fn answer(&mut self, slot: Slot, task: Task, attempt: u16, found: bool) {
        let Some(play) = self.played(slot, StepId(task.0)) else { return };
        let found = if found { self.found(slot, play, task) } else { NOTHING };
        self.sent(slot, Say::Answer(task, attempt, found));
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
                let timers = self.memos.get(case.variant)?.memo.timers(&case.kept).enumerate();
                let due = timers.filter(|(_, timer)| timer.at.0 <= now);
                due.min_by_key(|(_, timer)| (timer.at, timer.id)).map(|(at, _)| at)
            });
            let Some(at) = due.and_then(|at| u16::try_from(at).ok()) else { break };
            if !self.sent(slot, Say::Due(at)) {
                break;
            }
        }
        if self.is_there(slot) {
            self.look_at_timers(slot);
        }
    }

    /// An operator has it tried again; where that is not possible, it goes on without.
    fn mend(&mut self, slot: Slot, task: Task) {
        let is_incident = self.application(slot).is_some_and(|application| {
            let work = application.work_of(StepId(task.0));
            application.task(StepId(task.0)) == id(task)
                && work.is_some_and(|work| matches!(work.standing, Standing::Incident(_)))
        });
        if is_incident && !self.sent(slot, Say::Retry(task)) {
            self.sent(slot, Say::FallBack(task));
        }
    }
}
