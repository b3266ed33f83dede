//! Derivation step 3: the minimal ask. The least-cost set of fields, questions and materials from which
//! everything needed follows (rules 6–15), and how each thing that is not asked is supplied.

use super::grounding::InstanceId;
use super::horn::{self, Atom, Solution};
use super::requirement::{GroundDatum, GroundDocument};
use super::supply::{Build, Fact, Mode, Origin, Supplier, Supply, build};
use crate::scenario::model::{SituationId, Treated};

/// Most nodes that the search for one form may visit. Scenarios need some dozens; at the limit the answer
/// says that it is not proven.
const MAX_SEARCH_NODES: u64 = 200_000;

/// What is asked on one form, and how the rest is supplied.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Elements asked, in file order.
    pub fields: Vec<GroundDatum>,
    /// Situations asked, in file order.
    pub questions: Vec<SituationId>,
    /// Materials asked, in file order.
    pub materials: Vec<GroundDocument>,
    /// Needed facts that nothing supplies and that may not be asked, as the search found them; empty in a
    /// scenario without errors.
    pub missing: Vec<Fact>,
    /// Cost of the ask, its proven lower bound, nodes visited.
    pub proof: Proof,
    /// The problem it answers.
    pub supply: Supply,
    /// How each known atom is known.
    supplies: Vec<Option<horn::Supply>>,
    /// The rules that the goals rest on, in an order in which they can happen.
    used: Vec<usize>,
    asked: Vec<Atom>,
}

/// What is known about how good an ask is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Proof {
    /// Cost of what is asked.
    pub cost: u64,
    /// No ask is cheaper than this.
    pub lower_bound: u64,
    /// Whether the two meet.
    pub optimal: bool,
    /// Nodes of the search.
    pub nodes: u64,
}

impl Ask {
    /// The minimal ask of one form.
    pub fn new(input: &Build<'_>) -> Self {
        let first = Self::once(input, input.situations, input.despite);
        if input.mode == Mode::Joint { first.with_refutations(input) } else { first }
    }

    /// A supplier that is off only because of a situation nobody knows yet: where it would have made the ask
    /// smaller, the question had to be put to learn that it is off.
    fn with_refutations(self, input: &Build<'_>) -> Self {
        let mut situations = input.situations.to_vec();
        let mut best = self;
        loop {
            let unknown = best.supply.refuted.iter().find(|r| {
                let unsettled = |s: &SituationId| !situations.contains(s) && !best.knows(Fact::Situation(*s));
                r.situations.iter().any(unsettled) && {
                    let with = Self::once(input, &situations, &[r.supplier]);
                    with.proof.cost < best.proof.cost
                }
            });
            let Some(refuted) = unknown.cloned() else { return best };
            situations.extend(refuted.situations);
            situations.sort_unstable();
            situations.dedup();
            best = Self::once(input, &situations, input.despite);
        }
    }

    fn once(input: &Build<'_>, situations: &[SituationId], despite: &[Supplier]) -> Self {
        let supply = build(&Build { situations, despite, ..*input });
        match horn::solve(&supply.problem, MAX_SEARCH_NODES) {
            Ok(solution) => Self::solved(supply, solution),
            Err(unsolvable) => {
                let missing: Vec<Fact> = unsolvable
                    .goals
                    .iter()
                    .filter_map(|g| supply.fact(g.goal))
                    .map(|f| supply.plain(f))
                    .collect();
                // What can be derived still is: everything that may be asked is, and the rest is named missing.
                let asked: Vec<Atom> = supply.problem.askable.iter().map(|a| a.atom).collect();
                let mut ask = Self::assemble(supply, asked, Proof::default());
                ask.missing = missing;
                ask
            }
        }
    }

    fn solved(supply: Supply, solution: Solution) -> Self {
        let proof = Proof {
            cost: solution.cost,
            lower_bound: solution.lower_bound,
            optimal: solution.optimal,
            nodes: solution.nodes_explored,
        };
        Self::assemble(supply, solution.asked, proof)
    }

    fn assemble(supply: Supply, asked: Vec<Atom>, proof: Proof) -> Self {
        let derivation = horn::derivation(&supply.problem, &asked);
        let supplies = (0..supply.problem.atoms).map(|atom| derivation.supply(atom)).collect();
        let used = derivation.rules_used_for(&supply.problem.goals);
        let mut ask = Self {
            fields: Vec::new(),
            questions: Vec::new(),
            materials: Vec::new(),
            missing: Vec::new(),
            proof,
            supply,
            supplies,
            used,
            asked,
        };
        let mut atoms: Vec<Fact> = ask.asked.iter().filter_map(|a| ask.supply.fact(*a)).collect();
        atoms = atoms.into_iter().map(|f| ask.supply.plain(f)).collect();
        for fact in atoms {
            match fact {
                Fact::Datum(datum) => ask.fields.push(datum),
                Fact::Situation(situation) => ask.questions.push(situation),
                Fact::Document(document) => ask.materials.push(document),
                Fact::Item(_) | Fact::Early(_) | Fact::Before(..) => {}
            }
        }
        ask
    }

    /// The atoms asked.
    pub fn asked(&self) -> &[Atom] {
        &self.asked
    }

    /// Whether a fact is known in the end.
    pub fn knows(&self, fact: Fact) -> bool {
        self.supply.atom(fact).is_some_and(|a| self.supply_of(a).is_some())
    }

    /// How a fact is supplied.
    pub fn supplied_by(&self, fact: Fact) -> Option<SuppliedBy<'_>> {
        let atom = self.supply.atom(fact)?;
        Some(match self.supply_of(atom)? {
            horn::Supply::Given => SuppliedBy::Given,
            horn::Supply::Asked => SuppliedBy::Asked,
            horn::Supply::Rule(rule) => {
                let origin = self.supply.origin(rule)?;
                if *origin == Origin::Early {
                    let early = self.supply.problem.rules.get(rule)?.body.first().copied()?;
                    return self.supplied_by(self.supply.fact(early)?);
                }
                SuppliedBy::Rule { rule, origin }
            }
        })
    }

    /// What takes the place of a paper that a measure lets do without; none where it is handed in, fetched or given.
    pub fn done_without(&self, document: GroundDocument) -> Option<Treated> {
        match self.supplied_by(Fact::Document(document))? {
            SuppliedBy::Rule { origin: Origin::Paper(_, treated), .. } => Some(*treated),
            _ => None,
        }
    }

    /// Papers that the applicant declares on this form in place of handing them in, in file order.
    pub fn declared(&self) -> impl Iterator<Item = GroundDocument> + '_ {
        self.supply
            .facts
            .iter()
            .filter_map(|fact| match fact {
                Fact::Document(document) => Some(*document),
                _ => None,
            })
            .filter(|document| self.done_without(*document) == Some(Treated::Committed))
    }

    /// Whether a department confirms a paper in place of its being handed in on this form.
    pub fn is_verified(&self, document: GroundDocument) -> bool {
        self.done_without(document) == Some(Treated::Verified)
    }

    /// The facts a rule starts from; one that must be known before a situation settles is its copy from then,
    /// for it may be supplied otherwise than what is known in the end.
    pub fn body(&self, rule: usize) -> Vec<Fact> {
        let body = self.supply.problem.rules.get(rule).map_or(&[][..], |r| &r.body[..]);
        body.iter().filter_map(|a| self.supply.fact(*a)).collect()
    }

    fn supply_of(&self, atom: Atom) -> Option<horn::Supply> {
        self.supplies.get(atom as usize).copied().flatten()
    }

    /// The calls, computations and results that the needed facts rest on, in the order they happen; items'
    /// own rules left out.
    pub fn rules_used(&self) -> &[usize] {
        &self.used
    }

    /// Items (positions in the list of uses) whose results a fact rests on, not looking behind them.
    pub fn items_behind(&self, facts: impl IntoIterator<Item = Fact>) -> Vec<usize> {
        let mut pending: Vec<Fact> = facts.into_iter().collect();
        let mut seen = std::collections::BTreeSet::new();
        let mut items = Vec::new();
        while let Some(fact) = pending.pop() {
            if !seen.insert(fact) {
                continue;
            }
            match self.supplied_by(fact) {
                Some(SuppliedBy::Rule { origin: Origin::Item(position), .. }) => items.push(*position),
                Some(SuppliedBy::Rule { rule, .. }) => pending.extend(self.body(rule)),
                Some(SuppliedBy::Given | SuppliedBy::Asked) | None => {
                    items.extend(self.supply.given_by_item.get(&fact).copied());
                }
            }
        }
        items.sort_unstable();
        items.dedup();
        items
    }
}

/// How a fact is supplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuppliedBy<'a> {
    /// Sign-in, a choice put to the applicant anyway, or (on an item's own form) a result handed on.
    Given,
    /// The applicant is asked.
    Asked,
    /// A call, a computation, an item.
    Rule {
        /// The rule of the problem.
        rule: usize,
        /// What it stands for.
        origin: &'a Origin,
    },
}

/// One member of a party that a fact is about.
pub fn about(fact: Fact) -> Option<InstanceId> {
    match fact {
        Fact::Datum((instance, _)) | Fact::Document((instance, _)) => Some(instance),
        Fact::Situation(_) | Fact::Item(_) | Fact::Early(_) | Fact::Before(..) => None,
    }
}
