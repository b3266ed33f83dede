//! Logs: what they look like, that every row is in each of them once, and that odd texts come back as they were.

mod derived;
mod formats;
mod laws;
mod moments;

use super::csv::Csv;
use super::ocel::Ocel;
use super::stamp::Stamp;
use super::xes::Xes;
use super::{
    Activities, Activity, ActivityId, Case, Document, Kind, Named, Outcome, Resource, Row, Served, Touch,
    Writer,
};
use crate::application::command::PersonId;
use crate::application::moment::Moment;
use crate::scenario::text::{Language, Text};

fn china() -> Stamp {
    Stamp::of(None)
}

fn at(text: &str) -> Moment {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

fn named(id: &str, title: &str) -> Named {
    Named { id: id.into(), title: title.into() }
}

/// An activity with one item and one document.
fn activity(id: &str, title: &str) -> Activity {
    let police = named("police", "Police");
    Activity {
        scenario: "newborn".into(),
        plan: "joint".into(),
        id: id.into(),
        title: Text::new("出生登记", title),
        items: vec![Served { item: named("registration", "Registration"), department: Some(police.clone()) }],
        department: Some(police),
        role: Some("officer".into()),
        service: None,
        documents: vec![Document { material: named("home.book", "Household book"), touch: Touch::Uses }],
    }
}

fn row(case: u64, activity: ActivityId, start: &str, end: &str) -> Row {
    Row {
        case: Case::Number(case),
        activity,
        resource: Resource::Person(PersonId(7)),
        enabled: at(start),
        start: at(start),
        end: at(end),
        attempt: 0,
        kind: Kind::Human,
        outcome: Outcome::Done,
    }
}

/// The text of a log.
fn written(writer: &mut dyn Writer, activities: &Activities, rows: &[Row]) -> String {
    let mut out = Vec::new();
    writer.begin(&mut out);
    for row in rows {
        writer.row(activities, row, &mut out);
    }
    writer.end(activities, &mut out);
    String::from_utf8(out).unwrap()
}

fn csv(activities: &Activities, rows: &[Row]) -> String {
    written(&mut Csv::new(Language::En, china()), activities, rows)
}

fn xes(activities: &Activities, rows: &[Row]) -> String {
    written(&mut Xes::new(Language::En, china()), activities, rows)
}

fn ocel(activities: &Activities, rows: &[Row]) -> String {
    written(&mut Ocel::new(Language::En, china()), activities, rows)
}

/// Records of CSV as RFC 4180 reads them.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut chars) = (false, text.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\r' if !quoted && chars.next_if_eq(&'\n').is_some() => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            other => field.push(other),
        }
    }
    assert!(field.is_empty() && record.is_empty() && !quoted, "the last line has its end");
    records
}
