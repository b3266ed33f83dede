//! Embeds the web front end (`server/web`) where Node.js and npm can build it. Where they cannot, the build says why
//! and how to mend it, and goes on without: a server is worth having without its pages.
//!
//! It downloads nothing itself; `npm ci` fetches what the lock file names.

mod npm;
mod table;
mod tree;

use npm::{Failure, Places, Tools};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Set to anything, it leaves the front end out.
const SKIP: &str = "ONETHING_SKIP_UI";
/// The table where there is no front end.
const NOTHING: &str = "&[]\n";
/// Debian's list of installed packages: it changes when Node.js comes.
const PACKAGES: &str = "/var/lib/dpkg/status";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-env-changed={SKIP}");
    let out = folder("OUT_DIR")?;
    let package = folder("CARGO_MANIFEST_DIR")?;
    let sources = package.join("web");
    let table = if env::var_os(SKIP).is_some_and(|value| !value.is_empty()) {
        NOTHING.to_owned()
    } else if sources.join("package.json").is_file() {
        embedded(&package, sources, &out)?
    } else {
        // It may come with the next checkout, and cargo looks again only where it is told to.
        println!("cargo:rerun-if-changed={}", package.display());
        NOTHING.to_owned()
    };
    fs::write(out.join("assets.rs"), table)
}

/// A folder that cargo names.
fn folder(name: &str) -> io::Result<PathBuf> {
    let missing = || io::Error::other(format!("cargo does not say {name}"));
    env::var_os(name).map(PathBuf::from).ok_or_else(missing)
}

/// The table of the front end's files, built now or before; an empty one with a warning where it cannot be had.
fn embedded(package: &Path, sources: PathBuf, out: &Path) -> io::Result<String> {
    let description = package.join("../docs/openapi.json");
    for path in tree::watched(&sources)? {
        println!("cargo:rerun-if-changed={}", path.display());
    }
    if description.exists() {
        println!("cargo:rerun-if-changed={}", description.display());
    }
    let places = Places { sources, description, room: target(out)?.join("web") };
    match npm::built(&places, &Tools::default(), |dist| table::write(dist, &out.join("web"))) {
        Ok(table) => Ok(table),
        Err(failure) => {
            warn(&failure);
            // These change where Node.js is installed; a build that changed nothing would not ask again.
            println!("cargo:rerun-if-env-changed=PATH");
            if Path::new(PACKAGES).exists() {
                println!("cargo:rerun-if-changed={PACKAGES}");
            }
            Ok(NOTHING.to_owned())
        }
    }
}

/// The folder of all that cargo builds: every profile and every set of features finds the same.
fn target(out: &Path) -> io::Result<PathBuf> {
    let marked = out.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    // target/PROFILE/build/PACKAGE/out
    let usual = || out.ancestors().nth(4);
    let missing = || io::Error::other(format!("{} is in no target folder", out.display()));
    marked.or_else(usual).map(Path::to_path_buf).ok_or_else(missing)
}

fn warn(failure: &Failure) {
    println!("cargo:warning=the web interface is not in this build: {}", failure.what);
    for line in &failure.output {
        println!("cargo:warning=  {line}");
    }
    println!(
        "cargo:warning={}; then `make web`, or `touch server/build/main.rs` and build again",
        failure.mend
    );
    println!("cargo:warning=to build without it and without this warning, set {SKIP}=1");
    println!("cargo:warning=本次构建不含网页界面（原因见上）；处理后运行 make web，不需要时可设置 {SKIP}=1");
}
