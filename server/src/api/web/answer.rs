//! A file as an answer: which form of it, whether it is needed at all, and what a browser may do with it.

use super::assets::Asset;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    ETAG, HeaderName, IF_NONE_MATCH, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Version};
use axum::response::Response;
use std::convert::Infallible;

/// What the front end may do. Styles inside a page are those of its components, which make them as they are shown;
/// `blob:` are previews of what is handed in, and workers of the editor.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// Materials may be photographed; nothing else of the machine is of use.
const PERMISSIONS: &str = "camera=(self), accelerometer=(), ambient-light-sensor=(), autoplay=(), bluetooth=(), \
    browsing-topics=(), display-capture=(), encrypted-media=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), \
    idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), \
    xr-spatial-tracking=()";

/// How long a file may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// For ever: another content has another name.
    ForEver,
    /// As long as the server says, whenever asked, that it is still the same.
    Asked,
}

/// An answer that is in the form it should have; nothing compresses it on its way out.
#[derive(Debug, Clone, Copy)]
struct Ready;

/// Whether an answer may still be compressed.
pub fn compressible(_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions) -> bool {
    extensions.get::<Ready>().is_none()
}

/// A file, in the smallest form that is accepted; nothing of it where the browser has it, or asks for the head alone.
pub fn answer(request: &Request, asset: &Asset, kept: Kept) -> Response {
    let (encoding, content) = chosen(asset, request.headers());
    // Each form has a tag of its own, as a strong tag must.
    let tag = match encoding {
        Some(encoding) => format!("\"{}-{encoding}\"", asset.hash),
        None => format!("\"{}\"", asset.hash),
    };
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Ready);
    let headers = response.headers_mut();
    for (name, value) in fixed(kept) {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let same = is_same(request.headers(), &tag);
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(ETAG, tag);
    }
    if same {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = unsaid();
        return response;
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(content.len()));
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if request.method() != Method::HEAD {
        *response.body_mut() = Body::from(content);
    }
    response
}

/// No body, and no word of its length: that of an answer 304 would be the length of what is not sent (RFC 9110 8.6).
pub fn unsaid() -> Body {
    Body::from_stream(futures_util::stream::empty::<Result<Vec<u8>, Infallible>>())
}

/// Header fields that do not depend on the file.
fn fixed(kept: Kept) -> [(HeaderName, &'static str); 6] {
    let (how_long, depends) = match kept {
        Kept::ForEver => ("public, max-age=31536000, immutable", "accept-encoding"),
        Kept::Asked => ("no-cache", "accept, accept-encoding"),
    };
    [
        (CACHE_CONTROL, how_long),
        (VARY, depends),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    ]
}

/// The form to send: Brotli, else gzip, else the content as it is.
fn chosen(asset: &Asset, headers: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
    let forms = [("br", asset.br), ("gzip", asset.gzip)];
    let form = forms.into_iter().find(|(name, form)| form.is_some() && accepts(headers, name));
    match form {
        Some((name, Some(form))) => (Some(name), form),
        _ => (None, asset.identity),
    }
}

/// Whether `Accept-Encoding` takes an encoding: it is named, or all are, and not with the weight nothing.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter().map(|value| value.to_str().unwrap_or_default());
    let (mut named, mut all) = (None, false);
    for range in lines.flat_map(|line| line.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let taken = !parts.any(is_nothing);
        if name.eq_ignore_ascii_case(encoding) {
            named = Some(taken);
        } else if name == "*" {
            all = taken;
        }
    }
    named.unwrap_or(all)
}

/// Whether a parameter is the weight nothing.
pub fn is_nothing(parameter: &str) -> bool {
    let weight = parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q="));
    weight.is_some_and(|weight| weight.trim().parse::<f32>().is_ok_and(|weight| weight <= 0.0))
}

/// Whether the browser has what bears this tag (RFC 9110 13.1.2: weak and strong tags are the same here).
pub fn is_same(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_owned();
    let lines = headers.get_all(IF_NONE_MATCH).iter().map(|value| value.to_str().unwrap_or_default());
    let mut tags = lines.flat_map(|line| line.split(',')).map(str::trim);
    tags.any(|named| named == "*" || opaque(named) == opaque(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encodings(value: &'static str) -> [bool; 2] {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(value));
        ["br", "gzip"].map(|name| accepts(&headers, name))
    }

    #[test]
    fn an_encoding_is_taken_that_is_named_or_meant_by_all() {
        assert_eq!(encodings("gzip, deflate, br, zstd"), [true, true]);
        assert_eq!(encodings("GZIP;q=0.5"), [false, true]);
        assert_eq!(encodings("br;q=0, *"), [false, true]);
        assert_eq!(encodings("*;q=0, gzip"), [false, true]);
        assert_eq!(encodings("br ; q=0.000"), [false, false]);
        assert_eq!(encodings("identity"), [false, false]);
        assert_eq!(encodings(""), [false, false]);
        assert_eq!(encodings("broken, gzipped"), [false, false]);
    }

    #[test]
    fn a_tag_is_the_same_whether_or_not_it_is_weak() {
        let same = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, HeaderValue::from_static(value));
            is_same(&headers, "\"ab-br\"")
        };
        for value in ["\"ab-br\"", "W/\"ab-br\"", "\"x\", \"ab-br\"", "*"] {
            assert!(same(value), "{value}");
        }
        for value in ["", "\"ab\"", "ab-br", "\"AB-BR\""] {
            assert!(!same(value), "{value}");
        }
    }
}
