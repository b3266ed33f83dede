//! What stands beside the records of a turn, in the same batch: what receivers of notifications are owed, what
//! registers of simulated systems hold from then on; and which calls nobody waits for any more.

use super::aftermath::{OwedKind, OwedRow, Row};
use super::commit::Outcome;
use super::course::Course;
use super::dispatch::{self, standing};
use super::dossier::Dossier;
use super::error::Error;
use super::record::{Entry, Kept};
use super::rows::family;
use super::shard::Shard;
use super::turn::{read_owed, rows};
use crate::clock;
use crate::notices::{self, Delivery, Names};
use crate::systems::known;
use crate::systems::registers::RegisterChange;
use onething_engine::application::state::Ending;
use onething_engine::application::{Event, EventKind, ItemIndex, Moment};
use uuid::Uuid;

impl Shard {
    /// What registers of simulated systems hold from now on, because items came to their result or one was revoked.
    pub(super) fn issued(&self, dossier: &Dossier, course: &Course, events: &[Event]) -> Vec<RegisterChange> {
        let of = |is: &dyn Fn(&EventKind) -> Option<ItemIndex>| -> Vec<ItemIndex> {
            events.iter().filter_map(|event| is(&event.kind)).collect()
        };
        let approved = of(&|kind| match kind {
            EventKind::ItemEnded { item, ending: Ending::Approved, .. } => Some(*item),
            _ => None,
        });
        let revoked = of(&|kind| match kind {
            EventKind::Revoked { item, .. } => Some(*item),
            _ => None,
        });
        if approved.is_empty() && revoked.is_empty() {
            return Vec::new();
        }
        let (way, known) = (course.way(), known(&dossier.state));
        let (systems, standing) = (&self.shared.simulated, standing(dossier, course, &way, &known));
        let mut changes = systems.concluded(&standing, &approved);
        changes.extend(systems.revoked(&standing, &revoked));
        changes
    }

    /// What its events owe to receivers of notifications.
    pub(super) fn owed_to_receivers(
        &self,
        dossier: &Dossier,
        course: &Course,
        events: &[Event],
    ) -> Vec<Delivery> {
        let names = Names { program: &course.program, catalogue: &course.definition.scenario.catalogue };
        self.shared.office.owed(dossier.id, names, &dossier.state, events, Moment(clock::machine()))
    }
}

/// Writes what a turn leaves beside its records.
pub(super) fn keep(outcome: &mut Outcome, issued: &[RegisterChange]) -> Result<(), Error> {
    let mut entries: Vec<Entry> = issued.iter().filter_map(dispatch::kept).map(Entry::Kept).collect();
    for delivery in &outcome.deliveries {
        entries.push(kept(delivery)?);
    }
    for entry in entries {
        outcome.records.push(entry.write().map_err(Error::Unwritable)?);
        outcome.changes.extend(rows(&entry));
    }
    Ok(())
}

/// A delivery as it is kept.
fn kept(delivery: &Delivery) -> Result<Entry, Error> {
    let row = notices::Kept::Delivery(delivery.clone());
    let value = rmp_serde::to_vec_named(&row).map_err(|e| Error::Unwritable(e.to_string()))?;
    Ok(Entry::Kept(Kept { room: notices::ROOM.into(), key: delivery.id().to_string(), value: Some(value) }))
}

/// Calls that were owed before and are not any more.
pub(super) fn note_dropped(outcome: &mut Outcome, application: Uuid, before: &[Row], after: &[Row]) {
    let owed = |row: &&Row| row.0.first() == Some(&family::OWED);
    for row in before.iter().filter(owed).filter(|row| !after.contains(row)) {
        if let Some((system, OwedRow { task, kind: OwedKind::Call(attempt, undo), .. })) = read_owed(row) {
            outcome.dropped.push((system, dispatch::key(application, task, attempt, undo)));
        }
    }
}
