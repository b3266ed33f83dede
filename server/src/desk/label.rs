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

impl Label {
    /// What has no label is called by its name.
    pub fn name(name: &str) -> Self {
        Self { zh: name.to_owned(), en: name.to_owned() }
    }
}

/// What a post (岗位) is called. Catalogues name posts without a label: those that are usual are known here, any other
/// is called by its name.
pub fn post(id: &str) -> Label {
    let (zh, en) = match id {
        "clerk" => ("经办", "Clerk"),
        "officer" => ("审批", "Officer"),
        "inspector" => ("勘查", "Inspector"),
        "doctor" => ("医生", "Doctor"),
        other => (other, other),
    };
    Label { zh: zh.to_owned(), en: en.to_owned() }
}
