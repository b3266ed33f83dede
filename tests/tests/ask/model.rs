//! A scenario as the generator means it: small, plain, and read by nobody but this test. The YAML text and the
//! judgement of the oracle are both made from it, so that neither goes through the engine's own reading.

use std::fmt;

/// A kind of party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Person,
    Couple,
    Household,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Person => "person",
            Kind::Couple => "couple",
            Kind::Household => "household",
        })
    }
}

/// Whom a name in the file means: whoever applies, or a party by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Applicant,
    Party(usize),
}

/// A condition over answers: (situation, answer).
#[derive(Debug, Clone)]
pub enum Cond {
    Is(usize, usize),
    Not(usize, usize),
    And(Box<Cond>, Box<Cond>),
    Or(Box<Cond>, Box<Cond>),
}

impl Cond {
    /// Whether it holds for chosen answers, one set of bits a situation.
    pub fn holds(&self, answers: &[u64]) -> bool {
        match self {
            Cond::Is(s, a) => answers[*s] >> a & 1 == 1,
            Cond::Not(s, a) => answers[*s] >> a & 1 == 0,
            Cond::And(one, other) => one.holds(answers) && other.holds(answers),
            Cond::Or(one, other) => one.holds(answers) || other.holds(answers),
        }
    }

    /// The situations it names.
    pub fn situations(&self) -> Vec<usize> {
        match self {
            Cond::Is(s, _) | Cond::Not(s, _) => vec![*s],
            Cond::And(one, other) | Cond::Or(one, other) => [one.situations(), other.situations()].concat(),
        }
    }
}

/// The situations of a condition that may be missing.
pub fn named(when: &Option<Cond>) -> Vec<usize> {
    when.iter().flat_map(Cond::situations).collect()
}

/// Whether a condition that may be missing holds.
pub fn holds(when: &Option<Cond>, answers: &[u64]) -> bool {
    when.as_ref().is_none_or(|c| c.holds(answers))
}

#[derive(Debug, Clone)]
pub struct Element {
    pub kind: Kind,
    pub name: String,
    /// One of the answers `a0`, `a1`; else a number.
    pub choice: bool,
    pub never: bool,
    /// Elements of the same kind that it is computed from.
    pub computed: Vec<usize>,
}

#[derive(Debug, Clone)]
pub struct Material {
    pub kind: Kind,
    pub name: String,
}

/// Who fills a role: anyone of a kind, or a relation of an earlier role.
#[derive(Debug, Clone)]
pub enum Filler {
    Kind(Kind),
    Related(&'static str, usize),
}

#[derive(Debug, Clone)]
pub struct Role {
    pub name: &'static str,
    pub kind: Kind,
    pub filler: Filler,
    pub each: bool,
}

/// `role.element` or `role.relation.element`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleDatum {
    pub role: usize,
    pub path: Option<&'static str>,
    pub element: usize,
}

#[derive(Debug, Clone)]
pub struct Service {
    pub name: String,
    pub roles: Vec<Role>,
    pub given: Vec<RoleDatum>,
    pub returns: Vec<RoleDatum>,
    /// In the list of `share`, under a condition or none.
    pub shared: Option<Option<Cond>>,
}

#[derive(Debug, Clone)]
pub struct Licence {
    pub name: String,
    pub kind: Kind,
    pub given: Vec<RoleDatum>,
    pub returns: Vec<RoleDatum>,
    pub stands_for: Vec<usize>,
    pub listed: Option<Option<Cond>>,
}

#[derive(Debug, Clone)]
pub struct Many {
    pub min: usize,
    pub max: usize,
    pub weights: Vec<f64>,
    pub count_from: Option<usize>,
}

/// A party that a relation leads to, under a condition or none.
pub type Target = (usize, Option<Cond>);

#[derive(Debug, Clone)]
pub struct Party {
    pub name: String,
    pub kind: Kind,
    pub applicant: bool,
    pub when: Option<Cond>,
    /// Relation → its possible targets, each under a condition or none.
    pub relations: Vec<(&'static str, Vec<Target>)>,
    pub many: Option<Many>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Datum {
    pub who: Who,
    pub element: usize,
}

#[derive(PartialEq, Eq, Debug, Clone)]
pub struct Document {
    pub who: Who,
    pub material: usize,
}

/// How a situation is known without asking.
#[derive(Debug, Clone)]
pub enum Known {
    Element(Datum),
    /// The first answer by an expression over these data and perhaps an earlier situation; the last otherwise.
    Read(Vec<Datum>, Option<usize>),
    Found(usize),
    /// Over a service's being found and a datum.
    FoundAndRead(usize, Datum),
    /// `ask_field`: the field is asked in place of a question.
    Field(Datum),
}

#[derive(Debug, Clone)]
pub struct Situation {
    pub ask: bool,
    pub answers: usize,
    pub several: bool,
    pub stops: Option<usize>,
    pub known: Option<Known>,
    pub weights: Vec<f64>,
    pub conditional: Option<(Cond, Vec<f64>)>,
}

#[derive(Debug, Clone)]
pub struct Fact {
    pub of: Datum,
    pub from: Datum,
    pub when: Option<Cond>,
}

#[derive(Debug, Clone, Default)]
pub struct Item {
    pub each: Option<usize>,
    pub when: Option<Cond>,
    pub optional: Option<f64>,
    pub after: Vec<usize>,
    pub fields: Vec<(Datum, Option<Cond>)>,
    pub materials: Vec<(Document, Option<Cond>)>,
    pub gives_fields: Vec<Datum>,
    pub gives_materials: Vec<Document>,
    pub gives_licences: Vec<(Who, usize)>,
    /// The condition of a step that may be left out.
    pub step_when: Option<Cond>,
}

/// A whole scenario with its catalogue and its one plan.
#[derive(Debug, Clone, Default)]
pub struct Model {
    pub elements: Vec<Element>,
    pub materials: Vec<Material>,
    pub services: Vec<Service>,
    /// The order of `share`.
    pub share_order: Vec<usize>,
    pub licences: Vec<Licence>,
    pub people: Vec<Party>,
    pub sign_in: Vec<Datum>,
    pub situations: Vec<Situation>,
    pub never: Option<Cond>,
    pub facts: Vec<Fact>,
    pub items: Vec<Item>,
    pub deliver: Option<Vec<(Datum, Option<Cond>)>>,
    pub results: bool,
    pub signs_in: bool,
    /// (field, material), where the scenario says so.
    pub costs: Option<(u64, u64)>,
}

/// A situation as it stands in a way, wherever it comes from.
pub struct Question<'m> {
    pub name: String,
    pub answers: usize,
    pub several: bool,
    pub stops: Option<usize>,
    pub weights: Vec<f64>,
    pub conditional: Option<&'m (Cond, Vec<f64>)>,
}

impl Model {
    pub fn applicants(&self) -> Vec<usize> {
        (0..self.people.len()).filter(|p| self.people[*p].applicant).collect()
    }

    /// The items that are the applicant's choice.
    pub fn optional_items(&self) -> Vec<usize> {
        (0..self.items.len()).filter(|i| self.items[*i].optional.is_some()).collect()
    }

    /// The parties whose number is open.
    pub fn counted_parties(&self) -> Vec<usize> {
        let open = |p: &usize| self.people[*p].many.as_ref().is_some_and(|m| m.max > m.min);
        (0..self.people.len()).filter(open).collect()
    }

    /// The place among all questions of the number of a party.
    pub fn count_of(&self, party: usize) -> Option<usize> {
        let at = self.counted_parties().iter().position(|p| *p == party)?;
        Some(self.situations.len() + self.optional_items().len() + at)
    }

    /// Situations as listed, then optional items, then numbers of members.
    pub fn questions(&self) -> Vec<Question<'_>> {
        let listed = self.situations.iter().enumerate().map(|(at, s)| Question {
            name: format!("s{at}"),
            answers: s.answers,
            several: s.several,
            stops: s.stops,
            weights: s.weights.clone(),
            conditional: s.conditional.as_ref(),
        });
        let plain = |name: String, weights: Vec<f64>| Question {
            name,
            answers: weights.len(),
            several: false,
            stops: None,
            weights,
            conditional: None,
        };
        let optional = self.optional_items().into_iter().map(|item| {
            let share = self.items[item].optional.unwrap_or_default();
            plain(format!("choose_i{item}"), vec![share, 1.0 - share])
        });
        let counts = self.counted_parties().into_iter().map(|party| {
            let weights = self.people[party].many.iter().flat_map(|m| m.weights.clone()).collect();
            plain(format!("count_{}", self.people[party].name), weights)
        });
        listed.chain(optional).chain(counts).collect()
    }
}
