//! What applicants ask, on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is taken back.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The item; the whole application where it is absent.
    #[serde(default)]
    pub item: Option<String>,
}

/// What is collected.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Collection {
    /// The step at which it is collected; needed only where there are several.
    #[serde(default)]
    pub step: Option<String>,
}

/// A rating (好差评).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// 1 (worst) to 5.
    #[schema(minimum = 1, maximum = 5)]
    pub grade: u8,
}

/// Fees that are paid.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// In fen (0.01 CNY): exactly what is due.
    pub amount: u64,
}

/// A declaration (告知承诺).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// The item.
    pub item: String,
}
