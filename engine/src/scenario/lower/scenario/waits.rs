//! Waits, runs of other scenarios, and what is held for one application at a time; messages.

use super::Reader;
use super::steps::Around;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::grammar::{Shape, validate};
use crate::scenario::lower::{read, value};
use crate::scenario::model::{
    Datum, ElementType, Hold, HoldFree, Id, Message, MessageId, PartyRef, Period, Renewal, Run, StepKind,
    TermFrom, Wait, WaitFor,
};
use crate::scenario::source::Spanned;
use crate::scenario::syntax::Node;
use crate::scenario::text::Text;

// What `else` may say, by the kind of step; that of a wait may be steps, too.
const ELSE_OF_WAIT: Shape = Shape::Word(&["reject"]);
const ELSE_OF_RUN: Shape = Shape::Word(&["reject", "go_on"]);
const ELSE_OF_HOLD_FREE: Shape = Shape::Word(&["reject", "wait"]);

impl Reader<'_> {
    /// `messages:` of the scenario.
    pub(super) fn messages(&mut self, node: Option<&Node>) {
        for entry in node.map_or(&[][..], Node::entries).iter().filter(|e| &*e.key.value != "source") {
            let facts = &entry.value;
            let Some(reply_to) = facts.get("reply_to").and_then(|n| self.spanned_datum(n)) else {
                // A name that is known, be it without facts, has no second finding where it is used.
                self.unread_messages.push(entry.key.value.clone());
                continue;
            };
            let gives = facts.get("gives").map_or(&[][..], Node::members);
            let message = Message {
                title: read::label(facts.get("title"), &entry.key.value),
                reply_to,
                gives: gives.iter().filter_map(|n| self.spanned_datum(n)).collect(),
                comes_in: facts.get("comes_in").and_then(value::work_time),
                span: entry.key.span,
            };
            self.messages.insert(entry.key.value.clone(), message);
        }
    }

    fn message(&mut self, node: Option<&Node>) -> Option<MessageId> {
        let name = node.and_then(read::spanned)?;
        if self.unread_messages.contains(&name.value) {
            return None;
        }
        read::position(&self.messages, &name, ("消息", "message"), &mut self.findings).map(MessageId::from)
    }

    /// `wait: 7d`, `wait: case.hearing_date`, or `wait: reply` with `within` and `else`.
    pub(super) fn wait(&mut self, facts: &Node, around: &mut Around) -> Option<StepKind> {
        let node = facts.get("wait")?;
        let until = self.wait_for(node);
        let within = period(facts.get("within"));
        let otherwise = facts.get("else");
        let steps = self.steps(otherwise, around);
        let word = otherwise.filter(|n| n.text().is_some());
        let rejects = self.word_of_else(word, &ELSE_OF_WAIT).is_some();
        let until = until?;
        self.within_and_else(&until, facts);
        Some(StepKind::Wait(Wait { until, within, otherwise: steps, otherwise_rejects: rejects }))
    }

    fn wait_for(&mut self, node: &Node) -> Option<WaitFor> {
        let text = node.text()?;
        if let Some(period) = value::period(node) {
            return Some(WaitFor::Period(Spanned::new(period, node.span)));
        }
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            validate(node, &Shape::Period, &mut self.findings);
            return None;
        }
        if !text.contains('.') {
            return self.message(Some(node)).map(WaitFor::Message);
        }
        let datum = self.spanned_datum(node)?;
        let dates = [ElementType::Date, ElementType::DateTime];
        self.is_of_type(&datum, &dates, ("日期", "date"));
        Some(WaitFor::Moment(datum))
    }

    /// A message may never come, so that how long it is waited for and what happens then go together; a time
    /// always comes.
    fn within_and_else(&mut self, until: &WaitFor, facts: &Node) {
        let (within, otherwise) = (facts.get("within"), facts.get("else"));
        let found = match (until, within, otherwise) {
            (WaitFor::Message(_), Some(within), None) => (
                within.span,
                Text::new("等不到时怎么办没有写", "what happens when it does not come is not said"),
                Text::new(
                    "加上 else: reject 或 else: [环节]",
                    "add `else: reject`, or `else: [ … ]` with steps",
                ),
            ),
            (WaitFor::Message(_), None, Some(otherwise)) => (
                otherwise.span,
                Text::new("等多久没有写，else 无从谈起", "how long it is waited for is not said"),
                Text::new("加上 within: 30d", "add `within: 30d`"),
            ),
            (WaitFor::Period(_) | WaitFor::Moment(_), Some(extra), _)
            | (WaitFor::Period(_) | WaitFor::Moment(_), None, Some(extra)) => (
                extra.span,
                Text::new(
                    "时间总会到来，不用 within 和 else",
                    "a time always comes; it takes no `within` and no `else`",
                ),
                Text::new("删去它们", "remove them"),
            ),
            _ => return,
        };
        self.findings.push(Diagnostic::new("E0512", found.0, found.1).mend(found.2));
    }

    /// The word of an `else`, judged by what its kind of step allows.
    fn word_of_else(&mut self, node: Option<&Node>, allowed: &Shape) -> Option<Id> {
        let node = node?;
        // What no kind of step allows has its finding already.
        let of_any_kind = node.text().is_none_or(|t| ["reject", "go_on", "wait"].contains(&&**t));
        if of_any_kind {
            validate(node, allowed, &mut self.findings);
        }
        node.text().cloned()
    }

    /// `run: other-scenario`.
    pub(super) fn run(&mut self, facts: &Node) -> Option<StepKind> {
        let scenario = facts.get("run").and_then(read::spanned)?;
        if scenario.value == self.id {
            let message = Text::new("场景不能办理它自己", "a scenario cannot run itself");
            let mend = Text::new(
                "写另一个场景的 id；要重来用 repeat",
                "name another scenario; to do something again use `repeat`",
            );
            self.findings.push(Diagnostic::new("E0213", scenario.span, message).mend(mend));
        }
        let with = facts.get("with");
        if let Some(list) = with.filter(|w| w.entries().is_empty()) {
            validate(list, &Shape::Names(&Shape::Name), &mut self.findings);
        }
        let mut parties = Vec::new();
        for entry in with.map_or(&[][..], Node::entries) {
            if let Some(party) = read::spanned(&entry.value).and_then(|name| self.party_ref(&name)) {
                parties.push((entry.key.clone(), party));
            }
        }
        let word = self.word_of_else(facts.get("else"), &ELSE_OF_RUN);
        Some(StepKind::Run(Run {
            scenario,
            plan: facts.get("plan").and_then(read::spanned),
            parties,
            must_succeed: word.is_none_or(|word| &*word != "go_on"),
        }))
    }

    /// `hold: stake` (rule 44).
    pub(super) fn hold(&mut self, facts: &Node, around: &mut Around) -> Option<StepKind> {
        let (thing, by) = self.thing(facts, "hold");
        let line_by = facts.get("line_by").and_then(|n| self.spanned_datum(n));
        if let Some(line_by) = &line_by {
            let ordered = [ElementType::Date, ElementType::DateTime, ElementType::Number];
            self.is_of_type(line_by, &ordered, ("日期或数", "date or number"));
        }
        let term = facts.get("term");
        let from = match term.and_then(|t| t.get("from")).and_then(Node::text).map(|t| &**t) {
            Some("joining_the_line") => TermFrom::JoiningTheLine,
            _ => TermFrom::TakingEffect,
        };
        let renew = facts.get("renew").and_then(|node| self.renewal(node, around));
        let release = self.message(facts.get("release").and_then(|r| r.get("message")));
        if let (Some(renew), Some(release)) = (&renew, release)
            && renew.message == release
        {
            let at = facts.get("renew").and_then(|r| r.get("message")).map_or(facts.span, |n| n.span);
            let message = Text::new("同一条消息既续期又解除", "one message both renews and releases");
            let mend = Text::new("续期与解除各用一条消息", "let renewal and release have a message each");
            self.findings.push(Diagnostic::new("E0513", at, message).mend(mend));
        }
        let mut body = |key: &str| self.steps(facts.get(key), around);
        let (waiting, effect, at_end) = (body("waiting"), body("effect"), body("at_end"));
        Some(StepKind::Hold(Box::new(Hold {
            thing: thing?,
            by: by?,
            line_by,
            lasts: period(term?.get("lasts"))?,
            from,
            renew,
            release,
            waiting,
            effect,
            at_end,
        })))
    }

    fn renewal(&mut self, node: &Node, around: &mut Around) -> Option<Renewal> {
        let message = self.message(node.get("message"));
        let steps = self.steps(node.get("steps"), around);
        let (opens, closes) = (period(node.get("opens")), period(node.get("closes")));
        if let (Some(opens), Some(closes)) = (&opens, &closes)
            && (value::longer(&closes.value, &opens.value) == Some(true) || closes.value == opens.value)
        {
            let message = Text::new(
                format!("期满前 {} 才开始，{} 已截止", opens.value, closes.value),
                format!("it opens {} before the end and closes {} before", opens.value, closes.value),
            );
            let mend = Text::new("让 opens 长于 closes", "make `opens` longer than `closes`");
            self.findings.push(Diagnostic::new("E0514", closes.span, message).mend(mend));
        }
        Some(Renewal { message: message?, opens, closes, lasts: period(node.get("lasts"))?, steps })
    }

    /// `hold_free: stake`.
    pub(super) fn hold_free(&mut self, facts: &Node) -> Option<StepKind> {
        let (thing, by) = self.thing(facts, "hold_free");
        let word = self.word_of_else(facts.get("else"), &ELSE_OF_HOLD_FREE);
        let rejects = word.is_none_or(|word| &*word != "wait");
        Some(StepKind::HoldFree(HoldFree { thing: thing?, by: by?, rejects }))
    }

    /// The thing of a `hold`, and the element of it that tells which one it is.
    fn thing(&mut self, facts: &Node, key: &str) -> (Option<PartyRef>, Option<Datum>) {
        let thing = facts.get(key).and_then(read::spanned).and_then(|n| self.party_ref(&n));
        let by = facts.get("by").and_then(|n| self.spanned_datum(n));
        if let (Some(thing), Some(by)) = (thing, &by)
            && by.value.party != thing
        {
            let name = facts.get(key).and_then(Node::text).map_or("", |t| &**t);
            let message = Text::new(
                format!("辨认 `{name}` 的数据元须是它自己的"),
                format!("what tells which `{name}` it is must be an element of it"),
            );
            let mend = Text::new(format!("写成 {name}.数据元"), format!("write `{name}.` and the element"));
            self.findings.push(Diagnostic::new("E0515", by.span, message).mend(mend));
        }
        (thing, by.map(|b| b.value))
    }

    /// An element whose type is one of some.
    pub(super) fn is_of_type(&mut self, datum: &Spanned<Datum>, types: &[ElementType], what: read::What) {
        let Some((name, element)) = self.catalogue.element(datum.value.element) else { return };
        if !types.contains(&element.ty) {
            let message = Text::new(format!("`{name}` 不是{}", what.0), format!("`{name}` is no {}", what.1));
            let mend = Text::new(
                format!("换一个类型为{}的数据元", what.0),
                format!("name an element whose type is {}", what.1),
            );
            let found = Diagnostic::new("E0510", datum.span, message).mend(mend);
            let defined = Text::new("它在这里定义", "it is defined here");
            let span = element.span;
            self.findings.push(found.also(span, defined));
        }
    }
}

fn period(node: Option<&Node>) -> Option<Spanned<Period>> {
    let node = node?;
    value::period(node).map(|p| Spanned::new(p, node.span))
}
