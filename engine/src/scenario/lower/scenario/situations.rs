//! Situations, with those that optional items and numbers of members are.

use super::Reader;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::lower::{read, value};
use crate::scenario::model::{
    Answer, ConditionalWeights, Id, ItemId, KnownFrom, PartyId, Situation, SituationId, SituationKind,
};
use crate::scenario::source::Span;
use crate::scenario::syntax::{Node, NodeValue};
use crate::scenario::text::Text;

impl Reader<'_> {
    /// Names and answers; what they are known from follows once all names are known.
    pub(super) fn situations(&mut self, node: Option<&Node>) {
        for entry in node.map_or(&[][..], Node::entries).iter().filter(|e| &*e.key.value != "source") {
            let id = entry.key.value.clone();
            if let Some(party) = self.people.get(&id) {
                let message = Text::new(
                    format!("`{id}` 已是当事方的名字"),
                    format!("`{id}` is the name of a party already"),
                );
                let mend = Text::new(
                    "情形与当事方共用名字，换一个",
                    "situations and parties share names; take another",
                );
                let found = Diagnostic::new("E0202", entry.key.span, message).mend(mend);
                self.findings.push(found.also(party.span, Text::new("当事方在这里", "the party is here")));
            }
            let (answers, several) = match (entry.value.get("answers"), entry.value.get("any_of")) {
                (Some(answers), None) => (answers, false),
                (None, Some(answers)) => (answers, true),
                (both, _) => {
                    let message = Text::new(
                        "情形要有 answers 或 any_of（其一）",
                        "a situation has either `answers` or `any_of`",
                    );
                    let mend = match both {
                        Some(_) => Text::new("删去其一", "remove one of the two"),
                        None => Text::new("写上答案的列表", "write the list of its answers"),
                    };
                    self.findings.push(Diagnostic::new("E0151", entry.key.span, message).mend(mend));
                    continue;
                }
            };
            let answers = self.answers(answers, &entry.value);
            let situation = Situation {
                id: id.clone(),
                kind: SituationKind::Question,
                ask: read::optional_label(entry.value.get("ask")),
                ask_field: None,
                weights: vec![1.0 / answers.len().max(1) as f64; answers.len()],
                answers,
                several,
                known_from: None,
                weighted: false,
                conditional: Vec::new(),
                span: entry.key.span,
            };
            self.situations.insert(id, situation);
        }
        self.counts();
    }

    fn answers(&mut self, node: &Node, facts: &Node) -> Vec<Answer> {
        let stops = facts.get("stops");
        let written: Vec<(Id, Span, Option<&Node>)> = match &node.value {
            NodeValue::List(members) => {
                members.iter().filter_map(|n| n.text().map(|t| (t.clone(), n.span, None))).collect()
            }
            NodeValue::Map(entries) => {
                entries.iter().map(|e| (e.key.value.clone(), e.key.span, Some(&e.value))).collect()
            }
            _ => Vec::new(),
        };
        let mut answers: Vec<Answer> = Vec::new();
        for (id, span, label) in written {
            if let Some(first) = answers.iter().find(|a| a.id == id) {
                let message = Text::new(format!("答案 `{id}` 重复"), format!("answer `{id}` is there twice"));
                let found = Diagnostic::new("E0202", span, message).mend(Text::new("删去其一", "remove one"));
                self.findings.push(found.also(first.span, Text::new("先在这里", "first here")));
                continue;
            }
            let title = match label.filter(|l| !l.entries().is_empty()) {
                Some(label) => read::label(Some(label), &id),
                None => Text::same(id.clone()),
            };
            let stops = stops.and_then(|s| s.get(&id)).map(|n| read::label(Some(n), &id));
            answers.push(Answer { id, title, stops, span });
        }
        for entry in stops.map_or(&[][..], Node::entries) {
            if !answers.iter().any(|a| a.id == entry.key.value) {
                let known = answers.iter().map(|a| &*a.id);
                self.findings.push(read::unknown(
                    &entry.key.value,
                    entry.key.span,
                    ("答案", "answer"),
                    known,
                ));
            }
        }
        if answers.is_empty() && matches!(node.value, NodeValue::List(_) | NodeValue::Map(_)) {
            let message = Text::new("情形没有一个答案", "a situation without a single answer");
            let mend = Text::new("写上答案的列表", "write the list of its answers");
            self.findings.push(Diagnostic::new("E0151", node.span, message).mend(mend));
        }
        if answers.len() == 1 && facts.get("any_of").is_none() {
            let message = Text::new("只有一个答案，用不着问", "with one answer there is nothing to ask");
            let mend =
                Text::new("写上其他答案，或删去这个情形", "write the other answers, or remove the situation");
            self.findings.push(Diagnostic::new("E0152", node.span, message).mend(mend));
        }
        let most = if facts.get("any_of").is_some() { 12 } else { 60 };
        if answers.len() > most {
            let message =
                Text::new(format!("答案太多：最多 {most} 个"), format!("too many answers: at most {most}"));
            let mend = Text::new("归并答案，或拆成两个情形", "group them, or split the situation in two");
            self.findings.push(Diagnostic::new("E0153", node.span, message).mend(mend));
            answers.truncate(most);
        }
        answers
    }

    /// The number of members of each `many` party is a situation (rule 21).
    fn counts(&mut self) {
        let mut counts = Vec::new();
        for (index, party) in self.people.values().enumerate() {
            let Some(many) = party.many.as_ref().filter(|m| m.max > m.min) else { continue };
            let answers: Vec<Answer> = (many.min..=many.max)
                .map(|n| {
                    let id = Id::from(format!("n{n}"));
                    let title = Text::same(n.to_string());
                    Answer { id, title, stops: None, span: party.span }
                })
                .collect();
            let weighted = many.weights.len() == answers.len();
            let equal = vec![1.0 / answers.len() as f64; answers.len()];
            counts.push(Situation {
                id: Id::from(format!("count_{}", party.id)),
                kind: SituationKind::Count(PartyId::from(index)),
                ask: Some(Text::new(
                    format!("{}有几位？", party.title.zh),
                    format!("{}: how many?", party.title.en),
                )),
                ask_field: None,
                answers,
                several: false,
                known_from: None,
                weights: if weighted { many.weights.clone() } else { equal },
                weighted,
                conditional: Vec::new(),
                span: party.span,
            });
        }
        for count in counts {
            self.situations.insert(count.id.clone(), count);
        }
    }

    /// An `optional: true` item is a situation (rule 17): chosen first, so that the base chooses it.
    pub(super) fn optional_item(
        &mut self,
        item: ItemId,
        id: &Id,
        title: &Text,
        chosen: Option<f64>,
        span: Span,
    ) {
        let answer = |id: &str, zh: &str, en: &str| Answer {
            id: Id::from(id),
            title: Text::new(zh, en),
            stops: None,
            span,
        };
        let share = chosen.unwrap_or(0.5);
        let situation = Situation {
            id: Id::from(format!("choose_{id}")),
            kind: SituationKind::OptionalItem(item),
            ask: Some(Text::new(
                format!("要一并办理“{}”吗？", title.zh),
                format!("Do you want this too: {}?", title.en),
            )),
            ask_field: None,
            answers: vec![answer("chosen", "要", "chosen"), answer("left", "不要", "left out")],
            several: false,
            known_from: None,
            weights: vec![share, 1.0 - share],
            weighted: chosen.is_some(),
            conditional: Vec::new(),
            span,
        };
        self.situations.insert(situation.id.clone(), situation);
    }

    /// `known_from`, `ask_field` and `weights`.
    pub(super) fn conditions_of_situations(&mut self, node: Option<&Node>) {
        for entry in node.map_or(&[][..], Node::entries).iter().filter(|e| &*e.key.value != "source") {
            let Some(index) = self.situations.get_index_of(&entry.key.value) else { continue };
            let id = SituationId::from(index);
            let ask_field = entry.value.get("ask_field").and_then(|n| self.spanned_datum(n)).map(|d| d.value);
            let known_from = match entry.value.get("known_from") {
                Some(node) => self.known_from(id, node),
                // With `ask_field` the answers themselves say from which values they follow.
                None if ask_field.is_some() => {
                    entry.value.get("answers").and_then(|n| self.known_from(id, n))
                }
                None => None,
            };
            let weights = entry.value.get("weights").and_then(|n| self.weights(id, n));
            if let Some((_, situation)) = self.situations.get_index_mut(index) {
                situation.ask_field = ask_field;
                situation.known_from = known_from;
                if let Some((plain, conditional)) = weights {
                    situation.weighted = true;
                    situation.conditional = conditional;
                    if let Some(plain) = plain {
                        situation.weights = plain;
                    }
                }
            }
            if entry.value.get("ask").is_none()
                && entry.value.get("known_from").is_none()
                && ask_field.is_none()
            {
                let message = Text::new(
                    "这个情形既不问，也无从得知",
                    "this situation is neither asked nor known from anything",
                );
                let mend = Text::new("写上 ask 或 known_from", "write `ask` or `known_from`");
                self.findings.push(Diagnostic::new("E0154", entry.key.span, message).mend(mend));
            }
        }
    }

    fn known_from(&mut self, id: SituationId, node: &Node) -> Option<KnownFrom> {
        if node.text().is_some() {
            let datum = self.spanned_datum(node)?;
            self.element_has_answers(id, datum.value.element, node.span);
            return Some(KnownFrom::Element(datum));
        }
        let mut conditions = Vec::new();
        for entry in node.entries() {
            let Some(position) = self.answer(id, &entry.key) else { continue };
            if entry.value.text().is_some_and(|t| &**t == "otherwise") {
                continue;
            }
            let boolean = crate::expression::Type::Boolean;
            if let Some(condition) = self.condition(&entry.value, None, Some(&boolean)) {
                self.settles_earlier(id, &condition);
                conditions.push((position, condition));
            }
        }
        Some(KnownFrom::Conditions(conditions))
    }

    /// Situations settle in listed order (rule 9).
    fn settles_earlier(&mut self, id: SituationId, condition: &crate::scenario::model::Condition) {
        if let Some(later) = condition.situations().find(|s| s.0 >= id.0) {
            let name = self.situations.get_index(later.index()).map_or("?", |(k, _)| &**k).to_owned();
            let message = match later == id {
                true => Text::new(
                    format!("`{name}` 不能由自己得知"),
                    format!("`{name}` cannot be known from itself"),
                ),
                false => Text::new(
                    format!("`{name}` 在此之后才确定"),
                    format!("`{name}` settles later than this situation"),
                ),
            };
            let mend =
                Text::new("把它移到前面，或换一个条件", "move it up in the list, or use another condition");
            self.findings.push(Diagnostic::new("E0507", condition.text.span, message).mend(mend));
        }
    }

    fn element_has_answers(&mut self, id: SituationId, element: crate::scenario::model::ElementId, at: Span) {
        use crate::scenario::model::ElementType;
        let Some((_, facts)) = self.catalogue.element(element) else { return };
        let Some((_, situation)) = self.situations.get_index(id.index()) else { return };
        let values: &[Id] = match &facts.ty {
            ElementType::OneOf(values) => values,
            _ => &[],
        };
        if let Some(answer) = situation.answers.iter().find(|a| !values.contains(&a.id)) {
            let message = Text::new(
                format!("`{}` 的取值里没有答案 `{}`", facts.name, answer.id),
                format!("`{}` has no value `{}`", facts.name, answer.id),
            );
            let list = values.join(" ");
            let mend = match values {
                [] => Text::new(
                    "它没有限定的取值；为每个答案写一个表达式",
                    "it has no closed set of values; write an expression per answer",
                ),
                _ => Text::new(
                    format!("让答案与取值相同（{list}），或为每个答案写一个表达式"),
                    format!("make the answers its values ({list}), or write an expression per answer"),
                ),
            };
            let found = Diagnostic::new("E0321", at, message).mend(mend);
            self.findings.push(found.also(answer.span, Text::new("这个答案", "this answer")));
        }
    }

    /// A plain list; or lists under conditions, the one without a condition being the rest.
    #[allow(clippy::type_complexity, reason = "the two halves of `weights`, read at one place")]
    fn weights(
        &mut self,
        id: SituationId,
        node: &Node,
    ) -> Option<(Option<Vec<f64>>, Vec<ConditionalWeights>)> {
        if node.members().iter().all(|m| m.entries().is_empty()) {
            let plain = self.weight_list(id, node)?;
            return Some((Some(plain), Vec::new()));
        }
        let mut plain = None;
        let mut conditional = Vec::new();
        for member in node.members() {
            let Some(list) = member.get("weights").and_then(|n| self.weight_list(id, n)) else { continue };
            match member.get("when") {
                None => plain = Some(list),
                Some(when) => {
                    if let Some(when) = self.when_node(when, None) {
                        self.settles_earlier(id, &when);
                        conditional.push(ConditionalWeights { when, weights: list });
                    }
                }
            }
        }
        Some((plain, conditional))
    }

    fn weight_list(&mut self, id: SituationId, node: &Node) -> Option<Vec<f64>> {
        let weights: Vec<f64> = node.members().iter().filter_map(value::number).collect();
        let (_, situation) = self.situations.get_index(id.index())?;
        let (answers, several) = (situation.answers.len(), situation.several);
        if weights.len() != answers {
            let message = Text::new(
                format!("有 {answers} 个答案，却写了 {} 个占比", weights.len()),
                format!("{answers} answers, but {} weights", weights.len()),
            );
            let mend = Text::new("每个答案写一个占比", "write one weight for each answer, in their order");
            self.findings.push(Diagnostic::new("E0407", node.span, message).mend(mend));
            return None;
        }
        let in_range = weights.iter().all(|w| (0.0..=1.0).contains(w));
        let sum: f64 = weights.iter().sum();
        if !in_range || (!several && (sum - 1.0).abs() > 1e-6) {
            let sum = value::rounded(sum);
            let message = match several || !in_range {
                true => Text::new("每个占比要在 0 到 1 之间", "each weight is a chance from 0 to 1"),
                false => {
                    Text::new(format!("占比之和是 {sum}，不是 1"), format!("the weights sum to {sum}, not 1"))
                }
            };
            let mend = Text::new(
                "改到和为 1；可多选时各自在 0 到 1 之间",
                "make them sum to 1; with `any_of` each is a chance of its own",
            );
            self.findings.push(Diagnostic::new("E0406", node.span, message).mend(mend));
            return None;
        }
        Some(weights)
    }
}
