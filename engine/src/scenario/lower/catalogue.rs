//! Catalogue files as facts; and `facts` that add to and override them by the same paths (rule 38).

mod calendars;
mod departments;
mod elements;
mod papers;
mod regions;
mod systems;

use super::overrides::{self, Fact};
use super::read;
use crate::nearest::nearest;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::grammar::{self, catalogue as shapes};
use crate::scenario::model::{Catalogue, CatalogueFacts, CatalogueItem, Id, Overridden, Override, Source};
use crate::scenario::source::Spanned;
use crate::scenario::syntax::{Entry, Node};
use crate::scenario::text::Text;
use indexmap::IndexMap;
use std::sync::Arc;

/// Reads several catalogue files into one. Findings of all of them are returned; what could be read is.
pub fn read_catalogues(files: &[Node]) -> (Catalogue, Vec<Diagnostic>) {
    let mut reader = Reader::new(Catalogue::default(), false);
    let mut sound = Vec::new();
    for file in files {
        let before = reader.findings.len();
        grammar::validate(file, &shapes::CATALOGUE, &mut reader.findings);
        version(file, &mut reader.findings);
        if reader.findings.len() == before || file.get("id").is_some() {
            sound.push(file);
        }
    }
    for file in &sound {
        let id = file.get("id").and_then(read::spanned).unwrap_or_default_id(file);
        reader.catalogue.parts.push((id.clone(), read::label(file.get("title"), &id.value)));
    }
    let source = |file: &Node| read::source(file, None);
    for section in shapes::SECTIONS {
        for file in &sound {
            if let Some(node) = file.get(section) {
                reader.section(section, node, source(file).as_ref());
            }
        }
        reader.settle(section);
    }
    for file in &sound {
        if let (Some(node), Some(by)) = (file.get("facts"), file.get("id").and_then(Node::text)) {
            let facts = CatalogueFacts { by: by.clone(), node: node.clone(), source: source(file) };
            reader.catalogue.facts.push(Arc::new(facts));
        }
    }
    reader.finish()
}

trait OrFileId {
    fn unwrap_or_default_id(self, file: &Node) -> Spanned<Id>;
}

impl OrFileId for Option<Spanned<Id>> {
    fn unwrap_or_default_id(self, file: &Node) -> Spanned<Id> {
        self.unwrap_or_else(|| Spanned::new(Id::from(""), file.span))
    }
}

/// The format version, `onething: 1` (rule 40).
pub fn version(file: &Node, findings: &mut Vec<Diagnostic>) {
    if let Some(node) = file.get("onething").filter(|n| n.text().is_some_and(|t| &**t != "1")) {
        let text = node.text().map_or("", |t| &**t);
        let message = Text::new(
            format!("格式版本 {text}：这里能读的是 1"),
            format!("format version {text}; this program reads version 1"),
        );
        let mend =
            Text::new("写 `onething: 1`，或换用新版程序", "write `onething: 1`, or use a newer program");
        findings.push(Diagnostic::new("E0110", node.span, message).mend(mend));
    }
}

/// Lays facts over a catalogue: what they override, and findings.
pub(super) fn override_catalogue(
    base: &Arc<Catalogue>,
    facts: &[Fact],
) -> (Arc<Catalogue>, Vec<Override>, Vec<Diagnostic>) {
    if facts.is_empty() {
        return (base.clone(), Vec::new(), Vec::new());
    }
    let mut reader = Reader::new((**base).clone(), true);
    for fact in facts {
        let Some(shape) = shapes::section(fact.section()) else { continue };
        if fact.section() == "items" && reader.laid_over_item(fact) {
            continue;
        }
        let nested = fact.nested();
        let before = reader.findings.len();
        grammar::validate(&nested, shape, &mut reader.findings);
        // An override may leave out what the catalogue has; missing keys are judged when an entry is new.
        let mut kept = reader.findings.split_off(before);
        kept.retain(|f| f.code != "E0103");
        reader.findings.extend(kept);
        reader.told = fact.source.clone().filter(|_| fact.is_sourced);
        reader.section(fact.section(), &nested, fact.source.as_ref());
        reader.settle(fact.section());
    }
    let overrides = std::mem::take(&mut reader.overrides);
    let (catalogue, findings) = reader.finish();
    (Arc::new(catalogue), overrides, findings)
}

/// Reads sections into a catalogue that grows.
pub(super) struct Reader {
    pub(super) catalogue: Catalogue,
    pub(super) findings: Vec<Diagnostic>,
    /// Whether entries may stand over entries that are there.
    overriding: bool,
    overrides: Vec<Override>,
    /// Where what is overridden comes from, where a list of overrides is to tell it.
    told: Option<Source>,
    /// Entries as written, to tell a repetition from a contradiction.
    written: IndexMap<String, Node>,
    /// `via` and references to things that later entries define.
    pub(super) later: Vec<systems::Via>,
    pub(super) regions_within: Vec<regions::Within>,
}

impl Reader {
    fn new(catalogue: Catalogue, overriding: bool) -> Self {
        Self {
            catalogue,
            findings: Vec::new(),
            overriding,
            overrides: Vec::new(),
            told: None,
            written: IndexMap::new(),
            later: Vec::new(),
            regions_within: Vec::new(),
        }
    }

    fn section(&mut self, section: &str, node: &Node, source: Option<&Source>) {
        let source = read::source(node, source);
        for entry in node.entries().iter().filter(|e| &*e.key.value != "source") {
            let path = format!("{section}.{}", entry.key.value);
            match section {
                "elements" => self.elements(entry, source.as_ref()),
                _ if !self.admit(&path, entry) => {}
                "calendars" => self.calendar(entry, source.as_ref()),
                "holidays" => self.holidays(entry, source.as_ref()),
                "regions" => self.region(entry, source.as_ref()),
                "departments" => self.department(entry, source.as_ref()),
                "systems" => self.system(entry, source.as_ref()),
                "materials" => self.material(entry, source.as_ref()),
                "licences" => self.licence(entry, source.as_ref()),
                "items" => self.item(entry, source.as_ref()),
                _ => {}
            }
        }
    }

    /// Resolves what the entries of a section say of one another, once all of them are read: an entry may name
    /// one of another catalogue file.
    fn settle(&mut self, section: &str) {
        match section {
            "elements" => self.computed_elements(),
            "systems" => self.resolve_via(),
            _ => {}
        }
        if section == "regions" {
            self.resolve_within();
        }
    }

    /// Whether an entry is to be read: new, or overriding, or a contradiction that becomes a finding. Two
    /// catalogues may say the same twice.
    pub(super) fn admit(&mut self, path: &str, entry: &Entry) -> bool {
        if self.overriding {
            let replaces = self.exists(path);
            self.note_override(path, entry, replaces);
            return true;
        }
        match self.written.get(path) {
            None => {
                self.written.insert(path.to_owned(), entry.value.clone());
                true
            }
            Some(first) if first.says_the_same(&entry.value) => false,
            Some(first) => {
                let name = &entry.key.value;
                let message = Text::new(
                    format!("`{name}` 在两个目录里定义不同"),
                    format!("`{name}` is defined differently in two catalogues"),
                );
                let mend = Text::new("删去其一，或改名", "remove one, or rename it");
                let found = Diagnostic::new("E0205", entry.key.span, message).mend(mend);
                self.findings.push(found.also(first.span, Text::new("另一处定义", "the other definition")));
                false
            }
        }
    }

    fn exists(&self, path: &str) -> bool {
        let Some((section, id)) = path.split_once('.') else { return false };
        let catalogue = &self.catalogue;
        match section {
            "calendars" => catalogue.calendars.contains_key(id),
            "holidays" => catalogue.holidays.contains_key(id),
            "regions" => catalogue.regions.contains_key(id),
            "departments" => catalogue.departments.contains_key(id),
            "elements" => catalogue.elements.contains_key(id),
            "systems" => catalogue.systems.contains_key(id),
            "materials" => catalogue.materials.contains_key(id),
            "licences" => catalogue.licences.contains_key(id),
            "items" => catalogue.items.contains_key(id),
            _ => false,
        }
    }

    /// The last parts of the names of all entries that an override can name.
    fn names(&self) -> impl Iterator<Item = &str> {
        let c = &self.catalogue;
        let whole = c.calendars.keys().chain(c.holidays.keys()).chain(c.regions.keys());
        let roles = c.departments.values().flat_map(|d| d.staff.keys());
        let whole = whole.chain(c.departments.keys()).chain(roles);
        let whole = whole.chain(c.systems.keys()).chain(c.materials.keys()).chain(c.licences.keys());
        let dotted = c.elements.keys().chain(c.services.keys());
        whole.chain(dotted).map(|name| name.rsplit_once('.').map_or(&**name, |(_, last)| last))
    }

    /// Lists what an override touches: a new entry as one, of one that is there value by value.
    fn note_override(&mut self, path: &str, entry: &Entry, replaces: bool) {
        let mut leaves = Vec::new();
        match replaces {
            true => overrides::leaves(path, entry, shapes::at(path), &mut leaves),
            false => leaves.push((path.to_owned(), entry.key.span)),
        }
        let source = self.told.clone();
        let of = Overridden::Catalogue;
        let noted = leaves.into_iter();
        let noted = noted.map(|(path, span)| Override { path, of, replaces, source: source.clone(), span });
        self.overrides.extend(noted);
    }

    /// Lays a fact over an item that is there; whether it is.
    fn laid_over_item(&mut self, fact: &Fact) -> bool {
        let item = fact.path.get(1).and_then(|name| self.catalogue.items.get_mut(&name.value));
        let Some(item) = item.map(Arc::make_mut) else { return false };
        let mut noted = overrides::lay_over_item(&mut item.node, fact, &mut self.findings);
        self.overrides.append(&mut noted);
        true
    }

    /// A key that a new entry must have; an override that names nothing to override is found so.
    pub(super) fn require<T>(&mut self, entry: &Entry, key: &str, value: Option<T>) -> Option<T> {
        if value.is_none() && self.overriding && entry.value.get(key).is_none() {
            let name = &entry.key.value;
            let message = Text::new(
                format!("目录里没有 `{name}` 可改写；新增则缺 `{key}`"),
                format!("the catalogue has no `{name}` to override; to add one, `{key}` is missing"),
            );
            let found = Diagnostic::new("E0206", entry.key.span, message);
            self.findings.push(match nearest(name, self.names()) {
                Some(near) => found
                    .mend(Text::new(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?")))
                    .edit(entry.key.span, near),
                None => found.mend(Text::new(
                    "检查路径的写法，或写全这个条目",
                    "check the path, or write the whole entry",
                )),
            });
        }
        value
    }

    pub(super) fn calendar_name(&mut self, node: Option<&Node>) -> Option<Id> {
        let name = node.and_then(read::spanned)?;
        read::position(&self.catalogue.calendars, &name, ("日历", "calendar"), &mut self.findings)?;
        Some(name.value)
    }

    fn item(&mut self, entry: &Entry, source: Option<&Source>) {
        let id = entry.key.value.clone();
        let item = CatalogueItem {
            node: entry.value.clone(),
            title: read::label(entry.value.get("title"), &id),
            source: read::source(&entry.value, source),
            span: entry.key.span,
        };
        self.catalogue.items.insert(id, Arc::new(item));
    }

    fn finish(self) -> (Catalogue, Vec<Diagnostic>) {
        (self.catalogue, self.findings)
    }
}

/// The label of an entry over that of what it overrides.
pub(super) fn title(node: &Node, base: Option<&Text>, id: &str) -> Text {
    match (node.get("title"), base) {
        (None, Some(base)) => base.clone(),
        (written, _) => read::label(written, id),
    }
}
