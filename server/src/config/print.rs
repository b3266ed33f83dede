//! `--print-config`: every value with where it comes from. What is printed is a file of configuration again.

use super::resolve::{Config, Section};
use super::secret::Reference;
use super::setting::Kind;
use super::value::Value;
use onething_engine::scenario::text::Language;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What a masked secret is shown as.
const MASK: &str = "***";

/// All settings and tables. Secrets are not fetched; what names one is shown, what looks like one is masked.
pub fn print(config: &Config, language: Language) -> String {
    let mut out = String::new();
    for (setting, value, origin) in &config.values {
        let origin = origin.text();
        let origin = origin.in_language(language);
        let written = match (value, setting.kind) {
            (Value::Unset, _) => {
                let _ = writeln!(out, "{:<58} # {origin}", format!("# {} =", setting.key));
                continue;
            }
            (Value::Count(_) | Value::Switch(_), _) => value.to_string(),
            (_, Kind::Path) if !value.to_string().contains(['\'', '\n', '\r']) => format!("'{value}'"),
            _ => toml::Value::String(value.to_string()).to_string(),
        };
        let _ = writeln!(out, "{:<58} # {origin}", format!("{} = {written}", setting.key));
    }
    for (name, sections) in [("systems", &config.systems), ("webhooks", &config.webhooks)] {
        tables(name, sections, language, &mut out);
    }
    out
}

fn tables(name: &str, sections: &BTreeMap<String, Section>, language: Language, out: &mut String) {
    for (id, section) in sections {
        let mut inner = toml::Table::new();
        inner.insert(id.clone(), mask("", &toml::Value::Table(section.table.clone())));
        let mut outer = toml::Table::new();
        outer.insert(name.to_owned(), toml::Value::Table(inner));
        let origin = section.origin.text();
        let _ = writeln!(out, "\n# {}", origin.in_language(language));
        let _ = write!(out, "{outer}");
    }
}

/// Hides what stands at a key that speaks of secrets, and passwords within addresses.
fn mask(key: &str, value: &toml::Value) -> toml::Value {
    let key = key.to_lowercase();
    let hidden =
        ["secret", "token", "password", "key", "credential", "authorization"].iter().any(|w| key.contains(w));
    match value {
        toml::Value::String(text) if hidden && Reference::read(text).is_none() => {
            toml::Value::String(MASK.into())
        }
        toml::Value::String(text) => toml::Value::String(without_password(text)),
        toml::Value::Array(values) => toml::Value::Array(values.iter().map(|v| mask(&key, v)).collect()),
        toml::Value::Table(table) => {
            let masked =
                table.iter().map(|(inner, v)| (inner.clone(), mask(if hidden { &key } else { inner }, v)));
            toml::Value::Table(masked.collect())
        }
        other => other.clone(),
    }
}

/// `https://user:word@host/` without the word.
fn without_password(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest.get(..end).and_then(|authority| authority.rfind('@')) {
        Some(at) => format!("{scheme}://{MASK}{}", rest.get(at..).unwrap_or_default()),
        None => text.to_owned(),
    }
}
