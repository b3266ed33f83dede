//! What a request is found by: the trace it belongs to (W3C Trace Context), or a fresh one.

use axum::http::HeaderMap;
use uuid::Uuid;

/// Thirty-two hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceId(pub String);

impl TraceId {
    /// One that no other request has.
    pub fn fresh() -> Self {
        Self(Uuid::now_v7().simple().to_string())
    }

    /// The trace that `traceparent` names, else a fresh one.
    pub fn of(headers: &HeaderMap) -> Self {
        let parent = headers.get("traceparent").and_then(|value| value.to_str().ok());
        let named = parent.and_then(|value| value.split('-').nth(1)).filter(|id| is_trace(id));
        named.map_or_else(Self::fresh, |id| Self(id.to_owned()))
    }
}

fn is_trace(id: &str) -> bool {
    let digits = id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    id.len() == 32 && digits && id.bytes().any(|b| b != b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_kept_and_anything_else_is_not() {
        let of = |parent: &str| {
            let mut headers = HeaderMap::new();
            if let Ok(value) = parent.parse() {
                headers.insert("traceparent", value);
            }
            TraceId::of(&headers).0
        };
        let given = "4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(of(&format!("00-{given}-00f067aa0ba902b7-01")), given);
        for bad in ["", "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "00-<script>-1-1"] {
            let fresh = of(bad);
            assert!(is_trace(&fresh), "{bad}");
            assert_ne!(fresh, of(bad));
        }
    }
}
