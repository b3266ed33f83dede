//! Derivation step 4: the order of items by real dependency, and the critical path in working days
//! (rules 13–15, 24, 34).

use super::applicable::ItemUse;
use crate::scenario::model::{ItemId, Scenario};
use std::collections::BTreeSet;

/// Which items must end before which, by position in the list of uses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    /// Per item, those that must end before it, directly; in order.
    pub before: Vec<Vec<usize>>,
    /// All items so that each comes after those it depends on, ties by file order. Items on a cycle are at
    /// the end, in file order.
    pub sequence: Vec<usize>,
    /// Items that can never start: those on a circle and those behind one; empty in a scenario without errors.
    pub cyclic: Vec<usize>,
}

impl Order {
    /// Orders items by their direct dependencies.
    pub fn new(mut before: Vec<Vec<usize>>) -> Self {
        for (item, list) in before.iter_mut().enumerate() {
            list.retain(|b| *b != item);
            list.sort_unstable();
            list.dedup();
        }
        let mut done = vec![false; before.len()];
        let mut sequence = Vec::with_capacity(before.len());
        while let Some(next) = (0..before.len()).find(|i| !done[*i] && before[*i].iter().all(|b| done[*b])) {
            done[next] = true;
            sequence.push(next);
        }
        let cyclic: Vec<usize> = (0..before.len()).filter(|i| !done[*i]).collect();
        sequence.extend(&cyclic);
        Self { before, sequence, cyclic }
    }

    /// One circle of items, each waiting for the next and the last for the first; empty where there is none.
    pub fn circle(&self) -> Vec<usize> {
        let mut path: Vec<usize> = self.cyclic.first().copied().into_iter().collect();
        while let Some(waits) = path.last().and_then(|last| self.stuck_before(*last)) {
            if let Some(start) = path.iter().position(|item| *item == waits) {
                path.drain(..start);
                return path;
            }
            path.push(waits);
        }
        Vec::new()
    }

    /// An item before this one that can never start either.
    fn stuck_before(&self, item: usize) -> Option<usize> {
        self.before[item].iter().copied().find(|b| self.cyclic.contains(b))
    }

    /// The longest path by a length per item, and the items on it.
    pub fn critical_path(&self, length: impl Fn(usize) -> u32) -> (u32, Vec<usize>) {
        let n = self.before.len();
        let mut ends = vec![0_u32; n];
        let mut previous = vec![None; n];
        for item in &self.sequence {
            let longest =
                self.before[*item].iter().copied().max_by_key(|b| (ends[*b], std::cmp::Reverse(*b)));
            previous[*item] = longest;
            ends[*item] = longest.map_or(0, |b| ends[b]).saturating_add(length(*item));
        }
        let Some(last) = (0..n).max_by_key(|i| (ends[*i], std::cmp::Reverse(*i))) else {
            return (0, Vec::new());
        };
        let mut path = vec![last];
        // At most one visit each, so that a cycle cannot hold the walk.
        while let Some(before) = previous[path[path.len() - 1]].filter(|b| !path.contains(b)) {
            path.push(before);
        }
        path.reverse();
        (ends[last], path)
    }
}

/// Positions of the items that must end before each by `after`. After an item that does not apply means
/// after that item's own predecessors (rule 15). Members of one `each` party wait for their own member only.
pub fn after(scenario: &Scenario, uses: &[ItemUse]) -> Vec<Vec<usize>> {
    uses.iter()
        .map(|item_use| {
            let mut items = BTreeSet::new();
            let mut pending: Vec<ItemId> = direct_after(scenario, item_use.item);
            let mut seen = BTreeSet::new();
            while let Some(item) = pending.pop() {
                if !seen.insert(item) {
                    continue;
                }
                if uses.iter().any(|u| u.item == item) {
                    items.insert(item);
                } else {
                    pending.extend(direct_after(scenario, item));
                    pending.extend(givers(scenario, item));
                }
            }
            (0..uses.len())
                .filter(|p| items.contains(&uses[*p].item) && same_member(&uses[*p], item_use))
                .collect()
        })
        .collect()
}

fn same_member(one: &ItemUse, other: &ItemUse) -> bool {
    one.bound.is_none() || other.bound.is_none() || one.bound == other.bound
}

fn direct_after(scenario: &Scenario, item: ItemId) -> Vec<ItemId> {
    scenario.item(item).map(|i| i.after.iter().map(|a| a.value).collect()).unwrap_or_default()
}

/// Items that give what an item needs.
fn givers(scenario: &Scenario, id: ItemId) -> Vec<ItemId> {
    let Some(item) = scenario.item(id) else { return Vec::new() };
    scenario
        .items
        .values()
        .enumerate()
        .filter(|(index, other)| {
            *index != id.index()
                && (other.gives.fields.iter().any(|g| item.needs.fields.iter().any(|n| n.what == g.value))
                    || other
                        .gives
                        .materials
                        .iter()
                        .any(|g| item.needs.materials.iter().any(|n| n.what == g.value)))
        })
        .map(|(index, _)| ItemId::from(index))
        .collect()
}
