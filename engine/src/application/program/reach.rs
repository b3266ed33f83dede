//! Which items' work lies at or behind a step.

use super::compile::is_work;
use super::{ItemIndex, StepFacts, StepId, StepKind};

/// A set of items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::application) struct Items {
    /// The first 64, which are mostly all.
    few: u64,
    more: Vec<u64>,
}

impl Items {
    #[inline]
    pub(in crate::application) fn has(&self, item: ItemIndex) -> bool {
        let word = match item.index() / 64 {
            0 => Some(&self.few),
            at => self.more.get(at - 1),
        };
        word.is_some_and(|word| word >> (item.index() % 64) & 1 == 1)
    }

    /// Adds the items of another set; whether that changed it.
    pub(super) fn add(&mut self, other: &Items) -> bool {
        let mut changed = self.few | other.few != self.few;
        self.few |= other.few;
        self.more.resize(self.more.len().max(other.more.len()), 0);
        for (word, more) in self.more.iter_mut().zip(&other.more) {
            changed |= *word | more != *word;
            *word |= more;
        }
        changed
    }

    pub(super) fn put(&mut self, item: ItemIndex) {
        let word = match item.index() / 64 {
            0 => Some(&mut self.few),
            at => {
                self.more.resize(self.more.len().max(at), 0);
                self.more.get_mut(at - 1)
            }
        };
        if let Some(word) = word {
            *word |= 1 << (item.index() % 64);
        }
    }
}

/// Marks every step with the items whose work lies at or behind it.
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
}

/// Items whose work can be over behind a step.
pub(super) fn ends<'s>(
    steps: &'s [StepFacts],
    step: &'s StepFacts,
    items: usize,
) -> impl Iterator<Item = ItemIndex> + 's {
    let beyond = |to: StepId| steps.get(to.index()).map(|next| &next.reach);
    // A split of which no branch is taken is left straight for where they meet.
    let straight = step.partner.filter(|_| matches!(step.kind, StepKind::Split(_)));
    let all = (0..items).filter_map(|i| u16::try_from(i).ok()).map(ItemIndex);
    all.filter(move |item| {
        let mut ways = step.next.iter().map(|way| way.to).chain(straight).filter_map(beyond);
        step.reach.has(*item) && ways.any(|next| !next.has(*item))
    })
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
