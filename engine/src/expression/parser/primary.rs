//! Values: literals, names, calls, lists, ranges; `if`, `some` and `every`.

use super::operators::Strength;
use super::{Parsed, Parser};
use crate::expression::ast::{Ast, AstKind};
use crate::expression::error::{ErrorKind, ExpressionError};
use crate::expression::lexer::Token;
use crate::expression::outside;
use crate::expression::value::Value;
use rust_decimal::Decimal;
use std::sync::Arc;

/// Words that join expressions and so can never begin one.
const JOINING: [&str; 8] = ["and", "or", "in", "between", "then", "else", "satisfies", "return"];

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Parsed<Ast> {
        self.enter()?;
        let word = match self.peek() {
            Token::Name(name) => name.as_str(),
            _ => "",
        };
        let parsed = match word {
            "if" => self.conditional(),
            "some" | "every" => self.quantified(),
            "for" => Err(outside::FOR.at(self.range())),
            "function" => Err(outside::FUNCTION.at(self.range())),
            _ => self.climb(Strength::Or),
        };
        self.leave();
        parsed
    }

    fn conditional(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        self.expect_word("if")?;
        let condition = self.expression().map(Box::new)?;
        self.expect_word("then")?;
        let then = self.expression().map(Box::new)?;
        self.expect_word("else")?;
        let otherwise = self.expression().map(Box::new)?;
        self.node(start, AstKind::If(condition, then, otherwise))
    }

    fn quantified(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        let every = self.peek_word("every");
        self.at += 1;
        let Token::Name(variable) = self.peek().clone() else {
            return Err(self.unexpected("变量名", "a name"));
        };
        self.at += 1;
        self.expect_word("in")?;
        let list = self.expression().map(Box::new)?;
        if self.peek_symbol(",") {
            return Err(outside::SEVERAL_VARIABLES.at(self.range()));
        }
        if self.peek_symbol("..") {
            return Err(outside::ITERATION.at(self.range()));
        }
        self.expect_word("satisfies")?;
        let condition = self.expression().map(Box::new)?;
        self.node(start, AstKind::Quantified { every, variable, list, condition })
    }

    /// A value and the members asked of it: `moment.date.year`.
    pub(super) fn member(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        let mut value = self.primary()?;
        while self.eat_symbol(".") {
            let Token::Name(name) = self.peek().clone() else {
                return Err(self.unexpected("名字", "a name"));
            };
            self.at += 1;
            value = self.node(start, AstKind::Member(Box::new(value), name))?;
        }
        if self.peek_symbol("[") && self.begins_value(1) {
            return Err(outside::FILTER.at(self.range()));
        }
        Ok(value)
    }

    /// Whether a value can begin so many tokens on. After `[` it tells a filter from the open end of a range:
    /// `]1..n[`.
    fn begins_value(&self, tokens: usize) -> bool {
        match self.peek_after(tokens) {
            Token::Name(name) => !JOINING.contains(&name.as_str()),
            Token::Number(_) | Token::Text(_) | Token::Function(_) => true,
            Token::Symbol(symbol) => matches!(*symbol, "(" | "[" | "{" | "@" | "-" | "?"),
            Token::End => false,
        }
    }

    fn primary(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        match self.peek().clone() {
            Token::Number(digits) => self.number(start, &digits),
            Token::Text(text) => {
                self.at += 1;
                self.node(start, AstKind::Literal(Value::Text(Arc::from(text))))
            }
            Token::Function(name) => {
                self.at += 1;
                self.call(start, name.to_owned())
            }
            Token::Name(name) => self.named(start, name),
            Token::Symbol("(") => self.bracketed(start),
            Token::Symbol("[" | "]") => self.list_or_range(start),
            Token::Symbol("{") => Err(outside::CONTEXT.at(self.range())),
            Token::Symbol("@") => Err(outside::AT_LITERAL.at(self.range())),
            Token::Symbol("?") => Err(outside::INPUT.at(self.range())),
            _ => Err(self.unexpected("一个值", "a value")),
        }
    }

    fn number(&mut self, start: usize, digits: &str) -> Parsed<Ast> {
        let range = self.range();
        self.at += 1;
        // Exactly, or not at all: `from_str` would round what has too many digits.
        let number = Decimal::from_str_exact(digits).map_err(|_| {
            ExpressionError::new(
                range,
                ErrorKind::BadLiteral,
                "这个数位数太多",
                "a number with too many digits",
            )
            .mend("最多 28 位有效数字", "at most 28 significant digits")
        })?;
        self.node(start, AstKind::Literal(Value::Number(number)))
    }

    fn named(&mut self, start: usize, name: String) -> Parsed<Ast> {
        match name.as_str() {
            "true" | "false" => {
                self.at += 1;
                return self.node(start, AstKind::Literal(Value::Boolean(name == "true")));
            }
            "null" => return Err(outside::NULL.at(self.range())),
            "instance" => return Err(outside::INSTANCE_OF.at(self.range())),
            "for" | "function" | "if" | "some" | "every" => return self.expression(),
            word if JOINING.contains(&word) => return Err(self.unexpected("一个值", "a value")),
            _ => {}
        }
        self.at += 1;
        if self.peek_symbol("(") {
            return self.call(start, name);
        }
        let mut segments = vec![(name, start..self.last_end())];
        while self.peek_symbol(".") {
            let Token::Name(next) = self.peek_after(1).clone() else { break };
            self.at += 1;
            segments.push((next, self.range()));
            self.at += 1;
        }
        self.node(start, AstKind::Name(segments))
    }

    fn call(&mut self, start: usize, name: String) -> Parsed<Ast> {
        self.expect_symbol("(")?;
        let mut arguments = Vec::new();
        if !self.peek_symbol(")") {
            arguments.push(self.argument()?);
            while self.eat_symbol(",") {
                arguments.push(self.argument()?);
            }
        }
        self.expect_symbol(")")?;
        self.node(start, AstKind::Call(name, arguments))
    }

    fn argument(&mut self) -> Parsed<Ast> {
        // FEEL's parameter names have up to four words: `start position: 2`.
        let words = (0..4).take_while(|n| matches!(self.peek_after(*n), Token::Name(_))).count();
        if words > 0 && *self.peek_after(words) == Token::Symbol(":") {
            return Err(outside::NAMED_ARGUMENTS.at(self.range()));
        }
        self.expression()
    }

    fn bracketed(&mut self, start: usize) -> Parsed<Ast> {
        self.expect_symbol("(")?;
        if self.comparison_operator().is_some() {
            return Err(outside::OPEN_RANGE.at(self.range()));
        }
        let inner = self.expression()?;
        if self.eat_symbol("..") {
            return self.range_end(start, inner, false);
        }
        self.expect_symbol(")")?;
        Ok(inner)
    }

    fn list_or_range(&mut self, start: usize) -> Parsed<Ast> {
        let inside = self.peek_symbol("[");
        self.at += 1;
        if inside && self.eat_symbol("]") {
            return self.node(start, AstKind::List(Vec::new()));
        }
        let first = self.expression()?;
        if self.eat_symbol("..") {
            return self.range_end(start, first, inside);
        }
        if !inside {
            return Err(self.unexpected("`..`", "`..`"));
        }
        let mut members = vec![first];
        while self.eat_symbol(",") {
            members.push(self.expression()?);
        }
        self.expect_symbol("]")?;
        self.node(start, AstKind::List(members))
    }

    /// The upper end of a range, after its dots.
    pub(super) fn range_end(&mut self, start: usize, low: Ast, low_inside: bool) -> Parsed<Ast> {
        let high = self.sum()?;
        let high_inside = self.peek_symbol("]");
        if !high_inside && !self.peek_symbol(")") && !self.peek_symbol("[") {
            return Err(self.unexpected("`]`", "`]`"));
        }
        self.at += 1;
        let kind = AstKind::Range { low: Box::new(low), low_inside, high: Box::new(high), high_inside };
        self.node(start, kind)
    }
}
