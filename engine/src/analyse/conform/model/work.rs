//! Steps at which somebody works, or something is waited for.

use super::fate::{decides, refuses_itself};
use super::{Ended, Modeller, PlaceAt, PlaceKind, TooLarge};
use crate::analyse::log::Face;
use crate::application::program::{StepFacts, StepId, StepKind, Undo};

/// What stands around a step.
struct Around {
    before: PlaceAt,
    behind: Vec<PlaceAt>,
    /// One of these must be marked whole for it to have work.
    alive: Vec<Vec<PlaceAt>>,
    /// One of these must be marked whole for it to have none any more.
    dead: Vec<Vec<PlaceAt>>,
}

fn with(places: &[PlaceAt], more: &[PlaceAt]) -> Vec<PlaceAt> {
    places.iter().chain(more).copied().collect()
}

impl Modeller<'_> {
    pub(super) fn work(&mut self, step: StepId, facts: &StepFacts) -> Result<(), TooLarge> {
        let around = Around {
            before: self.before(step),
            behind: self.behind(step, facts),
            alive: self.fates.alive(facts),
            dead: self.fates.dead(facts)?,
        };
        self.passed(facts, around.before, &around);
        match facts.kind {
            StepKind::Call => self.call(facts, &around),
            _ if facts.verifies => self.verified(facts, &around),
            _ if decides(facts) => self.decided(facts, &around),
            // A time that passes is nobody's work, and not every log has it.
            StepKind::WaitTime(_) | StepKind::WaitMoment(_) => {
                self.done(facts, around.before, &around);
                self.silent(facts, vec![around.before], around.behind.clone());
            }
            _ => self.done(facts, around.before, &around),
        }
        if refuses_itself(facts)
            && let Some((not_yet, happened)) = self.fates.refusal(facts)
        {
            self.silent(facts, vec![around.before, not_yet], with(&around.behind, &[happened]));
        }
        self.checked_behind(step, facts, &around);
        if matches!(facts.undo, Some(Undo::Call(_) | Undo::Task(_))) && !facts.items.is_empty() {
            // What was done for items that have ended badly is undone, whenever that may be.
            for dead in &around.dead {
                self.visible(facts, (Face::Undo, Ended::On), dead.clone(), dead.clone());
            }
        }
        Ok(())
    }

    /// Its items have ended: only the token goes on.
    fn passed(&mut self, facts: &StepFacts, from: PlaceAt, around: &Around) {
        for dead in &around.dead {
            self.silent(facts, with(dead, &[from]), with(dead, &around.behind));
        }
    }

    /// It is done.
    fn done(&mut self, facts: &StepFacts, from: PlaceAt, around: &Around) {
        for alive in &around.alive {
            let (takes, gives) = (with(alive, &[from]), with(alive, &around.behind));
            self.visible(facts, (Face::Work, Ended::On), takes, gives);
        }
    }

    /// Attempts of a call, one at least, or what the applicant hands in because it was not answered, or both.
    fn call(&mut self, facts: &StepFacts, around: &Around) {
        let tried = self.builder.place(format!("{} tried", facts.id), PlaceKind::Control);
        for alive in &around.alive {
            for from in [around.before, tried] {
                let takes = with(alive, &[from]);
                self.visible(facts, (Face::Work, Ended::On), takes.clone(), with(alive, &[tried]));
                self.visible(facts, (Face::Supplement, Ended::On), takes, with(alive, &around.behind));
            }
        }
        self.silent(facts, vec![tried], around.behind.clone());
    }

    /// Work that confirms a paper, or else has the applicant hand it in, now or later.
    fn verified(&mut self, facts: &StepFacts, around: &Around) {
        self.done(facts, around.before, around);
        let wanted = self.builder.place(format!("{} wanted", facts.id), PlaceKind::Control);
        for alive in &around.alive {
            let (takes, gives) = (with(alive, &[around.before]), with(alive, &[wanted]));
            self.visible(facts, (Face::Work, Ended::Returned), takes, gives);
            let (takes, gives) = (with(alive, &[wanted]), with(alive, &around.behind));
            self.visible(facts, (Face::Supplement, Ended::On), takes, gives);
        }
        self.silent(facts, vec![wanted], around.behind.clone());
    }

    /// Work that approves, refuses or returns; a rule may leave it to people.
    fn decided(&mut self, facts: &StepFacts, around: &Around) {
        self.by_whom(facts, around.before, around);
        if facts.kind == StepKind::Automatic {
            let people = self.builder.place(format!("{} by people", facts.id), PlaceKind::Control);
            for alive in &around.alive {
                let (takes, gives) = (with(alive, &[around.before]), with(alive, &[people]));
                self.visible(facts, (Face::Work, Ended::HandedOver), takes, gives);
            }
            self.passed(facts, people, around);
            self.by_whom(facts, people, around);
        }
    }

    fn by_whom(&mut self, facts: &StepFacts, from: PlaceAt, around: &Around) {
        self.done(facts, from, around);
        if let Some((not_yet, happened)) = self.fates.refusal(facts) {
            for alive in &around.alive {
                let left: Vec<PlaceAt> = alive.iter().copied().filter(|place| *place != not_yet).collect();
                let takes = with(alive, &[from, not_yet]);
                let gives = with(&with(&left, &around.behind), &[happened]);
                self.visible(facts, (Face::Work, Ended::Refused), takes, gives);
            }
        }
        let mendings = self.fates.mendings(facts);
        if mendings.is_empty() {
            return;
        }
        let mends = self.builder.place(format!("{} mended", facts.id), PlaceKind::Control);
        for (goes_on, mending) in mendings {
            let takes = with(&goes_on, &[from, mending.not_yet]);
            let gives = with(&goes_on, &[mends, mending.happened]);
            self.visible(facts, (Face::Work, Ended::Returned), takes, gives);
        }
        for alive in &around.alive {
            let (takes, gives) = (with(alive, &[mends]), with(alive, &[from]));
            self.visible(facts, (Face::Supplement, Ended::On), takes, gives);
        }
        self.passed(facts, mends, around);
    }

    /// A step that may follow the result of its item, where that was committed to: the token goes on, and the step is
    /// owed until it is done.
    fn checked_behind(&mut self, step: StepId, facts: &StepFacts, around: &Around) {
        let item = facts.items.first().and_then(|item| self.program.item(*item));
        let may_follow =
            item.and_then(|item| item.commitment.as_ref()).is_some_and(|pledge| pledge.then.contains(&step));
        if !may_follow || facts.items.len() != 1 {
            return;
        }
        let not_owed = self.fates.check(facts, &mut self.builder);
        let owed = self.builder.place(format!("{} owed", facts.id), PlaceKind::Control);
        for alive in &around.alive {
            let takes = with(alive, &[around.before, not_owed]);
            self.silent(facts, takes, with(&with(alive, &around.behind), &[owed]));
        }
        self.visible(facts, (Face::Work, Ended::On), vec![owed], vec![not_owed]);
        for dead in &around.dead {
            self.silent(facts, with(dead, &[owed]), with(dead, &[not_owed]));
        }
    }
}
