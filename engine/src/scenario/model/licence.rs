//! Licences: e-licences that stand in for materials and supply data elements.

use super::{Id, MaterialId, Role, RoleDatum, Source, Span, Spanned, SystemId};
use crate::scenario::text::Text;
use serde::{Deserialize, Serialize};

/// An e-licence. Its one role is `holder`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Licence {
    /// Label.
    pub title: Text,
    /// Who holds it; always one role, named `holder`.
    pub about: Vec<Role>,
    /// What must be known to fetch it.
    pub given: Vec<RoleDatum>,
    /// What it supplies.
    pub returns: Vec<RoleDatum>,
    /// The materials it stands in for, of its holder.
    pub stands_for: Vec<Spanned<MaterialId>>,
    /// Where it is fetched from.
    pub system: SystemId,
    /// Chance that a holder has it, 0–1; for simulation and run time only.
    pub held: Option<f64>,
    /// Where the fact comes from.
    pub source: Option<Source>,
    /// The id where it is defined.
    pub span: Span,
}

impl Licence {
    /// The kind of party that holds it.
    pub fn holder_kind(&self) -> Option<&Id> {
        self.about.first().map(|role| &role.kind)
    }
}
