//! From rows to traces: what was done in each case, in order of its ends, equal ones together.

use super::model::{By, Ended, label};
use crate::analyse::calibrate::Row;
use crate::scenario::model::Id;
use indexmap::IndexMap;

/// Cases whose rows are the same activities in the same order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// What was done, in order: positions among [`Traces::names`].
    pub rows: Vec<usize>,
    /// The cases, in order of their first rows.
    pub cases: Vec<Id>,
}

/// What a log comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traces {
    /// What rows are told apart by.
    pub by: By,
    /// What rows are called: their activity, and how they ended where that is looked at.
    pub names: Vec<String>,
    /// Distinct traces, the most frequent first, then in order of the log.
    pub variants: Vec<Variant>,
    /// Rows that are in traces.
    pub rows: usize,
    /// Cases that have work that is not over: they are left out.
    pub under_way: usize,
    /// Rows of work that was begun and left: they are left out.
    pub skipped: usize,
}

impl Traces {
    /// Brings the rows of every case into the order of their ends; what ends at one moment stays in its order.
    ///
    /// Rows are told apart by their outcomes where the log has any, unless said otherwise.
    pub fn of(rows: &[Row], by: Option<By>) -> Self {
        let has_outcomes = rows.iter().any(|row| row.outcome.is_some());
        let by = by.unwrap_or(if has_outcomes { By::Outcome } else { By::Activity });
        let mut names: IndexMap<String, ()> = IndexMap::new();
        let mut cases: IndexMap<&Id, Option<Vec<(i64, usize)>>> = IndexMap::new();
        let (mut kept, mut skipped) = (0, 0);
        for row in rows {
            let case = cases.entry(&row.case).or_insert_with(|| Some(Vec::new()));
            if row.outcome.as_deref() == Some("skipped") {
                skipped += 1;
                continue;
            }
            let Some(end) = row.end else {
                *case = None;
                continue;
            };
            if let Some(trace) = case {
                let name = label(&row.activity, Ended::of(row.outcome.as_deref()), by);
                trace.push((end.0, names.insert_full(name, ()).0));
            }
        }
        let mut variants: IndexMap<Vec<usize>, Vec<Id>> = IndexMap::new();
        let mut under_way = 0;
        for (case, trace) in cases {
            let Some(mut trace) = trace else {
                under_way += 1;
                continue;
            };
            trace.sort_by_key(|(end, _)| *end);
            kept += trace.len();
            let rows = trace.into_iter().map(|(_, name)| name).collect();
            variants.entry(rows).or_default().push(case.clone());
        }
        let mut variants: Vec<Variant> =
            variants.into_iter().map(|(rows, cases)| Variant { rows, cases }).collect();
        variants.sort_by_key(|variant| std::cmp::Reverse(variant.cases.len()));
        Self { by, names: names.into_keys().collect(), variants, rows: kept, under_way, skipped }
    }

    /// How many cases are in traces.
    pub fn cases(&self) -> usize {
        self.variants.iter().map(|variant| variant.cases.len()).sum()
    }
}
