//! What can supply what in one way: the facts of a scenario as atoms, and services, licences, computed
//! values, situations and items as rules over them (rules 6–15).

mod build;
mod early;
mod papers;
mod sources;

pub use build::{Build, Mode, build};

use super::grounding::InstanceId;
use super::horn::{Atom, Problem};
use super::requirement::{GroundDatum, GroundDocument};
use crate::scenario::model::{ElementId, LicenceId, MaterialId, ServiceId, SituationId, Treated};
use indexmap::IndexSet;

/// What an atom of the problem stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// The value of an element is known.
    Datum(GroundDatum),
    /// A material is in hand.
    Document(GroundDocument),
    /// The answer of a situation is known.
    Situation(SituationId),
    /// An applicable item has ended; a position in the list of uses.
    Item(usize),
    /// The atom is asked at the start, before any situation has settled.
    Early(Atom),
    /// The atom is known when a situation settles, before any later one and before any item has ended.
    Before(SituationId, Atom),
}

/// Facts in the order they were put in. They are small and made here, never read from a file, so a quick hash
/// will do: facts are looked up more often than anything else is done while deriving.
pub type FactSet = IndexSet<Fact, rustc_hash::FxBuildHasher>;

/// The same with a value each.
pub type FactMap<V> = indexmap::IndexMap<Fact, V, rustc_hash::FxBuildHasher>;

/// What a rule of the problem stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A call of a service, with who fills its roles.
    Service(ServiceId, Vec<Vec<InstanceId>>),
    /// A licence of a holder.
    Licence(LicenceId, InstanceId),
    /// An element computed from others of the same instance.
    Computed(ElementId),
    /// A computed value of the scenario, by position.
    ScenarioFact(usize),
    /// `known_from` of a situation.
    Situation(SituationId),
    /// An item that ends; a position in the list of uses.
    Item(usize),
    /// A paper that a measure lets do without, and what takes its place.
    Paper(GroundDocument, Treated),
    /// Known at the start is known.
    Early,
}

/// What a declaration, or a person's word, weighs among supplies, in calls: where systems can tell, nobody is made to
/// declare or to confirm. More than any chain of calls comes to.
const OF_PEOPLE: u32 = 1 << 20;

impl Origin {
    /// Whether it calls a system.
    pub fn is_call(&self) -> bool {
        matches!(self, Origin::Service(..) | Origin::Licence(..))
    }

    /// What it weighs among supplies of the same, in calls (rule 13).
    pub(super) fn calls(&self) -> u32 {
        match self {
            Origin::Service(..) | Origin::Licence(..) => 1,
            Origin::Paper(_, Treated::Committed | Treated::Verified) => OF_PEOPLE,
            _ => 0,
        }
    }
}

/// Something that could be taken away to see what it alone supplies (rule 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Supplier {
    /// A service.
    Service(ServiceId),
    /// A licence.
    Licence(LicenceId),
    /// A measure that lets do without a paper, or whoever confirms it.
    Paper(MaterialId),
}

/// A supplier that is off in this way because a condition fails, and the situations that say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refuted {
    /// What is off.
    pub supplier: Supplier,
    /// What must be known to know that.
    pub situations: Vec<SituationId>,
}

/// The problem of one form in one way, and what its atoms and rules stand for.
#[derive(Debug, Clone)]
pub struct Supply {
    /// Atom → fact, in file order of need.
    pub facts: FactSet,
    /// Rule → what it stands for.
    pub origins: Vec<Origin>,
    /// The problem to solve.
    pub problem: Problem,
    /// Suppliers that a false condition keeps off.
    pub refuted: Vec<Refuted>,
    /// Givers of facts that only an applicable item can bring about: the position of the first item that does.
    pub given_by_item: FactMap<usize>,
}

impl Supply {
    /// The fact of an atom.
    pub fn fact(&self, atom: Atom) -> Option<Fact> {
        self.facts.get_index(atom as usize).copied()
    }

    /// The atom of a fact, if the problem has it.
    pub fn atom(&self, fact: Fact) -> Option<Atom> {
        self.facts.get_index_of(&fact).and_then(|i| Atom::try_from(i).ok())
    }

    /// What a rule stands for.
    pub fn origin(&self, rule: usize) -> Option<&Origin> {
        self.origins.get(rule)
    }

    /// The fact behind a copy from the start or from before a situation; any other fact as it is.
    pub fn plain(&self, fact: Fact) -> Fact {
        match fact {
            Fact::Early(atom) | Fact::Before(_, atom) => self.fact(atom).unwrap_or(fact),
            other => other,
        }
    }
}
