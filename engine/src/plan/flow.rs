//! The steps of an item as they are in one way: conditions on situations decided, `each` laid out member by
//! member, calls and messages with whom they are about. What only a run can tell stays a branch.
//!
//! A flow is a tree: parts one after another, each a single stop or a block with one way in and one way out.
//! That is what keeps the order of stops free of circles, and the process sound, however deep steps nest.

mod facts;
mod lay;
mod needs;
mod wait;

pub use lay::{lay, lay_step};
pub use needs::{Steps, through_computed};

use super::grounding::InstanceId;
use super::supply::Fact;
use crate::scenario::model::{Condition, LicenceId, Step};
use crate::scenario::text::Text;
use serde::Serialize;
use std::sync::Arc;

/// One stop or one block of a flow.
#[derive(Debug, Clone)]
pub enum Part<T> {
    /// Something that happens.
    Stop(T),
    /// Branches that part and meet again.
    Fork(Box<Fork<T>>),
    /// Parts that are done again until a condition holds.
    Loop(Box<Loop<T>>),
}

/// How many branches of a fork are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// All of them.
    All,
    /// Exactly one.
    One,
    /// Those whose condition holds.
    Any,
}

/// Branches between the place where they part and the one where they meet.
#[derive(Debug, Clone)]
pub struct Fork<T> {
    /// How many branches are taken.
    pub taken: Taken,
    /// Where they part; it uses what their conditions read.
    pub split: T,
    /// The branches, in the order in which their conditions are judged.
    pub branches: Vec<Branch<T>>,
    /// Where they meet.
    pub join: T,
}

/// One branch of a fork.
#[derive(Debug, Clone)]
pub struct Branch<T> {
    /// On what it is taken; empty where all are.
    pub title: Text,
    /// Taken when this holds; none: otherwise, or on the signal.
    pub when: Option<Condition>,
    /// Taken when the stop before the fork ends like this.
    pub on: Option<Signal>,
    /// Share of cases that take it, 0–1, where it is known.
    pub chance: Option<f64>,
    /// What is known once it is taken.
    pub gives: Vec<Fact>,
    /// What is done on it.
    pub parts: Vec<Part<T>>,
}

/// Parts that are done at least once.
#[derive(Debug, Clone)]
pub struct Loop<T> {
    /// Where each round begins.
    pub again: T,
    /// What is done each time.
    pub parts: Vec<Part<T>>,
    /// Where it is judged whether a round was the last.
    pub until: T,
    /// The last round when this holds; none: on the signal.
    pub done: Option<Condition>,
    /// The last round when what it waits for ended like this.
    pub on: Option<Signal>,
    /// Chance that a round is the last, 0–1, where it is known.
    pub chance: Option<f64>,
    /// What is known once it is over.
    pub gives: Vec<Fact>,
}

/// What decides which branch is taken where no condition does: how the stop before it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// What was waited for came.
    InTime,
    /// It did not come within its time.
    TooLate,
    /// The thing was free, and the hold takes effect at once.
    AtOnce,
    /// Another application holds the thing, and this one waits in line.
    InLine,
    /// The hold has taken effect.
    TookEffect,
    /// The hold was over before it took effect.
    LeftTheLine,
    /// The hold was renewed.
    Renewed,
    /// The hold took effect, and is over.
    HoldOver,
    /// No other branch is taken.
    NoneHolds,
}

/// What a leaf of an item's flow is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeafKind {
    /// What its step is: work, a call, a notice, a wait, a run, a hold, a test of a hold.
    Step,
    /// Waits in the line of a hold, until it takes effect or is over.
    HoldLine,
    /// Waits for the end of a hold that took effect.
    HoldEnd,
    /// Routes only: where branches part or meet.
    Gate,
}

/// A stop of an item's flow, before a plan's measures are looked at.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// Its name in the item, with the members it is for: `visit_2`.
    pub name: String,
    /// Label.
    pub title: Text,
    /// What it is.
    pub kind: LeafKind,
    /// The step that it carries out or belongs to.
    pub step: Arc<Step>,
    /// Members that it is for, the innermost last; the item's own first.
    pub members: Vec<InstanceId>,
    /// Whom it is about, in order of the roles.
    pub about: Vec<InstanceId>,
    /// What must be known for it.
    pub uses: Vec<Fact>,
    /// What comes about by it, and is not there before (rule 12).
    pub gives: Vec<Fact>,
    /// What it looks up: known after it, be it known before or not.
    pub returns: Vec<Fact>,
    /// The licences it hands out, with their holders.
    pub licences: Vec<(InstanceId, LicenceId)>,
}

impl<T> Part<T> {
    /// The same part with other leaves.
    pub fn map<U>(&self, to: &mut impl FnMut(&T) -> U) -> Part<U> {
        match self {
            Part::Stop(stop) => Part::Stop(to(stop)),
            Part::Fork(fork) => Part::Fork(Box::new(Fork {
                taken: fork.taken,
                split: to(&fork.split),
                branches: fork.branches.iter().map(|b| b.map(to)).collect(),
                join: to(&fork.join),
            })),
            Part::Loop(again) => Part::Loop(Box::new(Loop {
                again: to(&again.again),
                parts: again.parts.iter().map(|p| p.map(to)).collect(),
                until: to(&again.until),
                done: again.done.clone(),
                on: again.on,
                chance: again.chance,
                gives: again.gives.clone(),
            })),
        }
    }

    /// All leaves, gates too, in order.
    pub fn leaves(&self) -> Vec<&T> {
        let mut leaves = Vec::new();
        self.collect(&mut leaves);
        leaves
    }

    fn collect<'a>(&'a self, into: &mut Vec<&'a T>) {
        match self {
            Part::Stop(stop) => into.push(stop),
            Part::Fork(fork) => {
                into.push(&fork.split);
                fork.branches.iter().flat_map(|b| &b.parts).for_each(|p| p.collect(into));
                into.push(&fork.join);
            }
            Part::Loop(again) => {
                into.push(&again.again);
                again.parts.iter().for_each(|p| p.collect(into));
                into.push(&again.until);
            }
        }
    }

    /// All leaves, to be changed.
    pub fn leaves_mut(&mut self) -> Vec<&mut T> {
        match self {
            Part::Stop(stop) => vec![stop],
            Part::Fork(fork) => {
                let inside = fork.branches.iter_mut().flat_map(|b| &mut b.parts).flat_map(Part::leaves_mut);
                [&mut fork.split].into_iter().chain(inside).chain([&mut fork.join]).collect()
            }
            Part::Loop(again) => {
                let inside = again.parts.iter_mut().flat_map(Part::leaves_mut);
                [&mut again.again].into_iter().chain(inside).chain([&mut again.until]).collect()
            }
        }
    }
}

impl<T> Branch<T> {
    fn map<U>(&self, to: &mut impl FnMut(&T) -> U) -> Branch<U> {
        Branch {
            title: self.title.clone(),
            when: self.when.clone(),
            on: self.on,
            chance: self.chance,
            gives: self.gives.clone(),
            parts: self.parts.iter().map(|p| p.map(to)).collect(),
        }
    }
}

impl<T> Fork<T> {
    /// The branches that a count follows: all; the likeliest, else the first; of those taken by their
    /// conditions the ones of at least half the cases, else the likeliest.
    pub fn counted(&self) -> Vec<&Branch<T>> {
        let share = |b: &Branch<T>| b.chance.unwrap_or(-1.0);
        let likeliest = self.branches.iter().rev().max_by(|a, b| share(a).total_cmp(&share(b)));
        match self.taken {
            Taken::All => self.branches.iter().collect(),
            Taken::One => likeliest.into_iter().collect(),
            Taken::Any => {
                let often: Vec<_> =
                    self.branches.iter().filter(|b| b.on.is_none() && share(b) >= 0.5).collect();
                if often.is_empty() { likeliest.into_iter().collect() } else { often }
            }
        }
    }
}
