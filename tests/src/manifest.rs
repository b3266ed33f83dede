//! Cargo manifests read roughly: which dependencies they name.

/// A dependency as a manifest names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The name that source code uses: dashes are underscores.
    pub name: String,
    /// Only for tests and benches.
    pub dev: bool,
}

/// The dependencies of a manifest, whichever section names them; those of the workspace table are none of its
/// own.
pub fn dependencies(manifest: &str) -> Vec<Dependency> {
    let mut section = "";
    let mut found = Vec::new();
    for line in manifest.lines() {
        if let Some(header) = line.trim().strip_prefix('[') {
            section = header.split(']').next().unwrap_or_default();
            // `[dependencies.name]`
            if let Some((kind, name)) = section.rsplit_once("dependencies.") {
                found.push(dependency(name, kind));
            }
        } else if let Some((name, _)) = line.split_once('=').filter(|_| !line.starts_with([' ', '#']))
            && let Some(kind) =
                section.strip_suffix("dependencies").filter(|_| !section.starts_with("workspace"))
        {
            // `name.workspace = true`
            found.push(dependency(name.split('.').next().unwrap_or(name), kind));
        }
    }
    found
}

fn dependency(name: &str, kind: &str) -> Dependency {
    Dependency { name: name.trim().trim_matches('"').replace('-', "_"), dev: kind.ends_with("dev-") }
}

#[cfg(test)]
mod tests {
    use super::dependencies;

    #[test]
    fn every_spelling_is_found() {
        let manifest = "[package]\nname = \"x\"\n[dependencies]\na-b = \"1\"\nc = { version = \"2\", features = [\n  \"f\",\n] }\nd.workspace = true\n[dev-dependencies]\ne = \"1\"\n[dependencies.g]\nversion = \"1\"\n[workspace.dependencies]\nh = \"1\"\n[[bench]]\nname = \"i\"\n";
        let seen: Vec<_> = dependencies(manifest).into_iter().map(|d| (d.name, d.dev)).collect();
        let wanted = [("a_b", false), ("c", false), ("d", false), ("e", true), ("g", false)];
        assert_eq!(seen, wanted.map(|(name, dev)| (name.to_owned(), dev)));
    }
}
