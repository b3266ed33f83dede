//! Whole applications beside the one that a test is of: at one line, found by one message, run by one step.

use super::super::{Outcome, read, run};
use crate::check;
use crate::plan::derive::Planner;
use crate::rehearsal::Library;
use crate::scenario::model::Scenario;
use crate::scenario::source::SourceId;
use crate::scenario::syntax::{Budget, from_bytes};
use crate::scenario::text::Text;
use std::sync::Arc;

const HEAD: &str = "onething: 1\nkind: scenario\ncatalogue: county\nsource: assumed\n";

/// A court freezes a stake: first published, first in line.
const FREEZE: &str = "id: equity-freeze
lead: market
people:
  officer: { applicant: true }
  case: { is: case }
  stake: { is: stake }
messages:
  renewal: { reply_to: case.number }
  release: { reply_to: case.number }
flow:
  - accept: { role: clerk, needs: { fields: [case.number, stake.number], materials: [case.ruling] } }
  - publish: { call: registry.publish, gives: [case.published_at] }
  - freeze:
      hold: stake
      by: stake.number
      line_by: case.published_at
      term: { lasts: 3y, from: taking_effect }
      effect: [{ tell_effect: { notify: officer, text: { zh: 生效, en: in effect } } }]
      renew: { message: renewal, opens: 90d, closes: 0d, lasts: 3y }
      release: { message: release }
limit: { promised: 3wd }
";

/// A stake is sold once nobody has frozen it; what is published is done by another application.
const SALE: &str = "id: equity-sale
lead: market
people:
  seller: { applicant: true }
  file: { is: case }
  share: { is: stake }
flow:
  - accept: { role: clerk, needs: { fields: [share.number, file.number] } }
  - still_free: { hold_free: share, by: share.number, else: wait }
  - publish: { run: publication, with: { case: file }, gives: [file.published_at] }
  - enter: { role: clerk, needs: [file.published_at] }
limit: { promised: 30wd }
";

const PUBLICATION: &str = "id: publication
lead: market
people:
  editor: { applicant: true }
  case: { is: case }
flow:
  - accept: { role: clerk, needs: { fields: [case.number] } }
  - announce: { wait: 3d }
  - publish: { call: registry.publish, gives: [case.published_at] }
limit: { promised: 5wd }
";

fn scenario(text: &str) -> Arc<Scenario> {
    let text = format!("{HEAD}{text}");
    let catalogue = include_bytes!("../../../../tests/language/catalogue.yaml");
    let checked = check::check(("scenario.yaml", text.as_bytes()), &[("county.yaml", catalogue)]);
    assert!(!checked.has_errors(), "{:#?}", checked.diagnostics);
    checked.scenario.unwrap()
}

struct All;

impl Library for All {
    fn scenario(&self, id: &str) -> Option<Arc<Scenario>> {
        let all = [("equity-freeze", FREEZE), ("equity-sale", SALE), ("publication", PUBLICATION)];
        all.iter().find(|(of, _)| *of == id).map(|(_, text)| scenario(text))
    }
}

fn findings(of: &str, text: &str) -> Vec<(&'static str, String)> {
    let scenario = All.scenario(of).unwrap();
    let text = format!("onething: 1\nkind: test\nscenario: {of}\n{text}");
    let tree = from_bytes(SourceId(0), text.as_bytes(), &Budget::LOCAL).unwrap();
    let (_, found) = read(&tree, &scenario, &mut |_| Err(Text::default()), &All);
    found.into_iter().map(|f| (f.code, f.mend.en.to_string())).collect()
}

fn play(of: &str, text: &str) -> Outcome {
    let scenario = All.scenario(of).unwrap();
    let text = format!("onething: 1\nkind: test\nscenario: {of}\n{text}");
    let tree = from_bytes(SourceId(0), text.as_bytes(), &Budget::LOCAL).unwrap();
    let (test, found) = read(&tree, &scenario, &mut |_| Err(Text::default()), &All);
    assert!(found.is_empty(), "{found:#?}");
    run(&Planner::new(&scenario), &test.unwrap(), &All)
}

/// As the test expects; the same again gives the same.
fn passes(of: &str, text: &str) -> Outcome {
    let (outcome, again) = (play(of, text), play(of, text));
    assert!(outcome.failures.is_empty(), "{:#?}", outcome.failures);
    let events = |o: &Outcome| o.rehearsal.as_ref().unwrap().events.clone();
    assert_eq!(events(&outcome), events(&again));
    outcome
}

const TWO_COURTS: &str = "given:
  people: { case: { number: 2026-2, published_at: '2026-03-02T10:00:00' }, stake: { number: S-1 } }
  others:
    first_court:
      start: 2026-02-02 09:00
      with: [stake]
      people: { case: { number: 2026-1, published_at: '2026-02-02T10:00:00' } }
      when: [{ at: 2026-05-06 15:30, message: { release: {} } }]
";

#[test]
fn the_second_of_two_courts_takes_effect_as_the_first_lets_go() {
    let outcome = passes(
        "equity-freeze",
        &format!(
            "{TWO_COURTS}expect:
  steps: [freeze, freeze.line, tell_effect, freeze.end]
  events: [hold_stands equity_freeze.freeze, step_done equity_freeze.freeze.line]
  others: {{ first_court: {{ status: concluded, steps: [freeze, tell_effect, freeze.end] }} }}
"
        )
        .replace("freeze, freeze.line, tell_effect, freeze.end", STEPS_OF_SECOND)
        .replace("[freeze, tell_effect, freeze.end]", STEPS_OF_FIRST),
    );
    let ours = outcome.rehearsal.unwrap();
    let told: Vec<_> = ours.holds.iter().map(|h| (h.ours, h.event.kind.name(), h.event.at)).collect();
    let release = told.iter().position(|(ours, name, _)| !ours && *name == "Released").unwrap();
    // In the very same batch of the line, at the very same moment.
    assert_eq!((told[release + 1].0, told[release + 1].1), (true, "TookEffect"));
    assert_eq!(told[release + 1].2, told[release].2);
    assert_eq!(told[release].2.to_string(), "2026-05-06T07:30:00Z");
    let notice = ours.notices.iter().find(|n| &*n.text.en == "in effect").unwrap();
    assert_eq!(notice.at, told[release].2);
    let first = &ours.beside[0].rehearsal;
    assert_eq!(first.holds.iter().filter(|h| h.ours).count(), 3);
}

const STEPS_OF_SECOND: &str =
    "equity_freeze.freeze, equity_freeze.freeze.line, equity_freeze.tell_effect, equity_freeze.freeze.end";
const STEPS_OF_FIRST: &str = "[equity_freeze.freeze, equity_freeze.tell_effect, equity_freeze.freeze.end]";

#[test]
fn a_message_finds_its_application_by_its_number() {
    // The release is written in the second court's story and names the first court's case.
    let text = TWO_COURTS.replace(
        "      when: [{ at: 2026-05-06 15:30, message: { release: {} } }]\n",
        "when: [{ at: 2026-04-01 09:00, message: { release: { case.number: 2026-1 } } }]\n",
    );
    let expect = "expect: { others: { first_court: { status: concluded } }, rejections: [] }\n";
    let outcome = passes("equity-freeze", &format!("{text}{expect}"));
    let ours = outcome.rehearsal.unwrap();
    let took = ours.holds.iter().find(|h| h.ours && h.event.kind.name() == "TookEffect").unwrap();
    assert_eq!(took.event.at.to_string(), "2026-04-01T01:00:00Z");
    // A number that nobody has finds nobody; one's own finds oneself.
    let nobody = text.replace("{ case.number: 2026-1 }", "{ case.number: 2025-9 }");
    let expect = "expect: { rejections: [not_awaited], others: { first_court: { status: concluded } } }\n";
    let lapsed = passes("equity-freeze", &format!("{nobody}{expect}")).rehearsal.unwrap();
    let first = lapsed.beside[0].rehearsal.application.closed.map(|(_, at)| at.timestamp().to_string());
    assert_eq!(first.as_deref(), Some("2029-02-02T16:00:00Z"));
    let own = text.replace("{ case.number: 2026-1 }", "{ case.number: 2026-2 }");
    let expect = "expect: { status: concluded, steps: [equity_freeze.freeze], not_steps: [equity_freeze.tell_effect] }\n";
    passes("equity-freeze", &format!("{own}{expect}"));
}

const SALE_BESIDE_A_FREEZE: &str = "given:
  people: { share: { number: S-7 }, file: { number: F-7, published_at: '2026-04-05T08:00:00' } }
  others:
    court:
      scenario: equity-freeze
      start: 2026-02-02 09:00
      with: { stake: share }
      people: { case: { number: 2026-1 } }
      when: [{ at: +30d, message: { release: {} } }]
expect:
  status: concluded
  steps: [equity_sale.accept, equity_sale.still_free, equity_sale.publish, equity_sale.enter]
  events: [hold_tested, hold_tested, child_ended]
  others:
    court: { status: concluded }
    equity_sale.publish: { status: concluded, steps: [publication.accept, publication.announce, publication.publish] }
";

#[test]
fn a_scenario_waits_for_another_and_runs_a_third() {
    let outcome = passes("equity-sale", SALE_BESIDE_A_FREEZE);
    let ours = outcome.rehearsal.unwrap();
    let published = ours.program.find_fact("file.published_at").unwrap();
    let value = ours.application.fact(published).and_then(|f| f.value.clone());
    assert_eq!(value.as_deref(), Some("2026-04-05T08:00:00"));
    // Three days of announcing lie between the freeing and the entry.
    let at = |step: &str| {
        let id = ours.program.find_step(step).unwrap();
        let done = |e: &&crate::application::event::Event| matches!(e.kind, crate::application::event::EventKind::StepDone { step, .. } if step == id);
        ours.events.iter().find(done).unwrap().at.timestamp()
    };
    let waited = at("equity_sale.publish").duration_since(at("equity_sale.still_free"));
    assert!(waited.as_hours() >= 72, "{waited}");
    assert_eq!(
        ours.beside.iter().map(|b| (&*b.name, b.is_run)).collect::<Vec<_>>(),
        [("court", false), ("equity_sale.publish", true)]
    );
}

#[test]
fn what_is_withdrawn_takes_back_what_it_runs() {
    // On the way the publication is announced; nobody has a use for it any more.
    let meanwhile = "when: [{ after: equity_sale.still_free, at: +1d, applicant: withdraw }]
expect:
  status: withdrawn
  not_steps: [equity_sale.publish]
  rejections: []
  others: { equity_sale.publish: { status: withdrawn, events: [step_done publication.accept, withdrawn, closed], not_events: [step_done publication.publish], rejections: [] } }
";
    passes("equity-sale", meanwhile);
    // Before anything is run there is nothing to take back.
    let before = "when: [{ after: equity_sale.apply, applicant: withdraw }]\nexpect: { status: withdrawn }\n";
    let outcome = passes("equity-sale", before);
    assert!(outcome.rehearsal.unwrap().beside.is_empty());
}

#[test]
fn a_system_that_is_down_is_down_for_all() {
    // Nothing publishes: what the step runs never ends, and the one that runs it waits for it by name.
    let text = SALE_BESIDE_A_FREEZE.replace("given:\n", "given:\n  systems: { registry: { down: true } }\n");
    let text = &text[..text.find("expect:").unwrap()];
    let expect = "expect: { status: handling, others: { equity_sale.publish: { status: handling } } }\n";
    let outcome = passes("equity-sale", &format!("{text}{expect}"));
    let waiting = outcome.rehearsal.unwrap().waiting;
    assert!(waiting.iter().any(|w| w.text.en.contains("another application")), "{waiting:#?}");
}

#[test]
fn mistakes_in_others_are_found_with_their_place_and_mend() {
    let cases = [
        ("given: { others: { a: { scenario: equity-fre } } }", "E0201", "check equity-fre"),
        ("given: { others: { a: { with: [stke] } } }", "E0201", "stake"),
        ("given: { others: { a: { plan: jiont } } }", "E0201", "separate"),
        ("given: { others: { a: { start: soon } } }", "E0409", "2026"),
        ("given: { others: { a: { holds: [] } } }", "E0101", "materials"),
        ("given: { others: { a: { when: [{ at: +1d }] } } }", "E0103", "clerk"),
    ];
    for (given, code, mend) in cases {
        let found = findings("equity-freeze", &format!("{given}\nexpect: {{ status: concluded }}\n"));
        assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [code], "{given}: {found:?}");
        assert!(found[0].1.contains(mend), "{given}: {found:?}");
    }
    let found = findings("equity-freeze", "expect: { others: { a: { count: { fields: 3 } } } }\n");
    assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["E0101"]);
    // What only the run knows: an application that there was not, and an expectation that fails says whose.
    let outcome = play("equity-freeze", "expect: { others: { nobody: { status: concluded } } }\n");
    assert!(outcome.failures[0].what.en.contains("no application `nobody`"), "{:?}", outcome.failures);
    let text = format!("{TWO_COURTS}expect: {{ others: {{ first_court: {{ status: withdrawn }} }} }}\n");
    let outcome = play("equity-freeze", &text);
    assert!(outcome.failures[0].what.en.starts_with("first_court: the status"), "{:?}", outcome.failures);
    let whole = format!("onething: 1\nkind: test\nscenario: equity-freeze\n{text}");
    let updated = super::super::update(&whole, &outcome.failures);
    assert!(updated.ends_with("first_court: { status: concluded } } }\n"), "{updated}");
}
