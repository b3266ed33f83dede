//! Steps of items.

use super::Reader;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::lower::{read, value};
use crate::scenario::model::{
    DepartmentId, Gives, Needs, Notice, Outcome, PartyId, ServiceId, Step, StepKind,
};
use crate::scenario::source::Spanned;
use crate::scenario::syntax::Node;
use crate::scenario::text::Text;
use std::sync::Arc;

/// Labels of the step names of the format.
const KNOWN: &[(&str, &str, &str)] = &[
    ("accept", "受理", "Accept"),
    ("review", "审查", "Review"),
    ("decide", "决定", "Decide"),
    ("issue", "制证", "Issue"),
    ("deliver", "送达", "Deliver"),
    ("site_visit", "现场勘验", "Site visit"),
];

impl Reader<'_> {
    pub(super) fn steps(
        &mut self,
        node: Option<&Node>,
        of: Option<DepartmentId>,
        each: Option<PartyId>,
    ) -> Vec<Arc<Step>> {
        let mut steps: Vec<Arc<Step>> = Vec::new();
        for member in node.map_or(&[][..], Node::members) {
            let Some((name, facts)) = read::entry(member) else { continue };
            if LATER.contains(&&*name.value) {
                self.findings.push(crate::scenario::grammar::later(&name));
                continue;
            }
            if let Some(found) = crate::scenario::grammar::bad_id(&name.value, name.span) {
                self.findings.push(found);
            }
            if let Some(first) = steps.iter().find(|s| s.name == name.value) {
                let message = Text::new(
                    format!("环节 `{}` 重复", name.value),
                    format!("step `{}` is there twice", name.value),
                );
                let found = Diagnostic::new("E0202", name.span, message)
                    .mend(Text::new("给其中一个改名", "rename one of them"));
                self.findings.push(found.also(first.span, Text::new("先在这里", "first here")));
            }
            let empty =
                Node { value: crate::scenario::syntax::NodeValue::Map(Vec::new()), span: member.span };
            steps.push(Arc::new(self.step(&name, facts.unwrap_or(&empty), of, each)));
        }
        steps
    }

    fn step(
        &mut self,
        name: &Spanned<crate::scenario::model::Id>,
        facts: &Node,
        of: Option<DepartmentId>,
        each: Option<PartyId>,
    ) -> Step {
        let department = facts.get("department").and_then(read::spanned).and_then(|n| self.department(&n));
        let system = facts.get("system").and_then(read::spanned).and_then(|n| self.system(&n));
        let role = facts.get("role").and_then(read::spanned);
        if let (Some(role), Some(owner)) = (&role, department.or(of)) {
            self.role(role, owner);
        }
        let known = KNOWN.iter().find(|(id, ..)| *id == &*name.value);
        let title = match (facts.get("title"), known) {
            (None, Some((_, zh, en))) => Text::new(*zh, *en),
            (written, _) => read::label(written, &name.value),
        };
        Step {
            name: name.value.clone(),
            title,
            kind: self.step_kind(facts),
            role: role.map(|r| r.value),
            department,
            with: Vec::new(),
            system,
            takes: facts.get("takes").and_then(value::work_time),
            within: facts.get("within").and_then(|n| value::period(n).map(|p| Spanned::new(p, n.span))),
            outcome: self.outcome(facts),
            needs: Needs::default(),
            gives: Gives::default(),
            undo: None,
            when: self.when(facts, each),
            span: name.span,
        }
    }

    fn step_kind(&mut self, facts: &Node) -> StepKind {
        if let Some(special) = facts.get("special").and_then(Node::text) {
            return StepKind::Special(special.clone());
        }
        if let Some(name) = facts.get("call").and_then(read::spanned) {
            let what = ("服务", "service");
            if let Some(found) = read::position(&self.catalogue.services, &name, what, &mut self.findings) {
                return StepKind::Call(ServiceId::from(found));
            }
        }
        if let Some(name) = facts.get("notify").and_then(read::spanned) {
            if let Some(to) = self.party_ref(&name) {
                let text = read::label(facts.get("title"), &name.value);
                return StepKind::Notify(Notice { to, text });
            }
        }
        StepKind::Human
    }

    /// A role that nobody of the department has is probably misspelt.
    fn role(&mut self, role: &Spanned<crate::scenario::model::Id>, owner: DepartmentId) {
        let Some((name, department)) = self.catalogue.department(owner) else { return };
        if department.staff.is_empty() || department.staff.contains_key(&role.value) {
            return;
        }
        let known: Vec<&str> = department.staff.keys().map(|k| &**k).collect();
        let list = known.join(" ");
        let message = Text::new(
            format!("`{name}` 没有角色 `{}` 的人员", role.value),
            format!("`{name}` has nobody of role `{}`", role.value),
        );
        let mend = Text::new(format!("已有角色：{list}"), format!("its roles are: {list}"));
        self.findings.push(Diagnostic::new("W0501", role.span, message).mend(mend));
    }

    fn outcome(&mut self, facts: &Node) -> Outcome {
        let corrects_in = facts.get("corrects_in").and_then(value::work_time);
        let Some(node) = facts.get("outcome") else { return Outcome { corrects_in, ..Outcome::default() } };
        let chance = |key: &str| node.get(key).and_then(value::probability);
        let (correct, reject) = (chance("correct").unwrap_or(0.0), chance("reject").unwrap_or(0.0));
        let approve = chance("approve").unwrap_or(1.0 - correct - reject);
        let sum = approve + correct + reject;
        if (sum - 1.0).abs() > 1e-6 || approve < 0.0 {
            let (sum, rest) = (value::rounded(sum), value::rounded(correct + reject));
            let message = match approve < 0.0 {
                true => Text::new(
                    format!("correct 与 reject 之和是 {rest}，超过 1"),
                    format!("`correct` and `reject` sum to {rest}, more than 1"),
                ),
                false => Text::new(
                    format!("各结果的概率之和是 {sum}，不是 1"),
                    format!("the outcomes sum to {sum}, not 1"),
                ),
            };
            let mend =
                Text::new("改到和为 1；approve 可以不写", "make them sum to 1; `approve` may be left out");
            self.findings.push(Diagnostic::new("E0406", node.span, message).mend(mend));
        }
        Outcome { approve, correct, reject, corrects_in }
    }
}

const LATER: &[&str] = &["choose", "any", "parallel", "each", "repeat", "wait", "run", "undo", "hold"];
