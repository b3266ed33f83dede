//! Taking services and licences away, one at a time: the ask grows by what each alone supplied.

use super::bridge;
use super::census::Census;
use super::model::Model;
use super::optimum::{Accepted, Judged, judge, some_ways, told};
use super::oracle::Supplier;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::random::Random;
use onething_tests::volume::volume;

fn suppliers(model: &Model) -> Vec<Supplier> {
    let shared = |(at, s): (usize, &super::model::Service)| s.shared.as_ref().map(|_| Supplier::Service(at));
    let listed = |(at, l): (usize, &super::model::Licence)| l.listed.as_ref().map(|_| Supplier::Licence(at));
    let services = model.services.iter().enumerate().filter_map(shared);
    services.chain(model.licences.iter().enumerate().filter_map(listed)).collect()
}

/// Whether a condition on a supply could keep it off, so that asking whether it is off costs something too.
fn conditional(model: &Model) -> bool {
    model.services.iter().any(|s| matches!(s.shared, Some(Some(_))))
        || model.licences.iter().any(|l| matches!(l.listed, Some(Some(_))))
}

#[test]
fn each_supplier_taken_away_costs_what_trying_all_sets_says() {
    let cases = volume("ask-taking-away", 50_000, 2_000);
    let (mut accepted, mut random) = (Accepted::from(1 << 40), Random::new(2));
    let (mut judged, mut grew, mut census) = (0, 0, Census::default());
    while judged < cases {
        let (seed, model, scenario) = accepted.draw();
        let planner = Planner::new(&scenario);
        for way in some_ways(&model, &mut random, 1) {
            let all = |without, census: &mut Census| {
                judge(&planner, &model, &way, without, census)
                    .unwrap_or_else(|why| panic!("{}", told(seed, &planner, &model, &way, without, &why)))
            };
            let Judged::Agreed { cost: usual } = all(None, &mut census) else { continue };
            for supplier in suppliers(&model) {
                let Judged::Agreed { cost } = all(Some(supplier), &mut census) else { continue };
                judged += 1;
                grew += usize::from(cost > usual);
                assert!(
                    cost >= usual || conditional(&model),
                    "{}",
                    told(seed, &planner, &model, &way, Some(supplier), "the ask shrinks")
                );
            }
            restored(&planner, &model, &way);
        }
    }
    println!("{judged} suppliers taken away, {grew} of them missed");
    assert!(grew * 20 > judged, "only {grew} of {judged} were missed: the scenarios rest on too little");
}

/// Deriving with a supplier away leaves nothing behind.
fn restored(planner: &Planner<'_>, model: &Model, (answers, applicant): &(Vec<u64>, usize)) {
    let plan = bridge::plan(planner.scenario);
    let way = bridge::way(planner.scenario, model, answers, *applicant);
    let ask = || {
        let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
        let asks: Vec<_> = derivation.asks.all().map(|a| (bridge::names(&derivation, a), a.proof)).collect();
        asks
    };
    let before = ask();
    for supplier in suppliers(model) {
        let taken = bridge::supplier(planner.scenario, model, supplier);
        planner.derive_without(plan, MeasureSet::all(plan), &way, &[taken]);
    }
    assert_eq!(before, ask());
}
