//! One layout for scenario files. What is written stays as written (texts, quotes, comments, the order of
//! keys, columns that the author aligned); what surrounds it is put in order: two spaces a level, lists one
//! level in from their key, `{ a: 1, b: 2 }`, `[a, b]`, at most one empty line in a row, no blanks at the
//! ends of lines, one newline at the end. A layout never changes what a file says: the result is read again
//! and compared.

mod indent;
mod spacing;
#[cfg(test)]
mod tests;

use super::{Budget, Node, NodeValue, parse};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::source::SourceId;

/// Puts a text into the layout.
///
/// # Errors
/// A text that cannot be read as YAML: its findings.
pub fn fmt(text: &str) -> Result<String, Vec<Diagnostic>> {
    let clean = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let tree = parse(SourceId(0), &clean, &Budget::LOCAL)?;
    let atoms = Atoms::of(&tree, &clean);
    let laid = indent::lay(&clean, &atoms);
    let same = parse(SourceId(0), &laid, &Budget::LOCAL).is_ok_and(|after| after.says_the_same(&tree));
    // Better unformatted than changed in meaning.
    Ok(if same { laid } else { clean })
}

/// Where texts stand, and where flow maps and lists do, in the source.
struct Atoms {
    /// Byte ranges of scalars and keys, in order, apart.
    scalars: Vec<(usize, usize)>,
    /// Where keys begin, in order.
    keys: Vec<usize>,
    /// Byte ranges of outermost `{…}` and `[…]`, in order.
    flows: Vec<(usize, usize)>,
}

impl Atoms {
    fn of(tree: &Node, text: &str) -> Self {
        let mut atoms = Self { scalars: Vec::new(), keys: Vec::new(), flows: Vec::new() };
        atoms.collect(tree, text, false);
        atoms.scalars.sort_unstable();
        atoms.keys.sort_unstable();
        atoms
    }

    fn collect(&mut self, node: &Node, text: &str, within_flow: bool) {
        let (start, end) = (node.span.start as usize, node.span.end as usize);
        let opens = text.get(start..).is_some_and(|rest| rest.starts_with(['{', '[']));
        let flow = opens && matches!(node.value, NodeValue::List(_) | NodeValue::Map(_));
        if flow && !within_flow {
            self.flows.push((start, end));
        }
        match &node.value {
            NodeValue::Null => {}
            NodeValue::Scalar(_) => self.scalars.push((block_start(text, start), end)),
            NodeValue::List(members) => {
                members.iter().for_each(|m| self.collect(m, text, within_flow || flow))
            }
            NodeValue::Map(entries) => {
                for entry in entries {
                    let key = entry.key.span;
                    self.scalars.push((key.start as usize, key.end as usize));
                    self.keys.push(key.start as usize);
                    self.collect(&entry.value, text, within_flow || flow);
                }
            }
        }
    }

    /// Whether a key begins at a byte.
    fn is_key(&self, byte: usize) -> bool {
        self.keys.binary_search(&byte).is_ok()
    }

    /// The scalar that covers a byte.
    fn scalar_at(&self, byte: usize) -> Option<(usize, usize)> {
        let after = self.scalars.partition_point(|(start, _)| *start <= byte);
        self.scalars[..after].last().copied().filter(|(_, end)| byte < *end)
    }

    /// The flow collection that covers a byte.
    fn flow_at(&self, byte: usize) -> Option<(usize, usize)> {
        let after = self.flows.partition_point(|(start, _)| *start <= byte);
        self.flows[..after].last().copied().filter(|(_, end)| byte < *end)
    }
}

/// Where a scalar begins: a block text (`|`, `>`) at the end of the line that announces it, so that its first
/// line is not taken for structure; any other where it stands.
fn block_start(text: &str, start: usize) -> usize {
    let before = text.get(..start).unwrap_or("").trim_end_matches(' ');
    if !before.ends_with('\n') {
        return start;
    }
    let before = before.trim_end_matches(['\n', ' ']);
    let line = before.rsplit('\n').next().unwrap_or("");
    let line = line.split(" #").next().unwrap_or("").trim_end();
    let announced = line.trim_end_matches(['+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    if announced.ends_with(['|', '>']) { before.len() } else { start }
}
