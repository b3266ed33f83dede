//! Unary tests: the cells of a decision table, and what follows `in`.

use super::{Parsed, Parser};
use crate::expression::ast::Test;
use crate::expression::lexer::Token;

impl Parser<'_> {
    /// What follows `in`: one test, or several in brackets.
    pub(super) fn in_tests(&mut self) -> Parsed<Vec<Test>> {
        let start = self.range().start;
        if !self.eat_symbol("(") {
            return Ok(vec![self.test()?]);
        }
        let first = self.test()?;
        // `(1..5)` is a range, `("a", "b")` a list of tests; they part ways only here.
        if let (Test::Value(low), true) = (&first, self.peek_symbol("..")) {
            let low = low.clone();
            self.at += 1;
            return Ok(vec![Test::Value(self.range_end(start, low, false)?)]);
        }
        let tests = self.more_tests(first)?;
        self.expect_symbol(")")?;
        Ok(tests)
    }

    /// Tests between commas.
    pub(super) fn tests(&mut self) -> Parsed<Vec<Test>> {
        let first = self.test()?;
        self.more_tests(first)
    }

    fn more_tests(&mut self, first: Test) -> Parsed<Vec<Test>> {
        let mut tests = vec![first];
        while self.eat_symbol(",") {
            tests.push(self.test()?);
        }
        Ok(tests)
    }

    fn test(&mut self) -> Parsed<Test> {
        if let Some(operator) = self.comparison_operator() {
            self.at += 1;
            return Ok(Test::Compare(operator, self.sum()?));
        }
        if self.peek_word("not") && *self.peek_after(1) == Token::Symbol("(") {
            self.at += 2;
            self.enter()?;
            let tests = self.tests()?;
            self.leave();
            self.expect_symbol(")")?;
            return Ok(Test::Not(tests));
        }
        Ok(Test::Value(self.sum()?))
    }
}
