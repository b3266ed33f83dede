//! Every construct of steps, as it is read; and the spellings that a reader may get wrong.

use super::read_scenario;
use crate::scenario::lower::catalogue::read_catalogues;
use crate::scenario::model::{
    AfterRefusal, Branch, Hold, Item, Level, MessageId, PartyId, PartyRef, Period, Scenario, Step, StepKind,
    TermFrom, Unit, WaitFor,
};
use crate::scenario::source::SourceId;
use crate::scenario::syntax::{Budget, parse};
use crate::scenario::text::Text;
use std::sync::Arc;

const CATALOGUE: &str = "
onething: 1
kind: catalogue
id: city
regions: { zibo: { level: city }, zhangdian: { level: county, within: zibo } }
departments: { health: { level: city }, fire: { level: city } }
elements:
  person: { name: { type: text }, age: { type: number } }
  home: { region: { type: region } }
  case: { number: { type: text }, amount: { type: number }, day: { type: date }, done: { type: boolean } }
systems:
  x:
    department: health
    simulated: { timeout: 5s, retry: { times: 2, every: 1min } }
    services:
      book: { title: Book a place, about: { it: case }, given: [it.number], returns: [it.day] }
      note: { about: { it: person }, given: [it.name], returns: [] }
      cancel: { about: { it: case }, given: [it.number], returns: [it.done] }
materials: { plan: { about: case } }
";

const SCENARIO: &str = "
onething: 1
kind: scenario
id: some-thing
catalogue: city
lead: health
people: { one: { applicant: true }, child: { many: 1..3 }, workers: { many: 1..9 }, house: { is: home }, case: { is: case } }
situations: { local: { ask: Local?, answers: [near, far] } }
messages:
  reply: { reply_to: case.number, gives: [case.done] }
  renewal: { reply_to: case.number }
  release: { reply_to: case.number }
";

/// The scenario with some lines behind it, and the codes of what is found.
fn read(rest: &str) -> (Scenario, Vec<&'static str>) {
    read_text(&format!("{SCENARIO}{rest}"))
}

fn read_text(text: &str) -> (Scenario, Vec<&'static str>) {
    let node = |text: &str| parse(SourceId(0), text, &Budget::LOCAL).unwrap();
    let (catalogue, findings) = read_catalogues(&[node(CATALOGUE)]);
    assert_eq!(findings, []);
    let (scenario, findings) = read_scenario(&node(text), &Arc::new(catalogue));
    (scenario.unwrap(), findings.iter().map(|f| f.code).collect())
}

/// Codes found in one item with these lines.
fn codes(item: &str) -> Vec<&'static str> {
    read(&format!("items:\n  a:\n    department: health\n    limit: {{ promised: 1wd }}\n{item}")).1
}

/// Codes found in one step.
fn codes_of_step(step: &str) -> Vec<&'static str> {
    codes(&format!("    steps: [{{ s: {{ {step} }} }}]\n"))
}

fn item(item: &str) -> Item {
    let (scenario, codes) =
        read(&format!("items:\n  a:\n    department: health\n    limit: {{ promised: 1wd }}\n{item}"));
    assert_eq!(codes, [""; 0], "{item}");
    scenario.items.get("a").unwrap().clone()
}

/// The only step of an item.
fn step(facts: &str) -> Step {
    let item = item(&format!("    steps: [{{ s: {{ {facts} }} }}]\n"));
    assert_eq!(item.steps.len(), 1);
    Step::clone(&item.steps[0])
}

fn names(steps: &[Arc<Step>]) -> Vec<&str> {
    steps.iter().map(|s| &*s.name).collect()
}

fn days(amount: u32) -> Period {
    Period { amount, unit: Unit::Days }
}

fn branches(step: &Step) -> &[Branch] {
    match &step.kind {
        StepKind::Choose(branches) | StepKind::Any(branches) | StepKind::Parallel(branches) => branches,
        other => panic!("no branches: {other:?}"),
    }
}

#[test]
fn a_choice_has_conditions_over_values_and_an_otherwise() {
    let step = step("choose: [{ when: case.amount > 100, chance: 0.2, steps: [b, c] }, { steps: [] }]");
    assert!(matches!(step.kind, StepKind::Choose(_)));
    let [large, rest] = branches(&step) else { panic!("two branches") };
    assert_eq!(
        (&*large.title.zh, large.chance, names(&large.steps)),
        ("case.amount > 100", Some(0.2), vec!["b", "c"])
    );
    assert!(large.when.is_some());
    assert_eq!((&*rest.title.zh, &*rest.title.en, rest.when.is_none()), ("否则", "otherwise", true));
    assert_eq!(rest.steps.len(), 0);
}

#[test]
fn branches_side_by_side_are_lists_or_maps() {
    let any = step("any: [{ when: case.done, steps: [b] }, { title: Always, steps: [c] }]");
    assert!(matches!(any.kind, StepKind::Any(_)));
    assert_eq!(&*branches(&any)[1].title.en, "Always");
    let parallel = step("parallel: [[b, c], { title: Two, steps: [d] }]");
    assert!(matches!(parallel.kind, StepKind::Parallel(_)));
    let read: Vec<(&str, Vec<&str>)> =
        branches(&parallel).iter().map(|b| (&*b.title.en, names(&b.steps))).collect();
    assert_eq!(read, [("branch 1", vec!["b", "c"]), ("Two", vec!["d"])]);
    // What is done in any case has no condition.
    assert_eq!(codes_of_step("parallel: [{ when: case.done, steps: [b] }]"), ["E0101"]);
}

#[test]
fn a_party_of_several_is_one_member_inside_each() {
    let inside =
        "each: child, steps: [{ c: { choose: [{ when: child.age > 3, steps: [d] }, { steps: [] }] } }]";
    let StepKind::Each(each) = step(inside).kind else { panic!("each") };
    assert_eq!((each.party.index(), names(&each.steps)), (1, vec!["c"]));
    // Outside of it, the ages of all children are a list.
    assert_eq!(codes_of_step("choose: [{ when: child.age > 3, steps: [d] }, { steps: [] }]"), ["E0303"]);
    // Two parties at once, one by the item; the same twice means nothing.
    let two = "    each: workers\n    steps: [{ s: { each: child, steps: [{ c: { choose: [{ when: child.age > workers.age, steps: [] }, { steps: [] }] } }] } }]\n";
    assert_eq!(codes(two), [""; 0]);
    assert_eq!(codes("    each: child\n    steps: [{ s: { each: child, steps: [c] } }]\n"), ["E0511"]);
    assert_eq!(codes_of_step("each: child, steps: [{ t: { each: child, steps: [c] } }]"), ["E0511"]);
}

#[test]
fn rounds_end_by_a_condition() {
    let StepKind::Repeat(rounds) = step("repeat: [b], until: case.done, chance: 0.7, most: 5").kind else {
        panic!("repeat")
    };
    assert_eq!((names(&rounds.steps), rounds.chance, rounds.most), (vec!["b"], Some(0.7), 5));
    assert_eq!(&*rounds.until.text.value, "case.done");
    let StepKind::Repeat(rounds) = step("repeat: [b], until: case.done").kind else { panic!("repeat") };
    assert_eq!((rounds.chance, rounds.most), (None, 10));
    assert_eq!(codes_of_step("repeat: [b], until: case.number"), ["E0303"]);
}

#[test]
fn a_wait_is_for_a_time_a_day_or_a_message() {
    let wait = |facts: &str| match step(facts).kind {
        StepKind::Wait(wait) => wait,
        other => panic!("no wait: {other:?}"),
    };
    assert!(matches!(wait("wait: 7d").until, WaitFor::Period(p) if p.value == days(7)));
    assert!(matches!(wait("wait: 7wd").until, WaitFor::Period(p) if p.value == Period::working_days(7)));
    assert!(matches!(wait("wait: case.day").until, WaitFor::Moment(_)));
    let reply = wait("wait: reply, within: 30d, else: [b, c]");
    assert!(matches!(reply.until, WaitFor::Message(id) if id.index() == 0));
    assert_eq!(reply.within.map(|w| w.value), Some(days(30)));
    assert_eq!((names(&reply.otherwise), reply.otherwise_rejects), (vec!["b", "c"], false));
    let reply = wait("wait: reply, within: 30d, else: reject");
    assert_eq!((reply.otherwise.len(), reply.otherwise_rejects), (0, true));
    // How long is waited is no limit of work.
    assert!(step("wait: reply, within: 30wd, else: reject").within.is_none());
    assert_eq!(codes_of_step("wait: 7dd"), ["E0403"]);
}

#[test]
fn another_scenario_is_run_for_parties_of_this_one() {
    let StepKind::Run(run) =
        step("run: other-thing, plan: joint, with: { mother: one, it: house }, else: go_on").kind
    else {
        panic!("run")
    };
    assert_eq!(
        (&*run.scenario.value, run.plan.map(|p| p.value.to_string())),
        ("other-thing", Some("joint".to_owned()))
    );
    let theirs: Vec<&str> = run.parties.iter().map(|(theirs, _)| &*theirs.value).collect();
    assert_eq!((theirs, run.must_succeed), (vec!["mother", "it"], false));
    for refuses in ["run: other-thing", "run: other-thing, else: reject"] {
        assert!(matches!(step(refuses).kind, StepKind::Run(run) if run.must_succeed), "{refuses}");
    }
}

fn hold(facts: &str) -> Hold {
    match step(facts).kind {
        StepKind::Hold(hold) => *hold,
        other => panic!("no hold: {other:?}"),
    }
}

#[test]
fn a_thing_is_held_for_a_term() {
    let held = hold(
        "hold: case, by: case.number, line_by: case.day, term: { lasts: 3y, from: joining_the_line }, \
         renew: { message: renewal, opens: 90d, closes: 0d, lasts: 2y }, release: { message: release }, \
         waiting: [b], effect: [c], at_end: [d, e]",
    );
    assert_eq!((held.lasts.value.to_string(), held.from), ("3y".to_owned(), TermFrom::JoiningTheLine));
    assert!(held.line_by.is_some());
    let renew = held.renew.unwrap();
    assert_eq!((renew.message.index(), held.release.map(MessageId::index)), (1, Some(2)));
    assert_eq!(
        (renew.opens.map(|p| p.value), renew.closes.map(|p| p.value)),
        (Some(days(90)), Some(days(0)))
    );
    assert_eq!(renew.lasts.value.to_string(), "2y");
    assert_eq!(
        (names(&held.waiting), names(&held.effect), names(&held.at_end)),
        (vec!["b"], vec!["c"], vec!["d", "e"])
    );
    let plain = hold("hold: case, by: case.number, term: { lasts: 3y }, release: { message: release }");
    assert_eq!(plain.from, TermFrom::TakingEffect);
    assert!(plain.renew.is_none() && plain.line_by.is_none() && plain.release.is_some());
    // Held until its term is over, whatever comes.
    assert!(hold("hold: case, by: case.number, term: { lasts: 3y }").release.is_none());
}

#[test]
fn a_thing_that_is_held_refuses_or_is_waited_for() {
    let rejects = |word: &str| match step(&format!("hold_free: case, by: case.number, else: {word}")).kind {
        StepKind::HoldFree(free) => free.rejects,
        other => panic!("no hold_free: {other:?}"),
    };
    assert_eq!((rejects("reject"), rejects("wait")), (true, false));
}

#[test]
fn work_may_be_joint_and_undone_and_give() {
    let visit = step(
        "special: inspection, with: [fire, health], needs: { materials: [case.plan] }, gives: [case.done]",
    );
    assert!(matches!(&visit.kind, StepKind::Special(what) if &**what == "inspection"));
    assert_eq!((visit.with.len(), visit.needs.materials.len(), visit.gives.fields.len()), (2, 1, 1));
    let book = step("call: x.book, needs: [case.number], undo: { call: x.cancel }");
    assert_eq!(book.needs.fields.len(), 1);
    let undo = book.undo.unwrap();
    assert!(matches!(&undo.kind, StepKind::Call(call) if call.service.index() == 2));
    assert_eq!((&*undo.name, &*undo.title.en), ("undo_s", "Undo: Book a place"));
}

#[test]
fn a_notice_says_its_text_or_its_title() {
    let text = |facts: &str| match step(facts).kind {
        StepKind::Notify(notice) => notice.text.en.to_string(),
        other => panic!("no notice: {other:?}"),
    };
    assert_eq!(text("notify: applicant, title: Told, text: { zh: 好, en: Good }"), "Good");
    assert_eq!(text("notify: applicant, title: Told"), "Told");
}

#[test]
fn a_call_names_who_fills_the_services_roles() {
    let roles = |facts: &str| match step(facts).kind {
        StepKind::Call(call) => call.roles,
        other => panic!("no call: {other:?}"),
    };
    assert_eq!(roles("call: x.note"), []);
    assert_eq!(roles("call: x.note, with: { it: one }"), [(0, PartyRef::Party(PartyId(0)))]);
    assert_eq!(roles("call: x.note, with: { it: applicant }"), [(0, PartyRef::Applicant)]);
    assert_eq!(codes_of_step("call: x.note, with: { whom: one }"), ["E0201"]);
    assert_eq!(codes_of_step("call: x.note, with: { it: nobody }"), ["E0201"]);
    assert_eq!(codes_of_step("call: x.note, with: { it: case }"), ["E0503"]);
    assert_eq!(codes_of_step("call: x.note, with: [one]").len(), 1);
}

#[test]
fn what_is_found_may_be_of_one_party() {
    let read = |found: &str| {
        let known = format!("local: {{ known_from: {{ near: '{found}' }}, ");
        let items = "items:\n  a: { department: health, limit: { promised: 1wd } }\n";
        read_text(&format!("{}{items}", SCENARIO.replace("local: { ", &known))).1
    };
    assert_eq!(read("found(x.note)"), [""; 0]);
    assert_eq!(read("found(x.note, one) and found(x.note, applicant)"), [""; 0]);
    for wrong in ["found(x.note, oen)", "found(x.noet, one)"] {
        assert_eq!(read(wrong), ["E0302"], "{wrong}");
    }
    assert_eq!(read("found(x.note, one, one)").len(), 1);
}

#[test]
fn a_step_without_a_title_is_called_after_what_it_does() {
    let title = |facts: &str| step(facts).title;
    assert_eq!(title("call: x.book").en, Arc::from("Book a place"));
    assert_eq!(title("notify: one"), Text::new("通知one", "Notify: one"));
    assert_eq!(title("notify: applicant").en, Arc::from("Notify: the applicant"));
    assert_eq!(title("notify: applicant, title: Told").en, Arc::from("Told"));
    assert_eq!(title("role: clerk").en, Arc::from("s"));
}

#[test]
fn names_are_an_items_own_blocks_and_undoing_included() {
    assert_eq!(codes("    steps: [b, { c: { repeat: [b], until: case.done } }]\n"), ["E0202"]);
    assert_eq!(codes("    steps: [{ b: { undo: { notify: one } } }, undo_b]\n"), ["E0202"]);
    let (_, codes) = read(
        "items:\n  a: { department: health, limit: { promised: 1wd }, steps: [b] }\n  c: { department: health, limit: { promised: 1wd }, steps: [b] }\n",
    );
    assert_eq!(codes, [""; 0]);
}

#[test]
fn an_item_says_what_follows_its_refusal_and_where_its_office_is() {
    let plain = item("    steps: [b]\n");
    assert_eq!(
        (plain.on_refusal, plain.commitment.is_none(), plain.at.is_none()),
        (AfterRefusal::StopDependants, true, true)
    );
    let item = item(
        "    on_refusal: go_on\n    at: { region: house.region, level: county }\n    commitment: { limit: 0wd, when: local = \"near\", then: b }\n    steps: [a, b]\n",
    );
    assert_eq!(item.on_refusal, AfterRefusal::GoOn);
    assert_eq!(item.at.unwrap().level, Some(Level::County));
    let commitment = item.commitment.unwrap();
    assert_eq!((commitment.limit.value, commitment.when.is_some()), (Period::working_days(0), true));
    assert_eq!(commitment.then.iter().map(|t| &*t.value).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn a_region_is_compared_with_those_there_are() {
    let choose = |region: &str| {
        codes_of_step(&format!(
            "choose: [{{ when: 'house.region = \"{region}\"', steps: [b] }}, {{ steps: [] }}]"
        ))
    };
    assert_eq!(choose("zibo"), [""; 0]);
    assert_eq!(choose("zibbo"), ["E0305"]);
}

#[test]
fn a_system_says_how_calls_are_tried_again() {
    let (scenario, _) = read("items: {}\n");
    let retry = scenario.catalogue.systems.get("x").unwrap().simulated.retry.unwrap();
    assert_eq!((retry.times, retry.every.to_string()), (2, "1min".to_owned()));
}

#[test]
fn a_flow_is_one_item_with_or_without_a_limit() {
    let (scenario, codes) = read("flow: [accept, { w: { wait: 7d } }]\n");
    assert_eq!(codes, [""; 0]);
    let (id, item) = scenario.items.get_index(0).unwrap();
    assert_eq!((&**id, names(&item.steps), item.department.index()), ("some_thing", vec!["accept", "w"], 0));
    assert!(item.limit.promised.is_none());
    let (scenario, codes) = read("flow: [accept]\nlimit: { promised: 3wd }\n");
    assert_eq!(codes, [""; 0]);
    assert_eq!(scenario.items[0].limit.promised.as_ref().unwrap().value, Period::working_days(3));
}

#[test]
fn one_mistake_in_a_step_is_one_finding() {
    // A kind that is misspelt, or missing: what goes with it is not found again.
    assert_eq!(codes_of_step("repaet: [b], until: case.done"), ["E0101"]);
    assert_eq!(codes_of_step("wait: replay, within: 3d, else: reject"), ["E0201"]);
    assert_eq!(codes("    steps: [{ wait: [b, b] }]\n"), ["E0157"]);
    // A step may be called like its kind.
    assert_eq!(codes("    steps: [{ wait: { wait: 7d } }, notify]\n"), [""; 0]);
    // A message that cannot be read is not unknown, too, where it is waited for.
    let wait =
        "items:\n  a: { department: health, limit: { promised: 1wd }, steps: [{ w: { wait: reply } }] }\n";
    let (_, codes) =
        read_text(&format!("{}{wait}", SCENARIO.replace("reply: { reply_to: case.number, ", "reply: { ")));
    assert_eq!(codes, ["E0103"]);
}
