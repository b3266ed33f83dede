//! Situations settle before any item has ended (rule 9): where something that could make one known could
//! also come out of an item, what is known at the start gets atoms of its own.

use super::{Fact, Origin, Supply};
use crate::plan::horn::{Atom, Rule};
use std::collections::BTreeMap;

/// Gives early copies to the facts that situations rest on, if any of them could come from an item.
pub(super) fn separate_start(supply: &mut Supply) {
    let cone = cone_of_situations(supply);
    let from_items = |atom: &Atom| supply.fact(*atom).is_some_and(|f| supply.given_by_item.contains_key(&f));
    if !cone.iter().any(from_items) {
        return;
    }
    let mut early: BTreeMap<Atom, Atom> = BTreeMap::new();
    for atom in &cone {
        let copy = supply.facts.insert_full(Fact::Early(*atom)).0;
        early.insert(*atom, Atom::try_from(copy).unwrap_or(Atom::MAX));
    }
    supply.problem.atoms = Atom::try_from(supply.facts.len()).unwrap_or(Atom::MAX);
    copy_rules(supply, &early);
    for (plain, copy) in &early {
        supply.problem.rules.push(Rule {
            body: vec![*copy],
            heads: vec![*plain],
            calls: 0,
            needs_item: false,
        });
        supply.origins.push(Origin::Early);
    }
    let given: Vec<Atom> = supply.problem.given.iter().filter_map(|a| early.get(a)).copied().collect();
    supply.problem.given.extend(given);
    for askable in &mut supply.problem.askable {
        if let Some(copy) = early.get(&askable.atom) {
            askable.atom = *copy;
        }
    }
}

/// The atoms from which situations could become known, without items.
fn cone_of_situations(supply: &Supply) -> Vec<Atom> {
    let mut cone: Vec<Atom> = (0_u32..)
        .zip(&supply.facts)
        .filter(|(_, f)| matches!(f, Fact::Situation(_)))
        .map(|(a, _)| a)
        .collect();
    let mut member = vec![false; supply.facts.len()];
    cone.iter().for_each(|a| member[*a as usize] = true);
    let mut next = 0;
    while let Some(atom) = cone.get(next).copied() {
        next += 1;
        for (rule, origin) in supply.problem.rules.iter().zip(&supply.origins) {
            if !matches!(origin, Origin::Item(_)) && rule.heads.contains(&atom) {
                for body in &rule.body {
                    if !std::mem::replace(&mut member[*body as usize], true) {
                        cone.push(*body);
                    }
                }
            }
        }
    }
    cone
}

/// Copies every rule that concludes something in the cone; a situation is concluded early only.
fn copy_rules(supply: &mut Supply, early: &BTreeMap<Atom, Atom>) {
    for index in 0..supply.problem.rules.len() {
        let (Some(rule), Some(origin)) = (supply.problem.rules.get(index), supply.origins.get(index)) else {
            continue;
        };
        let heads: Vec<Atom> = rule.heads.iter().filter_map(|h| early.get(h)).copied().collect();
        if matches!(origin, Origin::Item(_)) || heads.is_empty() {
            continue;
        }
        let body = rule.body.iter().map(|b| early.get(b).copied().unwrap_or(*b)).collect();
        let copy = Rule { body, heads, calls: rule.calls, needs_item: rule.needs_item };
        let origin = origin.clone();
        let concludes_situation =
            rule.heads.iter().any(|h| matches!(supply.fact(*h), Some(Fact::Situation(_))));
        if concludes_situation {
            supply.problem.rules[index] = copy;
        } else {
            supply.problem.rules.push(copy);
            supply.origins.push(origin);
        }
    }
}
