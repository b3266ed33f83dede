//! What computed elements of a catalogue are compiled over: the elements of their own kind of party.

use super::expressions::element_type;
use crate::expression::{self, Expression, Scope, Slot, Type, UnknownName};
use crate::nearest::nearest;
use crate::scenario::model::{Catalogue, ElementId};

/// The elements of one kind of party by their bare names; a slot is an [`ElementId`].
pub struct KindScope<'a> {
    /// Whose elements.
    pub catalogue: &'a Catalogue,
    /// The kind of party.
    pub kind: &'a str,
}

impl Scope for KindScope<'_> {
    fn resolve(&self, path: &[&str]) -> Result<(Slot, Type), UnknownName> {
        let prefix = format!("{}.", self.kind);
        let found = match path {
            [name] => self.catalogue.elements.get_full(&*format!("{prefix}{name}")),
            _ => None,
        };
        match found {
            Some((index, _, element)) => Ok((
                Slot(u32::try_from(index).unwrap_or(u32::MAX)),
                element_type(&element.ty, self.catalogue),
            )),
            None => {
                let own = self.catalogue.elements.keys().filter_map(|k| k.strip_prefix(&prefix));
                let near = path.first().and_then(|name| nearest(name, own));
                Err(UnknownName { nearest: near.map(str::to_owned), at_segment: 0 })
            }
        }
    }

    fn resolve_found(&self, _: &[&str], _: Option<&str>) -> Result<Slot, UnknownName> {
        Err(UnknownName { nearest: None, at_segment: 0 })
    }

    fn has_calendar(&self) -> bool {
        false
    }
}

/// What an element of a catalogue is computed by, over [`ElementId`]s of the same party; none where it is not
/// computed.
pub fn computation(catalogue: &Catalogue, element: ElementId) -> Option<Expression> {
    let (_, element) = catalogue.element(element)?;
    let text = element.computed.as_ref()?;
    let scope = KindScope { catalogue, kind: &element.kind };
    expression::compile(&text.value, &scope, Some(&element_type(&element.ty, catalogue))).ok()
}
