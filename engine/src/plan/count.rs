//! Derivation step 6: the count of one way, by the rules of `counting-1` (rules 29–35). Every figure is a
//! list of lines, so that it can be explained and two counts compared line by line.

mod lines;

pub use lines::count;

use super::figure::Figure;
use super::supply::Fact;
use std::collections::BTreeMap;

/// One thing that is counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it counts towards.
    pub figure: Figure,
    /// What is counted: `mother.name`, `household_registration.review`.
    pub what: String,
    /// The item on whose own list it stands; none where it is counted once for all.
    pub of: Option<String>,
    /// The fact, where it is one that is asked.
    pub fact: Option<Fact>,
    /// How much: mostly 1.
    pub amount: f64,
    /// Chance that it is there at all within this way (steps that mostly go by rule); 1 else.
    pub chance: f64,
}

/// The count of one way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Count {
    /// What is counted, in the order of the process.
    pub lines: Vec<Line>,
    totals: BTreeMap<Figure, f64>,
    /// How much less and more the branches come to that are not counted.
    beside: BTreeMap<Figure, (f64, f64)>,
    /// Handoffs that the applicant carries, among all handoffs.
    pub carried_by_applicant: u32,
    /// Steps outside the limit, among all steps.
    pub special_steps: u32,
    /// Questions, among the fields.
    pub questions: u32,
    /// Departments' own names and companies that take part but are not counted (rule 30).
    pub companies: u32,
}

impl Count {
    /// The expected value of a figure within this way. Figures without lines are 0.
    pub fn figure(&self, figure: Figure) -> f64 {
        self.totals.get(&figure).copied().unwrap_or(0.0)
    }

    /// The least value: steps that may go by rule do, and of branches the lightest is taken.
    pub fn least(&self, figure: Figure) -> f64 {
        let less = self.beside.get(&figure).map_or(0.0, |b| b.0);
        self.figure(figure) - self.uncertain(figure, |chance| chance) - less
    }

    /// The most: steps that may need people do, and of branches the heaviest is taken.
    pub fn most(&self, figure: Figure) -> f64 {
        let more = self.beside.get(&figure).map_or(0.0, |b| b.1);
        self.figure(figure) + self.uncertain(figure, |chance| 1.0 - chance) + more
    }

    /// Notes how much less and more than what is counted a run could come to.
    pub(super) fn widen(&mut self, figure: Figure, less: f64, more: f64) {
        let beside = self.beside.entry(figure).or_insert((0.0, 0.0));
        *beside = (beside.0 + less, beside.1 + more);
    }

    fn uncertain(&self, figure: Figure, share: impl Fn(f64) -> f64) -> f64 {
        let lines = self.lines.iter().filter(|l| l.figure == figure && l.chance < 1.0);
        lines.map(|l| l.amount * share(l.chance)).sum()
    }

    /// Adds a line.
    pub(super) fn add(&mut self, figure: Figure, what: impl Into<String>, amount: f64, chance: f64) {
        *self.totals.entry(figure).or_insert(0.0) += amount * chance;
        self.lines.push(Line { figure, what: what.into(), of: None, fact: None, amount, chance });
    }

    /// Adds something that is asked, on the list of an item or once for all.
    pub(super) fn add_asked(&mut self, figure: Figure, what: String, fact: Fact, of: Option<String>) {
        *self.totals.entry(figure).or_insert(0.0) += 1.0;
        self.lines.push(Line { figure, what, of, fact: Some(fact), amount: 1.0, chance: 1.0 });
    }

    /// The lines of a figure.
    pub fn of(&self, figure: Figure) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |l| l.figure == figure)
    }
}
