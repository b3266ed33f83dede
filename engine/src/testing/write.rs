//! Whole tests as text, as they are generated.

use super::expect::word;
use super::model::ScenarioTest;
use super::update::flow;
use crate::plan::way::Way;
use crate::rehearsal::{Behaviour, Deed, Rehearsal, Verb};
use crate::scenario::model::{Scenario, SituationId};
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
    if !test.script.form.is_empty() {
        text.push_str("  form:\n");
        for (name, value) in &test.script.form {
            let _ = writeln!(text, "    {}: {}", name.value, quoted(value));
        }
    }
    for (name, behaviour) in &test.script.systems {
        let _ = writeln!(text, "  systems: {{ {}: {} }}", name.value, behaves(behaviour));
    }
}

fn behaves(behaviour: &Behaviour) -> String {
    match behaviour {
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
    for deed in test.script.happenings.iter().flat_map(|h| &h.deeds) {
        if let Deed::Clerk(decision) = deed {
            let verb = match decision.verb {
                Verb::Return => "return",
                Verb::Refuse => "refuse",
                Verb::NotAccept => "not_accept",
                Verb::Suspend => "suspend",
                Verb::Resume => "resume",
                Verb::Revoke => "revoke",
            };
            let (zh, en) = (quoted(&decision.because.zh), quoted(&decision.because.en));
            let because = format!("because: {{ zh: {zh}, en: {en} }}");
            let _ = writeln!(text, "  - clerk: {{ {verb}: {}, {because} }}", decision.at.value);
        }
    }
}

/// A text in double quotes, as YAML and JSON write it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
