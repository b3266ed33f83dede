//! What several verbs share: checks, and values that are taken over.

use super::Sink;
use crate::application::command::{Actor, PersonId, Submission};
use crate::application::draft::Draft;
use crate::application::event::EventKind;
use crate::application::program::{FactId, ItemIndex, StepFacts, StepId, StepKind};
use crate::application::rejection::Rejection;
use crate::application::state::{FactState, How, Mode, Standing, TaskId, Work};
use crate::application::status::{self, ItemStatus};
use crate::application::validate;
use crate::plan::route::Lane;
use crate::planted::{Bug, has};

impl<'a, S: Sink> Draft<'a, S> {
    pub(super) fn applicant(&self) -> Result<(), Rejection> {
        if self.by == Actor::Applicant { Ok(()) } else { Err(Rejection::WrongActor) }
    }

    /// The applicant, while the application is not being taken back.
    pub(super) fn applicant_acts(&self) -> Result<(), Rejection> {
        self.applicant()?;
        if self.state.withdrawing { Err(Rejection::Withdrawing) } else { Ok(()) }
    }

    pub(super) fn system(&self) -> Result<(), Rejection> {
        if self.by == Actor::System { Ok(()) } else { Err(Rejection::WrongActor) }
    }

    pub(super) fn timer(&self) -> Result<(), Rejection> {
        if self.by == Actor::Timer { Ok(()) } else { Err(Rejection::WrongActor) }
    }

    pub(super) fn operator(&self) -> Result<(), Rejection> {
        if matches!(self.by, Actor::Operator(_)) { Ok(()) } else { Err(Rejection::WrongActor) }
    }

    /// A clerk of the lane that a step lies in.
    pub(super) fn clerk(&self, step: StepId) -> Result<PersonId, Rejection> {
        let Actor::Clerk { person, department } = self.by else { return Err(Rejection::WrongActor) };
        match self.program.step(step).map(|s| s.lane) {
            Some(Lane::Department(owner)) if owner != department && !has(Bug::AnyDepartment) => {
                let takes_part = self.program.step(step).is_some_and(|s| s.with.contains(&department));
                if takes_part { Ok(person) } else { Err(Rejection::OtherDepartment(step)) }
            }
            _ => Ok(person),
        }
    }

    pub(super) fn facts_of(&self, step: StepId) -> Result<&'a StepFacts, Rejection> {
        match self.program.step(step) {
            Some(facts) => Ok(facts),
            None => Err(Rejection::NoSuchStep),
        }
    }

    /// The open work of a task.
    pub(super) fn work(&self, task: TaskId) -> Result<(&'a StepFacts, &Work), Rejection> {
        let facts = self.facts_of(task.step)?;
        let Some(work) = self.state.work_of(task.step) else {
            return Err(Rejection::StepNotOpen(task.step));
        };
        if self.state.step(task.step).visit != task.visit {
            return Err(Rejection::OtherVisit(task.step));
        }
        Ok((facts, work))
    }

    /// Work of a person that this clerk may do now.
    pub(super) fn human_task(&self, task: TaskId) -> Result<(&'a StepFacts, Mode), Rejection> {
        let person = self.clerk(task.step)?;
        let (facts, work) = self.work(task)?;
        let by_people = match facts.kind {
            StepKind::Task | StepKind::Special => true,
            StepKind::Automatic => work.mode == Mode::ByPeople,
            _ => false,
        };
        if !by_people && !matches!(work.mode, Mode::Check | Mode::Undo) {
            return Err(Rejection::OtherKind(task.step));
        }
        if work.standing != Standing::Working {
            return Err(Rejection::StepStands(task.step));
        }
        if work.claimed_by.is_some_and(|by| by != person) {
            return Err(Rejection::ClaimedByOther(task.step));
        }
        Ok((facts, work.mode))
    }

    /// A task that decides on items: as it is written, not a check or an undoing. A rule refuses and returns as
    /// well as it approves.
    pub(super) fn deciding_task(&self, task: TaskId) -> Result<&'a StepFacts, Rejection> {
        if self.by == Actor::System {
            let (facts, work) = self.work(task)?;
            let by_rule = facts.kind == StepKind::Automatic && work.mode == Mode::Usual;
            return match work.standing {
                Standing::Working if by_rule => Ok(facts),
                Standing::Working => Err(Rejection::OtherKind(task.step)),
                _ => Err(Rejection::StepStands(task.step)),
            };
        }
        match self.human_task(task)? {
            (facts, Mode::Usual | Mode::ByPeople) => Ok(facts),
            (_, Mode::Check | Mode::Undo) => Err(Rejection::OtherKind(task.step)),
        }
    }

    /// One at which items are refused; whoever only confirms a paper refuses none.
    pub(super) fn judging_task(&self, task: TaskId) -> Result<&'a StepFacts, Rejection> {
        let facts = self.deciding_task(task)?;
        if facts.verifies { Err(Rejection::OtherKind(task.step)) } else { Ok(facts) }
    }

    pub(super) fn live_item(&self, item: ItemIndex) -> Result<(), Rejection> {
        match self.state.item(item) {
            None => Err(Rejection::NoSuchItem),
            Some(state) if state.ended.is_some() => Err(Rejection::ItemEnded(item)),
            Some(_) => Ok(()),
        }
    }

    /// The item that a command names must be one of the step's, and live.
    pub(super) fn named_item(
        &self,
        step: StepId,
        facts: &StepFacts,
        item: Option<ItemIndex>,
    ) -> Result<(), Rejection> {
        let Some(item) = item else {
            // A task that serves several may be acted on for all of them at once.
            let live = facts.items.iter().any(|i| self.state.is_live(*i));
            return if live { Ok(()) } else { Err(Rejection::StepNotOpen(step)) };
        };
        self.live_item(item)?;
        if facts.items.contains(&item) { Ok(()) } else { Err(Rejection::ItemNotServed(item)) }
    }

    /// Nothing is decided while an item is in a special procedure.
    pub(super) fn none_suspended(&self, facts: &StepFacts) -> Result<(), Rejection> {
        let suspended = |i: &ItemIndex| self.state.item(*i).is_some_and(|i| i.ended.is_none() && i.suspended);
        if facts.items.iter().any(suspended) && !has(Bug::DecidedWhileSuspended) {
            return Err(Rejection::ItemStatus(ItemStatus::Suspended));
        }
        Ok(())
    }

    /// Whether the applicant is asked for a fact now: on an open form, or to mend or supplement it.
    pub(super) fn is_asked_now(&self, fact: FactId) -> bool {
        !self.state.knows(fact) && self.is_open_to(fact)
    }

    /// Whether a form or a supplement that is open asks for a fact, be it given already.
    fn is_open_to(&self, fact: FactId) -> bool {
        self.state.work.iter().any(|work| match work.standing {
            Standing::Supplement => work.wanted.contains(&fact),
            Standing::Working => self.program.step(work.step).is_some_and(|s| {
                s.kind == StepKind::Form && work.mode == Mode::Usual && s.asks.contains(&fact)
            }),
            _ => false,
        })
    }

    /// A step of a kind whose work is under way.
    pub(super) fn working(&self, task: TaskId, kind: &StepKind) -> Result<&'a StepFacts, Rejection> {
        let (facts, work) = self.work(task)?;
        if facts.kind != *kind {
            return Err(Rejection::OtherKind(task.step));
        }
        if work.standing == Standing::Working { Ok(facts) } else { Err(Rejection::StepStands(task.step)) }
    }

    /// Values are of facts that there are, and of their types.
    #[inline]
    pub(super) fn values(&self, values: &[Submission]) -> Result<(), Rejection> {
        for given in values {
            match self.program.fact(given.fact) {
                Some(facts) if validate::is_plainly_good(facts, &given.value) => {}
                _ => self.looked_at(given)?,
            }
        }
        Ok(())
    }

    fn looked_at(&self, given: &Submission) -> Result<(), Rejection> {
        let facts = self.program.fact(given.fact).ok_or(Rejection::NoSuchFact)?;
        validate::value(given.fact, facts, &given.value)
            .map_or(Ok(()), |fault| Err(Rejection::BadValue(fault)))
    }

    /// Values from a system or a person of the house: of facts that are expected, and of their types.
    pub(super) fn expected(
        &self,
        values: &[Submission],
        is_expected: impl Fn(FactId) -> bool,
    ) -> Result<(), Rejection> {
        for given in values {
            if !is_expected(given.fact) {
                return Err(Rejection::NotAsked(given.fact));
            }
        }
        self.values(values)
    }

    /// Takes over values that were not known before. That work was to bring a value makes it known to be there;
    /// the value itself may still be told. `again`: from a step on another visit, which may tell otherwise than in an
    /// earlier round.
    pub(super) fn learn(&mut self, values: &[Submission], how: How, again: bool) {
        for given in values {
            let told = self.state.fact(given.fact).filter(|f| f.how.is_known());
            let untold = |f: &FactState| f.how == How::Result && f.value.is_none();
            if told.is_none_or(|f| untold(f) || (again && f.value.as_ref() != Some(&given.value))) {
                let value = Some(given.value.clone());
                self.emit(EventKind::Known { fact: given.fact, how, value });
            }
        }
    }

    pub(super) fn reason(&self, why: &str) -> Result<(), Rejection> {
        if why.trim().is_empty() { Err(Rejection::NoReason) } else { Ok(()) }
    }

    /// Everything wrong with facts that are to be handed in together.
    pub(super) fn faults(&self, wanted: &[FactId]) -> Vec<crate::application::rejection::Fault> {
        let mut faults = Vec::new();
        for fact in wanted.iter().copied() {
            let (Some(facts), Some(state)) = (self.program.fact(fact), self.state.fact(fact)) else {
                continue;
            };
            if state.how.is_known() || self.is_for_ended_items_only(fact) {
                continue;
            }
            faults.extend(match (&state.how, &state.value) {
                (How::Draft | How::Redone, Some(value)) => validate::value(fact, facts, value),
                _ => Some(validate::missing(fact, facts)),
            });
        }
        faults
    }

    fn is_for_ended_items_only(&self, fact: FactId) -> bool {
        let mut needing =
            self.program.items.iter().zip(&self.state.items).filter(|(i, _)| i.needs.contains(&fact));
        match needing.next() {
            None => false,
            Some((_, first)) => first.ended.is_some() && needing.all(|(_, state)| state.ended.is_some()),
        }
    }

    pub(super) fn item_status(&self, item: ItemIndex) -> Option<ItemStatus> {
        self.state.item(item).map(status::item)
    }
}
