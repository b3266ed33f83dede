//! The reference model written out by hand, without any engine: what the machine that this runs on can do at most.
//!
//! Arrays, one heap of events, one stream of numbers, queues in rings. It draws what the engine draws and counts
//! what the engine counts: waits and work of each department, the time of applications in the house.

use onething_engine::random::Random;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// Milliseconds in an hour.
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;
/// Items: birth certificate, vaccination, household, insurance, card.
const ITEMS: usize = 5;
/// Their department; health does the first two.
const DESK: [usize; ITEMS] = [0, 0, 1, 2, 3];
const CLERKS: [u32; 4] = [7, 5, 3, 4];
/// Means of what systems take before and behind the review, milliseconds.
const BEFORE: [f64; ITEMS] = [2_000.0, 1_000.0, 3_000.0, 2_000.0, 2_000.0];
const BEHIND: [f64; ITEMS] = [4_000.0, 3_000.0, 5_000.0, 2_000.0, 6_000.0];
/// Medians of reviews, milliseconds; the spread of their logarithm.
const MEDIAN: [f64; ITEMS] = [644_000.0, 429_000.0, 805_000.0, 429_000.0, 537_000.0];
const SIGMA: f64 = 0.472_4;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Arrive,
    Intake,
    Checked(u8),
    Reviewed(u8),
    Mended(u8),
    Entered(u8),
    Open(u8),
}

#[derive(Clone, Copy, Default)]
struct Case {
    arrived: i64,
    left: u8,
}

#[derive(Default)]
struct Desk {
    queue: VecDeque<(u32, u8, i64, i64)>,
    busy: u32,
    opens: i64,
    waited: i64,
    begun: u64,
    work: i64,
}

/// What it comes to.
pub struct Told {
    /// Mean hours from coming to the end.
    pub cycle: f64,
    /// Mean hours of waiting at each desk.
    pub waits: [f64; 4],
    /// Events that were due.
    pub events: u64,
}

/// Plays so many applications.
pub fn play(applications: u64, seed: u64) -> Told {
    Loop::new(seed).run(applications)
}

struct Loop {
    random: Random,
    due: BinaryHeap<Reverse<(i64, u32, u32, What)>>,
    order: u32,
    cases: Vec<Case>,
    free: Vec<u32>,
    desks: [Desk; 4],
}

impl Loop {
    fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed),
            due: BinaryHeap::new(),
            order: 0,
            cases: Vec::new(),
            free: Vec::new(),
            desks: Default::default(),
        }
    }

    fn push(&mut self, at: i64, case: u32, what: What) {
        self.order = self.order.wrapping_add(1);
        self.due.push(Reverse((at, self.order, case, what)));
    }

    fn exponential(&mut self, mean: f64) -> i64 {
        (-mean * (1.0 - self.random.unit()).ln()) as i64
    }

    fn normal(&mut self) -> f64 {
        let (u, v) = (1.0 - self.random.unit(), self.random.unit());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }

    fn run(mut self, applications: u64) -> Told {
        let (mut came, mut events, mut house) = (1, 0, 0_i64);
        let first = self.exponential(DAY as f64 / 82.0);
        self.push(first, 0, What::Arrive);
        while let Some(Reverse((now, _, case, what))) = self.due.pop() {
            events += 1;
            match what {
                What::Arrive => {
                    if came < applications {
                        came += 1;
                        let next = now + self.exponential(DAY as f64 / 82.0);
                        self.push(next, 0, What::Arrive);
                    }
                    let case = self.free.pop().unwrap_or_else(|| {
                        self.cases.push(Case::default());
                        self.cases.len() as u32 - 1
                    });
                    self.cases[case as usize] = Case { arrived: now, left: 3 };
                    let at = now + self.exponential(1_000.0);
                    self.push(at, case, What::Intake);
                }
                What::Intake => self.check(now, case, 0),
                What::Checked(item) => self.put(now, case, item),
                What::Mended(item) => self.check(now, case, item),
                What::Reviewed(item) => {
                    self.desks[DESK[usize::from(item)]].busy -= 1;
                    if self.random.unit() < 0.05 {
                        let at = now + self.exponential(DAY as f64);
                        self.push(at, case, What::Mended(item));
                    } else {
                        let at = now + self.exponential(BEHIND[usize::from(item)]);
                        self.push(at, case, What::Entered(item));
                    }
                    self.begin(now, DESK[usize::from(item)]);
                }
                What::Entered(0) => {
                    self.check(now, case, 1);
                    self.check(now, case, 2);
                }
                What::Entered(2) => {
                    self.check(now, case, 3);
                    self.check(now, case, 4);
                }
                What::Entered(_) => {
                    let state = &mut self.cases[case as usize];
                    state.left -= 1;
                    if state.left == 0 {
                        house += now - state.arrived;
                        self.free.push(case);
                    }
                }
                What::Open(desk) => self.begin(now, usize::from(desk)),
            }
        }
        let mean = |desk: &Desk| desk.waited as f64 / HOUR as f64 / desk.begun.max(1) as f64;
        Told {
            cycle: house as f64 / HOUR as f64 / applications as f64,
            waits: [0, 1, 2, 3].map(|at| mean(&self.desks[at])),
            events,
        }
    }

    fn check(&mut self, now: i64, case: u32, item: u8) {
        let at = now + self.exponential(BEFORE[usize::from(item)]);
        self.push(at, case, What::Checked(item));
    }

    fn put(&mut self, now: i64, case: u32, item: u8) {
        let work = (MEDIAN[usize::from(item)] * (SIGMA * self.normal()).exp()) as i64;
        let desk = DESK[usize::from(item)];
        self.desks[desk].queue.push_back((case, item, work, now));
        self.desks[desk].work += work;
        self.begin(now, desk);
    }

    fn begin(&mut self, now: i64, number: usize) {
        loop {
            let desk = &mut self.desks[number];
            if desk.busy >= CLERKS[number] || desk.queue.is_empty() {
                return;
            }
            let opens = opening(now);
            if opens > now {
                if desk.opens != opens {
                    desk.opens = opens;
                    self.push(opens, 0, What::Open(number as u8));
                }
                return;
            }
            if let Some((case, item, work, since)) = desk.queue.pop_front() {
                desk.busy += 1;
                desk.waited += now - since;
                desk.begun += 1;
                self.push(done(now, work), case, What::Reviewed(item));
            }
        }
    }
}

/// When an office opens at or after a moment; moment 0 is a Monday's midnight.
fn opening(now: i64) -> i64 {
    let (week, day, time) = (now / WEEK * WEEK, now % WEEK / DAY, now % DAY);
    if day >= 5 {
        return week + WEEK + 9 * HOUR;
    }
    let midnight = now - time;
    match time {
        time if time < 9 * HOUR => midnight + 9 * HOUR,
        time if time < 12 * HOUR => now,
        time if time < 13 * HOUR => midnight + 13 * HOUR,
        time if time < 17 * HOUR => now,
        _ if day == 4 => week + WEEK + 9 * HOUR,
        _ => midnight + 33 * HOUR,
    }
}

/// When work that begins within a shift is done.
fn done(mut now: i64, mut work: i64) -> i64 {
    loop {
        let time = now % DAY;
        let end = now - time + if time < 12 * HOUR { 12 * HOUR } else { 17 * HOUR };
        if work <= end - now {
            return now + work;
        }
        work -= end - now;
        now = opening(end);
    }
}
