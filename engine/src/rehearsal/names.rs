//! Whether the steps, facts, systems and things that a script names are there at all.

use super::script::{Deed, Move, Script, Verb};
use super::stage::{NotStaged, Stage};
use crate::hold::rank;
use crate::process::graph::Node;
use crate::scenario::model::{Id, StepKind};
use crate::scenario::source::Spanned;
use crate::scenario::text::Text;
use std::collections::BTreeSet;

/// The first name that means nothing.
pub(super) fn known(stage: &Stage<'_>, script: &Script) -> Result<(), NotStaged> {
    known_names(stage, script)?;
    known_things(stage, script)
}

fn known_names(stage: &Stage<'_>, script: &Script) -> Result<(), NotStaged> {
    let catalogue = &stage.scenario.catalogue;
    let is_system = |name: &str| {
        catalogue.systems.contains_key(name)
            || catalogue.services.contains_key(name)
            || catalogue.licences.contains_key(name)
    };
    let mut systems: Vec<&Spanned<Id>> = script.systems.iter().map(|(name, _)| name).collect();
    let mut steps: Vec<&Spanned<Id>> = Vec::new();
    let mut items: Vec<&Spanned<Id>> = Vec::new();
    let mut facts: Vec<&Spanned<Id>> =
        script.form.iter().map(|(n, _)| n).chain(script.materials.iter().map(|(n, _)| n)).collect();
    for happening in &script.happenings {
        steps.extend(&happening.after);
        for deed in &happening.deeds {
            match deed {
                Deed::Clerk(decision) if decision.verb == Verb::Revoke => items.push(&decision.at),
                Deed::Clerk(decision) => {
                    steps.push(&decision.at);
                    facts.extend(&decision.what);
                }
                Deed::System(behaviours) => systems.extend(behaviours.iter().map(|(name, _)| name)),
                Deed::Applicant(Move::Withdraw(item)) => items.extend(item),
                Deed::Applicant(Move::Commit(item)) => items.push(item),
                Deed::Applicant(Move::Fill(values)) => facts.extend(values.iter().map(|(name, _)| name)),
                Deed::Applicant(_) | Deed::Message(..) => {}
            }
        }
    }
    let program = stage.program;
    let step_names = || program.steps.iter().map(|s| &*s.id).collect::<Vec<_>>();
    if let Some(name) = steps.into_iter().find(|n| program.find_step(&n.value).is_none()) {
        return Err(unknown(name, ("环节", "step"), &step_names()));
    }
    if let Some(name) = items.into_iter().find(|n| program.find_item(&n.value).is_none()) {
        let names: Vec<&str> = program.items.iter().map(|i| &*i.id).collect();
        return Err(unknown(name, ("事项", "item"), &names));
    }
    if let Some(name) = facts.into_iter().find(|n| program.find_fact(&n.value).is_none()) {
        let names: Vec<&str> = program.facts.iter().map(|f| &*f.name).collect();
        return Err(unknown(name, ("字段或材料", "field or material"), &names));
    }
    if let Some(name) = systems.into_iter().find(|n| !is_system(&n.value)) {
        let names =
            catalogue.systems.keys().chain(catalogue.services.keys()).chain(catalogue.licences.keys());
        let names: Vec<&str> = names.map(|n| &**n).collect();
        return Err(unknown(name, ("系统、服务或证照", "system, service or licence"), &names));
    }
    Ok(())
}

/// Whether what others hold is held or asked about here, and their places in line can be told.
fn known_things(stage: &Stage<'_>, script: &Script) -> Result<(), NotStaged> {
    let is_thing = |node: &&Node| {
        let kind = node.step.as_ref().map(|s| &s.kind);
        matches!(kind, Some(StepKind::Hold(_) | StepKind::HoldFree(_)))
    };
    let nodes = stage.process.graph.node_weights().filter(is_thing);
    let things: BTreeSet<&str> = nodes.flat_map(|n| n.about.iter().map(|a| &**a)).collect();
    let things: Vec<&str> = things.into_iter().collect();
    for other in &script.holds {
        if !things.contains(&&*other.thing.value) {
            return Err(unknown(&other.thing, ("占用之物", "thing that is held"), &things));
        }
        if let Some(value) = &other.line_by
            && stage.main_calendar().is_some_and(|c| rank(&value.value, c).is_none())
        {
            let text = &value.value;
            return Err(NotStaged::Unknown(
                value.span,
                Text::new(format!("`{text}` 排不了先后"), format!("`{text}` gives no place in line")),
                Text::new("写日期、时刻或数", "write a date, a time or a number"),
            ));
        }
    }
    Ok(())
}

/// A name that means nothing, with the one that may be meant.
pub(super) fn unknown(name: &Spanned<Id>, what: (&str, &str), known: &[&str]) -> NotStaged {
    let near = crate::nearest::nearest(&name.value, known.iter().copied());
    let mend = match near {
        Some(near) => Text::new(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?")),
        None => {
            let some = known.iter().take(30).copied().collect::<Vec<_>>().join(" ");
            Text::new(
                format!("这个方案、这种情形下有：{some}"),
                format!("in this plan and way there are: {some}"),
            )
        }
    };
    NotStaged::Unknown(
        name.span,
        Text::new(format!("没有{} `{}`", what.0, name.value), format!("no {} `{}`", what.1, name.value)),
        mend,
    )
}
