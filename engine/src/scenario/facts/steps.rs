//! The facts of steps, those inside blocks by their own names: moving one into a branch changes one fact.

use super::items::needs_and_gives;
use super::{Facts, expression, numbers};
use crate::scenario::model::{Branch, Hold, MessageId, Scenario, Step, StepKind, TermFrom, Wait, WaitFor};
use std::sync::Arc;

/// Steps that stand together; `inside` says in what, and is empty for those of an item.
pub(super) fn steps(facts: &mut Facts, scenario: &Scenario, path: &str, inside: &str, steps: &[Arc<Step>]) {
    for (number, step) in (1..).zip(steps) {
        let own = format!("{path}.{}", step.name);
        facts.put(own.as_str(), format!("step {number}{inside}, {}", kind(scenario, step)));
        self::step(facts, scenario, &own, step);
        if let Some(undo) = &step.undo {
            facts.put(format!("{own}.undo"), kind(scenario, undo));
            self::step(facts, scenario, &format!("{own}.undo"), undo);
        }
        block(facts, scenario, (path, &own), step);
    }
}

fn kind(scenario: &Scenario, step: &Step) -> String {
    match &step.kind {
        StepKind::Human => "human".to_owned(),
        StepKind::Special(what) => format!("special {what}"),
        StepKind::Call(call) => {
            let service = scenario.catalogue.service(call.service);
            let role = |at: usize| service.and_then(|(_, s)| s.about.get(at)).map_or("?", |r| &*r.name);
            let with =
                call.roles.iter().map(|(at, p)| format!(" {}: {}", role(*at), scenario.party_name(*p)));
            format!("call {}{}", service.map_or("?", |(id, _)| &**id), with.collect::<String>())
        }
        StepKind::Notify(notice) => format!("notify {}", scenario.party_name(notice.to)),
        StepKind::Choose(_) => "choose".to_owned(),
        StepKind::Any(_) => "any".to_owned(),
        StepKind::Parallel(_) => "parallel".to_owned(),
        StepKind::Each(each) => format!("each {}", scenario.party(each.party).map_or("?", |p| &*p.id)),
        StepKind::Repeat(_) => "repeat".to_owned(),
        StepKind::Wait(wait) => match &wait.until {
            WaitFor::Period(period) => format!("wait {}", period.value),
            WaitFor::Moment(datum) => format!("wait {}", scenario.datum_name(datum.value)),
            WaitFor::Message(id) => format!("wait {}", message(scenario, *id)),
        },
        StepKind::Run(run) => format!("run {}", run.scenario.value),
        StepKind::Hold(hold) => format!("hold {}", scenario.party_name(hold.thing)),
        StepKind::HoldFree(free) => format!("hold_free {}", scenario.party_name(free.thing)),
    }
}

/// What all kinds of steps may say.
fn step(facts: &mut Facts, scenario: &Scenario, path: &str, step: &Step) {
    let catalogue = &scenario.catalogue;
    facts.text(&format!("{path}.title"), &step.title);
    if let Some(role) = &step.role {
        facts.put(format!("{path}.role"), role);
    }
    if let Some((id, _)) = step.department.and_then(|d| catalogue.department(d)) {
        facts.put(format!("{path}.department"), id);
    }
    for (id, _) in step.with.iter().filter_map(|d| catalogue.department(*d)) {
        facts.put(format!("{path}.with.{id}"), "yes");
    }
    if let Some((id, _)) = step.system.and_then(|s| catalogue.system(s)) {
        facts.put(format!("{path}.system"), id);
    }
    if let Some(takes) = &step.takes {
        facts.put(format!("{path}.takes"), takes.to_string());
    }
    if let Some(within) = &step.within {
        facts.put(format!("{path}.within"), within.value.to_string());
    }
    let outcome = &step.outcome;
    if outcome.approve < 1.0 {
        let chances = numbers(&[outcome.approve, outcome.correct, outcome.reject]);
        facts.put(format!("{path}.outcome (approve, correct, reject)"), chances);
    }
    if let Some(time) = &outcome.corrects_in {
        facts.put(format!("{path}.outcome.corrects_in"), time.to_string());
    }
    needs_and_gives(facts, scenario, path, (&step.needs, &step.gives));
    facts.when(path, step.when.as_ref());
}

/// What only one kind of step says, and the steps inside it.
fn block(facts: &mut Facts, scenario: &Scenario, (path, own): (&str, &str), step: &Step) {
    let name = &step.name;
    match &step.kind {
        StepKind::Notify(notice) => facts.text(&format!("{own}.text"), &notice.text),
        StepKind::Choose(branches) | StepKind::Any(branches) | StepKind::Parallel(branches) => {
            for (number, branch) in (1..).zip(branches) {
                self::branch(facts, &format!("{own}.branch {number}"), branch);
                steps(facts, scenario, path, &format!(" of branch {number} of {name}"), &branch.steps);
            }
        }
        StepKind::Each(each) => steps(facts, scenario, path, &format!(" of {name}"), &each.steps),
        StepKind::Repeat(repeat) => {
            facts.put(format!("{own}.until"), expression(&repeat.until));
            if let Some(chance) = repeat.chance {
                facts.put(format!("{own}.chance"), chance.to_string());
            }
            facts.put(format!("{own}.most"), repeat.most.to_string());
            steps(facts, scenario, path, &format!(" of {name}"), &repeat.steps);
        }
        StepKind::Wait(wait) => self::wait(facts, scenario, (path, own), name, wait),
        StepKind::Run(run) => {
            if let Some(plan) = &run.plan {
                facts.put(format!("{own}.plan"), &plan.value);
            }
            for (theirs, ours) in &run.parties {
                facts.put(format!("{own}.with.{}", theirs.value), scenario.party_name(*ours));
            }
            facts.put(format!("{own}.else"), if run.must_succeed { "reject" } else { "go_on" });
        }
        StepKind::Hold(hold) => self::hold(facts, scenario, (path, own), name, hold),
        StepKind::HoldFree(free) => {
            facts.put(format!("{own}.by"), scenario.datum_name(free.by));
            facts.put(format!("{own}.else"), if free.rejects { "reject" } else { "wait" });
        }
        StepKind::Human | StepKind::Special(_) | StepKind::Call(_) => {}
    }
}

fn branch(facts: &mut Facts, path: &str, branch: &Branch) {
    facts.text(&format!("{path}.title"), &branch.title);
    facts.when(path, branch.when.as_ref());
    if let Some(chance) = branch.chance {
        facts.put(format!("{path}.chance"), chance.to_string());
    }
}

fn wait(facts: &mut Facts, scenario: &Scenario, (path, own): (&str, &str), name: &str, wait: &Wait) {
    if let Some(within) = &wait.within {
        facts.put(format!("{own}.within"), within.value.to_string());
    }
    if wait.otherwise_rejects {
        facts.put(format!("{own}.else"), "reject");
    }
    steps(facts, scenario, path, &format!(" of else of {name}"), &wait.otherwise);
}

fn hold(facts: &mut Facts, scenario: &Scenario, (path, own): (&str, &str), name: &str, hold: &Hold) {
    facts.put(format!("{own}.by"), scenario.datum_name(hold.by));
    if let Some(line_by) = &hold.line_by {
        facts.put(format!("{own}.line_by"), scenario.datum_name(line_by.value));
    }
    facts.put(format!("{own}.term.lasts"), hold.lasts.value.to_string());
    let from = match hold.from {
        TermFrom::TakingEffect => "taking_effect",
        TermFrom::JoiningTheLine => "joining_the_line",
    };
    facts.put(format!("{own}.term.from"), from);
    if let Some(renew) = &hold.renew {
        facts.put(format!("{own}.renew.message"), message(scenario, renew.message));
        for (key, period) in [("opens", &renew.opens), ("closes", &renew.closes)] {
            if let Some(period) = period {
                facts.put(format!("{own}.renew.{key}"), period.value.to_string());
            }
        }
        facts.put(format!("{own}.renew.lasts"), renew.lasts.value.to_string());
    }
    if let Some(release) = hold.release {
        facts.put(format!("{own}.release.message"), message(scenario, release));
    }
    let renewed = hold.renew.iter().map(|r| ("renew", &r.steps));
    let bodies = [("waiting", &hold.waiting), ("effect", &hold.effect)].into_iter().chain(renewed);
    for (key, body) in bodies.chain([("at_end", &hold.at_end)]) {
        steps(facts, scenario, path, &format!(" of {key} of {name}"), body);
    }
}

fn message(scenario: &Scenario, id: MessageId) -> &str {
    scenario.messages.get_index(id.index()).map_or("?", |(name, _)| &**name)
}
