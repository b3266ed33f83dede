//! A log as CSV (RFC 4180): UTF-8, lines end with CRLF, one line a row under a line of column names.

use super::quote::{csv, number};
use super::stamp::Stamp;
use super::{Activities, Activity, Case, Row, Writer};
use crate::scenario::text::Language;

/// The columns, in order. Moments are RFC 3339 with the offset; several items of one row are parted by `;`.
pub const COLUMNS: [&str; 15] = [
    "case",
    "activity",
    "title",
    "item",
    "department",
    "role",
    "resource",
    "enabled",
    "start",
    "end",
    "outcome",
    "kind",
    "attempt",
    "scenario",
    "plan",
];

/// Writes CSV. The columns of an activity are quoted once.
#[derive(Debug, Clone)]
pub struct Csv {
    language: Language,
    stamp: Stamp,
    parts: Vec<Parts>,
    case: Option<Case>,
    written_case: Vec<u8>,
}

/// What is the same in every row of an activity.
#[derive(Debug, Clone)]
struct Parts {
    /// From behind the case to before the resource.
    before: Vec<u8>,
    /// What is called, quoted.
    service: Vec<u8>,
    /// From behind the attempt to the end of the line.
    after: Vec<u8>,
}

impl Csv {
    /// Titles in a language, moments as a stamp writes them.
    pub fn new(language: Language, stamp: Stamp) -> Self {
        Self { language, stamp, parts: Vec::new(), case: None, written_case: Vec::new() }
    }

    #[inline]
    fn write_case(&mut self, case: Case, out: &mut Vec<u8>) {
        if self.case != Some(case) {
            self.case = Some(case);
            self.written_case.clear();
            case.write(&mut self.written_case);
        }
        out.extend_from_slice(&self.written_case);
    }
}

impl Writer for Csv {
    fn begin(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(COLUMNS.join(",").as_bytes());
        out.extend_from_slice(b"\r\n");
    }

    fn row(&mut self, activities: &Activities, row: &Row, out: &mut Vec<u8>) {
        let known = self.parts.len();
        if known < activities.all().len() {
            let language = self.language;
            self.parts.extend(activities.all()[known..].iter().map(|activity| Parts::of(activity, language)));
        }
        let at = row.activity.0 as usize;
        if at >= self.parts.len() {
            return;
        }
        self.write_case(row.case, out);
        let Self { stamp, parts, .. } = self;
        let parts = &parts[at];
        out.extend_from_slice(&parts.before);
        row.resource.write(&parts.service, out);
        for moment in [row.enabled, row.start, row.end] {
            out.push(b',');
            stamp.write(moment, out);
        }
        out.push(b',');
        out.extend_from_slice(row.outcome.word().as_bytes());
        out.push(b',');
        out.extend_from_slice(row.kind.word().as_bytes());
        out.push(b',');
        if row.attempt > 0 {
            number(row.attempt.into(), out);
        }
        out.extend_from_slice(&parts.after);
    }

    fn end(&mut self, _: &Activities, _: &mut Vec<u8>) {}
}

impl Parts {
    fn of(activity: &Activity, language: Language) -> Self {
        let items: Vec<&str> = activity.items.iter().map(|served| &*served.item.id).collect();
        let department = activity.department.as_ref().map_or("", |department| &*department.id);
        let (title, role) = (activity.title.in_language(language), activity.role.as_deref().unwrap_or(""));
        let mut parts = Self { before: Vec::new(), service: Vec::new(), after: Vec::new() };
        for field in [&activity.id, title, &items.join(";"), department, role] {
            parts.before.push(b',');
            csv(field, &mut parts.before);
        }
        parts.before.push(b',');
        csv(activity.service.as_deref().unwrap_or(""), &mut parts.service);
        for field in [&activity.scenario, &activity.plan] {
            parts.after.push(b',');
            csv(field, &mut parts.after);
        }
        parts.after.extend_from_slice(b"\r\n");
        parts
    }
}
