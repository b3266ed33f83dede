//! Small scenarios from a seed, with every construct that bears on the ask.

mod things;

use super::model::{Cond, Datum, Document, Fact, Item, Kind, Known, Many, Model, Party, Situation, Who};
use onething_engine::random::Random;

/// A drawer of models.
pub(super) struct Draw {
    random: Random,
    model: Model,
}

/// The model of a seed.
pub fn model(seed: u64) -> Model {
    let mut draw = Draw { random: Random::new(seed), model: Model::default() };
    draw.outline_situations();
    draw.people();
    draw.elements();
    draw.services();
    draw.licences();
    draw.sign_in();
    draw.situations();
    draw.facts();
    draw.items();
    draw.plan();
    draw.model
}

const RELATION_TARGETS: [&str; 2] = ["mother", "father"];

impl Draw {
    fn chance(&mut self, percent: usize) -> bool {
        self.random.below(100) < percent
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.random.below(of.len())].clone()
    }

    /// How many situations there are and what their answers look like, so that conditions can name them.
    fn outline_situations(&mut self) {
        for _ in 0..self.random.between(1, 3) {
            let several = self.chance(15);
            let answers = if !several && self.chance(20) { 3 } else { 2 };
            let weights = self.weights(answers, several);
            let conditional = None;
            let (ask, stops, known) = (true, None, None);
            self.model.situations.push(Situation {
                ask,
                answers,
                several,
                stops,
                known,
                weights,
                conditional,
            });
        }
    }

    fn weights(&mut self, answers: usize, several: bool) -> Vec<f64> {
        if several {
            return (0..answers).map(|_| self.one(&[0.25, 0.5, 0.75, 1.0])).collect();
        }
        match answers {
            2 => self.one(&[vec![0.5, 0.5], vec![0.75, 0.25], vec![0.125, 0.875]]),
            _ => self.one(&[vec![0.5, 0.25, 0.25], vec![0.25, 0.75, 0.0]]),
        }
    }

    /// A condition over the situations before one.
    fn cond_before(&mut self, end: usize) -> Cond {
        let situation = self.random.below(end);
        let answer = self.random.below(self.model.situations[situation].answers);
        let plain = if self.chance(70) { Cond::Is(situation, answer) } else { Cond::Not(situation, answer) };
        let other = self.random.below(end);
        if other == situation || !self.chance(25) {
            return plain;
        }
        let second = Cond::Is(other, 0);
        match self.chance(50) {
            true => Cond::And(Box::new(plain), Box::new(second)),
            false => Cond::Or(Box::new(plain), Box::new(second)),
        }
    }

    fn cond(&mut self) -> Cond {
        self.cond_before(self.model.situations.len())
    }

    fn perhaps_cond(&mut self, percent: usize) -> Option<Cond> {
        self.chance(percent).then(|| self.cond())
    }

    fn person(&mut self, name: &str) -> &mut Party {
        self.model.people.push(Party {
            name: name.to_owned(),
            kind: Kind::Person,
            applicant: false,
            when: None,
            relations: Vec::new(),
            many: None,
        });
        self.model.people.last_mut().unwrap()
    }

    /// Two adults, and perhaps a couple of them, a child or several, a household, someone who may not be there.
    fn people(&mut self) {
        self.person("p0").applicant = true;
        let both = self.chance(60);
        self.person("p1").applicant = both;
        if self.chance(60) {
            let when = self.perhaps_cond(40);
            let couple = self.person("c0");
            (couple.kind, couple.when) = (Kind::Couple, when);
            couple.relations = vec![("one", vec![(0, None)]), ("other", vec![(1, None)])];
        }
        if self.chance(75) {
            let many = self.chance(45).then(|| {
                let weights = self.one(&[vec![0.5, 0.5], vec![0.875, 0.125]]);
                Many { min: 1, max: 2, weights, count_from: None }
            });
            let relations = RELATION_TARGETS.iter().copied().zip([0, 1]);
            let relations: Vec<_> = relations.filter(|_| self.chance(80)).collect();
            let mut stated = Vec::new();
            for (relation, target) in relations {
                stated.push((relation, vec![(target, self.perhaps_cond(15))]));
            }
            let child = self.person("p2");
            (child.relations, child.many) = (stated, many);
        }
        if self.chance(50) {
            let of = match self.chance(50) {
                true => vec![(self.random.below(2), None)],
                false => vec![(0, Some(Cond::Is(0, 0))), (1, Some(Cond::Not(0, 0)))],
            };
            let home = self.person("h0");
            (home.kind, home.relations) = (Kind::Household, vec![("of", of)]);
        }
        if self.chance(25) {
            let when = Some(self.cond());
            self.person("p3").when = when;
        }
    }

    /// A party of a kind; persons also as the applicant.
    fn who(&mut self, kind: Kind) -> Option<Who> {
        let parties: Vec<usize> =
            (0..self.model.people.len()).filter(|p| self.model.people[*p].kind == kind).collect();
        if kind == Kind::Person && self.chance(25) {
            return Some(Who::Applicant);
        }
        (!parties.is_empty()).then(|| Who::Party(self.one(&parties)))
    }

    fn kind(&mut self) -> Kind {
        let drawn = self.one(&[Kind::Person, Kind::Person, Kind::Person, Kind::Household, Kind::Couple]);
        if self.model.people.iter().any(|p| p.kind == drawn) { drawn } else { Kind::Person }
    }

    /// A datum that may be needed; seldom one that may not be asked.
    fn datum(&mut self) -> Datum {
        let kind = self.kind();
        let who = self.who(kind).unwrap_or(Who::Applicant);
        let element = self.element(kind, 8);
        Datum { who, element }
    }

    fn sign_in(&mut self) {
        for element in 0..self.random.between(1, 2) {
            self.model.sign_in.push(Datum { who: Who::Applicant, element });
        }
        self.model.signs_in = self.chance(90);
    }

    /// How situations are known, asked, weighted, stopped.
    fn situations(&mut self) {
        for at in 0..self.model.situations.len() {
            let (answers, several) = (self.model.situations[at].answers, self.model.situations[at].several);
            if at > 0 && self.chance(40) {
                let conditional = Some((self.cond_before(at), self.weights(answers, several)));
                self.model.situations[at].conditional = conditional;
            }
            if !several && self.chance(60) {
                let known = self.known(at, answers);
                let silent = known.is_some() && self.chance(16);
                let situation = &mut self.model.situations[at];
                situation.ask = !silent || matches!(known, Some(Known::Field(_)));
                situation.known = known;
            }
            if self.chance(12) {
                self.model.situations[at].stops = Some(answers - 1);
            }
        }
        if self.model.situations.len() > 1 && self.chance(20) {
            let last = self.model.situations.len() - 1;
            let never = Cond::And(Box::new(Cond::Is(0, 1)), Box::new(Cond::Is(last, 0)));
            self.model.never = Some(never);
        }
    }

    fn known(&mut self, at: usize, answers: usize) -> Option<Known> {
        // A list of several members' values is read in expressions only.
        let single = |model: &Model, d: &Datum| match d.who {
            Who::Applicant => true,
            Who::Party(p) => model.people[p].many.is_none() && model.people[p].when.is_none(),
        };
        let service = self.random.below(self.model.services.len());
        Some(match self.random.below(12) {
            0..3 if answers == 2 => {
                let element = (0..self.model.elements.len()).find(|e| self.model.elements[*e].choice)?;
                let of = Datum { who: self.one(&[Who::Applicant, Who::Party(0), Who::Party(1)]), element };
                Known::Element(of)
            }
            0..6 => {
                let count = self.random.between(1, 2);
                let of = (0..count).map(|_| self.datum()).collect();
                let earlier = (at > 0 && self.chance(60)).then(|| self.random.below(at));
                Known::Read(of, earlier.filter(|e| !self.model.situations[*e].several))
            }
            6..8 => Known::Found(service),
            8 => Known::FoundAndRead(service, self.datum()),
            _ => {
                let of = self.datum();
                let number =
                    !self.model.elements[of.element].choice && !self.model.elements[of.element].never;
                if answers != 2 || !number || !single(&self.model, &of) {
                    return None;
                }
                Known::Field(of)
            }
        })
    }

    /// Values that hold in this scenario: one party's element is another's.
    fn facts(&mut self) {
        if !self.chance(40) {
            return;
        }
        let of = Datum { who: Who::Party(self.one(&[0, 1])), element: self.element(Kind::Person, 0) };
        let element = self.element(Kind::Person, 0);
        let from = Datum { who: self.one(&[Who::Applicant, Who::Party(0), Who::Party(1)]), element };
        let same = self.model.elements[of.element].choice == self.model.elements[element].choice;
        if same && !(of.element == element && (of.who == from.who || from.who == Who::Applicant)) {
            let when = self.perhaps_cond(60);
            self.model.facts.push(Fact { of, from, when });
        }
    }

    fn items(&mut self) {
        let children = (0..self.model.people.len()).find(|p| self.model.people[*p].many.is_some());
        let count = self.random.between(1, 4);
        for at in 0..count {
            let mut item = Item { each: children.filter(|_| self.chance(45)), ..Item::default() };
            item.when = self.perhaps_cond(25);
            item.optional = self.chance(15).then_some(0.75);
            item.step_when = self.perhaps_cond(10);
            if at > 0 && self.chance(20) {
                item.after.push(self.random.below(at));
            }
            self.needs(&mut item, at);
            if at + 1 < count || self.chance(30) {
                self.gives(&mut item);
            }
            self.model.items.push(item);
        }
    }

    fn needs(&mut self, item: &mut Item, at: usize) {
        for _ in 0..self.random.between(1, 3) {
            let need = (self.datum(), self.perhaps_cond(25));
            item.fields.push(need);
        }
        for _ in 0..self.random.below(3) {
            let need = (self.document(), self.perhaps_cond(25));
            item.materials.push(need);
        }
        if at > 0 && self.chance(60) {
            // What an earlier item gives.
            let earlier = self.model.items[self.random.below(at)].clone();
            item.fields.extend(earlier.gives_fields.iter().map(|d| (*d, None)));
            item.materials.extend(earlier.gives_materials.iter().map(|d| (d.clone(), None)));
            for (who, licence) in &earlier.gives_licences {
                let paper = self.model.licences[*licence].stands_for.first().copied();
                item.materials.extend(paper.map(|material| (Document { who: *who, material }, None)));
            }
        }
    }

    fn document(&mut self) -> Document {
        let kind = self.kind();
        let who = self.who(kind).unwrap_or(Who::Applicant);
        let of: Vec<usize> =
            (0..self.model.materials.len()).filter(|m| self.model.materials[*m].kind == kind).collect();
        Document { who, material: self.one(&of) }
    }

    /// Results; not what anyone needs before, so that items seldom wait for one another in a circle.
    fn gives(&mut self, item: &mut Item) {
        let needed: Vec<usize> = self
            .model
            .items
            .iter()
            .chain([&*item])
            .flat_map(|i| i.fields.iter().map(|(d, _)| d.element))
            .collect();
        let signed: Vec<usize> = self.model.sign_in.iter().map(|d| d.element).collect();
        if self.chance(45) {
            let datum = self.datum();
            if !needed.contains(&datum.element) && !signed.contains(&datum.element) {
                item.gives_fields.push(datum);
            }
        }
        let papers: Vec<usize> = self
            .model
            .items
            .iter()
            .chain([&*item])
            .flat_map(|i| i.materials.iter().map(|(d, _)| d.material))
            .collect();
        if self.chance(35) {
            let document = self.document();
            if !papers.contains(&document.material) {
                item.gives_materials.push(document);
            }
        }
        if !self.model.licences.is_empty() && self.chance(45) {
            let licence = self.random.below(self.model.licences.len());
            let facts = self.model.licences[licence].clone();
            if let Some(who) = self.who(facts.kind)
                && !facts.stands_for.iter().any(|m| papers.contains(m))
            {
                item.gives_licences.push((who, licence));
            }
        }
    }

    fn plan(&mut self) {
        self.model.results = self.chance(80);
        self.model.costs = self.chance(30).then(|| self.one(&[(1, 3), (2, 5), (3, 1), (1, 1)]));
        if self.chance(30) {
            let when = self.perhaps_cond(50);
            self.model.deliver = Some(vec![(self.datum(), when)]);
        }
        for party in 0..self.model.people.len() {
            if self.chance(40)
                && let Some(many) = &mut self.model.people[party].many
            {
                many.count_from = Some(0);
            }
        }
    }
}
