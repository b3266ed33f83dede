//! The minimal ask from the text of a scenario to what is asked, against an oracle that tries every set of
//! askable things by the rules of the format; and what follows from it: taking suppliers away, changing facts,
//! expected values.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

mod ask {
    mod away;
    pub mod bridge;
    pub mod census;
    mod expected;
    pub mod generate;
    pub mod model;
    mod newborn;
    pub mod optimum;
    pub mod oracle;
    mod rules;
    pub mod text;
    pub mod ways;
    pub mod world;
}

use ask::census::Census;
use ask::optimum::{Accepted, Judged, judge, some_ways, told};
use onething_engine::plan::derive::Planner;
use onething_engine::random::Random;
use onething_tests::volume::volume;

/// Ways judged of each scenario.
const WAYS: usize = 2;

#[test]
fn no_smaller_set_of_things_to_ask_would_do() {
    let cases = volume("ask-optimum", 50_000, 4_000);
    let (mut accepted, mut random) = (Accepted::from(0), Random::new(1));
    let (mut census, mut judged, mut too_many, mut impossible) = (Census::default(), 0, 0, 0);
    let mut failures: Vec<String> = Vec::new();
    while judged < cases {
        let (seed, model, scenario) = accepted.draw();
        let planner = Planner::new(&scenario);
        let mut counted = false;
        for way in some_ways(&model, &mut random, WAYS) {
            match judge(&planner, &model, &way, None, &mut census) {
                Ok(Judged::Agreed { .. }) => {
                    judged += 1;
                    if !std::mem::replace(&mut counted, true) {
                        census.add(&model);
                    }
                }
                Ok(Judged::Impossible) => impossible += 1,
                Ok(Judged::TooMany) => too_many += 1,
                Err(why) => failures.push(told(seed, &planner, &model, &way, None, &why)),
            }
        }
        assert!(failures.len() < 60, "{}\n{} failures in {judged}", shortest(&failures), failures.len());
    }
    assert!(failures.is_empty(), "{}\n{} failures in {judged}", shortest(&failures), failures.len());
    println!("{judged} asks judged; {impossible} impossible, {too_many} with too many sets to try");
    accepted.require_few_refused();
    assert!(too_many * 10 < judged, "{too_many} could not be judged");
    census.require(100);
}

/// The failure that is quickest to read.
fn shortest(failures: &[String]) -> &str {
    failures.iter().min_by_key(|f| f.len()).map_or("", |f| f)
}

#[test]
fn settling_what_cannot_be_spared_changes_no_optimum() {
    use ask::oracle::{Change, Oracle, Outcome};
    use ask::world::World;
    let (mut accepted, mut random, mut judged) = (Accepted::from(1 << 42), Random::new(3), 0);
    while judged < 100 {
        let (seed, model, _) = accepted.draw();
        for (answers, applicant) in some_ways(&model, &mut random, 1) {
            let oracle = Oracle::new(&World::new(&model, &answers, applicant), &Change::default()).unwrap();
            if let (Outcome::Found(short), Outcome::Found(long)) = (oracle.best(), oracle.best_of_all_sets())
            {
                judged += 1;
                assert_eq!((short.cost, short.questions), (long.cost, long.questions), "seed {seed}");
            }
        }
    }
}
