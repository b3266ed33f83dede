//! What can be wrong with an expression, where, and how to mend it.

use std::ops::Range;

/// The kind of a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorKind {
    /// It does not read as an expression.
    Syntax,
    /// A name that is not known.
    UnknownName,
    /// A value of one type stands where another is needed.
    WrongType,
    /// A comparison that can only come out one way.
    ImpossibleComparison,
    /// A function that is not known.
    UnknownFunction,
    /// A function with the wrong number or kind of arguments.
    WrongArguments,
    /// Longer, deeper or larger than an expression may be.
    TooLarge,
    /// FEEL, but outside the subset.
    OutsideSubset,
    /// The spelling of another language.
    OtherSpelling,
    /// A literal that means nothing: `date("2026-02-30")`.
    BadLiteral,
}

/// A mistake in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpressionError {
    /// Its bytes in the expression's text.
    pub range: Range<usize>,
    /// Its kind.
    pub kind: ErrorKind,
    /// Boxed, so that results of parsing stay small: they lie on the stack at every level of nesting.
    told: Box<Told>,
}

/// Texts in Chinese and English.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    message: (String, String),
    mend: (String, String),
}

impl ExpressionError {
    pub(super) fn new(
        range: Range<usize>,
        kind: ErrorKind,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        let told = Told { message: (zh.into(), en.into()), mend: (String::new(), String::new()) };
        Self { range, kind, told: Box::new(told) }
    }

    #[must_use]
    pub(super) fn mend(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.told.mend = (zh.into(), en.into());
        self
    }

    /// What is wrong, in Chinese.
    pub fn message_zh(&self) -> &str {
        &self.told.message.0
    }

    /// What is wrong, in English.
    pub fn message_en(&self) -> &str {
        &self.told.message.1
    }

    /// How to mend it, in Chinese; may be empty.
    pub fn mend_zh(&self) -> &str {
        &self.told.mend.0
    }

    /// How to mend it, in English; may be empty.
    pub fn mend_en(&self) -> &str {
        &self.told.mend.1
    }

    /// The stable code of its kind.
    pub fn code(&self) -> &'static str {
        match self.kind {
            ErrorKind::Syntax => "E0301",
            ErrorKind::UnknownName => "E0302",
            ErrorKind::WrongType => "E0303",
            ErrorKind::ImpossibleComparison => "E0305",
            ErrorKind::UnknownFunction => "E0306",
            ErrorKind::WrongArguments => "E0307",
            ErrorKind::TooLarge => "E0308",
            ErrorKind::OutsideSubset => "E0309",
            ErrorKind::OtherSpelling => "E0310",
            ErrorKind::BadLiteral => "E0311",
        }
    }
}
