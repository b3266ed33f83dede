//! How long conditions take: `cargo bench -p onething-engine --bench expression`.
//!
//! Prints the median time of one evaluation and of one compilation, with the limit of what a plan asks most.

#![allow(clippy::disallowed_methods)]

use std::hint::black_box;
use std::time::Instant;

use jiff::civil::{Date, date};
use onething_engine::expression::{Scope, Slot, Type, UnknownName, Value, Values, WorkingDays, compile};

/// The condition that the limit is about: a situation and an age.
const TYPICAL: &str = r#"married = "married" and age(child.birth_date) < 1"#;
/// Most nanoseconds that evaluating it may take.
const LIMIT: f64 = 150.0;

fn main() {
    let world = world();
    measure(&world, TYPICAL, Some(LIMIT));
    measure(&world, r#"married = "married""#, None);
    measure(&world, r#"married in ("married", "widowed")"#, None);
    measure(&world, "age(child.birth_date) in [0..18)", None);
    measure(&world, r#"child.birth_date + duration("P1M") >= date("2026-03-01")"#, None);
    measure(&world, "income * 0.2 + 100 > 1000", None);
    measure(&world, r#"some s in services satisfies starts with(s, "户口")"#, None);
}

fn measure(world: &World, text: &str, limit: Option<f64>) {
    let expression = match compile(text, world, Some(&Type::Boolean)) {
        Ok(expression) => expression,
        Err(errors) => return println!("{text}: {errors:?}"),
    };
    let evaluated = median(|| _ = black_box(black_box(&expression).evaluate_boolean(world)));
    let compiled = median(|| drop(black_box(compile(black_box(text), world, Some(&Type::Boolean)))));
    let limit = limit.map_or(String::new(), |limit| {
        let verdict = if evaluated < limit { "within" } else { "OVER" };
        format!(" ({verdict} the limit of {limit:.0} ns)")
    });
    println!("{text}\n    evaluated in {evaluated:.0} ns{limit}, compiled in {compiled:.0} ns");
}

/// Median nanoseconds of one run, over batches long enough for the clock.
fn median(mut work: impl FnMut()) -> f64 {
    const BATCH: u32 = 1000;
    let mut times: Vec<f64> = (0..200)
        .map(|_| {
            let start = Instant::now();
            (0..BATCH).for_each(|_| work());
            start.elapsed().as_secs_f64() * 1e9 / f64::from(BATCH)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

struct World {
    names: Vec<(&'static str, Type, Value)>,
}

fn world() -> World {
    let text = |t: &str| Value::Text(t.into());
    let statuses = Type::OneOf(["single", "married", "widowed"].map(Into::into).into());
    let services = ["出生登记", "户口登记", "医保参保"].map(text);
    World {
        names: vec![
            ("married", statuses, text("married")),
            ("child.birth_date", Type::Date, Value::Date(date(2025, 11, 3))),
            ("income", Type::Number, Value::Number(4200.into())),
            ("services", Type::List(Box::new(Type::Text)), Value::List(services.into())),
        ],
    }
}

impl Scope for World {
    fn resolve(&self, path: &[&str]) -> Result<(Slot, Type), UnknownName> {
        let name = path.join(".");
        let at = self.names.iter().position(|(n, _, _)| *n == name);
        let at = at.ok_or(UnknownName { nearest: None, at_segment: 0 })?;
        Ok((Slot(at as u32), self.names[at].1.clone()))
    }

    fn resolve_found(&self, _: &[&str], _: Option<&str>) -> Result<Slot, UnknownName> {
        Err(UnknownName { nearest: None, at_segment: 0 })
    }

    fn has_calendar(&self) -> bool {
        true
    }
}

impl Values for World {
    fn get(&self, slot: Slot) -> Option<Value> {
        self.names.get(slot.0 as usize).map(|(_, _, value)| value.clone())
    }

    fn today(&self) -> Option<Date> {
        Some(date(2026, 3, 2))
    }

    fn working_days(&self) -> Option<&dyn WorkingDays> {
        None
    }
}
