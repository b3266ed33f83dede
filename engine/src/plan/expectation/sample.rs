//! Drawing combinations, when there are too many ways to walk.
//!
//! What a run read is kept as a tree, so a combination that agrees with an earlier one on all that was read
//! needs no run.

use super::answers::{Answers, Choice};
use super::{Basis, Effort, Unweighable, Variable, Way, Ways};
use crate::random::Random;

/// One of the answers, by its place, as likely as its share. There is at least one.
pub(super) fn pick(random: &mut Random, answers: &[(usize, f64)]) -> usize {
    let mut left = random.unit();
    let last = answers.len().saturating_sub(1);
    for (place, (_, share)) in answers.iter().enumerate().take(last) {
        left -= share;
        if left < 0.0 {
            return place;
        }
    }
    last
}

/// What was read after some answers.
enum Node {
    /// A variable, and where each of its answers leads, if that was seen.
    Read { choice: Choice, next: Vec<Option<usize>> },
    /// Nothing more: a way by its number, or none if the combination is impossible.
    End(Option<usize>),
}

/// Draws `effort.samples` combinations.
pub(super) fn sample<T>(
    variables: &[Variable],
    effort: Effort,
    evaluate: &mut impl FnMut(&mut Answers) -> Option<T>,
) -> Result<Ways<T>, Unweighable> {
    let mut random = Random::new(effort.seed);
    let mut tree: Vec<Node> = Vec::new();
    let mut ways: Vec<Way<T>> = Vec::new();
    let mut samples = 0;
    for _ in 0..effort.samples.max(1) {
        let (mut path, end) = descend(&tree, &mut random);
        let way = match end {
            Some(way) => way,
            None => {
                let known = path.len();
                let mut answers = Answers::new(variables, Some(&mut random)).along(path);
                let value = evaluate(&mut answers);
                answers.sound()?;
                let way = value.map(|value| {
                    ways.push(Way { probability: 0.0, ..answers.way(value) });
                    ways.len() - 1
                });
                path = answers.into_path();
                grow(&mut tree, &path, known, way);
                way
            }
        };
        if let Some(way) = way.and_then(|way| ways.get_mut(way)) {
            way.probability += 1.0;
            samples += 1;
        }
    }
    Ok(Ways { ways, basis: Basis::Sampled { samples, seed: effort.seed } })
}

/// Draws answers down the tree. The end met there; none where the tree is not grown yet.
fn descend(tree: &[Node], random: &mut Random) -> (Vec<Choice>, Option<Option<usize>>) {
    let mut path = Vec::new();
    let mut at = tree.first();
    while let Some(node) = at {
        match node {
            Node::End(way) => return (path, Some(*way)),
            Node::Read { choice, next } => {
                let place = pick(random, &choice.answers);
                path.push(Choice { at: place, ..choice.clone() });
                at = next.get(place).copied().flatten().and_then(|next| tree.get(next));
            }
        }
    }
    (path, None)
}

/// Adds a path to the tree, of which the first `known` choices stand there.
fn grow(tree: &mut Vec<Node>, path: &[Choice], known: usize, way: Option<usize>) {
    let mut parent: Option<usize> = None;
    for depth in 0..=path.len() {
        let before = depth.checked_sub(1).and_then(|before| path.get(before)).map_or(0, |choice| choice.at);
        let next = match parent.and_then(|parent| tree.get(parent)) {
            Some(Node::Read { next, .. }) => next.get(before).copied().flatten(),
            _ => (depth == 0 && known > 0).then_some(0),
        };
        let here = next.unwrap_or(tree.len());
        if here == tree.len() {
            tree.push(match path.get(depth) {
                Some(choice) => Node::Read { choice: choice.clone(), next: vec![None; choice.answers.len()] },
                None => Node::End(way),
            });
            if let Some(Node::Read { next, .. }) = parent.and_then(|parent| tree.get_mut(parent)) {
                next[before] = Some(here);
            }
        }
        parent = Some(here);
    }
}
