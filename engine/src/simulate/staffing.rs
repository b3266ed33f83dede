//! How few people would do, and what more of them would bring: the front of staff against time (Pareto).
//!
//! Every candidate meets the same applicants with the same luck, so that candidates differ by their staff alone.

use super::model::Model;
use super::outcome::Outcome;
use super::{NoLog, Options, Unwatched, Watch, host};
use rayon::prelude::*;
use serde::Serialize;

/// Applications by which the work of each desk is judged.
const PILOT: u64 = 20_000;

/// What is searched.
#[derive(Debug, Clone)]
pub struct Search {
    /// Most people altogether; none: half as many again as there are.
    pub budget: Option<u32>,
    /// Most candidates that are played.
    pub candidates: usize,
}

/// Staff that was tried.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Candidate {
    /// People at each desk, in the order of [`Model::desks`].
    pub people: Vec<u32>,
    /// All of them together.
    pub total: u32,
    /// Mean time of an application, hours.
    pub cycle_hours: f64,
    /// 95 in 100 are done in so many hours.
    pub p95_hours: f64,
    /// Share of items that were not overdue.
    pub on_time: f64,
    /// Nobody does better with as few people.
    pub is_best: bool,
}

/// What a search found.
#[derive(Debug, Clone, Serialize)]
pub struct Front {
    /// The desks, in the order of each candidate's people.
    pub desks: Vec<String>,
    /// Fewest people with which each desk can do its work in the long run.
    pub least: Vec<u32>,
    /// Everything that was tried, by people and then by time.
    pub tried: Vec<Candidate>,
}

impl Front {
    /// Those that nobody betters, from the fewest people on.
    pub fn best(&self) -> impl Iterator<Item = &Candidate> {
        self.tried.iter().filter(|candidate| candidate.is_best)
    }
}

/// Searches staff. Begins with the fewest people that are not overloaded, and gives one more to each desk in turn:
/// of those with as many people only the quickest are gone on from, as many as the number of candidates allows.
pub fn staffing(model: &Model<'_>, options: &Options, search: &Search, watch: &dyn Watch) -> Front {
    let least = least(model, options);
    let now: u32 = model.desks.iter().filter_map(|desk| desk.people).sum();
    let begin: u32 = least.iter().sum();
    let budget = search.budget.unwrap_or(now + now.div_ceil(2)).max(begin);
    let rounds = usize::try_from(budget - begin).unwrap_or(usize::MAX).max(1);
    // How many are gone on from in each round.
    let width = (search.candidates / rounds / least.len().max(1)).max(1);
    let mut tried: Vec<Candidate> = Vec::new();
    let mut beam = vec![least.clone()];
    while !beam.is_empty() && tried.len() < search.candidates && !watch.is_over() {
        let room = search.candidates - tried.len();
        beam.truncate(room);
        let played: Vec<Candidate> =
            beam.par_iter().map(|people| play(model, options, people, watch)).collect();
        let mut quickest: Vec<&Candidate> = played.iter().collect();
        quickest
            .sort_by(|a, b| a.cycle_hours.total_cmp(&b.cycle_hours).then_with(|| a.people.cmp(&b.people)));
        let mut next: Vec<Vec<u32>> = Vec::new();
        for from in quickest.iter().take(width).filter(|from| from.total < budget) {
            for at in 0..from.people.len() {
                let mut more = from.people.clone();
                if let Some(people) = more.get_mut(at) {
                    *people += 1;
                }
                if !next.contains(&more) {
                    next.push(more);
                }
            }
        }
        tried.extend(played.iter().cloned());
        beam = next;
    }
    mark(&mut tried);
    Front { desks: model.desks.iter().map(super::DeskFacts::name).collect(), least, tried }
}

/// The fewest people of each desk whose work does not pile up, by the work that a pilot brings.
fn least(model: &Model<'_>, options: &Options) -> Vec<u32> {
    let pilot = played(model, &Options { cases: options.cases.max(PILOT), ..options.clone() });
    let people = |(desk, facts): (&super::DeskFigures, &super::DeskFacts)| {
        let (load, now) = (desk.load.map(|load| load.mean), facts.people);
        match (load, now) {
            (Some(load), Some(now)) => ((load * f64::from(now)).ceil() as u32).max(1),
            _ => 1,
        }
    };
    pilot.desks.iter().zip(&model.desks).map(people).collect()
}

fn played(model: &Model<'_>, options: &Options) -> Outcome {
    let told = host::Host::new(model, options, 0, &mut NoLog).run(&Unwatched);
    Outcome::new(model, options, &[told])
}

fn play(model: &Model<'_>, options: &Options, people: &[u32], watch: &dyn Watch) -> Candidate {
    let mut model = model.clone();
    for (desk, people) in model.desks.iter_mut().zip(people) {
        desk.people = desk.people.map(|_| *people);
    }
    let outcome = played(&model, options);
    watch.done(options.cases);
    let ended: f64 = outcome.items.iter().map(|item| item.cycle.count as f64).sum();
    let on_time = outcome
        .items
        .iter()
        .map(|item| item.cycle.count as f64 * item.on_time.map_or(1.0, |share| share.mean));
    Candidate {
        people: people.to_vec(),
        total: people.iter().sum(),
        cycle_hours: outcome.cycle.mean.map_or(f64::INFINITY, |mean| mean.mean),
        p95_hours: outcome.cycle.p95.map_or(f64::INFINITY, |p95| p95.mean),
        on_time: if ended > 0.0 { on_time.sum::<f64>() / ended } else { 1.0 },
        is_best: false,
    }
}

/// Sorts by people and time, and marks those that nobody with as few people betters.
fn mark(tried: &mut [Candidate]) {
    tried.sort_by(|a, b| {
        a.total
            .cmp(&b.total)
            .then(a.cycle_hours.total_cmp(&b.cycle_hours))
            .then_with(|| a.people.cmp(&b.people))
    });
    let mut quickest = f64::INFINITY;
    for candidate in tried {
        candidate.is_best = candidate.cycle_hours < quickest;
        quickest = quickest.min(candidate.cycle_hours);
    }
}

#[cfg(test)]
mod tests {
    use super::{Candidate, mark};

    #[test]
    fn nobody_betters_the_best() {
        let candidate = |people: &[u32], cycle_hours: f64| Candidate {
            people: people.to_vec(),
            total: people.iter().sum(),
            cycle_hours,
            p95_hours: 0.0,
            on_time: 1.0,
            is_best: false,
        };
        let mut tried = vec![
            candidate(&[2, 2], 5.0),
            candidate(&[1, 2], 9.0),
            candidate(&[3, 1], 6.0),
            candidate(&[2, 3], 5.5),
            candidate(&[2, 1], 8.0),
        ];
        mark(&mut tried);
        let best: Vec<&[u32]> = tried.iter().filter(|c| c.is_best).map(|c| &c.people[..]).collect();
        assert_eq!(best, [&[2, 1][..], &[2, 2]]);
    }
}
