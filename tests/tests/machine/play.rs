//! Whole scenarios played: drawn, read, compiled in several ways, driven by drawn commands.

use super::census::Census;
use super::driver::Driver;
use super::laws::Run;
use super::{draw, program};
use onething_engine::application::event::Event;
use onething_engine::application::program::Program;
use onething_engine::random::Random;
use onething_engine::scenario::model::Scenario;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Drawn commands for one scenario.
pub const COMMANDS: u64 = 520;
/// Drawn commands for one application at most.
const COMMANDS_OF_ONE: u64 = 130;
/// Drawn commands after an application is over.
const AFTER_THE_END: u64 = 5;
/// At one of so many commands, on the average, both ends are gone to.
const FORKS: usize = 30;

/// What came of playing scenarios.
#[derive(Default)]
pub struct Played {
    pub census: Census,
    /// Scenarios.
    pub scenarios: usize,
    /// Texts that the check refused, each with why.
    pub refused: Vec<String>,
    /// Commands that were drawn.
    pub drawn: u64,
    /// Commands that led forks to their end.
    pub to_the_end: u64,
    /// Laws that were broken, each with its seed.
    pub broken: Vec<String>,
}

/// The scenario of a number: the first of its seeds whose text is clean.
pub fn scenario(number: u64, refused: &mut Vec<String>) -> (String, Arc<Scenario>) {
    for attempt in 0..20 {
        let text = draw::scenario(number * 20 + attempt);
        match program::read(&text) {
            Ok(scenario) => return (text, scenario),
            Err(why) => refused.push(format!("{}\n{text}", why.join("; "))),
        }
    }
    panic!("twenty texts in a row are refused: {}", refused.last().cloned().unwrap_or_default());
}

impl Played {
    /// Plays the scenario of a number.
    pub fn play(&mut self, number: u64) {
        let mut random = Random::new(number ^ 0x05ce_7a10);
        let (text, scenario) = scenario(number, &mut self.refused);
        self.scenarios += 1;
        self.census.text(&text);
        let mut left = COMMANDS;
        while left > 0 {
            let seed = random.bits();
            let Some(program) = program::program(&scenario, &mut random) else { return };
            left -= self.application(&program, seed, COMMANDS_OF_ONE.min(left));
        }
    }

    /// Plays one application; how many commands were drawn.
    fn application(&mut self, program: &Program, seed: u64, most: u64) -> u64 {
        let mut driver = Driver::new(program, seed);
        let mut forks = Random::new(seed ^ 0xf0e5);
        let mut run = Run::new(program);
        let (mut drawn, mut after) = (0, 0);
        while drawn < most && after < AFTER_THE_END {
            let envelope = driver.next(&run.state);
            run.turn(&envelope, &mut self.census);
            drawn += 1;
            after += u64::from(run.state.closed.is_some());
            if forks.below(FORKS) == 0 {
                self.to_the_end += run.can_end(&driver, &mut self.census);
            }
        }
        self.to_the_end += run.can_end(&driver, &mut self.census);
        run.replays();
        self.drawn += drawn;
        drawn
    }

    /// What is broken: each sort once, as it was told shortest.
    pub fn told(&self) -> String {
        let mut sorts: BTreeMap<String, (usize, &String)> = BTreeMap::new();
        for broken in &self.broken {
            let (_, what) = broken.split_once(": ").unwrap_or_default();
            // Names of steps and the like differ, what is wrong does not.
            let sort: String = what.chars().filter(|c| !c.is_ascii_digit()).take(90).collect();
            let sort = sorts.entry(sort).or_insert((0, broken));
            sort.0 += 1;
            if broken.len() < sort.1.len() {
                sort.1 = broken;
            }
        }
        let shown = sorts.values().map(|(times, broken)| format!("{times} times:\n{broken}\n\n"));
        let all = self.broken.len();
        format!("{all} of {} scenarios break a law\n{}", self.scenarios + all, shown.collect::<String>())
    }

    pub fn merge(&mut self, other: Played) {
        self.census.merge(other.census);
        self.scenarios += other.scenarios;
        self.refused.extend(other.refused);
        self.drawn += other.drawn;
        self.to_the_end += other.to_the_end;
        self.broken.extend(other.broken);
    }
}

/// Plays scenarios of numbers; a broken law is kept with its number, and the next is played.
pub fn all(numbers: impl Iterator<Item = u64>) -> Played {
    let mut played = Played::default();
    for number in numbers {
        let one = std::panic::catch_unwind(|| {
            let mut one = Played::default();
            one.play(number);
            one
        });
        match one {
            Ok(one) => played.merge(one),
            Err(why) => {
                let why = why.downcast_ref::<String>().cloned();
                let why = why.unwrap_or_else(|| "a panic without words".to_owned());
                played.broken.push(format!("scenario {number}: {why}"));
            }
        }
    }
    played
}

/// The journal of one application of the scenario of a number, from its text on, as it is written.
pub fn journal(number: u64) -> (String, String) {
    let mut random = Random::new(number);
    let (text, scenario) = scenario(number, &mut Vec::new());
    let mut events: Vec<Event> = Vec::new();
    if let Some(program) = program::program(&scenario, &mut random) {
        let mut driver = Driver::new(&program, number);
        let mut run = Run::new(&program);
        for _ in 0..COMMANDS_OF_ONE {
            let envelope = driver.next(&run.state);
            run.turn(&envelope, &mut Census::default());
        }
        events = run.journal;
    }
    (text, serde_json::to_string(&events).expect("events serialise"))
}
