//! `kill -9` at any moment, over and over: what was acknowledged is there, and what was done was done once.

use super::client::{Line, Server, Setup, folder, share};
use super::department::{Department, SECRET};
use super::workload::{KINDS, Person};
use onething_engine::random::Random;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Those who act at once.
const PEOPLE: u64 = 4;

#[test]
fn what_was_acknowledged_is_there_after_kill_9() {
    let cycles = share(200, 6);
    let data = folder("kill");
    let department = Department::open();
    let file = data.with_extension("toml");
    std::fs::write(&file, department.configuration()).unwrap();
    let setup = Setup {
        arguments: vec!["--config".to_owned(), file.to_str().unwrap().to_owned()],
        environment: vec![(SECRET.0.to_owned(), SECRET.1.to_owned())],
        under: Vec::new(),
    };
    let mut random = Random::new(9);
    let counter = Arc::new(AtomicU64::new(0));
    let person = |number| Person::new(number, &department, counter.clone());
    let mut people: Vec<Person<'_>> = (0..PEOPLE).map(person).collect();
    for _ in 0..cycles {
        let server = Server::start_with(&data, &setup);
        department.serve(Some(&server.address));
        // Now and then before anything is asked, else in the midst of some hundred commands.
        let most = if random.below(10) == 0 { 0 } else { random.between(60, 200) as u64 };
        let count = counter.load(Ordering::Acquire) + most;
        let killed = server.kill_at(&counter, count, random.below(30) as u64);
        std::thread::scope(|scope| {
            for person in &mut people {
                let (killed, address) = (&killed, &server.address);
                scope.spawn(move || {
                    let mut line = Line::new(address);
                    while !killed.is_over() {
                        person.act(&mut line);
                    }
                });
            }
        });
        killed.wait();
        department.serve(None);
    }
    let server = Server::start_with(&data, &setup);
    department.serve(Some(&server.address));
    let mut line = Line::new(&server.address);
    let mut acknowledged: BTreeMap<&str, u64> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for person in &mut people {
        person.settle(&mut line);
        for case in &person.cases {
            case.is_whole(&mut line);
            ids.insert(case.id.clone());
        }
        for (kind, count) in &person.acknowledged {
            *acknowledged.entry(kind).or_default() += count;
        }
    }
    assert_eq!(begun(&mut line), ids, "every begin is one application");
    server.stop();
    department.counted(|counted| {
        assert!(
            counted.lost.is_empty(),
            "called again after their answers were acknowledged: {:?}",
            counted.lost
        );
        acknowledged.insert("callback", counted.acknowledged.len() as u64);
    });
    let total: u64 = acknowledged.values().sum();
    println!("{cycles} cycles, {total} acknowledged: {acknowledged:?}");
    assert!(total >= cycles * 100, "only {total} commands were acknowledged");
    for kind in KINDS.iter().copied().chain(["callback"]).filter(|kind| *kind != "save") {
        assert!(acknowledged.get(kind).is_some_and(|count| *count > 0), "nobody did {kind}");
    }
    let verified = Command::new(env!("CARGO_BIN_EXE_onething"))
        .args(["store", "verify", "--data"])
        .arg(&data)
        .output()
        .unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    drop(std::fs::remove_dir_all(&data));
    drop(std::fs::remove_file(&file));
}

/// Every application that there is.
fn begun(line: &mut Line) -> BTreeSet<String> {
    use super::client::Ask;
    let mut all = BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let page = line.ask(&Ask::get(format!("/applications?limit=200{cursor}"), "tester")).unwrap();
        assert_eq!(page.status, 200, "{}", page.body);
        let items = page.body["items"].as_array().unwrap();
        all.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        match page.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}
