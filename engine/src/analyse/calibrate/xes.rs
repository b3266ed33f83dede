//! Reads a log that is written as XES (IEEE 1849-2023) into the rows that CSV is read into.
//!
//! Of every trace its `concept:name` is the case; of every event `concept:name` the activity, `time:timestamp` the
//! moment, `org:group` the department, `org:role` the role, `org:resource` the resource, and the plain keys of our own
//! logs `item`, `kind`, `outcome` and `enabled`. A `start` and a `complete` are one row: of the same
//! `concept:instance` where they have one, else the earliest start of the activity that is open. A `complete` without
//! a start, or an event without a transition, is a row that is over and whose start nobody knows: it counts as a
//! visit and says nothing of times. A start without an end was under way when the log was taken. `schedule` tells
//! since when; what was aborted, withdrawn or skipped is a row that ends as `skipped`; other transitions change
//! nothing. Events outside of traces are of no case and are left out.
//!
//! The text is read once from its begin to its end. Entities beyond the five of XML are not resolved, and a document
//! type is refused, so that a small text cannot become a large one.

use super::not_read::NotRead;
use super::read::{Names, Row};
use crate::application::Moment;
use crate::scenario::model::Id;
use jiff::Timestamp;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::BTreeMap;

/// Reads a log. Rows of a trace come in the order in which they are over, then those that are not.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read(text: &str) -> Result<Vec<Row>, NotRead> {
    let mut reader = Reader::from_str(text);
    let mut log = Log { text, ..Log::default() };
    loop {
        let event = reader.read_event();
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match event {
            Ok(Event::Start(element)) => {
                log.begin(&element, at)?;
                log.path.push(Element::of(&element));
            }
            Ok(Event::Empty(element)) => {
                log.begin(&element, at)?;
                log.end(Element::of(&element), at)?;
            }
            Ok(Event::End(_)) => {
                if let Some(element) = log.path.pop() {
                    log.end(element, at)?;
                }
            }
            Ok(Event::DocType(_)) => return Err(NotRead::DocType(place(text, at).0)),
            Ok(Event::Eof) => return log.over(at),
            Ok(_) => {}
            Err(why) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(at);
                return Err(malformed(text, at, &why));
            }
        }
    }
}

/// The line and the column of a byte, from 1; columns are characters.
fn place(text: &str, at: usize) -> (u64, u64) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() as u64 + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u64 + 1;
    (line, column)
}

fn malformed(text: &str, at: usize, why: &dyn std::fmt::Display) -> NotRead {
    let (line, column) = place(text, at);
    NotRead::Xml(line, column, why.to_string())
}

/// Elements that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Log,
    Trace,
    Event,
    Other,
}

impl Element {
    fn of(element: &BytesStart<'_>) -> Self {
        match element.local_name().as_ref() {
            b"log" => Self::Log,
            b"trace" => Self::Trace,
            b"event" => Self::Event,
            _ => Self::Other,
        }
    }
}

/// What an event or trace says under keys that are read; the first of each.
#[derive(Debug, Default)]
struct Said(BTreeMap<&'static str, String>);

/// Keys of events and traces that are read.
const KEYS: [&str; 11] = [
    "concept:name",
    "concept:instance",
    "time:timestamp",
    "lifecycle:transition",
    "org:group",
    "org:role",
    "org:resource",
    "item",
    "kind",
    "outcome",
    "enabled",
];

impl Said {
    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(|text| text.trim()).filter(|text| !text.is_empty())
    }
}

/// A row that is not over, and its instance.
struct Open {
    row: Row,
    instance: Option<String>,
}

/// A log while it is read.
#[derive(Default)]
struct Log<'t> {
    text: &'t str,
    path: Vec<Element>,
    trace: Said,
    event: Said,
    names: Names,
    rows: Vec<Row>,
    /// Rows of the trace that are over, and those that are not.
    over: Vec<Row>,
    open: Vec<Open>,
    has_log: bool,
}

impl Log<'_> {
    fn line(&self, at: usize) -> u64 {
        place(self.text, at).0
    }

    fn begin(&mut self, element: &BytesStart<'_>, at: usize) -> Result<(), NotRead> {
        if self.path.is_empty() {
            let name = String::from_utf8_lossy(element.local_name().as_ref()).into_owned();
            if Element::of(element) != Element::Log || self.has_log {
                return Err(NotRead::NoLog(self.line(at), name.chars().take(40).collect()));
            }
            self.has_log = true;
        }
        match (self.path.as_slice(), Element::of(element)) {
            ([Element::Log], Element::Trace) => self.trace = Said::default(),
            ([Element::Log, Element::Trace], Element::Event) => self.event = Said::default(),
            ([Element::Log, Element::Trace], Element::Other) => {
                if let Some((key, value)) = self.attribute(element, at)? {
                    self.trace.0.entry(key).or_insert(value);
                }
            }
            ([Element::Log, Element::Trace, Element::Event], Element::Other) => {
                if let Some((key, value)) = self.attribute(element, at)? {
                    self.event.0.entry(key).or_insert(value);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The key and value of an element, where its key is one that is read.
    fn attribute(
        &self,
        element: &BytesStart<'_>,
        at: usize,
    ) -> Result<Option<(&'static str, String)>, NotRead> {
        let (mut key, mut value) = (None, None);
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|why| malformed(self.text, at, &why))?;
            let said = match attribute.key.as_ref() {
                b"key" => &mut key,
                b"value" => &mut value,
                _ => continue,
            };
            let text = attribute.normalized_value(XmlVersion::Implicit1_0);
            *said = Some(text.map_err(|why| malformed(self.text, at, &why))?.into_owned());
        }
        let (Some(key), Some(value)) = (key, value) else { return Ok(None) };
        Ok(KEYS.into_iter().find(|known| *known == key).map(|key| (key, value)))
    }

    fn end(&mut self, element: Element, at: usize) -> Result<(), NotRead> {
        match (self.path.as_slice(), element) {
            ([Element::Log, Element::Trace], Element::Event) => self.happened(at),
            ([Element::Log], Element::Trace) => self.trace_over(at),
            _ => Ok(()),
        }
    }

    fn moment(&self, key: &'static str, at: usize) -> Result<Option<Moment>, NotRead> {
        let Some(text) = self.event.text(key) else { return Ok(None) };
        match text.parse::<Timestamp>() {
            Ok(moment) => Ok(Some(Moment::from(moment))),
            Err(_) => Err(NotRead::Moment(self.line(at), key, text.chars().take(40).collect())),
        }
    }

    /// An event is read to its end.
    fn happened(&mut self, at: usize) -> Result<(), NotRead> {
        let missing = |key| NotRead::NoKey(place(self.text, at).0, "event", key);
        let activity = self.event.text("concept:name").ok_or_else(|| missing("concept:name"))?.to_owned();
        let now = self.moment("time:timestamp", at)?.ok_or_else(|| missing("time:timestamp"))?;
        let enabled = self.moment("enabled", at)?;
        let transition = self.event.text("lifecycle:transition").unwrap_or("complete").to_ascii_lowercase();
        let activity = self.names.id(&activity);
        match transition.as_str() {
            "schedule" => {
                let row = Row { enabled: Some(enabled.unwrap_or(now)), ..self.row(activity) };
                self.put(row);
            }
            "start" => {
                // What was scheduled and not begun is begun by this.
                let mut open = self.take(&activity, |row| row.start.is_none());
                let mut row = open.take().map_or_else(|| self.row(activity), |open| open.row);
                row.enabled = enabled.or(row.enabled);
                row.start = Some(now);
                if row.enabled.is_some_and(|since| since > now) {
                    return Err(NotRead::Backwards(self.line(at), "time:timestamp", "enabled"));
                }
                self.put(row);
            }
            "complete" => self.completed(activity, now, None, at)?,
            "ate_abort" | "pi_abort" | "withdraw" | "autoskip" | "manualskip" => {
                self.completed(activity, now, Some("skipped"), at)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// A row is over: one that was open, or one of which only the end is known.
    fn completed(
        &mut self,
        activity: Id,
        now: Moment,
        outcome: Option<&str>,
        at: usize,
    ) -> Result<(), NotRead> {
        let open = self.take(&activity, |_| true);
        let said = self.row(activity);
        let mut row = match open {
            // What its end says, and of the rest what its begin said.
            Some(Open { row, .. }) => Row {
                item: said.item.or(row.item),
                department: said.department.or(row.department),
                role: said.role.or(row.role),
                resource: said.resource.or(row.resource),
                kind: said.kind.or(row.kind),
                outcome: said.outcome.or(row.outcome),
                ..row
            },
            None => said,
        };
        if row.start.is_some_and(|start| start > now) {
            return Err(NotRead::Backwards(self.line(at), "time:timestamp", "start"));
        }
        if let Some(outcome) = outcome {
            row.outcome = Some(self.names.id(outcome));
        }
        row.end = Some(now);
        self.over.push(row);
        Ok(())
    }

    /// Takes the first open row of an activity, of the event's instance where it has one.
    fn take(&mut self, activity: &Id, fits: impl Fn(&Row) -> bool) -> Option<Open> {
        let instance = self.event.text("concept:instance");
        let is_it = |open: &Open| {
            let is_other = open.instance.as_deref().zip(instance).is_some_and(|(one, other)| one != other);
            open.row.activity == *activity && !is_other && fits(&open.row)
        };
        let at = self.open.iter().position(is_it)?;
        Some(self.open.remove(at))
    }

    fn put(&mut self, row: Row) {
        let instance = self.event.text("concept:instance").map(str::to_owned);
        self.open.push(Open { row, instance });
    }

    /// A row of the event's activity, its case and moments not known yet.
    fn row(&mut self, activity: Id) -> Row {
        let Self { event, names, .. } = self;
        let mut id = |key: &str| event.text(key).map(|text| names.id(text));
        let items = event.text("item").unwrap_or_default();
        let first = items.split(';').map(str::trim).find(|item| !item.is_empty());
        Row {
            case: Id::default(),
            activity,
            department: id("org:group"),
            role: id("org:role"),
            resource: id("org:resource"),
            kind: id("kind"),
            outcome: id("outcome"),
            item: first.map(|item| names.id(item)),
            enabled: None,
            start: None,
            end: None,
        }
    }

    /// A trace is read to its end: all its rows have its name.
    fn trace_over(&mut self, at: usize) -> Result<(), NotRead> {
        if self.over.is_empty() && self.open.is_empty() {
            return Ok(());
        }
        let Some(case) = self.trace.text("concept:name") else {
            return Err(NotRead::NoKey(self.line(at), "trace", "concept:name"));
        };
        let case = self.names.id(case);
        let open = self.open.drain(..).map(|open| open.row);
        self.rows.extend(self.over.drain(..).chain(open).map(|row| Row { case: case.clone(), ..row }));
        Ok(())
    }

    /// The text is over.
    fn over(self, at: usize) -> Result<Vec<Row>, NotRead> {
        if !self.path.is_empty() {
            return Err(malformed(self.text, at, &"it ends before its last element does"));
        }
        if !self.has_log {
            return Err(NotRead::NoLog(self.line(at), "nothing".to_owned()));
        }
        Ok(self.rows)
    }
}
