//! The reference model, on which simulators are compared: what is known of it exactly, and what others measured.

use super::{options, played, read};

const MODEL: &[u8] = include_bytes!("../../../benches/reference-model/scenario.yaml");
const CATALOGUE: &[u8] = include_bytes!("../../../benches/reference-model/catalogue/reference-model.yaml");

#[test]
fn the_reference_model_comes_out() {
    let scenario = read(MODEL, &[("reference-model.yaml", CATALOGUE)]);
    let outcome = played(&scenario, "joint", &options(20_000, 10, 82.0));
    assert_eq!((outcome.cases, outcome.completed, outcome.stuck), (200_000, 200_000, 0));
    // Work over what people can do in the long run, 35 hours a week: the week in which a run ends would count as it
    // falls. Exactly so, but for the seconds to which the medians are rounded.
    let loads = [0.8221, 0.8632, 0.7673, 0.7193];
    for (desk, exact) in outcome.desks.iter().zip(loads) {
        let (hours, people) = (desk.hours.unwrap(), f64::from(desk.people.unwrap()));
        let scale = 82.0 / 20_000.0 / (people * 5.0);
        let off = (hours.mean * scale - exact).abs();
        assert!(off <= hours.half_width.unwrap() * scale + 0.002, "{}: {hours:?}, exactly {exact}", desk.id);
    }
    // Six other engines of ten thousand to ten million applications: 41.41 h; waits of the departments.
    let cycle = outcome.cycle.mean.unwrap();
    let form = 1.0 / 6.0;
    assert!((cycle.mean - form - 41.41).abs() <= cycle.half_width.unwrap() + 0.05, "{cycle:?}");
    for (desk, others) in outcome.desks.iter().zip([15.16, 5.78, 0.84, 0.76]) {
        let wait = desk.wait.unwrap();
        let off = (wait.mean - others).abs();
        assert!(off <= wait.half_width.unwrap() + 0.03, "{}: {wait:?}, others {others}", desk.id);
    }
    // One form beside the 16.789 activities that are known exactly.
    let activities = outcome.activities as f64 / outcome.cases as f64;
    assert!((activities - 17.789).abs() < 0.02, "{activities}");
}

/// Nothing is forgotten: applications that came, are over and still there; what a queue held over time is what its
/// work waited.
#[test]
fn what_comes_in_goes_out() {
    let scenario = read(MODEL, &[("reference-model.yaml", CATALOGUE)]);
    let planner = crate::plan::derive::Planner::new(&scenario);
    let model = super::model(&planner, "joint");
    let options = options(5_000, 1, 82.0);
    let mut log = super::super::NoLog;
    let told = super::super::host::Host::new(&model, &options, 0, &mut log).run(&super::super::Unwatched);
    assert_eq!(told.arrived, told.completed + told.lost + told.stuck);
    assert_eq!(told.under_way.level().integral(told.end), told.sojourn, "Little's law, exactly");
    for course in told.desks.iter().map(|desk| &desk.queue).chain([&told.under_way]) {
        let whole = course.level().integral(told.end);
        assert_eq!(course.week().map(|(sum, _)| sum).sum::<i128>(), whole, "by hour of the week");
        assert_eq!(course.spans().told(told.end).map(|(sum, _)| sum).sum::<i128>(), whole, "over time");
    }
    let flow =
        |spans: &super::super::statistics::Spans| spans.told(told.end).map(|(sum, _)| sum).sum::<i128>();
    assert_eq!((flow(&told.came), flow(&told.ended)), (told.arrived.into(), told.completed.into()));
    for desk in &told.desks {
        assert_eq!(
            desk.queue.level().integral(told.end),
            desk.waited + desk.waited_in_vain,
            "Little's law, exactly"
        );
    }
}

/// The same seed gives the same bytes, on one thread or two; another gives others.
#[test]
fn threads_change_nothing() {
    let scenario = read(MODEL, &[("reference-model.yaml", CATALOGUE)]);
    let on = |threads: usize, seed: u64| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let options = super::Options { seed, ..options(1_000, 6, 82.0) };
        serde_json::to_string(&pool.install(|| played(&scenario, "joint", &options))).unwrap()
    };
    assert_eq!(on(1, 3), on(2, 3));
    assert_ne!(on(2, 3), on(2, 4));
}
