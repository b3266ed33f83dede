//! The built files as a table in Rust.

use std::fmt::Write;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The documents that every front end has: for staff and for applicants.
const DOCUMENTS: [&str; 2] = ["index.html", "apply.html"];

/// Copies built files to a folder of this build alone, where no other build changes them while they are compiled,
/// and tells them as a table. What is compressed stands beside what it is of, with `.br` or `.gz` at its end.
///
/// # Errors
/// A document is missing, a name is no UTF-8, or a file cannot be read or written.
pub fn write(dist: &Path, own: &Path) -> io::Result<String> {
    if let Some(missing) = DOCUMENTS.iter().find(|name| !dist.join(name).is_file()) {
        return Err(io::Error::other(format!("the build of the web interface left no {missing}")));
    }
    if own.exists() {
        fs::remove_dir_all(own)?;
    }
    let names = names(dist)?;
    let mut table = "&[\n".to_owned();
    for name in names.iter().filter(|name| is_served(name, &names)) {
        let (identity, content) = kept(dist, own, name)?;
        let mut hasher = DefaultHasher::new();
        hasher.write(&content);
        let [br, gzip] =
            [".br", ".gz"].map(|ending| smaller(dist, own, &format!("{name}{ending}"), &content));
        // What cannot fail but for memory.
        let _ = writeln!(
            table,
            "    Asset {{ path: {name:?}, media_type: {:?}, hash: \"{:016x}\", identity: {}, br: {}, gzip: {} }},",
            media_type(name),
            hasher.finish(),
            include(&identity),
            optional(br?),
            optional(gzip?),
        );
    }
    table.push_str("]\n");
    Ok(table)
}

/// Whether a file is one that is asked for by its name: no compressed form of another, no map of sources.
fn is_served(name: &str, names: &[String]) -> bool {
    let of = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz"));
    let is_form = of.is_some_and(|of| names.iter().any(|other| other == of));
    !is_form && !name.ends_with(".map")
}

/// A file's own copy and its content.
fn kept(dist: &Path, own: &Path, name: &str) -> io::Result<(PathBuf, Vec<u8>)> {
    let (content, to) = (fs::read(dist.join(name))?, own.join(name));
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&to, &content)?;
    Ok((to, content))
}

/// A compressed form's own copy; none where there is none, or it is no smaller than what it is of.
fn smaller(dist: &Path, own: &Path, name: &str, of: &[u8]) -> io::Result<Option<PathBuf>> {
    if !dist.join(name).is_file() {
        return Ok(None);
    }
    let (copy, content) = kept(dist, own, name)?;
    Ok((content.len() < of.len()).then_some(copy))
}

fn include(path: &Path) -> String {
    format!("include_bytes!({:?})", path.display().to_string())
}

fn optional(path: Option<PathBuf>) -> String {
    path.map_or_else(|| "None".to_owned(), |path| format!("Some({})", include(&path)))
}

/// Every file below a folder, with `/` between the parts of its name, in order.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let (mut found, mut waiting) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                waiting.push(entry.path());
                continue;
            }
            let path = entry.path();
            let below = path.strip_prefix(folder).map_err(io::Error::other)?;
            let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
            let odd = || io::Error::other(format!("{} has a name that is no UTF-8", path.display()));
            found.push(parts.ok_or_else(odd)?.join("/"));
        }
    }
    found.sort();
    Ok(found)
}

/// The media type that a name's ending stands for.
pub fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}
