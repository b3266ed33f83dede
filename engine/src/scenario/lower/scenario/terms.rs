//! The terms an item is handled on: what follows its refusal, commitment, the office of a region; and a
//! whole flow in place of items.

use super::Reader;
use super::items::ItemNode;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::grammar::{Shape, is_misspelt, missing_key, scenario as shapes};
use crate::scenario::lower::{read, value};
use crate::scenario::model::{AfterRefusal, At, ElementType, Id, ItemCommitment, Limit, PartyId, Step};
use crate::scenario::source::Spanned;
use crate::scenario::syntax::{Entry, Node, NodeValue};
use crate::scenario::text::Text;
use std::sync::Arc;

/// `on_refusal: go_on`.
pub(super) fn after_refusal(node: Option<&Node>) -> AfterRefusal {
    match node.and_then(Node::text).map(|t| &**t) {
        Some("go_on") => AfterRefusal::GoOn,
        Some("stop_all") => AfterRefusal::StopAll,
        _ => AfterRefusal::StopDependants,
    }
}

impl Reader<'_> {
    /// `refund: true`, of a fee that there is.
    pub(super) fn refund(&mut self, facts: &Node) -> bool {
        let Some(node) = facts.get("refund").filter(|n| value::boolean(n) == Some(true)) else {
            return false;
        };
        if facts.get("fee").and_then(value::number).is_none_or(|fee| fee <= 0.0) {
            let message = Text::new("没有费用可退", "there is no fee to give back");
            let mend = Text::new("写上 fee，或删去 refund", "write the `fee`, or remove `refund`");
            self.findings.push(Diagnostic::new("E0516", node.span, message).mend(mend));
        }
        true
    }

    /// `commitment: { limit: 1wd, when: …, then: [check_afterwards] }`.
    pub(super) fn commitment(
        &mut self,
        node: Option<&Node>,
        usual: &Limit,
        steps: &[Arc<Step>],
        each: Option<PartyId>,
    ) -> Option<ItemCommitment> {
        let node = node?;
        let when = self.when(node, each);
        let then: Vec<Spanned<Id>> =
            node.get("then").map_or(&[][..], Node::one_or_many).iter().filter_map(read::spanned).collect();
        for name in &then {
            if !steps.iter().any(|s| s.name == name.value) {
                let known = steps.iter().map(|s| &*s.name);
                let found =
                    read::unknown(&name.value, name.span, ("本事项的环节", "step of this item"), known);
                self.findings.push(Diagnostic { code: "E0703", ..found });
            }
        }
        let written = node.get("limit")?;
        let limit = Spanned::new(value::period(written)?, written.span);
        if let Some(statutory) = &usual.statutory
            && value::longer(&limit.value, &statutory.value) == Some(true)
        {
            let message = Text::new(
                format!("告知承诺 {} 超过法定 {}", limit.value, statutory.value),
                format!("{} under commitment is more than the statutory {}", limit.value, statutory.value),
            );
            let mend = Text::new("承诺不得长于法定", "a promise may not be longer than the law allows");
            let found = Diagnostic::new("E0802", limit.span, message).mend(mend);
            self.findings.push(found.also(statutory.span, Text::new("法定时限", "the statutory limit")));
        }
        Some(ItemCommitment { limit, when, then })
    }

    /// `at: home.region`, or `at: { region: home.region, level: county }`.
    pub(super) fn at(&mut self, node: &Node) -> Option<At> {
        let name = if node.text().is_some() { node } else { node.get("region")? };
        let region = self.spanned_datum(name)?;
        self.is_of_type(&region, &[ElementType::Region], ("行政区划", "region"));
        Some(At { region: region.value, level: node.get("level").and_then(value::level), span: name.span })
    }

    /// A `flow` as the one item that it stands for: called like the scenario, of the department in charge.
    pub(super) fn flow(&mut self, file: &Node) -> Option<ItemNode> {
        let entry = |key: &str| file.entries().iter().find(|e| &*e.key.value == key);
        let keys = match &shapes::SCENARIO {
            Shape::Map(keys) => *keys,
            _ => &[],
        };
        let key = |name: &str| keys.iter().find(|k| k.name == name);
        let Some(flow) = entry("flow") else {
            if entry("items").is_none()
                && !is_misspelt(file, keys, "items")
                && !is_misspelt(file, keys, "flow")
            {
                self.findings.extend(key("items").map(|key| missing_key(file, key)));
            }
            if let Some(limit) = entry("limit") {
                let message = Text::new("`limit` 在这里没有含义", "`limit` means nothing here");
                let mend = Text::new(
                    "写进各事项；只有 flow 旁边才写它",
                    "write it in each item; it stands beside a `flow` only",
                );
                self.findings.push(Diagnostic::new("E0156", limit.key.span, message).mend(mend));
            }
            return None;
        };
        if let Some(items) = entry("items") {
            let message = Text::new("items 与 flow 只能写一个", "either `items` or `flow`, not both");
            let mend = Text::new(
                "能由事项推导就写 items，否则写 flow",
                "write `items` where the process can be derived, else `flow`",
            );
            let found = Diagnostic::new("E0159", flow.key.span, message).mend(mend);
            self.findings.push(found.also(items.key.span, Text::new("事项在这里", "the items are here")));
            return None;
        }
        if entry("lead").is_none() && !is_misspelt(file, keys, "lead") {
            self.findings.extend(key("lead").map(|key| missing_key(file, key)));
        }
        let id = file.get("id").and_then(read::spanned)?;
        let name = Spanned::new(Id::from(id.value.replace('-', "_")), id.span);
        self.item_names.insert(name.value.clone(), ());
        let called = |from: &str, to: &str| {
            entry(from).map(|e| Entry { key: Spanned::new(Id::from(to), e.key.span), value: e.value.clone() })
        };
        let facts = [
            called("title", "title"),
            called("lead", "department"),
            called("limit", "limit"),
            called("flow", "steps"),
        ];
        let facts =
            Node { value: NodeValue::Map(facts.into_iter().flatten().collect()), span: flow.value.span };
        Some(ItemNode { name, facts, source: self.source.clone(), is_flow: true })
    }
}
