//! From a call to a request.

use super::config::{Ready, ReadyService};
use super::network::{Place, Request};
use super::template::{Template, escaped};
use crate::config::secret::Secret;
use crate::systems::work::Work;
use reqwest::Url;
use serde_json::{Value, json};

/// The request that a call is; its time limit is still open.
///
/// # Errors
/// Why there is none; says no value of the call.
pub(super) fn request(ready: &Ready, service: Option<&ReadyService>, work: &Work) -> Result<Request, String> {
    let mut headers: Vec<(String, Secret)> = Vec::new();
    let own = service.map_or(&[][..], |service| &service.headers[..]);
    for (name, template) in ready.headers.iter().chain(own) {
        let value = filled(template, work, &str::to_owned)?;
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        headers.push((name.clone(), value));
    }
    let method = service.map_or("POST", |service| service.method.as_str());
    let body = match service.and_then(|service| service.body.as_ref()) {
        Some(body) => Some(body.fill(work).map_err(|fault| fault.to_string())?),
        None if method == "GET" => None,
        None => Some(everything(work)),
    };
    headers.push(("idempotency-key".to_owned(), Secret::new(work.key.clone())));
    headers.push(("accept".to_owned(), Secret::new("application/json")));
    if body.is_some() {
        headers.push(("content-type".to_owned(), Secret::new("application/json")));
    }
    Ok(Request {
        method: method.to_owned(),
        url: Place(url(ready, service, work)?),
        headers,
        body: body.map(|body| Secret::new(body.to_string())),
        timeout_ms: 0,
    })
}

/// Everything that a call is given.
fn everything(work: &Work) -> Value {
    json!({
        "key": work.key,
        "service": work.service,
        "given": work.given,
        "undo": work.undo,
        "until": work.until.to_string(),
    })
}

fn filled(template: &Template, work: &Work, write: &dyn Fn(&str) -> String) -> Result<Secret, String> {
    template.fill(work, write).map_err(|fault| fault.to_string())
}

/// Where to. Values of the call are escaped, so that they cannot lead anywhere else; that they did not is looked at
/// once more.
fn url(ready: &Ready, service: Option<&ReadyService>, work: &Work) -> Result<Url, String> {
    let path = match service {
        Some(service) => filled(&service.path, work, &escaped)?,
        None => Secret::new(format!("/{}", escaped(&work.service))),
    };
    let base = &ready.url;
    let whole = format!("{}{}", base.path().trim_end_matches('/'), path.expose());
    let mut url = base.clone();
    url.set_path(&whole);
    if url.path() != whole || url.origin() != base.origin() {
        return Err("a value that the call is given leads to another path".to_owned());
    }
    for (name, template) in service.map_or(&[][..], |service| &service.query[..]) {
        let value = filled(template, work, &str::to_owned)?;
        url.query_pairs_mut().append_pair(name, value.expose());
    }
    Ok(url)
}
