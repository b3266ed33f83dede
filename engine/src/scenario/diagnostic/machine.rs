//! Findings for programs: our JSON, and SARIF 2.1.0.

use super::lines::Index;
use super::{Diagnostic, Severity, codes};
use crate::scenario::source::{Sources, Span};
use crate::scenario::text::Text;
use serde_json::{Value, json};

fn both(text: &Text) -> Value {
    json!({ "zh": &*text.zh, "en": &*text.en })
}

fn place(index: &Index<'_>, span: Span) -> Value {
    index.position(span).map_or(Value::Null, |p| json!(p))
}

/// Findings as a list: `code`, `severity`, `at` (file, line, column, end_line, end_column; from 1, in
/// characters), `message`, `mend`, `also`, `edit`.
pub fn json(findings: &[Diagnostic], sources: &Sources) -> Value {
    let index = Index::new(sources);
    let one = |d: &Diagnostic| {
        json!({
            "code": d.code,
            "severity": d.severity,
            "at": place(&index, d.at),
            "message": both(&d.message),
            "mend": both(&d.mend),
            "also": d.also.iter().map(|(at, why)| json!({ "at": place(&index, *at), "why": both(why) })).collect::<Vec<_>>(),
            "edit": d.edit.as_ref().map(|e| json!({ "at": place(&index, e.at), "with": e.with })),
        })
    };
    findings.iter().map(one).collect()
}

/// Findings of several readings as one SARIF 2.1.0 log.
pub fn sarif(readings: &[(&[Diagnostic], &Sources)]) -> String {
    let mut used: Vec<&str> = readings.iter().flat_map(|(d, _)| d.iter().map(|d| d.code)).collect();
    used.sort_unstable();
    used.dedup();
    let rules: Vec<Value> = used
        .iter()
        .map(|code| {
            let text = codes::find(code);
            json!({
                "id": code,
                "shortDescription": { "text": text.map_or(*code, |t| &*t.title.en) },
                "help": { "text": text.map_or(*code, |t| &*t.text.en) },
            })
        })
        .collect();
    let results: Vec<Value> = readings
        .iter()
        .flat_map(|(findings, sources)| {
            let index = Index::new(sources);
            findings.iter().map(move |d| result(d, &index))
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "onething", "informationUri": "https://example.invalid/onething", "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}")
}

fn result(finding: &Diagnostic, index: &Index<'_>) -> Value {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    };
    let related: Vec<Value> = finding
        .also
        .iter()
        .enumerate()
        .filter_map(|(id, (at, why))| {
            let mut location = location(index, *at)?;
            location["id"] = json!(id);
            location["message"] = json!({ "text": &*why.en });
            Some(location)
        })
        .collect();
    let mend = if finding.mend.en.is_empty() { String::new() } else { format!(" ({})", finding.mend.en) };
    json!({
        "ruleId": finding.code,
        "level": level,
        "message": { "text": format!("{}{mend}", finding.message.en) },
        "locations": location(index, finding.at).into_iter().collect::<Vec<_>>(),
        "relatedLocations": related,
    })
}

fn location(index: &Index<'_>, span: Span) -> Option<Value> {
    let p = index.position(span)?;
    Some(json!({ "physicalLocation": {
        "artifactLocation": { "uri": p.file.replace('\\', "/") },
        "region": { "startLine": p.line, "startColumn": p.column, "endLine": p.end_line, "endColumn": p.end_column },
    } }))
}
