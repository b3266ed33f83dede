//! The entries of lists, found by name: `- name`, `- name: { … }`; steps wherever they are nested, for a step's name is
//! its own in the item.

use crate::scenario::grammar::{Shape, fits};
use crate::scenario::lower::read;
use crate::scenario::model::Id;
use crate::scenario::syntax::{Entry, Node, NodeValue};

/// The shape of what stands at a place: of several that it may have, the one that what is written fits.
pub(super) fn settled(shape: &'static Shape, node: &Node) -> &'static Shape {
    match shape {
        Shape::Named(_, inner) | Shape::Whole(inner) => settled(inner, node),
        Shape::Either(shapes) => {
            let mut shapes = shapes.iter().copied();
            let fitting = match node.value {
                // Nothing is written yet, and something is to be put under it.
                NodeValue::Null => shapes.find(|shape| {
                    matches!(settled(shape, node), Shape::Map(_) | Shape::Names(_) | Shape::Table(_))
                }),
                _ => shapes.find(|shape| fits(node, shape)),
            };
            fitting.map_or(shape, |fitting| settled(fitting, node))
        }
        _ => shape,
    }
}

/// Whether a shape is that of a list of steps.
pub(super) fn holds_steps(shape: &Shape) -> bool {
    matches!(shape, Shape::List(inner) if is_step(inner))
}

fn is_step(entry: &Shape) -> bool {
    matches!(entry, Shape::Entry(Shape::Named("step", _)))
}

/// The name of an entry of a list.
pub(super) fn name(entry: &Node) -> Option<Id> {
    read::entry(entry).map(|(name, _)| name.value)
}

/// The step of a name anywhere inside a list of steps, as the entry of the list that it stands in.
pub(super) fn step<'n>(node: &'n mut Node, shape: &'static Shape, wanted: &str) -> Option<&'n mut Node> {
    match (settled(shape, node), &mut node.value) {
        (Shape::List(inner), NodeValue::List(members)) => {
            for member in members {
                if is_step(inner) && name(member).is_some_and(|name| *name == *wanted) {
                    return Some(member);
                }
                if let Some(found) = step(member, inner, wanted) {
                    return Some(found);
                }
            }
            None
        }
        (Shape::Entry(inner), NodeValue::Map(entries)) => {
            entries.iter_mut().find_map(|entry| step(&mut entry.value, inner, wanted))
        }
        (Shape::Map(keys), NodeValue::Map(entries)) => entries.iter_mut().find_map(|entry| {
            let key = keys.iter().find(|key| *key.name == *entry.key.value)?;
            step(&mut entry.value, key.shape, wanted)
        }),
        _ => None,
    }
}

/// The names of all steps inside a list of steps.
pub(super) fn step_names(node: &Node, shape: &'static Shape, names: &mut Vec<Id>) {
    match (settled(shape, node), &node.value) {
        (Shape::List(inner), NodeValue::List(members)) => {
            for member in members {
                if is_step(inner) {
                    names.extend(name(member));
                }
                step_names(member, inner, names);
            }
        }
        (Shape::Entry(inner), NodeValue::Map(entries)) => {
            entries.iter().for_each(|entry| step_names(&entry.value, inner, names));
        }
        (Shape::Map(keys), NodeValue::Map(entries)) => {
            for Entry { key, value } in entries {
                if let Some(known) = keys.iter().find(|known| *known.name == *key.value) {
                    step_names(value, known.shape, names);
                }
            }
        }
        _ => {}
    }
}
