//! What a designer starts from.

use onething_engine::scenario::text::Text;

/// A scenario to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Its name.
    pub id: &'static str,
    zh: &'static str,
    en: &'static str,
    text: &'static str,
}

/// All there are.
pub const TEMPLATES: &[Template] = &[Template {
    id: "jointly",
    zh: "两个事项的联办：一表、一套材料、数据共享",
    en: "Two items jointly: one form, one set of materials, data shared",
    text: include_str!("template/scenario.yaml"),
}];

/// What `onething new` writes.
pub const FIRST: &Template = &TEMPLATES[0];

impl Template {
    /// What it is.
    pub fn title(&self) -> Text {
        Text::new(self.zh, self.en)
    }

    /// Its `scenario.yaml` for a scenario of a name.
    pub fn of(&self, scenario: &str) -> String {
        self.text.replace("{{id}}", scenario)
    }
}

/// Whether a scenario may have a name: lower-case letters, digits and hyphens, a letter first.
pub fn is_scenario_id(id: &str) -> bool {
    let mut letters = id.chars();
    letters.next().is_some_and(|c| c.is_ascii_lowercase())
        && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !id.ends_with('-')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]
    use super::*;
    use crate::library::{Place, SourceText, check_text};
    use onething_engine::scenario::syntax::Budget;

    #[test]
    fn what_a_designer_starts_from_is_sound() {
        for template in TEMPLATES {
            let source = SourceText {
                name: "scenario.yaml".to_owned(),
                bytes: template.of("my-one-thing").into_bytes(),
            };
            let loaded = check_text(&Place::Embedded, source, &Budget::UPLOAD).unwrap();
            assert!(!loaded.has_errors(), "{:#?}", loaded.diagnostics);
            assert_eq!(&*loaded.scenario.unwrap().id.value, "my-one-thing");
        }
    }
}
