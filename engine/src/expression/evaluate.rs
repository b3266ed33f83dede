//! Evaluation within bounds. Truth is three-valued: `false and unknown` is false, `true or unknown` is true
//! (DMN 1.5 table 50); elsewhere an unknown value is an error that names it.

use super::ast::Operator;
use super::compiled::{Code, CodeTest};
use super::function::Function;
use super::limits::{FUEL, MAX_LIST};
use super::operate::operate;
use super::value::{RangeValue, Value};
use super::{Slot, Values};
use std::cmp::Ordering;
use std::sync::Arc;

/// Why an expression has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvaluationError {
    /// A name has no value yet.
    Unknown(Slot),
    /// A division by zero.
    DivisionByZero,
    /// A number, date or duration beyond what can be represented.
    OutOfRange,
    /// A date outside the loaded years of the calendar.
    Undetermined,
    /// There is no calendar or no today.
    NoCalendar,
    /// The steps one evaluation may take are used up.
    OutOfFuel,
    /// A list or text beyond what one evaluation may hold.
    TooLarge,
    /// A function of an empty list, a text that is no date, and the like.
    NoValue,
    /// A truth was asked for.
    NotBoolean,
    /// A host handed in a value of another type than the scope promised.
    WrongType,
}

impl EvaluationError {
    /// What happened, in Chinese.
    pub fn message_zh(self) -> &'static str {
        match self {
            Self::Unknown(_) => "有一个值尚不知道",
            Self::DivisionByZero => "除数为零",
            Self::OutOfRange => "数、日期或时长超出范围",
            Self::Undetermined => "日期超出已公布的放假安排",
            Self::NoCalendar => "没有可用的日历",
            Self::OutOfFuel => "计算步数用尽",
            Self::TooLarge => "列表或文字过长",
            Self::NoValue => "没有这样的值",
            Self::NotBoolean => "结果不是真假值",
            Self::WrongType => "值的类型与声明不符",
        }
    }

    /// What happened, in English.
    pub fn message_en(self) -> &'static str {
        match self {
            Self::Unknown(_) => "a value is not known yet",
            Self::DivisionByZero => "division by zero",
            Self::OutOfRange => "a number, date or duration out of range",
            Self::Undetermined => "a date beyond the published holidays",
            Self::NoCalendar => "no calendar at hand",
            Self::OutOfFuel => "too many steps",
            Self::TooLarge => "a list or text too long",
            Self::NoValue => "there is no such value",
            Self::NotBoolean => "not a truth value",
            Self::WrongType => "a value of another type than declared",
        }
    }
}

type Evaluated = Result<Value, EvaluationError>;

/// Evaluates compiled code.
pub(super) fn evaluate(code: &Code, values: &dyn Values) -> Evaluated {
    Machine { values, fuel: FUEL, variables: Vec::new() }.value(code)
}

pub(super) struct Machine<'a> {
    pub(super) values: &'a dyn Values,
    fuel: u32,
    variables: Vec<Value>,
}

impl Machine<'_> {
    pub(super) fn burn(&mut self, steps: usize) -> Result<(), EvaluationError> {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.fuel = self.fuel.checked_sub(steps).ok_or(EvaluationError::OutOfFuel)?;
        Ok(())
    }

    pub(super) fn value(&mut self, code: &Code) -> Evaluated {
        self.burn(1)?;
        match code {
            Code::Constant(value) => Ok(value.clone()),
            Code::Slot(slot) => self.values.get(*slot).ok_or(EvaluationError::Unknown(*slot)),
            Code::Variable(depth) => {
                let at = self.variables.len().checked_sub(depth + 1);
                at.and_then(|i| self.variables.get(i)).cloned().ok_or(EvaluationError::WrongType)
            }
            Code::SlotIs(slot, text, equal) => match self.values.get(*slot) {
                Some(Value::Text(value)) => Ok(Value::Boolean((value == *text) == *equal)),
                Some(_) => Err(EvaluationError::WrongType),
                None => Err(EvaluationError::Unknown(*slot)),
            },
            Code::Negate(inner) => self.negate(inner),
            Code::Binary(operator, left, right) => self.binary(*operator, left, right),
            Code::And(members) => self.connect(members, false),
            Code::Or(members) => self.connect(members, true),
            Code::In(value, tests) => {
                let value = self.value(value)?;
                self.any(&value, tests).map(Value::Boolean)
            }
            Code::If(condition, then, otherwise) => {
                if self.truth(condition)? {
                    self.value(then)
                } else {
                    self.value(otherwise)
                }
            }
            Code::Quantified { every, list, condition } => self.quantified(*every, list, condition),
            Code::Call(function, arguments) => self.call(*function, arguments),
            Code::List(members) => {
                let members: Result<Vec<Value>, _> = members.iter().map(|m| self.value(m)).collect();
                list(members?)
            }
            Code::Range { low, low_inside, high, high_inside } => {
                let (low, high) = (self.value(low)?, self.value(high)?);
                let range = RangeValue { low: Some((low, *low_inside)), high: Some((high, *high_inside)) };
                Ok(Value::Range(Arc::new(range)))
            }
            Code::Member(inner, member) => {
                let value = self.value(inner)?;
                member.of(&value)
            }
        }
    }

    /// Most functions take one or two arguments, which then need no list on the heap.
    fn call(&mut self, function: Function, arguments: &[Code]) -> Evaluated {
        match arguments {
            [a] => {
                let given = [self.value(a)?];
                self.called(function, &given)
            }
            [a, b] => {
                let given = [self.value(a)?, self.value(b)?];
                self.called(function, &given)
            }
            _ => {
                let given: Result<Vec<Value>, _> = arguments.iter().map(|a| self.value(a)).collect();
                self.called(function, &given?)
            }
        }
    }

    fn called(&mut self, function: Function, given: &[Value]) -> Evaluated {
        self.burn(given.iter().map(weight).sum())?;
        function.call(self, given)
    }

    /// A constant on the right, as most comparisons have it, is compared where it lies.
    fn binary(&mut self, operator: Operator, left: &Code, right: &Code) -> Evaluated {
        let left = self.value(left)?;
        if let (Code::Constant(right), true) = (right, operator.compares()) {
            self.burn(1 + weight(&left) + weight(right))?;
            return compared(operator, &left, right);
        }
        let right = self.value(right)?;
        self.burn(weight(&left) + weight(&right))?;
        if operator.compares() { compared(operator, &left, &right) } else { operate(operator, left, right) }
    }

    fn truth(&mut self, code: &Code) -> Result<bool, EvaluationError> {
        match self.value(code)? {
            Value::Boolean(truth) => Ok(truth),
            _ => Err(EvaluationError::NotBoolean),
        }
    }

    /// `and` (decided by false) and `or` (decided by true): one member that decides makes up for others being
    /// unknown.
    fn connect(&mut self, members: &[Code], decides: bool) -> Evaluated {
        let mut unknown = None;
        for member in members {
            match self.truth(member) {
                Ok(truth) if truth == decides => return Ok(Value::Boolean(decides)),
                Ok(_) => {}
                Err(error) => note(&mut unknown, error)?,
            }
        }
        unknown.map_or(Ok(Value::Boolean(!decides)), Err)
    }

    fn negate(&mut self, inner: &Code) -> Evaluated {
        let negated = match self.value(inner)? {
            Value::Number(n) => return Ok(Value::Number(-n)),
            Value::DaysDuration(s) => {
                s.0.checked_neg().map(|s| Value::DaysDuration(super::value::Seconds(s)))
            }
            Value::MonthsDuration(m) => {
                m.0.checked_neg().map(|m| Value::MonthsDuration(super::value::Months(m)))
            }
            _ => return Err(EvaluationError::WrongType),
        };
        negated.ok_or(EvaluationError::OutOfRange)
    }

    fn any(&mut self, value: &Value, tests: &[CodeTest]) -> Result<bool, EvaluationError> {
        for test in tests {
            if self.test(value, test)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn test(&mut self, value: &Value, test: &CodeTest) -> Result<bool, EvaluationError> {
        self.burn(1)?;
        match test {
            CodeTest::Any => Ok(true),
            CodeTest::Equal(code) => Ok(self.value(code)? == *value),
            CodeTest::Inside(code) => match self.value(code)? {
                Value::Range(range) => Ok(range.contains(value)),
                _ => Err(EvaluationError::WrongType),
            },
            CodeTest::AnyOf(code) => match self.value(code)? {
                Value::List(members) => {
                    self.burn(members.len())?;
                    Ok(members.contains(value))
                }
                _ => Err(EvaluationError::WrongType),
            },
            CodeTest::Compare(operator, code) => {
                let other = self.value(code)?;
                self.burn(weight(value) + weight(&other))?;
                match compared(*operator, value, &other)? {
                    Value::Boolean(truth) => Ok(truth),
                    _ => Err(EvaluationError::NotBoolean),
                }
            }
            CodeTest::Not(tests) => self.any(value, tests).map(|any| !any),
        }
    }

    /// `some` is a row of `or`, `every` a row of `and` (DMN 1.5 table 46), also where something is unknown.
    fn quantified(&mut self, every: bool, list: &Code, condition: &Code) -> Evaluated {
        let Value::List(members) = self.value(list)? else { return Err(EvaluationError::WrongType) };
        let mut unknown = None;
        for member in members.iter() {
            self.variables.push(member.clone());
            let truth = self.truth(condition);
            self.variables.pop();
            match truth {
                Ok(truth) if truth != every => return Ok(Value::Boolean(!every)),
                Ok(_) => {}
                Err(error) => note(&mut unknown, error)?,
            }
        }
        unknown.map_or(Ok(Value::Boolean(every)), Err)
    }
}

/// Keeps the first unknown; any other error stands.
fn note(unknown: &mut Option<EvaluationError>, error: EvaluationError) -> Result<(), EvaluationError> {
    match error {
        EvaluationError::Unknown(_) => {
            unknown.get_or_insert(error);
            Ok(())
        }
        error => Err(error),
    }
}

/// What handling a value costs in steps beyond one, so that long lists and texts are paid for.
pub(super) fn weight(value: &Value) -> usize {
    match value {
        Value::List(members) => members.len(),
        Value::Text(text) => text.len() / 64,
        _ => 0,
    }
}

/// A list within its bound.
pub(super) fn list(members: Vec<Value>) -> Evaluated {
    if members.len() > MAX_LIST {
        return Err(EvaluationError::TooLarge);
    }
    Ok(Value::List(Arc::from(members)))
}

fn compared(operator: Operator, left: &Value, right: &Value) -> Evaluated {
    let ordered = |accepts: fn(Ordering) -> bool| {
        left.order(right).map(|order| Value::Boolean(accepts(order))).ok_or(EvaluationError::WrongType)
    };
    match operator {
        Operator::Equal => Ok(Value::Boolean(left == right)),
        Operator::Unequal => Ok(Value::Boolean(left != right)),
        Operator::Less => ordered(Ordering::is_lt),
        Operator::AtMost => ordered(Ordering::is_le),
        Operator::Greater => ordered(Ordering::is_gt),
        Operator::AtLeast => ordered(Ordering::is_ge),
        _ => Err(EvaluationError::WrongType),
    }
}
