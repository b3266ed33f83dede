//! What an applicant is asked now, each once, and what may stand in for it.

use super::program::{FactId, FactKind, ItemIndex, Program, StepId, StepKind};
use super::state::{Application, How, ItemState, Mode, Standing};
use crate::scenario::model::Fallback;

/// Why a fact is asked that a system was to supply, in Chinese and English.
pub const NOT_TOLD: (&str, &str) = ("系统没有给出", "the system did not tell");

/// Why a paper is asked that a department was to confirm, in Chinese and English.
pub const NOT_CONFIRMED: (&str, &str) = ("部门没有核实", "the department did not confirm it");

/// A field or material that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Which.
    pub fact: FactId,
    /// By which step; none of a paper that was promised and whose step is over.
    pub step: Option<StepId>,
}

/// Everything that open forms and supplements ask, in their order and with what they have already, then papers that
/// were promised and are still to come (容缺); each once.
pub fn asked(program: &Program, state: &Application) -> Vec<Asked> {
    let mut all: Vec<Asked> = Vec::new();
    let mut put = |fact: FactId, step: Option<StepId>| {
        if !all.iter().any(|known| known.fact == fact) {
            all.push(Asked { fact, step });
        }
    };
    for work in &state.work {
        let form = program.step(work.step).filter(|s| s.kind == StepKind::Form && work.mode == Mode::Usual);
        let asks = match work.standing {
            Standing::Supplement => &work.wanted[..],
            Standing::Working => form.map_or(&[][..], |form| &form.asks),
            _ => continue,
        };
        asks.iter().for_each(|fact| put(*fact, Some(work.step)));
    }
    let facts = (0..state.facts.len()).filter_map(|at| u16::try_from(at).ok()).map(FactId);
    facts.filter(|fact| state.owes(program, *fact)).for_each(|fact| put(fact, None));
    all
}

impl Application {
    /// Whether a paper that was promised is still to come: nothing is owed to items that have ended.
    pub fn owes(&self, program: &Program, fact: FactId) -> bool {
        let is_promised = self.closed.is_none() && self.fact(fact).is_some_and(|f| f.how == How::Deferred);
        let items = program.items.iter().zip(&self.items);
        let mut needing = items.filter(|(facts, _)| facts.needs.contains(&fact)).peekable();
        // What is needed beside all items, as for delivery, is owed to the end.
        is_promised && (needing.peek().is_none() || needing.any(|(_, item)| item.ended.is_none()))
    }

    /// Whether a fact may be promised for later where it is asked (容缺).
    pub fn may_defer(&self, program: &Program, fact: FactId) -> bool {
        let is_paper = program.fact(fact).is_some_and(|f| matches!(f.kind, FactKind::Material(Some(_))));
        is_paper && program.fallbacks.contains(&Fallback::Provisional)
    }

    /// Whether the applicant may commit to an item in place of its review (告知承诺): it offers that in this way, and
    /// nobody has accepted it yet.
    pub fn may_commit(&self, program: &Program, item: ItemIndex) -> bool {
        let is_offered = program.item(item).is_some_and(|facts| facts.commitment.is_some());
        let is_open =
            |state: &ItemState| state.ended.is_none() && !state.committed && state.accepted.is_none();
        is_offered && !self.withdrawing && self.item(item).is_some_and(is_open)
    }

    /// Whether a fact is one that the plan has the applicant declare, and that they may declare now: whoever does as the
    /// plan says hands nothing in.
    pub fn declares(&self, program: &Program, fact: FactId) -> bool {
        program.fact(fact).is_some_and(|facts| facts.declarable) && self.may_declare(program, fact)
    }

    /// Whether a commitment may stand in for a fact where it is asked (告知承诺): a paper that the plan has declared, or
    /// one that a system was to supply, or a department to confirm, and did not. Whoever looks at it and does not believe it asks for the paper.
    pub fn may_declare(&self, program: &Program, fact: FactId) -> bool {
        let Some(facts) = program.fact(fact).filter(|f| matches!(f.kind, FactKind::Material(_))) else {
            return false;
        };
        let by_fallback = facts.declarable || program.fallbacks.contains(&Fallback::Commitment);
        self.work.iter().any(|work| {
            let Some(step) = program.step(work.step) else { return false };
            match work.standing {
                Standing::Working => facts.declarable && step.asks.contains(&fact),
                Standing::Supplement => by_fallback && step.only_supplies() && work.wanted.contains(&fact),
                _ => false,
            }
        })
    }
}
