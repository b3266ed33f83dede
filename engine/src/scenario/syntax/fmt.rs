//! fmt
use crate::scenario::diagnostic::Diagnostic;
/// fmt
pub fn fmt(text: &str) -> Result<String, Vec<Diagnostic>> {
    Ok(text.to_owned())
}
