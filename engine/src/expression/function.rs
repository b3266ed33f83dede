//! Functions: FEEL's of the subset (DMN 1.5 §10.3.4), and ours for ages and working days.

mod dates;
mod lists;
mod numbers;
mod ranges;
mod texts;

use super::error::{ErrorKind, ExpressionError};
use super::evaluate::{EvaluationError, Machine};
use super::outside::Construct;
use super::types::Type;
use super::value::Value;
use crate::nearest::nearest;
use std::ops::Range;

pub(super) use dates::{Member, member, members_of};

macro_rules! functions {
    ($($name:literal $variant:ident,)*) => {
        /// A function of the language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Function { Not, $($variant,)* }

        const NAMES: &[(&str, Function)] = &[$(($name, Function::$variant),)*];
    };
}

functions! {
    "date" Date, "time" Time, "date_and_time" DateAndTime, "duration" Duration,
    "years_and_months_duration" MonthsBetween, "number" Number, "string" String,
    "day_of_week" DayOfWeek, "day_of_year" DayOfYear, "month_of_year" MonthOfYear, "week_of_year" WeekOfYear,
    "last_day_of_month" LastDayOfMonth,
    "today" Today, "age" Age, "is_working_day" IsWorkingDay, "add_working_days" AddWorkingDays,
    "working_days_between" WorkingDaysBetween,
    "abs" Abs, "floor" Floor, "ceiling" Ceiling, "modulo" Modulo, "sqrt" Sqrt, "decimal" Decimal,
    "round_up" RoundUp, "round_down" RoundDown, "round_half_up" RoundHalfUp, "round_half_down" RoundHalfDown,
    "even" Even, "odd" Odd,
    "substring" Substring, "string_length" StringLength, "upper_case" UpperCase, "lower_case" LowerCase,
    "contains" Contains, "starts_with" StartsWith, "ends_with" EndsWith, "substring_before" SubstringBefore,
    "substring_after" SubstringAfter, "string_join" StringJoin,
    "count" Count, "sum" Sum, "min" Min, "max" Max, "mean" Mean, "median" Median, "all" All, "any" Any,
    "list_contains" ListContains, "append" Append, "concatenate" Concatenate, "insert_before" InsertBefore,
    "remove" Remove, "reverse" Reverse, "index_of" IndexOf, "distinct_values" DistinctValues, "union" Union,
    "sublist" Sublist, "flatten" Flatten,
    "before" Before, "after" After, "meets" Meets, "met_by" MetBy, "overlaps" Overlaps, "includes" Includes,
    "during" During, "starts" Starts, "finishes" Finishes, "coincides" Coincides,
    "overlaps_before" OverlapsBefore, "overlaps_after" OverlapsAfter, "finished_by" FinishedBy,
    "started_by" StartedBy,
}

/// FEEL's functions outside the subset, with what to use instead.
const OUTSIDE: &[(&str, &str)] = &[
    ("matches", "contains, starts_with, ends_with"),
    ("replace", "substring_before, substring_after"),
    ("split", "substring_before, substring_after"),
    ("sort", "min, max"),
    ("get_value", "a dotted name"),
    ("get_entries", "a dotted name"),
    ("context", "situations and elements"),
    ("context_put", "situations and elements"),
    ("context_merge", "situations and elements"),
    ("list_replace", "remove, insert before"),
    ("now", "today()"),
    ("is", "="),
    ("range", "[a..b]"),
    ("mode", "mean, median"),
    ("stddev", "mean"),
    ("product", "*"),
    ("log", "numbers without logarithms"),
    ("exp", "**"),
];

/// Why a call does not compile.
pub(super) enum Mistake {
    Unknown,
    Arguments(&'static str),
}

impl Mistake {
    pub(super) fn at(&self, name: &str, range: &Range<usize>) -> ExpressionError {
        match self {
            Mistake::Unknown => {
                if let Some((_, instead)) = OUTSIDE.iter().find(|(n, _)| *n == name) {
                    let name = name.replace('_', " ");
                    let zh = format!("FEEL 的函数 `{name}` 不在所用子集内");
                    let en = format!("FEEL's function `{name}` is outside the subset used here");
                    return ExpressionError::new(range.clone(), ErrorKind::OutsideSubset, zh, en)
                        .mend(format!("改用 {instead}"), format!("use {instead}"));
                }
                let found = ExpressionError::new(
                    range.clone(),
                    ErrorKind::UnknownFunction,
                    format!("没有函数 `{name}`"),
                    format!("no function `{name}`"),
                );
                match nearest(name, NAMES.iter().map(|(n, _)| *n).chain(["not", "found"])) {
                    Some(near) => {
                        found.mend(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?"))
                    }
                    None => found,
                }
            }
            Mistake::Arguments(wanted) => {
                let zh = format!("`{name}` 的参数应是 ({wanted})");
                let en = format!("`{name}` takes ({wanted})");
                ExpressionError::new(range.clone(), ErrorKind::WrongArguments, zh, en)
            }
        }
    }
}

/// The function of a name for arguments of some types, and the type of its result.
pub(super) fn find(name: &str, types: &[&Type]) -> Result<(Function, Type), Mistake> {
    let function = NAMES.iter().find(|(n, _)| *n == name).map(|(_, f)| *f).ok_or(Mistake::Unknown)?;
    let result = dates::result(function, types)
        .or_else(|| numbers::result(function, types))
        .or_else(|| texts::result(function, types))
        .or_else(|| lists::result(function, types))
        .or_else(|| ranges::result(function, types));
    match result {
        Some(Ok(ty)) => Ok((function, ty)),
        Some(Err(wanted)) => Err(Mistake::Arguments(wanted)),
        None => Err(Mistake::Unknown),
    }
}

/// What a function of a room says of some types: its result, or the arguments it takes; none if the function
/// is another room's.
type Signature = Option<Result<Type, &'static str>>;

impl Function {
    /// Whether it reads today or the calendar.
    pub(super) fn needs_calendar(self) -> bool {
        matches!(
            self,
            Function::Today
                | Function::Age
                | Function::IsWorkingDay
                | Function::AddWorkingDays
                | Function::WorkingDaysBetween
        )
    }

    /// Whether it builds a value that may as well be built at compile time.
    pub(super) fn builds(self) -> bool {
        matches!(self, Function::Date | Function::Time | Function::DateAndTime | Function::Duration)
    }

    /// Builds a value of constants; none if there is no such value.
    pub(super) fn build(self, arguments: &[Value]) -> Option<Value> {
        dates::build(self, arguments)
    }

    /// What in constants of which no value was built FEEL would have known: a time zone, say.
    pub(super) fn outside(self, arguments: &[Value]) -> Option<Construct> {
        dates::outside(self, arguments)
    }

    /// Calls it.
    pub(super) fn call(
        self,
        machine: &mut Machine<'_>,
        arguments: &[Value],
    ) -> Result<Value, EvaluationError> {
        if self == Function::Not {
            return match arguments {
                [Value::Boolean(truth)] => Ok(Value::Boolean(!truth)),
                _ => Err(EvaluationError::WrongType),
            };
        }
        let called = dates::call(self, machine, arguments)
            .or_else(|| numbers::call(self, arguments))
            .or_else(|| texts::call(self, machine, arguments))
            .or_else(|| lists::call(self, machine, arguments))
            .or_else(|| ranges::call(self, arguments));
        called.unwrap_or(Err(EvaluationError::WrongType))
    }
}

/// What calling a function of a room gives; none if the function is another room's.
type Called = Option<Result<Value, EvaluationError>>;
