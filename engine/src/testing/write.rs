//! Whole tests as text, as they are generated.

use super::expect::word;
use super::model::ScenarioTest;
use super::update::flow;
use crate::plan::way::Way;
use crate::rehearsal::{Behaviour, Decision, Deed, Handing, Rehearsal, Verb, When};
use crate::scenario::model::{Id, Scenario, SituationId};
use crate::scenario::source::Spanned;
use std::fmt::Write;

/// A test that expects what a rehearsal came to.
pub(super) fn whole(scenario: &Scenario, test: &ScenarioTest, rehearsal: &Rehearsal) -> String {
    let mut text = format!("onething: 1\nkind: test\nscenario: {}\n", scenario.id.value);
    let _ = writeln!(text, "title: {{ zh: {}, en: {} }}", quoted(&test.title.zh), quoted(&test.title.en));
    let _ = writeln!(text, "given:\n  plan: {}", test.plan);
    given(scenario, test, &mut text);
    happenings(test, &mut text);
    let (fields, materials) = rehearsal.asked();
    let _ = writeln!(text, "expect:\n  status: {}", word(&rehearsal.status()));
    text += "  items:\n";
    for (at, item) in rehearsal.program.items.iter().enumerate() {
        let index = crate::application::program::ItemIndex(u16::try_from(at).unwrap_or(u16::MAX));
        if let Some(status) = rehearsal.item_status(index) {
            let _ = writeln!(text, "    {}: {}", item.id, word(&status));
        }
    }
    let _ = writeln!(text, "  asked:\n    fields: {}\n    materials: {}", flow(&fields), flow(&materials));
    let steps: Vec<String> = rehearsal.steps_done().into_iter().map(str::to_owned).collect();
    let _ = writeln!(text, "  steps: {}", flow(&steps));
    let certificates: Vec<String> = rehearsal.certificates.iter().map(|c| c.name.clone()).collect();
    let _ = writeln!(text, "  certificates: {}", flow(&certificates));
    text
}

fn given(scenario: &Scenario, test: &ScenarioTest, text: &mut String) {
    let base = Way::base(scenario);
    let way = &test.script.way;
    if way.applicant != base.applicant
        && let Some(party) = scenario.party(way.applicant)
    {
        let _ = writeln!(text, "  applicant: {}", party.id);
    }
    let mut answers = Vec::new();
    for (index, situation) in scenario.situations.values().enumerate() {
        let id = SituationId::from(index);
        if way.bits(id) != base.bits(id) {
            let chosen: Vec<String> = way.chosen(id, situation).map(|a| a.id.to_string()).collect();
            let said = match &chosen[..] {
                [one] => one.clone(),
                many => flow(many),
            };
            answers.push(format!("{}: {said}", situation.id));
        }
    }
    if !answers.is_empty() {
        let _ = writeln!(text, "  answers: {{ {} }}", answers.join(", "));
    }
    values("people", &by_party(&test.script.people), text);
    if !test.script.form.is_empty() {
        text.push_str("  form:\n");
        for (name, value) in &test.script.form {
            let _ = writeln!(text, "    {}: {}", name.value, quoted(value));
        }
    }
    let handed: Vec<String> = test
        .script
        .materials
        .iter()
        .map(|(name, how)| format!("{}: {}", name.value, handing(*how)))
        .collect();
    values("materials", &handed, text);
    let systems: Vec<String> =
        test.script.systems.iter().map(|(name, b)| format!("{}: {}", name.value, behaves(b))).collect();
    values("systems", &systems, text);
    if !test.script.holds.is_empty() {
        text.push_str("  holds:\n");
        for held in &test.script.holds {
            let until = held.until.map(|until| format!(", until: {}", when(until))).unwrap_or_default();
            let _ = writeln!(text, "    - {{ thing: {}{until} }}", held.thing.value);
        }
    }
}

/// A map in one line, or with an entry a line where there are several.
fn values(key: &str, entries: &[String], text: &mut String) {
    match entries {
        [] => {}
        [one] => {
            let _ = writeln!(text, "  {key}: {{ {one} }}");
        }
        many => {
            let _ = writeln!(text, "  {key}:");
            for entry in many {
                let _ = writeln!(text, "    {entry}");
            }
        }
    }
}

/// `mother: { name: "王芳" }`, each party once.
fn by_party(people: &[(Spanned<Id>, Id)]) -> Vec<String> {
    let mut parties: Vec<(&str, Vec<String>)> = Vec::new();
    for (name, value) in people {
        let (party, element) = name.value.split_once('.').unwrap_or((&name.value, ""));
        let said = format!("{element}: {}", quoted(value));
        match parties.iter_mut().find(|(p, _)| *p == party) {
            Some((_, values)) => values.push(said),
            None => parties.push((party, vec![said])),
        }
    }
    parties.into_iter().map(|(party, values)| format!("{party}: {{ {} }}", values.join(", "))).collect()
}

fn handing(how: Handing) -> &'static str {
    match how {
        Handing::Missing => "missing",
        Handing::Provisional => "provisional",
        Handing::Commitment => "commitment",
    }
}

fn when(when: When) -> String {
    match when {
        When::At(instant) => instant.to_string(),
        When::Later(period) => format!("+{period}"),
    }
}

fn behaves(behaviour: &Behaviour) -> String {
    match behaviour {
        Behaviour { down: true, until: Some(until), .. } => format!("{{ down: true, until: {until} }}"),
        Behaviour { down: true, .. } => "{ down: true }".to_owned(),
        Behaviour { not_found: true, .. } => "{ answers: not_found }".to_owned(),
        other => format!("{{ fails: {} }}", other.fails),
    }
}

fn happenings(test: &ScenarioTest, text: &mut String) {
    if test.script.happenings.is_empty() {
        return;
    }
    text.push_str("when:\n");
    for happening in &test.script.happenings {
        for deed in &happening.deeds {
            let mut parts: Vec<String> = Vec::new();
            parts.extend(happening.after.as_ref().map(|after| format!("after: {}", after.value)));
            parts.extend(happening.at.map(|at| format!("at: {}", when(at))));
            match deed {
                Deed::Clerk(decision) => parts.push(format!("clerk: {}", decided(decision))),
                Deed::Message(name, said) => {
                    let said: Vec<String> = said
                        .iter()
                        .map(|(name, value)| format!("{}: {}", name.value, quoted(value)))
                        .collect();
                    let said =
                        if said.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", said.join(", ")) };
                    parts.push(format!("message: {{ {}: {said} }}", name.value));
                }
                // No other deed is generated.
                Deed::Applicant(_) | Deed::System(_) => continue,
            }
            let _ = match &parts[..] {
                [one] => writeln!(text, "  - {one}"),
                many => writeln!(text, "  - {{ {} }}", many.join(", ")),
            };
        }
    }
}

fn decided(decision: &Decision) -> String {
    let verb = match decision.verb {
        Verb::Approve => "approve",
        Verb::Return => "return",
        Verb::Refuse => "refuse",
        Verb::NotAccept => "not_accept",
        Verb::Suspend => "suspend",
        Verb::Resume => "resume",
        Verb::Revoke => "revoke",
    };
    let (zh, en) = (quoted(&decision.because.zh), quoted(&decision.because.en));
    format!("{{ {verb}: {}, because: {{ zh: {zh}, en: {en} }} }}", decision.at.value)
}

/// A text in double quotes, as YAML and JSON write it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
