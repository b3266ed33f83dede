//! Steps of an item, and the flow of a scenario that is written whole: they nest.

use super::flow::{Branch, Call, Each, Hold, HoldFree, Notice, Repeat, Run, Wait};
use super::{Condition, DepartmentId, Gives, Id, Needs, Period, Span, Spanned, SystemId, WorkTime};
use crate::scenario::text::Text;
use std::sync::Arc;

/// What a step is.
#[derive(Debug, Clone)]
pub enum StepKind {
    /// Work of a person: accept, review, decide, issue, deliver, or a name of the item's own.
    Human,
    /// Work of a person outside the limit (特别程序): hearing, inspection, card making; the id says which.
    Special(Id),
    /// A call of a system's service.
    Call(Call),
    /// A notice to a party.
    Notify(Notice),
    /// Exactly one branch: the first whose condition holds; one without a condition is the otherwise.
    Choose(Vec<Branch>),
    /// Every branch whose condition holds, side by side; none is allowed.
    Any(Vec<Branch>),
    /// All branches, side by side.
    Parallel(Vec<Branch>),
    /// The same steps for each member of a party, side by side.
    Each(Each),
    /// Steps that are done again until a condition holds.
    Repeat(Repeat),
    /// A message or a time is waited for.
    Wait(Wait),
    /// Another scenario is run, and its result waited for.
    Run(Run),
    /// A thing is taken for this application alone, until it is released or its term lapses (rule 44).
    Hold(Box<Hold>),
    /// Goes on only while nobody holds a thing (rule 44).
    HoldFree(HoldFree),
}

/// A step.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name: `accept`.
    pub name: Id,
    /// Label.
    pub title: Text,
    /// What it is.
    pub kind: StepKind,
    /// Who does it, by role.
    pub role: Option<Id>,
    /// Another department than the item's.
    pub department: Option<DepartmentId>,
    /// Departments that take part in the same visit and must agree too (联合勘验).
    pub with: Vec<DepartmentId>,
    /// Another system than the item's.
    pub system: Option<SystemId>,
    /// How long the work takes.
    pub takes: Option<WorkTime>,
    /// A limit of its own.
    pub within: Option<Spanned<Period>>,
    /// How it can end.
    pub outcome: Outcome,
    /// What it needs beyond its item.
    pub needs: Needs,
    /// What is known or handed out when it ends.
    pub gives: Gives,
    /// What makes it undone when its application is withdrawn or terminated after it (compensation).
    pub undo: Option<Arc<Step>>,
    /// Only when this holds.
    pub when: Option<Condition>,
    /// The name where it is defined.
    pub span: Span,
}

impl Step {
    /// The lists of steps inside it, in order; none for a step that is no block.
    pub fn bodies(&self) -> Vec<&[Arc<Step>]> {
        self.bodies_unless(|_| false)
    }

    /// The same without branches whose condition tells that they are never taken.
    pub fn bodies_unless(&self, never: impl Fn(&Condition) -> bool) -> Vec<&[Arc<Step>]> {
        match &self.kind {
            StepKind::Choose(branches) | StepKind::Any(branches) | StepKind::Parallel(branches) => branches
                .iter()
                .filter(|b| !b.when.as_ref().is_some_and(&never))
                .map(|b| &b.steps[..])
                .collect(),
            StepKind::Each(each) => vec![&each.steps],
            StepKind::Repeat(repeat) => vec![&repeat.steps],
            StepKind::Wait(wait) => vec![&wait.otherwise],
            StepKind::Hold(hold) => {
                let renewed = hold.renew.iter().map(|r| &r.steps[..]);
                [&hold.waiting[..], &hold.effect]
                    .into_iter()
                    .chain(renewed)
                    .chain([&hold.at_end[..]])
                    .collect()
            }
            StepKind::Human
            | StepKind::Special(_)
            | StepKind::Call(_)
            | StepKind::Notify(_)
            | StepKind::Run(_)
            | StepKind::HoldFree(_) => Vec::new(),
        }
    }

    /// This step and all steps inside it, outer before inner, in written order; what undoes them left out.
    pub fn all(&self) -> Vec<&Step> {
        let mut all = vec![self];
        for body in self.bodies() {
            all.extend(body.iter().flat_map(|step| step.all()));
        }
        all
    }

    /// The conditions that it states itself: its own, its branches', the end of its repetition.
    pub fn conditions(&self) -> Vec<&Condition> {
        let mut conditions: Vec<&Condition> = self.when.iter().collect();
        match &self.kind {
            StepKind::Choose(branches) | StepKind::Any(branches) | StepKind::Parallel(branches) => {
                conditions.extend(branches.iter().filter_map(|b| b.when.as_ref()));
            }
            StepKind::Repeat(repeat) => conditions.push(&repeat.until),
            _ => {}
        }
        conditions
    }

    /// Whether a person works at it, inside or outside the limit.
    pub fn is_human(&self) -> bool {
        matches!(self.kind, StepKind::Human | StepKind::Special(_))
    }
}

/// Chances of a step's outcomes; they sum to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Goes on.
    pub approve: f64,
    /// Returned to the applicant to mend.
    pub correct: f64,
    /// Refused.
    pub reject: f64,
    /// How long the applicant takes to mend.
    pub corrects_in: Option<WorkTime>,
}

impl Default for Outcome {
    fn default() -> Self {
        Self { approve: 1.0, correct: 0.0, reject: 0.0, corrects_in: None }
    }
}
