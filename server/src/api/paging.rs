//! Lists in pages: `?limit=` entries after `?cursor=`. A cursor is the last entry's key, opaque but not secret.

use super::limits::Limits;
use super::problem::{Problem, kinds};
use super::query::bad_parameter;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use onething_engine::scenario::text::Text;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Longest cursor that is read.
const MAX_CURSOR: usize = 1024;
/// Entries of a page where the request says none.
const USUAL: u32 = 50;

/// Which page is asked for; `K` is the key of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging<K> {
    /// The last entry of the page before; none: the first page.
    pub after: Option<K>,
    /// Entries at most.
    pub limit: usize,
}

impl<K: DeserializeOwned> Paging<K> {
    /// The page of a list that a request asks for.
    ///
    /// # Errors
    /// The limit is 0 or too large, or the cursor is none of this list.
    pub fn of(
        list: &str,
        cursor: Option<&str>,
        limit: Option<u32>,
        limits: &Limits,
    ) -> Result<Self, Problem> {
        let limit = limit.unwrap_or(USUAL.min(limits.page));
        if limit == 0 || limit > limits.page {
            return Err(bad_parameter(
                "limit",
                Text::new(
                    format!("limit 须在 1 到 {} 之间", limits.page),
                    format!("limit must be 1 to {}", limits.page),
                ),
            ));
        }
        let after = cursor.map(|cursor| decode(list, cursor)).transpose()?;
        Ok(Self { after, limit: limit as usize })
    }
}

/// The cursor behind an entry of a list.
pub fn cursor(list: &str, key: &impl Serialize) -> Option<String> {
    serde_json::to_vec(&(list, key)).ok().map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
}

fn decode<K: DeserializeOwned>(list: &str, cursor: &str) -> Result<K, Problem> {
    let bad = || Problem::new(kinds::BAD_CURSOR);
    if cursor.len() > MAX_CURSOR {
        return Err(bad());
    }
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| bad())?;
    let (named, key): (String, K) = serde_json::from_slice(&bytes).map_err(|_| bad())?;
    if named == list { Ok(key) } else { Err(bad()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]
    use super::*;

    fn page(cursor: Option<&str>, limit: Option<u32>) -> Result<Paging<(u64, String)>, &'static str> {
        Paging::of("tasks", cursor, limit, &Limits::default()).map_err(|problem| problem.kind().name)
    }

    #[test]
    fn a_cursor_leads_back_to_its_entry_and_only_in_its_list() {
        let key = (7u64, "四".to_owned());
        let given = cursor("tasks", &key).unwrap();
        assert_eq!(page(Some(&given), None), Ok(Paging { after: Some(key.clone()), limit: 50 }));
        let other = cursor("calls", &key).unwrap();
        for bad in [other.as_str(), "", "!", "AAAA", &"A".repeat(5000)] {
            assert_eq!(page(Some(bad), None), Err("bad-cursor"), "{bad}");
        }
    }

    #[test]
    fn a_page_has_one_to_two_hundred_entries() {
        assert_eq!(page(None, Some(200)).unwrap().limit, 200);
        assert_eq!(page(None, Some(1)).unwrap().limit, 1);
        for bad in [0, 201, u32::MAX] {
            assert_eq!(page(None, Some(bad)), Err("bad-query"));
        }
    }
}
