//! Holds in a rehearsal: alone, with others in line, renewed, released, asked about.

use super::{named, start};
use crate::application::event::EventKind as Told;
use crate::check;
use crate::hold::{EventKind, Rejection};
use crate::plan::way::Way;
use crate::rehearsal::{Deed, Happening, NoLibrary, NotStaged, OtherHold, Rehearsal, Script, When, rehearse};
use crate::scenario::model::{Period, Scenario, Unit};
use crate::scenario::source::Span;
use jiff::Timestamp;
use std::sync::Arc;

const FREEZE: &str = "onething: 1
kind: scenario
id: equity-freeze
title: { zh: 股权冻结, en: Equity freeze }
catalogue: county
source: assumed
lead: market
people:
  officer: { applicant: true }
  case: { is: case }
  stake: { is: stake }
messages:
  renewal: { title: { zh: 续行, en: Renewal }, reply_to: case.number }
  release: { title: { zh: 解除, en: Release }, reply_to: case.number }
flow:
  - accept: { role: clerk, needs: { fields: [case.number, stake.number], materials: [case.ruling] } }
  - publish: { call: registry.publish, gives: [case.published_at] }
STEP
limit: { promised: 3wd }
";

const HOLD: &str = "  - freeze:
      hold: stake
      by: stake.number
      line_by: case.published_at
      term: { lasts: 3y, from: taking_effect }
      waiting: [{ tell_waiting: { notify: officer, text: { zh: 轮候, en: waiting } } }]
      effect: [{ tell_effect: { notify: officer, text: { zh: 生效, en: in effect } } }]
      renew: { message: renewal, opens: 90d, closes: 0d, lasts: 3y }
      release: { message: release }
      at_end: [{ tell_end: { notify: officer, text: { zh: 结束, en: over } } }]";

fn scenario(step: &str) -> Arc<Scenario> {
    let text = FREEZE.replace("STEP", step);
    let catalogue = include_bytes!("../../../../tests/language/catalogue.yaml");
    let checked = check::check(("scenario.yaml", text.as_bytes()), &[("county.yaml", catalogue)]);
    assert!(!checked.has_errors(), "{:#?}", checked.diagnostics);
    checked.scenario.unwrap()
}

fn script(scenario: &Scenario) -> Script {
    let mut script = Script::usual(Way::base(scenario), start());
    script.spontaneous = false;
    script.people =
        [("case.number", "2026-1"), ("case.published_at", "2026-03-02T09:30:00"), ("stake.number", "S-1")]
            .map(|(name, value)| (named(name), value.into()))
            .into();
    script
}

fn play(scenario: &Scenario, script: &Script) -> Rehearsal {
    let plan = scenario.plans.values().next().unwrap();
    let rehearsal = rehearse(scenario, plan, script, &NoLibrary).unwrap();
    super::holds(&rehearsal);
    rehearsal
}

fn at(local: &str) -> Timestamp {
    format!("{}+08:00", local.replace(' ', "T")).parse().unwrap()
}

fn later(amount: u32, unit: Unit) -> When {
    When::Later(Period { amount, unit })
}

fn message(at: When, name: &str) -> Happening {
    let deeds = vec![Deed::Message(named(name), Vec::new())];
    Happening { at: Some(at), after: None, deeds, span: Span::default() }
}

fn other(line_by: &str, since: Option<When>, until: Option<When>) -> OtherHold {
    OtherHold { thing: named("stake"), line_by: Some(named(line_by)), since, until }
}

/// What the officer was told by the hold, in order.
fn told(rehearsal: &Rehearsal) -> Vec<&str> {
    let steps = ["waiting", "in effect", "over"];
    rehearsal.notices.iter().map(|n| &*n.text.en).filter(|text| steps.contains(text)).collect()
}

/// Events of its own hold: the name, and until when a term runs.
fn ours(rehearsal: &Rehearsal) -> Vec<(&'static str, Timestamp, Option<Timestamp>)> {
    let one = |h: &crate::rehearsal::HoldTold| {
        let until = match h.event.kind {
            EventKind::TookEffect { until } => until,
            EventKind::Renewed { until } => Some(until),
            _ => None,
        };
        (h.event.kind.name(), h.event.at, until)
    };
    rehearsal.holds.iter().filter(|h| h.ours).map(one).collect()
}

fn names(rehearsal: &Rehearsal) -> Vec<&'static str> {
    ours(rehearsal).into_iter().map(|(name, ..)| name).collect()
}

#[test]
fn alone_it_takes_effect_at_once_and_lapses() {
    let scenario = scenario(HOLD);
    let rehearsal = play(&scenario, &script(&scenario));
    assert!(rehearsal.refusals.is_empty(), "{:#?}", rehearsal.refusals);
    assert_eq!(names(&rehearsal), ["Joined", "TookEffect", "Lapsed"]);
    assert_eq!(ours(&rehearsal)[1].2, Some(at("2029-03-03 00:00")));
    assert_eq!(told(&rehearsal), ["in effect", "over"]);
    let closed = rehearsal.application.closed.map(|(_, at)| at.timestamp());
    assert_eq!(closed, Some(at("2029-03-03 00:00")), "{:#?}", rehearsal.waiting);
    // Three years held are nobody's work: the clock stands, and nothing is overdue.
    let overdue = |e: &crate::application::event::Event| matches!(e.kind, Told::Overdue { .. });
    assert!(!rehearsal.events.iter().any(overdue));
    let used = rehearsal.days_used(crate::application::program::ItemIndex(0));
    assert_eq!(used.map(|u| u.to_string()).as_deref(), Some("0wd"));
    let lines = crate::rehearsal::trace::lines(&rehearsal, &scenario);
    assert!(lines.iter().any(|l| l.what.zh.contains("S-1：占用生效，至 2029-03-03 00:00")), "{lines:#?}");
}

#[test]
fn it_takes_effect_at_the_very_moment_when_another_lets_go() {
    let scenario = scenario(HOLD);
    let mut script = script(&scenario);
    script.holds = vec![other("2026-02-01", None, Some(later(10, Unit::Days)))];
    let rehearsal = play(&scenario, &script);
    assert_eq!(names(&rehearsal), ["Joined", "TookEffect", "Lapsed"]);
    let (_, took, until) = ours(&rehearsal)[1];
    assert_eq!((took, until), (at("2026-03-12 09:00"), Some(at("2029-03-13 00:00"))));
    assert_eq!(told(&rehearsal), ["waiting", "in effect", "over"]);
    let notice = rehearsal.notices.iter().find(|n| &*n.text.en == "in effect").unwrap();
    assert_eq!(notice.at, took);
}

#[test]
fn the_line_goes_by_its_key_and_not_by_coming() {
    let scenario = scenario(HOLD);
    let mut script = script(&scenario);
    // One came later and was published earlier; one came earlier and was published later.
    script.holds = vec![
        other("2026-01-01", None, Some(later(10, Unit::Days))),
        other("2026-02-01", Some(later(5, Unit::Days)), Some(later(20, Unit::Days))),
        other("2026-03-03", None, None),
    ];
    let rehearsal = play(&scenario, &script);
    let (_, took, _) = ours(&rehearsal)[1];
    assert_eq!(took, at("2026-03-22 09:00"));
    // At the end of its term the third takes effect.
    let last = rehearsal.holds.last().unwrap();
    assert_eq!(
        (last.ours, last.event.kind.name(), last.event.at),
        (false, "TookEffect", at("2029-03-23 00:00"))
    );
}

#[test]
fn the_line_may_go_by_a_computed_value() {
    let computed =
        "facts: { elements: { case: { rank_at: { type: date_time, computed: published_at } } } }\nmessages:";
    let text =
        FREEZE.replace("messages:", computed).replace("STEP", &HOLD.replace("published_at", "rank_at"));
    let catalogue = include_bytes!("../../../../tests/language/catalogue.yaml");
    let checked = check::check(("scenario.yaml", text.as_bytes()), &[("county.yaml", catalogue)]);
    assert!(!checked.has_errors(), "{:#?}", checked.diagnostics);
    let scenario = checked.scenario.unwrap();
    let mut script = script(&scenario);
    // Accepted in between: only the computed value puts it before the second.
    script.people.retain(|(name, _)| &*name.value != "case.published_at");
    script.people.push((named("case.published_at"), "2026-02-15T09:00:00".into()));
    script.holds = vec![
        other("2026-02-01", None, Some(later(10, Unit::Days))),
        other("2026-02-20", None, Some(later(20, Unit::Days))),
    ];
    let (_, took, _) = ours(&play(&scenario, &script))[1];
    assert_eq!(took, at("2026-03-12 09:00"));
}

#[test]
fn a_release_ends_it_and_the_next_takes_effect() {
    let scenario = scenario(HOLD);
    let mut script = script(&scenario);
    script.holds = vec![other("2026-03-03", Some(later(2, Unit::Days)), None)];
    script.happenings = vec![message(later(30, Unit::Days), "release")];
    let rehearsal = play(&scenario, &script);
    assert_eq!(names(&rehearsal), ["Joined", "TookEffect", "Released"]);
    let moment = at("2026-04-01 09:00");
    assert_eq!(rehearsal.holds.iter().rev().take(2).map(|h| h.event.at).collect::<Vec<_>>(), [moment; 2]);
    assert_eq!(rehearsal.application.closed.map(|(_, at)| at.timestamp()), Some(moment));
    assert!(rehearsal.refusals.is_empty(), "{:#?}", rehearsal.refusals);
    // One that waits leaves the line, and never takes effect.
    script.holds = vec![other("2026-02-01", None, None)];
    let rehearsal = play(&scenario, &script);
    assert_eq!(names(&rehearsal), ["Joined", "LeftLine"]);
    assert_eq!(told(&rehearsal), ["waiting", "over"]);
    assert_eq!(rehearsal.application.closed.map(|(_, at)| at.timestamp()), Some(moment));
}

#[test]
fn renewal_is_taken_in_its_window_only() {
    let scenario = scenario(HOLD);
    let mut script = script(&scenario);
    script.happenings = vec![
        message(When::At(at("2028-12-02 23:59")), "renewal"),
        message(When::At(at("2029-03-02 23:59")), "renewal"),
        message(When::At(at("2032-03-02 23:59:59.999")), "release"),
    ];
    let rehearsal = play(&scenario, &script);
    assert_eq!(names(&rehearsal), ["Joined", "TookEffect", "Renewed", "Released"]);
    assert_eq!(ours(&rehearsal)[2].2, Some(at("2032-03-03 00:00")));
    let [refusal] = &rehearsal.refusals[..] else { panic!("{:#?}", rehearsal.refusals) };
    assert_eq!((refusal.name, refusal.command), ("RenewalTooEarly", "renew"));
    assert!(Rejection::NAMES.contains(&refusal.name) && refusal.text.en.contains("2028-12-03"));
    // While it waits there is nothing to renew.
    script.holds = vec![other("2026-02-01", None, None)];
    script.happenings.truncate(2);
    let rehearsal = play(&scenario, &script);
    assert_eq!(rehearsal.refusals.iter().map(|r| r.name).collect::<Vec<_>>(), ["NotInEffect"; 2]);
    assert!(rehearsal.application.closed.is_none());
}

#[test]
fn a_step_goes_on_only_while_the_thing_is_free() {
    let wait = scenario("  - still_free: { hold_free: stake, by: stake.number, else: wait }");
    let mut given = script(&wait);
    let free = play(&wait, &given);
    assert!(free.application.closed.is_some());
    given.holds = vec![other("2026-02-01", None, Some(later(10, Unit::Days)))];
    let waited = play(&wait, &given);
    let closed = waited.application.closed.map(|(_, at)| at.timestamp());
    assert_eq!(closed, Some(at("2026-03-12 09:00")), "{:#?}", waited.waiting);

    let reject = scenario("  - still_free: { hold_free: stake, by: stake.number, else: reject }");
    let mut given = script(&reject);
    assert_eq!(ending(&play(&reject, &given)), "Approved");
    given.holds = vec![other("2026-02-01", None, Some(later(10, Unit::Days)))];
    assert_eq!(ending(&play(&reject, &given)), "Refused");
    // Another thing is none of its business.
    given.people.retain(|(name, _)| &*name.value != "stake.number");
    given.people.push((named("stake.number"), "S-2".into()));
    given.holds.clear();
    assert_eq!(ending(&play(&reject, &given)), "Approved");
}

fn ending(rehearsal: &Rehearsal) -> String {
    let ended = rehearsal.application.items.first().and_then(|i| i.ended);
    ended.map_or("open".to_owned(), |(ending, _)| format!("{ending:?}"))
}

#[test]
fn names_and_places_that_mean_nothing_are_told() {
    let scenario = scenario(HOLD);
    let plan = scenario.plans.values().next().unwrap();
    let mut script = script(&scenario);
    let why = |script: &Script| match rehearse(&scenario, plan, script, &NoLibrary) {
        Err(NotStaged::Unknown(_, what, mend)) => format!("{} {}", what.en, mend.en),
        other => panic!("{:?}", other.map(|r| r.holds)),
    };
    script.holds = vec![OtherHold { thing: named("stke"), line_by: None, since: None, until: None }];
    assert!(why(&script).contains("did you mean `stake`"), "{}", why(&script));
    script.holds = vec![other("soon", None, None)];
    assert!(why(&script).contains("write a date"), "{}", why(&script));
}

/// Nothing releases it before its term is over, where no message does.
#[test]
fn a_hold_without_a_release_ends_with_its_term() {
    let scenario = scenario(&HOLD.replace("      release: { message: release }\n", ""));
    let mut script = script(&scenario);
    script.happenings = vec![message(later(10, Unit::Days), "release")];
    let rehearsal = play(&scenario, &script);
    assert_eq!(names(&rehearsal), ["Joined", "TookEffect", "Lapsed"]);
    let closed = rehearsal.application.closed.map(|(_, at)| at.timestamp());
    assert_eq!(closed, Some(at("2029-03-03 00:00")), "{:#?}", rehearsal.waiting);
}

/// A message finds its application by a number that is computed as well as by one that was told.
#[test]
fn what_is_waited_for_is_found_by_a_computed_value() {
    let text = FREEZE
        .replace(
            "lead: market\n",
            "lead: market\nfacts:\n  elements.case.reference: { type: text, computed: number + \"-R\" }\n",
        )
        .replace(
            "{ title: { zh: 解除, en: Release }, reply_to: case.number }",
            "{ reply_to: case.reference }",
        )
        .replace("STEP", "  - answer: { wait: release }");
    let catalogue = include_bytes!("../../../../tests/language/catalogue.yaml");
    let checked = check::check(("scenario.yaml", text.as_bytes()), &[("county.yaml", catalogue)]);
    assert!(!checked.has_errors(), "{:#?}", checked.diagnostics);
    let scenario = checked.scenario.unwrap();
    let mut script = script(&scenario);
    script.happenings = vec![message(later(10, Unit::Days), "release")];
    let rehearsal = play(&scenario, &script);
    let answer =
        rehearsal.program.find_step("equity_freeze.answer").or(rehearsal.program.find_step("answer"));
    let mut state = crate::application::Application::default();
    let mut by = Vec::new();
    for event in &rehearsal.events {
        crate::application::apply(&mut state, event);
        let waits = matches!(event.kind, Told::StepOpened { step, .. } if Some(step) == answer);
        for effect in
            crate::application::effects(&rehearsal.program, &state, event).into_iter().filter(|_| waits)
        {
            if let crate::application::effect::EffectKind::AwaitMessage { reply_to, .. } = effect.kind {
                by.push(reply_to);
            }
        }
    }
    assert_eq!(by, [Some("2026-1-R".into())]);
}
