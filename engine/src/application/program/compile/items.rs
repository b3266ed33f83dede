//! Items from the uses of the derivation.

use super::super::{ItemFacts, ItemIndex, ItemPledge, OfficeFacts, StepFacts, StepId, StepKind};
use super::names::Names;
use super::steps::dedup;
use super::{Calendars, Input, NotRunnable};
use crate::calendar::Limit;
use crate::scenario::model::{Id, Item, Treated, Unit};
use petgraph::graph::NodeIndex;

/// All items, by position of their use.
pub(super) fn items(
    input: &Input<'_>,
    names: &mut Names<'_>,
    calendars: &mut Calendars,
    steps: &[StepFacts],
) -> Result<Vec<ItemFacts>, NotRunnable> {
    let uses = &input.derivation.applicable.uses;
    let mut items = Vec::with_capacity(uses.len());
    for (position, item_use) in uses.iter().enumerate() {
        let Some(item) = input.derivation.scenario().item(item_use.item) else { continue };
        items.push(one(input, names, calendars, steps, position, item)?);
    }
    Ok(items)
}

fn one(
    input: &Input<'_>,
    names: &mut Names<'_>,
    calendars: &mut Calendars,
    steps: &[StepFacts],
    position: usize,
    item: &Item,
) -> Result<ItemFacts, NotRunnable> {
    let derivation = input.derivation;
    let index = ItemIndex(u16::try_from(position).map_err(|_| NotRunnable::TooLarge)?);
    let requirement = derivation.requirements.get(position).cloned().unwrap_or_default();
    let mut needs: Vec<_> = requirement.fields.iter().map(|d| names.datum(*d)).collect();
    let ask = derivation.asks.of(position);
    // What is required no more nobody may ask for either.
    let is_cancelled = |d| ask.is_some_and(|ask| ask.done_without(d) == Some(Treated::Cancelled));
    let papers = requirement.materials.iter().filter(|d| !is_cancelled(**d));
    needs.extend(papers.map(|d| names.document(*d)));
    let mut gives: Vec<_> = requirement.gives_fields.iter().map(|d| names.datum(*d)).collect();
    gives.extend(requirement.gives_materials.iter().map(|d| names.document(*d)));
    let catalogue = &derivation.scenario().catalogue;
    let licences = requirement.gives_licences.iter();
    let certificates = licences.filter_map(|(holder, id)| {
        Some((derivation.instance_name(*holder), catalogue.licence(*id)?.0.clone()))
    });
    let office = office(input, names, position, item);
    let title = input.process.graph.node_weights().flat_map(|n| &n.items).find(|i| i.position == position);
    let first = steps.iter().find(|s| s.items.contains(&index) && is_work(&s.kind) && !s.verifies);
    let limit = derivation.limit(position);
    let calendar = calendars.of(derivation, item.department)?;
    let own = calendar.and_then(|at| calendars.built.get(usize::from(at)));
    let days = limit.filter(|l| l.unit == Unit::WorkingDays).map(|l| Limit::working_days(l.amount));
    let weekly_due = own.zip(days).and_then(|(own, days)| own.weekly_due(days));
    Ok(ItemFacts {
        id: derivation.use_name(position).into(),
        title: title.map_or_else(|| item.title.clone(), |t| t.title.clone()),
        department: item.department,
        limit,
        fee: fen(item.fee),
        refund: item.refund,
        on_refusal: item.on_refusal,
        dependants: dependants(&derivation.order.before, position),
        needs: dedup(needs),
        gives: dedup(gives),
        certificates: certificates.collect(),
        commitment: pledge(input, steps, index, item),
        by_people: first.is_some_and(|s| matches!(s.kind, StepKind::Task | StepKind::Special)),
        office,
        calendar,
        weekly_due,
    })
}

/// The offices that handle an item; for a region that lies in none of their level there is none.
fn office(input: &Input<'_>, names: &mut Names<'_>, position: usize, item: &Item) -> Option<OfficeFacts> {
    let at = item.at.as_ref()?;
    let bound = input.derivation.applicable.uses.get(position)?.bound;
    let region = names.of_party(at.region, bound).first().copied()?;
    let regions = &input.derivation.scenario().catalogue.regions;
    let handled_by = |id: &Id| {
        let (mut at_id, mut facts) = regions.get_key_value(id)?;
        // Circles are findings; no chain is longer than there are regions.
        for _ in 0..regions.len() {
            if at.level.is_none_or(|level| facts.level == level) {
                return Some(at_id.clone());
            }
            (at_id, facts) = regions.get_index(facts.within?.index())?;
        }
        None
    };
    let of = regions.keys().filter_map(|id| Some((id.clone(), handled_by(id)?)));
    Some(OfficeFacts { region, of: of.collect() })
}

/// Whether a step is work of its items, and not form, routing or the handing over of a result.
#[inline]
pub(in crate::application) fn is_work(kind: &StepKind) -> bool {
    !matches!(
        kind,
        StepKind::Start
            | StepKind::End
            | StepKind::Form
            | StepKind::Collect
            | StepKind::Deliver
            | StepKind::Split(_)
            | StepKind::Join(_)
    )
}

/// CNY as fen; a fee that is no number or below zero is none.
fn fen(fee: Option<f64>) -> u64 {
    let fen = (fee.unwrap_or(0.0) * 100.0).round();
    if fen.is_finite() && fen > 0.0 { fen as u64 } else { 0 }
}

/// Items that wait for one, directly or not.
fn dependants(before: &[Vec<usize>], position: usize) -> Vec<ItemIndex> {
    let mut found = vec![false; before.len()];
    let mut pending = vec![position];
    while let Some(at) = pending.pop() {
        for (later, needs) in before.iter().enumerate() {
            if needs.contains(&at) && !std::mem::replace(&mut found[later], true) {
                pending.push(later);
            }
        }
    }
    let later = found.iter().enumerate().filter(|(at, found)| **found && *at != position);
    later.filter_map(|(at, _)| u16::try_from(at).ok().map(ItemIndex)).collect()
}

/// The commitment that an item offers in this way. Where a plan does all that would follow the result together with other
/// items, nothing is left to follow it, and there is none.
fn pledge(input: &Input<'_>, steps: &[StepFacts], index: ItemIndex, item: &Item) -> Option<ItemPledge> {
    let commitment = item.commitment.as_ref()?;
    let offered = input.derivation.way().holds_or_none(input.derivation.scenario(), commitment.when.as_ref());
    let follows = |at: usize| {
        let name = input
            .process
            .graph
            .node_weight(NodeIndex::new(at))
            .and_then(|n| n.step.as_ref())
            .map(|s| &s.name);
        name.is_some_and(|name| commitment.then.iter().any(|then| then.value == *name))
    };
    let own = steps.iter().enumerate().filter(|(at, s)| s.items == [index] && follows(*at));
    let then: Vec<StepId> = own.filter_map(|(at, _)| u16::try_from(at).ok().map(StepId)).collect();
    let is_kept = commitment.then.is_empty() || !then.is_empty();
    (offered && is_kept).then_some(ItemPledge { limit: commitment.limit.value, then })
}
