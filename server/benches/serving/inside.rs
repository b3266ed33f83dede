//! Commands per second in process: the same cases asked of the desk, without HTTP, on the same kind of store.

use super::figures::{at_least, rate};
use onething_engine::scenario::model::Id;
use onething_server::desk::clerk::Deed;
use onething_server::desk::start::{MaterialGiven, NewApplication};
use onething_server::desk::{Asker, Desk, TaskRef};
use onething_server::library::{self, Place};
use onething_server::materials::Materials;
use onething_server::runner::shared::Shared;
use onething_server::runner::{LAYOUT, Opened, Options, Outside, open};
use onething_server::store::Store;
use onething_server::systems::Call;
use onething_server::systems::simulated::{Latency, Settings, Simulated};
use onething_server::{clock, index};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Commands of a case: opened, filled, attached, handed in; eleven answers; five tasks claimed and completed.
const COMMANDS: u64 = 4 + 11 + 5 * 2;
/// Nobody answers but simulated systems.
struct Nobody;

impl Outside for Nobody {
    fn take(&self, _: &Arc<Shared>, _: &Id, _: &Call) -> bool {
        false
    }

    fn by_hand(&self, _: &str) -> bool {
        false
    }

    fn is_simulated(&self, _: &str) -> bool {
        true
    }
}

/// A desk over a store in a folder, whose systems answer at once.
fn desk(folder: &Path) -> (Desk, Store) {
    let store = Store::open(folder).unwrap();
    let options = index::Options { layout: LAYOUT, ..index::Options::default() };
    let rows = index::open(&store.index(), &options).unwrap().index;
    let simulated = Arc::new(Simulated::new(Settings { latency: Latency::None, ..Settings::default() }));
    let options = Options { clock: clock::Kind::Sandbox, ..Options::default() };
    let opened =
        open(store.disk(), store.journal().as_path(), rows, options, simulated, Arc::new(Nobody), |_, _| {});
    let Opened { runner, parts, .. } = opened.unwrap();
    // They work as long as the process does.
    drop(parts.spawn().unwrap());
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/scenarios");
    let files = library::files(&Place::Directory(scenarios), "newborn-load").unwrap();
    runner.publish(files, None).map_err(|e| format!("{e:?}")).unwrap();
    let materials = Materials::open(store.disk(), &store.materials(), 20 << 20).unwrap();
    (Desk { runner, materials: Arc::new(materials), sandbox: true }, store)
}

/// What a case is begun with.
fn newborn() -> NewApplication {
    let text = |text: &str| serde_json::Value::String(text.to_owned());
    let form = [("birth.child_name", text("王小明")), ("birth.address", text("幸福路 1 号"))];
    let paper = MaterialGiven { content: Some("/9j/4A==".to_owned()), hash: None };
    NewApplication {
        scenario: "newborn-load".to_owned(),
        version: None,
        plan: None,
        applicant: None,
        answers: BTreeMap::new(),
        sign_in: BTreeMap::new(),
        form: form.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        materials: BTreeMap::from([("birth.household_book".to_owned(), paper)]),
        submit: true,
    }
}

fn asker(principal: &str) -> Asker {
    Asker { principal: principal.into(), key: None, expect: None }
}

async fn case(desk: &Desk) {
    let receipt = desk.begin(&newborn(), &asker("applicant:wang")).await.unwrap().unwrap();
    let id = receipt.application;
    loop {
        let (dossier, course) = desk.runner.application(id).unwrap().unwrap();
        if dossier.state.closed.is_some() {
            return;
        }
        let tasks = desk.tasks_of(&dossier, &course);
        let task = tasks.first().expect("somebody has something to do");
        let at: TaskRef = task.id.parse().unwrap();
        let deed = Deed::Approve(BTreeMap::new());
        let clerk = asker(&format!("clerk:{}", task.department));
        desk.does(at, &deed, Some(&task.department), &clerk).await.unwrap().unwrap();
    }
}

/// Measures; tells it beside what the machine can do at most.
pub fn measure(folder: &Path, drivers: usize, lasts: Duration, limit: f64) {
    let (desk, _store) = desk(&folder.join("inside"));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (over, cases) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut all = Vec::new();
    for _ in 0..drivers {
        let (desk, over, cases) = (desk.clone(), over.clone(), cases.clone());
        all.push(runtime.spawn(async move {
            while !over.load(Ordering::Relaxed) {
                case(&desk).await;
                cases.fetch_add(1, Ordering::Relaxed);
            }
        }));
    }
    std::thread::sleep(Duration::from_secs(1));
    let (start, before) = (Instant::now(), cases.load(Ordering::Relaxed));
    std::thread::sleep(lasts);
    let (whole, took) = (cases.load(Ordering::Relaxed) - before, start.elapsed());
    let commands = whole * COMMANDS;
    over.store(true, Ordering::Relaxed);
    for driver in all {
        runtime.block_on(driver).unwrap();
    }
    println!("in process, {drivers} drivers: {:.0} cases/s, {COMMANDS} commands each", rate(whole, took));
    let share = rate(commands, took) / limit * 100.0;
    println!("  {:<46}{:>10.0} /s", "commands", rate(commands, took));
    at_least("of what the group commit takes", share, "%", 60.0);
    runtime.shutdown_timeout(Duration::from_secs(1));
    desk.runner.close(Duration::from_secs(10)).unwrap();
}
