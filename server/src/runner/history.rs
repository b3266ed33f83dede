//! Histories of applications as lines of JSON: the first says what it was begun with and over which files, the
//! others are its events, the last the state that they fold to. A history folds to the same state for ever.

use super::course::{Course, Definition};
use super::definitions::{check, version};
use super::dossier::Start;
use super::error::Error;
use super::handle::Runner;
use onething_engine::application::status::application;
use onething_engine::application::{Application, Event, EventKind, apply};
use onething_engine::scenario::text::Text;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// The first.
    Begun { id: Uuid, start: Start, files: Vec<(String, String)> },
    /// An event.
    Event(Event),
    /// The last: what all of it folds to.
    State(Box<Application>),
}

/// The history of one application.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// Which.
    pub id: Uuid,
    /// What it was begun with.
    pub start: Start,
    /// The files of its version.
    pub files: Vec<(String, String)>,
    /// What happened.
    pub events: Vec<Event>,
    /// The state that it had.
    pub state: Application,
}

/// Why a history is not folded.
#[derive(Debug)]
pub enum NotHistory {
    /// It is none: line and what is wrong.
    Wrong(usize, String),
    /// It parts from what it is folded over: where first, and how.
    Parts(Text),
}

/// A history that was folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// How many events it has.
    pub events: usize,
    /// The status that it ends with.
    pub status: String,
}

impl History {
    /// That of an application; none where there is none.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn of(runner: &Runner, id: Uuid) -> Result<Option<Self>, Error> {
        let Some((dossier, _)) = runner.application(id)? else { return Ok(None) };
        let Some(told) = runner.history(id, None)? else { return Ok(None) };
        let published = runner.shared().definitions.files(dossier.start.version)?;
        let files = published.ok_or(Error::NoVersion(dossier.start.version))?.files;
        let events = told.into_iter().flat_map(|turn| turn.events).collect();
        Ok(Some(Self { id, start: dossier.start.clone(), files, events, state: dossier.state.clone() }))
    }

    /// As lines of JSON.
    pub fn lines(&self) -> String {
        let begun = Line::Begun { id: self.id, start: self.start.clone(), files: self.files.clone() };
        let events = self.events.iter().cloned().map(Line::Event);
        let all = [begun].into_iter().chain(events).chain([Line::State(Box::new(self.state.clone()))]);
        let mut text = String::new();
        for line in all {
            // Plain values with names alone: there is nothing in them that could fail.
            text.push_str(&serde_json::to_string(&line).unwrap_or_default());
            text.push('\n');
        }
        text
    }

    /// Reads lines of JSON.
    ///
    /// # Errors
    /// The line that is wrong.
    pub fn read(text: &str) -> Result<Self, NotHistory> {
        let (mut begun, mut events, mut state) = (None, Vec::new(), None);
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let line = serde_json::from_str(line);
            match line.map_err(|e| NotHistory::Wrong(number, e.to_string()))? {
                Line::Begun { id, start, files } => begun = Some((id, start, files)),
                Line::Event(event) => events.push(event),
                Line::State(told) => state = Some(*told),
            }
        }
        match (begun, state) {
            (Some((id, start, files)), Some(state)) => Ok(Self { id, start, files, events, state }),
            (None, _) => {
                Err(NotHistory::Wrong(1, "the line is missing that says how it was begun".to_owned()))
            }
            (_, None) => {
                Err(NotHistory::Wrong(1, "the last line is missing, which tells the state".to_owned()))
            }
        }
    }

    /// Folds it again, over its own version or other files, and compares.
    ///
    /// # Errors
    /// Where it parts first.
    pub fn replay(&self, files: Option<Vec<(String, String)>>) -> Result<Replayed, NotHistory> {
        let is_other = files.is_some();
        let files = files.unwrap_or_else(|| self.files.clone());
        let course = course(&self.start, &files)?;
        let mut state = Application::default();
        for event in &self.events {
            if let Some(why) = is_other.then(|| stranger(&course, self, event)).flatten() {
                return Err(NotHistory::Parts(why));
            }
            apply(&mut state, event);
        }
        if state != self.state {
            return Err(NotHistory::Parts(Text::new(
                "折叠结果与记录的状态不同",
                "it folds to another state than it had",
            )));
        }
        let status = serde_json::to_value(application(&state)).ok();
        let status = status.and_then(|s| s.as_str().map(str::to_owned)).unwrap_or_default();
        Ok(Replayed { events: self.events.len(), status })
    }
}

/// The course of a start over some files.
fn course(start: &Start, files: &[(String, String)]) -> Result<Course, NotHistory> {
    let wrong = |what: String| NotHistory::Wrong(1, what);
    let checked = check(files).ok_or_else(|| wrong("there is no scenario among its files".to_owned()))?;
    let scenario = checked.scenario.clone().filter(|_| !checked.has_errors());
    let scenario = scenario.ok_or_else(|| wrong("its scenario has errors".to_owned()))?;
    let definition = Arc::new(Definition::new(version(files), scenario));
    Course::new(definition, start).map_err(|why| NotHistory::Parts(Text::same(why.to_string())))
}

/// What an event names that the other process has otherwise.
fn stranger(other: &Course, history: &History, event: &Event) -> Option<Text> {
    let own = course(&history.start, &history.files).ok()?;
    let at = event.sequence;
    if let EventKind::Opened { steps, items, facts } = event.kind {
        let counted = |program: &onething_engine::application::Program| {
            (program.steps.len(), program.items.len(), program.facts.len())
        };
        let (there, here) = ((steps.into(), items.into(), facts.into()), counted(&other.program));
        if there != here {
            return Some(Text::new(
                format!("事件 {at}：原有环节、事项、数据 {there:?}，新场景为 {here:?}"),
                format!("event {at}: it had steps, items and facts {there:?}, the new scenario has {here:?}"),
            ));
        }
    }
    let step = match &event.kind {
        EventKind::StepOpened { step, .. } | EventKind::StepDone { step, .. } => *step,
        _ => return None,
    };
    let name = |course: &Course| course.program.step(step).map(|s| s.id.clone()).unwrap_or_default();
    let (there, here) = (name(&own), name(other));
    (there != here).then(|| {
        Text::new(
            format!("事件 {at}：原为环节 `{there}`，新场景此处为 `{here}`"),
            format!("event {at}: it was step `{there}`, where the new scenario has `{here}`"),
        )
    })
}
