//! What may stand where in a file, as data. The same tables drive the findings about unknown keys and wrong
//! types, the JSON Schemas, and the reference, so that the three cannot drift apart.

pub mod catalogue;
pub mod reference;
pub mod scenario;
pub mod schema;
mod simulation;
pub mod steps;
pub mod test;
mod validate;

pub use validate::{bad_id, fits, is_misspelt, missing_key, unknown_key, validate};

/// A key of a map.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What stands there.
    pub shape: &'static Shape,
    /// It must be there.
    pub required: bool,
    /// What it means, in Chinese.
    pub zh: &'static str,
    /// What it means, in English.
    pub en: &'static str,
}

/// What may stand at a place.
#[derive(Debug)]
pub enum Shape {
    /// Free text.
    Text,
    /// A label: `{ zh: …, en: … }`, or bare text, which is zh.
    Label,
    /// A name that is defined here: snake_case ASCII.
    Id,
    /// A scenario's own id: kebab-case ASCII.
    KebabId,
    /// A name that is defined elsewhere, possibly dotted; what it must name is checked with its table.
    Name,
    /// An expression.
    Expression,
    /// A decimal number.
    Number,
    /// A whole number from 0.
    Count,
    /// A number from 0 to 1.
    Probability,
    /// `true` or `false`.
    Boolean,
    /// A period with its unit: `5wd`.
    Period,
    /// A period, or a distribution of work time.
    WorkTime,
    /// `1..4`, or one number.
    Range,
    /// A date, or a run of dates `2024-02-10..2024-02-17`.
    Dates,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list.
    List(&'static Shape),
    /// A list, or one value that stands for a list of one.
    OneOrMany(&'static Shape),
    /// A map with these keys.
    Map(&'static [Key]),
    /// A map from names that it defines to values.
    Table(&'static Shape),
    /// A map from names that are defined elsewhere to values.
    Names(&'static Shape),
    /// A name, or a map of one name to a value: `name` or `{ name: { when: … } }`.
    Entry(&'static Shape),
    /// One of these words, some of them with a value: `parallel` or `{ merge: … }`.
    Choice(&'static [(&'static str, Option<&'static Shape>)]),
    /// A shape under a name of its own, for it stands inside itself.
    Named(&'static str, &'static Shape),
    /// A map whose parts make up one value, so that an override of it takes the place of all of them.
    Whole(&'static Shape),
    /// The first of these whose kind (word, list, map) fits.
    Either(&'static [&'static Shape]),
}

/// A key that may be left out.
const fn may(name: &'static str, shape: &'static Shape, zh: &'static str, en: &'static str) -> Key {
    Key { name, shape, required: false, zh, en }
}

/// A key that must be there.
const fn must(name: &'static str, shape: &'static Shape, zh: &'static str, en: &'static str) -> Key {
    Key { name, shape, required: true, zh, en }
}

/// `source:`, the same everywhere.
const SOURCE: Key = may(
    "source",
    &Shape::Text,
    "事实的出处：文件名称，或 assumed（假定）",
    "where the fact comes from: a document, or `assumed`",
);
/// `title:`, the same everywhere.
const TITLE: Key = may("title", &Shape::Label, "名称", "label");
/// `when:`, the same everywhere (rule 8).
const WHEN: Key = may("when", &Shape::Expression, "仅当条件成立时", "only when this holds");
