//! Columns: the longest path from a node without predecessors.

use super::measure::Sizes;
use crate::process::diagram::{Diagram, Shape};

/// "`to` is at least `length` columns after `from`."
#[derive(Debug, Clone, Copy)]
struct After {
    from: usize,
    to: usize,
    length: usize,
}

/// The column of each node, from 0. Every edge that is neither meant as a return nor part of a circle goes
/// to a later column. An edge meant as a return counts from its end to its start, where that is possible.
pub(super) fn rank(diagram: &Diagram, sizes: &Sizes) -> Vec<usize> {
    let count = diagram.nodes.len();
    let edges: Vec<usize> = (0..diagram.edges.len()).filter(|e| diagram.joins(&diagram.edges[*e])).collect();
    let mut entering = vec![0_usize; count];
    for edge in &edges {
        entering[diagram.edges[*edge].to] += 1;
    }
    let forward: Vec<After> = edges
        .iter()
        .map(|number| (*number, &diagram.edges[*number]))
        .filter(|(_, edge)| !edge.back && edge.from != edge.to)
        .map(|(number, edge)| {
            // A label shares the last stretch with nobody: where others enter, it gets a column before.
            let crowded = sizes.labels[number].is_some() && entering[edge.to] > 1;
            After { from: edge.from, to: edge.to, length: if crowded { 2 } else { 1 } }
        })
        .collect();
    let mut order = without_circles(count, &forward);
    for number in edges {
        let edge = &diagram.edges[number];
        if edge.back && edge.from != edge.to && !reaches(count, &order, edge.from, edge.to) {
            order.push(After { from: edge.to, to: edge.from, length: 1 });
        }
    }
    let mut ranks = longest_paths(count, &order);
    draw_near(diagram, &order, &mut ranks);
    let first = ranks.iter().copied().min().unwrap_or(0);
    ranks.iter().map(|rank| rank - first).collect()
}

/// The relations that remain when each circle is cut where a walk from the first nodes closes it.
fn without_circles(count: usize, relations: &[After]) -> Vec<After> {
    let mut entered = vec![false; count];
    let mut leaving = vec![Vec::new(); count];
    for (position, relation) in relations.iter().enumerate() {
        entered[relation.to] = true;
        leaving[relation.from].push(position);
    }
    let mut open = vec![false; count];
    let mut seen = vec![false; count];
    let mut kept = vec![true; relations.len()];
    let roots = (0..count).filter(|n| !entered[*n]).chain(0..count);
    for root in roots {
        let mut stack: Vec<(usize, usize)> = Vec::new();
        if !seen[root] {
            seen[root] = true;
            open[root] = true;
            stack.push((root, 0));
        }
        while let Some((node, next)) = stack.pop() {
            let Some(position) = leaving[node].get(next).copied() else {
                open[node] = false;
                continue;
            };
            stack.push((node, next + 1));
            let to = relations[position].to;
            if open[to] {
                kept[position] = false;
            } else if !seen[to] {
                seen[to] = true;
                open[to] = true;
                stack.push((to, 0));
            }
        }
    }
    relations.iter().zip(kept).filter(|(_, kept)| *kept).map(|(relation, _)| *relation).collect()
}

fn reaches(count: usize, relations: &[After], from: usize, to: usize) -> bool {
    let mut seen = vec![false; count];
    let mut pending = vec![from];
    while let Some(node) = pending.pop() {
        if node == to {
            return true;
        }
        if !std::mem::replace(&mut seen[node], true) {
            pending.extend(relations.iter().filter(|r| r.from == node).map(|r| r.to));
        }
    }
    false
}

fn longest_paths(count: usize, relations: &[After]) -> Vec<usize> {
    let mut ranks = vec![0_usize; count];
    let mut waiting = vec![0_usize; count];
    let mut leaving = vec![Vec::new(); count];
    for relation in relations {
        waiting[relation.to] += 1;
        leaving[relation.from].push(*relation);
    }
    let mut ready: Vec<usize> = (0..count).filter(|n| waiting[*n] == 0).collect();
    while let Some(node) = ready.pop() {
        for relation in &leaving[node] {
            ranks[relation.to] = ranks[relation.to].max(ranks[node] + relation.length);
            waiting[relation.to] -= 1;
            if waiting[relation.to] == 0 {
                ready.push(relation.to);
            }
        }
    }
    ranks
}

/// Moves nodes that nothing precedes next to what follows them; a start stays at the left.
fn draw_near(diagram: &Diagram, relations: &[After], ranks: &mut [usize]) {
    for node in 0..ranks.len() {
        if diagram.nodes[node].shape == Shape::Start || relations.iter().any(|r| r.to == node) {
            continue;
        }
        let follow = relations.iter().filter(|r| r.from == node);
        if let Some(latest) = follow.map(|r| ranks[r.to].saturating_sub(r.length)).min() {
            ranks[node] = latest;
        }
    }
}
