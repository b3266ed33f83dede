//! What a browser may be led to do: a page of another site must not act here with the rights of who reads it.
//!
//! Under `--dev` nobody shows a token, so that any page could post to `127.0.0.1`; and a name of its own that
//! resolves to `127.0.0.1` would even let it read the answers (DNS rebinding). Programs that are no browsers
//! send none of these headers and pass.

use super::denied::Denied;
use std::net::IpAddr;

/// What a browser says of a request.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// Whether it only reads: `GET`, `HEAD`, `OPTIONS`.
    pub reads: bool,
    /// `Host`, or the authority of the request.
    pub host: Option<&'a str>,
    /// `Origin`.
    pub origin: Option<&'a str>,
    /// `Sec-Fetch-Site`.
    pub site: Option<&'a str>,
}

/// Whether a request may have come about without another site's doing.
///
/// - Under `--dev` the host is a loopback address or `localhost`.
/// - What changes something comes from the same origin, if a browser sent it.
///
/// # Errors
/// [`Denied::OtherSite`].
pub fn check(request: Request<'_>, development: bool) -> Result<(), Denied> {
    let refuse = Err(Denied::OtherSite);
    if development && !request.host.is_some_and(is_loopback) {
        return refuse;
    }
    if request.reads {
        return Ok(());
    }
    if request.site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return refuse;
    }
    match (request.origin, request.host) {
        (None, _) => Ok(()),
        (Some(origin), Some(host)) => {
            let own = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            if own.is_some_and(|own| own.eq_ignore_ascii_case(host)) { Ok(()) } else { refuse }
        }
        (Some(_), None) => refuse,
    }
}

/// Whether a host, with or without a port, names this machine to itself.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let address = name.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback());
    address || name.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::{Request, check};

    const PLAIN: Request<'static> =
        Request { reads: false, host: Some("127.0.0.1:8080"), origin: None, site: None };

    #[test]
    fn programs_and_own_pages_pass() {
        for development in [true, false] {
            assert!(check(PLAIN, development).is_ok());
            let own = Request { origin: Some("http://127.0.0.1:8080"), site: Some("same-origin"), ..PLAIN };
            assert!(check(own, development).is_ok());
            for host in ["localhost:8080", "LOCALHOST", "[::1]:8080", "127.0.0.2"] {
                assert!(check(Request { host: Some(host), ..PLAIN }, development).is_ok(), "{host}");
            }
        }
    }

    #[test]
    fn another_site_changes_nothing() {
        for development in [true, false] {
            for origin in
                ["http://evil.example", "null", "http://127.0.0.1:9090", "file://", "127.0.0.1:8080"]
            {
                let led = Request { origin: Some(origin), ..PLAIN };
                assert!(check(led, development).is_err(), "{origin}");
                assert!(check(Request { reads: true, ..led }, development).is_ok(), "{origin}");
            }
            for site in ["cross-site", "same-site", "whatever"] {
                assert!(check(Request { site: Some(site), ..PLAIN }, development).is_err(), "{site}");
            }
        }
    }

    #[test]
    fn a_name_that_resolves_to_loopback_reads_nothing_under_dev() {
        for host in [Some("evil.example:8080"), Some("127.0.0.1.evil.example"), Some("10.0.0.1"), None] {
            let led = Request { reads: true, host, ..PLAIN };
            assert!(check(led, true).is_err(), "{host:?}");
            assert!(check(led, false).is_ok(), "{host:?}");
        }
    }
}
