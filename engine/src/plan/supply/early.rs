//! Situations settle in listed order and before any item has ended (rule 9): where what could make one known
//! might also come out of an item or rest on a later situation, what is known when it settles gets atoms of its
//! own.

use super::{Fact, Origin, Supply};
use crate::plan::horn::{Atom, Rule};
use crate::scenario::model::SituationId;
use std::collections::{BTreeMap, BTreeSet};

/// Gives what each situation rests on copies from before it settles, wherever they could differ from what is
/// known in the end.
pub(super) fn separate_start(supply: &mut Supply) {
    let situations: BTreeMap<Atom, SituationId> = (0_u32..)
        .zip(&supply.facts)
        .filter_map(|(atom, fact)| if let Fact::Situation(s) = fact { Some((atom, *s)) } else { None })
        .collect();
    let mut by_head: BTreeMap<Atom, Vec<usize>> = BTreeMap::new();
    for (index, rule) in supply.problem.rules.iter().enumerate() {
        rule.heads.iter().for_each(|head| by_head.entry(*head).or_default().push(index));
    }
    let cones: Vec<Cone> = situations
        .iter()
        .map(|(atom, id)| cone(supply, &by_head, &situations, (*atom, *id)))
        .filter(|c| c.mixed)
        .collect();
    if cones.is_empty() {
        return;
    }
    let asked = asked_at_start(supply, &cones);
    for cone in &cones {
        copy(supply, cone, &asked);
    }
    // A situation is told by the copies alone.
    let replaced: BTreeSet<usize> = cones.iter().flat_map(|c| c.told_by.iter().copied()).collect();
    let mut index = 0..;
    supply.problem.rules.retain(|_| index.next().is_some_and(|i| !replaced.contains(&i)));
    let mut index = 0..;
    supply.origins.retain(|_| index.next().is_some_and(|i| !replaced.contains(&i)));
    supply.problem.atoms = Atom::try_from(supply.facts.len()).unwrap_or(Atom::MAX);
}

/// What one situation could become known from when it settles.
struct Cone {
    situation: Atom,
    id: SituationId,
    /// Facts other than situations.
    atoms: BTreeSet<Atom>,
    /// Rules that may be used by then.
    rules: BTreeSet<usize>,
    /// All rules that tell the situation itself.
    told_by: Vec<usize>,
    /// Whether some of the facts could also become known later, by other rules.
    mixed: bool,
}

fn cone(
    supply: &Supply,
    by_head: &BTreeMap<Atom, Vec<usize>>,
    situations: &BTreeMap<Atom, SituationId>,
    (situation, id): (Atom, SituationId),
) -> Cone {
    let concluding = |atom: Atom| by_head.get(&atom).map_or(&[][..], Vec::as_slice);
    let told_by = concluding(situation).to_vec();
    let mut cone =
        Cone { situation, id, atoms: BTreeSet::new(), rules: BTreeSet::new(), told_by, mixed: false };
    let mut pending = vec![situation];
    while let Some(atom) = pending.pop() {
        for (index, rule) in supply.problem.rules.iter().enumerate().filter(|(_, r)| r.heads.contains(&atom))
        {
            let later = |b: &Atom| situations.get(b).is_some_and(|other| *other >= id);
            if matches!(supply.origin(index), Some(Origin::Item(_))) || rule.body.iter().any(later) {
                cone.mixed = true;
            } else if cone.rules.insert(index) {
                for body in rule.body.iter().filter(|b| !situations.contains_key(b)) {
                    if cone.atoms.insert(*body) {
                        pending.push(*body);
                    }
                }
            }
        }
    }
    cone
}

/// What is asked of facts with copies is asked at the start: an atom that makes the fact known, and its copies.
fn asked_at_start(supply: &mut Supply, cones: &[Cone]) -> BTreeMap<Atom, Atom> {
    let copied: BTreeSet<Atom> = cones.iter().flat_map(|c| c.atoms.iter().copied()).collect();
    let mut asked = BTreeMap::new();
    for askable in supply.problem.askable.iter_mut().filter(|a| copied.contains(&a.atom)) {
        let start = supply.facts.insert_full(Fact::Early(askable.atom)).0;
        let start = Atom::try_from(start).unwrap_or(Atom::MAX);
        asked.insert(askable.atom, start);
        askable.atom = start;
    }
    for (plain, start) in &asked {
        add(supply, Rule { body: vec![*start], heads: vec![*plain], ..Rule::default() }, Origin::Early);
    }
    asked
}

/// Copies what a situation rests on, and the rules over it.
fn copy(supply: &mut Supply, cone: &Cone, asked: &BTreeMap<Atom, Atom>) {
    let mut copies: BTreeMap<Atom, Atom> = BTreeMap::new();
    for atom in &cone.atoms {
        let copy = supply.facts.insert_full(Fact::Before(cone.id, *atom)).0;
        copies.insert(*atom, Atom::try_from(copy).unwrap_or(Atom::MAX));
    }
    let given: Vec<Atom> = supply.problem.given.iter().filter_map(|a| copies.get(a)).copied().collect();
    supply.problem.given.extend(given);
    for (plain, copy) in &copies {
        if let Some(start) = asked.get(plain) {
            add(supply, Rule { body: vec![*start], heads: vec![*copy], ..Rule::default() }, Origin::Early);
        }
    }
    for index in cone.rules.iter().copied() {
        let (Some(rule), Some(origin)) = (supply.problem.rules.get(index), supply.origins.get(index)) else {
            continue;
        };
        let copied =
            |atom: &Atom| if *atom == cone.situation { Some(*atom) } else { copies.get(atom).copied() };
        let heads = rule.heads.iter().filter_map(copied).collect();
        let body = rule.body.iter().map(|b| copies.get(b).copied().unwrap_or(*b)).collect();
        let (rule, origin) = (Rule { body, heads, ..*rule }, origin.clone());
        add(supply, rule, origin);
    }
}

fn add(supply: &mut Supply, rule: Rule, origin: Origin) {
    supply.problem.rules.push(rule);
    supply.origins.push(origin);
}
