//! Builds the problem of one form, backwards from what is needed.

use super::sources::{self, Candidate};
use super::{Fact, FactMap, FactSet, Origin, Refuted, Supplier, Supply};
use crate::plan::applicable::ItemUse;
use crate::plan::grounding::Grounding;
use crate::plan::horn::{Askable, Atom, Problem, Rule};
use crate::plan::levers::Levers;
use crate::plan::requirement::{GroundDatum, Requirement, ground_datum};
use crate::plan::supply_index::SupplyIndex;
use crate::scenario::model::{SituationId, Treated};
use indexmap::IndexSet;

/// Which form the problem is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// One form for all items.
    Joint,
    /// The form of one item on its own, by position in the list of uses.
    Own(usize),
}

/// All that a problem is built from.
pub struct Build<'a> {
    /// The way.
    pub grounding: &'a Grounding<'a>,
    /// The measures in force.
    pub levers: &'a Levers<'a>,
    /// Who can supply what.
    pub index: &'a SupplyIndex,
    /// The items that apply.
    pub uses: &'a [ItemUse],
    /// What each needs and gives.
    pub requirements: &'a [Requirement],
    /// Positions of the items that must end before each, by `after`.
    pub after: &'a [Vec<usize>],
    /// Which form.
    pub mode: Mode,
    /// Situations that conditions in force name (rule 9).
    pub situations: &'a [SituationId],
    /// Suppliers taken away, to see what they alone supply.
    pub without: &'a [Supplier],
    /// Suppliers taken as available although a condition keeps them off.
    pub despite: &'a [Supplier],
}

/// Builds the problem.
pub fn build(build: &Build<'_>) -> Supply {
    let mut builder = Builder {
        build,
        facts: FactSet::default(),
        candidates: Vec::new(),
        refuted: Vec::new(),
        given_by_item: given_by_item(build),
        searched: IndexSet::new(),
        expanded: 0,
    };
    let goals = builder.goals();
    builder.expand();
    builder.finish(goals)
}

/// Facts that only an applicable item brings about, whatever the measures (rule 12), and the first that does.
fn given_by_item(build: &Build<'_>) -> FactMap<usize> {
    let mut given = FactMap::default();
    for (position, requirement) in build.requirements.iter().enumerate() {
        for fact in results(build, requirement) {
            given.entry(fact).or_insert(position);
        }
    }
    given
}

/// All facts that hold when an item ends: its fields, its papers, what its licences stand for and supply.
pub(super) fn results(build: &Build<'_>, requirement: &Requirement) -> Vec<Fact> {
    let mut results: Vec<Fact> = requirement.gives_fields.iter().map(|d| Fact::Datum(*d)).collect();
    results.extend(requirement.gives_materials.iter().map(|d| Fact::Document(*d)));
    for (holder, licence) in &requirement.gives_licences {
        if let Some((_, licence)) = build.grounding.scenario().catalogue.licence(*licence) {
            results.extend(licence.stands_for.iter().map(|m| Fact::Document((*holder, m.value))));
        }
    }
    results
}

pub(super) struct Builder<'a> {
    pub(super) build: &'a Build<'a>,
    pub(super) facts: FactSet,
    pub(super) candidates: Vec<Candidate>,
    pub(super) refuted: Vec<Refuted>,
    pub(super) given_by_item: FactMap<usize>,
    pub(super) searched: IndexSet<Supplier>,
    expanded: usize,
}

impl Builder<'_> {
    pub(super) fn atom(&mut self, fact: Fact) -> Atom {
        Atom::try_from(self.facts.insert_full(fact).0).unwrap_or(Atom::MAX)
    }

    fn goals(&mut self) -> Vec<Atom> {
        let build = self.build;
        match build.mode {
            Mode::Joint => {
                let mut goals = Vec::new();
                for requirement in build.requirements {
                    requirement.fields.iter().for_each(|d| {
                        self.atom(Fact::Datum(*d));
                    });
                    requirement.materials.iter().for_each(|d| {
                        self.atom(Fact::Document(*d));
                    });
                }
                goals.extend((0..build.uses.len()).map(|i| self.atom(Fact::Item(i))));
                goals.extend(build.situations.iter().map(|s| self.atom(Fact::Situation(*s))));
                for datum in delivery_needs(build) {
                    goals.push(self.atom(Fact::Datum(datum)));
                }
                goals
            }
            Mode::Own(position) => {
                let Some(requirement) = build.requirements.get(position) else { return Vec::new() };
                let fields = requirement.fields.iter().map(|d| Fact::Datum(*d));
                let materials = requirement.materials.iter().map(|d| Fact::Document(*d));
                let facts: Vec<Fact> = fields.chain(materials).collect();
                facts.into_iter().map(|f| self.atom(f)).collect()
            }
        }
    }

    /// Adds everything that could help to conclude an atom, atom by atom, until nothing new is needed.
    fn expand(&mut self) {
        while let Some(fact) = self.facts.get_index(self.expanded).copied() {
            self.expanded += 1;
            sources::add(self, fact);
        }
    }

    /// Adds one way of concluding facts; its body becomes needed.
    pub(super) fn add(&mut self, candidate: Candidate) {
        for fact in &candidate.body {
            self.atom(*fact);
        }
        self.candidates.push(candidate);
    }

    fn finish(mut self, goals: Vec<Atom>) -> Supply {
        // The order of `share` breaks ties between supplies (rule 13), so rules stand in that order.
        self.candidates.sort_by_key(|c| c.rank);
        let candidates = std::mem::take(&mut self.candidates);
        let mut rules = Vec::with_capacity(candidates.len());
        let mut origins = Vec::with_capacity(candidates.len());
        for candidate in candidates {
            let body = candidate.body.iter().map(|f| self.atom(*f)).collect();
            let heads: Vec<Atom> = candidate.heads.iter().filter_map(|f| self.known_atom(f)).collect();
            if !heads.is_empty() {
                let needs_item = matches!(candidate.origin, Origin::Item(_));
                rules.push(Rule { body, heads, calls: candidate.origin.calls(), needs_item });
                origins.push(candidate.origin);
            }
        }
        let given = self.given();
        let askable = self.askable();
        let atoms = Atom::try_from(self.facts.len()).unwrap_or(Atom::MAX);
        let mut supply = Supply {
            facts: self.facts,
            origins,
            problem: Problem { atoms, rules, given, goals, askable },
            refuted: self.refuted,
            given_by_item: self.given_by_item,
        };
        super::early::separate_start(&mut supply);
        supply
    }

    fn known_atom(&self, fact: &Fact) -> Option<Atom> {
        self.facts.get_index_of(fact).and_then(|i| Atom::try_from(i).ok())
    }

    /// What is known for free: sign-in values; optional items' choices; on an item's own form, situations
    /// (the guide sorts them out) and, with `results`, what other items gave.
    fn given(&self) -> Vec<Atom> {
        let signed_in: Vec<Fact> = match self.build.levers.sign_in {
            None => Vec::new(),
            Some(_) => self
                .build
                .grounding
                .scenario()
                .sign_in
                .iter()
                .flat_map(|d| ground_datum(self.build.grounding, d.value, None))
                .map(Fact::Datum)
                .collect(),
        };
        let own = match self.build.mode {
            Mode::Joint => None,
            Mode::Own(position) => Some(position),
        };
        let free = |fact: &Fact| match fact {
            Fact::Situation(s) => {
                own.is_some() || sources::chosen_not_asked(self.build.grounding.scenario(), *s)
            }
            other => {
                signed_in.contains(other)
                    || own.is_some_and(|o| {
                        self.build.levers.results
                            && !self.is_cancelled(other)
                            && self.given_by_item.get(other).is_some_and(|giver| *giver != o)
                    })
            }
        };
        (0_u32..).zip(&self.facts).filter(|(_, f)| free(f)).map(|(i, _)| i).collect()
    }

    /// Whether a measure has a paper required no more in this way, so that nobody waits for whoever gives it.
    fn is_cancelled(&self, fact: &Fact) -> bool {
        let Fact::Document((_, material)) = fact else { return false };
        let grounding = self.build.grounding;
        self.build.levers.paper(*material).is_some_and(|(treated, entry)| {
            let holds = grounding.way().holds_or_none(grounding.scenario(), entry.when.as_ref());
            treated == Treated::Cancelled && holds
        })
    }

    fn askable(&self) -> Vec<Askable> {
        let scenario = self.build.grounding.scenario();
        let joint = self.build.mode == Mode::Joint;
        let mut askable = Vec::new();
        for (atom, fact) in (0_u32..).zip(&self.facts) {
            if joint && self.given_by_item.contains_key(fact) {
                continue;
            }
            let cost = match fact {
                Fact::Datum((_, element)) => {
                    let askable = scenario.catalogue.element(*element).is_some_and(|(_, e)| e.askable);
                    askable.then_some((scenario.costs.field, false))
                }
                Fact::Document((_, material)) => {
                    let askable = scenario.catalogue.material(*material).is_some_and(|(_, m)| m.askable);
                    askable.then_some((scenario.costs.material, false))
                }
                Fact::Situation(s) => {
                    let asked =
                        scenario.situation(*s).is_some_and(|s| s.ask.is_some() && s.ask_field.is_none());
                    asked.then_some((scenario.costs.field, true))
                }
                Fact::Item(_) | Fact::Early(_) | Fact::Before(..) => None,
            };
            if let Some((cost, question)) = cost {
                askable.push(Askable { atom, cost, question });
            }
        }
        askable
    }
}

/// What the delivery asks for, beyond the items; where no item applies nothing is delivered.
pub(super) fn delivery_needs(build: &Build<'_>) -> Vec<GroundDatum> {
    let deliver = build.levers.deliver.filter(|_| !build.uses.is_empty());
    let needs = deliver.iter().flat_map(|d| &d.needs);
    needs
        .filter(|n| crate::plan::requirement::in_force(build.grounding, n))
        .flat_map(|n| ground_datum(build.grounding, n.what, None))
        .collect()
}
