//! Blocks: steps that hold lists of steps.

use super::Reader;
use super::steps::Around;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::grammar::steps::Kind;
use crate::scenario::lower::{read, value};
use crate::scenario::model::{Branch, Each, Repeat, StepKind};
use crate::scenario::source::Span;
use crate::scenario::syntax::{Node, NodeValue};
use crate::scenario::text::Text;

/// Most rounds of a `repeat` that says none: enough for any mending, few enough to be noticed.
const MOST_ROUNDS: u32 = 10;
/// Most rounds that may be written: without an end to it, rounds in which nobody waits would never be over.
const LARGEST_MOST: u32 = 1_000;

impl Reader<'_> {
    /// The branches of `choose`, `any` and `parallel`.
    pub(super) fn branches(&mut self, kind: &Kind, facts: &Node, around: &mut Around) -> Vec<Branch> {
        let mut branches = Vec::new();
        let Some(node) = facts.get(kind.name) else { return branches };
        for (number, member) in (1..).zip(node.members()) {
            let bare = matches!(member.value, NodeValue::List(_));
            let when = member.get("when").and_then(|n| self.judged_when_reached(n, around.each));
            let title = match (member.get("title"), &when) {
                (None, Some(when)) => Text::same(when.text.value.clone()),
                (None, None) if kind.name == "choose" => Text::new("否则", "otherwise"),
                (None, None) => Text::new(format!("分支 {number}"), format!("branch {number}")),
                (written, _) => read::label(written, ""),
            };
            branches.push(Branch {
                title,
                when,
                chance: member.get("chance").and_then(value::probability),
                steps: self.steps(if bare { Some(member) } else { member.get("steps") }, around),
                span: member.span,
            });
        }
        self.holds_something(node);
        if kind.name == "choose" {
            self.chances(node, &branches);
        }
        branches
    }

    /// Of the branches of a `choose` one is taken, so that their shares come to 1 at most.
    fn chances(&mut self, node: &Node, branches: &[Branch]) {
        let written: Vec<f64> = branches.iter().filter_map(|b| b.chance).collect();
        let sum: f64 = written.iter().sum();
        let whole = written.len() == branches.len() && !branches.is_empty();
        if sum > 1.0 + 1e-6 || (whole && sum < 1.0 - 1e-6) {
            let sum = value::rounded(sum);
            let at = node.members().iter().find_map(|m| m.get("chance")).map_or(node.span, |n| n.span);
            let message = Text::new(
                format!("各分支的占比之和是 {sum}，不是 1"),
                format!("the chances of the branches sum to {sum}, not 1"),
            );
            let mend = Text::new(
                "改到和为 1；可以不写其中一个，剩下的归它",
                "make them sum to 1; one may be left out and takes the rest",
            );
            self.findings.push(Diagnostic::new("E0406", at, message).mend(mend));
        }
    }

    /// A block around nothing is a slip: something was meant to stand in it.
    fn holds_something(&mut self, node: &Node) {
        if matches!(node.value, NodeValue::Null) || matches!(&node.value, NodeValue::List(l) if l.is_empty())
        {
            let message = Text::new("这里面什么也没有", "there is nothing in it");
            let mend = Text::new("写上要办的环节，或删去它", "write its steps, or remove it");
            self.findings.push(Diagnostic::new("E0158", node.span, message).mend(mend));
        }
    }

    /// `each: child` with `steps`.
    pub(super) fn each_block(&mut self, facts: &Node, around: &mut Around) -> Option<StepKind> {
        let node = facts.get("each")?;
        let party = self.each(Some(node))?;
        if around.each == Some(party) || self.bound.contains(&party) {
            self.is_each_already(node.span);
        }
        self.bound.push(party);
        let steps = self.steps(facts.get("steps"), around);
        self.bound.pop();
        if let Some(steps) = facts.get("steps") {
            self.holds_something(steps);
        }
        Some(StepKind::Each(Each { party, steps }))
    }

    fn is_each_already(&mut self, at: Span) {
        let message =
            Text::new("这里已是其中一人，不能再逐人重复", "here it is one member already, not all of them");
        let mend = Text::new("去掉里面或外面的 each", "remove the inner `each`, or the outer one");
        self.findings.push(Diagnostic::new("E0511", at, message).mend(mend));
    }

    /// `repeat: […]` with `until`.
    pub(super) fn repeat(&mut self, facts: &Node, around: &mut Around) -> Option<StepKind> {
        let node = facts.get("repeat")?;
        let steps = self.steps(Some(node), around);
        self.holds_something(node);
        let until = facts.get("until").and_then(|n| self.judged_when_reached(n, around.each));
        let most = facts.get("most");
        if let Some(most) = most {
            let message = match value::count(most) {
                Some(0) => Some(Text::new("至少办一轮", "there is one round at least")),
                Some(rounds) if rounds > LARGEST_MOST => {
                    Some(Text::new("轮数太多，不会有人办到", "nobody goes so many rounds"))
                }
                _ => None,
            };
            let mend = Text::new(
                format!("写 1 到 {LARGEST_MOST} 的整数"),
                format!("write a whole number from 1 to {LARGEST_MOST}"),
            );
            let found = message.map(|message| Diagnostic::new("E0401", most.span, message).mend(mend));
            self.findings.extend(found);
        }
        Some(StepKind::Repeat(Repeat {
            steps,
            until: until?,
            chance: facts.get("chance").and_then(value::probability),
            most: most.and_then(value::count).unwrap_or(MOST_ROUNDS),
        }))
    }
}
