//! Histories of applications as lines of JSON: the first says what it was begun with and over which files, the
//! others are its events, the last the state that they fold to. Where it was moved to another version a line says
//! over which files it goes on, and with which state. A history folds to the same state for ever.

use super::course::{Course, Definition};
use super::definitions::{check, version};
use super::dossier::{Start, Version};
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
    /// It was moved to another version: its files, and the state that it came to.
    Moved { version: Version, files: Vec<(String, String)>, state: Box<Application> },
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
    /// What happened, version by version.
    pub chapters: Vec<Chapter>,
    /// The state that it had.
    pub state: Application,
}

/// What happened in one version.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// The version.
    pub version: Version,
    /// Its files.
    pub files: Vec<(String, String)>,
    /// The state that it was moved to; none in the version that it was begun in.
    pub moved: Option<Box<Application>>,
    /// What happened.
    pub events: Vec<Event>,
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
        let mut chapters: Vec<Chapter> = Vec::new();
        for turn in told {
            if turn.moved.is_some() || chapters.is_empty() {
                let published = runner.shared().definitions.files(turn.version)?;
                let files = published.ok_or(Error::NoVersion(turn.version))?.files;
                let (version, moved) = (turn.version, turn.moved);
                chapters.push(Chapter { version, files, moved, events: Vec::new() });
            }
            if let Some(last) = chapters.last_mut() {
                last.events.extend(turn.events);
            }
        }
        let first = chapters.first().map_or(dossier.start.version, |chapter| chapter.version);
        let start = Start { version: first, ..dossier.start.clone() };
        Ok(Some(Self { id, start, chapters, state: dossier.state.clone() }))
    }

    /// As lines of JSON.
    pub fn lines(&self) -> String {
        let mut all = Vec::new();
        for Chapter { version, files, moved, events } in self.chapters.clone() {
            all.push(match moved {
                None => Line::Begun { id: self.id, start: self.start.clone(), files },
                Some(state) => Line::Moved { version, files, state },
            });
            all.extend(events.into_iter().map(Line::Event));
        }
        all.push(Line::State(Box::new(self.state.clone())));
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
        let (mut begun, mut chapters, mut state) = (None, Vec::<Chapter>::new(), None);
        let wrong = |number, what: &str| NotHistory::Wrong(number, what.to_owned());
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let line = serde_json::from_str(line);
            match line.map_err(|e| NotHistory::Wrong(number, e.to_string()))? {
                Line::Begun { id, start, files } if chapters.is_empty() => {
                    let (version, events) = (start.version, Vec::new());
                    chapters.push(Chapter { version, files, moved: None, events });
                    begun = Some((id, start));
                }
                Line::Begun { .. } => return Err(wrong(number, "it was begun before")),
                Line::Moved { version, files, state } => {
                    chapters.push(Chapter { version, files, moved: Some(state), events: Vec::new() });
                }
                Line::Event(event) => match chapters.last_mut() {
                    Some(chapter) => chapter.events.push(event),
                    None => return Err(wrong(number, "the line is missing that says how it was begun")),
                },
                Line::State(told) => state = Some(*told),
            }
        }
        match (begun, state) {
            (Some((id, start)), Some(state)) => Ok(Self { id, start, chapters, state }),
            (None, _) => Err(wrong(1, "the line is missing that says how it was begun")),
            (_, None) => Err(wrong(1, "the last line is missing, which tells the state")),
        }
    }

    /// Folds it again, over its own versions or, from its last version on, over other files, and compares.
    ///
    /// # Errors
    /// Where it parts first.
    pub fn replay(&self, files: Option<&[(String, String)]>) -> Result<Replayed, NotHistory> {
        let mut state = Application::default();
        let last = self.chapters.len().saturating_sub(1);
        for (at, chapter) in self.chapters.iter().enumerate() {
            let own = course(&self.start, &chapter.files)?;
            let other = files.filter(|_| at == last).map(|files| course(&self.start, files)).transpose()?;
            if let Some(moved) = &chapter.moved {
                state = (**moved).clone();
            }
            for event in &chapter.events {
                if let Some(why) = other.as_ref().and_then(|other| stranger(&own, other, event)) {
                    return Err(NotHistory::Parts(why));
                }
                apply(&mut state, event);
            }
        }
        if state != self.state {
            return Err(NotHistory::Parts(Text::new(
                "折叠结果与记录的状态不同",
                "it folds to another state than it had",
            )));
        }
        let status = serde_json::to_value(application(&state)).ok();
        let status = status.and_then(|s| s.as_str().map(str::to_owned)).unwrap_or_default();
        let events = self.chapters.iter().map(|chapter| chapter.events.len()).sum();
        Ok(Replayed { events, status })
    }
}

/// The course of a start over some files.
fn course(start: &Start, files: &[(String, String)]) -> Result<Course, NotHistory> {
    let wrong = |what: String| NotHistory::Wrong(1, what);
    let checked = check(files).ok_or_else(|| wrong("there is no scenario among its files".to_owned()))?;
    let scenario = checked.scenario.clone().filter(|_| !checked.has_errors());
    let scenario = scenario.ok_or_else(|| wrong("its scenario has errors".to_owned()))?;
    let version = version(files);
    let definition = Arc::new(Definition::new(version, scenario));
    let start = &Start { version, handed: None, ..start.clone() };
    Course::new(definition, start).map_err(|why| NotHistory::Parts(why.text()))
}

/// What an event names that the other process has otherwise.
fn stranger(own: &Course, other: &Course, event: &Event) -> Option<Text> {
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
    let (there, here) = (name(own), name(other));
    (there != here).then(|| {
        Text::new(
            format!("事件 {at}：原为环节 `{there}`，新场景此处为 `{here}`"),
            format!("event {at}: it was step `{there}`, where the new scenario has `{here}`"),
        )
    })
}
