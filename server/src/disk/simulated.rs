//! A disk in memory that keeps apart what was synced and what was not. A crash keeps all that was synced and,
//! of the rest, what chance leaves: nothing, a beginning, or any of its sectors in any order.

use super::{Disk, File};
use onething_engine::random::Random;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes that a disk writes as one.
pub const SECTOR: usize = 512;

/// What a crash leaves of what was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Nothing of it.
    All,
    /// The writes up to one of them, which is torn at a sector.
    Tail,
    /// Any sectors, whatever their order.
    Any,
}

impl Loss {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::All, Self::Tail, Self::Any];
}

/// What goes wrong, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The power goes at an operation: it and all after it fail.
    Power,
    /// A write or sync fails with an input/output error.
    Broken,
    /// A write is cut short by an error.
    Short,
}

#[derive(Debug, Default)]
struct Node {
    /// As a reader sees it.
    now: Vec<u8>,
    /// As the medium has it.
    safe: Vec<u8>,
    /// Writes since the last sync: offset and bytes.
    open: Vec<(usize, Vec<u8>)>,
}

type Names = BTreeMap<PathBuf, usize>;

#[derive(Debug, Default)]
struct State {
    nodes: Vec<Node>,
    names: Names,
    safe_names: Names,
    /// Changes of names since their folder was synced.
    open_names: Vec<(PathBuf, Option<usize>)>,
    /// Bytes that files may have together.
    room: Option<u64>,
    operations: u64,
    faults: Vec<(u64, Fault)>,
    sync_fails_at: Option<u64>,
    syncs: u64,
    is_off: bool,
}

/// A simulated disk; its clones are the same disk.
#[derive(Debug, Clone, Default)]
pub struct Simulated {
    state: Arc<Mutex<State>>,
}

struct SimulatedFile {
    disk: Simulated,
    node: usize,
}

fn off() -> io::Error {
    io::Error::other("the power is off")
}

fn broken() -> io::Error {
    io::Error::other("input/output error")
}

impl State {
    fn used(&self) -> u64 {
        let living: std::collections::BTreeSet<usize> = self.names.values().copied().collect();
        living.iter().filter_map(|n| self.nodes.get(*n)).map(|n| n.now.len() as u64).sum()
    }

    /// Counts an operation that changes something, and says what goes wrong with it.
    fn operate(&mut self) -> io::Result<Option<Fault>> {
        if self.is_off {
            return Err(off());
        }
        self.operations += 1;
        let fault = self.faults.iter().find(|(at, _)| *at == self.operations).map(|(_, fault)| *fault);
        match fault {
            Some(Fault::Power) => {
                self.is_off = true;
                Err(off())
            }
            Some(Fault::Broken) => Err(broken()),
            fault => Ok(fault),
        }
    }

    fn name(&mut self, path: &Path, node: Option<usize>) {
        match node {
            Some(node) => self.names.insert(path.to_owned(), node),
            None => self.names.remove(path),
        };
        self.open_names.push((path.to_owned(), node));
    }
}

impl Simulated {
    /// An empty disk.
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets how many bytes files may have together; none: as many as they like.
    pub fn set_room(&self, room: Option<u64>) {
        self.lock().room = room;
    }

    /// How many operations that change something there were.
    pub fn operations(&self) -> u64 {
        self.lock().operations
    }

    /// How often a file was synced.
    pub fn syncs(&self) -> u64 {
        self.lock().syncs
    }

    /// Plans a fault for an operation, counted from the first one of all.
    pub fn fail_at(&self, operation: u64, fault: Fault) {
        self.lock().faults.push((operation, fault));
    }

    /// Plans that a sync fails, counted from the first one of all.
    pub fn fail_sync(&self, sync: u64) {
        self.lock().sync_fails_at = Some(sync);
    }

    /// Turns one bit of a file over, as the medium has it too.
    pub fn flip(&self, path: &Path, bit: u64) {
        let mut state = self.lock();
        let Some(node) = state.names.get(path).copied() else { return };
        let Some(node) = state.nodes.get_mut(node) else { return };
        let (at, mask) = (usize::try_from(bit / 8).unwrap_or(usize::MAX), 1 << (bit % 8));
        for bytes in [&mut node.now, &mut node.safe] {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= mask;
            }
        }
    }

    /// Cuts a file, as the medium has it too.
    pub fn cut(&self, path: &Path, length: usize) {
        let mut state = self.lock();
        let Some(node) = state.names.get(path).copied() else { return };
        let Some(node) = state.nodes.get_mut(node) else { return };
        node.now.truncate(length);
        node.safe.truncate(length);
        node.open.clear();
    }

    /// Another disk with the same on it, as a reader sees it, all of it synced.
    #[must_use]
    pub fn copy(&self) -> Simulated {
        let before = self.lock();
        let node = |node: &Node| Node { now: node.now.clone(), safe: node.now.clone(), open: Vec::new() };
        let nodes = before.nodes.iter().map(node).collect();
        let names = before.names.clone();
        let state = State { nodes, safe_names: names.clone(), names, room: before.room, ..State::default() };
        Simulated { state: Arc::new(Mutex::new(state)) }
    }

    /// The power goes and comes back: what was synced is there, of the rest what chance leaves. Files that are
    /// open belong to the time before and fail.
    #[must_use]
    pub fn crash(&self, loss: Loss, random: &mut Random) -> Simulated {
        let mut before = self.lock();
        before.is_off = true;
        let mut names = before.safe_names.clone();
        let kept = match loss {
            Loss::All => 0,
            Loss::Tail | Loss::Any => random.below(before.open_names.len() + 1),
        };
        for (path, node) in &before.open_names[..kept] {
            match node {
                Some(node) => names.insert(path.clone(), *node),
                None => names.remove(path),
            };
        }
        let nodes: Vec<Node> = before
            .nodes
            .iter()
            .map(|node| {
                let safe = left(node, loss, random);
                Node { now: safe.clone(), safe, open: Vec::new() }
            })
            .collect();
        let state = State { nodes, safe_names: names.clone(), names, room: before.room, ..State::default() };
        Simulated { state: Arc::new(Mutex::new(state)) }
    }
}

/// What a crash leaves of a file.
fn left(node: &Node, loss: Loss, random: &mut Random) -> Vec<u8> {
    let mut bytes = node.safe.clone();
    let writes = match loss {
        Loss::All => 0,
        Loss::Tail => random.below(node.open.len() + 1),
        Loss::Any => node.open.len(),
    };
    for (number, (offset, written)) in node.open.iter().take(writes).enumerate() {
        let is_last = number + 1 == writes;
        let mut at = 0;
        let sectors = written.len().div_ceil(SECTOR) + 1;
        let torn_at = if is_last && loss == Loss::Tail { random.below(sectors + 1) } else { sectors + 1 };
        let mut sector = 0;
        while at < written.len() {
            let end = (SECTOR - (offset + at) % SECTOR + at).min(written.len());
            let keep = match loss {
                Loss::All => false,
                Loss::Tail => sector < torn_at,
                Loss::Any => random.below(2) == 0,
            };
            if keep {
                put(&mut bytes, offset + at, &written[at..end]);
            }
            at = end;
            sector += 1;
        }
    }
    bytes
}

fn put(bytes: &mut Vec<u8>, offset: usize, written: &[u8]) {
    let end = offset + written.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    bytes[offset..end].copy_from_slice(written);
}

impl File for SimulatedFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let state = self.disk.lock();
        if state.is_off {
            return Err(off());
        }
        let bytes = &state.nodes[self.node].now;
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
        let count = buffer.len().min(bytes.len() - from);
        buffer[..count].copy_from_slice(&bytes[from..from + count]);
        Ok(count)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let mut state = self.disk.lock();
        let fault = state.operate()?;
        let offset = usize::try_from(offset).map_err(io::Error::other)?;
        let grows = (offset + bytes.len()).saturating_sub(state.nodes[self.node].now.len());
        if state.room.is_some_and(|room| grows > 0 && state.used() + grows as u64 > room) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let count = if fault == Some(Fault::Short) { bytes.len() / 2 } else { bytes.len() };
        let node = &mut state.nodes[self.node];
        put(&mut node.now, offset, &bytes[..count]);
        node.open.push((offset, bytes[..count].to_vec()));
        if count < bytes.len() { Err(broken()) } else { Ok(()) }
    }

    fn sync(&self) -> io::Result<()> {
        let mut state = self.disk.lock();
        state.operate()?;
        state.syncs += 1;
        if state.sync_fails_at == Some(state.syncs) {
            return Err(broken());
        }
        let node = &mut state.nodes[self.node];
        node.safe.clone_from(&node.now);
        node.open.clear();
        Ok(())
    }

    fn length(&self) -> io::Result<u64> {
        let state = self.disk.lock();
        if state.is_off { Err(off()) } else { Ok(state.nodes[self.node].now.len() as u64) }
    }
}

impl Disk for Simulated {
    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        let state = self.lock();
        if state.is_off {
            return Err(off());
        }
        let node = *state.names.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(Arc::new(SimulatedFile { disk: self.clone(), node }))
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        let mut state = self.lock();
        state.operate()?;
        if state.names.contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        state.nodes.push(Node::default());
        let node = state.nodes.len() - 1;
        state.name(path, Some(node));
        Ok(Arc::new(SimulatedFile { disk: self.clone(), node }))
    }

    fn create_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let state = self.lock();
        if state.is_off {
            return Err(off());
        }
        let here = state.names.keys().filter(|path| path.parent() == Some(folder));
        Ok(here.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.lock();
        state.operate()?;
        let node = *state.names.get(from).ok_or(io::ErrorKind::NotFound)?;
        // One step for whoever looks, and one entry of the folder's journal.
        state.names.remove(from);
        state.names.insert(to.to_owned(), node);
        state.open_names.push((to.to_owned(), Some(node)));
        state.open_names.push((from.to_owned(), None));
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.lock();
        state.operate()?;
        if !state.names.contains_key(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        state.name(path, None);
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.lock();
        state.operate()?;
        let open = std::mem::take(&mut state.open_names);
        for (path, node) in open {
            if path.parent() != Some(folder) {
                state.open_names.push((path, node));
                continue;
            }
            match node {
                Some(node) => state.safe_names.insert(path, node),
                None => state.safe_names.remove(&path),
            };
        }
        Ok(())
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        let state = self.lock();
        if state.is_off { Err(off()) } else { Ok(state.names.contains_key(path)) }
    }
}
