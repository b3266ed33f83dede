//! The scenario itself.

use super::{
    Catalogue, Condition, Datum, DepartmentId, Id, Item, ItemId, MaterialId, MeasureKind, Message, MessageId,
    NameTable, Party, PartyId, PartyRef, Plan, Simulation, Situation, SituationId, Source, Span, Spanned,
    Verification,
};
use crate::scenario::text::Text;
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// One need of a person or company: parties, situations, items, plans, over a catalogue.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Kebab-case: `newborn-birth`.
    pub id: Spanned<Id>,
    /// Label.
    pub title: Text,
    /// Where its facts come from.
    pub source: Option<Source>,
    /// The department in charge.
    pub lead: Option<DepartmentId>,
    /// The catalogue with this scenario's overrides applied.
    pub catalogue: Arc<Catalogue>,
    /// What `facts` add or override, those of catalogues in the order of the list, then the scenario's own; of the
    /// same path the last holds.
    pub overrides: Vec<Override>,
    /// Parties by name, in file order.
    pub people: IndexMap<Id, Party>,
    /// What sign-in tells.
    pub sign_in: Vec<Spanned<Datum>>,
    /// Situations in file order; then optional items and counts in item and party order.
    pub situations: IndexMap<Id, Situation>,
    /// Computed values that hold in this scenario.
    pub computed: Vec<ComputedFact>,
    /// Messages by name, in file order.
    pub messages: IndexMap<Id, Message>,
    /// Items by name, in file order.
    pub items: IndexMap<Id, Item>,
    /// Plans by name; `separate` is always among them.
    pub plans: IndexMap<Id, Plan>,
    /// Impossible combinations of answers.
    pub never: Vec<Condition>,
    /// The base way where it is written; else first answers (rule 20).
    pub base: Vec<Given>,
    /// What asking costs.
    pub costs: Costs,
    /// What simulation alone reads.
    pub simulation: Simulation,
    /// What slots of expressions stand for.
    pub names: NameTable,
}

/// A fixed answer of a situation, by position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Which situation.
    pub situation: SituationId,
    /// Which answers: one, or any number for a situation with several.
    pub answers: Vec<usize>,
}

/// A value computed in this scenario: `child.address: { computed: home.address, when: … }`.
#[derive(Debug, Clone)]
pub struct ComputedFact {
    /// What is computed.
    pub datum: Datum,
    /// From what.
    pub value: Condition,
    /// Only when this holds.
    pub when: Option<Condition>,
    /// Where it is written.
    pub span: Span,
}

/// A fact that `facts` add or override.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Dotted path: `licences.resident_id_card.held`, `items.household_registration.steps.review.takes`.
    pub path: String,
    /// Where the path leads.
    pub of: Overridden,
    /// Whether there was something at the path.
    pub replaces: bool,
    /// Where the new value comes from, where that is not where the scenario's facts come from.
    pub source: Option<Source>,
    /// Where it is written.
    pub span: Span,
}

/// What a fact is laid over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Overridden {
    /// A definition of a catalogue.
    Catalogue,
    /// A value of the scenario itself.
    Scenario,
}

/// What asking for one thing costs, in the minimal ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Costs {
    /// One field or question.
    pub field: u32,
    /// One material.
    pub material: u32,
}

impl Default for Costs {
    fn default() -> Self {
        Self { field: 1, material: 5 }
    }
}

impl Scenario {
    /// The party of an id.
    pub fn party(&self, id: PartyId) -> Option<&Party> {
        self.people.get_index(id.index()).map(|(_, v)| v)
    }
    /// The situation of an id.
    pub fn situation(&self, id: SituationId) -> Option<&Situation> {
        self.situations.get_index(id.index()).map(|(_, v)| v)
    }
    /// The item of an id.
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.items.get_index(id.index()).map(|(_, v)| v)
    }
    /// Where the steps of an item stand: `items.register.steps`, or `flow` of a scenario that is written whole.
    pub fn path_of_steps(&self, item: &Item) -> String {
        // A flow is the one item that is called where the scenario is.
        match item.span == self.id.span {
            true => "flow".to_owned(),
            false => format!("items.{}.steps", item.id),
        }
    }
    /// The message of an id.
    pub fn message(&self, id: MessageId) -> Option<&Message> {
        self.messages.get_index(id.index()).map(|(_, v)| v)
    }
    /// The parties who may apply, in file order.
    pub fn applicants(&self) -> impl Iterator<Item = PartyId> + '_ {
        self.people.values().enumerate().filter(|(_, p)| p.applicant).map(|(i, _)| PartyId::from(i))
    }
    /// The papers that some plan has verified, each once, with who confirms it.
    pub fn verifications(&self) -> Vec<(MaterialId, &Verification)> {
        let lists = self.plans.values().flat_map(|plan| &plan.measures).filter_map(|m| match &m.kind {
            MeasureKind::Verify(list) => Some(list),
            _ => None,
        });
        let papers: BTreeSet<MaterialId> =
            lists.flat_map(|list| list.entries()).map(|entry| entry.material).collect();
        let by = |id: MaterialId| {
            let no_proof = self.catalogue.material(id)?.1.no_proof.as_ref()?;
            Some((id, no_proof.verification.as_ref()?))
        };
        papers.into_iter().filter_map(by).collect()
    }
    /// `mother.id_number`, `applicant.phone`.
    pub fn datum_name(&self, datum: Datum) -> String {
        let element = self.catalogue.element(datum.element).map_or("?", |(_, e)| &*e.name);
        format!("{}.{element}", self.party_name(datum.party))
    }
    /// `mother`, `applicant`.
    pub fn party_name(&self, party: PartyRef) -> &str {
        match party {
            PartyRef::Applicant => "applicant",
            PartyRef::Party(id) => self.party(id).map_or("?", |p| &*p.id),
        }
    }
}
