//! The facts and rules of one way.

use super::{Askable, Bits, Change, Fact, Oracle, Rule, Supplier};
use crate::ask::model::{Cond, Datum, Known, RoleDatum, Who, holds, named};
use crate::ask::world::{Filling, Use, World};
use std::collections::{BTreeMap, BTreeSet};

type Data = Vec<(usize, usize)>;

struct Builder<'w, 'm> {
    world: &'w World<'m>,
    change: &'w Change,
    uses: Vec<Use>,
    numbers: BTreeMap<Fact, u32>,
    /// What only an applicable item brings about.
    from_items: BTreeSet<Fact>,
    off: Vec<(Supplier, Vec<usize>)>,
}

pub(super) fn build(world: &World<'_>, change: &Change) -> Option<Oracle> {
    let mut builder = Builder {
        world,
        change,
        uses: world.uses(),
        numbers: BTreeMap::new(),
        from_items: BTreeSet::new(),
        off: Vec::new(),
    };
    let names = builder.number_facts()?;
    for of in builder.uses.clone() {
        let given = builder.given(of);
        builder.from_items.extend(given);
    }
    let mut supplies = builder.computed();
    supplies.extend(builder.services());
    supplies.extend(builder.licences());
    let items = (0..builder.uses.len()).map(|at| builder.item(at)).collect();
    let tells = (0..world.model.questions().len()).map(|q| builder.tells(q)).collect();
    let (given, goals, askable) = (builder.known_at_start(), builder.goals(), builder.askable());
    let off = builder.off;
    Some(Oracle { names, given, goals, askable, supplies, tells, items, off })
}

impl Builder<'_, '_> {
    /// Numbers for all facts there could be, and their names as the engine writes them.
    fn number_facts(&mut self) -> Option<BTreeMap<String, Bits>> {
        let model = self.world.model;
        let mut facts: Vec<(Fact, String)> = Vec::new();
        for instance in 0..self.world.instances.len() {
            let (kind, name) = (self.world.kind(instance), self.world.name(instance));
            let elements = model.elements.iter().enumerate().filter(|(_, e)| e.kind == kind);
            facts.extend(elements.map(|(e, of)| (Fact::Datum(instance, e), format!("{name}.{}", of.name))));
            let materials = model.materials.iter().enumerate().filter(|(_, m)| m.kind == kind);
            facts.extend(
                materials.map(|(m, of)| (Fact::Document(instance, m), format!("{name}.{}", of.name))),
            );
        }
        let questions = model.questions();
        facts
            .extend(questions.iter().enumerate().map(|(q, of)| (Fact::Question(q), format!("{}?", of.name))));
        facts.extend((0..self.uses.len()).map(|at| (Fact::Ended(at), format!("item use {at}"))));
        if facts.len() > 128 {
            return None;
        }
        self.numbers = facts.iter().map(|(fact, _)| *fact).zip(0..).collect();
        Some(facts.into_iter().map(|(fact, name)| (name, self.bit(fact))).collect())
    }

    fn bit(&self, fact: Fact) -> Bits {
        1 << self.numbers[&fact]
    }

    fn bits(&self, facts: impl IntoIterator<Item = Fact>) -> Bits {
        facts.into_iter().fold(0, |all, fact| all | self.bit(fact))
    }

    fn data(&self, data: Data) -> Bits {
        self.bits(data.into_iter().map(|(i, e)| Fact::Datum(i, e)))
    }

    fn questions(&self, questions: impl IntoIterator<Item = usize>) -> Bits {
        self.bits(questions.into_iter().map(Fact::Question))
    }

    /// What an applicable item gives: none of it is there before it ends (rules 12 and 14).
    fn given(&self, of: Use) -> Vec<Fact> {
        let item = self.world.item(of);
        let mut given: Vec<Fact> = Vec::new();
        for datum in &item.gives_fields {
            given.extend(self.world.data(*datum, of.bound).into_iter().map(|(i, e)| Fact::Datum(i, e)));
        }
        for document in &item.gives_materials {
            given.extend(
                self.world.documents(document, of.bound).into_iter().map(|(i, m)| Fact::Document(i, m)),
            );
        }
        for (holder, licence) in self.licences_given(of) {
            let papers = &self.world.model.licences[licence].stands_for;
            given.extend(papers.iter().map(|m| Fact::Document(holder, *m)));
        }
        given
    }

    fn licences_given(&self, of: Use) -> Vec<(usize, usize)> {
        let given = self.world.item(of).gives_licences.iter();
        given
            .flat_map(|(who, l)| self.world.resolve(*who, of.bound).into_iter().map(move |h| (h, *l)))
            .collect()
    }

    /// Facts that a supply may bring: not what an item gives.
    fn heads(&self, facts: impl IntoIterator<Item = Fact>) -> Bits {
        self.bits(facts.into_iter().filter(|fact| !self.from_items.contains(fact)))
    }

    /// What must be known to read a datum: it, and that its party is there. None if the party is not.
    fn read(&self, of: Datum, bound: Option<usize>) -> Option<Bits> {
        let data = self.world.data(of, bound);
        (!data.is_empty()).then(|| self.data(data) | self.questions(self.world.presence(of.who)))
    }

    /// Elements computed from others of the same party, and the scenario's own computed values (rule 10).
    fn computed(&self) -> Vec<Rule> {
        let (world, model) = (self.world, self.world.model);
        let mut rules = Vec::new();
        for instance in 0..world.instances.len() {
            for (element, facts) in model.elements.iter().enumerate() {
                if facts.kind == world.kind(instance) && !facts.computed.is_empty() {
                    let body = self.data(facts.computed.iter().map(|e| (instance, *e)).collect());
                    rules.push(Rule { body, heads: self.heads([Fact::Datum(instance, element)]) });
                }
            }
        }
        for fact in model.facts.iter().filter(|f| holds(&f.when, world.answers)) {
            for target in world.resolve(fact.of.who, None) {
                if let Some(body) = self.read(fact.from, Some(target)) {
                    let body = body | self.questions(named(&fact.when));
                    rules.push(Rule { body, heads: self.heads([Fact::Datum(target, fact.of.element)]) });
                }
            }
        }
        rules
    }

    /// Body and heads of a call; none if a party that its keys are of is not there.
    fn call(&self, filling: &Filling, given: &[RoleDatum], returns: &[RoleDatum]) -> Option<Rule> {
        let mut body = self.questions(filling.premises.iter().copied());
        for datum in given {
            let (data, premises) = self.world.role_datum(filling, datum);
            if data.is_empty() {
                return None;
            }
            body |= self.data(data) | self.questions(premises);
        }
        let mut heads = 0;
        for datum in returns {
            let (data, premises) = self.world.role_datum(filling, datum);
            heads |= self.heads(data.into_iter().map(|(i, e)| Fact::Datum(i, e)));
            body |= self.questions(premises);
        }
        Some(Rule { body, heads })
    }

    /// Whether a supplier may be used; notes those that a condition keeps off (rule 8).
    fn may_use(&mut self, supplier: Supplier, listed: &Option<Option<Cond>>) -> bool {
        let Some(when) = listed else { return false };
        if self.change.without == Some(supplier) {
            return false;
        }
        let on = holds(when, self.world.answers) || self.change.despite == Some(supplier);
        if !on {
            self.off.push((supplier, named(when)));
        }
        on
    }

    fn services(&mut self) -> Vec<Rule> {
        let mut rules = Vec::new();
        for (at, service) in self.world.model.services.iter().enumerate() {
            if !self.may_use(Supplier::Service(at), &service.shared) {
                continue;
            }
            let condition = self.questions(service.shared.iter().flat_map(named));
            for filling in self.world.fillings(&service.roles) {
                let call = self.call(&filling, &service.given, &service.returns);
                rules.extend(call.map(|rule| Rule { body: rule.body | condition, ..rule }));
            }
        }
        rules
    }

    fn licences(&mut self) -> Vec<Rule> {
        let given: BTreeSet<(usize, usize)> =
            self.uses.iter().flat_map(|of| self.licences_given(*of)).collect();
        let mut rules = Vec::new();
        for (at, licence) in self.world.model.licences.iter().enumerate() {
            if !self.may_use(Supplier::Licence(at), &licence.listed) {
                continue;
            }
            let condition = self.questions(licence.listed.iter().flat_map(named));
            let holders = (0..self.world.instances.len()).filter(|i| self.world.kind(*i) == licence.kind);
            // One that an item of this application gives is a result, not held before (rule 14).
            for holder in holders.filter(|h| !given.contains(&(*h, at))) {
                let premises = self.world.instances[holder].premises.clone();
                let filling = Filling { roles: vec![vec![holder]], premises };
                let Some(rule) = self.call(&filling, &licence.given, &licence.returns) else { continue };
                let papers = self.heads(licence.stands_for.iter().map(|m| Fact::Document(holder, *m)));
                rules.push(Rule { body: rule.body | condition, heads: rule.heads | papers });
            }
        }
        rules
    }

    /// All its needs, and the items it comes after, bring about all it gives (rule 13).
    fn item(&self, at: usize) -> Rule {
        let of = self.uses[at];
        let (world, item) = (self.world, self.world.item(of));
        let mut body = 0;
        for (datum, _) in item.fields.iter().filter(|(_, when)| holds(when, world.answers)) {
            body |= self.data(world.data(*datum, of.bound));
        }
        for (document, _) in item.materials.iter().filter(|(_, when)| holds(when, world.answers)) {
            let documents = world.documents(document, of.bound);
            body |= self.bits(documents.into_iter().map(|(i, m)| Fact::Document(i, m)));
        }
        let predecessors = self.predecessors(of.item);
        for (before, other) in self.uses.iter().enumerate() {
            let own = other.bound.is_none() || of.bound.is_none() || other.bound == of.bound;
            if own && predecessors.contains(&other.item) {
                body |= self.bit(Fact::Ended(before));
            }
        }
        let given = self.given(of);
        let mut heads = self.bits(given) | self.bit(Fact::Ended(at));
        for (holder, licence) in self.licences_given(of) {
            let filling = Filling { roles: vec![vec![holder]], premises: Vec::new() };
            for datum in &world.model.licences[licence].returns {
                let data = world.role_datum(&filling, datum).0;
                heads |= self.heads(data.into_iter().map(|(i, e)| Fact::Datum(i, e)));
            }
        }
        Rule { body, heads }
    }

    /// The items that apply and that an item comes after. In place of one that does not apply stand those it
    /// would have come after itself, be it that it says so or that they give what it needs (rule 15).
    fn predecessors(&self, item: usize) -> BTreeSet<usize> {
        let items = &self.world.model.items;
        let applies = |item: usize| self.uses.iter().any(|of| of.item == item);
        let gives_to = |giver: usize, taker: usize| {
            let (giver, taker) = (&items[giver], &items[taker]);
            giver.gives_fields.iter().any(|g| taker.fields.iter().any(|(need, _)| need == g))
                || giver.gives_materials.iter().any(|g| taker.materials.iter().any(|(need, _)| need == g))
        };
        let mut all: BTreeSet<usize> = items[item].after.iter().copied().collect();
        loop {
            let absent: Vec<usize> = all.iter().copied().filter(|a| !applies(*a)).collect();
            let mut more = all.clone();
            for left_out in absent {
                more.extend(&items[left_out].after);
                more.extend(
                    (0..items.len()).filter(|giver| *giver != left_out && gives_to(*giver, left_out)),
                );
            }
            if more == all {
                return all;
            }
            all = more;
        }
    }

    /// How a question is known without asking (rule 9).
    fn tells(&self, question: usize) -> (Bits, Vec<Bits>) {
        let model = self.world.model;
        let fact = self.bit(Fact::Question(question));
        if let Some(situation) = model.situations.get(question) {
            let bodies = match &situation.known {
                None => Vec::new(),
                Some(Known::Element(of) | Known::Field(of)) => self.read(*of, None).into_iter().collect(),
                Some(Known::Read(of, earlier)) => {
                    let bodies: Option<Vec<Bits>> = of.iter().map(|d| self.read(*d, None)).collect();
                    let earlier = self.questions(*earlier);
                    bodies.into_iter().map(|b| b.iter().fold(earlier, |all, body| all | body)).collect()
                }
                Some(Known::Found(service)) => self.findings(*service),
                Some(Known::FoundAndRead(service, of)) => match self.read(*of, None) {
                    None => Vec::new(),
                    Some(read) => self.findings(*service).into_iter().map(|body| body | read).collect(),
                },
            };
            return (fact, bodies);
        }
        let counted = model.counted_parties().into_iter().find(|p| model.count_of(*p) == Some(question));
        let many = counted.and_then(|party| model.people[party].many.as_ref());
        (fact, many.and_then(|m| m.count_from).map(|s| self.findings(s)).unwrap_or_default())
    }

    /// What each call of a service needs that tells whether it finds; its condition does not count, for the
    /// finding is what makes a situation known.
    fn findings(&self, service: usize) -> Vec<Bits> {
        let facts = &self.world.model.services[service];
        if facts.shared.is_none() || self.change.without == Some(Supplier::Service(service)) {
            return Vec::new();
        }
        let calls = self.world.fillings(&facts.roles);
        calls.iter().filter_map(|f| self.call(f, &facts.given, &facts.returns)).map(|r| r.body).collect()
    }

    fn known_at_start(&self) -> Bits {
        let model = self.world.model;
        let signed = model.sign_in.iter().filter(|_| model.signs_in);
        let known = signed.fold(0, |all, d| all | self.data(self.world.data(*d, None)));
        let choices = model.situations.len()..model.situations.len() + model.optional_items().len();
        known | self.questions(choices)
    }

    /// Every applicable item ends; what conditions in force name is known; delivery of something has what it needs.
    fn goals(&self) -> Bits {
        let (world, model) = (self.world, self.world.model);
        let mut goals = self.bits((0..self.uses.len()).map(Fact::Ended));
        let mut questions: Vec<usize> = self.change.besides.clone();
        questions.extend(model.items.iter().flat_map(|i| named(&i.when)));
        let stops = model.situations.iter().enumerate().filter(|(_, s)| s.stops.is_some());
        questions.extend(stops.map(|(s, _)| s));
        let mut about: Vec<Who> = Vec::new();
        for item in self.uses.iter().map(|of| world.item(*of)) {
            questions.extend(item.fields.iter().flat_map(|(_, when)| named(when)));
            questions.extend(item.materials.iter().flat_map(|(_, when)| named(when)));
            questions.extend(named(&item.step_when));
            let in_force = |when: &Option<Cond>| holds(when, world.answers);
            about.extend(item.fields.iter().filter(|(_, when)| in_force(when)).map(|(d, _)| d.who));
            about.extend(item.materials.iter().filter(|(_, when)| in_force(when)).map(|(d, _)| d.who));
            about.extend(item.each.map(Who::Party));
        }
        let delivered = model.deliver.iter().filter(|_| !self.uses.is_empty());
        for (datum, when) in delivered.flatten() {
            questions.extend(named(when));
            if holds(when, world.answers) {
                about.push(datum.who);
                goals |= self.data(world.data(*datum, None));
            }
        }
        for who in about {
            // Whether a party is there decides what is needed of it; how many there are, too (rule 21).
            questions.extend(world.presence(who));
            if let Who::Party(party) = who {
                questions.extend(model.count_of(party));
            }
        }
        goals | self.questions(questions)
    }

    /// Anything not `ask: never`, but for what an item gives (rules 11 and 12).
    fn askable(&self) -> Vec<Askable> {
        let model = self.world.model;
        let (field, material) = model.costs.unwrap_or((1, 5));
        let mut askable = Vec::new();
        for fact in self.numbers.keys().filter(|f| !self.from_items.contains(f)) {
            let (cost, question) = match fact {
                Fact::Datum(_, element) if !model.elements[*element].never => (field, false),
                Fact::Document(..) => (material, false),
                Fact::Question(q) => {
                    let asked = match model.situations.get(*q) {
                        Some(s) => s.ask && !matches!(s.known, Some(Known::Field(_))),
                        None => *q >= model.situations.len() + model.optional_items().len(),
                    };
                    if !asked {
                        continue;
                    }
                    (field, true)
                }
                _ => continue,
            };
            askable.push(Askable { fact: self.bit(*fact), cost, question });
        }
        askable
    }
}
