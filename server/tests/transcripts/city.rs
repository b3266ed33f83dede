//! `onething new --city`: the files hold what is promised, the same for the same seed.

use super::program::Folder;
use serde_json::Value;
use std::fs;

fn catalogues(folder: &Folder) -> Vec<Value> {
    let mut files: Vec<_> =
        fs::read_dir(folder.path("city-7/catalogue")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| serde_saphyr::from_str(&fs::read_to_string(file).unwrap()).unwrap()).collect()
}

fn count(catalogues: &[Value], section: &str) -> usize {
    catalogues.iter().filter_map(|c| c[section].as_object()).map(serde_json::Map::len).sum()
}

#[test]
fn a_city_is_as_large_as_promised() {
    let folder = Folder::empty("city");
    let ended = folder.onething(&["new", "--city", "7"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    assert!(folder.path("city-7/city-scene/scenario.yaml").is_file());
    let catalogues = catalogues(&folder);
    let systems = catalogues.iter().filter_map(|c| c["systems"].as_object()).flat_map(|s| s.values());
    let services: usize = systems.filter_map(|s| s["services"].as_object()).map(serde_json::Map::len).sum();
    let sizes = (services, count(&catalogues, "items"), count(&catalogues, "licences"));
    assert_eq!(sizes, (46_000, 2_760, 382));
    assert!(folder.listing().iter().all(|path| !path.ends_with(".part")));
}

#[test]
fn one_seed_is_one_city() {
    let folder = Folder::empty("city-seeds");
    for (seed, output) in [("7", "a"), ("7", "b"), ("8", "c")] {
        assert_eq!(folder.onething(&["new", "--city", seed, "-o", output]).code, 0);
    }
    let items = |city: &str| fs::read_to_string(folder.path(city).join("catalogue/items.yaml")).unwrap();
    assert!(items("a") == items("b"), "one seed, two cities");
    assert!(items("a") != items("c"), "two seeds, one city");
}
