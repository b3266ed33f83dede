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
