//! A log as OCEL 2.0 JSON (<https://www.ocel-standard.org/>): one event a row, at its end, with `start` and `enabled`
//! among its attributes. Objects are applications, items, departments and documents.
//!
//! An event is related to its application (`application`), the items that it serves (`serves`), the department that
//! does it (`done by`) and the documents that it `hands in`, `uses` or `brings`. Objects are related to one another:
//! an application `has item`, an item is `handled by` a department, a document `belongs to` an application. Every
//! object that is named is in the log. What a document says is not: it is named by its material.

use super::quote::{json, json_text, number};
use super::stamp::Stamp;
use super::{Activities, Activity, ActivityId, Case, Named, Resource, Row, Served, Touch, Writer};
use crate::scenario::model::Id;
use crate::scenario::text::Language;
use std::collections::BTreeSet;

/// What ids of departments begin with.
const DEPARTMENT: &str = "department/";
/// The types of objects and their attributes.
const OBJECT_TYPES: [(&str, &[&str]); 4] = [
    ("application", &["scenario", "plan"]),
    ("item", &["item", "title"]),
    ("department", &["title"]),
    ("document", &["material", "title"]),
];
/// The attributes of every type of event.
const EVENT_ATTRIBUTES: [(&str, &str); 7] = [
    ("title", "string"),
    ("resource", "string"),
    ("kind", "string"),
    ("outcome", "string"),
    ("attempt", "integer"),
    ("enabled", "time"),
    ("start", "time"),
];

/// Writes OCEL. Events go out at once; the text of objects is kept until the end, some hundred bytes for each.
#[derive(Debug, Clone)]
pub struct Ocel {
    language: Language,
    stamp: Stamp,
    events: u64,
    /// Types of events that were written.
    types: BTreeSet<Id>,
    departments: BTreeSet<Id>,
    /// Objects that are complete, parted by commas.
    objects: Vec<u8>,
    case: Option<Case>,
    written_case: Vec<u8>,
    /// The activity of the first row of the case: it names the scenario and the plan.
    first: ActivityId,
    /// Items and documents of the case.
    items: Vec<Id>,
    materials: Vec<Id>,
    /// Room for what an activity calls.
    service: Vec<u8>,
}

impl Ocel {
    /// Titles in a language, moments as a stamp writes them.
    pub fn new(language: Language, stamp: Stamp) -> Self {
        Self {
            language,
            stamp,
            events: 0,
            types: BTreeSet::new(),
            departments: BTreeSet::new(),
            objects: Vec::new(),
            case: None,
            written_case: Vec::new(),
            first: ActivityId(0),
            items: Vec::new(),
            materials: Vec::new(),
            service: Vec::new(),
        }
    }

    fn begin_case(&mut self, activities: &Activities, row: &Row) {
        if self.case == Some(row.case) {
            return;
        }
        self.end_case(activities);
        self.case = Some(row.case);
        self.written_case.clear();
        row.case.write(&mut self.written_case);
        self.first = row.activity;
    }

    /// Keeps the application itself, which has all its items by now.
    fn end_case(&mut self, activities: &Activities) {
        let (Some(_), Some(first)) = (self.case.take(), activities.get(self.first)) else { return };
        let attributes = [("scenario", &*first.scenario), ("plan", &*first.plan)];
        let case = &self.written_case;
        object(|out| out.extend_from_slice(case), "application", &attributes, &mut self.objects);
        let mut relations = Relations::begin(&mut self.objects);
        for item in &self.items {
            relations.add("has item", |out| part(case, "/item/", item, out));
        }
        relations.end();
        self.items.clear();
        self.materials.clear();
    }

    /// Keeps the objects of an activity that were not met before.
    fn meet(&mut self, activity: &Activity) {
        self.meet_department(activity.department.as_ref());
        for served in &activity.items {
            if !self.items.contains(&served.item.id) {
                self.meet_department(served.department.as_ref());
                self.meet_item(served);
            }
        }
        for document in &activity.documents {
            if !self.materials.contains(&document.material.id) {
                self.meet_document(&document.material);
            }
        }
    }

    fn meet_department(&mut self, department: Option<&Named>) {
        let Some(Named { id, title }) = department else { return };
        if self.departments.insert(id.clone()) {
            let attributes = [("title", title.in_language(self.language))];
            object(|out| part(b"", DEPARTMENT, id, out), "department", &attributes, &mut self.objects);
            Relations::begin(&mut self.objects).end();
        }
    }

    fn meet_item(&mut self, Served { item, department }: &Served) {
        self.items.push(item.id.clone());
        let (case, title) = (&self.written_case, item.title.in_language(self.language));
        let attributes = [("item", &*item.id), ("title", title)];
        object(|out| part(case, "/item/", &item.id, out), "item", &attributes, &mut self.objects);
        let mut relations = Relations::begin(&mut self.objects);
        if let Some(department) = department {
            relations.add("handled by", |out| part(b"", DEPARTMENT, &department.id, out));
        }
        relations.end();
    }

    fn meet_document(&mut self, material: &Named) {
        self.materials.push(material.id.clone());
        let (case, title) = (&self.written_case, material.title.in_language(self.language));
        let attributes = [("material", &*material.id), ("title", title)];
        object(|out| part(case, "/document/", &material.id, out), "document", &attributes, &mut self.objects);
        let mut relations = Relations::begin(&mut self.objects);
        relations.add("belongs to", |out| out.extend_from_slice(case));
        relations.end();
    }

    fn event(&mut self, activity: &Activity, row: &Row, out: &mut Vec<u8>) {
        out.extend_from_slice(if self.events == 0 { b"\n" } else { b",\n" });
        self.events += 1;
        out.extend_from_slice(b"{\"id\":\"e");
        number(self.events, out);
        out.extend_from_slice(b"\",\"type\":");
        json(&activity.id, out);
        out.extend_from_slice(b",\"time\":\"");
        self.stamp.write(row.end, out);
        out.extend_from_slice(b"\",\"attributes\":[{\"name\":\"title\",\"value\":");
        json(activity.title.in_language(self.language), out);
        if row.resource != Resource::Nobody {
            self.service.clear();
            json_text(activity.service.as_deref().unwrap_or(""), &mut self.service);
            out.extend_from_slice(b"},{\"name\":\"resource\",\"value\":\"");
            row.resource.write(&self.service, out);
            out.push(b'"');
        }
        out.extend_from_slice(b"},{\"name\":\"kind\",\"value\":\"");
        out.extend_from_slice(row.kind.word().as_bytes());
        out.extend_from_slice(b"\"},{\"name\":\"outcome\",\"value\":\"");
        out.extend_from_slice(row.outcome.word().as_bytes());
        out.push(b'"');
        if row.attempt > 0 {
            out.extend_from_slice(b"},{\"name\":\"attempt\",\"value\":");
            number(row.attempt.into(), out);
        }
        out.extend_from_slice(b"},{\"name\":\"enabled\",\"value\":\"");
        self.stamp.write(row.enabled, out);
        out.extend_from_slice(b"\"},{\"name\":\"start\",\"value\":\"");
        self.stamp.write(row.start, out);
        out.extend_from_slice(b"\"}]");
        self.relate(activity, out);
    }

    /// Appends what an event is related to, and its end.
    fn relate(&self, activity: &Activity, out: &mut Vec<u8>) {
        let case = &self.written_case;
        let mut relations = Relations::begin(out);
        relations.add("application", |out| out.extend_from_slice(case));
        for served in &activity.items {
            relations.add("serves", |out| part(case, "/item/", &served.item.id, out));
        }
        if let Some(department) = &activity.department {
            relations.add("done by", |out| part(b"", DEPARTMENT, &department.id, out));
        }
        for document in &activity.documents {
            let qualifier = match document.touch {
                Touch::HandsIn => "hands in",
                Touch::Uses => "uses",
                Touch::Brings => "brings",
            };
            relations.add(qualifier, |out| part(case, "/document/", &document.material.id, out));
        }
        relations.end();
    }

    /// Appends the types: of objects all, of events those that there are.
    fn write_types(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\"objectTypes\":[");
        for (at, (name, attributes)) in OBJECT_TYPES.iter().enumerate() {
            type_of(at == 0, name, attributes.iter().map(|name| (*name, "string")), out);
        }
        out.extend_from_slice(b"],\n\"eventTypes\":[");
        for (at, name) in self.types.iter().enumerate() {
            type_of(at == 0, name, EVENT_ATTRIBUTES.iter().copied(), out);
        }
        out.push(b']');
    }
}

impl Writer for Ocel {
    fn begin(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"events\":[");
    }

    fn row(&mut self, activities: &Activities, row: &Row, out: &mut Vec<u8>) {
        let Some(activity) = activities.get(row.activity) else { return };
        self.begin_case(activities, row);
        if !self.types.contains(&activity.id) {
            self.types.insert(activity.id.clone());
        }
        self.meet(activity);
        self.event(activity, row, out);
    }

    fn end(&mut self, activities: &Activities, out: &mut Vec<u8>) {
        self.end_case(activities);
        out.extend_from_slice(b"\n],\n\"objects\":[");
        out.append(&mut self.objects);
        out.extend_from_slice(b"\n],\n");
        self.write_types(out);
        out.extend_from_slice(b"}\n");
    }
}

/// Appends the text of an id without quotes: what it begins with, which needs none, and a name.
fn part(begin: &[u8], room: &str, name: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(begin);
    out.extend_from_slice(room.as_bytes());
    json_text(name, out);
}

/// Appends an object up to its relations. Its attributes never change, so they are told as of the beginning of time,
/// as the standard has it.
fn object(id: impl Fn(&mut Vec<u8>), of_type: &str, attributes: &[(&str, &str)], out: &mut Vec<u8>) {
    out.extend_from_slice(if out.is_empty() { b"\n" } else { b",\n" });
    out.extend_from_slice(b"{\"id\":\"");
    id(out);
    out.extend_from_slice(b"\",\"type\":");
    json(of_type, out);
    out.extend_from_slice(b",\"attributes\":[");
    for (at, (name, value)) in attributes.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"{\"name\":" } else { b",{\"name\":" });
        json(name, out);
        out.extend_from_slice(b",\"time\":\"1970-01-01T00:00:00.000+00:00\",\"value\":");
        json(value, out);
        out.push(b'}');
    }
    out.push(b']');
}

fn type_of<'a>(
    is_first: bool,
    name: &str,
    attributes: impl Iterator<Item = (&'a str, &'a str)>,
    out: &mut Vec<u8>,
) {
    out.extend_from_slice(if is_first { b"\n{\"name\":" } else { b",\n{\"name\":" });
    json(name, out);
    out.extend_from_slice(b",\"attributes\":[");
    for (at, (name, of_type)) in attributes.enumerate() {
        out.extend_from_slice(if at == 0 { b"{\"name\":" } else { b",{\"name\":" });
        json(name, out);
        out.extend_from_slice(b",\"type\":");
        json(of_type, out);
        out.push(b'}');
    }
    out.extend_from_slice(b"]}");
}

/// The relations of an event or an object, which end it.
struct Relations<'o> {
    out: &'o mut Vec<u8>,
    is_first: bool,
}

impl<'o> Relations<'o> {
    fn begin(out: &'o mut Vec<u8>) -> Self {
        out.extend_from_slice(b",\"relationships\":[");
        Self { out, is_first: true }
    }

    fn add(&mut self, qualifier: &str, id: impl Fn(&mut Vec<u8>)) {
        if !self.is_first {
            self.out.push(b',');
        }
        self.is_first = false;
        self.out.extend_from_slice(b"{\"objectId\":\"");
        id(self.out);
        self.out.extend_from_slice(b"\",\"qualifier\":\"");
        self.out.extend_from_slice(qualifier.as_bytes());
        self.out.extend_from_slice(b"\"}");
    }

    fn end(self) {
        self.out.extend_from_slice(b"]}");
    }
}
