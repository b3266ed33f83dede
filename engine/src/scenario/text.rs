//! Labels for people, in Chinese and English.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The two languages every label is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    #[default]
    En,
}

/// A label in Chinese and English.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Text {
    /// Chinese.
    pub zh: Arc<str>,
    /// English; a label written in one language only has the same text in both.
    pub en: Arc<str>,
}

impl Text {
    /// A label in both languages.
    pub fn new(zh: impl Into<Arc<str>>, en: impl Into<Arc<str>>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// A label written once, the same in both languages.
    pub fn same(text: impl Into<Arc<str>>) -> Self {
        let zh = text.into();
        Self { en: zh.clone(), zh }
    }

    /// What stands written as `Chinese / English`, as the machine writes its own reasons into events, taken apart; what
    /// is not written so is in both languages as it is.
    pub fn apart(both: &str) -> Self {
        let is_chinese = |text: &str| text.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
        let mut halves = both
            .match_indices(" / ")
            .filter_map(|(at, cut)| Some((both.get(..at)?, both.get(at + cut.len()..)?)));
        let halves = halves.find(|(zh, en)| is_chinese(zh) && !en.is_empty() && !is_chinese(en));
        halves.map_or_else(|| Self::same(both), |(zh, en)| Self::new(zh, en))
    }

    /// The label in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

/// A text written once, the same in both languages.
impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::same(text)
    }
}

/// A text written once, the same in both languages.
impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::same(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn reasons_in_both_languages_are_taken_apart_and_others_stay_whole() {
        let apart = |text| {
            let Text { zh, en } = Text::apart(text);
            (zh.to_string(), en.to_string())
        };
        let both = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
        assert_eq!(
            apart("逾期未收到 / it did not come in time"),
            both("逾期未收到", "it did not come in time")
        );
        assert_eq!(apart("甲 / 乙 / A / B"), both("甲 / 乙", "A / B"));
        for whole in ["地址不全", "a / b", "甲 / 乙", "甲 / ", "", "甲/A"] {
            assert_eq!(apart(whole), both(whole, whole));
        }
    }
}
