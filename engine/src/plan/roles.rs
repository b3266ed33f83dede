//! The ways to fill the roles of a service or licence with the parties of a way (rule 2).

use super::grounding::{Grounding, InstanceId};
use super::requirement::GroundDatum;
use crate::scenario::model::{Role, RoleDatum, SituationId};

/// One way to fill roles: per role its instances (one, or all at once for `each`), and the situations
/// that must be known to know that these are the ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filling {
    /// Per role, who fills it.
    pub roles: Vec<Vec<InstanceId>>,
    /// What must be known.
    pub premises: Vec<SituationId>,
}

/// Most ways to fill the roles of one service that are looked at; beyond it a service is about everyone
/// and no one in particular.
const MAX_FILLINGS: usize = 1_000;

/// All ways to fill roles. Two roles are the same instance only where a relation leads back to it.
pub fn fillings(grounding: &Grounding<'_>, about: &[Role]) -> Vec<Filling> {
    let mut partial = vec![Filling::default()];
    for role in about {
        let mut next = Vec::new();
        for filling in &partial {
            extend(grounding, role, filling, &mut next);
            if next.len() > MAX_FILLINGS {
                next.truncate(MAX_FILLINGS);
                break;
            }
        }
        partial = next;
    }
    partial
}

fn extend(grounding: &Grounding<'_>, role: &Role, filling: &Filling, next: &mut Vec<Filling>) {
    let candidates = candidates(grounding, role, filling);
    if candidates.is_empty() {
        return;
    }
    if role.each {
        let mut whole = filling.clone();
        whole.roles.push(candidates.iter().map(|c| c.0).collect());
        candidates.into_iter().for_each(|(_, premises)| merge(&mut whole.premises, premises));
        next.push(whole);
        return;
    }
    for (instance, premises) in candidates {
        let mut one = filling.clone();
        one.roles.push(vec![instance]);
        merge(&mut one.premises, premises);
        next.push(one);
    }
}

fn candidates(
    grounding: &Grounding<'_>,
    role: &Role,
    filling: &Filling,
) -> Vec<(InstanceId, Vec<SituationId>)> {
    let Some((relation, start)) = &role.relation else {
        return grounding
            .of_kind(&role.kind)
            .filter(|i| !filling.roles.iter().flatten().any(|taken| taken == i))
            .map(|i| (i, grounding.instance(i).map(|i| i.premises.clone()).unwrap_or_default()))
            .collect();
    };
    let starts = filling.roles.get(usize::from(*start)).map_or(&[][..], Vec::as_slice);
    let mut found = Vec::new();
    for start in starts {
        found.extend(grounding.related(*start, relation).into_iter().map(|r| (r.instance, r.premises)));
    }
    found
}

/// The elements that a role's datum names in a filling, with what must be known to follow its relations.
pub fn ground_role_datum(
    grounding: &Grounding<'_>,
    filling: &Filling,
    datum: &RoleDatum,
) -> (Vec<GroundDatum>, Vec<SituationId>) {
    let mut at = filling.roles.get(usize::from(datum.role)).cloned().unwrap_or_default();
    let mut premises = Vec::new();
    for relation in &datum.path {
        let mut next = Vec::new();
        for start in at {
            for related in grounding.related(start, relation) {
                next.push(related.instance);
                merge(&mut premises, related.premises);
            }
        }
        at = next;
    }
    (at.into_iter().map(|i| (i, datum.element)).collect(), premises)
}

/// Adds situations, keeping the list sorted and without repetition.
pub fn merge(into: &mut Vec<SituationId>, more: impl IntoIterator<Item = SituationId>) {
    into.extend(more);
    into.sort_unstable();
    into.dedup();
}
