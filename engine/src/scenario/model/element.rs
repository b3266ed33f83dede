//! Data elements: named, typed values about a kind of party.

use super::{Condition, Id, Source, Span, Spanned};
use crate::scenario::text::Text;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The type of a data element's value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ElementType {
    /// Free text.
    Text,
    /// A decimal number.
    Number,
    /// True or false.
    Boolean,
    /// A civil date.
    Date,
    /// A civil time of day.
    Time,
    /// A civil date and time.
    DateTime,
    /// A region of the catalogue, by its id.
    Region,
    /// One of a closed set of ids.
    OneOf(Arc<[Arc<str>]>),
    /// 公民身份号码, GB 11643: 18 characters with a check digit.
    IdNumberCn,
    /// A phone number in China.
    PhoneCn,
    /// 统一社会信用代码, GB 32100: 18 characters with a check digit.
    CreditCodeCn,
}

/// How personal a value is (PIPL): decides masking and what an event log leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Personal {
    /// Says nothing about an identified person.
    No,
    /// Personal information.
    Yes,
    /// Sensitive personal information.
    Sensitive,
}

/// An expression that computes an element, over elements of the same party (catalogue) or over the
/// scenario's names (scenario `facts`).
#[derive(Debug, Clone)]
pub struct Computed {
    /// The compiled expression.
    pub value: Condition,
}

/// A data element of one kind of party.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Element {
    /// The kind of party it belongs to: `person`.
    pub kind: Id,
    /// Its own name: `id_number`.
    pub name: Id,
    /// Label.
    pub title: Text,
    /// Type of its value.
    pub ty: ElementType,
    /// Labels of the values of `one_of`, in their order; none where a value has none.
    pub titles: Vec<Option<Text>>,
    /// Unit of a number: `g`.
    pub unit: Option<Id>,
    /// Longest text, in characters.
    pub max: Option<u32>,
    /// How personal it is.
    pub personal: Personal,
    /// `ask: never` forbids asking the applicant for it (rule 11).
    pub askable: bool,
    /// Text of the expression that computes it from elements of the same party.
    pub computed: Option<Spanned<Arc<str>>>,
    /// Elements of the same kind that `computed` reads, filled in while lowering.
    pub computed_from: Vec<super::ElementId>,
    /// Where the fact comes from.
    pub source: Option<Source>,
    /// The name where it is defined.
    pub span: Span,
}

impl Element {
    /// The values there are to choose from, each with its label: the value itself where none is written. None of a
    /// type that has no closed set of values of its own.
    pub fn options(&self) -> impl Iterator<Item = (&Id, Text)> {
        self.values().map(|(value, title)| match title {
            Some(title) => (value, title.clone()),
            None => (value, Text::same(value.clone())),
        })
    }

    /// Values that a form could only show by their names.
    pub fn untitled(&self) -> impl Iterator<Item = &Id> {
        self.values().filter(|(_, title)| title.is_none()).map(|(value, _)| value)
    }

    fn values(&self) -> impl Iterator<Item = (&Id, Option<&Text>)> {
        let values: &[Id] = match &self.ty {
            ElementType::OneOf(values) => values,
            _ => &[],
        };
        values.iter().enumerate().map(|(at, value)| (value, self.titles.get(at).and_then(Option::as_ref)))
    }
}
