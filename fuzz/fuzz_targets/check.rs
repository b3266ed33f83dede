//! A sound scenario, changed at places: checked with the shipped catalogue, and compared where it is still sound.

#![no_main]

use libfuzzer_sys::fuzz_target;
use onething_engine::check::check_with;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::Way;
use onething_fuzz::findings::{lawful, ordered};
use onething_fuzz::library::shipped;
use onething_fuzz::script::edited;

fuzz_target!(|script: &str| {
    let text = edited(script);
    let (catalogue, sources) = shipped();
    let checked = check_with(("fuzz.yaml", text.as_bytes()), catalogue, sources.clone());
    lawful(&checked);
    ordered(&checked);
    let Some(scenario) = checked.scenario.as_ref().filter(|_| !checked.has_errors()) else { return };
    let planner = Planner::new(scenario);
    let base = Way::base(scenario);
    for plan in scenario.plans.values() {
        let [one, other] = [(); 2].map(|()| planner.derive(plan, MeasureSet::all(plan), &base));
        assert_eq!(format!("{:?}", one.asks), format!("{:?}", other.asks), "two derivations ask differently");
        assert_eq!(
            format!("{:?}", one.count()),
            format!("{:?}", other.count()),
            "two derivations count differently"
        );
    }
});
