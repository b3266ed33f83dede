//! Queueing theory: what formulas say of waits, losses and times in the house must come out.
//!
//! Formulas: Gross, Shortle, Thompson & Harris, "Fundamentals of Queueing Theory"; Kleinrock, "Queueing Systems";
//! fork and join of two: Flatto & Hahn 1984. The mean of all service is one hour.

use super::{model, options, read};
use crate::plan::derive::Planner;
use crate::simulate::statistics::t_quantile;
use crate::simulate::{Estimate, Options, Outcome, Unwatched, simulate};

/// What the applicant takes to fill the form, in hours: no queue is before it.
const FORM: f64 = 1.0 / 6.0;

/// A quarter of the applications goes before the others.
const URGENT: &str = "situations:\n  sort: { ask: Which, answers: [urgent, usual], weights: [0.25, 0.75] }\n\
                      simulation: { priority: ['sort = \"urgent\"'] }\n";

/// One configuration.
struct Truth {
    name: &'static str,
    /// Staff of the departments `a` and `b`.
    staff: [&'static str; 2],
    /// What the scenario says beside its frame.
    items: String,
    extra: &'static str,
    /// Applications an hour.
    per_hour: f64,
    told: fn(&Outcome) -> Option<Estimate>,
    exact: f64,
}

fn one(takes: &str) -> String {
    steps(&format!("{{ work: {{ role: clerk, takes: {takes} }} }}"))
}

fn steps(steps: &str) -> String {
    format!(
        "  one: {{ title: One, department: a, limit: {{ promised: 900wd }}, needs: {{ fields: [who.name] }}, \
         gives: {{ fields: {{ who: [result] }} }}, steps: [ {steps} ] }}\n"
    )
}

fn wait(outcome: &Outcome) -> Option<Estimate> {
    outcome.desks.first()?.wait
}

fn waited(outcome: &Outcome) -> Option<Estimate> {
    let at_once = outcome.desks.first()?.at_once?;
    Some(Estimate { mean: 1.0 - at_once.mean, ..at_once })
}

fn lost(outcome: &Outcome) -> Option<Estimate> {
    outcome.desks.first()?.turned_away
}

fn sojourn(outcome: &Outcome) -> Option<Estimate> {
    let mean = outcome.cycle.mean?;
    Some(Estimate { mean: mean.mean - FORM, ..mean })
}

/// Erlang's C: the chance to wait before `c` servers under `a` erlangs.
fn erlang_c(c: u32, a: f64) -> f64 {
    let b = erlang_b(c, a);
    let rho = a / f64::from(c);
    b / (1.0 - rho + rho * b)
}

/// Erlang's B, by its recursion.
fn erlang_b(c: u32, a: f64) -> f64 {
    (1..=c).fold(1.0, |b, n| a * b / (f64::from(n) + a * b))
}

fn mmc(c: u32, a: f64) -> f64 {
    erlang_c(c, a) / (f64::from(c) - a)
}

/// Pollaczek and Khinchin: the wait before one server, by the second moment of service.
fn pk(rho: f64, second: f64) -> f64 {
    rho * second / (2.0 * (1.0 - rho))
}

fn truths() -> Vec<Truth> {
    let exponential = "{ exponential: 60min }";
    let plain = |name, staff: &'static str, takes: &str, per_hour, told, exact| Truth {
        name,
        staff: [staff, "1"],
        items: one(takes),
        extra: "",
        per_hour,
        told,
        exact,
    };
    vec![
        plain("M/M/1 at 0.5: wait", "1", exponential, 0.5, wait, 1.0),
        plain("M/M/1 at 0.8: wait", "1", exponential, 0.8, wait, 4.0),
        plain("M/M/1 at 0.9: wait", "1", exponential, 0.9, wait, 9.0),
        plain("M/M/2 at 1.6: wait", "2", exponential, 1.6, wait, mmc(2, 1.6)),
        plain("M/M/5 at 4: wait", "5", exponential, 4.0, wait, mmc(5, 4.0)),
        plain("M/M/5 at 4: chance to wait", "5", exponential, 4.0, waited, erlang_c(5, 4.0)),
        plain("M/M/10 at 9: wait", "10", exponential, 9.0, wait, mmc(10, 9.0)),
        plain("M/D/1 at 0.8: wait", "1", "60min", 0.8, wait, pk(0.8, 1.0)),
        plain("M/E4/1 at 0.8: wait", "1", "{ gamma: { mean: 60min, shape: 4 } }", 0.8, wait, pk(0.8, 1.25)),
        plain(
            "M/lognormal/1 of variation 2 at 0.7: wait",
            "1",
            "{ lognormal: { median: 1609969ms, p95: 12974073ms } }",
            0.7,
            wait,
            pk(0.7, 5.0),
        ),
        plain(
            "M/H2/1 at 0.8: wait",
            "1",
            "{ mixture: [{ weight: 0.5, takes: { exponential: 12min } }, { weight: 0.5, takes: { exponential: 108min } }] }",
            0.8,
            wait,
            pk(0.8, 3.28),
        ),
        plain("M/M/50 at 45: wait", "50", exponential, 45.0, wait, mmc(50, 45.0)),
        plain("M/M/50 at 45: chance to wait", "50", exponential, 45.0, waited, erlang_c(50, 45.0)),
        Truth {
            name: "tandem M/M/1 and M/M/2 at 0.8: time in the house",
            staff: ["1", "2"],
            items: steps(
                "{ first: { role: clerk, takes: { exponential: 60min } } }, \
                 { second: { department: b, role: clerk, takes: { exponential: 60min } } }",
            ),
            extra: "",
            per_hour: 0.8,
            told: sojourn,
            exact: 1.0 / 0.2 + mmc(2, 0.8) + 1.0,
        },
        Truth {
            name: "M/M/1 with 5 % done again, at 0.76: time in the house",
            staff: ["1", "1"],
            items: steps(
                "{ rounds: { repeat: [ { work: { role: clerk, takes: { exponential: 60min }, gives: [who.passed] } } ], \
                 until: who.passed, chance: 0.95, most: 1000 } }",
            ),
            extra: "",
            per_hour: 0.76,
            told: sojourn,
            exact: (0.8 / 0.2) / 0.76,
        },
        Truth {
            name: "fork and join of two M/M/1 at 0.8: time in the house",
            staff: ["1", "1"],
            items: steps(
                "{ both: { parallel: [ \
                 { steps: [ { left: { role: clerk, takes: { exponential: 60min } } } ] }, \
                 { steps: [ { right: { department: b, role: clerk, takes: { exponential: 60min } } } ] } ] } }",
            ),
            extra: "",
            per_hour: 0.8,
            told: sojourn,
            exact: (12.0 - 0.8) / 8.0 / 0.2,
        },
        Truth {
            name: "M/M/1/5 at 0.8: turned away",
            staff: ["{ people: 1, queue: { capacity: 4 } }", "1"],
            items: one(exponential),
            extra: "",
            per_hour: 0.8,
            told: lost,
            exact: 0.2 * 0.8_f64.powi(5) / (1.0 - 0.8_f64.powi(6)),
        },
        Truth {
            name: "M/M/10/10 under 8: turned away",
            staff: ["{ people: 10, queue: { capacity: 0 } }", "1"],
            items: one(exponential),
            extra: "",
            per_hour: 8.0,
            told: lost,
            exact: erlang_b(10, 8.0),
        },
        Truth {
            name: "M/M/1 at 0.8, a quarter goes first: their wait",
            staff: ["1", "1"],
            items: one(exponential),
            extra: URGENT,
            per_hour: 0.8,
            told: |outcome| *outcome.desks.first()?.wait_by_rank.first()?,
            // W0 / (1 − ρ of those who go first), Cobham 1954.
            exact: 1.0,
        },
        Truth {
            name: "M/M/1 at 0.8, a quarter goes first: the others' wait",
            staff: ["1", "1"],
            items: one(exponential),
            extra: URGENT,
            per_hour: 0.8,
            told: |outcome| *outcome.desks.first()?.wait_by_rank.get(1)?,
            // W0 / ((1 − ρ of those who go first) (1 − ρ)).
            exact: 5.0,
        },
        Truth {
            name: "M/G/∞, a system: time in the house",
            staff: ["1", "1"],
            items: steps("{ ask: { call: far.look } }"),
            extra: "",
            per_hour: 0.8,
            told: sojourn,
            exact: 3.0,
        },
    ]
}

/// How many times as many applications it takes until the interval is narrow enough: waits that are rare or widely
/// spread.
fn more(truth: &Truth) -> u64 {
    match truth.name {
        "M/M/50 at 45: wait" => 8,
        "M/M/10 at 9: wait" | "M/M/1 at 0.9: wait" | "M/lognormal/1 of variation 2 at 0.7: wait" => 3,
        _ => 1,
    }
}

fn texts(truth: &Truth) -> (String, String) {
    let scenario = format!(
        "onething: 1\nkind: scenario\nid: truth\ntitle: Truth\nsource: assumed\nlead: a\ncatalogue: truth\n\
         people: {{ who: {{ title: Who, applicant: true }} }}\nsign_in: [who.id]\n{}items:\n{}\
         plans:\n  joint: {{ measures: [one_form, sign_in: far, results: reuse, parallel] }}\n",
        truth.extra, truth.items
    );
    let catalogue = format!(
        "onething: 1\nkind: catalogue\nid: truth\ntitle: Truth\nsource: assumed\n\
         calendars: {{ always: {{ zone: Asia/Shanghai, week: {{ mon_sun: \"00:00-24:00\" }} }} }}\n\
         departments:\n  a: {{ title: A, level: city, staff: {{ clerk: {} }} }}\n  \
         b: {{ title: B, level: city, staff: {{ clerk: {} }} }}\n\
         elements:\n  person:\n    id: {{ title: Id, type: text }}\n    name: {{ title: Name, type: text }}\n    \
         result: {{ title: Result, type: text, ask: never }}\n    passed: {{ title: Passed, type: boolean, ask: never }}\n    \
         kind: {{ title: Kind, type: text }}\n\
         systems:\n  far: {{ title: Far, department: a, simulated: {{ latency: {{ exponential: 180min }}, timeout: 10000h }}, \
         services: {{ look: {{ about: {{ it: person }}, given: [it.id], returns: [it.result] }} }} }}\n",
        truth.staff[0], truth.staff[1]
    );
    (scenario, catalogue)
}

/// The share by which an interval may be wide, and what lies outside.
fn outside(options: impl Fn(&Truth, usize) -> Options, widest: f64) -> Vec<String> {
    let mut wrong = Vec::new();
    for (number, truth) in truths().iter().enumerate() {
        let (scenario, catalogue) = texts(truth);
        let scenario = read(scenario.as_bytes(), &[("truth.yaml", catalogue.as_bytes())]);
        let planner = Planner::new(&scenario);
        let options = options(truth, number);
        let outcome = simulate(&model(&planner, "joint"), &options, &Unwatched);
        let told = (truth.told)(&outcome).unwrap();
        let half_width = told.half_width.unwrap();
        // The width is judged as that of one interval by itself.
        let point = |confidence: f64| t_quantile(0.5 + confidence / 2.0, told.count - 1).unwrap();
        let share = half_width / told.mean * point(0.95) / point(options.confidence);
        println!(
            "{:<55} {:>9.5} ± {:.5} ({:.1} %), exactly {:.5}",
            truth.name,
            told.mean,
            half_width,
            share * 100.0,
            truth.exact
        );
        if (told.mean - truth.exact).abs() > half_width || share > widest {
            wrong.push(format!("{}: {told:?}, exactly {}", truth.name, truth.exact));
        }
        assert_eq!(outcome.stuck, 0, "{}", truth.name);
    }
    wrong
}

/// All of them at once: each interval is so sure that 95 in 100 runs of the whole table have none outside.
#[test]
fn what_theory_says_comes_out() {
    let joint = 1.0 - 0.05 / truths().len() as f64;
    let full = std::env::var_os("ONETHING_VOLUME").is_some();
    let (cases, widest) = if full { (400_000, 0.02) } else { (30_000, 0.15) };
    let wrong = outside(
        |truth, number| Options {
            confidence: joint,
            seed: 1_000 + number as u64,
            warm_up: ((cases * more(truth)) as f64 * 0.1 / truth.per_hour * 3_600_000.0) as i64,
            ..options(cases * more(truth), 20, truth.per_hour * 24.0)
        },
        widest,
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}
