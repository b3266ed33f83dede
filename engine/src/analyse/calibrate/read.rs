//! A log of real work as CSV (RFC 4180), read into rows.
//!
//! The first line names the columns, in any order and any case; names that are not known are left alone. `case`,
//! `activity`, `start` and `end` have to be there. Known besides are `item`, `department`, `role`, `resource`,
//! `enabled`, `outcome` and `kind`. Lines end with CRLF or LF, a mark of byte order in front is left out. XES
//! is [read too](super::xes); OCEL is not: what writes it writes CSV or XES as well.

use super::not_read::NotRead;
use crate::application::Moment;
use crate::scenario::model::Id;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// One line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which application.
    pub case: Id,
    /// What was done, such as `household_registration.review`.
    pub activity: Id,
    /// The item that it served; the first of several. None where the log does not say.
    pub item: Option<Id>,
    /// The department that did it.
    pub department: Option<Id>,
    /// By which role.
    pub role: Option<Id>,
    /// Who or what did it, such as `person 7`, or the service that was called.
    pub resource: Option<Id>,
    /// Whose time it took: `human`, `system`, `applicant`, `wait`, or what else the log says.
    pub kind: Option<Id>,
    /// How it ended: `done`, `returned`, `refused`, or what else the log says.
    pub outcome: Option<Id>,
    /// Since when it could be done.
    pub enabled: Option<Moment>,
    /// Since when it was being done; none: it waited still, or only its end is known.
    pub start: Option<Moment>,
    /// When it was over; none: it was under way still.
    pub end: Option<Moment>,
}

impl Row {
    /// When it is first heard of: enabled, or begun, or over.
    pub fn first(&self) -> Option<Moment> {
        [self.enabled, self.start, self.end].into_iter().flatten().min()
    }

    /// When it is last heard of.
    pub fn last(&self) -> Option<Moment> {
        [self.enabled, self.start, self.end].into_iter().flatten().max()
    }
}

/// The columns that are read; the first four have to be there.
const COLUMNS: [&str; 11] = [
    "case",
    "activity",
    "start",
    "end",
    "item",
    "department",
    "role",
    "resource",
    "enabled",
    "outcome",
    "kind",
];
/// Columns of a cell, by position in [`COLUMNS`].
type Places = [Option<usize>; COLUMNS.len()];

/// Reads a log. An empty line is no row. An empty `end` is work that was under way when the log was taken, an empty
/// `start` work that waited still.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read(text: &str) -> Result<Vec<Row>, NotRead> {
    let mut lines = Lines { rest: text.strip_prefix('\u{feff}').unwrap_or(text), line: 1 };
    let (_, names) = lines.next_cells()?.ok_or(NotRead::Empty)?;
    let places = places(&names)?;
    let mut known = Names::default();
    let mut rows = Vec::new();
    while let Some((line, cells)) = lines.next_cells()? {
        if cells.len() != names.len() {
            return Err(NotRead::Ragged(line, cells.len(), names.len()));
        }
        rows.push(row(line, &cells, &places, &mut known)?);
    }
    Ok(rows)
}

fn places(names: &[String]) -> Result<Places, NotRead> {
    let mut places = [None; COLUMNS.len()];
    for (number, (place, column)) in places.iter_mut().zip(COLUMNS).enumerate() {
        let mut found = names.iter().enumerate().filter(|(_, n)| n.trim().eq_ignore_ascii_case(column));
        *place = found.next().map(|(at, _)| at);
        if found.next().is_some() {
            return Err(NotRead::TwoColumns(column));
        }
        if place.is_none() && number < 4 {
            return Err(NotRead::NoColumn(column));
        }
    }
    Ok(places)
}

/// Names that were met, each kept once.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, Id>);

impl Names {
    pub fn id(&mut self, text: &str) -> Id {
        if let Some(id) = self.0.get(text) {
            return id.clone();
        }
        let id = Id::from(text);
        self.0.insert(text.to_owned(), id.clone());
        id
    }
}

fn row(line: u64, cells: &[String], places: &Places, known: &mut Names) -> Result<Row, NotRead> {
    let cell = |column: &str| {
        let number = COLUMNS.iter().position(|name| *name == column)?;
        let text = cells.get((*places.get(number)?)?)?.trim();
        (!text.is_empty()).then_some(text)
    };
    let must = |column: &'static str| cell(column).ok_or(NotRead::NoValue(line, column));
    let moment = |column: &'static str| match cell(column) {
        None => Ok(None),
        Some(text) => match text.parse::<Timestamp>() {
            Ok(at) => Ok(Some(Moment::from(at))),
            Err(_) => Err(NotRead::Moment(line, column, text.chars().take(40).collect())),
        },
    };
    let (case, activity) = (must("case")?, must("activity")?);
    let (enabled, start, end) = (moment("enabled")?, moment("start")?, moment("end")?);
    match (enabled, start, end) {
        (_, None, Some(_)) => return Err(NotRead::NoStart(line)),
        (_, Some(start), Some(end)) if end < start => return Err(NotRead::Backwards(line, "end", "start")),
        (Some(enabled), Some(start), _) if start < enabled => {
            return Err(NotRead::Backwards(line, "start", "enabled"));
        }
        (None, None, None) => return Err(NotRead::NoValue(line, "start")),
        _ => {}
    }
    let mut id = |text: Option<&str>| text.map(|text| known.id(text));
    let first = cell("item").and_then(|items| items.split(';').map(str::trim).find(|item| !item.is_empty()));
    Ok(Row {
        case: id(Some(case)).unwrap_or_default(),
        activity: id(Some(activity)).unwrap_or_default(),
        item: id(first),
        department: id(cell("department")),
        role: id(cell("role")),
        resource: id(cell("resource")),
        kind: id(cell("kind")),
        outcome: id(cell("outcome")),
        enabled,
        start,
        end,
    })
}

/// A text cut into lines of cells.
struct Lines<'t> {
    rest: &'t str,
    line: u64,
}

impl Lines<'_> {
    /// The next line that is not empty, and its number; none at the end.
    fn next_cells(&mut self) -> Result<Option<(u64, Vec<String>)>, NotRead> {
        loop {
            if self.rest.is_empty() {
                return Ok(None);
            }
            let line = self.line;
            let cells = self.cells()?;
            if cells.iter().any(|cell| !cell.is_empty()) || cells.len() > 1 {
                return Ok(Some((line, cells)));
            }
        }
    }

    /// The cells up to the end of the line, which is taken too.
    fn cells(&mut self) -> Result<Vec<String>, NotRead> {
        let mut cells = Vec::new();
        loop {
            let cell = if self.rest.starts_with('"') { self.quoted()? } else { self.bare()? };
            cells.push(cell);
            if let Some(rest) = self.rest.strip_prefix(',') {
                self.rest = rest;
                continue;
            }
            let behind = self.rest.strip_prefix("\r\n").or_else(|| self.rest.strip_prefix('\n'));
            match behind {
                Some(rest) => {
                    self.rest = rest;
                    self.line += 1;
                }
                None if self.rest.is_empty() => {}
                None => return Err(NotRead::StrayQuote(self.line)),
            }
            return Ok(cells);
        }
    }

    fn bare(&mut self) -> Result<String, NotRead> {
        let end = self.rest.find([',', '\n']).unwrap_or(self.rest.len());
        let (mut cell, _) = self.rest.split_at(end);
        // The carriage return belongs to the end of the line.
        if let Some(before) = cell.strip_suffix('\r')
            && self.rest.get(end..).is_some_and(|rest| rest.starts_with('\n'))
        {
            cell = before;
        }
        if cell.contains('"') {
            return Err(NotRead::StrayQuote(self.line));
        }
        let cell = cell.to_owned();
        self.rest = self.rest.get(cell.len()..).unwrap_or_default();
        Ok(cell)
    }

    fn quoted(&mut self) -> Result<String, NotRead> {
        let opened = self.line;
        let mut cell = String::new();
        self.rest = self.rest.get(1..).unwrap_or_default();
        loop {
            let Some((within, behind)) = self.rest.split_once('"') else {
                return Err(NotRead::OpenQuote(opened));
            };
            cell.push_str(within);
            self.line += within.matches('\n').count() as u64;
            match behind.strip_prefix('"') {
                Some(behind) => {
                    cell.push('"');
                    self.rest = behind;
                }
                None => {
                    self.rest = behind;
                    return Ok(cell);
                }
            }
        }
    }
}
