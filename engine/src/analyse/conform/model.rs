//! From the program of a way to its Petri net.
//!
//! Every edge of the process is a place; a step takes the token before it and puts one behind it. That an item goes
//! on is a token of its own: what refuses it takes that token for good, and from then on steps that serve nothing else
//! are passed in silence, as the machine does.

mod fate;
mod gates;
mod work;

use super::net::{Builder, Net, PlaceAt, PlaceKind};
use super::reduce::reduced;
use crate::analyse::log::Face;
use crate::application::program::{Program, StepFacts, StepId, StepKind};
use crate::process::graph::Gate;
use crate::scenario::model::Id;
use crate::scenario::text::Text;
use fate::Fates;
use std::collections::BTreeMap;
use std::fmt;

/// What rows are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Their activity alone: any decision may then have been a refusal, and whatever is missing behind it fits.
    Activity,
    /// Their activity and whether that was returned, refused or handed over.
    Outcome,
}

/// How a row ended, as far as that leads to another step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// It went on.
    On,
    /// Returned to the applicant to mend.
    Returned,
    /// Refused, or not accepted.
    Refused,
    /// Left to people by rule.
    HandedOver,
}

impl Ended {
    /// What an outcome in a log means.
    pub fn of(outcome: Option<&str>) -> Self {
        match outcome {
            Some("returned") => Self::Returned,
            Some("refused" | "not_accepted") => Self::Refused,
            Some("handed_over") => Self::HandedOver,
            _ => Self::On,
        }
    }
}

/// The label of an activity that ended somehow: `a.review`, `a.review [refused]`.
pub(super) fn label(activity: &str, ended: Ended, by: By) -> String {
    let word = match ended {
        _ if by == By::Activity => return activity.to_owned(),
        Ended::On => return activity.to_owned(),
        Ended::Returned => "returned",
        Ended::Refused => "refused",
        Ended::HandedOver => "handed_over",
    };
    format!("{activity} [{word}]")
}

/// A step has so many combinations of items that may have been refused that no net is made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooLarge(pub Id);

impl TooLarge {
    /// What is wrong, and how to mend it.
    pub fn text(&self) -> Text {
        let step = &self.0;
        Text::new(
            format!("`{step}` 所办事项被拒的组合太多，无法对照；用 --given 少选几个事项"),
            format!(
                "the items of `{step}` can be refused in too many combinations to be compared; settle which are \
                 chosen with --given"
            ),
        )
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for TooLarge {}

/// The net of everything that the machine lets happen in a way.
///
/// # Errors
/// A step with too many combinations of items that may have been refused.
pub fn net_of(program: &Program, by: By) -> Result<Net, TooLarge> {
    Ok(reduced(raw(program, by)?))
}

/// The same with all routing in it.
pub(super) fn raw(program: &Program, by: By) -> Result<Net, TooLarge> {
    let mut builder = Builder::default();
    let fates = Fates::new(program, &mut builder);
    let mut modeller = Modeller { program, by, builder, fates, before: Vec::new(), edges: BTreeMap::new() };
    modeller.places();
    for (step, facts) in steps(program) {
        modeller.step(step, facts)?;
    }
    Ok(modeller.closed())
}

fn steps(program: &Program) -> impl Iterator<Item = (StepId, &StepFacts)> {
    (0..=u16::MAX).map(StepId).zip(&program.steps)
}

/// A net while steps are added to it.
struct Modeller<'p> {
    program: &'p Program,
    by: By,
    builder: Builder,
    fates: Fates,
    /// Per step the place before it.
    before: Vec<PlaceAt>,
    /// Places of edges into joins that wait for several, by where the edge starts and its number there.
    edges: BTreeMap<(StepId, usize), PlaceAt>,
}

impl Modeller<'_> {
    /// A place before every step, and one for every edge into a join that waits for several.
    fn places(&mut self) {
        let program = self.program;
        self.before =
            program.steps.iter().map(|facts| self.builder.place(&*facts.id, PlaceKind::Control)).collect();
        for (step, facts) in steps(program) {
            for (number, way) in facts.next.iter().enumerate() {
                let to = program.step(way.to).map(|to| &to.kind);
                if matches!(to, Some(StepKind::Join(Gate::All | Gate::Any))) {
                    let place = self.builder.place(format!("{}.{number}", facts.id), PlaceKind::Control);
                    self.edges.insert((step, number), place);
                }
            }
        }
        let start = self.before(program.start);
        self.builder.mark(start);
    }

    fn before(&self, step: StepId) -> PlaceAt {
        self.before.get(step.index()).copied().unwrap_or_default()
    }

    /// The place of an edge.
    fn edge(&self, step: StepId, number: usize) -> PlaceAt {
        let to = self.program.step(step).and_then(|facts| facts.next.get(number)).map(|way| way.to);
        let shared = || to.map(|to| self.before(to)).unwrap_or_default();
        self.edges.get(&(step, number)).copied().unwrap_or_else(shared)
    }

    /// The places of all edges out of a step.
    fn behind(&self, step: StepId, facts: &StepFacts) -> Vec<PlaceAt> {
        (0..facts.next.len()).map(|number| self.edge(step, number)).collect()
    }

    fn step(&mut self, step: StepId, facts: &StepFacts) -> Result<(), TooLarge> {
        match facts.kind {
            StepKind::Join(Gate::All | Gate::Any) => self.join(step, facts),
            StepKind::Split(Gate::One) => self.choice(step, facts),
            StepKind::Split(Gate::Any) => self.several(step, facts)?,
            StepKind::End => {}
            StepKind::Start | StepKind::Notice | StepKind::Split(Gate::All) | StepKind::Join(Gate::One) => {
                let (before, behind) = (self.before(step), self.behind(step, facts));
                self.silent(facts, vec![before], behind);
            }
            _ => self.work(step, facts)?,
        }
        Ok(())
    }

    fn silent(&mut self, facts: &StepFacts, takes: Vec<PlaceAt>, gives: Vec<PlaceAt>) {
        self.builder.transition(&facts.id, None, takes, gives);
    }

    fn visible(
        &mut self,
        facts: &StepFacts,
        (face, ended): (Face, Ended),
        takes: Vec<PlaceAt>,
        gives: Vec<PlaceAt>,
    ) {
        let activity = face.of(&facts.id);
        let label = label(&activity, ended, self.by);
        self.builder.transition(&facts.id, Some(label), takes, gives);
    }

    /// What is known of items is put away behind the end, so that there is one marking to end with.
    fn closed(mut self) -> Net {
        let mut last = self.before(self.program.end);
        for (number, either) in self.fates.leftovers().into_iter().enumerate() {
            let next = self.builder.place(format!("end.{number}"), PlaceKind::Control);
            for place in either {
                self.builder.transition("end", None, vec![last, place], vec![next]);
            }
            last = next;
        }
        self.builder.finish(vec![last])
    }
}
