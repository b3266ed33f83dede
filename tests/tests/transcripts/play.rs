//! Plays the stories of a file: every line that is no outcome is kept, every outcome is written anew.

use super::read::Reader;
use super::stage::{Stage, before};
use super::verbs::verb;
use super::write::Writer;
use onething_engine::application::{
    Application, EffectKind, Envelope, Event, Moment, Rejection, apply, decide, effects, invariants, turn,
};
use onething_engine::rehearsal::record::snake;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Monday 2026-03-02 09:00 in Shanghai, when every story begins.
pub const START: Moment = Moment(1_772_413_200_000);

/// What came of a file.
#[derive(Default)]
pub struct Played {
    /// The file as it should read.
    pub text: String,
    /// Names of the events in it.
    pub events: BTreeSet<&'static str>,
    /// Names of the rejections in it.
    pub rejections: BTreeSet<&'static str>,
    /// Verbs of commands that were taken.
    pub taken: BTreeSet<&'static str>,
    /// Kinds of effects in it: `set_timer`.
    pub effects: BTreeSet<String>,
}

/// The kind of an effect: the first word of a variant's name as Rust shows it.
fn kind(effect: &EffectKind) -> String {
    snake(format!("{effect:?}").split(' ').next().unwrap_or_default())
}

struct Story {
    stage: Stage,
    state: Application,
}

/// Plays a file of a name.
pub fn play(name: &str, file: &str) -> Played {
    let mut played = Played::default();
    let mut story: Option<Story> = None;
    for (at, line) in file.lines().enumerate() {
        // What came of a command is indented.
        if line.starts_with("  ") {
            continue;
        }
        writeln!(played.text, "{line}").unwrap();
        let told = format!("{name}.txt:{}: {line}", at + 1);
        if let Some(given) = line.strip_prefix("given ") {
            story = Some(begin(given, &told));
        } else if !line.trim().is_empty() && !line.starts_with('#') {
            let story = story.as_mut().unwrap_or_else(|| panic!("{told}: before any `given`"));
            story.command(line, &told, &mut played);
        }
    }
    played
}

/// `given shop plan=counter size=large before=handed_in`.
fn begin(given: &str, told: &str) -> Story {
    let mut words = given.split_whitespace();
    let scenario = words.next().unwrap_or_else(|| panic!("{told}: which scenario?"));
    let (mut plan, mut earlier, mut answers) = ("separate", None, Vec::new());
    for word in words {
        match word.split_once('=').unwrap_or_else(|| panic!("{told}: {word}?")) {
            ("plan", name) => plan = name,
            ("before", name) => earlier = Some(before(name)),
            answer => answers.push(answer),
        }
    }
    let mut story = Story { stage: Stage::new(scenario, plan, &answers), state: Application::default() };
    for line in earlier.iter().flat_map(|text| text.lines()).filter(|l| !l.starts_with('#')) {
        let events = story.one(&story.read(line, told), told);
        assert!(events.is_ok(), "{told}: before it, {line}: {events:?}");
    }
    story
}

impl Story {
    fn read(&self, line: &str, told: &str) -> Envelope {
        Reader { stage: &self.stage, state: &self.state, told }.envelope(line)
    }

    /// One turn, with every law that holds for all looked at.
    fn one(&mut self, envelope: &Envelope, told: &str) -> Result<Vec<Event>, Rejection> {
        let program = &self.stage.program;
        let before = self.state.clone();
        let decided = decide(program, &before, envelope);
        let mut events: Vec<Event> = Vec::new();
        let result = turn(program, &mut self.state, envelope, &mut events);
        assert_eq!(result.as_ref().map(|()| &events), decided.as_ref(), "{told}: `turn` is not `decide`");
        let mut folded = before;
        events.iter().for_each(|event| apply(&mut folded, event));
        assert_eq!(folded, self.state, "{told}: the events do not tell the state");
        let broken = invariants(program, &self.state);
        assert!(broken.is_empty(), "{told}: {broken:?}");
        result.map(|()| events)
    }

    fn command(&mut self, line: &str, told: &str, played: &mut Played) {
        let envelope = self.read(line, told);
        let result = self.one(&envelope, told);
        let writer = Writer { stage: &self.stage };
        match result {
            Ok(events) => {
                played.taken.insert(verb(&envelope.command));
                for event in &events {
                    played.events.insert(event.kind.name());
                    let owed = effects(&self.stage.program, &self.state, event);
                    played.effects.extend(owed.iter().map(|effect| kind(&effect.kind)));
                    writeln!(played.text, "  {}", writer.event(event, &owed)).unwrap();
                }
            }
            Err(rejection) => {
                played.rejections.insert(rejection.name());
                for line in writer.rejection(&rejection) {
                    writeln!(played.text, "  {line}").unwrap();
                }
            }
        }
    }
}
