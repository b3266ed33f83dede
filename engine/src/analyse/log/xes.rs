//! A log as XES (IEEE 1849-2023): one trace a case, and in it one `start` and one `complete` event a row, tied by
//! `concept:instance`, in order of their moments. The standard extensions concept, time, lifecycle and
//! organizational; moments always with their offset.
//!
//! What is not of an extension has plain keys: `title`, `item`, `kind`, `outcome`, `attempt`, `enabled`; of a trace
//! `scenario` and `plan`.

use super::quote::{number, xml};
use super::stamp::Stamp;
use super::{Activities, Activity, Resource, Row, Writer};
use crate::application::moment::Moment;
use crate::scenario::text::Language;

/// What stands before the traces: extensions, attributes that every event has, classifiers.
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2023" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace">
<string key="concept:name" value="unknown"/>
</global>
<global scope="event">
<string key="concept:name" value="unknown"/>
<string key="concept:instance" value="0"/>
<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
<string key="lifecycle:transition" value="complete"/>
</global>
<classifier name="Activity" keys="concept:name"/>
<classifier name="Activity and transition" keys="concept:name lifecycle:transition"/>
<classifier name="Activity and outcome" keys="concept:name outcome"/>
<classifier name="Resource" keys="org:resource"/>
<string key="lifecycle:model" value="standard"/>
<string key="source" value="onething"/>
"#;

/// Writes XES. The attributes of an activity are quoted once; the rows of the case under way are kept.
#[derive(Debug, Clone)]
pub struct Xes {
    language: Language,
    stamp: Stamp,
    parts: Vec<Parts>,
    case: Vec<Row>,
    order: Vec<(Moment, u32, Transition)>,
}

/// What happens to a row; in this order where both have one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Transition {
    Start,
    Complete,
}

/// What is the same in every event of an activity.
#[derive(Debug, Clone)]
struct Parts {
    /// The begin of an event: its name, title, items, department, role.
    event: Vec<u8>,
    /// The value of what it calls.
    service: Vec<u8>,
    /// Of a trace: scenario and plan.
    trace: Vec<u8>,
}

impl Xes {
    /// Titles in a language, moments as a stamp writes them.
    pub fn new(language: Language, stamp: Stamp) -> Self {
        Self { language, stamp, parts: Vec::new(), case: Vec::new(), order: Vec::new() }
    }

    /// Appends the trace of the case that is kept.
    fn trace(&mut self, out: &mut Vec<u8>) {
        let Some(first) = self.case.first() else { return };
        out.extend_from_slice(b"<trace>\n<string key=\"concept:name\" value=\"");
        first.case.write(out);
        out.extend_from_slice(b"\"/>\n");
        out.extend_from_slice(&self.parts[first.activity.0 as usize].trace);
        self.order.clear();
        for (at, row) in (0..).zip(&self.case) {
            self.order.push((row.start, at, Transition::Start));
            self.order.push((row.end, at, Transition::Complete));
        }
        self.order.sort_unstable();
        let Self { stamp, parts, case, order, .. } = self;
        for (moment, at, transition) in order.iter().copied() {
            let row = &case[at as usize];
            event(&parts[row.activity.0 as usize], row, at, (moment, transition), stamp, out);
        }
        out.extend_from_slice(b"</trace>\n");
        self.case.clear();
    }
}

impl Writer for Xes {
    fn begin(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(HEAD.as_bytes());
    }

    fn row(&mut self, activities: &Activities, row: &Row, out: &mut Vec<u8>) {
        let known = self.parts.len();
        if known < activities.all().len() {
            let language = self.language;
            self.parts.extend(activities.all()[known..].iter().map(|activity| Parts::of(activity, language)));
        }
        if row.activity.0 as usize >= self.parts.len() {
            return;
        }
        if self.case.first().is_some_and(|first| first.case != row.case) {
            self.trace(out);
        }
        self.case.push(*row);
    }

    fn end(&mut self, _: &Activities, out: &mut Vec<u8>) {
        self.trace(out);
        out.extend_from_slice(b"</log>\n");
    }
}

/// Appends one event; `instance` numbers the rows of a trace from 0.
fn event(
    parts: &Parts,
    row: &Row,
    instance: u32,
    (moment, transition): (Moment, Transition),
    stamp: &mut Stamp,
    out: &mut Vec<u8>,
) {
    out.extend_from_slice(&parts.event);
    out.extend_from_slice(b"<string key=\"concept:instance\" value=\"");
    number(instance.into(), out);
    out.extend_from_slice(b"\"/>\n<date key=\"time:timestamp\" value=\"");
    stamp.write(moment, out);
    out.extend_from_slice(match transition {
        Transition::Start => b"\"/>\n<string key=\"lifecycle:transition\" value=\"start\"/>\n" as &[u8],
        Transition::Complete => b"\"/>\n<string key=\"lifecycle:transition\" value=\"complete\"/>\n",
    });
    if row.resource != Resource::Nobody {
        out.extend_from_slice(b"<string key=\"org:resource\" value=\"");
        row.resource.write(&parts.service, out);
        out.extend_from_slice(b"\"/>\n");
    }
    out.extend_from_slice(b"<string key=\"kind\" value=\"");
    out.extend_from_slice(row.kind.word().as_bytes());
    out.extend_from_slice(b"\"/>\n");
    if row.attempt > 0 {
        out.extend_from_slice(b"<int key=\"attempt\" value=\"");
        number(row.attempt.into(), out);
        out.extend_from_slice(b"\"/>\n");
    }
    match transition {
        Transition::Start => {
            out.extend_from_slice(b"<date key=\"enabled\" value=\"");
            stamp.write(row.enabled, out);
        }
        Transition::Complete => {
            out.extend_from_slice(b"<string key=\"outcome\" value=\"");
            out.extend_from_slice(row.outcome.word().as_bytes());
        }
    }
    out.extend_from_slice(b"\"/>\n</event>\n");
}

impl Parts {
    fn of(activity: &Activity, language: Language) -> Self {
        let mut parts = Self { event: b"<event>\n".to_vec(), service: Vec::new(), trace: Vec::new() };
        let items: Vec<&str> = activity.items.iter().map(|served| &*served.item.id).collect();
        let items = items.join(";");
        string("concept:name", &activity.id, &mut parts.event);
        string("title", activity.title.in_language(language), &mut parts.event);
        if !items.is_empty() {
            string("item", &items, &mut parts.event);
        }
        if let Some(department) = &activity.department {
            string("org:group", &department.id, &mut parts.event);
        }
        if let Some(role) = &activity.role {
            string("org:role", role, &mut parts.event);
        }
        xml(activity.service.as_deref().unwrap_or(""), &mut parts.service);
        string("scenario", &activity.scenario, &mut parts.trace);
        string("plan", &activity.plan, &mut parts.trace);
        parts
    }
}

fn string(key: &str, value: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<string key=\"");
    out.extend_from_slice(key.as_bytes());
    out.extend_from_slice(b"\" value=\"");
    xml(value, out);
    out.extend_from_slice(b"\"/>\n");
}
