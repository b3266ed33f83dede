//! Cuts a problem down to what is really to be decided, without losing the answer.
//!
//! Every step keeps the one answer that is wanted, the first of the cheapest:
//! - **relevance**: only rules and atoms from which a goal can be reached backward, and that can come true at all;
//! - **forced asks**: an atom that every way to a goal needs, and that no rule concludes, must be asked;
//! - **dominance**: an ask is left out when a single cheaper (or as cheap and earlier) one does all it does: in any
//!   solution the one may replace the other, which makes it cheaper or moves it forward;
//! - **parts**: rules that share no undecided atom are solved apart; costs add up.

use petgraph::unionfind::UnionFind;

use super::forward::Forward;
use super::program::{Lists, Program};
use super::{Atom, Problem};

/// Cost and questions in one number: `cost × unit + questions`, where `unit` exceeds all questions together.
/// 2³² atoms of cost 2³² stay below 2⁹⁷.
pub(super) type Weight = u128;

/// Steps that looking for dominated asks may take; it only makes the search shorter, so it may stop at any
/// time.
const DOMINANCE_STEPS: usize = 1_000_000;
/// Rounds of reduction; each is linear and the later ones rarely find anything.
const ROUNDS: usize = 8;

const ABSENT: u32 = u32::MAX;
const GIVEN: u32 = u32::MAX - 1;
const REACHED: u32 = u32::MAX - 2;

/// A problem over its own atoms `0..`, in the order of the original ones, nothing of it given.
#[derive(Debug, Default)]
pub(super) struct Core {
    /// The original atom of each.
    pub(super) origin: Vec<Atom>,
    pub(super) program: Program,
    pub(super) goals: Vec<u32>,
    /// By atom; 0 means that it may not be asked.
    pub(super) weight: Vec<Weight>,
}

/// A problem cut down.
#[derive(Debug)]
pub(super) struct Reduced {
    /// Asked in any case.
    pub(super) forced: Vec<Atom>,
    /// The weight of the forced asks.
    pub(super) spent: Weight,
    /// Undecided parts, independent of each other.
    pub(super) parts: Vec<Core>,
    /// Weight of one unit of cost.
    pub(super) unit: Weight,
}

/// Cuts a problem down; none if some goal cannot be derived even when everything askable is asked.
pub(super) fn reduce(problem: &Problem) -> Option<Reduced> {
    if problem.goals.iter().any(|goal| *goal >= problem.atoms) {
        return None;
    }
    let (mut core, unit) = relevant(problem);
    let mut reduced = Reduced { forced: Vec::new(), spent: 0, parts: Vec::new(), unit };
    for _ in 0..ROUNDS {
        let mut forward = Forward::new(&core.program);
        let dominated = dominated(&core, &mut forward);
        let possible = possible(&core, &mut forward, &dominated);
        if !core.goals.iter().all(|goal| possible[*goal as usize]) {
            return None;
        }
        let forced = forced(&core, &mut forward, &possible, &dominated);
        let settled = forced.is_empty() && !dominated.contains(&true);
        reduced.spent += forced.iter().map(|atom| core.weight[*atom as usize]).sum::<Weight>();
        reduced.forced.extend(forced.iter().map(|atom| core.origin[*atom as usize]));
        let next = compact(&core, &forward, &possible, &dominated);
        core = next;
        if settled || core.goals.is_empty() {
            break;
        }
    }
    reduced.parts = parts(&core);
    Some(reduced)
}

/// The atoms and rules from which goals can be reached backward, and the weight of one unit of cost.
fn relevant(problem: &Problem) -> (Core, Weight) {
    let count = problem.atoms as usize;
    let makers = Lists::invert(count, problem.rules.iter().map(|rule| rule.heads.as_slice()));
    let mut local = vec![ABSENT; count];
    for atom in &problem.given {
        if let Some(slot) = local.get_mut(*atom as usize) {
            *slot = GIVEN;
        }
    }
    let mut origin = Vec::new();
    let mut reach = |atom: Atom, origin: &mut Vec<Atom>| {
        if local[atom as usize] == ABSENT {
            local[atom as usize] = REACHED;
            origin.push(atom);
        }
    };
    problem.goals.iter().for_each(|goal| reach(*goal, &mut origin));
    let mut rules = Vec::new();
    let mut taken = vec![false; problem.rules.len()];
    let mut next = 0;
    while let Some(atom) = origin.get(next).copied() {
        next += 1;
        for number in makers.of(atom) {
            let rule = &problem.rules[*number as usize];
            if !std::mem::replace(&mut taken[*number as usize], true)
                && rule.body.iter().all(|atom| *atom < problem.atoms)
            {
                rules.push(*number);
                rule.body.iter().for_each(|atom| reach(*atom, &mut origin));
            }
        }
    }
    origin.sort_unstable();
    rules.sort_unstable();
    for (place, atom) in origin.iter().enumerate() {
        local[*atom as usize] = place as u32;
    }
    let placed =
        |atoms: &[Atom]| sorted(atoms.iter().map(|atom| local[*atom as usize]).filter(|a| *a < REACHED));
    let (mut bodies, mut heads) = (Lists::default(), Lists::default());
    for rule in rules.iter().map(|number| &problem.rules[*number as usize]) {
        bodies.push(placed(&rule.body));
        heads.push(sorted(
            rule.heads.iter().filter_map(|atom| local.get(*atom as usize).copied()).filter(|a| *a < REACHED),
        ));
    }
    let goals = placed(&problem.goals);
    let (weight, unit) = weights(problem, &local, origin.len());
    let program = Program::new(origin.len(), bodies, heads);
    (Core { origin, program, goals, weight }, unit)
}

/// The weight of each relevant atom, and of one unit of cost.
fn weights(problem: &Problem, local: &[u32], count: usize) -> (Vec<Weight>, Weight) {
    let mut cheapest: Vec<Option<(u32, bool)>> = vec![None; count];
    for ask in &problem.askable {
        let place = local.get(ask.atom as usize).copied().unwrap_or(ABSENT);
        if let Some(slot) = cheapest.get_mut(place as usize) {
            let entry = (ask.cost.max(1), ask.question);
            *slot = Some(slot.map_or(entry, |before| before.min(entry)));
        }
    }
    let unit = 1 + cheapest.iter().flatten().filter(|(_, question)| *question).count() as Weight;
    let weigh = |(cost, question): (u32, bool)| Weight::from(cost) * unit + Weight::from(question);
    (cheapest.into_iter().map(|entry| entry.map_or(0, weigh)).collect(), unit)
}

fn sorted(atoms: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut atoms: Vec<u32> = atoms.collect();
    atoms.sort_unstable();
    atoms.dedup();
    atoms
}

/// Which asks another one makes needless, by atom.
///
/// `b` dominates `a` when it is lighter, or as heavy and earlier, and either `a` follows from `b`, or `a` is
/// no goal and all that any rule makes of `a` follows from `b`. Put in the place of `a` in any solution, `b`
/// gives a solution that is lighter or stands earlier. This order has no circle, so all may be left out at
/// once.
fn dominated(core: &Core, forward: &mut Forward) -> Vec<bool> {
    let program = &core.program;
    let mut out = vec![false; program.atoms];
    let mut goal = vec![false; program.atoms];
    core.goals.iter().for_each(|atom| goal[*atom as usize] = true);
    let mut steps = 0;
    for better in 0..program.atoms as u32 {
        let weight = core.weight[better as usize];
        if weight == 0 || forward.knows(better) {
            continue;
        }
        if steps > DOMINANCE_STEPS {
            break;
        }
        let worse = |atom: u32| {
            let other = core.weight[atom as usize];
            other > 0 && (other, atom) > (weight, better)
        };
        let mark = forward.mark();
        forward.learn(better);
        for atom in forward.since(mark) {
            steps += 1 + program.uses.of(*atom).len();
            out[*atom as usize] |= worse(*atom);
            for rule in program.makers.of(*atom) {
                for other in program.bodies.of(*rule) {
                    steps += 1 + program.uses.of(*other).len();
                    let at = *other as usize;
                    if worse(*other) && !goal[at] && !out[at] && !forward.knows(*other) {
                        let mut made =
                            program.uses.of(*other).iter().flat_map(|rule| program.heads.of(*rule));
                        out[at] = made.all(|head| head == other || forward.knows(*head));
                    }
                }
            }
        }
        forward.undo(mark);
    }
    out
}

/// What can come true when everything that is not left out is asked, by atom.
fn possible(core: &Core, forward: &mut Forward, out: &[bool]) -> Vec<bool> {
    let mark = forward.mark();
    forward.learn_all(
        (0..core.program.atoms as u32).filter(|a| core.weight[*a as usize] > 0 && !out[*a as usize]),
    );
    let possible = forward.known.clone();
    forward.undo(mark);
    possible
}

/// Whether a rule can ever fire and is no way round from the atom to itself.
fn opens(program: &Program, rule: u32, atom: u32, possible: &[bool]) -> bool {
    program.bodies.of(rule).iter().all(|needed| *needed != atom && possible[*needed as usize])
}

/// The asks that every solution contains, learnt on the way: from the goals backward through what every rule
/// for a needed atom needs.
fn forced(core: &Core, forward: &mut Forward, possible: &[bool], out: &[bool]) -> Vec<u32> {
    let program = &core.program;
    let mut found = Vec::new();
    let mut seen = vec![false; program.atoms];
    let mut needed = core.goals.clone();
    while let Some(atom) = needed.pop() {
        if forward.knows(atom) || std::mem::replace(&mut seen[atom as usize], true) {
            continue;
        }
        let mut ways = program.makers.of(atom).iter().filter(|rule| opens(program, **rule, atom, possible));
        let askable = core.weight[atom as usize] > 0 && !out[atom as usize];
        match ways.next() {
            None if askable => {
                found.push(atom);
                forward.learn(atom);
            }
            Some(first) if !askable => {
                let in_all = |part: &&u32| ways.clone().all(|rule| program.bodies.of(*rule).contains(part));
                needed.extend(program.bodies.of(*first).iter().filter(in_all));
            }
            _ => {}
        }
    }
    // None of them follows from the others, since no rule for it can ever fire.
    found
}

/// The rest of a problem when what is known is set aside, asks are left out, and only relevant and possible
/// remain.
fn compact(core: &Core, forward: &Forward, possible: &[bool], out: &[bool]) -> Core {
    let program = &core.program;
    let mut local = vec![ABSENT; program.atoms];
    let mut kept = Vec::new();
    let mut reach = |atom: u32, kept: &mut Vec<u32>| {
        if local[atom as usize] == ABSENT && !forward.knows(atom) {
            local[atom as usize] = REACHED;
            kept.push(atom);
        }
    };
    core.goals.iter().for_each(|goal| reach(*goal, &mut kept));
    let mut rules = Vec::new();
    let mut taken = vec![false; program.rules()];
    let mut next = 0;
    while let Some(atom) = kept.get(next).copied() {
        next += 1;
        for rule in program.makers.of(atom) {
            if !taken[*rule as usize] && opens(program, *rule, atom, possible) {
                taken[*rule as usize] = true;
                rules.push(*rule);
                program.bodies.of(*rule).iter().for_each(|atom| reach(*atom, &mut kept));
            }
        }
    }
    kept.sort_unstable();
    rules.sort_unstable();
    for (place, atom) in kept.iter().enumerate() {
        local[*atom as usize] = place as u32;
    }
    let placed = |atoms: &[u32]| -> Vec<u32> {
        atoms.iter().map(|atom| local[*atom as usize]).filter(|place| *place < REACHED).collect()
    };
    let (mut bodies, mut heads) = (Lists::default(), Lists::default());
    for rule in &rules {
        bodies.push(placed(program.bodies.of(*rule)));
        heads.push(placed(program.heads.of(*rule)));
    }
    let weigh = |atom: &u32| if out[*atom as usize] { 0 } else { core.weight[*atom as usize] };
    Core {
        origin: kept.iter().map(|atom| core.origin[*atom as usize]).collect(),
        goals: placed(&core.goals),
        weight: kept.iter().map(weigh).collect(),
        program: Program::new(kept.len(), bodies, heads),
    }
}

/// Splits into parts that share no rule. No body may be empty, so every rule lies in one part.
fn parts(core: &Core) -> Vec<Core> {
    let program = &core.program;
    let mut sets = UnionFind::<u32>::new(program.atoms);
    for (body, heads) in program.bodies.iter().zip(program.heads.iter()) {
        for pair in body.windows(2) {
            sets.union(pair[0], pair[1]);
        }
        for head in heads {
            body.first().map(|first| sets.union(*first, *head));
        }
    }
    let roots = sets.into_labeling();
    let mut part_of_root = vec![ABSENT; program.atoms];
    let mut local = vec![0; program.atoms];
    let mut parts: Vec<(Core, Lists, Lists)> = Vec::new();
    for (atom, root) in roots.iter().enumerate() {
        let slot = &mut part_of_root[*root as usize];
        if *slot == ABSENT {
            *slot = parts.len() as u32;
            parts.push((Core::default(), Lists::default(), Lists::default()));
        }
        let part = &mut parts[*slot as usize].0;
        local[atom] = part.origin.len() as u32;
        part.origin.push(core.origin[atom]);
        part.weight.push(core.weight[atom]);
    }
    let part_of = |atom: u32| part_of_root[roots[atom as usize] as usize] as usize;
    for (body, heads) in program.bodies.iter().zip(program.heads.iter()) {
        if let Some(first) = body.first() {
            let (_, part_bodies, part_heads) = &mut parts[part_of(*first)];
            part_bodies.push(body.iter().map(|atom| local[*atom as usize]));
            part_heads.push(heads.iter().map(|atom| local[*atom as usize]));
        }
    }
    for goal in &core.goals {
        parts[part_of(*goal)].0.goals.push(local[*goal as usize]);
    }
    let build = |(part, bodies, heads): (Core, Lists, Lists)| Core {
        program: Program::new(part.origin.len(), bodies, heads),
        ..part
    };
    parts.into_iter().map(build).collect()
}
