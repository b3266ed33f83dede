//! The file: TOML, with the place of everything in it.

use super::mistake::Mistake;
use super::origin::Origin;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Most bytes of a file of configuration.
pub const LONGEST_FILE: u64 = 1 << 20;
/// Tables of things with names, beside settings.
pub(super) const SECTIONS: [&str; 2] = ["systems", "webhooks"];

/// A file that was read.
#[derive(Debug, Clone)]
pub struct FileText {
    /// Where from.
    pub path: PathBuf,
    /// What stands in it.
    pub text: String,
}

/// Reads a file of configuration.
///
/// # Errors
/// Where it cannot be read, is longer than [`LONGEST_FILE`], or is no UTF-8.
pub fn read_file(path: &Path) -> Result<FileText, Mistake> {
    use std::io::Read;
    let place = || Origin::File { path: path.to_owned(), line: 1, column: 1 };
    let unreadable = |error: std::io::Error| {
        Mistake::new(place(), format!("无法读取：{error}"), format!("cannot be read: {error}"))
    };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    file.take(LONGEST_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST_FILE {
        let most = LONGEST_FILE >> 20;
        let (zh, en) = (format!("超过 {most} MiB"), format!("is longer than {most} MiB"));
        return Err(Mistake::new(place(), zh, en));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(FileText { path: path.to_owned(), text }),
        Err(_) => Err(Mistake::new(
            place(),
            "不是 UTF-8；请另存为 UTF-8".into(),
            "is not UTF-8; save it as UTF-8".into(),
        )),
    }
}

/// A key of the file with its value.
#[derive(Debug)]
pub(super) struct Entry {
    /// Dotted.
    pub key: String,
    /// What stands there.
    pub value: Written,
    /// Where the value stands.
    pub place: Origin,
}

/// A value as TOML has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Written {
    Text(String),
    Number(String),
    Switch(bool),
    /// Anything a setting cannot be: a float, a date, a list.
    Other(&'static str),
}

/// A table of a thing with a name: `[systems.hukou]`.
#[derive(Debug)]
pub(super) struct NamedTable {
    pub section: &'static str,
    pub id: String,
    pub table: toml::Table,
    pub place: Origin,
    /// Where each of its keys stands.
    pub keys: Vec<(String, Origin)>,
}

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub entries: Vec<Entry>,
    pub tables: Vec<NamedTable>,
    pub mistakes: Vec<Mistake>,
}

impl FileText {
    fn place(&self, span: Option<Range<usize>>) -> Origin {
        let at = span.map_or(0, |span| span.start).min(self.text.len());
        let before = self.text.get(..at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Origin::File { path: self.path.clone(), line, column }
    }

    /// All keys with their values and places, or what is wrong with its grammar.
    pub(super) fn contents(&self) -> Contents {
        let mut contents = Contents::default();
        let whole = DeTable::parse(&self.text).and_then(|spanned| {
            let plain: toml::Table = toml::from_str(&self.text)?;
            Ok((spanned, plain))
        });
        let (spanned, plain) = match whole {
            Ok(both) => both,
            Err(error) => {
                let message = error.message().to_owned();
                let place = self.place(error.span());
                let (zh, en) = (format!("不是有效的 TOML：{message}"), format!("is not TOML: {message}"));
                contents.mistakes.push(Mistake::new(place, zh, en));
                return contents;
            }
        };
        for (key, value) in spanned.get_ref() {
            match SECTIONS.iter().find(|section| **section == key.get_ref().as_ref()) {
                Some(section) => self.section(section, value, &plain, &mut contents),
                None => self.flatten(key.get_ref(), value, &mut contents.entries),
            }
        }
        contents
    }

    /// Tables become dotted keys.
    fn flatten(&self, key: &str, value: &Spanned<DeValue<'_>>, entries: &mut Vec<Entry>) {
        let written = match value.get_ref() {
            DeValue::Table(table) if !table.is_empty() => {
                for (inner, value) in table {
                    self.flatten(&format!("{key}.{}", inner.get_ref()), value, entries);
                }
                return;
            }
            DeValue::String(text) => Written::Text(text.to_string()),
            DeValue::Integer(number) if number.radix() == 10 => {
                Written::Number(number.as_str().replace('_', ""))
            }
            DeValue::Boolean(on) => Written::Switch(*on),
            other => Written::Other(other.type_str()),
        };
        entries.push(Entry { key: key.to_owned(), value: written, place: self.place(Some(value.span())) });
    }

    fn section(
        &self,
        section: &'static str,
        value: &Spanned<DeValue<'_>>,
        plain: &toml::Table,
        to: &mut Contents,
    ) {
        let no_table = |key: String, span| {
            let (zh, en) =
                (format!("{key} 应为表：[{section}.名字]"), format!("{key} is a table: [{section}.ID]"));
            Mistake::new(self.place(Some(span)), zh, en)
        };
        let Some(spanned) = value.get_ref().as_table() else {
            to.mistakes.push(no_table(section.to_owned(), value.span()));
            return;
        };
        for (id, value) in spanned {
            let table =
                plain.get(section).and_then(|t| t.get(id.get_ref().as_ref())).and_then(toml::Value::as_table);
            let (Some(table), Some(inner)) = (table, value.get_ref().as_table()) else {
                to.mistakes.push(no_table(format!("{section}.{}", id.get_ref()), value.span()));
                continue;
            };
            let keys =
                inner.iter().map(|(k, _)| (k.get_ref().to_string(), self.place(Some(k.span())))).collect();
            let (id, table, place) = (id.get_ref().to_string(), table.clone(), self.place(Some(id.span())));
            to.tables.push(NamedTable { section, id, table, place, keys });
        }
    }
}
