//! Fields and materials by name, numbered as they are met.

use super::super::{FactFacts, FactId, FactKind, Judged, Source};
use super::steps::dedup;
use crate::expression::{Expression, Slot, Value};
use crate::plan::ask::Ask;
use crate::plan::derive::Derivation;
use crate::plan::grounding::InstanceId;
use crate::plan::requirement::{GroundDatum, GroundDocument};
use crate::plan::route::Stop;
use crate::plan::supply::Fact;
use crate::scenario::lower::computed::computation;
use crate::scenario::model::{Condition, Datum, ElementId, ElementType, Name, SituationId, Treated};
use crate::scenario::text::Text;
use indexmap::IndexMap;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// The numbering.
pub(super) struct Names<'a> {
    derivation: &'a Derivation<'a>,
    known: BTreeMap<String, Fact>,
    numbered: IndexMap<String, FactFacts>,
    /// Facts that steps read.
    begun: BTreeSet<FactId>,
    /// What facts that steps read are computed by.
    computed: BTreeMap<FactId, Judged>,
}

impl<'a> Names<'a> {
    pub(super) fn new(derivation: &'a Derivation<'a>) -> Self {
        let mut known = BTreeMap::new();
        for ask in derivation.asks.all() {
            let plain = ask.supply.facts.iter().map(|f| ask.supply.plain(*f));
            let told = plain.filter(|f| matches!(f, Fact::Datum(_) | Fact::Document(_)));
            known.extend(told.map(|f| (derivation.fact_name(f), f)));
        }
        // What passes between the steps of one item is nothing that anybody could be asked for.
        let between = derivation.route.stops.iter().flat_map(Stop::leaves).flat_map(|stop| &stop.uses);
        let given = derivation.requirements.iter().flat_map(|item| &item.given_by_steps);
        let told = between.chain(given).filter(|f| matches!(f, Fact::Datum(_) | Fact::Document(_)));
        known.extend(told.map(|f| (derivation.fact_name(*f), *f)));
        Self {
            derivation,
            known,
            numbered: IndexMap::new(),
            begun: BTreeSet::new(),
            computed: BTreeMap::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.numbered.len()
    }

    /// The facts, their numbers by name, and what some are computed by.
    pub(super) fn finish(self) -> (Vec<FactFacts>, BTreeMap<String, FactId>, BTreeMap<FactId, Judged>) {
        let by_name = self.numbered.keys().enumerate().map(|(at, name)| (name.clone(), number(at))).collect();
        (self.numbered.into_values().collect(), by_name, self.computed)
    }

    /// The number of a fact named in the process; none for situations and items, which are no facts here.
    pub(super) fn named(&mut self, name: &str) -> Option<FactId> {
        if let Some(at) = self.numbered.get_index_of(name) {
            return Some(number(at));
        }
        match self.known.get(name).copied().or_else(|| self.beside_the_asks(name))? {
            Fact::Datum(datum) => Some(self.datum(datum)),
            Fact::Document(document) => Some(self.document(document)),
            Fact::Situation(_) | Fact::Item(_) | Fact::Early(_) | Fact::Before(..) => None,
        }
    }

    /// A fact that steps bring about for steps of their own item alone is in no ask; its owner's name finds it.
    fn beside_the_asks(&self, name: &str) -> Option<Fact> {
        let (owner, own) = name.rsplit_once('.')?;
        let grounding = &self.derivation.grounding;
        let instance = grounding.ids().find(|id| grounding.name(*id) == owner)?;
        let kind = &grounding.party(instance)?.kind;
        let catalogue = &self.derivation.scenario().catalogue;
        let element = catalogue.elements.values().position(|e| e.kind == *kind && &*e.name == own);
        let material = || catalogue.materials.get_index_of(own);
        match element {
            Some(element) => Some(Fact::Datum((instance, element.into()))),
            None => Some(Fact::Document((instance, material()?.into()))),
        }
    }

    pub(super) fn all_named(&mut self, names: &[String]) -> Vec<FactId> {
        let mut facts: Vec<FactId> = Vec::with_capacity(names.len());
        for fact in names.iter().filter_map(|name| self.named(name)) {
            // A step may give what its call returns.
            if !facts.contains(&fact) {
                facts.push(fact);
            }
        }
        facts
    }

    pub(super) fn datum(&mut self, datum: GroundDatum) -> FactId {
        let name = self.derivation.datum_name(datum);
        let element = self.derivation.scenario().catalogue.element(datum.1).map(|(_, e)| e);
        let title = element.map(|e| e.title.clone()).unwrap_or_default();
        let kind = element.map_or(FactKind::Field(ElementType::Text, None), |e| {
            FactKind::Field(self.concrete(&e.ty), e.max)
        });
        let askable = element.is_none_or(|e| e.askable);
        self.put(name, self.owned(datum.0, title), kind, (askable, false))
    }

    /// A region is one of the catalogue's.
    fn concrete(&self, ty: &ElementType) -> ElementType {
        match ty {
            ElementType::Region => {
                let regions = self.derivation.scenario().catalogue.regions.keys();
                ElementType::OneOf(regions.cloned().collect())
            }
            other => other.clone(),
        }
    }

    pub(super) fn document(&mut self, document: GroundDocument) -> FactId {
        let name = self.derivation.document_name(document);
        let material = self.derivation.scenario().catalogue.material(document.1).map(|(_, m)| m);
        let title = material.map(|m| m.title.clone()).unwrap_or_default();
        let kind = FactKind::Material(material.and_then(|m| m.provisional));
        let askable = material.is_none_or(|m| m.askable);
        let declarable = self.is_declarable(document);
        self.put(name, self.owned(document.0, title), kind, (askable, declarable))
    }

    /// Whether the plan lets the applicant declare in place of a paper in this way; of a result of this application
    /// nobody does.
    fn is_declarable(&self, document: GroundDocument) -> bool {
        let derivation = self.derivation;
        let is_result = |ask: &Ask| ask.supply.given_by_item.contains_key(&Fact::Document(document));
        derivation.levers.paper(document.1).is_some_and(|(treated, entry)| {
            let holds = derivation.way().holds_or_none(derivation.scenario(), entry.when.as_ref());
            treated == Treated::Committed && holds && !derivation.asks.all().any(is_result)
        })
    }

    /// A label with its owner's before it.
    fn owned(&self, owner: InstanceId, title: Text) -> Text {
        let Some(party) = self.derivation.grounding.party(owner) else { return title };
        let number = match self.derivation.grounding.instance(owner).map_or(0, |i| i.member) {
            0 => String::new(),
            member => format!(" {member}"),
        };
        let owner = &party.title;
        Text::new(
            format!("{}{number}：{}", owner.zh, title.zh),
            format!("{}{number}: {}", owner.en, title.en),
        )
    }

    fn put(
        &mut self,
        name: String,
        title: Text,
        kind: FactKind,
        (askable, declarable): (bool, bool),
    ) -> FactId {
        let at = match self.numbered.get_index_of(&name) {
            Some(at) => at,
            None => {
                let facts = FactFacts { name: name.as_str().into(), title, kind, askable, declarable };
                self.numbered.insert_full(name, facts).0
            }
        };
        number(at)
    }

    /// The facts that an element of a party stands for.
    pub(super) fn of_party(&mut self, datum: Datum, bound: Option<InstanceId>) -> Vec<FactId> {
        let who = self.derivation.grounding.resolve(datum.party, bound);
        who.into_iter().map(|instance| self.read((instance, datum.element))).collect()
    }

    /// The fact of an element that steps read; with it what it is computed by, where it is.
    fn read(&mut self, datum: GroundDatum) -> FactId {
        let fact = self.datum(datum);
        if self.begun.insert(fact)
            && let Some(judged) = self.computation(datum)
        {
            self.computed.insert(fact, judged);
        }
        fact
    }

    /// What an element is computed by in this way: what the scenario says last, else what the catalogue says.
    fn computation(&mut self, (instance, element): GroundDatum) -> Option<Judged> {
        let scenario = self.derivation.scenario();
        let (grounding, way) = (&self.derivation.grounding, self.derivation.way());
        let own = scenario.computed.iter().rev().find(|fact| {
            fact.datum.element == element
                && way.holds_or_none(scenario, fact.when.as_ref())
                && grounding.resolve(fact.datum.party, None).contains(&instance)
        });
        if let Some(own) = own {
            return Some(self.judged(&own.value, Some(instance)));
        }
        let expression = computation(&scenario.catalogue, element)?;
        let reads: Vec<Slot> = expression.reads().iter().map(|read| read.slot).collect();
        let own = |slot: Slot| (slot, Source::Fact(self.read((instance, ElementId(slot.0)))));
        let slots = reads.into_iter().map(own).collect();
        Some(self.settled(expression, slots))
    }

    /// A condition with its names settled.
    pub(super) fn judged(&mut self, condition: &Condition, bound: Option<InstanceId>) -> Judged {
        let scenario = self.derivation.scenario();
        let mut slots = Vec::new();
        for read in condition.expression.reads() {
            if let Some(name) = scenario.names.name(read.slot)
                && let Some(source) = self.source(name, bound)
            {
                slots.push((read.slot, source));
            }
        }
        self.settled(condition.expression.clone(), slots)
    }

    /// An expression over slots whose computed facts are settled.
    fn settled(&self, expression: Expression, slots: Vec<(Slot, Source)>) -> Judged {
        let read: Vec<FactId> = slots.iter().flat_map(|(_, source)| source.facts()).copied().collect();
        let from = read.iter().filter_map(|fact| self.computed.get(fact)).flat_map(Judged::facts);
        let facts = dedup(read.iter().copied().chain(from).collect());
        let asked = expression.as_name();
        let plain = slots.iter().find_map(|(slot, source)| match source {
            Source::Fact(fact) if Some(*slot) == asked && !self.computed.contains_key(fact) => Some(*fact),
            _ => None,
        });
        Judged { expression, slots, facts, plain }
    }

    fn source(&mut self, name: Name, bound: Option<InstanceId>) -> Option<Source> {
        match name {
            Name::Situation(id) => self.answer(id).map(Source::Fixed),
            Name::Count(party) => {
                let count = self.derivation.grounding.of_party(party).count();
                Some(Source::Fixed(Value::Number(Decimal::from(count))))
            }
            Name::Datum(datum) => {
                let facts = self.of_party(datum, bound);
                let is_list = match datum.party {
                    crate::scenario::model::PartyRef::Applicant => false,
                    crate::scenario::model::PartyRef::Party(id) => {
                        let many = self.derivation.scenario().party(id).is_some_and(|p| p.many.is_some());
                        let one = bound.and_then(|b| self.derivation.grounding.instance(b));
                        many && one.is_none_or(|i| i.party != id)
                    }
                };
                match facts.as_slice() {
                    [fact] if !is_list => Some(Source::Fact(*fact)),
                    _ if is_list => Some(Source::Members(facts)),
                    _ => None,
                }
            }
            // Whether a service found something is a situation's business, and situations are settled.
            Name::Found(..) => None,
        }
    }

    fn answer(&self, id: SituationId) -> Option<Value> {
        let situation = self.derivation.scenario().situation(id)?;
        let mut chosen = self.derivation.way().chosen(id, situation).map(|a| Value::Text(a.id.clone()));
        if situation.several { Some(Value::List(chosen.collect())) } else { chosen.next() }
    }
}

/// A position; their number is checked when compiling ends.
fn number(at: usize) -> FactId {
    FactId(u16::try_from(at).unwrap_or(u16::MAX))
}
