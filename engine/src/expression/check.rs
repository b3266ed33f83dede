//! Names to slots, types to every node: the tree that is evaluated.

use super::ast::{Ast, AstKind, Operator, Test};
use super::error::{ErrorKind, ExpressionError};
use super::evaluate::{EvaluationError, evaluate};
use super::function::{self, Function};
use super::operate;
use super::parser::{parse, parse_tests};
use super::types::Type;
use super::value::{RangeValue, Value};
use super::{Scope, Slot, Values};
use std::ops::Range;
use std::sync::Arc;

/// A name that an expression reads, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Its slot.
    pub slot: Slot,
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// As written.
    pub path: String,
}

/// A compiled expression; cheap to clone, may cross threads.
#[derive(Debug, Clone)]
pub struct Expression {
    inner: Arc<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    text: String,
    code: Code,
    ty: Type,
    reads: Vec<Read>,
}

impl Expression {
    /// Its value.
    ///
    /// # Errors
    /// A name without a value, a division by zero, a number out of range, a date outside the calendar.
    pub fn evaluate(&self, values: &dyn Values) -> Result<Value, EvaluationError> {
        evaluate(&self.inner.code, values)
    }

    /// Its value as a truth.
    ///
    /// # Errors
    /// As [`Expression::evaluate`]; also if it is not a truth value.
    pub fn evaluate_boolean(&self, values: &dyn Values) -> Result<bool, EvaluationError> {
        match self.evaluate(values)? {
            Value::Boolean(truth) => Ok(truth),
            _ => Err(EvaluationError::NotBoolean),
        }
    }

    /// The type of its value.
    pub fn ty(&self) -> &Type {
        &self.inner.ty
    }

    /// What it reads, in order of mention.
    pub fn reads(&self) -> &[Read] {
        &self.inner.reads
    }

    /// As written.
    pub fn text(&self) -> &str {
        &self.inner.text
    }
}

/// What is evaluated: names are slots, types are settled.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Code {
    Constant(Value),
    Slot(Slot),
    /// A variable of `some`/`every`, counted from the innermost.
    Variable(usize),
    /// A slot compared with a text: most conditions are this.
    SlotIs(Slot, Arc<str>, bool),
    Negate(Box<Code>),
    Binary(Operator, Box<Code>, Box<Code>),
    And(Box<Code>, Box<Code>),
    Or(Box<Code>, Box<Code>),
    In(Box<Code>, Vec<CodeTest>),
    If(Box<Code>, Box<Code>, Box<Code>),
    Quantified {
        every: bool,
        list: Box<Code>,
        condition: Box<Code>,
    },
    Call(Function, Vec<Code>),
    List(Vec<Code>),
    Range {
        low: Box<Code>,
        low_inside: bool,
        high: Box<Code>,
        high_inside: bool,
    },
    Member(Box<Code>, function::Member),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum CodeTest {
    Equal(Code),
    Inside(Code),
    AnyOf(Code),
    Compare(Operator, Code),
    Not(Vec<CodeTest>),
    Any,
}

/// Compiles an expression; `expected` is the type that its place asks for.
///
/// # Errors
/// All mistakes that could be told apart, in order of place.
pub fn compile(
    text: &str,
    scope: &dyn Scope,
    expected: Option<&Type>,
) -> Result<Expression, Vec<ExpressionError>> {
    let ast = parse(text).map_err(|error| vec![error])?;
    let mut checker = Checker { scope, errors: Vec::new(), reads: Vec::new(), variables: Vec::new() };
    let checked = checker.check(&ast);
    if let (Some((_, ty)), Some(expected)) = (&checked, expected)
        && !ty.fits(expected)
    {
        checker.wrong_type(&ast.range, expected, ty);
    }
    match checked {
        Some((code, ty)) if checker.errors.is_empty() => {
            let reads = checker.reads;
            Ok(Expression { inner: Arc::new(Compiled { text: text.to_owned(), code, ty, reads }) })
        }
        _ => {
            checker.errors.sort_by_key(|e| e.range.start);
            Err(checker.errors)
        }
    }
}

/// Compiles unary tests (`[18..60], > 3`) of an input of a type, itself read from `slot`.
///
/// # Errors
/// As [`compile`].
pub fn compile_unary_tests(
    text: &str,
    scope: &dyn Scope,
    slot: Slot,
    input: &Type,
) -> Result<Expression, Vec<ExpressionError>> {
    let tests = parse_tests(text).map_err(|error| vec![error])?;
    let mut checker = Checker { scope, errors: Vec::new(), reads: Vec::new(), variables: Vec::new() };
    let tests = checker.tests(&tests, input);
    if !checker.errors.is_empty() {
        return Err(checker.errors);
    }
    let reads = checker.reads;
    let code = Code::In(Box::new(Code::Slot(slot)), tests);
    Ok(Expression { inner: Arc::new(Compiled { text: text.to_owned(), code, ty: Type::Boolean, reads }) })
}

struct Checker<'a> {
    scope: &'a dyn Scope,
    errors: Vec<ExpressionError>,
    reads: Vec<Read>,
    variables: Vec<(String, Type)>,
}

type Typed = Option<(Code, Type)>;

impl Checker<'_> {
    fn wrong_type(&mut self, range: &Range<usize>, wanted: &Type, is: &Type) {
        let zh = format!("这里应是{}，却是{}", wanted.zh(), is.zh());
        let en = format!("here belongs a {wanted}, not a {is}");
        let mut found = ExpressionError::new(range.clone(), ErrorKind::WrongType, zh, en);
        if *wanted == Type::Boolean {
            found = found.mend("写成比较，如 x = \"…\"", "write a comparison, such as x = \"…\"");
        }
        self.errors.push(found);
    }

    fn check(&mut self, ast: &Ast) -> Typed {
        match &ast.kind {
            AstKind::Literal(value) => Some((Code::Constant(value.clone()), type_of(value))),
            AstKind::Name(segments) => self.name(segments),
            AstKind::Negate(inner) => self.negate(inner),
            AstKind::Binary(operator, left, right) => self.binary(*operator, left, right, &ast.range),
            AstKind::And(left, right) => {
                let (left, right) = (self.truth(left), self.truth(right));
                Some((Code::And(Box::new(left?), Box::new(right?)), Type::Boolean))
            }
            AstKind::Or(left, right) => {
                let (left, right) = (self.truth(left), self.truth(right));
                Some((Code::Or(Box::new(left?), Box::new(right?)), Type::Boolean))
            }
            AstKind::Between(value, low, high) => self.between(value, low, high),
            AstKind::In(value, tests) => {
                let (value, ty) = self.check(value)?;
                let tests = self.tests(tests, &ty);
                Some((Code::In(Box::new(value), tests), Type::Boolean))
            }
            AstKind::If(condition, then, otherwise) => self.conditional(condition, then, otherwise),
            AstKind::Quantified { every, variable, list, condition } => {
                self.quantified(*every, variable, list, condition)
            }
            AstKind::Call(name, arguments) => self.call(name, arguments, &ast.range),
            AstKind::List(members) => self.list(members),
            AstKind::Range { low, low_inside, high, high_inside } => {
                self.range(low, *low_inside, high, *high_inside)
            }
            AstKind::Member(value, name) => {
                let (code, ty) = self.check(value)?;
                self.member(code, &ty, name, &ast.range)
            }
        }
    }

    fn truth(&mut self, ast: &Ast) -> Option<Code> {
        let (code, ty) = self.check(ast)?;
        if ty != Type::Boolean {
            self.wrong_type(&ast.range, &Type::Boolean, &ty);
            return None;
        }
        Some(code)
    }

    /// A variable, else the longest dotted name that the scope knows, the rest being members of its value.
    fn name(&mut self, segments: &[(String, Range<usize>)]) -> Typed {
        let (first, _) = segments.first()?;
        if let Some(depth) = self.variables.iter().rev().position(|(name, _)| name == first) {
            let ty = self.variables[self.variables.len() - 1 - depth].1.clone();
            return self.members(Code::Variable(depth), ty, segments, 1);
        }
        let path: Vec<&str> = segments.iter().map(|(name, _)| &**name).collect();
        let mut unknown = None;
        for length in (1..=path.len()).rev() {
            match self.scope.resolve(&path[..length]) {
                Ok((slot, ty)) => {
                    let range = segments[0].1.start..segments[length - 1].1.end;
                    self.reads.push(Read { slot, range, path: path[..length].join(".") });
                    return self.members(Code::Slot(slot), ty, segments, length);
                }
                Err(error) if length <= 2 && unknown.is_none() => unknown = Some(error),
                Err(_) => {}
            }
        }
        let unknown = unknown?;
        let segment = unknown.at_segment.min(segments.len() - 1);
        let (name, range) = &segments[segment];
        let mut found = ExpressionError::new(
            range.clone(),
            ErrorKind::UnknownName,
            format!("没有名字 `{name}`"),
            format!("no name `{name}`"),
        );
        found = match unknown.nearest {
            Some(near) => found.mend(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?")),
            None => found.mend("先声明它；文字要加双引号", "declare it first; text goes into double quotes"),
        };
        self.errors.push(found);
        None
    }

    fn members(&mut self, code: Code, ty: Type, segments: &[(String, Range<usize>)], from: usize) -> Typed {
        let mut typed = (code, ty);
        for (name, range) in &segments[from..] {
            typed = self.member(typed.0, &typed.1, name, range)?;
        }
        Some(typed)
    }

    fn member(&mut self, code: Code, ty: &Type, name: &str, range: &Range<usize>) -> Typed {
        match function::member(ty, name) {
            Some((member, ty)) => Some((Code::Member(Box::new(code), member), ty)),
            None => {
                let list = function::members_of(ty).join(" ");
                let found = ExpressionError::new(
                    range.clone(),
                    ErrorKind::UnknownName,
                    format!("{}没有 `{name}`", ty.zh()),
                    format!("a {ty} has no `{name}`"),
                );
                let mend = (format!("可用：{list}"), format!("it has: {list}"));
                self.errors.push(if list.is_empty() { found } else { found.mend(mend.0, mend.1) });
                None
            }
        }
    }

    fn negate(&mut self, inner: &Ast) -> Typed {
        let (code, ty) = self.check(inner)?;
        if !matches!(ty, Type::Number | Type::DaysDuration | Type::MonthsDuration) {
            self.wrong_type(&inner.range, &Type::Number, &ty);
            return None;
        }
        if let Code::Constant(Value::Number(n)) = code {
            return Some((Code::Constant(Value::Number(-n)), ty));
        }
        Some((Code::Negate(Box::new(code)), ty))
    }

    fn binary(&mut self, operator: Operator, left: &Ast, right: &Ast, range: &Range<usize>) -> Typed {
        let (left_typed, right_typed) = (self.check(left), self.check(right));
        let ((left_code, left_ty), (right_code, right_ty)) = (left_typed?, right_typed?);
        let equality = matches!(operator, Operator::Equal | Operator::Unequal);
        let comparison = equality
            || matches!(operator, Operator::Less | Operator::AtMost | Operator::Greater | Operator::AtLeast);
        if !comparison {
            return match operate::result_type(operator, &left_ty, &right_ty) {
                Some(ty) => Some((Code::Binary(operator, Box::new(left_code), Box::new(right_code)), ty)),
                None => {
                    let zh = format!("{}与{}之间不能这样运算", left_ty.zh(), right_ty.zh());
                    let en = format!("a {left_ty} and a {right_ty} cannot be combined so");
                    self.errors.push(ExpressionError::new(range.clone(), ErrorKind::WrongType, zh, en));
                    None
                }
            };
        }
        let possible =
            if equality { left_ty.comparable(&right_ty) } else { left_ty == right_ty && left_ty.ordered() };
        if !possible {
            self.incomparable(&left_ty, &right_ty, range);
            return None;
        }
        self.possible_values(&left_ty, &right_code, &right.range)?;
        self.possible_values(&right_ty, &left_code, &left.range)?;
        if let (Code::Constant(_), Code::Constant(_)) = (&left_code, &right_code) {
            let found = ExpressionError::new(
                range.clone(),
                ErrorKind::ImpossibleComparison,
                "两个定值的比较，结果永远一样",
                "two constants compared always come out the same",
            );
            self.errors.push(found.mend("与一个情形或数据元比较", "compare with a situation or an element"));
            return None;
        }
        Some((comparison_code(operator, left_code, right_code), Type::Boolean))
    }

    fn incomparable(&mut self, left: &Type, right: &Type, range: &Range<usize>) {
        let zh = format!("{}与{}不能比较", left.zh(), right.zh());
        let en = format!("a {left} cannot be compared with a {right}");
        let mut found = ExpressionError::new(range.clone(), ErrorKind::WrongType, zh, en);
        if matches!((left, right), (Type::List(_), _) | (_, Type::List(_))) {
            found = found
                .mend("问列表里有没有：\"…\" in 列表", "ask whether it is in the list: \"…\" in the_list");
        }
        self.errors.push(found);
    }

    /// A text that a closed set does not have can never be equal to one of it.
    fn possible_values(&mut self, ty: &Type, other: &Code, range: &Range<usize>) -> Option<()> {
        let (Type::OneOf(values), Code::Constant(Value::Text(text))) = (ty, other) else { return Some(()) };
        if values.contains(text) {
            return Some(());
        }
        let list = values.join(" ");
        let found = ExpressionError::new(
            range.clone(),
            ErrorKind::ImpossibleComparison,
            format!("\"{text}\" 不是可能的取值，永远不相等"),
            format!("\"{text}\" is not a possible value, so they are never equal"),
        );
        let near = function::nearest(text, values.iter().map(|v| &**v));
        self.errors.push(match near {
            Some(near) => found.mend(
                format!("是不是想写 \"{near}\"？取值有：{list}"),
                format!("did you mean \"{near}\"? the values are: {list}"),
            ),
            None => found.mend(format!("取值有：{list}"), format!("the values are: {list}")),
        });
        None
    }

    fn between(&mut self, value: &Ast, low: &Ast, high: &Ast) -> Typed {
        let (value_typed, low_typed, high_typed) = (self.check(value), self.check(low), self.check(high));
        let ((code, ty), (low_code, low_ty), (high_code, high_ty)) = (value_typed?, low_typed?, high_typed?);
        for (other, range) in [(&low_ty, &low.range), (&high_ty, &high.range)] {
            if *other != ty || !ty.ordered() {
                self.incomparable(&ty, other, range);
                return None;
            }
        }
        let range = Code::Range {
            low: Box::new(low_code),
            low_inside: true,
            high: Box::new(high_code),
            high_inside: true,
        };
        Some((Code::In(Box::new(code), vec![CodeTest::Inside(folded_range(range))]), Type::Boolean))
    }

    fn tests(&mut self, tests: &[Test], input: &Type) -> Vec<CodeTest> {
        tests.iter().filter_map(|test| self.test(test, input)).collect()
    }

    fn test(&mut self, test: &Test, input: &Type) -> Option<CodeTest> {
        match test {
            Test::Any => Some(CodeTest::Any),
            Test::Not(tests) => Some(CodeTest::Not(self.tests(tests, input))),
            Test::Compare(operator, ast) => {
                let (code, ty) = self.check(ast)?;
                let equality = matches!(operator, Operator::Equal | Operator::Unequal);
                if !(if equality { input.comparable(&ty) } else { *input == ty && ty.ordered() }) {
                    self.incomparable(input, &ty, &ast.range);
                    return None;
                }
                self.possible_values(input, &code, &ast.range)?;
                Some(CodeTest::Compare(*operator, code))
            }
            Test::Value(ast) => {
                let (code, ty) = self.check(ast)?;
                match &ty {
                    Type::Range(inner) if inner.comparable(input) => Some(CodeTest::Inside(code)),
                    Type::List(inner) if inner.comparable(input) => {
                        if let Code::List(members) = &code {
                            for member in members {
                                self.possible_values(input, member, &ast.range)?;
                            }
                        }
                        // A literal asked for among the members of a closed set must be one of them.
                        if let Type::OneOf(_) = **inner {
                            return Some(CodeTest::AnyOf(code));
                        }
                        Some(CodeTest::AnyOf(code))
                    }
                    Type::EmptyList => Some(CodeTest::AnyOf(code)),
                    _ if ty.comparable(input) => {
                        self.possible_values(input, &code, &ast.range)?;
                        Some(CodeTest::Equal(code))
                    }
                    _ => {
                        self.incomparable(input, &ty, &ast.range);
                        None
                    }
                }
            }
        }
    }

    fn conditional(&mut self, condition: &Ast, then: &Ast, otherwise: &Ast) -> Typed {
        let (condition_code, then_typed, otherwise_typed) =
            (self.truth(condition), self.check(then), self.check(otherwise));
        let ((then_code, then_ty), (otherwise_code, otherwise_ty)) = (then_typed?, otherwise_typed?);
        let Some(ty) = then_ty.joined(&otherwise_ty) else {
            self.wrong_type(&otherwise.range, &then_ty, &otherwise_ty);
            return None;
        };
        Some((Code::If(Box::new(condition_code?), Box::new(then_code), Box::new(otherwise_code)), ty))
    }

    fn quantified(&mut self, every: bool, variable: &str, list: &Ast, condition: &Ast) -> Typed {
        let (list_code, ty) = self.check(list)?;
        let inner = match ty {
            Type::List(inner) => *inner,
            other => {
                self.wrong_type(&list.range, &Type::List(Box::new(Type::Text)), &other);
                return None;
            }
        };
        self.variables.push((variable.to_owned(), inner));
        let condition = self.truth(condition);
        self.variables.pop();
        let kind = Code::Quantified { every, list: Box::new(list_code), condition: Box::new(condition?) };
        Some((kind, Type::Boolean))
    }

    fn call(&mut self, name: &str, arguments: &[Ast], range: &Range<usize>) -> Typed {
        if name == "found" {
            return self.found(arguments, range);
        }
        if name == "not" && arguments.len() == 1 {
            let inner = self.truth(&arguments[0])?;
            return Some((Code::Call(Function::Not, vec![inner]), Type::Boolean));
        }
        let checked: Vec<Typed> = arguments.iter().map(|a| self.check(a)).collect();
        let checked: Vec<(Code, Type)> = checked.into_iter().collect::<Option<_>>()?;
        let types: Vec<&Type> = checked.iter().map(|(_, ty)| ty).collect();
        match function::find(name, &types) {
            Ok((function, ty)) => {
                if function.needs_calendar() && !self.scope.has_calendar() {
                    let found = ExpressionError::new(
                        range.clone(),
                        ErrorKind::UnknownFunction,
                        format!("`{name}` 在这里不可用：结果随日期而变"),
                        format!("`{name}` cannot be used here: its result changes with the day"),
                    );
                    self.errors
                        .push(found.mend("把它写在场景的条件里", "write it in a condition of the scenario"));
                    return None;
                }
                let codes: Vec<Code> = checked.into_iter().map(|(code, _)| code).collect();
                self.fold(function, codes, ty, range)
            }
            Err(mistake) => {
                self.errors.push(mistake.at(name, range));
                None
            }
        }
    }

    /// Calls of constants that build a value (`date("2026-03-02")`) are made here, once.
    fn fold(&mut self, function: Function, codes: Vec<Code>, ty: Type, range: &Range<usize>) -> Typed {
        let constants: Option<Vec<Value>> = codes
            .iter()
            .map(|c| match c {
                Code::Constant(value) => Some(value.clone()),
                _ => None,
            })
            .collect();
        let Some(constants) = constants.filter(|_| function.builds()) else {
            return Some((Code::Call(function, codes), ty));
        };
        match function.build(&constants) {
            // `duration` yields one of two types, told by its text.
            Some(value) => {
                let ty = type_of(&value);
                Some((Code::Constant(value), ty))
            }
            None => {
                let found = ExpressionError::new(
                    range.clone(),
                    ErrorKind::BadLiteral,
                    "没有这样的值",
                    "there is no such value",
                );
                self.errors.push(found.mend(
                    "例：date(\"2026-03-02\")、duration(\"P1Y2M\")、duration(\"P3DT2H\")",
                    "for example: date(\"2026-03-02\"), duration(\"P1Y2M\"), duration(\"P3DT2H\")",
                ));
                None
            }
        }
    }

    fn found(&mut self, arguments: &[Ast], range: &Range<usize>) -> Typed {
        let [Ast { kind: AstKind::Name(segments), range: at }] = arguments else {
            let found = ExpressionError::new(
                range.clone(),
                ErrorKind::WrongArguments,
                "found 要一个服务名",
                "found takes the name of a service",
            );
            self.errors.push(found.mend("写成 found(system.service)", "write found(system.service)"));
            return None;
        };
        let path: Vec<&str> = segments.iter().map(|(name, _)| &**name).collect();
        match self.scope.resolve_found(&path) {
            Ok(slot) => {
                self.reads.push(Read { slot, range: at.clone(), path: path.join(".") });
                Some((Code::Slot(slot), Type::Boolean))
            }
            Err(unknown) => {
                let name = path.join(".");
                let found = ExpressionError::new(
                    at.clone(),
                    ErrorKind::UnknownName,
                    format!("没有服务 `{name}`"),
                    format!("no service `{name}`"),
                );
                self.errors.push(match unknown.nearest {
                    Some(near) => {
                        found.mend(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?"))
                    }
                    None => found.mend("写成 found(system.service)", "write found(system.service)"),
                });
                None
            }
        }
    }

    fn list(&mut self, members: &[Ast]) -> Typed {
        let checked: Vec<Typed> = members.iter().map(|m| self.check(m)).collect();
        let checked: Vec<(Code, Type)> = checked.into_iter().collect::<Option<_>>()?;
        let mut ty: Option<Type> = None;
        for ((_, member), ast) in checked.iter().zip(members) {
            ty = match ty {
                None => Some(member.clone()),
                Some(so_far) => match so_far.joined(member) {
                    Some(joined) => Some(joined),
                    None => {
                        self.wrong_type(&ast.range, &so_far, member);
                        return None;
                    }
                },
            };
        }
        let codes: Vec<Code> = checked.into_iter().map(|(code, _)| code).collect();
        Some((Code::List(codes), ty.map_or(Type::EmptyList, |t| Type::List(Box::new(t)))))
    }

    fn range(&mut self, low: &Ast, low_inside: bool, high: &Ast, high_inside: bool) -> Typed {
        let (low_typed, high_typed) = (self.check(low), self.check(high));
        let ((low_code, low_ty), (high_code, high_ty)) = (low_typed?, high_typed?);
        if low_ty != high_ty || !low_ty.ordered() {
            self.incomparable(&low_ty, &high_ty, &high.range);
            return None;
        }
        if let (Code::Constant(a), Code::Constant(b)) = (&low_code, &high_code)
            && a.order(b) == Some(std::cmp::Ordering::Greater)
        {
            let found = ExpressionError::new(
                low.range.start..high.range.end,
                ErrorKind::BadLiteral,
                "区间的下端大于上端",
                "the range starts above its end",
            );
            self.errors.push(found.mend("把小的写在前面", "write the lower end first"));
            return None;
        }
        let range =
            Code::Range { low: Box::new(low_code), low_inside, high: Box::new(high_code), high_inside };
        Some((folded_range(range), Type::Range(Box::new(low_ty))))
    }
}

/// A range of constants is a constant.
fn folded_range(code: Code) -> Code {
    let Code::Range { low, low_inside, high, high_inside } = code else { return code };
    match (*low, *high) {
        (Code::Constant(low), Code::Constant(high)) => {
            let range = RangeValue { low: Some((low, low_inside)), high: Some((high, high_inside)) };
            Code::Constant(Value::Range(Arc::new(range)))
        }
        (low, high) => Code::Range { low: Box::new(low), low_inside, high: Box::new(high), high_inside },
    }
}

fn comparison_code(operator: Operator, left: Code, right: Code) -> Code {
    let equality = matches!(operator, Operator::Equal | Operator::Unequal);
    match (left, right) {
        (Code::Slot(slot), Code::Constant(Value::Text(text)))
        | (Code::Constant(Value::Text(text)), Code::Slot(slot))
            if equality =>
        {
            Code::SlotIs(slot, text, operator == Operator::Equal)
        }
        (left, right) => Code::Binary(operator, Box::new(left), Box::new(right)),
    }
}

/// The type of a value.
pub(super) fn type_of(value: &Value) -> Type {
    match value {
        Value::Number(_) => Type::Number,
        Value::Text(_) => Type::Text,
        Value::Boolean(_) => Type::Boolean,
        Value::Date(_) => Type::Date,
        Value::Time(_) => Type::Time,
        Value::DateTime(_) => Type::DateTime,
        Value::DaysDuration(_) => Type::DaysDuration,
        Value::MonthsDuration(_) => Type::MonthsDuration,
        Value::List(members) => members.first().map_or(Type::EmptyList, |m| Type::List(Box::new(type_of(m)))),
        Value::Range(range) => {
            let end = range.low.as_ref().or(range.high.as_ref());
            Type::Range(Box::new(end.map_or(Type::Number, |(value, _)| type_of(value))))
        }
    }
}
