//! One derivation: everything a plan comes to in one way. Applicable items → requirements → minimal ask →
//! order → route → count.

use super::applicable::{Applicable, applicable};
use super::ask::Ask;
use super::count::{Count, count};
use super::grounding::{Grounding, InstanceId};
use super::levers::{Levers, MeasureSet};
use super::order::{Order, after};
use super::requirement::{GroundDatum, GroundDocument, Requirement, requirement};
use super::route::{self, Route};
use super::situations::in_force;
use super::supply::{Build, Fact, Mode, Supplier};
use super::supply_index::SupplyIndex;
use super::way::Way;
use crate::scenario::model::{Period, Plan, Scenario, SituationId};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A scenario ready to derive from: with its index of who supplies what.
#[derive(Debug)]
pub struct Planner<'s> {
    /// The scenario.
    pub scenario: &'s Scenario,
    index: std::borrow::Cow<'s, SupplyIndex>,
}

impl<'s> Planner<'s> {
    /// Prepares a scenario; indexes its catalogue.
    pub fn new(scenario: &'s Scenario) -> Self {
        Self { scenario, index: std::borrow::Cow::Owned(SupplyIndex::new(&scenario.catalogue)) }
    }

    /// Prepares a scenario over a catalogue that is indexed already and that it does not override.
    pub fn with_index(scenario: &'s Scenario, index: &'s SupplyIndex) -> Self {
        Self { scenario, index: std::borrow::Cow::Borrowed(index) }
    }

    /// What a plan with a subset of its measures comes to in one way.
    pub fn derive<'w>(&self, plan: &'w Plan, set: MeasureSet, way: &'w Way) -> Derivation<'w>
    where
        's: 'w,
    {
        self.derive_without(plan, set, way, &[])
    }

    /// The same with some suppliers taken away: what is asked when they do not answer (rule 6).
    pub fn derive_without<'w>(
        &self,
        plan: &'w Plan,
        set: MeasureSet,
        way: &'w Way,
        without: &[Supplier],
    ) -> Derivation<'w>
    where
        's: 'w,
    {
        self.derive_by(plan, set, way, without, (Needs::new, Asks::new))
    }

    /// The same, with what subsets of the plan's measures have in common found once. `known` is for one plan and way
    /// only.
    pub fn derive_sharing<'w>(
        &self,
        plan: &'w Plan,
        set: MeasureSet,
        way: &'w Way,
        known: &mut Common,
    ) -> Derivation<'w>
    where
        's: 'w,
    {
        let bearing = plan.measures.iter().enumerate().filter(|(_, m)| m.kind.bears_on_ask());
        let bearing = bearing.fold(MeasureSet::NONE, |bearing, (index, _)| bearing.with(index));
        let Common { needs, asks } = known;
        let needs = |grounding: &Grounding<'_>| needs.get_or_insert_with(|| Needs::new(grounding)).clone();
        let asks =
            |input: &Build<'_>| asks.entry(set.and(bearing)).or_insert_with(|| Asks::new(input)).clone();
        self.derive_by(plan, set, way, &[], (needs, asks))
    }

    fn derive_by<'w>(
        &self,
        plan: &'w Plan,
        set: MeasureSet,
        way: &'w Way,
        without: &[Supplier],
        (needs, asks): (impl FnOnce(&Grounding<'_>) -> Needs, impl FnOnce(&Build<'_>) -> Asks),
    ) -> Derivation<'w>
    where
        's: 'w,
    {
        let scenario: &'w Scenario = self.scenario;
        let grounding = Grounding::new(scenario, way);
        let levers = Levers::of(plan, set);
        let Needs { applicable, requirements, after } = needs(&grounding);
        let situations = in_force(&grounding, plan, &levers, &applicable.uses);
        let asks = asks(&Build {
            grounding: &grounding,
            levers: &levers,
            index: &self.index,
            uses: &applicable.uses,
            requirements: &requirements,
            after: &after,
            mode: Mode::Joint,
            situations: &situations,
            without,
            despite: &[],
        });
        let order = Order::new(dependencies(&asks, &requirements, &after));
        let verified = verified(&asks, &requirements);
        let route = route::build(&grounding, &levers, &applicable.uses, &order, &verified);
        Derivation {
            grounding,
            levers,
            applicable,
            requirements,
            situations,
            asks,
            order,
            route,
            count: OnceLock::new(),
        }
    }
}

/// What subsets of a plan's measures have in common in one way.
#[derive(Debug, Default)]
pub struct Common {
    needs: Option<Needs>,
    asks: BTreeMap<MeasureSet, Asks>,
}

/// What applies in a way and is needed, whatever the plan.
#[derive(Debug, Clone)]
struct Needs {
    applicable: Applicable,
    requirements: Vec<Requirement>,
    after: Vec<Vec<usize>>,
}

impl Needs {
    fn new(grounding: &Grounding<'_>) -> Self {
        let applicable = applicable(grounding);
        let requirements = applicable.uses.iter().map(|u| requirement(grounding, *u)).collect();
        let after = after(grounding.scenario(), &applicable.uses);
        Self { applicable, requirements, after }
    }
}

/// Items each item waits for: those whose results its chosen supplies rest on, and `after` (rule 13).
fn dependencies(asks: &Asks, requirements: &[Requirement], after: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut before = after.to_vec();
    for (position, requirement) in requirements.iter().enumerate() {
        let Some(ask) = asks.of(position) else { continue };
        let fields = requirement.fields.iter().map(|d| Fact::Datum(*d));
        let documents = requirement.materials.iter().map(|d| Fact::Document(*d));
        let behind = ask.items_behind(fields.chain(documents));
        if let Some(list) = before.get_mut(position) {
            list.extend(behind);
        }
    }
    before
}

/// Per item use, the papers of its list that departments confirm in place of their being handed in.
fn verified(asks: &Asks, requirements: &[Requirement]) -> Vec<Vec<GroundDocument>> {
    let of = |(position, requirement): (usize, &Requirement)| {
        let papers = requirement.materials.iter().copied();
        papers.filter(|d| asks.of(position).is_some_and(|ask| ask.is_verified(*d))).collect()
    };
    requirements.iter().enumerate().map(of).collect()
}

/// The asks of a derivation; a copy shares them.
#[derive(Debug, Clone)]
pub enum Asks {
    /// One form for all.
    Joint(Arc<Ask>),
    /// One form per item use.
    Own(Arc<[Ask]>),
}

impl Asks {
    /// The asks of all forms.
    fn new(input: &Build<'_>) -> Self {
        if input.levers.one_form {
            return Asks::Joint(Arc::new(Ask::new(input)));
        }
        let own = (0..input.uses.len()).map(|i| Ask::new(&Build { mode: Mode::Own(i), ..*input }));
        Asks::Own(own.collect())
    }

    /// Every ask.
    pub fn all(&self) -> impl Iterator<Item = &Ask> {
        match self {
            Asks::Joint(ask) => std::slice::from_ref(&**ask).iter(),
            Asks::Own(asks) => asks.iter(),
        }
    }

    /// The ask that serves an item use.
    pub fn of(&self, position: usize) -> Option<&Ask> {
        match self {
            Asks::Joint(ask) => Some(ask),
            Asks::Own(asks) => asks.get(position),
        }
    }

    /// The one ask of a joint form.
    pub fn joint(&self) -> Option<&Ask> {
        match self {
            Asks::Joint(ask) => Some(ask),
            Asks::Own(_) => None,
        }
    }
}

/// What a plan comes to in one way.
#[derive(Debug)]
pub struct Derivation<'a> {
    /// The parties of the way.
    pub grounding: Grounding<'a>,
    /// The measures in force.
    pub levers: Levers<'a>,
    /// Items that apply.
    pub applicable: Applicable,
    /// What each needs and gives.
    pub requirements: Vec<Requirement>,
    /// Situations that must be known whatever the supplies.
    pub situations: Vec<SituationId>,
    /// What is asked.
    pub asks: Asks,
    /// The order of items.
    pub order: Order,
    /// The steps.
    pub route: Route,
    count: OnceLock<Count>,
}

impl<'a> Derivation<'a> {
    /// The scenario.
    pub fn scenario(&self) -> &'a Scenario {
        self.grounding.scenario()
    }

    /// The count, made when it is first asked for.
    pub fn count(&self) -> &Count {
        self.count.get_or_init(|| count(self))
    }

    /// Per item use, the papers of its list that departments confirm in place of their being handed in.
    pub fn verified(&self) -> Vec<Vec<GroundDocument>> {
        verified(&self.asks, &self.requirements)
    }

    /// The way.
    pub fn way(&self) -> &'a Way {
        self.grounding.way()
    }

    /// The limit of an item use in this plan: 0wd where only automatic or special steps are left, else the
    /// plan's promise, the item's, the statutory one (rules 26, 27, 34).
    pub fn limit(&self, position: usize) -> Option<Period> {
        let item_use = self.applicable.uses.get(position)?;
        if self.route.automatic_items.get(position).copied().unwrap_or(false) {
            return Some(Period::working_days(0));
        }
        let item = self.scenario().item(item_use.item)?;
        let stated = item.limit.promised.as_ref().or(item.limit.statutory.as_ref()).map(|l| l.value);
        self.levers.promise(item_use.item).or(stated)
    }

    /// `household_registration`, `household_registration_2` for a second member.
    pub fn use_name(&self, position: usize) -> String {
        let Some(item_use) = self.applicable.uses.get(position) else { return "?".to_owned() };
        let name = self.scenario().item(item_use.item).map_or("?", |i| &*i.id);
        match item_use.bound.and_then(|b| self.grounding.instance(b)).filter(|i| i.member > 0) {
            Some(instance) => format!("{name}_{}", instance.member),
            None => name.to_owned(),
        }
    }

    /// `mother.id_number`.
    pub fn datum_name(&self, (instance, element): GroundDatum) -> String {
        let element = self.scenario().catalogue.element(element).map_or("?", |(_, e)| &*e.name);
        format!("{}.{element}", self.instance_name(instance))
    }

    /// `mother.id_card`.
    pub fn document_name(&self, (instance, material): GroundDocument) -> String {
        let material = self.scenario().catalogue.material(material).map_or("?", |(id, _)| &**id);
        format!("{}.{material}", self.instance_name(instance))
    }

    /// The name of an instance.
    pub fn instance_name(&self, instance: InstanceId) -> String {
        self.grounding.name(instance)
    }

    /// The name of any fact; a situation ends in a question mark.
    pub fn fact_name(&self, fact: Fact) -> String {
        match fact {
            Fact::Datum(datum) => self.datum_name(datum),
            Fact::Document(document) => self.document_name(document),
            Fact::Situation(s) => {
                self.scenario().situation(s).map_or_else(|| "?".to_owned(), |s| format!("{}?", s.id))
            }
            Fact::Item(position) => self.use_name(position),
            Fact::Early(_) | Fact::Before(..) => "?".to_owned(),
        }
    }
}
