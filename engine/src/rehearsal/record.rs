//! A rehearsal as JSON, with names in place of positions.

use super::measure::rung_name;
use super::{Beside, Rehearsal};
use crate::application::event::Event;
use crate::application::moment::Moment;
use crate::application::program::{ItemIndex, Program};
use crate::application::state::How;
use crate::scenario::model::Scenario;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// The version of this JSON: it grows when a key changes its meaning or goes, not when one is added.
pub const VERSION: u32 = 1;

/// A rehearsal as JSON: what was run, how it ended, what was asked, and every event with names.
pub fn json(rehearsal: &Rehearsal, scenario: &Scenario, start: Timestamp, seed: u64) -> Value {
    let program = &rehearsal.program;
    let items: Map<String, Value> = (0..program.items.len())
        .filter_map(|at| u16::try_from(at).ok().map(ItemIndex))
        .filter_map(|item| {
            let facts = program.item(item)?;
            let used = rehearsal.days_used(item).map(|used| used.to_string());
            let limit = facts.limit.map(|limit| limit.to_string());
            let told = json!({
                "title": facts.title,
                "status": rehearsal.item_status(item)?,
                "limit": limit,
                "days_used": used,
            });
            Some((facts.id.to_string(), told))
        })
        .collect();
    let (fields, materials) = rehearsal.asked();
    let refusals: Vec<Value> = rehearsal
        .refusals
        .iter()
        .map(|r| json!({ "at": r.at.to_string(), "command": r.command, "rejection": snake(r.name), "text": r.text }))
        .collect();
    let notices: Vec<Value> = rehearsal
        .notices
        .iter()
        .map(|n| json!({ "at": n.at.to_string(), "to": n.to, "text": n.text }))
        .collect();
    let certificates: Vec<Value> =
        rehearsal.certificates.iter().map(|c| json!({ "at": c.at.to_string(), "name": c.name })).collect();
    let fallbacks: Vec<&str> = rehearsal.fallbacks().map(rung_name).collect();
    let contradictions = rehearsal.contradictions.iter().filter_map(|id| Some(&scenario.situation(*id)?.id));
    let contradictions: Vec<_> = contradictions.collect();
    let end = rehearsal.events.last().map(|event| event.at.timestamp().to_string());
    let mut value = json!({
        "version": VERSION,
        "scenario": program.scenario,
        "plan": program.plan,
        "start": start.to_string(),
        "end": end,
        "seed": seed,
        "status": rehearsal.status(),
        "items": items,
        "asked": { "fields": fields, "materials": materials },
        "handoffs": rehearsal.handoffs(),
        "trips": rehearsal.trips(),
        "steps": rehearsal.steps_done(),
        "fallbacks": fallbacks,
        "certificates": certificates,
        "notices": notices,
        "rejections": refusals,
        "holds": rehearsal.holds.iter().map(hold_json).collect::<Vec<_>>(),
        "waiting": rehearsal.waiting.iter().map(|w| json!({ "text": w.text })).collect::<Vec<_>>(),
        "contradictions": contradictions,
        "events": rehearsal.events.iter().map(|e| event_json(program, e)).collect::<Vec<_>>(),
    });
    if !rehearsal.beside.is_empty() {
        value["beside"] = rehearsal.beside.iter().map(beside_json).collect();
    }
    value
}

/// An application beside it: `{ "name": "first_court", "scenario": …, "status": …, "events": […] }`.
fn beside_json(beside: &Beside) -> Value {
    let (rehearsal, program) = (&beside.rehearsal, &beside.rehearsal.program);
    json!({
        "name": beside.name,
        "is_run": beside.is_run,
        "scenario": program.scenario,
        "plan": program.plan,
        "status": rehearsal.status(),
        "events": rehearsal.events.iter().map(|e| event_json(program, e)).collect::<Vec<_>>(),
    })
}

/// One event of a line: `{ "at": …, "element": "stake.number", "value": …, "ours": true, "event": "joined" }`.
fn hold_json(told: &super::HoldTold) -> Value {
    use crate::hold::EventKind;
    let mut map = Map::new();
    map.insert("at".to_owned(), json!(told.event.at.to_string()));
    map.insert("element".to_owned(), json!(told.key.element));
    map.insert("value".to_owned(), json!(told.key.value));
    map.insert("ours".to_owned(), json!(told.ours));
    map.insert("event".to_owned(), json!(snake(told.event.kind.name())));
    match &told.event.kind {
        EventKind::Joined { before, .. } => {
            map.insert("before".to_owned(), json!(before));
        }
        EventKind::TookEffect { until: Some(until) }
        | EventKind::Dated { until }
        | EventKind::Renewed { until } => {
            map.insert("until".to_owned(), json!(until.to_string()));
        }
        _ => {}
    }
    Value::Object(map)
}

/// One event with names: `{ "sequence": 7, "at": …, "by": …, "event": "step_done", "step": "…" }`.
pub fn event_json(program: &Program, event: &Event) -> Value {
    let mut map = Map::new();
    map.insert("sequence".to_owned(), json!(event.sequence));
    map.insert("at".to_owned(), json!(event.at.timestamp().to_string()));
    map.insert("by".to_owned(), serde_json::to_value(event.by).unwrap_or_default());
    map.insert("event".to_owned(), json!(snake(event.kind.name())));
    let kind = serde_json::to_value(&event.kind).unwrap_or_default();
    if let Some(Value::Object(details)) = kind.as_object().and_then(|m| m.values().next()) {
        for (key, value) in details {
            // A timer is set at one moment for another.
            let key = if key == "at" { "due" } else { key };
            map.insert(key.to_owned(), named(program, key, value));
        }
    }
    Value::Object(map)
}

/// Positions as names, by the key that they stand under.
fn named(program: &Program, key: &str, value: &Value) -> Value {
    if let Value::Object(inner) = value {
        return Value::Object(inner.iter().map(|(k, v)| (k.clone(), named(program, k, v))).collect());
    }
    if let ("due" | "since", Some(at)) = (key, value.as_i64()) {
        return json!(Moment(at).timestamp().to_string());
    }
    if let ("how", Some(how)) = (key, value.as_u64()) {
        let how = How::from(u8::try_from(how).unwrap_or_default());
        return json!(snake(&format!("{how:?}")));
    }
    let Some(at) = value.as_u64().and_then(|n| usize::try_from(n).ok()) else { return value.clone() };
    let name = match key {
        "step" => program.steps.get(at).map(|s| s.id.to_string()),
        "item" | "limit" | "notice" | "suspension" => program.items.get(at).map(|i| i.id.to_string()),
        "fact" | "provisional" => program.facts.get(at).map(|f| f.name.to_string()),
        _ => None,
    };
    name.map_or_else(|| value.clone(), Value::String)
}

/// `StepDone` as it is written in files: `step_done`.
pub fn snake(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}
