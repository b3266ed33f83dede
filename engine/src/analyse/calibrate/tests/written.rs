//! What is written for the designer is accepted by `check`, and shares have the intervals of the books.

use crate::analyse::calibrate::fit::Law;
use crate::analyse::calibrate::overlay::{work_time, written};
use crate::analyse::calibrate::{Asked, Places, Row, Share, calibrate, elapsed, overlay, read};
use crate::check::check;
use crate::scenario::facts::Facts;
use crate::scenario::lower::value;
use crate::scenario::model::{Arrivals, Scenario, WorkTime};
use crate::scenario::syntax::fmt::fmt;
use jiff::tz::{TimeZone, offset};
use std::fmt::Write;
use std::sync::{Arc, LazyLock};

const MODEL: &str = include_str!("../../../../benches/reference-model/scenario.yaml");
const CATALOGUE: &[u8] = include_bytes!("../../../../benches/reference-model/catalogue/reference-model.yaml");

/// Looks at a log as that of the reference model.
pub(super) fn asked() -> Asked<'static> {
    static PLACES: LazyLock<Places> = LazyLock::new(|| Places::of(scenario()));
    let place = &|row: &Row| PLACES.place(row);
    Asked { worked: &elapsed, place, zone: TimeZone::fixed(offset(8)), window: None, taken: None }
}

pub(super) fn scenario() -> &'static Scenario {
    static SCENARIO: LazyLock<Arc<Scenario>> = LazyLock::new(|| accepted(MODEL).scenario.unwrap());
    &SCENARIO
}

/// Three weeks of work in office hours; every tenth visit returned, every fiftieth refused.
fn log() -> String {
    let mut text = "case,activity,item,kind,start,end,outcome\r\n".to_owned();
    for case in 0..600 {
        let (day, hour, minute) = (2 + case % 19, 9 + case % 8, case % 47);
        let outcome = match case % 50 {
            49 => "refused",
            rest if rest % 10 == 0 => "returned",
            _ => "done",
        };
        let start = format!("2026-03-{day:02}T{hour:02}:{minute:02}:00+08:00");
        let end = format!("2026-03-{day:02}T{hour:02}:{:02}:{:02}+08:00", minute + 3 + case % 9, case % 60);
        writeln!(text, "{case},birth_cert.review,birth_cert,human,{start},{end},{outcome}").unwrap();
    }
    text
}

fn accepted(text: &str) -> crate::check::Checked {
    let checked = check(("scenario.yaml", text.as_bytes()), &[("reference-model.yaml", CATALOGUE)]);
    assert!(!checked.has_errors(), "{:?}\n{text}", checked.diagnostics.first());
    checked
}

/// The reference model with an overlay in its list.
pub(super) fn applied(overlay: &str) -> Arc<Scenario> {
    let model = MODEL.replacen("catalogue: reference_model", "catalogue: [reference_model, measured]", 1);
    let beside = [("reference-model.yaml", CATALOGUE), ("measured.yaml", overlay.as_bytes())];
    let checked = check(("scenario.yaml", model.as_bytes()), &beside);
    let wrong = checked.diagnostics.iter().find(|found| !found.code.starts_with("H02"));
    assert!(wrong.is_none(), "{wrong:?}\n{overlay}");
    checked.scenario.unwrap()
}

#[test]
fn what_is_written_is_accepted_and_holds() {
    let calibration = calibrate(&read(&log()).unwrap(), &asked());
    let text = overlay(&calibration, scenario(), "measured", "办件日志: \"2026\"\n# 3 月");
    println!("{text}");
    assert_eq!(fmt(&text).unwrap(), text);
    let told = applied(&text);
    let Some(Arrivals::Poisson { per_day, hours: Some(_), .. }) = &told.simulation.arrivals else {
        panic!("{:?}", told.simulation.arrivals)
    };
    assert!((per_day / calibration.arrivals.as_ref().unwrap().per_day - 1.0).abs() < 1e-3);
    assert_eq!(told.simulation.source.as_ref().map(|s| &*s.text), Some("办件日志: \"2026\"\n# 3 月"));
    assert!(text.contains("rounds.chance: what was returned does not come again"), "{text}");
    let rounds = &told.items["birth_cert"].steps[1];
    let review = rounds.all().into_iter().find(|step| &*step.name == "review").unwrap();
    assert_eq!((review.outcome.approve, review.outcome.correct, review.outcome.reject), (0.88, 0.1, 0.02));
    let was = &scenario().items["birth_cert"].steps[1];
    assert_ne!(review.takes, was.all()[2].takes, "{text}");
    // What the log says nothing of is as it was.
    let (was, is) = (Facts::of(scenario()), Facts::of(&told));
    let changed = is.iter().filter(|(path, value)| was.get(path) != Some(value)).map(|(path, _)| path);
    let changed: Vec<&str> = changed.filter(|path| !path.starts_with("simulation.arrivals")).collect();
    let steps = "items.birth_cert.steps";
    let wanted = ["review.takes", "review.outcome (approve, correct, reject)"];
    assert_eq!(changed, wanted.map(|key| format!("{steps}.{key}")));
}

#[test]
fn work_times_are_written_as_they_are_read() {
    let laws = [
        Law::Fixed { length: 600_000.0 },
        Law::Exponential { mean: 1_234.6 },
        Law::Uniform { low: 0.0, high: 1_500_000.4 },
        Law::Triangular { low: 3_141.0, likely: 480_000.0, high: 1_800_000.0 },
        Law::Lognormal { median: 644_123.0, sigma: 0.47 },
        Law::Gamma { mean: 1_200_000.7, shape: 0.412_345_6 },
        Law::Exponential { mean: 9e12 },
    ];
    for law in laws {
        let work = work_time(&law).unwrap();
        let text = MODEL.replace("{ lognormal: { median: 644s, p95: 1401s } }", &written(&work));
        let checked = accepted(&text);
        assert!(checked.scenario.is_some());
        if let Some(mean) = work.mean_minutes() {
            assert!((mean * 60_000.0 / law.mean() - 1.0).abs() < 2e-3, "{law:?}: {work}");
        }
    }
    assert_eq!(work_time(&Law::Fixed { length: 600_000.0 }).map(|w| written(&w)), Some("10min".into()));
    assert_eq!(work_time(&Law::Exponential { mean: 0.2 }), None);
    assert_eq!(value::period_text("10min").map(WorkTime::Fixed), work_time(&Law::Fixed { length: 6e5 }));
}

#[test]
fn shares_have_the_intervals_of_the_books() {
    // Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    let table =
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)];
    for (count, of, low, high) in table {
        let told = Share::of(count, of).unwrap().interval;
        assert!(
            (told.low - low).abs() < 5e-5 && (told.high - high).abs() < 5e-5,
            "{count} of {of}: {told:?}"
        );
    }
    assert_eq!(Share::of(0, 0), None);
}

#[test]
fn an_empty_log_is_no_mistake() {
    let calibration = calibrate(&read("case,activity,start,end\n").unwrap(), &asked());
    assert_eq!((calibration.rows, calibration.cases, calibration.arrivals.is_none()), (0, 0, true));
    let text = overlay(&calibration, scenario(), "measured", "");
    assert!(text.contains("facts: {}") && text.contains("source: \"assumed\""), "{text}");
    applied(&text);
    assert!(serde_json::to_string(&calibration).is_ok());
}
