//! What the steps of an item need that the item itself does not bring about before they need it, and what
//! they give.

use super::{Leaf, Part, Taken};
use crate::plan::grounding::Grounding;
use crate::plan::supply::Fact;
use crate::scenario::model::{ElementId, Step, StepKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the steps of an item come to for those outside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Steps {
    /// What they need from outside, in order of the steps.
    pub needs: Vec<Fact>,
    /// What comes about by them: not there before, so never asked (rule 12).
    pub gives: BTreeSet<Fact>,
}

impl Steps {
    /// Needs and gives of a flow.
    pub fn of(grounding: &Grounding<'_>, parts: &[Part<Leaf>]) -> Self {
        let mut walk = Walk { grounding, steps: Self { needs: Vec::new(), gives: brought_about(parts) } };
        walk.parts(parts, BTreeSet::new());
        walk.steps
    }

    /// Whether steps need or give nothing of their own, so that there is nothing to find out.
    pub fn are_plain(steps: &[Arc<Step>]) -> bool {
        steps.iter().all(|s| {
            let plain = matches!(s.kind, StepKind::Human | StepKind::Special(_) | StepKind::Notify(_));
            let needs = &s.needs;
            let gives = &s.gives;
            plain
                && needs.fields.is_empty()
                && needs.materials.is_empty()
                && gives.fields.is_empty()
                && gives.materials.is_empty()
                && gives.licences.is_empty()
        })
    }
}

/// All that comes about by parts, be it on one of several branches.
pub(super) fn brought_about(parts: &[Part<Leaf>]) -> BTreeSet<Fact> {
    let mut facts = BTreeSet::new();
    parts.iter().for_each(|part| collect_gives(part, &mut facts));
    facts
}

fn collect_gives(part: &Part<Leaf>, into: &mut BTreeSet<Fact>) {
    into.extend(part.leaves().into_iter().flat_map(|leaf| leaf.gives.iter().copied()));
    match part {
        Part::Stop(_) => {}
        Part::Fork(fork) => {
            for branch in &fork.branches {
                into.extend(&branch.gives);
                branch.parts.iter().for_each(|p| collect_gives(p, into));
            }
        }
        Part::Loop(again) => {
            into.extend(&again.gives);
            again.parts.iter().for_each(|p| collect_gives(p, into));
        }
    }
}

/// A fact as the parts it is computed from, where some of them are among others; else the fact alone.
pub fn through_computed(grounding: &Grounding<'_>, fact: Fact, own: &BTreeSet<Fact>) -> Vec<Fact> {
    let mut open = BTreeSet::new();
    match rests_on(grounding, fact, own, &mut open) {
        true => parts_of(grounding, fact, own),
        false => vec![fact],
    }
}

fn computed_from<'a>(grounding: &Grounding<'a>, fact: Fact) -> Option<(Fact, &'a [ElementId])> {
    let Fact::Datum((_, element)) = fact else { return None };
    let (_, element) = grounding.scenario().catalogue.element(element)?;
    element.computed.is_some().then_some((fact, &element.computed_from[..]))
}

fn premises(grounding: &Grounding<'_>, fact: Fact) -> Vec<Fact> {
    match (fact, computed_from(grounding, fact)) {
        (Fact::Datum((instance, _)), Some((_, from))) => {
            from.iter().map(|e| Fact::Datum((instance, *e))).collect()
        }
        _ => Vec::new(),
    }
}

fn rests_on(grounding: &Grounding<'_>, fact: Fact, own: &BTreeSet<Fact>, open: &mut BTreeSet<Fact>) -> bool {
    own.contains(&fact)
        || (open.insert(fact)
            && premises(grounding, fact).into_iter().any(|p| rests_on(grounding, p, own, open)))
}

fn parts_of(grounding: &Grounding<'_>, fact: Fact, own: &BTreeSet<Fact>) -> Vec<Fact> {
    let mut parts = Vec::new();
    let mut pending = vec![fact];
    let mut seen = BTreeSet::new();
    while let Some(fact) = pending.pop() {
        if !seen.insert(fact) {
            continue;
        }
        let premises = premises(grounding, fact);
        if own.contains(&fact) || premises.is_empty() {
            parts.push(fact);
        } else {
            pending.extend(premises);
        }
    }
    parts.sort_unstable();
    parts
}

struct Walk<'a> {
    grounding: &'a Grounding<'a>,
    steps: Steps,
}

impl Walk<'_> {
    /// What is known for sure behind parts, of what the item's own steps make known.
    fn parts(&mut self, parts: &[Part<Leaf>], known: BTreeSet<Fact>) -> BTreeSet<Fact> {
        parts.iter().fold(known, |known, part| self.part(part, known))
    }

    fn part(&mut self, part: &Part<Leaf>, known: BTreeSet<Fact>) -> BTreeSet<Fact> {
        match part {
            Part::Stop(leaf) => self.leaf(leaf, known),
            Part::Fork(fork) => {
                let known = self.leaf(&fork.split, known);
                let mut behind: Option<BTreeSet<Fact>> = None;
                for branch in &fork.branches {
                    let begun = known.iter().chain(&branch.gives).copied().collect();
                    let ends = self.parts(&branch.parts, begun);
                    behind = Some(match (behind, fork.taken) {
                        (None, _) => ends,
                        (Some(others), Taken::All) => others.union(&ends).copied().collect(),
                        (Some(others), Taken::One | Taken::Any) => {
                            others.intersection(&ends).copied().collect()
                        }
                    });
                }
                self.leaf(&fork.join, behind.unwrap_or(known))
            }
            Part::Loop(again) => {
                let known = self.leaf(&again.again, known);
                let known = self.parts(&again.parts, known);
                let mut known = self.leaf(&again.until, known);
                known.extend(&again.gives);
                known
            }
        }
    }

    fn leaf(&mut self, leaf: &Leaf, mut known: BTreeSet<Fact>) -> BTreeSet<Fact> {
        for fact in &leaf.uses {
            let own: BTreeSet<Fact> = known.union(&self.steps.gives).copied().collect();
            for part in through_computed(self.grounding, *fact, &own) {
                if !own.contains(&part) && !self.steps.needs.contains(&part) {
                    self.steps.needs.push(part);
                }
            }
        }
        known.extend(leaf.gives.iter().chain(&leaf.returns));
        known
    }
}
