//! Stops at which departments confirm what papers would prove (部门核验): one per paper, behind the first form of those
//! who need it and before their first steps, side by side.

use super::Layer;
use crate::plan::requirement::GroundDocument;
use crate::plan::route::{Lane, Stop, StopKind};
use crate::plan::supply::Fact;
use crate::scenario::lower::value::rounded;
use crate::scenario::model::{Gives, Id, Material, Needs, Outcome, Step, StepKind, Verification, WorkTime};
use crate::scenario::text::Text;
use std::sync::Arc;

impl Layer<'_> {
    /// Lays the stops for the papers of an item that are not laid yet.
    pub(super) fn lay_verifying(&mut self, position: usize, form: usize) {
        for document in self.verified.get(position).into_iter().flatten().copied() {
            if self.verifying.iter().any(|(laid, _)| *laid == document) {
                continue;
            }
            if let Some(stop) = self.verifying(document) {
                let stop = self.push(Stop { after: vec![form], ..stop });
                self.verifying.push((document, stop));
            }
        }
    }

    /// The stops that the first step of an item waits for, lest it begin without the word on a paper.
    pub(super) fn verified_for(&self, position: usize) -> Vec<usize> {
        let papers = self.verified.get(position).map_or(&[][..], Vec::as_slice);
        let stops = self.verifying.iter().filter(|(document, _)| papers.contains(document));
        stops.map(|(_, stop)| *stop).collect()
    }

    fn verifying(&self, document: GroundDocument) -> Option<Stop> {
        let (instance, material) = document;
        let (id, paper) = self.grounding.scenario().catalogue.material(material)?;
        let by = paper.no_proof.as_ref()?.verification.as_ref()?;
        let needing = self.verified.iter().enumerate().filter(|(_, papers)| papers.contains(&document));
        let title = self.title_of_verifying(document, paper);
        let name = format!("{}.{id}.verify", self.grounding.name(instance));
        Some(Stop {
            step: Some(Arc::new(step(format!("{id}.verify").into(), title.clone(), by, paper))),
            items: needing.map(|(position, _)| position).collect(),
            about: vec![instance],
            supplies: vec![Fact::Document(document)],
            verifies: true,
            role: by.role.as_ref().map(|role| role.value.clone()),
            minutes: by.takes.as_ref().and_then(WorkTime::mean_minutes),
            within: by.within.as_ref().map(|within| within.value),
            ..Stop::new(name, title, StopKind::Human, Lane::Department(by.department))
        })
    }

    /// `核验：无犯罪记录证明`; with its party where the same paper of several is confirmed.
    fn title_of_verifying(&self, (instance, material): GroundDocument, paper: &Material) -> Text {
        let same = self.verified.iter().flatten().any(|(other, m)| *m == material && *other != instance);
        let (zh, en) = match self.grounding.party(instance).filter(|_| same) {
            Some(party) => {
                let member = self.grounding.instance(instance).map_or(0, |i| i.member);
                let number = if member == 0 { String::new() } else { format!(" {member}") };
                (format!("（{}{number}）", party.title.zh), format!(" ({}{number})", party.title.en))
            }
            None => (String::new(), String::new()),
        };
        Text::new(format!("核验：{}{zh}", paper.title.zh), format!("Verify: {}{en}", paper.title.en))
    }
}

/// The work as a step like those of items: what is returned is not confirmed.
fn step(name: Id, title: Text, by: &Verification, paper: &Material) -> Step {
    Step {
        name,
        title,
        kind: StepKind::Human,
        role: by.role.as_ref().map(|role| role.value.clone()),
        department: Some(by.department),
        with: Vec::new(),
        system: None,
        takes: by.takes.clone(),
        within: by.within.clone(),
        outcome: Outcome {
            approve: by.confirmed,
            correct: rounded(1.0 - by.confirmed),
            ..Outcome::default()
        },
        needs: Needs::default(),
        gives: Gives::default(),
        undo: None,
        when: None,
        span: paper.span,
    }
}
