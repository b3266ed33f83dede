//! Waits and holds, laid out as what they come to: a stop that waits, and forks behind it.

use super::lay::{Layer, add, always, dotted};
use super::{Branch, Fork, Leaf, LeafKind, Loop, Part, Signal, Taken};
use crate::plan::supply::Fact;
use crate::scenario::model::{Hold, MessageId, Step, Wait, WaitFor};
use crate::scenario::text::Text;
use std::sync::Arc;

impl Layer<'_> {
    /// A wait; where it may be too late and something else is done then, a fork behind it.
    pub(super) fn wait(&self, step: &Arc<Step>, wait: &Wait) -> Vec<Part<Leaf>> {
        let mut leaf = self.leaf(step, "");
        let mut brings = Vec::new();
        match &wait.until {
            WaitFor::Period(_) => {}
            WaitFor::Moment(datum) => self.read(&mut leaf, datum.value),
            WaitFor::Message(message) => brings = self.message(&mut leaf, *message),
        }
        let may_be_late = wait.within.is_some() && !wait.otherwise_rejects;
        let otherwise = if may_be_late { self.steps(&wait.otherwise) } else { Vec::new() };
        if !may_be_late {
            add(&mut leaf.gives, brings);
            return vec![Part::Stop(leaf)];
        }
        if otherwise.is_empty() && brings.is_empty() {
            return vec![Part::Stop(leaf)];
        }
        let gives = std::mem::take(&mut leaf.gives);
        let in_time = Branch {
            on: Some(Signal::InTime),
            gives: brings,
            ..always(Text::new("按时", "In time"), Vec::new())
        };
        let late = Branch { on: Some(Signal::TooLate), ..always(Text::new("逾期", "Too late"), otherwise) };
        let split = self.gate(step, "late.split", Text::default());
        let mut join = self.gate(step, "late.join", Text::default());
        join.gives = gives;
        let branches = vec![in_time, late];
        vec![Part::Stop(leaf), Part::Fork(Box::new(Fork { taken: Taken::One, split, branches, join }))]
    }

    /// Adds what a message is found by to what a leaf uses; what the message brings.
    fn message(&self, leaf: &mut Leaf, message: MessageId) -> Vec<Fact> {
        let Some(facts) = self.grounding.scenario().message(message) else {
            return Vec::new();
        };
        self.read(leaf, facts.reply_to.value);
        let mut brings = Vec::new();
        facts.gives.iter().for_each(|d| add(&mut brings, self.data(d.value)));
        brings
    }

    /// A hold joins the line; what it does while it must wait, when it takes effect and when it is over
    /// follows in two forks, which the state of the hold decides.
    pub(super) fn hold(&self, step: &Arc<Step>, hold: &Hold) -> Vec<Part<Leaf>> {
        let about = self.resolve(hold.thing);
        let mut joins = self.leaf(step, "");
        let gives = std::mem::take(&mut joins.gives);
        joins.about.clone_from(&about);
        self.read(&mut joins, hold.by);
        hold.line_by.iter().for_each(|d| self.read(&mut joins, d.value));
        hold.release.iter().for_each(|release| {
            self.message(&mut joins, *release);
        });
        hold.renew.iter().for_each(|r| {
            self.message(&mut joins, r.message);
        });
        let waits = |part: &str, kind: LeafKind, zh: &str, en: &str| Leaf {
            kind,
            about: about.clone(),
            ..self.gate(
                step,
                part,
                Text::new(format!("{}：{zh}", step.title.zh), format!("{}: {en}", step.title.en)),
            )
        };
        let line = waits("line", LeafKind::HoldLine, "轮候", "in line");
        let end = waits("end", LeafKind::HoldEnd, "解除或期满", "released or lapsed");
        let mut in_line = self.steps(&hold.waiting);
        in_line.push(Part::Stop(line));
        let mut in_effect = self.steps(&hold.effect);
        let branch = |on: Signal, zh: &str, en: &str, parts| Branch {
            on: Some(on),
            ..always(Text::new(zh, en), parts)
        };
        let fork = |part: &str, branches| {
            let split = self.gate(step, &dotted(part, "split"), Text::default());
            let join = self.gate(step, &dotted(part, "join"), Text::default());
            Fork { taken: Taken::One, split, branches, join }
        };
        in_effect.push(self.held(step, hold, Part::Stop(end)));
        let queue = fork(
            "queue",
            vec![
                branch(Signal::AtOnce, "即时生效", "At once", Vec::new()),
                branch(Signal::InLine, "轮候", "In line", in_line),
            ],
        );
        let mut effect = fork(
            "effect",
            vec![
                branch(Signal::TookEffect, "已生效", "In effect", in_effect),
                branch(Signal::LeftTheLine, "未生效即解除", "Left the line", Vec::new()),
            ],
        );
        effect.join.gives = gives;
        let mut parts = vec![Part::Stop(joins), Part::Fork(Box::new(queue)), Part::Fork(Box::new(effect))];
        parts.extend(self.steps(&hold.at_end));
        parts
    }

    /// The time of a hold in effect, up to its end; where something is done when it is renewed, that is done
    /// and the end is waited for again.
    fn held(&self, step: &Arc<Step>, hold: &Hold, end: Part<Leaf>) -> Part<Leaf> {
        let renewed = hold.renew.as_ref().map(|r| self.steps(&r.steps)).unwrap_or_default();
        if renewed.is_empty() {
            return end;
        }
        let gate = |part: &str| self.gate(step, &dotted("renewed", part), Text::default());
        let branch = |on: Signal, zh: &str, en: &str, parts| Branch {
            on: Some(on),
            ..always(Text::new(zh, en), parts)
        };
        let fork = Fork {
            taken: Taken::One,
            split: gate("split"),
            branches: vec![
                branch(Signal::HoldOver, "已结束", "Over", Vec::new()),
                branch(Signal::Renewed, "已续期", "Renewed", renewed),
            ],
            join: gate("join"),
        };
        Part::Loop(Box::new(Loop {
            again: gate("again"),
            parts: vec![end, Part::Fork(Box::new(fork))],
            until: gate("until"),
            done: None,
            on: Some(Signal::HoldOver),
            chance: None,
            gives: Vec::new(),
        }))
    }
}
