//! What came of a rehearsal, as a test's lists would write it.

use super::compare::Happened;
use crate::rehearsal::Rehearsal;
use crate::rehearsal::record::{event_json, snake};
use crate::scenario::model::Id;
use serde_json::Value;

/// The steps done. Calls of systems are named after their service and whom they are about, `population.person(mother)`;
/// they are left out where a test names none.
pub(super) fn steps<'r>(rehearsal: &'r Rehearsal, wanted: &[Id]) -> Happened<'r> {
    let named = wanted.iter().any(|w| is_call(w));
    let done: Vec<String> = rehearsal
        .steps_done()
        .into_iter()
        .filter(|step| named || !is_call(step))
        .map(str::to_owned)
        .collect();
    let known = rehearsal.program.steps.iter().map(|s| s.id.to_string()).collect();
    let same = done.clone();
    Happened { shown: done, means: Box::new(move |entry, at| same[at] == entry), known }
}

fn is_call(step: &str) -> bool {
    step.contains('(')
}

/// Who was told what: an entry is whom, or whom and a part of what was said.
pub(super) fn notices(rehearsal: &Rehearsal) -> Happened<'_> {
    let said = |text: &crate::scenario::text::Text| match text.zh == text.en {
        true => text.zh.to_string(),
        false => format!("{} / {}", text.zh, text.en),
    };
    let shown = rehearsal.notices.iter().map(|n| format!("{} {}", n.to, said(&n.text))).collect();
    let means = |entry: &str, at: usize| {
        let notice = &rehearsal.notices[at];
        let (to, part) = entry.split_once(' ').unwrap_or((entry, ""));
        *notice.to == *to && (notice.text.zh.contains(part) || notice.text.en.contains(part))
    };
    let known = rehearsal.notices.iter().map(|n| n.to.to_string()).collect();
    Happened { shown, means: Box::new(means), known }
}

/// Why commands were rejected.
pub(super) fn rejections(rehearsal: &Rehearsal) -> Happened<'_> {
    let shown: Vec<String> = rehearsal.refusals.iter().map(|r| snake(r.name)).collect();
    let same = shown.clone();
    Happened { shown, means: Box::new(move |entry, at| same[at] == entry), known: Vec::new() }
}

/// Events of the kinds that a test names. An entry is a kind, or a kind and what it is about.
pub(super) fn events<'r>(rehearsal: &'r Rehearsal, wanted: &[Id]) -> Happened<'r> {
    let kinds: Vec<&str> = wanted.iter().filter_map(|w| w.split(' ').next()).collect();
    let mut found: Vec<(String, String)> = Vec::new();
    for event in &rehearsal.events {
        let kind = snake(event.kind.name());
        if kinds.contains(&kind.as_str()) {
            let about = about(&event_json(&rehearsal.program, event));
            found.push((kind, about));
        }
    }
    let named = |(kind, about): &(String, String)| match about.as_str() {
        "" => kind.clone(),
        about => format!("{kind} {about}"),
    };
    let shown: Vec<String> = found.iter().map(named).collect();
    let known = shown.clone();
    let means = move |entry: &str, at: usize| match entry.split_once(' ') {
        Some((kind, about)) => found[at].0 == kind && found[at].1 == about,
        None => found[at].0 == entry,
    };
    Happened { shown, means: Box::new(means), known }
}

/// What an event is about: its item, else its step, else its fact.
fn about(event: &Value) -> String {
    let get = |key: &str| event.get(key).and_then(Value::as_str).map(str::to_owned);
    let of_call = || event.get("call")?.get("task")?.get("step")?.as_str().map(str::to_owned);
    get("item").or_else(|| get("step")).or_else(|| get("fact")).or_else(of_call).unwrap_or_default()
}

impl Happened<'_> {
    /// The first that an entry means.
    pub(super) fn first(&self, entry: &str) -> Option<&str> {
        let mut all = self.shown.iter().enumerate();
        all.find(|(at, _)| (self.means)(entry, *at)).map(|(_, shown)| &**shown)
    }

    /// What a test would have to list in place of what it lists: of that which it names, what came, as it names
    /// it. Where something that it names never came, what came instead: all of its kind, else everything.
    pub(super) fn listed(&self, wanted: &[Id]) -> Vec<String> {
        let all = 0..self.shown.len();
        let never: Vec<&Id> = wanted.iter().filter(|w| !all.clone().any(|at| (self.means)(w, at))).collect();
        let instead = |shown: &str| {
            let kind = |entry: &str| entry.split(' ').next().map(str::to_owned);
            let of_kind = self.shown.iter().any(|s| never.iter().any(|w| kind(w) == kind(s)));
            match of_kind {
                true => never.iter().any(|w| kind(w) == kind(shown)),
                false => never.len() == wanted.len(),
            }
        };
        let mut left: Vec<&Id> = wanted.iter().collect();
        let mut listed = Vec::new();
        for (at, shown) in self.shown.iter().enumerate() {
            if let Some(position) = left.iter().position(|w| (self.means)(w, at)) {
                listed.push(left.remove(position).to_string());
            } else if instead(shown) && !wanted.iter().any(|w| (self.means)(w, at)) {
                listed.push(shown.clone());
            }
        }
        listed
    }
}
