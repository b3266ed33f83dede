//! The tree.

use crate::scenario::source::{Span, Spanned};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// What it is.
    pub value: NodeValue,
    /// Where it is written; a block map or list spans from its first to its last child.
    pub span: Span,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NodeValue {
    /// Nothing is written.
    Null,
    /// Text.
    Scalar(Scalar),
    /// `[…]` or `- …`.
    List(Vec<Node>),
    /// `{…}` or `key: …`; keys are unique.
    Map(Vec<Entry>),
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scalar {
    /// The text, quotes and escapes resolved.
    pub text: Arc<str>,
    /// Written without quotes on one line, so that byte `n` of the text is byte `n` of the source.
    pub plain: bool,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The key.
    pub key: Spanned<Arc<str>>,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&Arc<str>> {
        match &self.value {
            NodeValue::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The scalar.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.value {
            NodeValue::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The entries of a map; none otherwise.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            NodeValue::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The members of a list; none otherwise.
    pub fn members(&self) -> &[Node] {
        match &self.value {
            NodeValue::List(members) => members,
            _ => &[],
        }
    }

    /// The members of a list, or the node itself where one stands for a list of one.
    pub fn one_or_many(&self) -> &[Node] {
        match &self.value {
            NodeValue::List(members) => members,
            NodeValue::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The value of a key of a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|e| &*e.key.value == key).map(|e| &e.value)
    }

    /// The only entry of a map with one.
    pub fn only_entry(&self) -> Option<&Entry> {
        match self.entries() {
            [entry] => Some(entry),
            _ => None,
        }
    }

    /// Whether two trees say the same, wherever they are written.
    pub fn says_the_same(&self, other: &Node) -> bool {
        match (&self.value, &other.value) {
            (NodeValue::Null, NodeValue::Null) => true,
            (NodeValue::Scalar(a), NodeValue::Scalar(b)) => a.text == b.text,
            (NodeValue::List(a), NodeValue::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.says_the_same(b))
            }
            (NodeValue::Map(a), NodeValue::Map(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .all(|e| other.get(&e.key.value).is_some_and(|value| e.value.says_the_same(value)))
                    && b.len() == a.len()
            }
            _ => false,
        }
    }

    /// Whether nothing is written.
    pub fn is_null(&self) -> bool {
        matches!(self.value, NodeValue::Null)
    }
}

/// Whether other YAML tools read a word as a boolean or as nothing; such words are refused as names (rule 43).
pub fn is_yaml_boolean_like(word: &str) -> bool {
    ["on", "off", "yes", "no", "true", "false", "null", "y", "n", "~"]
        .iter()
        .any(|w| w.eq_ignore_ascii_case(word))
}
