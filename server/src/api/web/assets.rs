//! The files of the front end, as they are embedded.

/// A built file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// Its place below the root, without a slash before it: `assets/staff-BkD1x9aZ.js`.
    pub path: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its content's hash, sixteen hexadecimal digits.
    pub hash: &'static str,
    /// Its content.
    pub identity: &'static [u8],
    /// The same by Brotli, where that is smaller.
    pub br: Option<&'static [u8]>,
    /// The same by gzip, where that is smaller.
    pub gzip: Option<&'static [u8]>,
}

/// All of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assets(&'static [Asset]);

impl Assets {
    /// What the build embedded; nothing where it could not build the front end, or was told not to.
    pub const EMBEDDED: Self = Self(include!(concat!(env!("OUT_DIR"), "/assets.rs")));
    /// None.
    pub const NONE: Self = Self(&[]);

    /// Some files.
    pub const fn of(files: &'static [Asset]) -> Self {
        Self(files)
    }

    /// Whether there is no front end.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The file at a place below the root.
    pub fn find(&self, path: &str) -> Option<&'static Asset> {
        self.0.iter().find(|asset| asset.path == path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_embedded_is_a_whole_front_end_or_none() {
        let embedded = Assets::EMBEDDED;
        for document in ["index.html", "apply.html"] {
            assert_eq!(embedded.find(document).is_none(), embedded.is_empty(), "{document}");
        }
        for asset in embedded.0 {
            assert_eq!(asset.hash.len(), 16, "{}", asset.path);
            for form in [asset.br, asset.gzip].into_iter().flatten() {
                assert!(form.len() < asset.identity.len(), "{}", asset.path);
            }
        }
    }
}
