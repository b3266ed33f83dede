//! Steps: their names, their kinds, and what all kinds share.

use super::Reader;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::grammar::steps::{KINDS, Kind, STEP_KEYS, WORK, lacks_name};
use crate::scenario::grammar::{Shape, bad_id, missing_key, validate};
use crate::scenario::lower::{read, value};
use crate::scenario::model::{DepartmentId, Gives, Id, Needs, Notice, Outcome, PartyId, Step, StepKind};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::syntax::{Node, NodeValue};
use crate::scenario::text::Text;
use std::collections::BTreeMap;
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

/// What steps take from the item they stand in.
pub(super) struct Around {
    /// Who handles the item.
    department: Option<DepartmentId>,
    /// Of whose members it is handled for one.
    pub(super) each: Option<PartyId>,
    /// Names of its steps so far, those in blocks among them.
    names: BTreeMap<Id, Span>,
}

impl Around {
    pub(super) fn new(department: Option<DepartmentId>, each: Option<PartyId>) -> Self {
        Self { department, each, names: BTreeMap::new() }
    }
}

impl Reader<'_> {
    pub(super) fn steps(&mut self, node: Option<&Node>, around: &mut Around) -> Vec<Arc<Step>> {
        let mut steps: Vec<Arc<Step>> = Vec::new();
        for member in node.map_or(&[][..], Node::members) {
            if let Some(found) = without_name(member) {
                self.findings.push(found);
                continue;
            }
            let Some((name, facts)) = read::entry(member) else { continue };
            self.findings.extend(bad_id(&name.value, name.span));
            self.is_new(&name, around);
            let empty = Node { value: NodeValue::Map(Vec::new()), span: member.span };
            steps.push(Arc::new(self.step(&name, facts.unwrap_or(&empty), around)));
        }
        steps
    }

    /// A step's name is its own in the item, blocks included: plans, tests and traces call it so.
    fn is_new(&mut self, name: &Spanned<Id>, around: &mut Around) {
        match around.names.get(&name.value) {
            None => {
                around.names.insert(name.value.clone(), name.span);
            }
            Some(first) => {
                let message = Text::new(
                    format!("环节 `{}` 重复", name.value),
                    format!("step `{}` is there twice", name.value),
                );
                let found = Diagnostic::new("E0202", name.span, message)
                    .mend(Text::new("给其中一个改名", "rename one of them"));
                self.findings.push(found.also(*first, Text::new("先在这里", "first here")));
            }
        }
    }

    fn step(&mut self, name: &Spanned<Id>, facts: &Node, around: &mut Around) -> Step {
        let kind = self.kind_of(facts);
        let department = facts.get("department").and_then(read::spanned).and_then(|n| self.department(&n));
        let system = facts.get("system").and_then(read::spanned).and_then(|n| self.system(&n));
        let role = facts.get("role").and_then(read::spanned);
        let with = match ["run", "call"].contains(&kind.name) {
            true => Vec::new(),
            false => self.partners(facts.get("with")),
        };
        if let Some(owner) = department.or(around.department) {
            let works = ["", "special"].contains(&kind.name);
            self.is_staffed(name, role.as_ref(), owner, &with, works);
        }
        let known = KNOWN.iter().find(|(id, ..)| *id == &*name.value);
        let title = match (facts.get("title"), known) {
            (None, Some((_, zh, en))) => Text::new(*zh, *en),
            (None, None) => self.implied_title(facts).unwrap_or_else(|| Text::same(&*name.value)),
            (written, _) => read::label(written, &name.value),
        };
        let within = facts.get("within").and_then(|n| value::period(n).map(|p| Spanned::new(p, n.span)));
        Step {
            name: name.value.clone(),
            kind: self.step_kind(kind, &title, facts, around),
            role: role.map(|r| r.value),
            department,
            with,
            system,
            takes: facts.get("takes").and_then(value::work_time),
            // How long a message is waited for is the wait's own affair, no limit of work.
            within: within.filter(|_| kind.name != "wait"),
            outcome: self.outcome(facts),
            needs: self.step_needs(facts.get("needs"), around.each),
            gives: self.step_gives(facts.get("gives")),
            undo: facts.get("undo").and_then(|undo| self.undo(name, &title, undo, around)),
            when: self.when(facts, around.each),
            title,
            span: name.span,
        }
    }

    /// What a step without a title of its own is called: a call like its service, a notice after who gets it.
    fn implied_title(&self, facts: &Node) -> Option<Text> {
        let named = |key: &str| facts.get(key).and_then(Node::text);
        if let Some(service) = named("call") {
            return self.catalogue.services.get(&**service).map(|s| s.title.clone());
        }
        let to = named("notify")?;
        let party = match &**to {
            "applicant" => Text::new("申请人", "the applicant"),
            name => self.people.get(name)?.title.clone(),
        };
        Some(Text::new(format!("通知{}", party.zh), format!("Notify: {}", party.en)))
    }

    /// The kind that a step's keys say; keys that mean nothing there are found.
    fn kind_of(&mut self, facts: &Node) -> &'static Kind {
        let keys = facts.entries();
        let mut said = keys
            .iter()
            .filter_map(|e| KINDS.iter().find(|k| *k.name == *e.key.value).map(|kind| (kind, e.key.span)));
        let first = said.next();
        let kind = first.map_or(&WORK, |(kind, _)| kind);
        // A misspelt key may be the one that would say the kind.
        if keys.iter().any(|e| !STEP_KEYS.iter().any(|k| *k.name == *e.key.value)) {
            return kind;
        }
        if let (Some((_, first)), Some((second, span))) = (first, said.next()) {
            let message = Text::new(
                format!("一个环节只做一件事，这里又写了 `{}`", second.name),
                format!("a step is one thing; here it is `{}` too", second.name),
            );
            let mend = Text::new(
                "分成两个环节，或把一个放进另一个里面",
                "make two steps, or put one into the other",
            );
            let found = Diagnostic::new("E0155", span, message).mend(mend);
            self.findings.push(found.also(first, Text::new("已是这一种", "it is this already")));
            return kind;
        }
        for entry in keys {
            let key = &*entry.key.value;
            let own = key == kind.name || kind.must.contains(&key) || kind.may.contains(&key);
            if !own && !["title", "when", "source"].contains(&key) {
                self.findings.push(foreign_key(kind, &entry.key));
            }
        }
        for must in kind.must.iter().filter(|must| facts.get(must).is_none()) {
            if let Some(key) = STEP_KEYS.iter().find(|k| k.name == *must) {
                self.findings.push(missing_key(facts, key));
            }
        }
        kind
    }

    fn step_kind(&mut self, kind: &Kind, title: &Text, facts: &Node, around: &mut Around) -> StepKind {
        let read = match kind.name {
            "special" => facts.get("special").and_then(Node::text).cloned().map(StepKind::Special),
            "call" => self.call(facts),
            "notify" => {
                let to = facts.get("notify").and_then(read::spanned).and_then(|n| self.party_ref(&n));
                let text = read::optional_label(facts.get("text")).unwrap_or_else(|| title.clone());
                to.map(|to| StepKind::Notify(Notice { to, text }))
            }
            "choose" => Some(StepKind::Choose(self.branches(kind, facts, around))),
            "any" => Some(StepKind::Any(self.branches(kind, facts, around))),
            "parallel" => Some(StepKind::Parallel(self.branches(kind, facts, around))),
            "each" => self.each_block(facts, around),
            "repeat" => self.repeat(facts, around),
            "wait" => self.wait(facts, around),
            "run" => self.run(facts),
            "hold" => self.hold(facts, around),
            "hold_free" => self.hold_free(facts),
            _ => None,
        };
        // What could not be read has its finding; work of a person stands in, so that reading can go on.
        read.unwrap_or(StepKind::Human)
    }

    /// `undo: { call: x.cancel }`: one step without a name of its own.
    fn undo(
        &mut self,
        of: &Spanned<Id>,
        title: &Text,
        facts: &Node,
        around: &mut Around,
    ) -> Option<Arc<Step>> {
        let refuse = |span: Span| {
            let message = Text::new(
                "撤回只能是一项人工、一次调用或一个通知",
                "what undoes a step is one piece of work, one call or one notice",
            );
            let mend = Text::new("写成 undo: { call: … } 这样", "write it like `undo: { call: … }`");
            Diagnostic::new("E0705", span, message).mend(mend)
        };
        let block = facts.entries().iter().find(|e| {
            let key = &*e.key.value;
            key == "undo"
                || (KINDS.iter().any(|k| k.name == key) && !["special", "call", "notify"].contains(&key))
        });
        if let Some(block) = block {
            self.findings.push(refuse(block.key.span));
            return None;
        }
        let name = Spanned::new(Id::from(format!("undo_{}", of.value)), of.span);
        self.is_new(&name, around);
        let mut undo = self.step(&name, facts, around);
        if facts.get("title").is_none() {
            undo.title = Text::new(format!("撤回：{}", title.zh), format!("Undo: {}", title.en));
        }
        Some(Arc::new(undo))
    }

    /// Departments that take part in the same visit.
    fn partners(&mut self, node: Option<&Node>) -> Vec<DepartmentId> {
        let Some(node) = node else { return Vec::new() };
        if !node.entries().is_empty() {
            validate(node, &Shape::List(&Shape::Name), &mut self.findings);
        }
        let names: Vec<Spanned<Id>> = node.one_or_many().iter().filter_map(read::spanned).collect();
        names.iter().filter_map(|name| self.department(name)).collect()
    }

    /// What a step needs: a list of data elements, or the map that items have.
    fn step_needs(&mut self, node: Option<&Node>, each: Option<PartyId>) -> Needs {
        match node {
            Some(list) if !list.members().is_empty() => {
                Needs { fields: self.data(node, each), ..Needs::default() }
            }
            _ => self.needs(node, each),
        }
    }

    /// What a step gives: a list of data elements, or the map that items have.
    fn step_gives(&mut self, node: Option<&Node>) -> Gives {
        match node {
            Some(list) if !list.members().is_empty() => {
                let fields = self.data(node, None).into_iter().map(|n| Spanned::new(n.what, n.span));
                Gives { fields: fields.collect(), ..Gives::default() }
            }
            _ => self.gives(node),
        }
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

/// `- wait: 7d`, where `- name: { wait: 7d }` is meant.
fn without_name(member: &Node) -> Option<Diagnostic> {
    let entry = member.only_entry().filter(|e| lacks_name(e))?;
    let kind = &entry.key.value;
    if &**kind == "undo" {
        let message = Text::new("`undo` 写在它所撤回的环节里", "`undo` belongs into the step that it undoes");
        let mend = Text::new(
            "写成 `- 名字: { call: …, undo: { call: … } }`",
            "write `- a_name: { call: …, undo: { call: … } }`",
        );
        return Some(Diagnostic::new("E0157", entry.key.span, message).mend(mend));
    }
    let message = Text::new(
        format!("`{kind}` 是环节的种类，这个环节还没有名字"),
        format!("`{kind}` is a kind of step; this step has no name yet"),
    );
    let mend =
        Text::new(format!("写成 `- 名字: {{ {kind}: … }}`"), format!("write `- a_name: {{ {kind}: … }}`"));
    Some(Diagnostic::new("E0157", entry.key.span, message).mend(mend))
}

/// A key that belongs to another kind of step.
fn foreign_key(kind: &Kind, key: &Spanned<Arc<str>>) -> Diagnostic {
    let name = &*key.value;
    let of = |kind: &Kind| match kind.name {
        "" => ("人工环节".to_owned(), "work of a person".to_owned()),
        name => (format!("`{name}`"), format!("`{name}`")),
    };
    let (zh, en) = of(kind);
    if name == "undo" {
        let message = Text::new(format!("{zh} 无从撤回"), format!("{en} cannot be undone"));
        let mend = Text::new(
            "把 undo 写在要撤回的人工、调用或 run 上",
            "write `undo` on the work, the call or the run that is to be undone",
        );
        return Diagnostic::new("E0705", key.span, message).mend(mend);
    }
    let message = Text::new(format!("`{name}` 在{zh}上没有含义"), format!("`{name}` means nothing on {en}"));
    let owners = [&WORK].into_iter().chain(&KINDS);
    let owners = owners.filter(|k| k.must.contains(&name) || k.may.contains(&name)).map(of);
    let (zh, en): (Vec<String>, Vec<String>) = owners.unzip();
    let mend = Text::new(
        format!("它用于：{}；删去它，或改写环节的种类", zh.join("、")),
        format!("it goes with {}; remove it, or write what kind of step this is", en.join(", ")),
    );
    Diagnostic::new("E0156", key.span, message).mend(mend)
}
