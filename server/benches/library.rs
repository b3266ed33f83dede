//! How long a city takes to read: `cargo bench -p onething --bench library`. From YAML on all cores, and from its
//! compiled copy, each beside its limit.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use onething_engine::scenario::synthetic::city;
use onething_server::library::cache;
use onething_server::library::{Place, SourceText, load};
use std::fs;
use std::time::Instant;

fn main() {
    let folder = std::env::temp_dir().join(format!("onething-bench-{}", std::process::id()));
    let files: Vec<SourceText> = city(7)
        .into_iter()
        .map(|(name, text)| {
            let path = folder.join(&name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
            fs::write(&path, &text).expect("a file can be written");
            SourceText { name, bytes: text.into_bytes() }
        })
        .collect();
    let catalogues: Vec<&SourceText> = files.iter().filter(|f| f.name.starts_with("catalogue/")).collect();
    let copies = folder.join("copies");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let start = Instant::now();
    cache::catalogue_in(Some(&copies), &catalogues).expect("no findings");
    say(&format!("city from YAML, {cores} threads, its copy written"), start, 3000.0);
    let start = Instant::now();
    let copy = cache::catalogue_in(Some(&copies), &catalogues).expect("no findings");
    say("city from its compiled copy", start, 200.0);
    drop(copy);
    let start = Instant::now();
    let scene = folder.join("city-scene");
    let loaded = load(&Place::Embedded, &scene.display().to_string()).expect("it can be read");
    assert!(!loaded.has_errors());
    println!(
        "{:<58} {:>9.1} ms",
        "a scenario over it, read and checked",
        start.elapsed().as_secs_f64() * 1e3
    );
    let _ = fs::remove_dir_all(folder);
}

fn say(what: &str, start: Instant, limit: f64) {
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    let verdict = if milliseconds < limit { "within" } else { "OVER" };
    println!("{what:<58} {milliseconds:>9.1} ms   limit {limit} ms: {verdict}");
}
