//! What a tree means, written over the tree alone: which steps are open, and what is left of it when one of
//! them is done. It knows nothing of tokens, gates and joins.

use super::tree::Node;
use std::cell::RefCell;

/// Most rounds of a repetition.
pub const MOST: u32 = 2;

/// How the conditions of choices and branches were answered, by their numbers from 1.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// Of a choice: which of its branches is picked.
    pub picks: Vec<usize>,
    /// Whether a branch's condition holds.
    pub holds: Vec<bool>,
}

/// What is left to do of a tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Left {
    /// Nothing.
    Nothing,
    /// A step is open.
    Open(usize),
    /// A part of a sequence, and how many parts are over.
    Part(usize, Box<Left>),
    /// Branches that were taken, by position.
    Branches(Vec<(usize, Left)>),
    /// The round of a repetition, from 1.
    Round(u32, Box<Left>),
    /// A repetition went its most rounds without an end: somebody has to say how it goes on.
    Stuck(usize),
}

/// The interpreter.
pub struct Reference<'a> {
    /// How conditions were answered.
    pub answers: &'a Answers,
    /// Whether a repetition was told that a round was its last, by its number from 1.
    pub done: Vec<bool>,
    /// Repetitions whose end was judged on the way, told or not.
    pub judged: RefCell<Vec<usize>>,
}

impl Reference<'_> {
    /// What is to do where a tree is reached.
    pub fn enter(&self, node: &Node) -> Left {
        match node {
            Node::Task(number, _) => Left::Open(*number),
            Node::Sequence(parts) => self.sequence(parts, 0),
            Node::Choose(pick, parts) => {
                let at = self.answers.picks[pick - 1].min(parts.len() - 1);
                self.branches(vec![(at, self.enter(&parts[at]))])
            }
            Node::Maybe(pick, body) if self.answers.picks[pick - 1] == 0 => self.enter(body),
            Node::Maybe(..) => Left::Nothing,
            Node::Any(parts) => {
                let held = parts.iter().enumerate().filter(|(_, (holds, _))| self.answers.holds[holds - 1]);
                self.branches(held.map(|(at, (_, part))| (at, self.enter(part))).collect())
            }
            Node::Parallel(parts) => {
                self.branches(parts.iter().enumerate().map(|(at, part)| (at, self.enter(part))).collect())
            }
            Node::Repeat(number, body) => self.round(*number, body, 1),
        }
    }

    /// The parts of a sequence from one on.
    fn sequence(&self, parts: &[Node], from: usize) -> Left {
        let entered = parts.iter().enumerate().skip(from).map(|(at, part)| (at, self.enter(part)));
        let open = entered.into_iter().find(|(_, left)| *left != Left::Nothing);
        open.map_or(Left::Nothing, |(at, left)| Left::Part(at, Box::new(left)))
    }

    /// Branches; nothing when all of them are over.
    fn branches(&self, branches: Vec<(usize, Left)>) -> Left {
        if branches.iter().all(|(_, left)| *left == Left::Nothing) {
            Left::Nothing
        } else {
            Left::Branches(branches)
        }
    }

    /// A round of a repetition; rounds without work for anybody follow at once.
    fn round(&self, number: usize, body: &Node, round: u32) -> Left {
        match self.enter(body) {
            Left::Nothing => self.after_round(number, body, round),
            left => Left::Round(round, Box::new(left)),
        }
    }

    fn after_round(&self, number: usize, body: &Node, round: u32) -> Left {
        self.judged.borrow_mut().push(number);
        match self.done[number - 1] {
            true => Left::Nothing,
            false if round >= MOST => Left::Stuck(number),
            false => self.round(number, body, round + 1),
        }
    }

    /// What is left when a step is done, or a repetition that is stuck goes on (`step` 0).
    pub fn after(&self, node: &Node, left: &Left, step: usize, stuck: usize) -> Left {
        match (node, left) {
            (Node::Maybe(_, body), left) => self.after(body, left, step, stuck),
            (_, Left::Open(open)) if *open == step => Left::Nothing,
            (_, Left::Stuck(number)) if *number == stuck => Left::Nothing,
            (Node::Sequence(parts), Left::Part(at, left)) => match self.after(&parts[*at], left, step, stuck)
            {
                Left::Nothing => self.sequence(parts, at + 1),
                left => Left::Part(*at, Box::new(left)),
            },
            (_, Left::Branches(branches)) => {
                let next = branches.iter().map(|(at, left)| match branch(node, *at) {
                    Some(part) => (*at, self.after(part, left, step, stuck)),
                    None => (*at, left.clone()),
                });
                self.branches(next.collect())
            }
            (Node::Repeat(number, body), Left::Round(round, left)) => {
                match self.after(body, left, step, stuck) {
                    Left::Nothing => self.after_round(*number, body, *round),
                    left => Left::Round(*round, Box::new(left)),
                }
            }
            (_, left) => left.clone(),
        }
    }
}

/// A branch of a block.
fn branch(node: &Node, at: usize) -> Option<&Node> {
    match node {
        Node::Choose(_, parts) | Node::Parallel(parts) => parts.get(at),
        Node::Any(parts) => parts.get(at).map(|(_, part)| part),
        _ => None,
    }
}

impl Left {
    /// Steps that are open, and repetitions that are stuck, in order of their numbers.
    pub fn open(&self) -> (Vec<usize>, Vec<usize>) {
        let (mut steps, mut stuck) = (Vec::new(), Vec::new());
        self.gather(&mut steps, &mut stuck);
        steps.sort_unstable();
        stuck.sort_unstable();
        (steps, stuck)
    }

    fn gather(&self, steps: &mut Vec<usize>, stuck: &mut Vec<usize>) {
        match self {
            Left::Nothing => {}
            Left::Open(step) => steps.push(*step),
            Left::Stuck(repeat) => stuck.push(*repeat),
            Left::Part(_, left) | Left::Round(_, left) => left.gather(steps, stuck),
            Left::Branches(branches) => branches.iter().for_each(|(_, left)| left.gather(steps, stuck)),
        }
    }
}
