//! Reading toolkit: labels, sources, and names looked up with the nearest known one offered.

use crate::nearest::nearest;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::{Id, Source};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::syntax::{Node, NodeValue};
use crate::scenario::text::Text;
use indexmap::IndexMap;

/// A label: bare text is Chinese; none gives the name itself.
pub fn label(node: Option<&Node>, fallback: &str) -> Text {
    let Some(node) = node else { return Text::same(fallback) };
    if let Some(text) = node.text() {
        return Text::same(text.clone());
    }
    let part = |key: &str| node.get(key).and_then(Node::text).cloned();
    match (part("zh"), part("en")) {
        (Some(zh), Some(en)) => Text { zh, en },
        (Some(one), None) | (None, Some(one)) => Text::same(one),
        (None, None) => Text::same(fallback),
    }
}

/// A label that may be absent.
pub fn optional_label(node: Option<&Node>) -> Option<Text> {
    node.filter(|n| !n.is_null()).map(|n| label(Some(n), ""))
}

/// The `source:` of a map, else that of what it stands in (rule 39).
pub fn source(node: &Node, inherited: Option<&Source>) -> Option<Source> {
    match node.get("source") {
        Some(written) => written.text().map(|text| Source { text: text.clone(), span: written.span }),
        None => inherited.cloned(),
    }
}

/// Text and its place.
pub fn spanned(node: &Node) -> Option<Spanned<Id>> {
    node.text().map(|text| Spanned::new(text.clone(), node.span))
}

/// A name, or the one name of a map, with its facts: `name` or `{ name: { … } }`.
pub fn entry(node: &Node) -> Option<(Spanned<Id>, Option<&Node>)> {
    match &node.value {
        NodeValue::Scalar(scalar) => Some((Spanned::new(scalar.text.clone(), node.span), None)),
        NodeValue::Map(_) => node.only_entry().map(|e| (e.key.clone(), Some(&e.value))),
        _ => None,
    }
}

/// A part of a dotted name, where it is written; the whole where the text is not written plainly.
pub fn part_span(name: &Spanned<Id>, start: usize, end: usize) -> Span {
    let length = name.span.end.saturating_sub(name.span.start) as usize;
    if length != name.value.len() {
        return name.span;
    }
    let at = |offset: usize| name.span.start + u32::try_from(offset).unwrap_or(0);
    Span { source: name.span.source, start: at(start), end: at(end) }
}

/// What kind of thing a name should name, in Chinese and English.
pub type What = (&'static str, &'static str);

/// Known names that are compared with an unknown one, lest many of both take their product.
const MOST_KNOWN: usize = 1_000;

/// A name that names nothing, with the nearest known one offered.
pub fn unknown<'a>(name: &str, at: Span, what: What, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().take(MOST_KNOWN).collect();
    let message = Text::new(format!("没有{} `{name}`", what.0), format!("no {} `{name}`", what.1));
    let found = Diagnostic::new("E0201", at, message);
    match nearest(name, known.iter().copied()).or_else(|| same_ending(name, &known)) {
        Some(near) => found
            .mend(Text::new(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?")))
            .edit(at, near),
        None if known.is_empty() => found.mend(Text::new(
            format!("先定义{}", what.0),
            format!("define the {} first; there is none yet", what.1),
        )),
        None if known.len() <= 12 => {
            let list = known.join(" ");
            found.mend(Text::new(format!("已有：{list}"), format!("there are: {list}")))
        }
        None => found.mend(Text::new(
            format!("先在目录或场景里定义这个{}", what.0),
            format!("define this {} in the catalogue or the scenario first", what.1),
        )),
    }
}

/// The only known name that ends with the last part of another: `medical_insurance` for `insurance`,
/// `data_platform.spouse` for `population.spouse`.
fn same_ending<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let last = name.rsplit('.').next().filter(|l| l.len() >= 4)?;
    let mut alike =
        known.iter().copied().filter(|k| k.strip_suffix(last).is_some_and(|k| k.ends_with(['.', '_'])));
    alike.next().filter(|_| alike.next().is_none())
}

/// The position of a name in a table; a finding if it is not there.
pub fn position<T>(
    table: &IndexMap<Id, T>,
    name: &Spanned<Id>,
    what: What,
    findings: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let found = table.get_index_of(&name.value);
    if found.is_none() {
        findings.push(unknown(&name.value, name.span, what, table.keys().map(|k| &**k)));
    }
    found
}
