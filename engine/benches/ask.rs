//! How long the minimal ask takes: `cargo bench -p onething-engine --bench ask`.
//!
//! Prints the median and the slowest of repeated runs, and the size of the answer.

#![allow(clippy::disallowed_methods)]

use std::time::Instant;

use onething_engine::plan::horn::{Askable, Atom, Problem, Rule, derivation, solve};

fn main() {
    measure("typical: 200 atoms, 150 rules, 40 goals", 2000, &typical(7));
    measure("typical, few services", 2000, &scenario(200, 60, 40, 3));
    for (keys, results, seed) in [(30, 45, 1), (40, 80, 2), (60, 120, 3)] {
        measure(&format!("hard: cover {results} results by {keys} keys"), 5, &covering(keys, results, seed));
    }
    measure("city: 60,000 atoms, 46,000 rules", 100, &city(11));
}

fn measure(name: &str, runs: usize, problem: &Problem) {
    let mut times: Vec<f64> =
        (0..runs).map(|_| time(|| drop(std::hint::black_box(solve(problem, 10_000))))).collect();
    times.sort_by(f64::total_cmp);
    let (median, slowest) = (times[runs / 2] * 1e6, times[runs - 1] * 1e6);
    println!("{name}: median {median:.0} µs, slowest {slowest:.0} µs");
    match solve(problem, 10_000) {
        Ok(found) => {
            let rules = time(|| drop(std::hint::black_box(derivation(problem, &found.asked)))) * 1e6;
            let (asked, cost, nodes) = (found.asked.len(), found.cost, found.nodes_explored);
            let proved = (found.lower_bound, found.optimal, found.first_of_ties);
            println!(
                "    {asked} asked, cost {cost}, proved {proved:?}, {nodes} nodes; derivation {rules:.0} µs"
            );
        }
        Err(lost) => println!("    {} goals cannot be derived", lost.goals.len()),
    }
}

fn time(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// SplitMix64 (Steele, Lea & Flood 2014), for instances that are the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % u64::from(bound)) as u32
    }

    fn some(&mut self, count: u32, from: u32, bound: u32) -> Vec<Atom> {
        (0..count).map(|_| from + self.below(bound)).collect()
    }
}

fn service(body: Vec<Atom>, heads: Vec<Atom>) -> Rule {
    Rule { body, heads, calls: 1, needs_item: false }
}

fn typical(seed: u64) -> Problem {
    scenario(200, 150, 40, seed)
}

/// A scenario: services with one to three keys of which most are low-numbered, four results each; nine atoms
/// in ten may be asked, one in eight is a material.
fn scenario(atoms: u32, rules: u32, goals: u32, seed: u64) -> Problem {
    let mut random = Random(seed);
    let mut problem = Problem { atoms, given: vec![0, 1], ..Problem::default() };
    for _ in 0..rules {
        let keys = 1 + random.below(3);
        let body = random.some(keys, 2, atoms / 3);
        let heads = random.some(4, 2, atoms - 2);
        problem.rules.push(service(body, heads));
    }
    problem.goals = random.some(goals, 2, atoms - 2);
    for atom in (0..atoms).filter(|atom| atom % 10 != 9 || problem.goals.contains(atom)) {
        let cost = if random.below(8) == 0 { 5 } else { 1 };
        problem.askable.push(Askable { atom, cost, question: random.below(10) == 0 });
    }
    problem
}

/// Each result follows from any of three pairs of keys; nothing else may be asked.
fn covering(keys: u32, results: u32, seed: u64) -> Problem {
    let mut random = Random(seed);
    let mut problem = Problem { atoms: keys + results, ..Problem::default() };
    for goal in keys..keys + results {
        for _ in 0..3 {
            problem.rules.push(service(random.some(2, 0, keys), vec![goal]));
        }
        problem.goals.push(goal);
    }
    problem.askable = (0..keys).map(|atom| Askable { atom, cost: 1, question: false }).collect();
    problem
}

/// A city: 46,000 services in departments of 130 atoms, each service within its department but for one key in
/// ten.
fn city(seed: u64) -> Problem {
    let mut random = Random(seed);
    let (atoms, size) = (60_000, 130);
    let mut problem = Problem { atoms, given: (0..20).collect(), ..Problem::default() };
    for number in 0..46_000 {
        let base = (number % (atoms / size)) * size;
        let keys = 1 + random.below(3);
        let mut body = random.some(keys, base, size / 3);
        if random.below(10) == 0 {
            body[0] = random.below(20);
        }
        problem.rules.push(service(body, random.some(4, base + size / 3, size - size / 3)));
    }
    problem.goals = random.some(40, 0, 400);
    problem.askable = (0..atoms)
        .map(|atom| Askable { atom, cost: 1 + 4 * u32::from(atom % 9 == 0), question: false })
        .collect();
    problem
}
