//! Several ideas as one test.

use super::super::coverage::offered;
use super::super::model::ScenarioTest;
use super::super::read::default_start;
use super::idea::{Change, Idea, days};
use crate::plan::way::Way;
use crate::rehearsal::{Behaviour, Decision, Deed, Happening, OtherHold, Script, Verb, When};
use crate::scenario::model::{Id, Plan, Scenario, SituationId};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::text::Text;

/// A test with all of some ideas; none where they do not go together.
pub(super) fn together(scenario: &Scenario, plan: &Plan, ideas: &[&Idea]) -> Option<ScenarioTest> {
    let base = Way::base(scenario);
    let mut way = base.clone();
    for idea in ideas {
        if idea.way.applicant != base.applicant {
            if way.applicant != base.applicant && way.applicant != idea.way.applicant {
                return None;
            }
            way = way.for_applicant(idea.way.applicant);
        }
    }
    for at in (0..scenario.situations.len()).map(SituationId::from) {
        for idea in ideas.iter().filter(|idea| idea.way.bits(at) != base.bits(at)) {
            let answers: Vec<usize> = (0..64).filter(|bit| idea.way.bits(at) >> bit & 1 == 1).collect();
            if way.bits(at) != base.bits(at) && way.bits(at) != idea.way.bits(at) {
                return None;
            }
            way.set(at, &answers);
        }
    }
    let possible = way.stop(scenario).is_none() && !scenario.never.iter().any(|c| way.holds(scenario, c));
    if !possible || !offered(scenario, plan, &way) {
        return None;
    }
    let mut script = Script::usual(way, default_start());
    script.spontaneous = false;
    for change in ideas.iter().flat_map(|idea| &idea.changes) {
        written(change, &mut script)?;
    }
    let titles = |language: fn(&Text) -> &str, between: &str| {
        let told: Vec<&str> = ideas.iter().map(|i| language(&i.title)).filter(|t| !t.is_empty()).collect();
        told.join(between)
    };
    let title = match ideas.iter().all(|idea| idea.title.zh.is_empty()) {
        true => Text::new("基准情形", "the base way"),
        false => Text::new(titles(|t| &t.zh, "；"), titles(|t| &t.en, "; ")),
    };
    Some(ScenarioTest { title, plan: plan.id.clone(), script, expected: Vec::new(), span: Span::default() })
}

fn named(name: &Id) -> Spanned<Id> {
    Spanned::new(name.clone(), Span::default())
}

/// Writes a change into a script; none where the script says something else of it already.
fn written(change: &Change, script: &mut Script) -> Option<()> {
    let taken = |values: &[(Spanned<Id>, Id)], name: &Id| values.iter().any(|(n, _)| n.value == *name);
    match change {
        Change::Decision(verb, step) => script.happenings.push(decision(*verb, step)),
        Change::Down(name, until) => {
            if !script.systems.iter().any(|(n, _)| n.value == *name) {
                let down = Behaviour { down: true, until: *until, ..Behaviour::default() };
                script.systems.push((named(name), down));
            }
        }
        Change::Handing(name, handing) => {
            if script.materials.iter().any(|(n, _)| n.value == *name) {
                return None;
            }
            script.materials.push((named(name), *handing));
        }
        Change::Held(thing) => {
            if !script.holds.iter().any(|h| h.thing.value == *thing) {
                let until = Some(When::Later(days(10)));
                script.holds.push(OtherHold { thing: named(thing), line_by: None, since: None, until });
            }
        }
        Change::Message(later, after, name, values) => {
            let values = values.iter().map(|(name, value)| (named(name), value.clone())).collect();
            script.happenings.push(Happening {
                at: later.map(When::Later),
                after: Some(named(after)),
                deeds: vec![Deed::Message(named(name), values)],
                span: Span::default(),
            });
        }
        Change::Value(name, value) => {
            if taken(&script.people, name) {
                return None;
            }
            script.people.push((named(name), value.clone()));
        }
    }
    Some(())
}

fn decision(verb: Verb, step: &Id) -> Happening {
    let because = match verb {
        Verb::Refuse => Text::new("不符合条件", "the conditions are not met"),
        _ => Text::new("内容有误", "it has mistakes"),
    };
    let decision = Decision { verb, at: named(step), what: Vec::new(), because, within: None };
    Happening { at: None, after: None, deeds: vec![Deed::Clerk(decision)], span: Span::default() }
}
