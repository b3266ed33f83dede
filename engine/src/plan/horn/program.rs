//! Rules indexed both ways, as flat lists.

/// A list of short lists, laid out one after the other.
#[derive(Debug, Clone)]
pub(super) struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Default for Lists {
    fn default() -> Lists {
        Lists { starts: vec![0], items: Vec::new() }
    }
}

impl Lists {
    /// Adds a list after the others.
    pub(super) fn push(&mut self, list: impl IntoIterator<Item = u32>) {
        self.items.extend(list);
        self.starts.push(self.items.len() as u32);
    }

    /// All lists in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u32]> + Clone {
        (0..self.len() as u32).map(|number| self.of(number))
    }

    /// For each `x` in `0..count`: which of `lists` name it, in ascending order. Names beyond `count` are
    /// passed over.
    pub(super) fn invert<'a>(
        count: usize,
        lists: impl IntoIterator<Item = &'a [u32], IntoIter: Clone>,
    ) -> Lists {
        let lists = lists.into_iter();
        let mut starts = vec![0u32; count + 2];
        for name in lists.clone().flatten() {
            if let Some(slot) = starts.get_mut(*name as usize + 2).filter(|_| (*name as usize) < count) {
                *slot += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut items = vec![0u32; starts.last().copied().unwrap_or(0) as usize];
        // While filling, starts[x + 1] is where the next entry of x goes; afterwards it is where x ends.
        for (number, list) in lists.enumerate() {
            for name in list.iter().map(|name| *name as usize).filter(|name| *name < count) {
                items[starts[name + 1] as usize] = number as u32;
                starts[name + 1] += 1;
            }
        }
        starts.pop();
        Lists { starts, items }
    }

    /// The list of this number.
    pub(super) fn of(&self, number: u32) -> &[u32] {
        let at = number as usize;
        &self.items[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// How many lists.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }
}

/// Rules with all the indexes that reasoning needs.
#[derive(Debug, Clone, Default)]
pub(super) struct Program {
    pub(super) atoms: usize,
    /// Body of each rule.
    pub(super) bodies: Lists,
    /// Heads of each rule; only atoms that exist.
    pub(super) heads: Lists,
    /// The rules that need each atom.
    pub(super) uses: Lists,
    /// The rules that conclude each atom.
    pub(super) makers: Lists,
}

impl Program {
    /// Indexes rules given by their bodies and heads. A body may name atoms that do not exist: such a rule
    /// never fires. Heads must exist.
    pub(super) fn new(atoms: usize, bodies: Lists, heads: Lists) -> Program {
        let uses = Lists::invert(atoms, bodies.iter());
        let makers = Lists::invert(atoms, heads.iter());
        Program { atoms, bodies, heads, uses, makers }
    }

    /// All rules of a problem, numbered as there.
    pub(super) fn of(problem: &super::Problem) -> Program {
        let (mut bodies, mut heads) = (Lists::default(), Lists::default());
        for rule in &problem.rules {
            bodies.push(rule.body.iter().copied());
            heads.push(rule.heads.iter().copied().filter(|head| *head < problem.atoms));
        }
        Program::new(problem.atoms as usize, bodies, heads)
    }

    /// How many rules.
    pub(super) fn rules(&self) -> usize {
        self.bodies.len()
    }
}
