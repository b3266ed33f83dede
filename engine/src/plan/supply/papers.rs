//! Papers that a measure lets do without, and what takes their place.

use super::build::{Build, Builder};
use super::sources::{Candidate, grounded, refuted};
use super::{Fact, Origin, Supplier};
use crate::plan::requirement::GroundDocument;
use crate::plan::roles::Filling;
use crate::scenario::model::{Condition, MaterialId, SituationId, Treated};

/// What is required no more, what the applicant declares in place of a paper, and what a department confirms (rule 23).
/// In place of a result of this application nobody declares or confirms: it is there when its item ends (rule 12).
pub(super) fn without_paper(builder: &mut Builder<'_>, document: GroundDocument, item_only: bool) {
    let (_, material) = document;
    let Some((treated, entry)) = builder.build.levers.paper(material) else { return };
    if treated != Treated::Cancelled && item_only {
        return;
    }
    if treated == Treated::Verified && is_asked_instead(builder.build, material) {
        return;
    }
    let named: Vec<SituationId> = entry.when.iter().flat_map(Condition::situations).collect();
    let supplier = Supplier::Paper(material);
    let is_refuted = builder.refuted.iter().any(|r| r.supplier == supplier);
    if is_refuted || refuted(builder, supplier, entry.when.as_ref(), &named) {
        return;
    }
    let Some(body) = told(builder, document, treated, named) else { return };
    let rank = (3, u32::MAX);
    let heads = vec![Fact::Document(document)];
    builder.add(Candidate { rank, body, heads, origin: Origin::Paper(document, treated) });
}

/// What must be known for it: the situations under which it holds, and what a department must be told of whom the paper
/// is about. None where somebody it must be told of is not there.
fn told(
    builder: &Builder<'_>,
    (instance, material): GroundDocument,
    treated: Treated,
    named: Vec<SituationId>,
) -> Option<Vec<Fact>> {
    let catalogue = &builder.build.grounding.scenario().catalogue;
    let no_proof = catalogue.material(material).and_then(|(_, m)| m.no_proof.as_ref());
    match no_proof.and_then(|n| n.verification.as_ref()).filter(|_| treated == Treated::Verified) {
        Some(by) => {
            let filling = Filling { roles: vec![vec![instance]], premises: Vec::new() };
            grounded(builder, &filling, &by.given, &[], named).map(|(body, _)| body)
        }
        None => Some(named.into_iter().map(Fact::Situation).collect()),
    }
}

/// Whether a paper is not confirmed, or the licence is not there that was to stand for it: then the applicant is asked,
/// and nobody begins to confirm it (rule 7).
fn is_asked_instead(build: &Build<'_>, material: MaterialId) -> bool {
    let mut licences = build.index.stand_ins(material).iter();
    build.without.contains(&Supplier::Paper(material))
        || licences.any(|licence| build.without.contains(&Supplier::Licence(*licence)))
}
