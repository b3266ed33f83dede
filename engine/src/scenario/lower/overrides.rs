//! Facts laid over what is written (rule 38). A scenario's `facts`, and those of the catalogues it names, are paths
//! and values. They are sorted by what they lead to: definitions of catalogues, values of the scenario itself, values
//! computed for a party. What overrides the scenario is laid over its tree before anything is read from it, so that
//! every key can be overridden, and what is wrong with a value is found where the override is written.

mod entries;
mod lay;
mod sort;

pub(super) use lay::{lay_over_item, lay_over_scenario};
pub(super) use sort::{Layer, Sorted, sort};

use super::read;
use crate::nearest::nearest;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::grammar;
use crate::scenario::grammar::{Shape, validate};
use crate::scenario::model::{Id, Source};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::syntax::{Entry, Node, NodeValue};
use crate::scenario::text::Text;

/// Longest path: no file nests deeper, and whatever goes down a path does so within its stack.
const LONGEST: usize = 64;

/// A fact: where it leads, and what it says.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    /// The parts of its path, at least one, each where it is written.
    pub path: Vec<Spanned<Id>>,
    /// Its value.
    pub value: Node,
    /// Where it comes from, as its layer says.
    pub source: Option<Source>,
    /// Whether that differs from where the scenario's facts come from, so that a list of overrides tells it.
    pub is_sourced: bool,
    /// The catalogue that states it; none: the scenario.
    pub by: Option<Id>,
}

impl Fact {
    /// The value as the nested maps that the path below its first part stands for.
    pub fn nested(&self) -> Node {
        let below = self.path.iter().skip(1).rev();
        below.fold(self.value.clone(), |value, key| {
            let span = value.span;
            Node { value: NodeValue::Map(vec![Entry { key: key.clone(), value }]), span }
        })
    }

    /// The first part of the path.
    pub fn section(&self) -> &str {
        self.path.first().map_or("", |part| &*part.value)
    }
}

/// The values that an entry overrides, by their paths: down maps and tables, each value that is one as a whole.
pub(super) fn leaves(path: &str, entry: &Entry, shape: &'static Shape, leaves: &mut Vec<(String, Span)>) {
    let inner = |key: &str| match entries::settled(shape, &entry.value) {
        Shape::Map(keys) => {
            keys.iter().find(|known| known.name == key).map_or(&ANYTHING, |known| known.shape)
        }
        Shape::Table(inner) | Shape::Names(inner) => inner,
        _ => &ANYTHING,
    };
    let below = entry.value.entries();
    if below.is_empty() || lay::is_whole(shape) || matches!(shape, Shape::Either([])) {
        leaves.push((path.to_owned(), entry.key.span));
    } else {
        for entry in below {
            let name = &*entry.key.value;
            self::leaves(&format!("{path}.{name}"), entry, inner(name), leaves);
        }
    }
}

/// What the grammar says nothing of: values below a single one.
static ANYTHING: Shape = Shape::Either(&[]);

/// The parts of a dotted key, each where it is written.
fn parts(key: &Spanned<Id>) -> Vec<Spanned<Id>> {
    let mut offset = 0;
    let mut parts = Vec::new();
    for part in key.value.split('.') {
        let span = read::part_span(key, offset, offset + part.len());
        parts.push(Spanned::new(Id::from(part), span));
        offset += part.len() + 1;
    }
    parts
}

/// What is said of a tree once facts are laid over it, and was not said before: it is the facts that are wrong.
fn new_findings(before: &Node, after: &Node, shape: &Shape, findings: &mut Vec<Diagnostic>) {
    let (mut was, mut is) = (Vec::new(), Vec::new());
    validate(before, shape, &mut was);
    validate(after, shape, &mut is);
    is.retain(|found| !was.iter().any(|w| w.code == found.code && w.at == found.at));
    findings.append(&mut is);
}

/// A path whose parent is not there: `name` is no part of `within`.
fn no_parent<'a>(
    name: &Spanned<Id>,
    within: &str,
    known: impl IntoIterator<Item = &'a str>,
    by: Option<&Id>,
) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    let message = Text::new(
        format!("`{within}` 里没有 `{}` 可改写", name.value),
        format!("there is no `{}` in `{within}` to override", name.value),
    );
    let found = Diagnostic::new("E0206", name.span, message);
    match nearest(&name.value, known.iter().copied()) {
        Some(near) => found
            .mend(Text::new(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?")))
            .edit(name.span, near),
        None => match by {
            // An overlay is measured for the items of one scenario: whoever names it elsewhere meets this.
            Some(by) => found.mend(Text::new(
                format!("`{by}` 的 facts 是给有它的场景用的：改正路径，或从本场景的 catalogue 里去掉 `{by}`"),
                format!(
                    "the facts of `{by}` are for a scenario that has it: correct the path, or take `{by}` out of this \
                     scenario's `catalogue`"
                ),
            )),
            None if (1..=12).contains(&known.len()) => {
                let list = known.join(" ");
                found.mend(Text::new(format!("已有：{list}"), format!("there are: {list}")))
            }
            None => found.mend(Text::new("检查路径的写法", "check the path")),
        },
    }
}

/// A path that leads to what cannot change.
fn fixed(name: &Spanned<Id>, within: &str) -> Diagnostic {
    let message = match within {
        "" => Text::new(
            format!("`{}` 不能改写：它说明文件是什么", name.value),
            format!("`{}` cannot be overridden: it says what the file is", name.value),
        ),
        _ => Text::new(
            format!("`{within}.{}` 不能改写：事项采用什么，在改写之前已定", name.value),
            format!(
                "`{within}.{}` cannot be overridden: what the item takes is settled before facts are laid over it",
                name.value
            ),
        ),
    };
    let mend =
        Text::new("写在场景文件里，不写在 facts 里", "write it in the scenario itself, not under `facts`");
    Diagnostic::new("E0214", name.span, message).mend(mend)
}

/// A path with more parts than any file nests.
fn too_long(key: &Spanned<Id>) -> Diagnostic {
    let message = Text::new("路径太长", "the path is too long");
    let mend = Text::new(format!("一条路径至多 {LONGEST} 段"), format!("a path has {LONGEST} parts at most"));
    Diagnostic::new("E0206", key.span, message).mend(mend)
}

/// A key that is neither a section nor a party, but nearly a section.
pub(super) fn misspelt(name: &Spanned<Id>, people: Option<&Node>) -> Option<Diagnostic> {
    let parties = people.map_or(&[][..], Node::entries).iter().map(|entry| &*entry.key.value);
    let sections = sections();
    nearest(&name.value, sections.clone())?;
    // What is as near to a party is taken for one, and said so where the party is looked up.
    match nearest(&name.value, parties.chain(["applicant"])) {
        Some(_) => None,
        None => Some(grammar::unknown_key(name, sections)),
    }
}

/// What the first part of a path may be, beside a party.
fn sections() -> impl Iterator<Item = &'static str> + Clone {
    let own = grammar::scenario::overridable();
    let shared = grammar::catalogue::SECTIONS.iter().copied();
    shared.clone().chain(own.filter(move |name| !shared.clone().any(|section| section == *name)))
}

#[cfg(test)]
mod tests;
