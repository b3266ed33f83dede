//! Looks a store over while a server has it open: everything up to a record that is on the medium is read from the
//! disk, beside whoever writes. One look at a time; who comes later joins it.

use super::examine::{Examined, NotWhole, Sizes, examine, sizes};
use super::folders;
use crate::clock::machine;
use crate::disk::Disk;
use crate::telemetry::metric::AUDIT_LAST_VERIFIED;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What was found.
pub type Found = Result<Examined, NotWhole>;

#[derive(Default)]
struct State {
    is_running: bool,
    /// What the last one found, until it is asked for.
    found: Option<Arc<Found>>,
}

/// Looks a store over.
pub struct Look {
    disk: Arc<dyn Disk>,
    data: PathBuf,
    largest: u64,
    state: Mutex<State>,
    done: Condvar,
}

impl Look {
    /// At a folder; `largest` is the longest material in bytes.
    pub fn new(disk: Arc<dyn Disk>, data: &Path, largest: u64) -> Self {
        let (state, done) = (Mutex::default(), Condvar::new());
        Self { disk, data: data.to_owned(), largest, state, done }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // What it guards is whole whenever it is free.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How large it is.
    ///
    /// # Errors
    /// The disk fails.
    pub fn sizes(&self) -> io::Result<Sizes> {
        sizes(&self.data)
    }

    /// Proves every record up to one and every material, on a thread of its own. Waits so long for what is found;
    /// none where it goes on.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn verify(self: &Arc<Self>, up_to: u64, patience: Duration) -> io::Result<Option<Arc<Found>>> {
        let mut state = self.state();
        if !state.is_running && state.found.is_none() {
            let own = self.clone();
            let look = move || {
                let found = own.look(up_to);
                if found.is_ok() {
                    AUDIT_LAST_VERIFIED.gauge(&[]).set(machine() as f64 / 1_000.0);
                }
                let mut state = own.state();
                (state.is_running, state.found) = (false, Some(Arc::new(found)));
                drop(state);
                own.done.notify_all();
            };
            std::thread::Builder::new().name("verify".into()).spawn(look)?;
            state.is_running = true;
        }
        let waited = self.done.wait_timeout_while(state, patience, |state| state.is_running);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if state.is_running { Ok(None) } else { Ok(state.found.take()) }
    }

    fn look(&self, up_to: u64) -> Found {
        let folders = folders(&*self.disk, &self.data).map_err(NotWhole::Archives)?;
        examine(&self.disk, &self.data, folders, up_to, self.largest)
    }
}
