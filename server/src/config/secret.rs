//! Secrets: never in a file of configuration, only named there, as `${env:NAME}` or `${file:PATH}`.

use onething_engine::scenario::text::Text;
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Most bytes of a secret's file.
const LONGEST: u64 = 64 << 10;

/// Names a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// A variable.
    Environment(String),
    /// A file that only its owner and group may read.
    File(PathBuf),
}

impl Reference {
    /// Reads `${env:NAME}` or `${file:PATH}`; none for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let inner = text.strip_prefix("${")?.strip_suffix('}')?;
        match inner.split_once(':')? {
            ("env", name) if !name.is_empty() && !name.contains(['=', '\0']) => {
                Some(Self::Environment(name.to_owned()))
            }
            ("file", path) if !path.is_empty() => Some(Self::File(PathBuf::from(path))),
            _ => None,
        }
    }
}

/// A secret; never printed but through [`Secret::reveal`].
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for whoever signs or signs in with it.
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
    /// A variable.
    fn variable(&self, name: &str) -> Option<String>;

    /// The text of a file.
    ///
    /// # Errors
    /// It cannot be read, is open to everybody, longer than 64 KiB, or no text.
    fn file(&self, path: &Path) -> Result<String, Text> {
        read_file(path)
    }
}

/// The process's own environment, and the file system.
#[derive(Debug, Clone, Copy)]
pub struct OwnVault;

impl Vault for OwnVault {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}

/// Variables of one's own, and the file system.
impl<F: Fn(&str) -> Option<String>> Vault for F {
    fn variable(&self, name: &str) -> Option<String> {
        self(name)
    }
}

/// Fetches the secret that a value names. Spaces and line ends around it do not count.
///
/// # Errors
/// Where the value is a secret itself instead of naming one; the variable is not set; the file cannot be read,
/// is readable for everybody, longer than 64 KiB or no text; or the secret is empty. The words never hold the secret.
pub fn resolve(text: &str, vault: &dyn Vault) -> Result<Secret, Text> {
    let Some(reference) = Reference::read(text) else {
        return Err(Text::new(
            "密钥不能写在配置里；请写 ${env:变量名} 或 ${file:路径}",
            "a secret does not stand in a configuration; write ${env:NAME} or ${file:PATH}",
        ));
    };
    let secret = match &reference {
        Reference::Environment(name) => vault.variable(name).ok_or_else(|| {
            Text::new(
                format!("环境变量 {name} 没有设置；请在启动前设置"),
                format!("the variable {name} is not set; set it before the server starts"),
            )
        })?,
        Reference::File(path) => vault.file(path)?,
    };
    match secret.trim() {
        "" => Err(Text::new(format!("{text} 是空的"), format!("{text} is empty"))),
        secret => Ok(Secret(secret.to_owned())),
    }
}

fn read_file(path: &Path) -> Result<String, Text> {
    let shown = path.display();
    let unreadable = |error: std::io::Error| {
        Text::new(format!("{shown} 无法读取：{error}"), format!("{shown} cannot be read: {error}"))
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    // Of the opened file, so that it cannot be exchanged in between.
    if is_open_to_all(&file.metadata().map_err(unreadable)?) {
        return Err(Text::new(
            format!("{shown} 任何人都可读取；请执行 chmod o-rwx {shown}"),
            format!("{shown} is open to everybody; run chmod o-rwx {shown}"),
        ));
    }
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST {
        return Err(Text::new(format!("{shown} 超过 64 KiB"), format!("{shown} is longer than 64 KiB")));
    }
    String::from_utf8(bytes)
        .map_err(|_| Text::new(format!("{shown} 不是文本"), format!("{shown} is no text")))
}

/// Whether anybody on the machine may read or change it.
#[cfg(unix)]
fn is_open_to_all(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o006 != 0
}

/// Elsewhere the folder's rights decide, which are not asked.
#[cfg(not(unix))]
fn is_open_to_all(_: &std::fs::Metadata) -> bool {
    false
}

/// All variables that secrets of a table are read from.
pub(super) fn variables(table: &toml::Table) -> Vec<String> {
    fn walk(value: &toml::Value, found: &mut Vec<String>) {
        match value {
            // A secret may stand within a text: `Bearer ${env:TOKEN}`.
            toml::Value::String(text) => {
                let behind = text.split("${env:").skip(1);
                found.extend(behind.filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())));
            }
            toml::Value::Array(values) => values.iter().for_each(|value| walk(value, found)),
            toml::Value::Table(table) => table.values().for_each(|value| walk(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    table.values().for_each(|value| walk(value, &mut found));
    found
}

#[cfg(test)]
mod tests {
    use super::{Reference, Secret, resolve};
    use std::path::PathBuf;

    fn none(_: &str) -> Option<String> {
        None
    }

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("onething-secret-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        path
    }

    #[test]
    fn a_reference_is_read_and_a_secret_is_refused() {
        assert_eq!(Reference::read("${env:A_B}"), Some(Reference::Environment("A_B".into())));
        assert_eq!(Reference::read("${file:/run/s}"), Some(Reference::File("/run/s".into())));
        for wrong in ["", "hunter2", "${env:}", "${file:}", "${vault:x}", "$env:A", "${env:A} ", "${env:A=B}"]
        {
            assert_eq!(Reference::read(wrong), None, "{wrong}");
        }
        let refused = resolve("hunter2", &none).unwrap_err();
        assert!(!refused.en.contains("hunter2") && refused.en.contains("${env:NAME}"));
    }

    #[test]
    fn variables_are_fetched_and_trimmed() {
        let variable = |name: &str| (name == "KEY").then(|| " s3cret\n".to_owned());
        assert_eq!(resolve("${env:KEY}", &variable).unwrap().expose(), "s3cret");
        assert!(resolve("${env:NONE}", &variable).unwrap_err().en.contains("NONE is not set"));
        assert!(
            resolve("${env:KEY}", &|_: &str| Some(" \n".to_owned())).unwrap_err().en.contains("is empty")
        );
        assert_eq!(format!("{:?}", Secret::new("s3cret")), "***");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_open_to_everybody_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder("open");
        let path = folder.join("key");
        std::fs::write(&path, "s3cret\n").unwrap();
        let reference = format!("${{file:{}}}", path.display());
        for (mode, good) in [(0o600, true), (0o640, true), (0o644, false), (0o602, false)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let read = resolve(&reference, &none);
            assert_eq!(read.is_ok(), good, "{mode:o}");
            if let Err(why) = read {
                assert!(why.en.contains("chmod") && !why.en.contains("s3cret"));
            }
        }
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::write(&path, vec![b'x'; (64 << 10) + 1]).unwrap();
        assert!(resolve(&reference, &none).unwrap_err().en.contains("64 KiB"));
        std::fs::write(&path, [0xff]).unwrap();
        assert!(resolve(&reference, &none).unwrap_err().en.contains("no text"));
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(resolve(&reference, &none).unwrap_err().en.contains("cannot be read"));
    }
}
