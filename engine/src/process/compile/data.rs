//! What a fact rests on in a process: the forms, calls and items behind it, computed values looked through.

use super::nodes::ends;
use crate::plan::ask::{Ask, SuppliedBy};
use crate::plan::derive::Derivation;
use crate::plan::supply::{Fact, Origin};
use crate::scenario::model::Treated;
use std::collections::{BTreeMap, BTreeSet};

/// Facts that a fact is made of, each with the works that make it known; none: known from the start.
pub(super) type Basis = BTreeMap<Fact, BTreeSet<usize>>;

/// One form's ask, and where its calls stand among the works.
pub(super) struct Known<'a> {
    pub derivation: &'a Derivation<'a>,
    pub ask: &'a Ask,
    /// The stop of the form.
    pub form: usize,
    /// What is called, or confirmed by a department, and the work that does so.
    pub calls: Vec<(&'a Origin, usize)>,
}

impl Known<'_> {
    /// The work that makes a call, or confirms a paper.
    pub fn call_of(&self, origin: &Origin) -> Option<usize> {
        self.calls.iter().find(|(o, _)| *o == origin).map(|(_, work)| *work)
    }

    /// What a fact rests on.
    pub fn basis(&self, fact: Fact) -> Basis {
        let mut basis = Basis::new();
        let mut seen = BTreeSet::new();
        self.collect(fact, &mut seen, &mut basis);
        basis
    }

    fn collect(&self, fact: Fact, seen: &mut BTreeSet<Fact>, basis: &mut Basis) {
        if !seen.insert(fact) {
            return;
        }
        let plain = self.ask.supply.plain(fact);
        match self.ask.supplied_by(fact) {
            Some(SuppliedBy::Asked) => {
                basis.entry(plain).or_default().insert(self.form);
            }
            Some(SuppliedBy::Rule { rule, origin }) => match origin {
                Origin::Item(position) => {
                    basis.entry(plain).or_default().extend(ends(self.derivation, *position));
                }
                Origin::Service(..) | Origin::Licence(..) | Origin::Paper(_, Treated::Verified) => {
                    basis.entry(plain).or_default().extend(self.call_of(origin));
                }
                // Nobody hands it in, nobody looks at it.
                Origin::Paper(_, Treated::Cancelled) => {}
                // The form takes the declaration.
                Origin::Paper(_, Treated::Committed) => {
                    basis.entry(plain).or_default().insert(self.form);
                }
                Origin::Computed(_) | Origin::ScenarioFact(_) | Origin::Situation(_) | Origin::Early => {
                    for premise in self.ask.body(rule) {
                        self.collect(premise, seen, basis);
                    }
                }
            },
            Some(SuppliedBy::Given) | None => {
                let giver = self.ask.supply.given_by_item.get(&plain);
                let works = giver.map(|p| ends(self.derivation, *p)).unwrap_or_default();
                basis.entry(plain).or_default().extend(works);
            }
        }
    }
}
