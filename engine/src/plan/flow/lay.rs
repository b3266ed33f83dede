//! Lays the steps of an item out in one way.

use super::needs::{brought_about, through_computed};
use super::{Branch, Fork, Leaf, LeafKind, Loop, Part, Signal, Taken};
use crate::plan::grounding::{Grounding, InstanceId};
use crate::plan::roles::{Filling, fillings, ground_role_datum};
use crate::plan::supply::Fact;
use crate::scenario::model::{Call, Condition, Datum, Name, PartyRef, Repeat, Step, StepKind};
use crate::scenario::text::Text;
use std::sync::Arc;

/// The flow of steps for one member of an `each` item, or for nobody in particular.
pub fn lay(grounding: &Grounding<'_>, steps: &[Arc<Step>], bound: Option<InstanceId>) -> Vec<Part<Leaf>> {
    Layer { grounding, members: bound.into_iter().collect(), suffix: String::new() }.steps(steps)
}

/// The flow of one step.
pub fn lay_step(grounding: &Grounding<'_>, step: &Arc<Step>, bound: Option<InstanceId>) -> Vec<Part<Leaf>> {
    lay(grounding, std::slice::from_ref(step), bound)
}

pub(super) struct Layer<'a> {
    pub(super) grounding: &'a Grounding<'a>,
    /// Members of `each` parties that steps are laid for, the innermost last.
    members: Vec<InstanceId>,
    /// What their numbers add to names.
    suffix: String,
}

impl Layer<'_> {
    pub(super) fn steps(&self, steps: &[Arc<Step>]) -> Vec<Part<Leaf>> {
        let (scenario, way) = (self.grounding.scenario(), self.grounding.way());
        steps
            .iter()
            .filter(|step| way.holds_or_none(scenario, step.when.as_ref()))
            .flat_map(|step| self.step(step))
            .collect()
    }

    fn step(&self, step: &Arc<Step>) -> Vec<Part<Leaf>> {
        match &step.kind {
            StepKind::Human | StepKind::Special(_) => {
                let mut leaf = self.leaf(step, "");
                // A copy for one member says for whom.
                leaf.about = self.suffixed().collect();
                vec![Part::Stop(leaf)]
            }
            StepKind::Notify(notice) => vec![self.about(step, notice.to)],
            StepKind::HoldFree(free) => {
                let mut leaf = self.leaf(step, "");
                leaf.about = self.resolve(free.thing);
                self.read(&mut leaf, free.by);
                vec![Part::Stop(leaf)]
            }
            StepKind::Run(run) => {
                let mut leaf = self.leaf(step, "");
                leaf.about = run.parties.iter().flat_map(|(_, party)| self.resolve(*party)).collect();
                vec![Part::Stop(leaf)]
            }
            StepKind::Call(call) => self.calls(step, call),
            StepKind::Choose(branches) => self.choose(step, branches),
            StepKind::Any(branches) => self.any(step, branches),
            StepKind::Parallel(branches) => {
                let taken = branches.iter().filter(|b| self.decided(b.when.as_ref()) != Some(false));
                let branches = taken.map(|b| always(b.title.clone(), self.steps(&b.steps))).collect();
                self.fork(step, "", Taken::All, branches)
            }
            StepKind::Each(each) => {
                let members: Vec<InstanceId> = self.grounding.of_party(each.party).collect();
                let copies = members.into_iter().map(|member| {
                    let inner = self.inside(member);
                    always(Text::default(), inner.steps(&each.steps))
                });
                self.fork(step, "", Taken::All, copies.collect())
            }
            StepKind::Repeat(repeat) => self.repeat(step, repeat),
            StepKind::Wait(wait) => self.wait(step, wait),
            StepKind::Hold(hold) => self.hold(step, hold),
        }
    }

    /// The same for one more member.
    fn inside(&self, member: InstanceId) -> Self {
        let number = self.grounding.instance(member).map_or(0, |i| i.member);
        let suffix = if number > 0 { format!("{}_{number}", self.suffix) } else { self.suffix.clone() };
        Self { grounding: self.grounding, members: [&self.members[..], &[member]].concat(), suffix }
    }

    /// The members by whom names differ.
    fn suffixed(&self) -> impl Iterator<Item = InstanceId> + '_ {
        let several = |m: &InstanceId| self.grounding.instance(*m).is_some_and(|i| i.member > 0);
        let own = if self.suffix.is_empty() { 0 } else { self.members.len() };
        self.members[..own].iter().copied().filter(several)
    }

    pub(super) fn resolve(&self, party: PartyRef) -> Vec<InstanceId> {
        let is = |m: &InstanceId| matches!(party, PartyRef::Party(id) if self.grounding.instance(*m).is_some_and(|i| i.party == id));
        self.grounding.resolve(party, self.members.iter().rev().copied().find(is))
    }

    pub(super) fn data(&self, datum: Datum) -> impl Iterator<Item = Fact> + use<> {
        self.resolve(datum.party).into_iter().map(move |i| Fact::Datum((i, datum.element)))
    }

    pub(super) fn read(&self, leaf: &mut Leaf, datum: Datum) {
        add(&mut leaf.uses, self.data(datum));
    }

    fn read_condition(&self, leaf: &mut Leaf, condition: &Condition) {
        for name in &condition.reads {
            if let Name::Datum(datum) = name {
                self.read(leaf, *datum);
            }
        }
    }

    /// Whether a condition holds in the way; none where only a run can tell.
    fn decided(&self, condition: Option<&Condition>) -> Option<bool> {
        let Some(condition) = condition else { return Some(true) };
        let settled = condition.is_settled_by_situations();
        settled.then(|| self.grounding.way().holds(self.grounding.scenario(), condition))
    }

    /// A leaf with what its step needs and gives; `part` tells several leaves of one step apart.
    pub(super) fn leaf(&self, step: &Arc<Step>, part: &str) -> Leaf {
        let mut leaf = self.gate(step, part, step.title.clone());
        leaf.kind = LeafKind::Step;
        leaf.uses = self.needs(step);
        leaf.gives = self.gives(step);
        leaf.returns = self.told(step);
        leaf.licences = self.licences(step);
        leaf
    }

    /// A leaf that needs and gives nothing.
    pub(super) fn gate(&self, step: &Arc<Step>, part: &str, title: Text) -> Leaf {
        let dot = if part.is_empty() { "" } else { "." };
        let numbers = self.suffix.replace('_', " ");
        let title = match title.zh.is_empty() || numbers.is_empty() {
            true => title,
            false => Text::new(format!("{}{numbers}", title.zh), format!("{}{numbers}", title.en)),
        };
        Leaf {
            name: format!("{}{}{dot}{part}", step.name, self.suffix),
            title,
            kind: LeafKind::Gate,
            step: step.clone(),
            members: self.members.clone(),
            about: Vec::new(),
            uses: Vec::new(),
            gives: Vec::new(),
            returns: Vec::new(),
            licences: Vec::new(),
        }
    }

    fn about(&self, step: &Arc<Step>, party: PartyRef) -> Part<Leaf> {
        let mut leaf = self.leaf(step, "");
        leaf.about = self.resolve(party);
        Part::Stop(leaf)
    }

    /// A call for every way to fill the service's roles, side by side; inside an `each` only those about the
    /// member, where the service is about such members; with only whom it names, in the roles that it names.
    fn calls(&self, step: &Arc<Step>, call: &Call) -> Vec<Part<Leaf>> {
        let Some((_, facts)) = self.grounding.scenario().catalogue.service(call.service) else {
            return Vec::new();
        };
        let mut all = fillings(self.grounding, &facts.about);
        for (role, party) in &call.roles {
            let meant = self.resolve(*party);
            all.retain(|f| f.roles.get(*role).is_some_and(|filled| filled.iter().all(|i| meant.contains(i))));
        }
        let includes = |f: &Filling, m: &InstanceId| f.roles.iter().flatten().any(|i| i == m);
        let meant = |m: &&InstanceId| all.iter().any(|f| includes(f, m));
        let members: Vec<InstanceId> = self.members.iter().filter(meant).copied().collect();
        let chosen: Vec<&Filling> = all.iter().filter(|f| members.iter().all(|m| includes(f, m))).collect();
        let several = chosen.len() > 1;
        let mut calls = chosen.into_iter().map(|filling| {
            let mut leaf = self.leaf(step, "");
            leaf.about = filling.roles.iter().flatten().copied().collect();
            if several {
                let names: Vec<String> = leaf.about.iter().map(|i| self.grounding.name(*i)).collect();
                leaf.name = format!("{}({})", leaf.name, names.join(", "));
            }
            for (data, facts) in [(&facts.given, &mut leaf.uses), (&facts.returns, &mut leaf.returns)] {
                let found = data.iter().flat_map(|d| ground_role_datum(self.grounding, filling, d).0);
                add(facts, found.map(Fact::Datum));
            }
            leaf
        });
        match several {
            true => self.fork(
                step,
                "",
                Taken::All,
                calls.map(|call| always(Text::default(), vec![Part::Stop(call)])).collect(),
            ),
            // Nobody fits the roles: it is made about no one.
            false => vec![Part::Stop(calls.next().unwrap_or_else(|| self.leaf(step, "")))],
        }
    }

    /// A branch that a condition on situations decides is taken alone or not at all.
    fn choose(&self, step: &Arc<Step>, written: &[crate::scenario::model::Branch]) -> Vec<Part<Leaf>> {
        let mut branches = Vec::new();
        let mut otherwise = false;
        for branch in written {
            let decided = self.decided(branch.when.as_ref());
            if decided == Some(false) {
                continue;
            }
            otherwise = decided == Some(true);
            let when = branch.when.clone().filter(|_| !otherwise);
            branches.push(Branch { when, ..self.branch(branch) });
            if otherwise {
                break;
            }
        }
        // Shares that sum to 1 say that one of the conditions always holds.
        let shares: Option<f64> = branches.iter().map(|b| b.chance).sum();
        let complete = shares.is_some_and(|sum| (sum - 1.0).abs() < 1e-6);
        if !otherwise && !complete && !branches.is_empty() {
            branches.push(always(Text::new("否则", "Otherwise"), Vec::new()));
        }
        let unknown = branches.iter().filter(|b| b.chance.is_none()).count();
        let known: f64 = branches.iter().filter_map(|b| b.chance).sum();
        if unknown == 1 && branches.len() > 1 {
            branches
                .iter_mut()
                .filter(|b| b.chance.is_none())
                .for_each(|b| b.chance = Some((1.0 - known).max(0.0)));
        }
        self.fork(step, "", Taken::One, branches)
    }

    /// Branches that are taken in any case stand beside those that a run decides on; the fork of these has a
    /// branch for when none is taken, so that there is always one.
    fn any(&self, step: &Arc<Step>, written: &[crate::scenario::model::Branch]) -> Vec<Part<Leaf>> {
        let (mut sure, mut open) = (Vec::new(), Vec::new());
        for branch in written {
            match self.decided(branch.when.as_ref()) {
                Some(false) => {}
                Some(true) => sure.push(always(branch.title.clone(), self.steps(&branch.steps))),
                None => open.push(Branch { when: branch.when.clone(), ..self.branch(branch) }),
            }
        }
        if open.iter().any(|b| !b.parts.is_empty()) {
            open.push(Branch {
                on: Some(Signal::NoneHolds),
                ..always(Text::new("都不需要", "None"), Vec::new())
            });
        }
        if sure.iter().all(|b| b.parts.is_empty()) {
            return self.fork(step, "", Taken::Any, open);
        }
        sure.push(always(Text::default(), self.fork(step, "any", Taken::Any, open)));
        self.fork(step, "", Taken::All, sure)
    }

    fn branch(&self, branch: &crate::scenario::model::Branch) -> Branch<Leaf> {
        Branch { chance: branch.chance, ..always(branch.title.clone(), self.steps(&branch.steps)) }
    }

    /// A fork, or less where less will do: nothing where nothing is done, the steps alone where there is no
    /// choice and nothing beside them.
    fn fork(
        &self,
        step: &Arc<Step>,
        part: &str,
        taken: Taken,
        mut branches: Vec<Branch<Leaf>>,
    ) -> Vec<Part<Leaf>> {
        let mut split = self.gate(step, &dotted(part, "split"), step.title.clone());
        let mut join = self.gate(step, &dotted(part, "join"), Text::default());
        for condition in branches.iter().filter_map(|b| b.when.as_ref()) {
            self.read_condition(&mut split, condition);
        }
        if part.is_empty() {
            add(&mut split.uses, self.needs(step));
            add(&mut join.gives, self.gives(step));
        }
        if taken == Taken::All {
            branches.retain(|b| !b.parts.is_empty());
        }
        let says = !split.uses.is_empty() || !join.gives.is_empty();
        if branches.iter().all(|b| b.parts.is_empty() && b.gives.is_empty()) {
            let split = says.then_some(split).into_iter();
            return split.map(|gate| Part::Stop(Leaf { gives: join.gives.clone(), ..gate })).collect();
        }
        if branches.len() == 1 && taken != Taken::Any && !says {
            return branches.pop().map(|b| b.parts).unwrap_or_default();
        }
        vec![Part::Fork(Box::new(Fork { taken, split, branches, join }))]
    }

    fn repeat(&self, step: &Arc<Step>, repeat: &Repeat) -> Vec<Part<Leaf>> {
        let parts = self.steps(&repeat.steps);
        if parts.is_empty() {
            return Vec::new();
        }
        let mut again = self.gate(step, "again", Text::default());
        let mut until = self.gate(step, "until", step.title.clone());
        again.uses = self.needs(step);
        self.read_condition(&mut until, &repeat.until);
        // What a round may bring and did not is no reason to stop: another round follows.
        let brought = brought_about(&parts);
        let parts_of = |fact: &Fact| through_computed(self.grounding, *fact, &brought);
        let (told, uses): (Vec<Fact>, Vec<Fact>) =
            until.uses.iter().flat_map(parts_of).partition(|f| brought.contains(f));
        until.uses = uses;
        let done = Some(repeat.until.clone());
        // What the condition reads is known once it holds.
        let mut gives = self.gives(step);
        add(&mut gives, told);
        vec![Part::Loop(Box::new(Loop { again, parts, until, done, on: None, chance: repeat.chance, gives }))]
    }
}

pub(super) fn always(title: Text, parts: Vec<Part<Leaf>>) -> Branch<Leaf> {
    Branch { title, when: None, on: None, chance: None, gives: Vec::new(), parts }
}

pub(super) fn dotted(part: &str, name: &str) -> String {
    if part.is_empty() { name.to_owned() } else { format!("{part}.{name}") }
}

/// Adds facts that are not there yet.
pub(super) fn add(facts: &mut Vec<Fact>, more: impl IntoIterator<Item = Fact>) {
    for fact in more {
        if !facts.contains(&fact) {
            facts.push(fact);
        }
    }
}
