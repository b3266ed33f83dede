//! The files under `tests/hurl` are what testers copy: each is run here against the built program. This reads the
//! part of Hurl's format (hurl.dev) that they are written in, and refuses any other, so that a file that is not
//! understood never passes.

use super::client::{Raw, Server, folder};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// One request, with what its answer must be.
#[derive(Debug, Default)]
struct Entry {
    line: usize,
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: String,
    status: u16,
    captures: Vec<(String, Query)>,
    asserts: Vec<(usize, Assert)>,
}

/// Something looked up in an answer.
#[derive(Debug, Clone, PartialEq)]
struct Query {
    of: Of,
    nth: Option<usize>,
    count: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Of {
    Header(String),
    JsonPath(String),
}

#[derive(Debug)]
struct Assert {
    query: Query,
    predicate: Predicate,
}

#[derive(Debug)]
enum Predicate {
    Exists,
    Equals(Value),
    AtLeast(f64),
    Contains(String),
}

/// The words of a line: plain ones, and texts in quotes.
fn words(line: &str) -> Result<Vec<String>, String> {
    let (mut words, mut rest) = (Vec::new(), line.trim());
    while !rest.is_empty() {
        let (word, behind) = match rest.strip_prefix('"') {
            Some(inner) => {
                let (text, behind) = inner.split_once('"').ok_or_else(|| format!("no end quote: {line}"))?;
                (format!("\"{text}"), behind)
            }
            None => {
                let end = rest.find(' ').unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        words.push(word);
        rest = behind.trim_start();
    }
    Ok(words)
}

fn text(word: Option<&String>) -> Result<String, String> {
    let word = word.ok_or("a text is missing")?;
    word.strip_prefix('"').map(str::to_owned).ok_or_else(|| format!("{word} is no text in quotes"))
}

fn query(words: &[String]) -> Result<(Query, &[String]), String> {
    let of = match words.first().map(String::as_str) {
        Some("header") => Of::Header(text(words.get(1))?),
        Some("jsonpath") => Of::JsonPath(text(words.get(1))?),
        other => return Err(format!("{other:?} is no query that is known here")),
    };
    let (mut query, mut rest) = (Query { of, nth: None, count: false }, &words[2..]);
    loop {
        match rest {
            [filter, number, behind @ ..] if filter == "nth" => {
                query.nth = Some(number.parse().map_err(|_| "nth takes a number")?);
                rest = behind;
            }
            [filter, behind @ ..] if filter == "count" => (query.count, rest) = (true, behind),
            _ => return Ok((query, rest)),
        }
    }
}

fn assert_of(line: &str) -> Result<Assert, String> {
    let words = words(line)?;
    let (query, rest) = query(&words)?;
    let value = |word: &String| match word.strip_prefix('"') {
        Some(text) => Ok(Value::from(text)),
        None => serde_json::from_str(word).map_err(|_| format!("{word} is no value")),
    };
    let predicate = match rest {
        [word] if word == "exists" => Predicate::Exists,
        [sign, word] if sign == "==" => Predicate::Equals(value(word)?),
        [sign, word] if sign == ">=" => {
            Predicate::AtLeast(value(word)?.as_f64().ok_or("`>=` takes a number")?)
        }
        [sign, word] if sign == "contains" => Predicate::Contains(text(Some(word))?),
        other => return Err(format!("{other:?} is no predicate that is known here")),
    };
    Ok(Assert { query, predicate })
}

/// Where in an entry a line stands.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Outside,
    Headers,
    Body,
    Answer,
    Captures,
    Asserts,
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

/// Reads a file.
fn read(file: &str) -> Result<Vec<Entry>, String> {
    let (mut entries, mut part): (Vec<Entry>, Part) = (Vec::new(), Part::Outside);
    for (number, line) in (1..).zip(file.lines()) {
        let at = |why: String| format!("line {number}: {why}");
        let first = line.split(' ').next().unwrap_or_default();
        if part != Part::Body && (line.trim().is_empty() || line.starts_with('#')) {
            continue;
        }
        if METHODS.contains(&first) && part != Part::Body {
            let url = line[first.len()..].trim().to_owned();
            entries.push(Entry { line: number, method: first.to_owned(), url, ..Entry::default() });
            part = Part::Headers;
            continue;
        }
        let entry = entries.last_mut().ok_or_else(|| at("no request yet".to_owned()))?;
        match (part, line) {
            (Part::Headers | Part::Body, line) if first == "HTTP" => {
                entry.status = line[4..].trim().parse().map_err(|_| at(format!("{line}: no status")))?;
                part = Part::Answer;
            }
            (Part::Headers, line) if line.starts_with('{') => {
                entry.body = format!("{line}\n");
                part = Part::Body;
            }
            (Part::Headers, line) => {
                let (name, value) = line.split_once(": ").ok_or_else(|| at(format!("{line}: no header")))?;
                entry.headers.push((name.to_owned(), value.to_owned()));
            }
            (Part::Body, line) => entry.body.push_str(&format!("{line}\n")),
            (Part::Answer | Part::Captures | Part::Asserts, "[Captures]") => part = Part::Captures,
            (Part::Answer | Part::Captures | Part::Asserts, "[Asserts]") => part = Part::Asserts,
            (Part::Captures, line) => {
                let (name, rest) = line.split_once(": ").ok_or_else(|| at("no capture".to_owned()))?;
                let words = words(rest).map_err(at)?;
                let (query, behind) = query(&words).map_err(at)?;
                if !behind.is_empty() {
                    return Err(at(format!("{behind:?} behind a capture")));
                }
                entry.captures.push((name.to_owned(), query));
            }
            (Part::Asserts, line) => entry.asserts.push((number, assert_of(line).map_err(at)?)),
            (_, line) => return Err(at(format!("{line}: not understood"))),
        }
    }
    match entries.iter().find(|entry| entry.status == 0) {
        Some(entry) => Err(format!("line {}: no answer is expected", entry.line)),
        None => Ok(entries),
    }
}

/// Puts variables in.
fn filled(template: &str, variables: &BTreeMap<String, String>) -> String {
    let filled = variables
        .iter()
        .fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value));
    assert!(!filled.contains("{{"), "{filled}: a variable has no value");
    filled
}

/// What a path leads to; whether it may lead to several.
fn look_up<'v>(path: &str, value: &'v Value) -> Result<(Vec<&'v Value>, bool), String> {
    let (mut found, mut several) = (vec![value], false);
    let mut rest = path.strip_prefix('$').ok_or_else(|| format!("{path} does not begin with $"))?;
    while !rest.is_empty() {
        if let Some(behind) = rest.strip_prefix("..") {
            let (name, behind) = name(behind);
            (found, rest, several) =
                (found.into_iter().flat_map(|v| named_below(v, name)).collect(), behind, true);
        } else if let Some(behind) = rest.strip_prefix('.') {
            let (name, behind) = name(behind);
            (found, rest) = (found.into_iter().filter_map(|v| v.get(name)).collect(), behind);
        } else if let Some(behind) = rest.strip_prefix("[?(@.") {
            let (condition, behind) = behind.split_once(")]").ok_or("no end of a filter")?;
            let (name, wanted) = condition.split_once("==").ok_or("a filter compares with ==")?;
            let wanted = match wanted.strip_prefix('\'').and_then(|w| w.strip_suffix('\'')) {
                Some(text) => Value::from(text),
                None => serde_json::from_str(wanted).map_err(|_| format!("{wanted} is no value"))?,
            };
            let member = |v: &Value| {
                let mut names = name.split('.');
                names.try_fold(v, |v, name| v.get(name)) == Some(&wanted)
            };
            let all = found.into_iter().filter_map(Value::as_array).flatten();
            (found, rest, several) = (all.filter(|v| member(v)).collect(), behind, true);
        } else if let Some(behind) = rest.strip_prefix('[') {
            let (number, behind) = behind.split_once(']').ok_or("no end of an index")?;
            let number: usize = number.parse().map_err(|_| format!("[{number}] is no index"))?;
            (found, rest) = (found.into_iter().filter_map(|v| v.get(number)).collect(), behind);
        } else {
            return Err(format!("{rest}: not understood"));
        }
    }
    Ok((found, several))
}

fn name(rest: &str) -> (&str, &str) {
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    rest.split_at(end)
}

fn named_below<'v>(value: &'v Value, name: &str) -> Vec<&'v Value> {
    let (own, below): (Option<&Value>, Vec<&Value>) = match value {
        Value::Object(members) => (members.get(name), members.values().collect()),
        Value::Array(all) => (None, all.iter().collect()),
        _ => (None, Vec::new()),
    };
    own.into_iter().chain(below.into_iter().flat_map(|v| named_below(v, name))).collect()
}

/// What a query finds in an answer.
fn find(query: &Query, answer: &Raw) -> Result<Option<Value>, String> {
    let value = match &query.of {
        Of::Header(name) => answer.header(name).map(Value::from),
        Of::JsonPath(path) => {
            let json = serde_json::from_slice(&answer.body).map_err(|_| "the answer is no JSON")?;
            let (found, several) = look_up(path, &json)?;
            match several {
                true => Some(Value::Array(found.into_iter().cloned().collect())),
                false => found.first().copied().filter(|v| !v.is_null()).cloned(),
            }
        }
    };
    let value = match query.nth {
        Some(nth) => value.and_then(|v| v.get(nth).cloned()),
        None => value,
    };
    if !query.count {
        return Ok(value);
    }
    let many = value.as_ref().and_then(Value::as_array).ok_or("only a list can be counted")?;
    Ok(Some(Value::from(many.len())))
}

fn holds(assert: &Assert, found: Option<&Value>) -> bool {
    match (&assert.predicate, found) {
        (Predicate::Exists, found) => found.is_some(),
        (Predicate::Equals(wanted), found) => found == Some(wanted),
        (Predicate::AtLeast(least), Some(found)) => found.as_f64().is_some_and(|found| found >= *least),
        (Predicate::Contains(part), Some(found)) => found.as_str().is_some_and(|found| found.contains(part)),
        (Predicate::AtLeast(_) | Predicate::Contains(_), None) => false,
    }
}

/// Runs one entry; what is wrong.
fn run(entry: &Entry, server: &Server, variables: &mut BTreeMap<String, String>) -> Result<(), String> {
    let url = filled(&entry.url, variables);
    let path = url.strip_prefix(&variables["base"]).ok_or_else(|| format!("{url} is elsewhere"))?;
    let headers: Vec<(String, String)> =
        entry.headers.iter().map(|(name, value)| (name.clone(), filled(value, variables))).collect();
    let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let body = filled(&entry.body, variables);
    let answer = server.raw(&entry.method, &format!("/api/v1{path}"), &headers, body.as_bytes());
    let answer = answer.ok_or("nobody answers")?;
    if answer.status != entry.status {
        let told = String::from_utf8_lossy(&answer.body);
        return Err(format!("{} {path}: {} and not {}: {told}", entry.method, answer.status, entry.status));
    }
    let with = |query: &Query| match &query.of {
        Of::JsonPath(path) => Query { of: Of::JsonPath(filled(path, variables)), ..query.clone() },
        Of::Header(_) => query.clone(),
    };
    for (line, assert) in &entry.asserts {
        let found = find(&with(&assert.query), &answer).map_err(|why| format!("line {line}: {why}"))?;
        if !holds(assert, found.as_ref()) {
            let told: String = String::from_utf8_lossy(&answer.body).chars().take(2_000).collect();
            return Err(format!("line {line}: {assert:?}, and it is {found:?} in {told}"));
        }
    }
    let mut captured = BTreeMap::new();
    for (name, query) in &entry.captures {
        let found = find(&with(query), &answer)?.ok_or_else(|| {
            format!("{name}: {query:?} finds nothing in {}", String::from_utf8_lossy(&answer.body))
        })?;
        let text = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
        captured.insert(name.clone(), text);
    }
    variables.extend(captured);
    Ok(())
}

#[test]
fn every_journey_for_testers_goes_as_it_says() {
    let data = folder("hurl");
    let server = Server::start(&data);
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/hurl");
    let mut files: Vec<_> = std::fs::read_dir(files).unwrap().flatten().map(|file| file.path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "hurl"));
    files.sort();
    assert!(files.len() >= 6, "{files:?}");
    for file in files {
        let shown = file.file_name().unwrap().to_string_lossy().into_owned();
        let entries =
            read(&std::fs::read_to_string(&file).unwrap()).unwrap_or_else(|why| panic!("{shown}: {why}"));
        assert!(
            entries.iter().map(|entry| entry.asserts.len()).sum::<usize>() >= 10,
            "{shown} checks little"
        );
        let base = "http://127.0.0.1:8080/api/v1".to_owned();
        let mut variables = BTreeMap::from([("base".to_owned(), base)]);
        for entry in &entries {
            let ran = run(entry, &server, &mut variables);
            ran.unwrap_or_else(|why| panic!("{shown}: the request of line {}: {why}", entry.line));
        }
    }
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn what_is_not_understood_does_not_pass() {
    let good = "GET {{base}}/x\nA: b\nHTTP 200\n[Captures]\nid: jsonpath \"$.a\"\n[Asserts]\njsonpath \"$.a\" == 1\n";
    assert_eq!(read(good).unwrap().len(), 1);
    for bad in [
        "GET {{base}}/x\n",
        "GET {{base}}/x\nHTTP 200\n[Options]\nretry: 3\n",
        "GET {{base}}/x\nHTTP 200\n[Asserts]\nxpath \"//a\" exists\n",
        "GET {{base}}/x\nHTTP 200\n[Asserts]\njsonpath \"$.a\" matches \"x\"\n",
        "GET {{base}}/x\nHTTP 200\n[Captures]\nid: jsonpath \"$.a\" regex \"x\"\n",
        "FETCH {{base}}/x\nHTTP 200\n",
    ] {
        assert!(read(bad).is_err(), "{bad}");
    }
    let value = serde_json::json!({ "a": [{ "n": "x", "v": 1 }, { "n": "y", "v": 2 }], "b": { "a": [{ "n": "x", "v": 3 }] } });
    let found = |path: &str| look_up(path, &value).unwrap().0.into_iter().cloned().collect::<Vec<_>>();
    assert_eq!(found("$.a[1].v"), [2]);
    assert_eq!(found("$.a[?(@.n=='x')].v"), [1]);
    assert_eq!(found("$..a[?(@.n=='x')].v"), [1, 3]);
    assert_eq!(found("$.a[?(@.v==2)].n"), ["y"]);
    assert!(look_up("$.a[*]", &value).is_err());
}
