//! What is wrong with a configuration.

use super::origin::Origin;
use onething_engine::nearest::nearest;
use onething_engine::scenario::text::{Language, Text};

/// One mistake, with its place and mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub place: Origin,
    /// What is wrong, and how to mend it.
    pub text: Text,
}

impl Mistake {
    pub(super) fn new(place: Origin, zh: String, en: String) -> Self {
        Self { place, text: Text::new(zh, en) }
    }

    /// A value that does not fit.
    pub(super) fn wrong_value(place: Origin, key: &str, is: &str, expected: &Text) -> Self {
        let is: String = is.chars().filter(|c| !c.is_control()).take(80).collect();
        Self::new(
            place,
            format!("{key}：`{is}` 不合要求；应为{}", expected.zh),
            format!("{key}: `{is}` does not fit; write {}", expected.en),
        )
    }

    /// A name that is not known, with the nearest that is.
    pub(super) fn unknown<'a>(place: Origin, is: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let shown: String = is.chars().filter(|c| !c.is_control()).take(80).collect();
        match nearest(is, known) {
            Some(near) => Self::new(
                place,
                format!("没有 `{shown}`；是否指 `{near}`？"),
                format!("there is no `{shown}`; did you mean `{near}`?"),
            ),
            None => Self::new(
                place,
                format!("没有 `{shown}`；`--print-config` 列出全部设置"),
                format!("there is no `{shown}`; `--print-config` lists all settings"),
            ),
        }
    }
}

/// All mistakes of a configuration, so that they are mended in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistakes(pub Vec<Mistake>);

impl Mistakes {
    /// A line each, place first.
    pub fn text(&self, language: Language) -> String {
        let line = |m: &Mistake| {
            let (place, text) = (m.place.text(), &m.text);
            match language {
                Language::Zh => format!("{}：{}", place.zh, text.zh),
                Language::En => format!("{}: {}", place.en, text.en),
            }
        };
        self.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}
