//! Shares that a log tells of a scenario's steps: how work ends, when rounds end, which branch is taken.
//!
//! **Entries.** A step that may return work is entered once and visited once more for every return, so that
//! entries = visits − returned where the log has outcomes. Where it has none a second visit of a case is a second round
//! where the step stands in a `repeat`, and a return where it does not: entries are visits in the one, cases in the
//! other.
//!
//! **Branches.** The share of a branch of a `choose` is the entries of its first step over what came through the step in
//! front of the block; the one branch in which nothing is done has the rest. A branch whose condition reads
//! situations alone is taken by the way, and has no chance.

use super::share::{Basis, Share};
use super::{Calibration, StepFit};
use crate::scenario::model::{Branch, Condition, Id, Name, Scenario, Step, StepKind};
use crate::scenario::text::Text;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A share measured.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chance {
    /// Where it is written.
    pub path: String,
    /// As it is written.
    pub value: String,
    /// What it rests on: a name and a share each.
    pub shares: Vec<(String, Share)>,
}

/// A share that the log tells, and that cannot be written.
pub(super) struct Untold {
    pub path: String,
    pub why: Text,
}

/// All shares that a log tells of a scenario.
pub(super) fn chances(calibration: &Calibration, scenario: &Scenario) -> (Vec<Chance>, Vec<Untold>) {
    let steps = calibration.steps.iter().map(|fit| (&*fit.path, fit)).collect();
    let mut told =
        Told { steps, cases: &calibration.cases_of_items, chances: Vec::new(), untold: Vec::new() };
    for item in scenario.items.values() {
        let path = scenario.path_of_steps(item);
        let came = told.cases.get(&*path).copied();
        told.list(&path, &item.steps, came, false);
    }
    for (id, _) in scenario.verifications() {
        if let Some((id, _)) = scenario.catalogue.material(id) {
            told.confirmed(&format!("materials.{id}.no_proof"));
        }
    }
    (told.chances, told.untold)
}

struct Told<'a> {
    steps: BTreeMap<&'a str, &'a StepFit>,
    cases: &'a BTreeMap<Id, u64>,
    chances: Vec<Chance>,
    untold: Vec<Untold>,
}

impl Told<'_> {
    /// The steps of a list; `came` is how often it was entered, where that is known.
    fn list(&mut self, path: &str, steps: &[Arc<Step>], mut came: Option<u64>, repeated: bool) {
        for step in steps {
            let own = format!("{path}.{}", step.name);
            match &step.kind {
                StepKind::Choose(branches) => self.choose(path, &own, branches, came, repeated),
                StepKind::Any(branches) => self.any(path, &own, branches, came, repeated),
                StepKind::Repeat(repeat) => self.repeat(path, &own, &repeat.steps, repeated),
                _ => self.outcome(&own, step, repeated),
            }
            for branch in branches(&step.kind) {
                self.list(path, &branch.steps, None, repeated);
            }
            match &step.kind {
                StepKind::Repeat(repeat) => self.list(path, &repeat.steps, None, true),
                StepKind::Each(each) => self.list(path, &each.steps, None, repeated),
                StepKind::Wait(wait) => self.list(path, &wait.otherwise, None, repeated),
                _ => {}
            }
            if step.when.is_none() && is_plain(step) {
                came = self.fit(&own).map(|fit| through(fit, repeated)).or(came);
            }
        }
    }

    fn fit(&self, path: &str) -> Option<&StepFit> {
        self.steps.get(path).copied()
    }

    /// `outcome` of work.
    fn outcome(&mut self, path: &str, step: &Step, repeated: bool) {
        let Some(fit) = self.fit(path).filter(|_| step.is_human()) else { return };
        let counts = |basis| basis == Basis::Outcome || !repeated;
        let returned = fit.returned.filter(|r| r.share.count > 0 && counts(r.basis)).map(|r| r.share);
        let refused = fit.refused.filter(|refused| refused.count > 0);
        let never = step.outcome.correct == 0.0 && step.outcome.reject == 0.0;
        if (returned.is_none() && refused.is_none() && never) || fit.returned.is_none() {
            return;
        }
        let parts = [returned, refused].map(|share| parts(share.map_or(0.0, |share| share.share)));
        let approve = WHOLE.saturating_sub(parts.iter().sum());
        let of = |name: &str, part: u32| (part > 0).then(|| format!("{name}: {}", decimal(part)));
        let written = [of("approve", approve), of("correct", parts[0]), of("reject", parts[1])];
        let shares = [("returned", returned), ("refused", refused)];
        self.chances.push(Chance {
            path: format!("{path}.outcome"),
            value: format!("{{ {} }}", written.into_iter().flatten().collect::<Vec<_>>().join(", ")),
            shares: shares.into_iter().filter_map(|(name, share)| Some((name.to_owned(), share?))).collect(),
        });
    }

    /// `confirmed` of a paper: what was returned was not.
    fn confirmed(&mut self, path: &str) {
        let fit = self.fit(path).and_then(|fit| fit.returned);
        let Some(returned) = fit.filter(|r| r.basis == Basis::Outcome && r.share.count > 0) else { return };
        self.chances.push(Chance {
            path: format!("{path}.confirmed"),
            value: decimal(WHOLE - parts(returned.share.share)),
            shares: vec![("returned".to_owned(), returned.share)],
        });
    }

    /// `chance` of a `repeat`: that a round was the last. Each case had one last round.
    fn repeat(&mut self, path: &str, own: &str, steps: &[Arc<Step>], repeated: bool) {
        let at = format!("{own}.chance");
        if repeated {
            return self.cannot(at, "重复里的重复", "rounds within rounds");
        }
        let Some(fit) = self.first(path, steps) else {
            if self.has_any(path, steps) {
                self.cannot(at, "日志里没有每轮必办的环节", "the log has no step that each round has");
            }
            return;
        };
        let rounds = entries(fit, true);
        if rounds < fit.cases {
            return self.cannot(at, "退回的没有再来", "what was returned does not come again");
        }
        let Some(share) = Share::of(fit.cases, rounds) else { return };
        self.chances.push(Chance {
            path: at,
            // A chance of 0 would never end.
            value: decimal(parts(share.share).max(1)),
            shares: vec![("last round".to_owned(), share)],
        });
    }

    fn choose(&mut self, path: &str, own: &str, branches: &[Branch], came: Option<u64>, repeated: bool) {
        let at = |number: usize| format!("{own}.choose.{number}.chance");
        if branches.iter().any(|branch| branch.when.as_ref().is_some_and(is_of_the_way)) {
            return;
        }
        let taken: Vec<Option<u64>> =
            branches.iter().map(|branch| Some(entries(self.first(path, &branch.steps)?, repeated))).collect();
        let known: u64 = taken.iter().flatten().sum();
        let whole = match taken.iter().filter(|taken| taken.is_none()).count() {
            0 => Some(known),
            1 => came.map(|came| came.max(known)),
            _ => None,
        };
        let Some(whole) = whole.filter(|whole| *whole > 0) else {
            if came.is_some() || known > 0 {
                self.cannot(at(1), "日志分不清走了哪个分支", "the log does not tell which branch was taken");
            }
            return;
        };
        let mut left = WHOLE;
        for (number, taken) in (1..).zip(&taken) {
            let Some(share) = Share::of(taken.unwrap_or(whole - known), whole) else { continue };
            // What rounding leaves goes to the last, so that they come to 1.
            let part = if number == branches.len() { left } else { parts(share.share).min(left) };
            left -= part;
            self.chances.push(Chance {
                path: at(number),
                value: decimal(part),
                shares: vec![("taken".to_owned(), share)],
            });
        }
    }

    fn any(&mut self, path: &str, own: &str, branches: &[Branch], came: Option<u64>, repeated: bool) {
        for (number, branch) in (1..).zip(branches) {
            if branch.when.as_ref().is_none_or(is_of_the_way) {
                continue;
            }
            let at = format!("{own}.any.{number}.chance");
            let taken = self.first(path, &branch.steps).map(|fit| entries(fit, repeated));
            match taken.zip(came).and_then(|(taken, came)| Share::of(taken.min(came), came)) {
                Some(share) => self.chances.push(Chance {
                    path: at,
                    value: decimal(parts(share.share)),
                    shares: vec![("taken".to_owned(), share)],
                }),
                None if came.is_some() => self.cannot(at, "日志里没有它的环节", "the log has no step of it"),
                None => {}
            }
        }
    }

    /// The first step of a list that every one who enters it comes to.
    fn first(&self, path: &str, steps: &[Arc<Step>]) -> Option<&StepFit> {
        let mut always = steps.iter().filter(|step| step.when.is_none() && is_plain(step));
        always.find_map(|step| self.fit(&format!("{path}.{}", step.name)))
    }

    /// Whether the log has any of some steps.
    fn has_any(&self, path: &str, steps: &[Arc<Step>]) -> bool {
        let mut all = steps.iter().flat_map(|step| step.all());
        all.any(|step| self.fit(&format!("{path}.{}", step.name)).is_some())
    }

    fn cannot(&mut self, path: String, zh: &str, en: &str) {
        self.untold.push(Untold { path, why: Text::new(zh, en) });
    }
}

fn branches(kind: &StepKind) -> &[Branch] {
    match kind {
        StepKind::Choose(branches) | StepKind::Any(branches) | StepKind::Parallel(branches) => branches,
        _ => &[],
    }
}

/// Whether a step is one row for each visit.
fn is_plain(step: &Step) -> bool {
    step.is_human() || matches!(step.kind, StepKind::Call(_) | StepKind::Wait(_))
}

/// Whether the answers of the way decide a condition.
fn is_of_the_way(condition: &Condition) -> bool {
    condition.reads.iter().all(|name| matches!(name, Name::Situation(_)))
}

fn entries(fit: &StepFit, repeated: bool) -> u64 {
    match fit.returned {
        Some(returned) if returned.basis == Basis::Outcome => fit.visits - returned.share.count,
        _ if repeated => fit.visits,
        _ => fit.cases,
    }
}

/// How many went on behind a step.
fn through(fit: &StepFit, repeated: bool) -> u64 {
    entries(fit, repeated).saturating_sub(fit.refused.map_or(0, |refused| refused.count))
}

/// Shares are written with four digits; so many parts are all of them.
const WHOLE: u32 = 10_000;

fn parts(share: f64) -> u32 {
    // The cast saturates.
    ((share * f64::from(WHOLE)).round() as u32).min(WHOLE)
}

fn decimal(parts: u32) -> String {
    super::overlay::decimal(f64::from(parts) / f64::from(WHOLE), 4)
}
