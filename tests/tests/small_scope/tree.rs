//! Trees of steps, each once.

/// What steps are put together by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// Work of a person.
    Task,
    /// One after another; none of them is a sequence itself.
    Sequence(Vec<Tree>),
    /// The one branch whose condition holds, the last otherwise.
    Choose(Vec<Tree>),
    /// Every branch whose condition holds.
    Any(Vec<Tree>),
    /// All branches.
    Parallel(Vec<Tree>),
    /// Again until a condition holds; the body is no repetition itself.
    Repeat(Box<Tree>),
    /// Done where a condition holds; else nothing: a choice whose otherwise is empty.
    Maybe(Box<Tree>),
}

impl Tree {
    fn parts(&self) -> &[Tree] {
        match self {
            Tree::Task => &[],
            Tree::Sequence(parts) | Tree::Choose(parts) | Tree::Any(parts) | Tree::Parallel(parts) => parts,
            Tree::Repeat(body) | Tree::Maybe(body) => std::slice::from_ref(body),
        }
    }

    /// How many steps it has.
    pub fn steps(&self) -> usize {
        usize::from(*self == Tree::Task) + self.parts().iter().map(Tree::steps).sum::<usize>()
    }

    /// How many repetitions it has.
    pub fn repeats(&self) -> usize {
        let own = usize::from(matches!(self, Tree::Repeat(_)));
        own + self.parts().iter().map(Tree::repeats).sum::<usize>()
    }
}

/// Which blocks there are besides sequence, choose, parallel and repeat.
#[derive(Debug, Clone, Copy)]
pub struct Blocks {
    /// Blocks of every branch that holds.
    pub any: bool,
    /// Choices with an empty otherwise.
    pub empty: bool,
}

/// All trees of so many steps.
pub fn trees(steps: usize, blocks: Blocks) -> Vec<Tree> {
    let plain = match steps {
        1 => vec![Tree::Task],
        _ => put_together(steps, blocks),
    };
    let maybe = |tree: &Tree| Tree::Maybe(Box::new(tree.clone()));
    let optional: Vec<Tree> = if blocks.empty { plain.iter().map(maybe).collect() } else { Vec::new() };
    let once: Vec<Tree> = plain.into_iter().chain(optional).collect();
    let again: Vec<Tree> = once.iter().map(|tree| Tree::Repeat(Box::new(tree.clone()))).collect();
    once.into_iter().chain(again).collect()
}

/// Those whose outermost block has several parts.
fn put_together(steps: usize, blocks: Blocks) -> Vec<Tree> {
    let mut found = Vec::new();
    for parts in parts(steps, blocks) {
        if !parts.iter().any(|part| matches!(part, Tree::Sequence(_))) {
            found.push(Tree::Sequence(parts.clone()));
        }
        if blocks.any {
            found.push(Tree::Any(parts.clone()));
        }
        found.push(Tree::Choose(parts.clone()));
        found.push(Tree::Parallel(parts));
    }
    found
}

/// Every way to share steps out over two or more trees in order.
fn parts(steps: usize, blocks: Blocks) -> Vec<Vec<Tree>> {
    let mut found = Vec::new();
    for first in 1..steps {
        let heads = trees(first, blocks);
        let rest = steps - first;
        let mut tails: Vec<Vec<Tree>> = trees(rest, blocks).into_iter().map(|tree| vec![tree]).collect();
        if rest > 1 {
            tails.extend(parts(rest, blocks));
        }
        for head in &heads {
            found.extend(tails.iter().map(|tail| [std::slice::from_ref(head), tail].concat()));
        }
    }
    found
}

/// A tree whose parts are told apart: steps, choices, conditions of branches and repetitions each by a number
/// from 1, as they are met.
#[derive(Debug, Clone)]
pub enum Node {
    /// A step, and the repetitions that it is in.
    Task(usize, Vec<usize>),
    /// One after another.
    Sequence(Vec<Node>),
    /// A choice.
    Choose(usize, Vec<Node>),
    /// Branches, each with its condition.
    Any(Vec<(usize, Node)>),
    /// All branches.
    Parallel(Vec<Node>),
    /// A repetition.
    Repeat(usize, Box<Node>),
    /// A choice whose otherwise is empty.
    Maybe(usize, Box<Node>),
}

/// How many of each there are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    /// Steps.
    pub tasks: usize,
    /// Choices.
    pub choices: usize,
    /// Conditions of branches.
    pub conditions: usize,
    /// Repetitions.
    pub repeats: usize,
}

/// Numbers a tree; `inside`: the repetitions around it.
pub fn number(tree: &Tree, count: &mut Count, inside: &[usize]) -> Node {
    let all = |trees: &[Tree], count: &mut Count| -> Vec<Node> {
        trees.iter().map(|tree| number(tree, count, inside)).collect()
    };
    match tree {
        Tree::Task => {
            count.tasks += 1;
            Node::Task(count.tasks, inside.to_vec())
        }
        Tree::Sequence(parts) => Node::Sequence(all(parts, count)),
        Tree::Parallel(parts) => Node::Parallel(all(parts, count)),
        Tree::Choose(parts) => {
            count.choices += 1;
            Node::Choose(count.choices, all(parts, count))
        }
        Tree::Any(parts) => {
            let first = count.conditions + 1;
            count.conditions += parts.len();
            Node::Any((first..).zip(all(parts, count)).collect())
        }
        Tree::Repeat(body) => {
            count.repeats += 1;
            let own = count.repeats;
            Node::Repeat(own, Box::new(number(body, count, &[inside, &[own]].concat())))
        }
        Tree::Maybe(body) => {
            count.choices += 1;
            let own = count.choices;
            Node::Maybe(own, Box::new(number(body, count, inside)))
        }
    }
}
