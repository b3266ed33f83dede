//! Where branches part and meet.

use super::{Modeller, TooLarge, steps};
use crate::application::program::{StepFacts, StepId};
use crate::process::graph::Signal;
use std::collections::BTreeSet;

impl Modeller<'_> {
    /// A join that waits for several: one token of every edge. Branches of an inclusive split that are not taken
    /// put theirs there at once.
    pub(super) fn join(&mut self, step: StepId, facts: &StepFacts) {
        let into: Vec<_> = self
            .edges
            .iter()
            .filter(|((from, number), _)| self.leads(*from, *number, step))
            .map(|(_, p)| *p)
            .collect();
        let behind = self.behind(step, facts);
        self.silent(facts, into, behind);
    }

    fn leads(&self, from: StepId, number: usize, to: StepId) -> bool {
        self.program.step(from).and_then(|facts| facts.next.get(number)).is_some_and(|way| way.to == to)
    }

    /// One of the ways; which of them is told by nothing that a log has.
    pub(super) fn choice(&mut self, step: StepId, facts: &StepFacts) {
        let before = self.before(step);
        for number in 0..facts.next.len() {
            let edge = self.edge(step, number);
            self.silent(facts, vec![before], vec![edge]);
        }
    }

    /// Some of the ways, one at least: for each of them, that it is taken and the others may be.
    pub(super) fn several(&mut self, step: StepId, facts: &StepFacts) -> Result<(), TooLarge> {
        let before = self.before(step);
        let Some(ends) = facts.partner.map(|join| self.ends_of_branches(facts, join)) else {
            let behind = self.behind(step, facts);
            self.silent(facts, vec![before], behind);
            return Ok(());
        };
        let ends: Vec<_> = ends.into_iter().enumerate().collect();
        let (none, open): (Vec<_>, Vec<_>) = ends.iter().copied().partition(|(number, _)| {
            facts.next.get(*number).is_some_and(|w| w.on == Some(Signal::NoneHolds))
        });
        let mut asked = Vec::new();
        for (number, end) in &open {
            let place = self.builder.place(format!("{}.{number}?", facts.id), super::PlaceKind::Control);
            let edge = self.edge(step, *number);
            self.silent(facts, vec![place], vec![edge]);
            self.silent(facts, vec![place], vec![*end]);
            asked.push((*number, place));
        }
        let not_none: Vec<_> = none.iter().map(|(_, end)| *end).collect();
        for (number, _) in &open {
            let others = asked.iter().filter(|(other, _)| other != number).map(|(_, place)| *place);
            let gives = others.chain([self.edge(step, *number)]).chain(not_none.iter().copied()).collect();
            self.silent(facts, vec![before], gives);
        }
        for (number, _) in &none {
            let untaken = ends.iter().filter(|(other, _)| other != number).map(|(_, end)| *end);
            let gives = untaken.chain([self.edge(step, *number)]).collect();
            self.silent(facts, vec![before], gives);
        }
        for dead in self.fates.dead(facts)? {
            let takes = dead.iter().copied().chain([before]).collect();
            let gives = dead.iter().copied().chain(ends.iter().map(|(_, end)| *end)).collect();
            self.silent(facts, takes, gives);
        }
        Ok(())
    }

    /// Per way of a split the place of the edge by which its branch comes to the join.
    fn ends_of_branches(&self, split: &StepFacts, join: StepId) -> Vec<super::PlaceAt> {
        let split_id = steps(self.program).find(|(_, facts)| facts.id == split.id).map(|(step, _)| step);
        let end = |(number, to): (usize, StepId)| {
            let split_id = split_id?;
            if to == join {
                return Some(self.edge(split_id, number));
            }
            let (mut seen, mut open) = (BTreeSet::from([to]), vec![to]);
            while let Some(step) = open.pop() {
                for (number, way) in self.program.step(step)?.next.iter().enumerate() {
                    if way.to == join {
                        return Some(self.edge(step, number));
                    }
                    if seen.insert(way.to) {
                        open.push(way.to);
                    }
                }
            }
            None
        };
        split.next.iter().map(|way| way.to).enumerate().filter_map(end).collect()
    }
}
