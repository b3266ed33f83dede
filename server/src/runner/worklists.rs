//! Worklists: the open tasks of a department, those that somebody has claimed, and how many there are. Counts are kept
//! in memory, changed by every turn once the index has its rows, so that a list of any length costs one page.

use super::aftermath::{Row, TaskRow};
use super::definitions::as_slice;
use super::error::Error;
use super::handle::Runner;
use super::read::{OpenTask, Page};
use super::rows::{Key, Parts, family};
use onething_engine::application::{Moment, StepId};
use onething_engine::scenario::model::Id;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Mutex, PoisonError};

/// Claimed tasks of one person that are counted; nobody works at more.
const MOST: usize = 10_000;

/// By whom a task is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// By a person, as persons are numbered.
    By(u32),
    /// By nobody.
    Nobody,
    /// By somebody, but not by a person.
    NotBy(Option<u32>),
}

/// Which tasks of a worklist are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TaskFilter {
    /// Of one of these posts, or of none; empty: of any.
    pub posts: Vec<Id>,
    /// Of this post.
    pub role: Option<Id>,
    /// Of this scenario.
    pub scenario: Option<Id>,
    /// With an item over its limit, or without.
    pub overdue: Option<bool>,
    /// Claimed so.
    pub claimed: Option<Claimed>,
}

impl TaskFilter {
    /// Whether a task is wanted.
    pub fn takes(&self, row: &TaskRow) -> bool {
        let post = || row.role.as_ref().is_none_or(|role| self.posts.contains(role));
        let claimed = |wanted| match wanted {
            Claimed::By(person) => row.claimed_by == Some(person),
            Claimed::Nobody => row.claimed_by.is_none(),
            Claimed::NotBy(person) => row.claimed_by.is_some() && row.claimed_by != person,
        };
        (self.posts.is_empty() || post())
            && self.role.as_ref().is_none_or(|role| row.role.as_ref() == Some(role))
            && self.scenario.as_ref().is_none_or(|scenario| row.scenario == *scenario)
            && self.overdue.is_none_or(|overdue| row.overdue == overdue)
            && self.claimed.is_none_or(claimed)
    }
}

/// How many tasks there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Open.
    pub open: u64,
    /// Of them, with an item over its limit.
    pub overdue: u64,
    /// Of them, claimed by nobody.
    pub unclaimed: u64,
}

/// One task more or less on the list of a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    department: Id,
    role: Option<Id>,
    overdue: bool,
    unclaimed: bool,
    more: bool,
}

impl Counted {
    fn of((key, value): &Row, more: bool) -> Option<Self> {
        let (&family::TASK, rest) = key.split_first()? else { return None };
        let department = Parts(rest).name()?.into();
        let row: TaskRow = rmp_serde::from_slice(value).ok()?;
        Some(Self {
            department,
            role: row.role,
            overdue: row.overdue,
            unclaimed: row.claimed_by.is_none(),
            more,
        })
    }
}

/// What two states of an application's rows change about the counts.
pub(super) fn changed(before: &[Row], after: &[Row]) -> Vec<Counted> {
    let is_task = |row: &&Row| row.0.first() == Some(&family::TASK);
    let gone = before.iter().filter(is_task).filter(|row| !after.contains(row));
    let come = after.iter().filter(is_task).filter(|row| !before.contains(row));
    gone.filter_map(|row| Counted::of(row, false))
        .chain(come.filter_map(|row| Counted::of(row, true)))
        .collect()
}

/// How many tasks there are on every worklist, by department and post.
#[derive(Debug, Default)]
pub struct Worklists(Mutex<BTreeMap<Id, BTreeMap<Option<Id>, Tally>>>);

impl Worklists {
    /// Takes changes in.
    pub(super) fn count(&self, changes: impl IntoIterator<Item = Counted>) {
        let mut changes = changes.into_iter().peekable();
        if changes.peek().is_none() {
            return;
        }
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for Counted { department, role, overdue, unclaimed, more } in changes {
            let tally = lists.entry(department).or_default().entry(role).or_default();
            let step = |count: &mut u64, is: bool| {
                let by = u64::from(is);
                *count = if more { *count + by } else { count.saturating_sub(by) };
            };
            step(&mut tally.open, true);
            step(&mut tally.overdue, overdue);
            step(&mut tally.unclaimed, unclaimed);
        }
    }

    /// Counts a row as it was found in the index; one that is no task changes nothing.
    pub(super) fn found(&self, key: &[u8], value: &[u8]) {
        self.count(Counted::of(&(key.to_vec(), value.to_vec()), true));
    }

    /// How many there are on the list of a department, of some posts or of any.
    pub fn of(&self, department: &str, posts: &[Id]) -> Tally {
        let lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seen =
            |role: &Option<Id>| posts.is_empty() || role.as_ref().is_none_or(|role| posts.contains(role));
        let of_department = lists.get(department).into_iter().flatten();
        let mut all = Tally::default();
        for (_, tally) in of_department.filter(|(role, _)| seen(role)) {
            all.open += tally.open;
            all.overdue += tally.overdue;
            all.unclaimed += tally.unclaimed;
        }
        all
    }
}

/// A task from the rest of its key, behind what list it is on, and its row.
fn read(key: &[u8], mut parts: Parts<'_>, value: &[u8]) -> Result<Option<OpenTask>, Error> {
    let row: TaskRow = rmp_serde::from_slice(value).map_err(|e| Error::damaged_row(key, &e))?;
    let (due, _since) = (parts.moment(), parts.moment());
    let (id, step) = (parts.id(), parts.short());
    let due = due.filter(|due| due.0 != i64::MAX);
    Ok(id.zip(step).map(|(application, step)| OpenTask { application, step: StepId(step), due, row }))
}

impl Runner {
    /// Open tasks of a department: those overdue first, then those due first, those without a limit last, by how long
    /// they wait.
    ///
    /// # Errors
    /// The index fails.
    pub fn tasks(
        &self,
        department: &str,
        filter: &TaskFilter,
        after: Option<&[u8]>,
        most: usize,
    ) -> Result<Page<OpenTask>, Error> {
        let list = match filter.claimed {
            Some(Claimed::By(person)) => Key::of(family::CLAIMED).number(person.into()),
            _ => Key::of(family::TASK),
        };
        let skipped = list.clone().done().len();
        let list = list.name(department);
        let (from, mut to) = list.clone().range();
        if filter.overdue == Some(true) {
            // What is overdue was due by now.
            let next = self.shared().clock.now().saturating_add(1);
            to = Bound::Excluded(list.moment(Moment(next)).done());
        }
        self.page((from, to), after, most, false, |key, value| {
            let mut parts = Parts(key.get(skipped..).unwrap_or_default());
            let _ = parts.name();
            Ok(read(key, parts, value)?.filter(|task| filter.takes(&task.row)))
        })
    }

    /// How many open tasks of a department a person has claimed.
    ///
    /// # Errors
    /// The index fails.
    pub fn claimed(&self, department: &str, person: u32) -> Result<usize, Error> {
        let (from, to) = Key::of(family::CLAIMED).number(person.into()).name(department).range();
        let rows = self.shared().index.scan(Bound::Included(&from), as_slice(&to), false, MOST)?;
        Ok(rows.len())
    }

    /// The open tasks that a person has claimed, each with the department on whose list it is.
    ///
    /// # Errors
    /// The index fails.
    pub fn held_by(&self, person: u32, most: usize) -> Result<Vec<(Id, OpenTask)>, Error> {
        let range = Key::of(family::CLAIMED).number(person.into()).range();
        let page = self.page(range, None, most, false, |key, value| {
            let mut parts = Parts(key.get(9..).unwrap_or_default());
            let department = parts.name().map(Id::from);
            Ok(department.zip(read(key, parts, value)?))
        })?;
        Ok(page.found)
    }
}

#[cfg(test)]
mod tests {
    use super::{Claimed, Tally, TaskFilter, Worklists, changed};
    use crate::runner::aftermath::{ModeShown, Row, TaskRow};
    use crate::runner::rows;
    use onething_engine::application::{Moment, StepId};
    use uuid::Uuid;

    fn task(role: Option<&str>, claimed_by: Option<u32>, overdue: bool) -> TaskRow {
        TaskRow {
            scenario: "newborn-birth".into(),
            step: "review".into(),
            visit: 1,
            role: role.map(Into::into),
            items: Vec::new(),
            since: Moment(5),
            claimed_by,
            mode: ModeShown::Usual,
            overdue,
        }
    }

    fn row(task: &TaskRow) -> Row {
        let at = (Moment(9), task.since);
        (rows::task("police", at, Uuid::nil(), StepId(3)), rmp_serde::to_vec(task).unwrap())
    }

    #[test]
    fn counts_follow_rows_there_and_back() {
        let lists = Worklists::default();
        let open = [row(&task(Some("officer"), None, false))];
        let claimed = [row(&task(Some("officer"), Some(7), true))];
        lists.count(changed(&[], &open));
        assert_eq!(lists.of("police", &[]), Tally { open: 1, overdue: 0, unclaimed: 1 });
        lists.count(changed(&open, &claimed));
        assert_eq!(lists.of("police", &["officer".into()]), Tally { open: 1, overdue: 1, unclaimed: 0 });
        assert_eq!(lists.of("police", &["clerk".into()]), Tally::default());
        assert!(changed(&claimed, &claimed).is_empty());
        lists.count(changed(&claimed, &[]));
        assert_eq!(lists.of("police", &[]), Tally::default());
    }

    #[test]
    fn a_filter_takes_what_it_says() {
        let filter = TaskFilter { claimed: Some(Claimed::NotBy(Some(7))), ..TaskFilter::default() };
        for (claimed, taken) in [(None, false), (Some(7), false), (Some(8), true)] {
            assert_eq!(filter.takes(&task(None, claimed, false)), taken, "{claimed:?}");
        }
        let posts = TaskFilter { posts: vec!["clerk".into()], ..TaskFilter::default() };
        assert!(posts.takes(&task(None, None, false)) && !posts.takes(&task(Some("officer"), None, false)));
        let overdue = TaskFilter { overdue: Some(true), ..TaskFilter::default() };
        assert!(overdue.takes(&task(None, None, true)) && !overdue.takes(&task(None, None, false)));
    }
}
