//! Labels as JSON has them.

use onething_engine::scenario::text::Text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A label in Chinese and English.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Label {
    /// Chinese.
    pub zh: String,
    /// English; the same as the Chinese one where it was written in one language alone.
    pub en: String,
}

impl From<&Text> for Label {
    fn from(text: &Text) -> Self {
        Self { zh: text.zh.to_string(), en: text.en.to_string() }
    }
}
