//! Which items' work lies at or behind a step.

use super::compile::is_work;
use super::{ItemIndex, StepFacts, StepKind};

/// A set of items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::application) struct Items(Vec<u64>);

impl Items {
    pub(in crate::application) fn has(&self, item: ItemIndex) -> bool {
        self.0.get(item.index() / 64).is_some_and(|word| word >> (item.index() % 64) & 1 == 1)
    }

    /// Adds the items of another set; whether that changed it.
    pub(super) fn add(&mut self, other: &Items) -> bool {
        let mut changed = false;
        self.0.resize(self.0.len().max(other.0.len()), 0);
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            changed |= *word | more != *word;
            *word |= more;
        }
        changed
    }

    pub(super) fn put(&mut self, item: ItemIndex) {
        self.0.resize(self.0.len().max(item.index() / 64 + 1), 0);
        if let Some(word) = self.0.get_mut(item.index() / 64) {
            *word |= 1 << (item.index() % 64);
        }
    }
}

/// Marks every step with the items whose work lies at or behind it, and whether one can be over behind it.
pub(in crate::application) fn mark(steps: &mut [StepFacts], items: usize) {
    for (at, own) in own_work(steps, items).into_iter().enumerate() {
        if let Some(step) = steps.get_mut(at) {
            step.reach = own;
        }
    }
    // Loops make one pass too few; each pass adds or is the last.
    let mut changed = true;
    while changed {
        changed = false;
        for at in (0..steps.len()).rev() {
            let mut reach = steps[at].reach.clone();
            for way in &steps[at].next {
                if let Some(next) = steps.get(way.to.index()) {
                    changed |= reach.add(&next.reach);
                }
            }
            steps[at].reach = reach;
        }
    }
    for at in 0..steps.len() {
        let beyond = |way: &super::Way| steps.get(way.to.index()).map(|next| &next.reach);
        let all = (0..items).filter_map(|i| u16::try_from(i).ok()).map(ItemIndex);
        let mut here = all.filter(|i| steps[at].reach.has(*i));
        // A split of which no branch is taken is left straight for where they meet.
        let straight = steps[at].partner.filter(|_| matches!(steps[at].kind, StepKind::Split(_)));
        let straight = straight.and_then(|to| steps.get(to.index())).map(|meeting| &meeting.reach);
        let may_end =
            here.any(|i| steps[at].next.iter().filter_map(beyond).chain(straight).any(|next| !next.has(i)));
        steps[at].may_end = may_end;
    }
}

/// Per step, the items of which it is work; an item without any other work has its form.
fn own_work(steps: &[StepFacts], items: usize) -> Vec<Items> {
    let mut own = vec![Items::default(); steps.len()];
    for item in (0..items).filter_map(|i| u16::try_from(i).ok()).map(ItemIndex) {
        let serves = |step: &StepFacts| step.items.contains(&item);
        let has_work = steps.iter().any(|s| serves(s) && is_work(&s.kind));
        for (step, own) in steps.iter().zip(&mut own) {
            if serves(step) && (is_work(&step.kind) || (!has_work && step.kind == StepKind::Form)) {
                own.put(item);
            }
        }
    }
    own
}
