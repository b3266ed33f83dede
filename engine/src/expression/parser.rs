//! Tokens to tree, by precedence climbing. Precedence from weakest: or, and, comparison and `in`, + −, * /,
//! unary −, ** (FEEL grammar, DMN 1.5 §10.3.1.2).

use super::ast::{Ast, AstKind, Operator, Test};
use super::error::{ErrorKind, ExpressionError};
use super::lexer::{Lexed, Token, lex};
use super::limits::{MAX_BYTES, MAX_DEPTH, MAX_NODES};
use super::value::Value;
use rust_decimal::Decimal;
use std::ops::Range;
use std::sync::Arc;

type Parsed<T> = Result<T, ExpressionError>;

/// Parses a whole expression.
pub(super) fn parse(text: &str) -> Parsed<Ast> {
    let mut parser = Parser::new(text)?;
    let ast = parser.expression()?;
    parser.end()?;
    Ok(ast)
}

/// Parses the cells of a decision table: `[18..60], > 3`, `"a", "b"`, `not("x")`, `-`.
pub(super) fn parse_tests(text: &str) -> Parsed<Vec<Test>> {
    let mut parser = Parser::new(text)?;
    if parser.tokens.len() == 2 && parser.peek_symbol("-") {
        return Ok(vec![Test::Any]);
    }
    let tests = parser.tests()?;
    parser.end()?;
    Ok(tests)
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Lexed>,
    at: usize,
    depth: usize,
    nodes: usize,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Parsed<Self> {
        if text.len() > MAX_BYTES {
            let found = ExpressionError::new(
                0..0,
                ErrorKind::TooLarge,
                format!("表达式超过 {MAX_BYTES} 字节"),
                format!("an expression of more than {MAX_BYTES} bytes"),
            );
            return Err(found.mend("拆成几个计算值", "split it into several computed values"));
        }
        Ok(Self { text, tokens: lex(text)?, at: 0, depth: 0, nodes: 0 })
    }

    fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |t| &t.token)
    }

    fn range(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(self.text.len()..self.text.len(), |t| t.range.clone())
    }

    fn last_end(&self) -> usize {
        self.at.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(0, |t| t.range.end)
    }

    fn peek_symbol(&self, symbol: &str) -> bool {
        matches!(self.peek(), Token::Symbol(s) if *s == symbol)
    }

    fn peek_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Name(name) if name == word)
    }

    fn eat_symbol(&mut self, symbol: &str) -> bool {
        let hit = self.peek_symbol(symbol);
        self.at += usize::from(hit);
        hit
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let hit = self.peek_word(word);
        self.at += usize::from(hit);
        hit
    }

    fn expect_symbol(&mut self, symbol: &str) -> Parsed<()> {
        if self.eat_symbol(symbol) {
            return Ok(());
        }
        Err(self.unexpected(&format!("`{symbol}`")))
    }

    fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.eat_word(word) {
            return Ok(());
        }
        Err(self.unexpected(&format!("`{word}`")))
    }

    fn unexpected(&self, wanted: &str) -> ExpressionError {
        let range = self.range();
        let (zh, en) = match self.peek() {
            Token::End => (
                format!("表达式没有写完：这里应是 {wanted}"),
                format!("the expression stops short: here belongs {wanted}"),
            ),
            _ => {
                let found = &self.text[range.clone()];
                (
                    format!("这里应是 {wanted}，写的是 `{found}`"),
                    format!("here belongs {wanted}, not `{found}`"),
                )
            }
        };
        ExpressionError::new(range, ErrorKind::Syntax, zh, en)
    }

    fn end(&self) -> Parsed<()> {
        if *self.peek() == Token::End {
            return Ok(());
        }
        let mut found = self.unexpected("`and`、`or` 或表达式结尾 / the end");
        if let (Token::Name(_), Some(Token::Name(_))) =
            (self.peek(), self.at.checked_sub(1).map(|i| &self.tokens[i].token))
        {
            found = found.mend(
                "名字里不能有空格，用下划线；文字要加双引号",
                "names have no spaces, use underscores; text goes into double quotes",
            );
        }
        Err(found)
    }

    /// Bounds depth and size; call on the way down.
    fn deeper(&mut self) -> Parsed<()> {
        self.depth += 1;
        self.nodes += 1;
        if self.depth > MAX_DEPTH || self.nodes > MAX_NODES {
            let found = ExpressionError::new(
                self.range(),
                ErrorKind::TooLarge,
                "表达式太深或太大",
                "an expression too deep or too large",
            );
            return Err(found.mend("拆成几个计算值", "split it into several computed values"));
        }
        Ok(())
    }

    fn node(&mut self, start: usize, kind: AstKind) -> Ast {
        self.nodes += 1;
        Ast { kind, range: start..self.last_end() }
    }

    fn expression(&mut self) -> Parsed<Ast> {
        self.deeper()?;
        let result = if self.peek_word("if") {
            self.conditional()
        } else if self.peek_word("some") || self.peek_word("every") {
            self.quantified()
        } else if self.peek_word("for") || self.peek_word("function") {
            Err(self.outside())
        } else {
            self.disjunction()
        };
        self.depth -= 1;
        result
    }

    fn outside(&self) -> ExpressionError {
        let range = self.range();
        let word = self.text[range.clone()].to_owned();
        ExpressionError::new(
            range,
            ErrorKind::OutsideSubset,
            format!("FEEL 的 `{word}` 不在所用子集内"),
            format!("FEEL's `{word}` is outside the subset used here"),
        )
        .mend(
            "用 some/every … satisfies、列表函数或 if … then … else",
            "use some/every … satisfies, list functions, or if … then … else",
        )
    }

    fn conditional(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        self.expect_word("if")?;
        let condition = self.expression()?;
        self.expect_word("then")?;
        let then = self.expression()?;
        self.expect_word("else")?;
        let otherwise = self.expression()?;
        Ok(self.node(start, AstKind::If(Box::new(condition), Box::new(then), Box::new(otherwise))))
    }

    fn quantified(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        let every = self.peek_word("every");
        self.at += 1;
        let Token::Name(variable) = self.peek().clone() else {
            return Err(self.unexpected("变量名 / a name"));
        };
        self.at += 1;
        self.expect_word("in")?;
        let list = self.expression()?;
        self.expect_word("satisfies")?;
        let condition = self.expression()?;
        let kind =
            AstKind::Quantified { every, variable, list: Box::new(list), condition: Box::new(condition) };
        Ok(self.node(start, kind))
    }

    fn disjunction(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        let mut left = self.conjunction()?;
        while self.eat_word("or") {
            let right = self.conjunction()?;
            left = self.node(start, AstKind::Or(Box::new(left), Box::new(right)));
            self.bounded()?;
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        let mut left = self.comparison()?;
        while self.eat_word("and") {
            let right = self.comparison()?;
            left = self.node(start, AstKind::And(Box::new(left), Box::new(right)));
            self.bounded()?;
        }
        Ok(left)
    }

    fn bounded(&mut self) -> Parsed<()> {
        self.deeper()?;
        self.depth -= 1;
        Ok(())
    }

    fn comparison(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        let left = self.sum()?;
        if self.eat_word("between") {
            let low = self.sum()?;
            self.expect_word("and")?;
            let high = self.sum()?;
            return Ok(self.node(start, AstKind::Between(Box::new(left), Box::new(low), Box::new(high))));
        }
        if self.eat_word("in") {
            let tests = self.in_tests()?;
            return Ok(self.node(start, AstKind::In(Box::new(left), tests)));
        }
        if self.peek_word("instance") {
            return Err(self.outside());
        }
        let Some(operator) = self.comparison_operator() else { return Ok(left) };
        self.at += 1;
        let right = self.sum()?;
        let both = self.node(start, AstKind::Binary(operator, Box::new(left), Box::new(right)));
        if self.comparison_operator().is_some() {
            let found = ExpressionError::new(
                self.range(),
                ErrorKind::Syntax,
                "比较不能连写",
                "comparisons cannot be chained",
            );
            return Err(found
                .mend("写成 x >= 1 and x <= 5，或 x in [1..5]", "write x >= 1 and x <= 5, or x in [1..5]"));
        }
        Ok(both)
    }

    fn comparison_operator(&self) -> Option<Operator> {
        let Token::Symbol(symbol) = self.peek() else { return None };
        comparison_operator(symbol)
    }

    /// What follows `in`: one test, or several in brackets.
    fn in_tests(&mut self) -> Parsed<Vec<Test>> {
        if self.peek_symbol("(") {
            // `(1..5)` is a range, `("a", "b")` a list of tests.
            let back = (self.at, self.depth, self.nodes);
            if let Ok(range) = self.range_literal() {
                return Ok(vec![Test::Value(range)]);
            }
            (self.at, self.depth, self.nodes) = back;
            self.expect_symbol("(")?;
            let tests = self.tests()?;
            self.expect_symbol(")")?;
            return Ok(tests);
        }
        Ok(vec![self.test()?])
    }

    fn tests(&mut self) -> Parsed<Vec<Test>> {
        let mut tests = vec![self.test()?];
        while self.eat_symbol(",") {
            tests.push(self.test()?);
            self.bounded()?;
        }
        Ok(tests)
    }

    fn test(&mut self) -> Parsed<Test> {
        if let Some(operator) = self.comparison_operator() {
            self.at += 1;
            return Ok(Test::Compare(operator, self.sum()?));
        }
        if self.peek_word("not")
            && matches!(self.tokens.get(self.at + 1).map(|t| &t.token), Some(Token::Symbol("(")))
        {
            self.deeper()?;
            self.at += 2;
            let tests = self.tests()?;
            self.expect_symbol(")")?;
            self.depth -= 1;
            return Ok(Test::Not(tests));
        }
        Ok(Test::Value(self.sum()?))
    }

    fn sum(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        let mut left = self.product()?;
        loop {
            let operator = match self.peek() {
                Token::Symbol("+") => Operator::Add,
                Token::Symbol("-") => Operator::Subtract,
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.product()?;
            left = self.node(start, AstKind::Binary(operator, Box::new(left), Box::new(right)));
            self.bounded()?;
        }
    }

    fn product(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        let mut left = self.power()?;
        loop {
            let operator = match self.peek() {
                Token::Symbol("*") => Operator::Multiply,
                Token::Symbol("/") => Operator::Divide,
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.power()?;
            left = self.node(start, AstKind::Binary(operator, Box::new(left), Box::new(right)));
            self.bounded()?;
        }
    }

    /// Left-associative, as FEEL has it; a sign binds tighter.
    fn power(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        let mut left = self.signed()?;
        while self.eat_symbol("**") {
            let right = self.signed()?;
            left = self.node(start, AstKind::Binary(Operator::Power, Box::new(left), Box::new(right)));
            self.bounded()?;
        }
        Ok(left)
    }

    fn signed(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        if self.eat_symbol("-") {
            self.deeper()?;
            let inner = self.signed()?;
            self.depth -= 1;
            return Ok(self.node(start, AstKind::Negate(Box::new(inner))));
        }
        self.member()
    }

    fn member(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        let mut value = self.primary()?;
        loop {
            if self.eat_symbol(".") {
                let Token::Name(name) = self.peek().clone() else {
                    return Err(self.unexpected("名字 / a name"));
                };
                self.at += 1;
                value = self.node(start, AstKind::Member(Box::new(value), name));
                self.bounded()?;
            } else if self.peek_symbol("[")
                && matches!(value.kind, AstKind::Name(_) | AstKind::List(_) | AstKind::Call(..))
            {
                let found = ExpressionError::new(
                    self.range(),
                    ErrorKind::OutsideSubset,
                    "FEEL 的筛选 […] 不在所用子集内",
                    "FEEL's filter […] is outside the subset used here",
                );
                return Err(found.mend(
                    "用 some/every … satisfies 或列表函数",
                    "use some/every … satisfies, or a list function",
                ));
            } else {
                return Ok(value);
            }
        }
    }

    fn primary(&mut self) -> Parsed<Ast> {
        self.deeper()?;
        let result = self.primary_inner();
        self.depth -= 1;
        result
    }

    fn primary_inner(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        match self.peek().clone() {
            Token::Number(digits) => {
                let range = self.range();
                self.at += 1;
                let number =
                    digits.parse::<Decimal>().or_else(|_| Decimal::from_str_exact(&format!("0{digits}")));
                let number = number.map_err(|_| {
                    ExpressionError::new(
                        range,
                        ErrorKind::BadLiteral,
                        "这个数位数太多",
                        "a number with too many digits",
                    )
                    .mend("最多 28 位有效数字", "at most 28 significant digits")
                })?;
                Ok(self.node(start, AstKind::Literal(Value::Number(number))))
            }
            Token::Text(text) => {
                self.at += 1;
                Ok(self.node(start, AstKind::Literal(Value::Text(Arc::from(text)))))
            }
            Token::Function(name) => {
                self.at += 1;
                self.call(start, name.to_owned())
            }
            Token::Name(name) => self.named(start, &name),
            Token::Symbol("(") => self.bracketed(start),
            Token::Symbol("[" | "]") => self.list_or_range(start),
            Token::Symbol("{" | "@") => Err(self.outside()),
            _ => Err(self.unexpected("一个值 / a value")),
        }
    }

    fn named(&mut self, start: usize, name: &str) -> Parsed<Ast> {
        match name {
            "true" | "false" => {
                self.at += 1;
                return Ok(self.node(start, AstKind::Literal(Value::Boolean(name == "true"))));
            }
            "null" => {
                let found = ExpressionError::new(
                    self.range(),
                    ErrorKind::OutsideSubset,
                    "这里没有 null",
                    "there is no null here",
                );
                return Err(found.mend(
                    "用 found(…) 问是否查得到；未知的值不会进入表达式",
                    "ask found(…) whether something is there; unknown values do not reach an expression",
                ));
            }
            "and" | "or" | "in" | "between" | "then" | "else" | "satisfies" => {
                return Err(self.unexpected("一个值 / a value"));
            }
            "for" | "function" | "instance" | "if" | "some" | "every" => return self.expression(),
            _ => {}
        }
        self.at += 1;
        if self.peek_symbol("(") {
            return self.call(start, name.to_owned());
        }
        let mut segments = vec![(name.to_owned(), start..self.last_end())];
        while self.peek_symbol(".") {
            let Some(Token::Name(next)) = self.tokens.get(self.at + 1).map(|t| t.token.clone()) else {
                break;
            };
            self.at += 2;
            segments.push((next, self.tokens[self.at - 1].range.clone()));
        }
        Ok(self.node(start, AstKind::Name(segments)))
    }

    fn call(&mut self, start: usize, name: String) -> Parsed<Ast> {
        self.expect_symbol("(")?;
        let mut arguments = Vec::new();
        if !self.peek_symbol(")") {
            arguments.push(self.expression()?);
            while self.eat_symbol(",") {
                arguments.push(self.expression()?);
            }
        }
        self.expect_symbol(")")?;
        Ok(self.node(start, AstKind::Call(name, arguments)))
    }

    fn bracketed(&mut self, start: usize) -> Parsed<Ast> {
        self.expect_symbol("(")?;
        let inner = self.expression()?;
        if self.eat_symbol("..") {
            return self.range_end(start, inner, false);
        }
        self.expect_symbol(")")?;
        Ok(inner)
    }

    fn range_literal(&mut self) -> Parsed<Ast> {
        let start = self.range().start;
        self.expect_symbol("(")?;
        let low = self.sum()?;
        self.expect_symbol("..")?;
        self.range_end(start, low, false)
    }

    fn list_or_range(&mut self, start: usize) -> Parsed<Ast> {
        let inside = self.peek_symbol("[");
        self.at += 1;
        if inside && self.eat_symbol("]") {
            return Ok(self.node(start, AstKind::List(Vec::new())));
        }
        let first = self.expression()?;
        if self.eat_symbol("..") {
            return self.range_end(start, first, inside);
        }
        if !inside {
            return Err(self.unexpected("`..`"));
        }
        let mut members = vec![first];
        while self.eat_symbol(",") {
            members.push(self.expression()?);
        }
        self.expect_symbol("]")?;
        Ok(self.node(start, AstKind::List(members)))
    }

    fn range_end(&mut self, start: usize, low: Ast, low_inside: bool) -> Parsed<Ast> {
        let high = self.sum()?;
        let high_inside = self.peek_symbol("]");
        if !high_inside && !self.peek_symbol(")") && !self.peek_symbol("[") {
            return Err(self.unexpected("`]`"));
        }
        self.at += 1;
        let kind = AstKind::Range { low: Box::new(low), low_inside, high: Box::new(high), high_inside };
        Ok(self.node(start, kind))
    }
}

fn comparison_operator(symbol: &str) -> Option<Operator> {
    Some(match symbol {
        "=" => Operator::Equal,
        "!=" => Operator::Unequal,
        "<" => Operator::Less,
        "<=" => Operator::AtMost,
        ">" => Operator::Greater,
        ">=" => Operator::AtLeast,
        _ => return None,
    })
}
