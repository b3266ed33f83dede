//! YAML text as a tree in which every key and value keeps its place. Scalars stay text: what `no`, `0755`,
//! `3wd` or `1..4` mean is decided by what stands there, never guessed from how it looks.

pub mod fmt;
mod hint;
mod parse;
mod tree;

pub use parse::{Budget, from_bytes, parse};
pub use tree::{Entry, Node, NodeValue, Scalar, is_yaml_boolean_like};
