//! Tokens to tree: the cursor over the tokens, and the bounds of what it may build.

mod operators;
mod primary;
mod unary;

use super::ast::{Ast, AstKind, Test};
use super::error::{ErrorKind, ExpressionError};
use super::lexer::{Lexed, Token, lex};
use super::limits::{MAX_BYTES, MAX_DEPTH, MAX_HEIGHT, MAX_NODES};
use std::ops::Range;

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
            return Err(too_large(
                0..0,
                &format!("表达式超过 {MAX_BYTES} 字节"),
                &format!("an expression of more than {MAX_BYTES} bytes"),
            ));
        }
        Ok(Self { text, tokens: lex(text)?, at: 0, depth: 0, nodes: 0 })
    }

    fn peek(&self) -> &Token {
        self.peek_after(0)
    }

    /// The token so many further on.
    fn peek_after(&self, tokens: usize) -> &Token {
        self.tokens.get(self.at + tokens).map_or(&Token::End, |t| &t.token)
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
        Err(self.unexpected(&format!("`{symbol}`"), &format!("`{symbol}`")))
    }

    fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.eat_word(word) {
            return Ok(());
        }
        Err(self.unexpected(&format!("`{word}`"), &format!("`{word}`")))
    }

    /// What belongs here, in Chinese and English, and is not.
    fn unexpected(&self, wanted_zh: &str, wanted_en: &str) -> ExpressionError {
        let range = self.range();
        let (zh, en) = match self.peek() {
            Token::End => (
                format!("表达式没有写完：这里应是 {wanted_zh}"),
                format!("the expression stops short: here belongs {wanted_en}"),
            ),
            _ => {
                let found = self.text.get(range.clone()).unwrap_or("");
                (
                    format!("这里应是 {wanted_zh}，写的是 `{found}`"),
                    format!("here belongs {wanted_en}, not `{found}`"),
                )
            }
        };
        ExpressionError::new(range, ErrorKind::Syntax, zh, en)
    }

    fn end(&self) -> Parsed<()> {
        if *self.peek() == Token::End {
            return Ok(());
        }
        let found = self.unexpected("`and`、`or` 或表达式结尾", "`and`, `or` or the end");
        let before = self.at.checked_sub(1).and_then(|i| self.tokens.get(i)).map(|t| &t.token);
        Err(match before {
            Some(Token::Name(name)) if name == "not" => found.mend("写成 `not(…)`", "write `not(…)`"),
            Some(Token::Name(_)) if matches!(self.peek(), Token::Name(_)) => found.mend(
                "名字里不能有空格，用下划线；文字要加双引号",
                "names have no spaces, use underscores; text goes into double quotes",
            ),
            _ => found,
        })
    }

    /// Bounds the parser's own stack: call on the way down, and `leave` on the way up. A mistake ends parsing, so
    /// that nobody need leave then.
    fn enter(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_large(self.range(), "表达式太深", "an expression too deep"));
        }
        Ok(())
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    /// A node from `start` up to the token before the cursor, within the bounds of a tree.
    fn node(&mut self, start: usize, kind: AstKind) -> Parsed<Ast> {
        self.nodes += 1;
        let range = start..self.last_end();
        let height = kind.height_below() + 1;
        if self.nodes > MAX_NODES || height > MAX_HEIGHT {
            return Err(too_large(range, "表达式太大", "an expression too large"));
        }
        Ok(Ast { kind, range, height })
    }
}

fn too_large(range: Range<usize>, zh: &str, en: &str) -> ExpressionError {
    ExpressionError::new(range, ErrorKind::TooLarge, zh, en)
        .mend("拆成几个计算值", "split it into several computed values")
}
