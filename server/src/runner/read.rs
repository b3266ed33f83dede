//! What can be looked up: pages of rows, and the history of an application from the journal.

use super::aftermath::{IncidentRow, Listed, OwedRow, TaskRow};
use super::definitions::as_slice;
use super::dossier::Version;
use super::error::Error;
use super::feed::Happening;
use super::handle::Runner;
use super::record::{Entry, Happened};
use super::rows::{Key, Parts, family};
use onething_engine::application::status::{ApplicationStatus, ItemStatus};
use onething_engine::application::{Application, Event, Moment, StepId, apply};
use onething_engine::scenario::model::Id;
use std::ops::Bound;
use std::sync::Arc;
use uuid::Uuid;

/// Rows that one page looks at, whatever it finds: a rare filter takes several pages.
const BUDGET: usize = 10_000;

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// What was found, in order.
    pub found: Vec<T>,
    /// Where the next page begins; none at the end.
    pub next: Option<Vec<u8>>,
}

/// Which applications are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Of this scenario.
    pub scenario: Option<Id>,
    /// In this status.
    pub status: Option<ApplicationStatus>,
    /// With an item in this status.
    pub item_status: Option<ItemStatus>,
    /// With an item of this department.
    pub department: Option<Id>,
    /// With an item over its limit.
    pub overdue: Option<bool>,
    /// Of this principal.
    pub subject: Option<Arc<str>>,
    /// Open or closed ones only.
    pub open: Option<bool>,
}

impl Filter {
    pub(super) fn takes(&self, listed: &Listed) -> bool {
        let is = |wanted: &Option<Id>, is: &Id| wanted.as_ref().is_none_or(|w| w == is);
        let item = |(_, department, status, overdue): &(Id, Id, ItemStatus, bool)| {
            is(&self.department, department)
                && self.item_status.is_none_or(|wanted| wanted == *status)
                && self.overdue.is_none_or(|wanted| wanted == *overdue)
        };
        let asks_for_items =
            self.department.is_some() || self.item_status.is_some() || self.overdue.is_some();
        is(&self.scenario, &listed.scenario)
            && self.status.is_none_or(|wanted| wanted == listed.status)
            && self.subject.as_ref().is_none_or(|wanted| *wanted == listed.subject)
            && (!asks_for_items || listed.items.iter().any(item))
    }
}

/// An open task of a department.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenTask {
    /// Of which application.
    pub application: Uuid,
    /// Its step.
    pub step: StepId,
    /// When the first of its limits is over.
    pub due: Option<Moment>,
    /// The rest.
    pub row: TaskRow,
}

/// Events of one turn, as the journal tells them; or that it was moved to another version.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The record.
    pub record: u64,
    /// When it was written, in milliseconds since 1970.
    pub at: i64,
    /// Who asked for it.
    pub by: Option<Arc<str>>,
    /// The version by whose names it is read.
    pub version: Version,
    /// What happened.
    pub events: Vec<Event>,
    /// Of a move: the state that it came to in this version.
    pub moved: Option<Box<Application>>,
}

impl Runner {
    /// Rows of a range that begin behind a cursor, filtered and read.
    pub(super) fn page<T>(
        &self,
        (first, last): (Vec<u8>, Bound<Vec<u8>>),
        after: Option<&[u8]>,
        most: usize,
        newest_first: bool,
        mut read: impl FnMut(&[u8], &[u8]) -> Result<Option<T>, Error>,
    ) -> Result<Page<T>, Error> {
        let (mut from, mut to) = (Bound::Included(first), last);
        // A cursor of another list lies outside the range and leads to nothing.
        if let Some(after) = after {
            match newest_first {
                true => to = Bound::Excluded(after.to_vec()),
                false => from = Bound::Excluded(after.to_vec()),
            }
        }
        let (mut found, mut looked) = (Vec::new(), 0);
        loop {
            let want = (most + 1 - found.len()).clamp(16, 512);
            let rows = self.shared().index.scan(as_slice(&from), as_slice(&to), newest_first, want)?;
            let count = rows.len();
            for (key, value) in rows {
                looked += 1;
                if let Some(one) = read(&key, &value)? {
                    found.push(one);
                }
                if found.len() >= most || looked >= BUDGET {
                    return Ok(Page { found, next: Some(key) });
                }
                match newest_first {
                    true => to = Bound::Excluded(key),
                    false => from = Bound::Excluded(key),
                }
            }
            if count < want {
                return Ok(Page { found, next: None });
            }
        }
    }

    /// Applications, the newest first; open ones before closed ones.
    ///
    /// # Errors
    /// The index fails.
    pub fn list(
        &self,
        filter: &Filter,
        after: Option<&[u8]>,
        most: usize,
    ) -> Result<Page<(Uuid, Listed)>, Error> {
        let prefix = Key::of(family::LISTED);
        let prefix = match filter.open {
            Some(true) => prefix.bytes(b"o"),
            Some(false) => prefix.bytes(b"c"),
            None => prefix,
        };
        self.page(prefix.range(), after, most, true, |key, value| {
            let listed: Listed = rmp_serde::from_slice(value).map_err(|e| Error::damaged_row(key, &e))?;
            let id = key.get(2..).and_then(|rest| Parts(rest).id());
            Ok(id.filter(|_| filter.takes(&listed)).map(|id| (id, listed)))
        })
    }

    /// What systems owe: those of one, or of all.
    ///
    /// # Errors
    /// The index fails.
    pub fn owed(
        &self,
        system: Option<&str>,
        after: Option<&[u8]>,
        most: usize,
    ) -> Result<Page<(Id, Uuid, OwedRow)>, Error> {
        let prefix = Key::of(family::OWED);
        let prefix = match system {
            Some(system) => prefix.name(system),
            None => prefix,
        };
        self.page(prefix.range(), after, most, false, |key, value| {
            let row: OwedRow = rmp_serde::from_slice(value).map_err(|e| Error::damaged_row(key, &e))?;
            let mut parts = Parts(key.get(1..).unwrap_or_default());
            let system = parts.name().map(Id::from);
            Ok(system.zip(parts.id()).map(|(system, id)| (system, id, row)))
        })
    }

    /// How many calls a system owes, counted no further than `most`.
    ///
    /// # Errors
    /// The index fails.
    pub fn owes(&self, system: &str, most: usize) -> Result<usize, Error> {
        let (from, to) = Key::of(family::OWED).name(system).range();
        let rows = self.shared().index.scan(Bound::Included(&from), as_slice(&to), false, most)?;
        Ok(rows.len())
    }

    /// Open incidents: those of an application, or of all.
    ///
    /// # Errors
    /// The index fails.
    pub fn incidents(
        &self,
        application: Option<Uuid>,
        after: Option<&[u8]>,
        most: usize,
    ) -> Result<Page<(Uuid, StepId, IncidentRow)>, Error> {
        let prefix = Key::of(family::INCIDENT);
        let prefix = match application {
            Some(id) => prefix.id(id),
            None => prefix,
        };
        self.page(prefix.range(), after, most, false, |key, value| {
            let row: IncidentRow = rmp_serde::from_slice(value).map_err(|e| Error::damaged_row(key, &e))?;
            let mut parts = Parts(key.get(1..).unwrap_or_default());
            let id = parts.id().zip(parts.short());
            Ok(id.map(|(id, step)| (id, StepId(step), row)))
        })
    }

    /// What a room keeps, in order of keys.
    ///
    /// # Errors
    /// The index fails.
    pub fn kept(
        &self,
        room: &str,
        after: Option<&[u8]>,
        most: usize,
    ) -> Result<Page<(String, Vec<u8>)>, Error> {
        let prefix = Key::of(family::KEPT).name(room);
        self.page(prefix.range(), after, most, false, |key, value| {
            let mut parts = Parts(key.get(1..).unwrap_or_default());
            let _ = parts.name();
            Ok(parts.name().map(|name| (name.to_owned(), value.to_vec())))
        })
    }

    /// What happened behind a record, to whichever application, as the feed told it then: at most so many, and the
    /// record up to which that is all.
    ///
    /// # Errors
    /// The journal does not have it any more, or it is damaged.
    pub fn happened(&self, after: u64, most: usize) -> Result<(Vec<Happening>, u64), Error> {
        /// Records that are read in one go, whatever they tell.
        const RECORDS: u64 = 1_024;
        let newest = *self.shared().feed.newest().borrow();
        let (mut happened, mut upto) = (Vec::new(), after);
        while upto < newest && upto < after.saturating_add(RECORDS) && happened.len() < most {
            let record = self.shared().lookup.record(upto + 1)?;
            upto += 1;
            let (application, at, sequence, events) = match Entry::read(&record)? {
                Entry::Turn(turn) => {
                    let events: Vec<Event> = turn.happened.into_iter().flat_map(Happened::events).collect();
                    let Some(last) = events.last() else { continue };
                    let names = events.iter().map(|event| event.kind.name()).collect();
                    (turn.application, last.at, last.sequence, names)
                }
                Entry::Moved(moved) => {
                    (moved.application, moved.state.at, moved.state.sequence, vec!["Moved"])
                }
                _ => continue,
            };
            let Some((dossier, course)) = self.application(application)? else { continue };
            let (scenario, subject) = (dossier.start.scenario.clone(), dossier.start.subject.clone());
            let departments = course.departments.clone();
            let record = upto;
            happened.push(Happening {
                record,
                application,
                scenario,
                subject,
                departments,
                at,
                sequence,
                events,
            });
        }
        Ok((happened, upto))
    }

    /// What happened to an application, the first first: its turns up to a record, or all.
    ///
    /// # Errors
    /// A segment of the journal that it needs is not there or damaged.
    pub fn history(&self, id: Uuid, up_to: Option<u64>) -> Result<Option<Vec<Told>>, Error> {
        let Some((dossier, _)) = self.application(id)? else { return Ok(None) };
        let (mut at, mut told, mut version) = (dossier.last_record, Vec::new(), dossier.start.version);
        while at > 0 {
            let record = self.shared().lookup.record(at)?;
            let (previous, one) = match Entry::read(&record)? {
                Entry::Turn(turn) => {
                    let events = turn.happened.into_iter().flat_map(Happened::events).collect();
                    let one = Told { record: at, at: record.at, by: turn.by, version, events, moved: None };
                    (turn.previous, one)
                }
                Entry::Moved(moved) => {
                    let (by, state) = (Some(moved.by), Some(moved.state));
                    let one =
                        Told { record: at, at: record.at, by, version, events: Vec::new(), moved: state };
                    version = moved.from;
                    (moved.previous, one)
                }
                _ => return Err(Error::Row(format!("record {at} is no turn of application {id}"))),
            };
            if up_to.is_none_or(|up_to| at <= up_to) {
                told.push(one);
            }
            at = previous;
        }
        told.reverse();
        Ok(Some(told))
    }

    /// The state of an application as it was after the turn of one of its events; none where it was moved to another
    /// version since, whose positions are others.
    ///
    /// # Errors
    /// As [`Runner::history`].
    pub fn as_of(&self, id: Uuid, sequence: u64) -> Result<Option<Application>, Error> {
        let (mut state, mut then) = (Application::default(), None);
        for turn in self.history(id, None)?.into_iter().flatten() {
            if let Some(moved) = turn.moved {
                (state, then) = (*moved, None);
            }
            for event in &turn.events {
                apply(&mut state, event);
            }
            let is_of_it = turn.events.iter().any(|event| event.sequence == sequence);
            then = is_of_it.then(|| state.clone()).or(then);
        }
        Ok(then)
    }
}
