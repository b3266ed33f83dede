//! The systems of departments. As usual they are simulated ones; an unruly seed has some that answer when they like:
//! in any order, twice, late, by failing, or never. What they are asked is counted by key.

use super::house::House;
use onething_engine::random::Random;
use onething_engine::scenario::model::Id;
use onething_server::runner::Outside;
use onething_server::runner::dispatch::answer;
use onething_server::runner::shared::Shared;
use onething_server::systems::{Answer, Call};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

#[derive(Default)]
struct Inside {
    /// Of so many calls in a hundred the answer is ours to give.
    unruly: usize,
    random: Option<Random>,
    held: Vec<Call>,
    /// How often each key was asked for.
    asked: BTreeMap<String, u32>,
    /// Keys that were asked for since the last crash.
    since: BTreeSet<String>,
}

/// The systems of departments.
#[derive(Default)]
pub struct Unruly(Mutex<Inside>);

impl Unruly {
    /// Some that answer when they like, so many in a hundred.
    pub fn new(seed: u64, unruly: usize) -> Self {
        Self(Mutex::new(Inside { unruly, random: Some(Random::new(seed)), ..Inside::default() }))
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap()
    }

    /// From now on all answer as usual.
    pub fn calm(&self) {
        self.lock().unruly = 0;
    }

    /// Nobody knows any more what was asked for.
    pub fn crash(&self) {
        let mut inside = self.lock();
        inside.held.clear();
        inside.since.clear();
    }

    /// Whether a key was asked for since the last crash.
    pub fn was_asked(&self, key: &str) -> bool {
        self.lock().since.contains(key)
    }

    /// How many keys were asked for, and how many of them more than once.
    pub fn counted(&self) -> (usize, usize) {
        let inside = self.lock();
        (inside.asked.len(), inside.asked.values().filter(|count| **count > 1).count())
    }

    fn hold(&self, call: Call) {
        self.lock().held.push(call);
    }

    /// One of those that wait for an answer, in no order; none where nobody waits.
    fn pick(&self) -> Option<(Call, usize)> {
        let mut inside = self.lock();
        let Inside { random, held, .. } = &mut *inside;
        let random = random.as_mut()?;
        if held.is_empty() {
            return None;
        }
        let at = random.below(held.len());
        Some((held.swap_remove(at), random.below(100)))
    }
}

impl Outside for Unruly {
    fn take(&self, _: &Arc<Shared>, _: &Id, call: &Call) -> bool {
        let mut inside = self.lock();
        *inside.asked.entry(call.key.clone()).or_default() += 1;
        inside.since.insert(call.key.clone());
        let unruly = inside.unruly;
        let ours = inside.random.as_mut().is_some_and(|random| random.below(100) < unruly);
        if ours {
            inside.held.push(call.clone());
        }
        ours
    }

    fn by_hand(&self, _: &str) -> bool {
        false
    }

    fn is_simulated(&self, _: &str) -> bool {
        self.lock().unruly == 0
    }
}

impl House {
    /// A department answers something that it was asked; whether anything waited.
    pub fn answers(&mut self) -> bool {
        let Some((call, how)) = self.outside.pick() else { return false };
        let shared = self.runner.shared().clone();
        let told = self.runner.simulated().perform(&call).answer;
        match how {
            // It never answers; the machine's time limit tells.
            0..=7 => {}
            8..=19 => answer(&shared, &call, Answer::Failed("out of order".to_owned())),
            20..=29 => answer(&shared, &call, Answer::Nothing),
            30..=49 => {
                answer(&shared, &call, told);
                // It is not sure that it was heard.
                self.outside.hold(call);
            }
            _ => answer(&shared, &call, told),
        }
        true
    }
}
