//! Secrets of connectors: they come from the environment or from files, and are never shown.

use std::fmt;
use std::fs;
use std::path::Path;

/// Largest file of a secret, in bytes.
const LARGEST: u64 = 64 * 1024;

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the wire alone.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Where secrets come from.
pub trait Vault {
    /// A variable of the environment.
    fn variable(&self, name: &str) -> Option<String>;
    /// The text of a file.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn file(&self, path: &str) -> Result<String, String>;
}

/// The process's own environment, and the file system.
pub struct OwnVault;

impl Vault for OwnVault {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn file(&self, path: &str) -> Result<String, String> {
        let told = |error: std::io::Error| error.to_string();
        let length = fs::metadata(Path::new(path)).map_err(told)?.len();
        if length > LARGEST {
            return Err(format!("it is larger than {LARGEST} bytes"));
        }
        fs::read_to_string(path).map_err(told)
    }
}

/// A secret that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing(pub String);

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Missing {}

/// `${env:NAME}` or `${file:PATH}` without its braces, as the secret that it names. A line break at the end of a
/// file is none of it.
///
/// # Errors
/// It is not there, is empty, or names something else.
pub fn find(reference: &str, vault: &dyn Vault) -> Result<Secret, Missing> {
    let found = match reference.split_once(':') {
        Some(("env", name)) => vault.variable(name).ok_or_else(|| {
            Missing(format!("the environment has no variable `{name}`; set it before the server starts"))
        })?,
        Some(("file", path)) => vault
            .file(path)
            .map_err(|why| Missing(format!("the secret in `{path}` cannot be read: {why}")))?,
        _ => {
            return Err(Missing(format!(
                "`${{{reference}}}` is no secret; write ${{env:NAME}} or ${{file:PATH}}"
            )));
        }
    };
    let text = found.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(Missing(format!("the secret `${{{reference}}}` is empty")));
    }
    Ok(Secret::new(text))
}
