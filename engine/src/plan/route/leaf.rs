//! A stop from a leaf of an item's flow, with the measures of the plan.

use super::{Lane, Stop, StopKind};
use crate::plan::flow::{Leaf, LeafKind};
use crate::scenario::model::{Item, StepKind, WorkTime};

/// The stop of a leaf. `auto` is the share that is decided by rule, where the plan says so.
pub(super) fn stop_of(name: &str, item: &Item, leaf: &Leaf, auto: Option<f64>) -> Stop {
    let step = &leaf.step;
    let lane = Lane::Department(step.department.unwrap_or(item.department));
    let works = leaf.kind == LeafKind::Step;
    let stop = Stop::new(format!("{name}.{}", leaf.name), leaf.title.clone(), kind(leaf, auto), lane);
    Stop {
        step: Some(step.clone()),
        bound: leaf.members.last().copied(),
        about: leaf.about.clone(),
        with: if works { step.with.clone() } else { Vec::new() },
        uses: leaf.uses.clone(),
        supplies: leaf.gives.iter().chain(&leaf.returns).copied().collect(),
        role: step.role.clone().filter(|_| works),
        system: step.system.or(item.system).filter(|_| leaf.kind != LeafKind::Gate),
        minutes: step.takes.as_ref().and_then(WorkTime::mean_minutes).filter(|_| works),
        within: step.within.as_ref().map(|w| w.value).filter(|_| works),
        ..stop
    }
}

fn kind(leaf: &Leaf, auto: Option<f64>) -> StopKind {
    match (leaf.kind, &leaf.step.kind) {
        (LeafKind::HoldLine, _) => StopKind::HoldLine,
        (LeafKind::HoldEnd, _) => StopKind::HoldEnd,
        (LeafKind::Step, StepKind::Human) => match auto {
            Some(decides) => StopKind::Automatic { human: 1.0 - decides },
            None => StopKind::Human,
        },
        (LeafKind::Step, StepKind::Special(_)) => StopKind::Special,
        (LeafKind::Step, StepKind::Call(call)) => StopKind::Call(call.service),
        (LeafKind::Step, StepKind::Notify(_)) => StopKind::Notify,
        (LeafKind::Step, StepKind::Wait(_)) => StopKind::Wait,
        (LeafKind::Step, StepKind::Run(_)) => StopKind::Run,
        (LeafKind::Step, StepKind::Hold(_)) => StopKind::Hold,
        (LeafKind::Step, StepKind::HoldFree(_)) => StopKind::HoldFree,
        (LeafKind::Gate, _) | (LeafKind::Step, _) => StopKind::Gate,
    }
}
