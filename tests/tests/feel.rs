//! The expression language against cases written from the standard (DMN 1.5 chapter 10): `tests/feel/*.txt`.
//!
//! A file reads line by line. `#` begins a comment. `given name: type = value` declares a name for the rest of
//! the file, `given name: type` one whose value is unknown, `given today = 2026-03-02` the day. Then cases:
//! `expression => value`, the value as [`written`] writes it, and not through the language that is tested;
//! `expression !! E0303` for a mistake found in compiling, `expression !! NoValue` for one found in evaluating.
//! `name ~ tests` asks unary tests of a name. In `outside.txt`, `expression -> construct` must be refused under
//! that name.

#![allow(clippy::expect_used)] // A case file that is not well-formed is a failed test.

use jiff::civil::{Date, Weekday};
use onething_engine::expression::{
    Expression, ExpressionError, Scope, Slot, Type, UnknownName, Value, Values, WorkingDays, compile,
    compile_unary_tests,
};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the files have to hold in all.
const LEAST_CASES: usize = 300;

#[test]
fn cases_come_out_as_the_standard_has_it() {
    let mut failures = Vec::new();
    let mut total = 0;
    for path in files() {
        let topic = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a case file");
        let mut world = World::default();
        let mut cases = 0;
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(declaration) = line.strip_prefix("given ") {
                world.declare(declaration);
                continue;
            }
            cases += 1;
            if let Err(why) = world.case(line) {
                failures.push(format!("{topic}.txt:{}: {line}\n    {why}", number + 1));
            }
        }
        assert!(cases > 0, "{topic}.txt has no cases");
        println!("{topic}: {cases} cases");
        total += cases;
    }
    println!("{total} cases in all");
    assert!(failures.is_empty(), "{} of {total} cases fail:\n{}", failures.len(), failures.join("\n"));
    assert!(total >= LEAST_CASES, "only {total} cases");
}

fn files() -> Vec<PathBuf> {
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("feel");
    let entries = fs::read_dir(room).expect("the room of the cases");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    files.sort();
    files
}

/// The names that a file has given so far.
#[derive(Default)]
struct World {
    names: BTreeMap<String, (Slot, Type)>,
    found: BTreeMap<String, Slot>,
    values: Vec<Option<Value>>,
    today: Option<Date>,
}

impl World {
    fn declare(&mut self, declaration: &str) {
        let (head, value) = declaration.split_once(" = ").map_or((declaration, None), |(h, v)| (h, Some(v)));
        if head == "today" {
            self.today = value.map(|day| day.parse().expect("a date"));
            return;
        }
        let slot = Slot(u32::try_from(self.values.len()).expect("few names"));
        if let Some(service) = head.strip_prefix("found ") {
            self.found.insert(service.to_owned(), slot);
            self.values.push(value.map(|truth| Value::Boolean(truth == "true")));
            return;
        }
        let (name, ty) = head.split_once(": ").expect("name: type");
        let ty = type_named(ty);
        let value = value.map(|text| {
            let compiled = compile(text, self, Some(&ty)).unwrap_or_else(|e| panic!("{declaration}: {e:?}"));
            compiled.evaluate(self).expect("a value")
        });
        self.names.insert(name.to_owned(), (slot, ty));
        self.values.push(value);
    }

    fn case(&self, line: &str) -> Result<(), String> {
        if let Some((text, construct)) = line.rsplit_once(" -> ") {
            return self.refused(text.trim(), construct.trim());
        }
        if let Some((text, code)) = line.rsplit_once(" !! ") {
            return self.fails(text.trim(), code.trim());
        }
        let (text, wanted) = line.rsplit_once(" => ").ok_or("neither `=>` nor `!!` nor `->`")?;
        let expression = self.compiled(text.trim()).map_err(|errors| told(&errors))?;
        let value = expression.evaluate(self).map_err(|error| format!("has no value: {error:?}"))?;
        let value = written(&value);
        if value == wanted.trim() { Ok(()) } else { Err(format!("is {value}")) }
    }

    fn compiled(&self, text: &str) -> Result<Expression, Vec<ExpressionError>> {
        match text.split_once(" ~ ") {
            Some((name, tests)) => {
                let (slot, ty) = self.names.get(name.trim()).expect("an input that is given");
                compile_unary_tests(tests.trim(), self, *slot, ty)
            }
            None => compile(text, self, None),
        }
    }

    fn fails(&self, text: &str, wanted: &str) -> Result<(), String> {
        let found = match self.compiled(text) {
            Err(errors) => errors.iter().map(|e| e.code().to_owned()).collect(),
            Ok(expression) => match expression.evaluate(self) {
                Err(error) => vec![format!("{error:?}")],
                Ok(value) => return Err(format!("is {}", written(&value))),
            },
        };
        let same = |code: &String| code == wanted || code.starts_with(&format!("{wanted}("));
        if found.iter().any(same) { Ok(()) } else { Err(format!("fails with {found:?}")) }
    }

    fn refused(&self, text: &str, construct: &str) -> Result<(), String> {
        let errors = match self.compiled(text) {
            Err(errors) => errors,
            Ok(_) => return Err("compiles".to_owned()),
        };
        let named = |e: &ExpressionError| e.code() == "E0309" && e.message_en().contains(construct);
        if errors.iter().any(named) { Ok(()) } else { Err(told(&errors)) }
    }
}

fn told(errors: &[ExpressionError]) -> String {
    let told: Vec<String> = errors.iter().map(|e| format!("{} {}", e.code(), e.message_en())).collect();
    told.join("; ")
}

fn type_named(name: &str) -> Type {
    if let Some(inner) = name.strip_prefix("list of ") {
        return Type::List(Box::new(type_named(inner)));
    }
    if let Some(values) = name.strip_prefix("one of ") {
        return Type::OneOf(values.split(' ').map(Arc::from).collect());
    }
    match name {
        "number" => Type::Number,
        "text" => Type::Text,
        "boolean" => Type::Boolean,
        "date" => Type::Date,
        "time" => Type::Time,
        "date and time" => Type::DateTime,
        "days" => Type::DaysDuration,
        "months" => Type::MonthsDuration,
        other => panic!("no type {other}"),
    }
}

/// A value, independent of the language.
fn written(value: &Value) -> String {
    match value {
        Value::Number(n) if n.is_zero() => "0".to_owned(),
        Value::Number(n) => n.normalize().to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::Boolean(truth) => truth.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Time(time) => time.to_string(),
        Value::DateTime(moment) => moment.to_string(),
        Value::DaysDuration(seconds) => {
            let s = seconds.0.unsigned_abs();
            let days = parts(&[(s / 86_400, 'D')]);
            let time = parts(&[(s / 3_600 % 24, 'H'), (s / 60 % 60, 'M'), (s % 60, 'S')]);
            duration(seconds.0 < 0, &if time.is_empty() { days } else { format!("{days}T{time}") }, "T0S")
        }
        Value::MonthsDuration(months) => {
            let m = months.0.unsigned_abs();
            duration(months.0 < 0, &parts(&[(m / 12, 'Y'), (m % 12, 'M')]), "0M")
        }
        Value::List(members) => {
            format!("[{}]", members.iter().map(written).collect::<Vec<_>>().join(", "))
        }
        Value::Range(range) => {
            let end = |end: &Option<(Value, bool)>| end.as_ref().map(|(v, inside)| (written(v), *inside));
            let (low, low_in) = end(&range.low).unwrap_or_default();
            let (high, high_in) = end(&range.high).unwrap_or_default();
            let (open, close) = (if low_in { '[' } else { '(' }, if high_in { ']' } else { ')' });
            format!("{open}{low}..{high}{close}")
        }
    }
}

fn parts(parts: &[(u64, char)]) -> String {
    parts.iter().filter(|(amount, _)| *amount > 0).map(|(amount, unit)| format!("{amount}{unit}")).collect()
}

fn duration(negative: bool, parts: &str, zero: &str) -> String {
    format!("{}P{}", if negative { "-" } else { "" }, if parts.is_empty() { zero } else { parts })
}

impl Scope for World {
    fn resolve(&self, path: &[&str]) -> Result<(Slot, Type), UnknownName> {
        self.names.get(&path.join(".")).cloned().ok_or(UnknownName { nearest: None, at_segment: 0 })
    }

    fn resolve_found(&self, path: &[&str], _: Option<&str>) -> Result<Slot, UnknownName> {
        self.found.get(&path.join(".")).copied().ok_or(UnknownName { nearest: None, at_segment: 0 })
    }

    fn has_calendar(&self) -> bool {
        self.today.is_some()
    }
}

impl Values for World {
    fn get(&self, slot: Slot) -> Option<Value> {
        self.values.get(slot.0 as usize).cloned().flatten()
    }

    fn today(&self) -> Option<Date> {
        self.today
    }

    fn working_days(&self) -> Option<&dyn WorkingDays> {
        Some(&Plain)
    }
}

/// Monday to Friday of 2026, without holidays: enough to see what the functions hand through.
struct Plain;

impl WorkingDays for Plain {
    fn is_working_day(&self, day: Date) -> Option<bool> {
        (day.year() == 2026).then(|| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
    }

    fn add(&self, day: Date, working_days: i64) -> Option<Date> {
        let (mut day, mut left) = (day, working_days.abs());
        while left > 0 {
            day = if working_days > 0 { day.tomorrow().ok()? } else { day.yesterday().ok()? };
            left -= i64::from(self.is_working_day(day)?);
        }
        Some(day)
    }

    fn between(&self, from: Date, to: Date) -> Option<i64> {
        if to < from {
            return self.between(to, from).map(|days| -days);
        }
        let (mut day, mut days) = (from, 0);
        while day < to {
            day = day.tomorrow().ok()?;
            days += i64::from(self.is_working_day(day)?);
        }
        Some(days)
    }
}
