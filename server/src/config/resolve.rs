//! From flags, environment, file and defaults to one value a setting, each with where it comes from.

use super::file::{Contents, Entry, FileText, NamedTable, SECTIONS, Written};
use super::flags::Flags;
use super::mistake::{Mistake, Mistakes};
use super::origin::Origin;
use super::secret;
use super::setting::{Kind, PREFIX, Setting};
use super::table::{Settings, TABLE};
use super::value::Value;
use onething_engine::scenario::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Names the file, in the environment.
const CONFIG: &str = "ONETHING_CONFIG";
/// Variables of this program that are no settings: the cache of compiled libraries, and what its tests read.
const OTHERS: [&str; 4] = [CONFIG, "ONETHING_CACHE", "ONETHING_VOLUME", "ONETHING_REQUIRE_ALL"];

/// What is wrong within a table of a thing with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionMistake {
    /// At which of its keys; none: the whole of it.
    pub key: Option<String>,
    /// What, and how to mend it.
    pub text: Text,
}

/// Judges the table of a thing with a name, given its id: of a connector, of a webhook.
pub type Check<'a> = &'a dyn Fn(&str, &toml::Table) -> Result<(), SectionMistake>;

/// Everything that a configuration is made of.
pub struct Sources<'a> {
    /// From the command line.
    pub flags: &'a Flags,
    /// All variables; those of other programs are passed over.
    pub environment: &'a [(String, String)],
    /// The file, where one is named.
    pub file: Option<&'a FileText>,
    /// Judges `[systems.ID]`.
    pub systems: Check<'a>,
    /// Judges `[webhooks.ID]`.
    pub webhooks: Check<'a>,
}

/// The table of a thing with a name.
#[derive(Debug, Clone)]
pub struct Section {
    /// As written; secrets are references still.
    pub table: toml::Table,
    /// Where.
    pub origin: Origin,
}

/// A configuration without mistakes.
#[derive(Debug, Clone)]
pub struct Config {
    /// The values.
    pub settings: Settings,
    /// The same, with where each comes from, in the order of the table.
    pub values: Vec<(&'static Setting, Value, Origin)>,
    /// Connectors by id.
    pub systems: BTreeMap<String, Section>,
    /// Webhooks by id.
    pub webhooks: BTreeMap<String, Section>,
}

/// The file to read: `--config`, else `ONETHING_CONFIG`, else none.
pub fn config_path(flags: &Flags, environment: &[(String, String)]) -> Option<PathBuf> {
    let variable = || environment.iter().find(|(name, value)| name == CONFIG && !value.is_empty());
    flags.config.clone().or_else(|| variable().map(|(_, path)| PathBuf::from(path)))
}

/// One value a setting: of a flag, else of the environment, else of the file, else the default.
///
/// # Errors
/// All mistakes of all places, also of values that another place outdoes: a wrong one is never passed over.
pub fn resolve(sources: &Sources<'_>) -> Result<Config, Mistakes> {
    let Contents { entries, tables, mistakes } = sources.file.map(FileText::contents).unwrap_or_default();
    let mut found = Found { values: BTreeMap::new(), mistakes };
    // From the weakest to the strongest, each over the one before.
    for entry in &entries {
        found.entry(entry);
    }
    found.environment(sources.environment, &tables);
    for (flag, key, value) in &sources.flags.given {
        found.text(key, value, Origin::Flag(flag.clone()));
    }
    let mut sections = [BTreeMap::new(), BTreeMap::new()];
    for (named, place) in tables.into_iter().map(|t| (SECTIONS.iter().position(|s| *s == t.section), t)) {
        let check = if named == Some(0) { sources.systems } else { sources.webhooks };
        found.table(&place, check);
        if let Some(section) = named.and_then(|at| sections.get_mut(at)) {
            section.insert(place.id, Section { table: place.table, origin: place.place });
        }
    }
    let values = found.with_defaults();
    if !found.mistakes.is_empty() {
        return Err(Mistakes(found.mistakes));
    }
    let by_key = values.iter().map(|(setting, value, _)| (setting.key, value.clone())).collect();
    let [systems, webhooks] = sections;
    match Settings::of(&by_key) {
        Some(settings) => Ok(Config { settings, values, systems, webhooks }),
        None => {
            let (zh, en) = ("设置表自身有误".into(), "the table of settings is at odds with itself".into());
            Err(Mistakes(vec![Mistake::new(Origin::Default, zh, en)]))
        }
    }
}

/// What was found so far.
struct Found {
    values: BTreeMap<&'static str, (Value, Origin)>,
    mistakes: Vec<Mistake>,
}

fn keys() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|setting| setting.key).chain(SECTIONS)
}

impl Found {
    /// A value written as text, for a key.
    fn text(&mut self, key: &str, text: &str, origin: Origin) {
        let Some(setting) = TABLE.iter().find(|setting| setting.key == key) else {
            self.mistakes.push(Mistake::unknown(origin, key, keys()));
            return;
        };
        match setting.read(text) {
            Ok(value) => {
                self.values.insert(setting.key, (value, origin));
            }
            Err(expected) => self.mistakes.push(Mistake::wrong_value(origin, key, text, &expected)),
        }
    }

    /// A value of the file: of the type that the setting has.
    fn entry(&mut self, entry: &Entry) {
        let setting = TABLE.iter().find(|setting| setting.key == entry.key);
        let wrong = |is: &str, setting: &Setting| {
            Mistake::wrong_value(entry.place.clone(), setting.key, is, &setting.expected())
        };
        match (&entry.value, setting) {
            (_, None) => self.text(&entry.key, "", entry.place.clone()),
            (Written::Text(text), Some(setting)) => match setting.kind {
                Kind::Switch | Kind::Count { .. } if setting.word != Some(text.as_str()) => {
                    self.mistakes.push(wrong(&format!("\"{text}\""), setting));
                }
                _ => self.text(&entry.key, text, entry.place.clone()),
            },
            (Written::Number(number), Some(setting)) => match setting.kind {
                Kind::Count { .. } => self.text(&entry.key, number, entry.place.clone()),
                _ => self.mistakes.push(wrong(number, setting)),
            },
            (Written::Switch(on), Some(setting)) => match setting.kind {
                Kind::Switch => self.text(&entry.key, &on.to_string(), entry.place.clone()),
                _ => self.mistakes.push(wrong(&on.to_string(), setting)),
            },
            (Written::Other(kind), Some(setting)) => self.mistakes.push(wrong(kind, setting)),
        }
    }

    /// Variables whose names begin as ours do; those that secrets are read from are known by that.
    fn environment(&mut self, environment: &[(String, String)], tables: &[NamedTable]) {
        let secrets: BTreeSet<String> = tables.iter().flat_map(|t| secret::variables(&t.table)).collect();
        let known: Vec<String> = TABLE.iter().map(Setting::variable).collect();
        for (name, value) in environment.iter().filter(|(name, _)| name.starts_with(PREFIX)) {
            if OTHERS.contains(&name.as_str()) || secrets.contains(name) {
                continue;
            }
            let origin = Origin::Environment(name.clone());
            match known.iter().position(|k| k == name).and_then(|at| TABLE.get(at)) {
                Some(setting) => self.text(setting.key, value, origin),
                None => {
                    let known = known.iter().map(String::as_str).chain(OTHERS);
                    self.mistakes.push(Mistake::unknown(origin, name, known));
                }
            }
        }
    }

    /// A table of a thing with a name.
    fn table(&mut self, named: &NamedTable, check: Check<'_>) {
        if let Err(SectionMistake { key, text }) = check(&named.id, &named.table) {
            let at = key.and_then(|key| named.keys.iter().find(|(known, _)| *known == key));
            let place = at.map_or_else(|| named.place.clone(), |(_, place)| place.clone());
            let name = format!("{}.{}", named.section, named.id);
            let (zh, en) = (format!("{name}：{}", text.zh), format!("{name}: {}", text.en));
            self.mistakes.push(Mistake::new(place, zh, en));
        }
    }

    /// All settings; what was not said has its default, which may depend on `dev`.
    fn with_defaults(&mut self) -> Vec<(&'static Setting, Value, Origin)> {
        let development = matches!(self.values.get("dev"), Some((Value::Switch(true), _)));
        let mut all = Vec::with_capacity(TABLE.len());
        for setting in TABLE {
            let said = self.values.remove(setting.key);
            let (value, origin) = said.unwrap_or_else(|| {
                let text = setting.default_text(development);
                let value = if text.is_empty() { None } else { setting.read(text).ok() };
                let special = development && setting.in_development.is_some();
                let origin = if special { Origin::DevelopmentDefault } else { Origin::Default };
                (value.unwrap_or(Value::Unset), origin)
            });
            all.push((setting, value, origin));
        }
        all
    }
}

#[cfg(test)]
mod tests;
