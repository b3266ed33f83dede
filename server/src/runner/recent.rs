//! The applications that took a turn last, as they are on the medium: whoever looks at one need not read its row.

use super::course::Course;
use super::dossier::Dossier;
use super::rows::family;
use crate::index::Change;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// Places that are locked apart.
const PLACES: usize = 16;
/// Most applications of a place.
const MOST: usize = 256;

/// An application, and what it runs.
pub type Found = (Arc<Dossier>, Arc<Course>);

#[derive(Default)]
struct Place {
    by: HashMap<Uuid, (u64, Found)>,
    /// Each with the turn that put it there; the oldest first.
    order: VecDeque<(u64, Uuid)>,
    turns: u64,
}

/// The applications that took a turn last.
#[derive(Default)]
pub struct Recent {
    places: [Mutex<Place>; PLACES],
}

impl Recent {
    fn place(&self, application: Uuid) -> MutexGuard<'_, Place> {
        let at = usize::from(application.as_bytes()[15]) % PLACES;
        self.places[at].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An application that took a turn lately.
    pub fn get(&self, application: Uuid) -> Option<Found> {
        self.place(application).by.get(&application).map(|(_, found)| found.clone())
    }

    /// An application as it is on the medium now. Called in the order of the journal.
    pub fn put(&self, dossier: Arc<Dossier>, course: Arc<Course>) {
        let id = dossier.id;
        let mut place = self.place(id);
        place.turns += 1;
        let turn = place.turns;
        place.by.insert(id, (turn, (dossier, course)));
        place.order.push_back((turn, id));
        while place.by.len() > MOST || place.order.len() > 8 * MOST {
            let Some((turn, id)) = place.order.pop_front() else { break };
            if place.by.get(&id).is_some_and(|(last, _)| *last == turn) {
                place.by.remove(&id);
            }
        }
    }

    /// Rows were changed otherwise than by a turn: what is known of their applications no longer counts.
    pub fn forget_changed(&self, changes: &[Change]) {
        for (key, _) in changes {
            if let Some((&family::APPLICATION, id)) = key.split_first()
                && let Ok(id) = id.try_into()
            {
                let id = Uuid::from_bytes(id);
                self.place(id).by.remove(&id);
            }
        }
    }
}
