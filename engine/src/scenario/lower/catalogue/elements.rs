//! Data elements, and those computed from others of the same party.

use super::{Reader, title};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::lower::computed::KindScope;
use crate::scenario::lower::expressions::{compile, element_type};
use crate::scenario::lower::{read, value};
use crate::scenario::model::{Element, ElementId, ElementType, Id, Personal, Source};
use crate::scenario::source::Spanned;
use crate::scenario::syntax::{Entry, Node, NodeValue, Scalar};
use crate::scenario::text::Text;
use std::sync::Arc;

impl Reader {
    /// All elements of one kind of party.
    pub(super) fn elements(&mut self, kind: &Entry, source: Option<&Source>) {
        let source = read::source(&kind.value, source);
        for entry in kind.value.entries().iter().filter(|e| &*e.key.value != "source") {
            let path = format!("elements.{}.{}", kind.key.value, entry.key.value);
            if self.admit(&path, entry) {
                self.element(&kind.key.value, entry, source.as_ref());
            }
        }
    }

    fn element(&mut self, kind: &Id, entry: &Entry, source: Option<&Source>) {
        let name = entry.key.value.clone();
        let key: Id = Id::from(format!("{kind}.{name}"));
        let base = self.catalogue.elements.get(&key).cloned();
        let node = &entry.value;
        let written = node.get("type").and_then(|node| Some((ty(node)?, titles(node))));
        let typed = written.or(base.as_ref().map(|b| (b.ty.clone(), b.titles.clone())));
        let Some((ty, titles)) = self.require(entry, "type", typed) else { return };
        let word = |key: &str| node.get(key).and_then(Node::text).cloned();
        let personal = match word("personal").as_deref() {
            Some("sensitive") => Personal::Sensitive,
            Some("true") => Personal::Yes,
            Some(_) => Personal::No,
            None => base.as_ref().map_or(Personal::No, |b| b.personal),
        };
        let element = Element {
            kind: kind.clone(),
            title: title(node, base.as_ref().map(|b| &b.title), &name),
            name,
            ty,
            titles,
            unit: word("unit").or(base.as_ref().and_then(|b| b.unit.clone())),
            max: node.get("max").and_then(value::count).or(base.as_ref().and_then(|b| b.max)),
            personal,
            askable: word("ask").is_none() && base.as_ref().is_none_or(|b| b.askable),
            computed: node
                .get("computed")
                .and_then(read::spanned)
                .or(base.as_ref().and_then(|b| b.computed.clone())),
            computed_from: Vec::new(),
            source: read::source(node, source),
            span: entry.key.span,
        };
        self.catalogue.elements.insert(key, Arc::new(element));
    }

    /// Compiles computed elements once all elements are known.
    pub(super) fn computed_elements(&mut self) {
        let mut reads: Vec<(usize, Vec<ElementId>)> = Vec::new();
        for (index, element) in self.catalogue.elements.values().enumerate() {
            let Some(text) = element.computed.as_ref().filter(|_| element.computed_from.is_empty()) else {
                continue;
            };
            let scope = KindScope { catalogue: &self.catalogue, kind: &element.kind };
            let expected = element_type(&element.ty, &self.catalogue);
            let compiled = compile(&expression_node(text), &scope, Some(&expected), &mut self.findings);
            let Some((_, expression)) = compiled else { continue };
            reads.push((index, expression.reads().iter().map(|r| ElementId(r.slot.0)).collect()));
        }
        for (index, from) in reads {
            if let Some((_, element)) = self.catalogue.elements.get_index_mut(index) {
                Arc::make_mut(element).computed_from = from;
            }
        }
        self.circular_elements();
    }

    fn circular_elements(&mut self) {
        for (index, element) in
            self.catalogue.elements.values().enumerate().filter(|(_, e)| e.computed.is_some())
        {
            let mut pending = element.computed_from.clone();
            let mut seen = Vec::new();
            while let Some(id) = pending.pop() {
                if id.index() == index {
                    let name = format!("{}.{}", element.kind, element.name);
                    let message = Text::new(
                        format!("`{name}` 由自己算出"),
                        format!("`{name}` is computed from itself"),
                    );
                    let mend = Text::new("去掉其中一个 computed", "remove one `computed` of the circle");
                    let at = element.computed.as_ref().map_or(element.span, |c| c.span);
                    self.findings.push(Diagnostic::new("E0304", at, message).mend(mend));
                    break;
                }
                if !seen.contains(&id) {
                    seen.push(id);
                    pending.extend(
                        self.catalogue.element(id).into_iter().flat_map(|(_, e)| e.computed_from.clone()),
                    );
                }
            }
        }
    }
}

/// A scalar node for a text that stands in a file; escapes can only have been lost by quoting.
fn expression_node(text: &Spanned<Arc<str>>) -> Node {
    let plain = (text.span.end - text.span.start) as usize == text.value.len();
    Node { value: NodeValue::Scalar(Scalar { text: text.value.clone(), plain }), span: text.span }
}

fn ty(node: &Node) -> Option<ElementType> {
    if let Some(values) = node.get("one_of") {
        return Some(ElementType::OneOf(match &values.value {
            NodeValue::Map(titled) => titled.iter().map(|entry| entry.key.value.clone()).collect(),
            _ => values.members().iter().filter_map(Node::text).cloned().collect(),
        }));
    }
    Some(match &**node.text()? {
        "text" => ElementType::Text,
        "number" => ElementType::Number,
        "boolean" => ElementType::Boolean,
        "date" => ElementType::Date,
        "time" => ElementType::Time,
        "date_time" => ElementType::DateTime,
        "region" => ElementType::Region,
        "id_number_cn" => ElementType::IdNumberCn,
        "phone_cn" => ElementType::PhoneCn,
        "credit_code_cn" => ElementType::CreditCodeCn,
        _ => return None,
    })
}

/// The labels of the values of `one_of`, in their order; a plain list has none.
fn titles(node: &Node) -> Vec<Option<Text>> {
    let titled = node.get("one_of").map_or(&[][..], Node::entries);
    titled.iter().map(|entry| read::optional_label(Some(&entry.value))).collect()
}
