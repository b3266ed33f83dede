//! Why an application cannot go on in another version: what it has done already must be done there too, in the same
//! way, and what it still waits for must be there.
//!
//! The rule is that of compliance: as far as the application has come, both processes are the same, but for words,
//! limits, roles, departments and forms. What lies ahead may be any.

use super::carry::Places;
use crate::runner::course::Course;
use crate::runner::dossier::Dossier;
use onething_engine::application::Application;
use onething_engine::application::program::{
    FactKind, ItemIndex, Program, StepFacts, StepId, StepKind, Undo,
};
use onething_engine::application::state::{HoldStanding, How, ItemState, Mode, Phase, Standing, TimerKind};
use onething_engine::process::graph::Gate;
use onething_engine::scenario::text::Text;
use std::collections::BTreeSet;

/// What stands against it, all of it.
pub(super) fn obstacles(dossier: &Dossier, places: &Places, from: &Course, to: &Course) -> Vec<Text> {
    let mut look = Look {
        state: &dossier.state,
        dossier,
        places,
        from,
        to,
        came_from: reverse(places, to.program.steps.len()),
        found: Vec::new(),
    };
    look.steps();
    if look.found.is_empty() {
        look.ways();
        look.work();
        look.beyond();
        look.items();
        look.facts();
    }
    look.found
}

/// Of every step of the new program the one that it was.
fn reverse(places: &Places, count: usize) -> Vec<Option<StepId>> {
    let mut all = vec![None; count];
    for (at, place) in places.steps.iter().enumerate() {
        if let (Some(new), Ok(old)) = (place, u16::try_from(at))
            && let Some(slot) = all.get_mut(new.index())
        {
            *slot = Some(StepId(old));
        }
    }
    all
}

struct Look<'a> {
    state: &'a Application,
    dossier: &'a Dossier,
    places: &'a Places,
    from: &'a Course,
    to: &'a Course,
    came_from: Vec<Option<StepId>>,
    found: Vec<Text>,
}

/// All steps of a program with their ids.
fn steps(program: &Program) -> impl Iterator<Item = (StepId, &StepFacts)> {
    (0_u16..).map(StepId).zip(&program.steps)
}

/// What a step does, in words that two versions share.
fn nature(course: &Course, facts: &StepFacts) -> String {
    match &facts.kind {
        StepKind::WaitMessage(message, _) => {
            let name = course.messages.iter().find(|m| m.id == *message).map(|m| &*m.name);
            format!("wait for {}", name.unwrap_or_default())
        }
        StepKind::WaitTime(_) => "wait for a time".to_owned(),
        StepKind::WaitMoment(fact) => {
            let name = course.program.fact(*fact).map(|f| &*f.name);
            format!("wait until {}", name.unwrap_or_default())
        }
        StepKind::Run(run) => format!("run {}", run.scenario.value),
        other => format!("{other:?}"),
    }
}

impl<'a> Look<'a> {
    fn say(&mut self, zh: String, en: String) {
        let text = Text::new(zh, en);
        if !self.found.contains(&text) {
            self.found.push(text);
        }
    }

    fn is_reached(&self, step: StepId) -> bool {
        let state = self.state.step(step);
        state.visit > 0 || state.arrived > 0 || state.phase != Phase::Idle
    }

    /// Whether the new program's step is one that was reached.
    fn was_reached(&self, step: StepId) -> bool {
        self.came_from.get(step.index()).copied().flatten().is_some_and(|old| self.is_reached(old))
    }

    fn is_passed(&self, step: StepId) -> bool {
        matches!(self.state.step(step).phase, Phase::Done | Phase::Skipped)
    }

    fn reached(&self) -> Vec<(StepId, &'a StepFacts)> {
        steps(&self.from.program).filter(|(id, _)| self.is_reached(*id)).collect()
    }

    /// Every step that was reached is there, and is the same kind of thing.
    fn steps(&mut self) {
        for (id, facts) in self.reached() {
            let name = &facts.id;
            let Some(new) = self.places.step(id).and_then(|new| self.to.program.step(new)) else {
                self.say(
                    format!("环节 `{name}` 已经办到，新版本中没有"),
                    format!("step `{name}` was reached, and the new version does not have it"),
                );
                continue;
            };
            let (was, is) = (nature(self.from, facts), nature(self.to, new));
            if was != is {
                self.say(
                    format!("环节 `{name}` 已经办到，在新版本中是另一种环节"),
                    format!("step `{name}` was reached, and is another kind of step in the new version"),
                );
            }
        }
    }

    /// The ways between what was reached are the same, and nothing was put in where it has passed.
    fn ways(&mut self) {
        for (id, facts) in self.reached() {
            let Some(new) = self.places.step(id) else { continue };
            let Some(new_facts) = self.to.program.step(new) else { continue };
            if self.leading(id) != self.leading_new(new) {
                self.say(
                    format!("通往已办到的环节 `{}` 的路径在新版本中不同", facts.id),
                    format!(
                        "the way to step `{}`, which was reached, is another in the new version",
                        facts.id
                    ),
                );
            }
            if self.is_passed(id) {
                self.passed(facts, new, new_facts);
            }
        }
    }

    /// The steps that were reached and lead to one.
    fn leading(&self, step: StepId) -> BTreeSet<(&'a str, bool)> {
        let all = steps(&self.from.program).filter(|(id, _)| self.is_reached(*id));
        all.flat_map(|(_, facts)| facts.next.iter().map(move |way| (facts, way)))
            .filter(|(_, way)| way.to == step)
            .map(|(facts, way)| (&*facts.id, way.back))
            .collect()
    }

    /// The same in the new version.
    fn leading_new(&self, step: StepId) -> BTreeSet<(&'a str, bool)> {
        let all = steps(&self.to.program).filter(|(id, _)| self.was_reached(*id));
        all.flat_map(|(_, facts)| facts.next.iter().map(move |way| (facts, way)))
            .filter(|(_, way)| way.to == step)
            .map(|(facts, way)| (&*facts.id, way.back))
            .collect()
    }

    /// A step that is done leads nowhere that was not reached, and nothing is missing before it.
    fn passed(&mut self, facts: &StepFacts, new: StepId, new_facts: &StepFacts) {
        let ahead: Vec<StepId> = new_facts.next.iter().map(|way| way.to).collect();
        let ways_on = match new_facts.kind {
            StepKind::Split(Gate::One | Gate::Any) => ahead.iter().any(|to| self.was_reached(*to)),
            _ => ahead.iter().all(|to| self.was_reached(*to)),
        };
        let was_end = facts.next.iter().any(|way| self.is_reached(way.to)) || facts.next.is_empty();
        if was_end && !ways_on {
            self.say(
                format!("环节 `{}` 已办完，新版本在其后增加了环节", facts.id),
                format!("step `{}` is done, and the new version has more right behind it", facts.id),
            );
        }
        if new_facts.kind != StepKind::Join(Gate::All) {
            return;
        }
        let program = &self.to.program;
        let leads = |f: &StepFacts| f.next.iter().any(|way| way.to == new && !way.back);
        let missing = steps(program).find(|(id, f)| leads(f) && !self.was_reached(*id));
        if let Some((_, branch)) = missing {
            self.say(
                format!("汇合处 `{}` 已过，新版本增加了并行环节 `{}`", facts.id, branch.id),
                format!(
                    "the branches met at `{}`, and the new version has one more, `{}`",
                    facts.id, branch.id
                ),
            );
        }
    }

    /// What is under way goes on. What the outside knows by its place keeps that place.
    fn work(&mut self) {
        for work in &self.state.work {
            let (Some(old), Some(place)) = (self.from.program.step(work.step), self.places.step(work.step))
            else {
                continue;
            };
            let Some(new) = self.to.program.step(place) else { continue };
            let name = &old.id;
            if matches!(work.standing, Standing::Calling(_)) {
                self.say(
                    format!("环节 `{name}` 正在等待业务系统答复；答复后可再试"),
                    format!("step `{name}` waits for the answer of a system; try again when it has come"),
                );
            }
            let owed = matches!(old.kind, StepKind::Automatic | StepKind::Deliver);
            if owed && work.mode == Mode::Usual && work.standing == Standing::Working && place != work.step {
                self.say(
                    format!("环节 `{name}` 正由系统办理；办完后可再试"),
                    format!("step `{name}` is being done by a system; try again when it is done"),
                );
            }
            if work.mode == Mode::Undo && new.undo.is_none() {
                self.say(
                    format!("环节 `{name}` 正在撤销，新版本没有写明如何撤销"),
                    format!("step `{name}` is being undone, and the new version does not say by what"),
                );
            }
            let by_call = |facts: &StepFacts| match (&facts.undo, work.mode) {
                (Some(Undo::Call(service)), Mode::Undo) => Some(service.clone()),
                _ => facts.calls.clone(),
            };
            if matches!(work.standing, Standing::Retrying(_)) && by_call(old) != by_call(new) {
                self.say(
                    format!("环节 `{name}` 正在重试调用，新版本调用另一服务"),
                    format!(
                        "step `{name}` is about to call a service again, and the new version calls another"
                    ),
                );
            }
            if let Some(lost) = work.wanted.iter().find(|fact| self.places.fact(**fact).is_none()) {
                let fact = self.from.program.fact(*lost).map(|f| f.name.to_string()).unwrap_or_default();
                self.say(
                    format!("正在请申请人补正 `{fact}`，新版本中没有"),
                    format!("the applicant is mending `{fact}`, which the new version does not have"),
                );
            }
        }
    }

    /// What others know of it by the place of a step: things held, applications run.
    fn beyond(&mut self) {
        let over =
            |step| matches!(self.state.hold(step), Some(HoldStanding::Over | HoldStanding::LeftTheLine));
        let held = self.dossier.things.iter().map(|(step, _)| *step).filter(|step| !over(*step));
        let runs = self.dossier.runs.iter().map(|(task, _)| task.step);
        let moved: Vec<StepId> =
            held.chain(runs).filter(|step| self.places.step(*step) != Some(*step)).collect();
        for step in moved {
            let name = self.from.program.step(step).map(|s| s.id.to_string()).unwrap_or_default();
            self.say(
                format!("环节 `{name}` 持有标的或正在办理另一件事，其位置在新版本中变了"),
                format!("step `{name}` holds a thing or runs another scenario, and stands elsewhere in the new version"),
            );
        }
    }

    fn items(&mut self) {
        let handed_in = self.state.items.iter().any(|item| item.submitted.is_some());
        for (at, facts) in (0_u16..).map(ItemIndex).zip(&self.from.program.items) {
            let state = self.state.item(at).cloned().unwrap_or_default();
            match self.places.item(at) {
                None if state != ItemState::default() => self.say(
                    format!("事项 `{}` 已经申报，新版本中没有", facts.id),
                    format!("item `{}` was handed in, and the new version does not have it", facts.id),
                ),
                None => {}
                Some(new) => self.limit(&facts.id, at, new, &state),
            }
        }
        for facts in &self.to.program.items {
            if handed_in && self.from.program.find_item(&facts.id).is_none() {
                self.say(
                    format!("事项 `{}` 是新增的，而表单已经提交", facts.id),
                    format!("item `{}` is new, and the form has been handed in", facts.id),
                );
            }
        }
    }

    /// A limit that runs now and was not watched cannot be worked out afterwards.
    fn limit(&mut self, name: &str, old: ItemIndex, new: ItemIndex, state: &ItemState) {
        let runs = state.accepted.is_some() && state.ended.is_none() && state.standing_still == 0;
        let watched = self.state.timer(TimerKind::Limit(old)).is_some();
        let told = watched || state.overdue || state.time_unknown;
        let wanted = self.to.program.item(new).is_some_and(|facts| facts.limit.is_some());
        if runs && !told && wanted {
            self.say(
                format!("事项 `{name}` 已受理且没有时限，新版本有时限"),
                format!("item `{name}` was accepted without a limit, and has one in the new version"),
            );
        }
    }

    fn facts(&mut self) {
        for (at, facts) in self.from.program.facts.iter().enumerate() {
            let Some(state) = self.state.facts.get(at) else { continue };
            let place = self.places.facts.get(at).copied().flatten();
            let open = matches!(state.how, How::Wanted | How::Redone | How::Deferred);
            let Some(place) = place else {
                if open {
                    self.say(
                        format!("`{}` 尚须提交，新版本中没有", facts.name),
                        format!(
                            "`{}` is still to be handed in, and the new version does not have it",
                            facts.name
                        ),
                    );
                }
                continue;
            };
            let kind = self.to.program.fact(place).map(|f| &f.kind);
            let same_sort = matches!(
                (&facts.kind, kind),
                (FactKind::Field(..), Some(FactKind::Field(..)))
                    | (FactKind::Material(_), Some(FactKind::Material(_)))
            );
            let fault = state.value.as_deref().and_then(|value| self.to.program.fault(place, value));
            if state.how != How::Unknown && (!same_sort || fault.is_some()) {
                self.say(
                    format!("已有的 `{}` 不符合新版本的要求", facts.name),
                    format!("what is known of `{}` is not what the new version asks for", facts.name),
                );
            }
        }
        self.supplies();
    }

    /// What the steps that are done would have told by now, and somebody needs later.
    fn supplies(&mut self) {
        let program = &self.to.program;
        let ahead: Vec<&StepFacts> = steps(program)
            .filter(|(id, _)| {
                self.came_from.get(id.index()).copied().flatten().is_none_or(|old| !self.is_passed(old))
            })
            .map(|(_, facts)| facts)
            .collect();
        let needed = |fact| {
            ahead.iter().any(|step| {
                step.uses.contains(&fact)
                    || step.next.iter().any(|way| way.reads().any(|read| read == fact))
                    || step.kind == StepKind::WaitMoment(fact)
            })
        };
        let told_later =
            |fact| ahead.iter().any(|step| step.supplies.contains(&fact) || step.asks.contains(&fact));
        let mut missing = Vec::new();
        for (id, facts) in steps(program) {
            let passed = self.came_from.get(id.index()).copied().flatten();
            if !passed.is_some_and(|old| self.state.step(old).phase == Phase::Done) {
                continue;
            }
            for fact in facts.supplies.iter().chain(&facts.asks) {
                let name = program.fact(*fact).map(|f| f.name.clone()).unwrap_or_default();
                let old = self.from.program.find_fact(&name).and_then(|old| self.state.fact(old));
                let unknown = old.is_none_or(|state| state.how == How::Unknown);
                if unknown && needed(*fact) && !told_later(*fact) {
                    missing.push((facts.id.clone(), name));
                }
            }
        }
        for (step, name) in missing {
            self.say(
                format!("环节 `{step}` 已办完，而新版本此后需要它给出的 `{name}`"),
                format!("step `{step}` is done, and the new version needs `{name}` of it later"),
            );
        }
    }
}
