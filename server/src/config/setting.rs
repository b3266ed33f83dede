//! What a setting is.

use onething_engine::scenario::text::{Language, Text};

/// What kind of value a setting has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An address with a port.
    Address,
    /// A file or folder.
    Path,
    /// On or off.
    Switch,
    /// One of some words.
    Choice(&'static [&'static str]),
    /// A number of things.
    Count {
        /// At least.
        least: u64,
        /// At most.
        most: u64,
    },
    /// Bytes, written with their unit.
    Bytes {
        /// At least.
        least: u64,
        /// At most.
        most: u64,
    },
    /// A time in milliseconds, written with its unit.
    Time {
        /// At least.
        least: u64,
        /// At most.
        most: u64,
    },
    /// Anything.
    Text,
}

/// One setting, as it is declared.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its key in the file: `limits.json_body`.
    pub key: &'static str,
    /// What kind of value.
    pub kind: Kind,
    /// Without anything said; empty: nothing.
    pub default: &'static str,
    /// The default under `--dev`, where it is another.
    pub in_development: Option<&'static str>,
    /// A word that may stand instead of a number: `off`, `auto`.
    pub word: Option<&'static str>,
    /// Its own flag, without dashes; every setting can also be given with `--set KEY=VALUE`.
    pub flag: Option<&'static str>,
    /// Whether that flag is one of every verb, read before those of `serve`.
    pub everywhere: bool,
    /// What it is for: Chinese, English.
    pub text: (&'static str, &'static str),
}

impl Setting {
    /// Its name in the environment: `ONETHING_LIMITS__JSON_BODY`.
    pub fn variable(&self) -> String {
        format!("{PREFIX}{}", self.key.replace('.', "__").to_uppercase())
    }

    /// The default, under `--dev` or not.
    pub fn default_text(&self, development: bool) -> &'static str {
        self.in_development.filter(|_| development).unwrap_or(self.default)
    }

    /// What it is for.
    pub fn title(&self) -> Text {
        Text::new(self.text.0, self.text.1)
    }

    /// The help of its flag.
    pub fn help(&self, language: Language) -> String {
        let text = self.title().in_language(language).to_owned();
        if self.default.is_empty() || self.kind == Kind::Switch {
            return text;
        }
        match (language, self.in_development) {
            (Language::Zh, None) => format!("{text} [默认：{}]", self.default),
            (Language::En, None) => format!("{text} [default: {}]", self.default),
            (Language::Zh, Some(dev)) => format!("{text} [默认：{}，--dev 下 {dev}]", self.default),
            (Language::En, Some(dev)) => format!("{text} [default: {}; with --dev {dev}]", self.default),
        }
    }

    /// With a flag of its own.
    pub(super) const fn flag(mut self, flag: &'static str) -> Self {
        self.flag = Some(flag);
        self
    }

    /// With a flag of every verb.
    pub(super) const fn flag_everywhere(mut self, flag: &'static str) -> Self {
        self.flag = Some(flag);
        self.everywhere = true;
        self
    }

    /// With another default under `--dev`.
    pub(super) const fn in_development(mut self, default: &'static str) -> Self {
        self.in_development = Some(default);
        self
    }

    /// With a word instead of a number.
    pub(super) const fn or(mut self, word: &'static str) -> Self {
        self.word = Some(word);
        self
    }
}

/// What the names of all variables begin with.
pub const PREFIX: &str = "ONETHING_";
