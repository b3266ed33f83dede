//! The engine's ask against the oracle's, over scenarios from seeds.

use super::bridge;
use super::census::Census;
use super::model::Model;
use super::oracle::{Change, Oracle, Outcome, Supplier, costs};
use super::ways::{stops, ways};
use super::world::World;
use onething_engine::plan::derive::{Derivation, Planner};
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::supply::Fact;
use onething_engine::random::Random;
use onething_engine::scenario::model::Scenario;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Scenarios that `check` accepts, with the share that it refuses.
pub struct Accepted {
    seed: u64,
    refused: BTreeMap<&'static str, usize>,
    drawn: usize,
}

impl Accepted {
    pub fn from(seed: u64) -> Self {
        Self { seed, refused: BTreeMap::new(), drawn: 0 }
    }

    pub fn draw(&mut self) -> (u64, Model, Arc<Scenario>) {
        loop {
            self.seed += 1;
            self.drawn += 1;
            let model = super::generate::model(self.seed);
            match bridge::read(&model) {
                Ok(scenario) => return (self.seed, model, scenario),
                Err(codes) => *self.refused.entry(codes.first().copied().unwrap_or("?")).or_insert(0) += 1,
            }
        }
    }

    /// Prints what was refused; too much would mean that the generator does not know the format.
    pub fn require_few_refused(&self) {
        let refused: usize = self.refused.values().sum();
        println!("refused {refused} of {}: {:?}", self.drawn, self.refused);
        let unsound = self.refused.keys().filter(|code| code.starts_with("E09")).count();
        assert_eq!(unsound, 0, "a derived process is sound: {:?}", self.refused);
        assert!(refused * 100 < self.drawn * 30, "{refused} of {} refused: {:?}", self.drawn, self.refused);
    }
}

/// Some ways of a model that do not stop, with who applies.
pub fn some_ways(model: &Model, random: &mut Random, count: usize) -> Vec<(Vec<u64>, usize)> {
    let mut open: Vec<Vec<u64>> = ways(model).into_iter().map(|(answers, _)| answers).collect();
    open.retain(|answers| !stops(model, answers));
    let applicants = model.applicants();
    let mut some = Vec::new();
    while some.len() < count && !open.is_empty() {
        let answers = open.swap_remove(random.below(open.len()));
        some.push((answers, applicants[random.below(applicants.len())]));
    }
    some
}

/// What judging one way came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    Agreed {
        cost: u64,
    },
    /// Neither finds an ask.
    Impossible,
    /// Too many sets to try.
    TooMany,
}

/// Compares the engine's ask in one way with what trying every set comes to.
pub fn judge(
    planner: &Planner<'_>,
    model: &Model,
    (answers, applicant): &(Vec<u64>, usize),
    without: Option<Supplier>,
    census: &mut Census,
) -> Result<Judged, String> {
    let scenario = planner.scenario;
    let plan = bridge::plan(scenario);
    let way = bridge::way(scenario, model, answers, *applicant);
    let taken: Vec<_> = without.iter().map(|s| bridge::supplier(scenario, model, *s)).collect();
    let derivation = planner.derive_without(plan, MeasureSet::all(plan), &way, &taken);
    let ask = derivation.asks.joint().ok_or("the plan has no joint form")?;
    let world = World::new(model, answers, *applicant);
    let possible = match costs(&world, without) {
        Ok(possible) => possible,
        Err(Outcome::TooMany) => return Ok(Judged::TooMany),
        Err(_) if ask.missing.is_empty() => return Err("no set is enough, but nothing is missing".to_owned()),
        Err(_) => return Ok(Judged::Impossible),
    };
    if !ask.missing.is_empty() {
        return Err(format!("missing {:?}, but a set is enough", ask.missing));
    }
    let proof = ask.proof;
    let least = possible.iter().map(|b| b.cost).min().unwrap_or_default();
    if !proof.optimal || proof.lower_bound != proof.cost {
        return Err(format!("not proven: {proof:?}"));
    }
    if possible.len() > 1 {
        census.note("judged: a condition is asked to learn that a supply is off");
    }
    let Some(same) = possible.iter().find(|b| b.cost == proof.cost) else {
        return Err(format!("costs {}, and not one of {possible:?} (least {least})", proof.cost));
    };
    let oracle = Oracle::new(&world, &Change { without, ..Change::default() }).ok_or("too large")?;
    let asked = bridge::asked(&derivation, ask, &oracle).ok_or("asks for something unknown")?;
    if !oracle.is_enough(asked) {
        return Err("what is asked is not enough".to_owned());
    }
    match oracle.cost(asked) {
        None => return Err("asks for what may not be asked".to_owned()),
        Some((cost, _)) if cost != proof.cost => return Err(format!("costs {cost}, not {}", proof.cost)),
        Some((_, questions)) if possible.len() == 1 && questions != same.questions => {
            return Err(format!("asks {questions} questions where {} would do", same.questions));
        }
        Some(_) => {}
    }
    notes(&derivation, census);
    Ok(Judged::Agreed { cost: proof.cost })
}

/// What showed in this ask, so that asks that are all alike fail the census.
fn notes(derivation: &Derivation<'_>, census: &mut Census) {
    let Some(ask) = derivation.asks.joint() else { return };
    let needed = derivation.requirements.iter().flat_map(|r| r.fields.iter().map(|d| Fact::Datum(*d)));
    if !ask.items_behind(needed).is_empty() {
        census.note("judged: an item's result serves another");
    }
    if !ask.questions.is_empty() {
        census.note("judged: a question is asked");
    }
    if ask.rules_used().len() > 2 {
        census.note("judged: three supplies or more");
    }
}

/// A failure in full: the files, the way, both answers.
pub fn told(
    seed: u64,
    planner: &Planner<'_>,
    model: &Model,
    (answers, applicant): &(Vec<u64>, usize),
    without: Option<Supplier>,
    why: &str,
) -> String {
    let scenario = planner.scenario;
    let plan = bridge::plan(scenario);
    let way = bridge::way(scenario, model, answers, *applicant);
    let taken: Vec<_> = without.iter().map(|s| bridge::supplier(scenario, model, *s)).collect();
    let derivation = planner.derive_without(plan, MeasureSet::all(plan), &way, &taken);
    let asks = derivation.asks.joint().map(|ask| bridge::names(&derivation, ask));
    let world = World::new(model, answers, *applicant);
    let oracle = Oracle::new(&world, &Change { without, ..Change::default() });
    let best = oracle.as_ref().map(|o| match o.best() {
        Outcome::Found(best) => o.told(best.asked),
        _ => Vec::new(),
    });
    format!(
        "{}seed {seed}, answers {answers:?}, applicant {applicant}, without {without:?}: {why}\n\
         engine asks {asks:?}\noracle would {best:?}",
        bridge::shown(model)
    )
}
