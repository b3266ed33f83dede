//! The least ask by trying: what follows from what is written down straight from the format's rules 6 to 15, and
//! every set of askable things is tried. Nothing of the engine's derivation is used.

mod rules;

use super::model::Model;
use super::world::World;
use std::collections::BTreeMap;

/// A set of facts.
pub type Bits = u128;

/// A fact: (instance, element), (instance, material), a question, an item in its use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    Datum(usize, usize),
    Document(usize, usize),
    Question(usize),
    Ended(usize),
}

/// Something that can be taken away, or taken as there although a condition keeps it off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Supplier {
    Service(usize),
    Licence(usize),
}

/// What is changed about a way before it is judged.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub without: Option<Supplier>,
    pub despite: Option<Supplier>,
    /// Questions that must be known besides.
    pub besides: Vec<usize>,
}

/// Who knows all of `body` knows all of `heads`.
#[derive(Debug, Clone, Copy)]
struct Rule {
    body: Bits,
    heads: Bits,
}

/// Something askable.
#[derive(Debug, Clone, Copy)]
struct Askable {
    fact: Bits,
    cost: u64,
    question: bool,
}

/// The facts of one way and what follows from what.
pub struct Oracle {
    names: BTreeMap<String, Bits>,
    given: Bits,
    goals: Bits,
    askable: Vec<Askable>,
    /// Hold at any time: calls, licences held before, computed values.
    supplies: Vec<Rule>,
    /// Per question in listed order: its fact, and the bodies any of which tells it.
    tells: Vec<(Bits, Vec<Bits>)>,
    items: Vec<Rule>,
    /// Suppliers that a condition keeps off, and the questions it names.
    pub off: Vec<(Supplier, Vec<usize>)>,
}

/// The best set of things to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Best {
    pub cost: u64,
    /// Fewest questions among all sets of that cost.
    pub questions: u32,
    pub asked: Bits,
}

/// What trying came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Found(Best),
    /// Not even asking everything is enough.
    Impossible,
    /// Too many sets to try.
    TooMany,
}

/// Most askable things that are in doubt; all sets of them are tried.
const MOST_IN_DOUBT: usize = 17;

impl Oracle {
    /// The facts of a way; none if they are too many for a set of bits.
    pub fn new(world: &World<'_>, change: &Change) -> Option<Self> {
        rules::build(world, change)
    }

    /// All that is known in the end if a set of things is asked.
    fn known(&self, asked: Bits) -> Bits {
        let questions: Bits = self.tells.iter().map(|(question, _)| question).sum();
        let mut known = self.given | asked & !questions;
        // Situations settle in listed order, before any item has ended (rule 9).
        for (question, bodies) in &self.tells {
            known = close(known, &[&self.supplies]);
            if asked & question != 0 || bodies.iter().any(|body| body & !known == 0) {
                known |= question;
            }
        }
        close(known, &[&self.supplies, &self.items])
    }

    /// Whether a set of things to ask is enough.
    pub fn is_enough(&self, asked: Bits) -> bool {
        self.goals & !self.known(asked) == 0
    }

    /// The cheapest set that is enough; of several, one with the fewest questions.
    pub fn best(&self) -> Outcome {
        self.search(true)
    }

    /// The same with nothing settled before trying.
    pub fn best_of_all_sets(&self) -> Outcome {
        self.search(false)
    }

    fn search(&self, shorten: bool) -> Outcome {
        let bodies = self.supplies.iter().chain(&self.items).map(|rule| rule.body);
        let used = self.tells.iter().flat_map(|(_, bodies)| bodies.iter().copied()).chain(bodies);
        let relevant = used.fold(self.goals, |all, body| all | body);
        let mut doubt: Vec<Askable> = self.askable.clone();
        doubt.retain(|a| a.fact & relevant != 0);
        let all: Bits = doubt.iter().map(|a| a.fact).sum();
        if !self.is_enough(all) {
            return Outcome::Impossible;
        }
        // More known never hurts: what cannot be spared from everything is in every set that is enough.
        let forced: Vec<Askable> =
            doubt.iter().filter(|a| shorten && !self.is_enough(all & !a.fact)).copied().collect();
        doubt.retain(|a| !forced.iter().any(|f| f.fact == a.fact));
        if doubt.len() > MOST_IN_DOUBT {
            return Outcome::TooMany;
        }
        let start = sum(&forced);
        let mut best: Option<Best> = None;
        for set in 0_u32..1 << doubt.len() {
            let chosen = doubt.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1).map(|(_, a)| a);
            let (cost, questions, asked) = sum(chosen);
            let try_out =
                Best { cost: cost + start.0, questions: questions + start.1, asked: asked | start.2 };
            let better = best.is_none_or(|b| (try_out.cost, try_out.questions) < (b.cost, b.questions));
            if better && self.is_enough(try_out.asked) {
                best = Some(try_out);
            }
        }
        best.map_or(Outcome::Impossible, Outcome::Found)
    }

    /// The facts of names such as `p0.e1`, `p2_1.m0`, `s1?`; none for a name that is no fact here.
    pub fn facts(&self, names: impl IntoIterator<Item = String>) -> Option<Bits> {
        names.into_iter().try_fold(0, |all, name| Some(all | self.names.get(&name)?))
    }

    /// Whether things may be asked, and what they cost.
    pub fn cost(&self, asked: Bits) -> Option<(u64, u32)> {
        let asked_for: Vec<Askable> = self.askable.iter().filter(|a| a.fact & asked != 0).copied().collect();
        let (cost, questions, may) = sum(&asked_for);
        (may == asked).then_some((cost, questions))
    }

    /// The names of facts.
    pub fn told(&self, facts: Bits) -> Vec<&str> {
        self.names.iter().filter(|(_, fact)| **fact & facts != 0).map(|(name, _)| &**name).collect()
    }
}

fn close(mut known: Bits, rules: &[&[Rule]]) -> Bits {
    loop {
        let before = known;
        for rule in rules.iter().copied().flatten() {
            if rule.body & !known == 0 {
                known |= rule.heads;
            }
        }
        if known == before {
            return known;
        }
    }
}

fn sum<'a>(asked: impl IntoIterator<Item = &'a Askable>) -> (u64, u32, Bits) {
    let none = (0, 0, 0);
    asked.into_iter().fold(none, |(cost, questions, all), a| {
        (cost + a.cost, questions + u32::from(a.question), all | a.fact)
    })
}

/// What a way may cost to ask for, by the rules: where a condition keeps a supplier off that would have made the
/// ask smaller, its situations must be known too, to know that it is off; in whatever order one notices.
pub fn costs(world: &World<'_>, without: Option<Supplier>) -> Result<Vec<Best>, Outcome> {
    let judge = |change: &Change| Oracle::new(world, change).map_or(Outcome::TooMany, |o| o.best());
    let mut pending: Vec<Vec<usize>> = vec![Vec::new()];
    let mut seen: Vec<Vec<usize>> = Vec::new();
    let mut found = Vec::new();
    while let Some(besides) = pending.pop() {
        if seen.contains(&besides) {
            continue;
        }
        let change = Change { without, despite: None, besides: besides.clone() };
        let Some(oracle) = Oracle::new(world, &change) else { return Err(Outcome::TooMany) };
        let best = match oracle.best() {
            Outcome::Found(best) => best,
            other => return Err(other),
        };
        found.push(best);
        for (supplier, named) in &oracle.off {
            let with = judge(&Change { despite: Some(*supplier), ..change.clone() });
            if with == Outcome::TooMany {
                return Err(with);
            }
            if matches!(with, Outcome::Found(with) if with.cost < best.cost) {
                let mut more = [besides.clone(), named.clone()].concat();
                more.sort_unstable();
                more.dedup();
                pending.push(more);
            }
        }
        seen.push(besides);
    }
    Ok(found)
}

/// Names of the services and licences of a model.
pub fn supplier_name(model: &Model, supplier: Supplier) -> String {
    match supplier {
        Supplier::Service(s) => format!("register.{}", model.services[s].name),
        Supplier::Licence(l) => model.licences[l].name.clone(),
    }
}
