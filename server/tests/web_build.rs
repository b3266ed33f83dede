//! How the build makes the web front end, with programs that stand for Node.js and npm: what is done once, what is
//! done again, and what is said where it cannot be done.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

#[path = "../build/npm.rs"]
mod npm;
#[path = "../build/table.rs"]
mod table;
#[path = "../build/tree.rs"]
mod tree;

use npm::{Failure, Places, Tools};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Stands for npm: notes what it is asked, installs a file, and builds documents of the sources.
const NPM: &str = r#"#!/bin/sh
echo "$1" >> "$(dirname "$0")/asked"
case "$1" in
--version) echo 11.0.0 ;;
ci)
    if [ -e "$(dirname "$0")/offline" ]; then echo "npm error code ENOTFOUND" >&2; exit 1; fi
    rm -rf node_modules; mkdir node_modules; echo installed > node_modules/package ;;
run)
    [ "$2 $3 $4 $6" = "build -- --outDir --emptyOutDir" ] || exit 9
    [ -f node_modules/package ] || exit 8
    if grep -q broken src/main.ts; then echo "src/main.ts(1,1): error TS1"; exit 2; fi
    rm -rf "$5"; mkdir -p "$5/assets"
    for name in index apply; do cat src/main.ts "$ONETHING_OPENAPI" > "$5/$name.html"; done
    echo "something that is long enough to be compressed" > "$5/assets/main-1a.js"
    echo map > "$5/assets/main-1a.js.map"
    echo br > "$5/assets/main-1a.js.br"
    echo "this is longer than what it is the compressed form of" > "$5/assets/main-1a.js.gz" ;;
esac
"#;

/// A front end of its own and the room it is built in.
struct Front {
    folder: PathBuf,
    places: Places,
    tools: Tools,
}

impl Front {
    fn new(name: &str, node: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("onething-web-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        let sources = folder.join("web");
        for (path, text) in [
            ("web/package.json", "{}"),
            ("web/package-lock.json", "{}"),
            ("web/src/main.ts", "one"),
            ("web/node_modules/left/here.js", "never copied"),
            ("web/dist/index.html", "never copied"),
            ("openapi.json", "described"),
            ("bin/node", &format!("#!/bin/sh\necho {node}\n")),
            ("bin/npm", NPM),
        ] {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let tools = Tools { node: folder.join("bin/node").into(), npm: folder.join("bin/npm").into() };
        let places =
            Places { sources, description: folder.join("openapi.json"), room: folder.join("target/web") };
        Self { folder, places, tools }
    }

    /// Builds, and tells the table and what npm was asked for it.
    fn build(&self) -> (Result<String, Failure>, String) {
        let asked = self.folder.join("bin/asked");
        let _ = fs::remove_file(&asked);
        let table =
            npm::built(&self.places, &self.tools, |dist| table::write(dist, &self.folder.join("own")));
        let asked = fs::read_to_string(asked).unwrap_or_default();
        (table, asked.lines().filter(|verb| *verb != "--version").collect::<Vec<_>>().join(" "))
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.folder.join(path), text).unwrap();
    }

    fn own(&self, path: &str) -> String {
        fs::read_to_string(self.folder.join("own").join(path)).unwrap()
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn it_is_installed_and_built_once_and_again_where_something_changed() {
    let front = Front::new("once", "v20.19.0");
    let (table, asked) = front.build();
    assert_eq!((asked.as_str(), front.own("index.html").as_str()), ("ci run", "onedescribed"));
    let table = table.unwrap();
    let (again, asked) = front.build();
    assert_eq!((asked.as_str(), &again.unwrap()), ("", &table), "nothing changed");
    front.write("web/src/main.ts", "two");
    let (other, asked) = front.build();
    assert_eq!((asked.as_str(), front.own("apply.html").as_str()), ("run", "twodescribed"));
    assert_ne!(other.unwrap(), table, "another content has another hash");
    front.write("openapi.json", "described otherwise");
    assert_eq!(front.build().1, "run");
    front.write("web/package-lock.json", "{ }");
    assert_eq!(front.build().1, "ci run");
    front.write("web/dist/index.html", "built by hand");
    front.write("web/node_modules/left/here.js", "changed");
    assert_eq!(front.build().1, "", "what is made from the sources is none of them");
    let work = front.places.room.join("work");
    assert!(work.join("src/main.ts").is_file() && !work.join("dist").exists());
    assert!(!work.join("node_modules/left").exists());
}

#[test]
fn the_table_has_each_file_once_with_its_smaller_forms() {
    let front = Front::new("table", "v24.0.0");
    let table = front.build().0.unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.contains("Asset {")).collect();
    assert_eq!(rows.len(), 3, "{table}");
    let script = rows.iter().find(|row| row.contains("path: \"assets/main-1a.js\"")).unwrap();
    assert!(script.contains("media_type: \"text/javascript; charset=utf-8\""), "{script}");
    assert!(script.contains("br: Some(include_bytes!(") && script.contains("gzip: None"), "{script}");
    assert!(rows.iter().all(|row| row.contains(&front.folder.join("own").display().to_string())), "{table}");
    fs::remove_file(front.places.room.join("dist/apply.html")).unwrap();
    assert!(front.build().0.unwrap_err().what.contains("apply.html"));
}

#[test]
fn what_cannot_be_built_is_told_with_what_npm_said_and_tried_again() {
    let front = Front::new("broken", "v20.19.0");
    front.write("bin/offline", "");
    let (failed, asked) = front.build();
    let failed = failed.unwrap_err();
    assert_eq!(asked, "ci");
    assert!(failed.what.contains("npm ci") && failed.mend.contains("registry"), "{failed:?}");
    assert_eq!(failed.output, ["npm error code ENOTFOUND"]);
    fs::remove_file(front.folder.join("bin/offline")).unwrap();
    assert_eq!(front.build().1, "ci run");
    front.write("web/src/main.ts", "broken");
    let failed = front.build().0.unwrap_err();
    assert!(failed.what.contains("npm run build") && failed.mend.contains("server/web"), "{failed:?}");
    assert_eq!(failed.output, ["src/main.ts(1,1): error TS1"]);
    let log = fs::read_to_string(front.places.room.join("npm.log")).unwrap();
    assert!(log.contains("error TS1"), "{log}");
    assert!(front.build().0.is_err(), "a failure leaves no stamp");
    front.write("web/src/main.ts", "one");
    assert_eq!(front.build().1, "run", "what was built before the fault is gone, what was installed is not");
}

#[test]
fn node_must_be_there_and_new_enough() {
    for (node, word) in [("v18.20.0", "too old"), ("v20.18.9", "too old"), ("nonsense", "too old")] {
        let front = Front::new(&format!("node-{node}"), node);
        let (failed, asked) = front.build();
        let failed = failed.unwrap_err();
        assert!(failed.what.contains(word) && failed.mend.contains("Node.js 20"), "{failed:?}");
        assert_eq!(asked, "");
    }
    let mut front = Front::new("none", "v22.0.0");
    front.tools.npm = front.folder.join("bin/none").into();
    let failed = front.build().0.unwrap_err();
    assert!(failed.what.contains("npm does not start") && failed.mend.contains("npm"), "{failed:?}");
}

#[test]
fn two_builds_at_once_wait_for_each_other() {
    let front = Front::new("both", "v20.19.0");
    let build = |own: &'static str| {
        let front = &front;
        move || {
            let own = front.folder.join(own);
            npm::built(&front.places, &front.tools, |dist| table::write(dist, &own)).map(|_| ())
        }
    };
    let done = std::thread::scope(|scope| {
        let both = [scope.spawn(build("first")), scope.spawn(build("second"))];
        both.map(|thread| thread.join().unwrap())
    });
    assert!(done.iter().all(Result::is_ok), "{done:?}");
    let asked = fs::read_to_string(front.folder.join("bin/asked")).unwrap();
    assert_eq!(asked.matches("ci").count(), 1, "{asked}");
    assert!(Path::new(&front.folder.join("second/index.html")).is_file());
}
