//! The library in one table: every scenario before and after, what all come to together, how much of what they need is
//! shared, and which measures save most across them. Everything is of the base way.

use super::compare::{Change, Comparison, saved_percent};
use crate::plan::explain::{AskExplained, SuppliedThing};
use crate::plan::figure::{COUNTING_RULES, Figure};
use crate::scenario::text::Text;
use indexmap::IndexMap;
use serde::Serialize;

/// A library compared; its JSON is the analyst's contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Portfolio {
    /// Every scenario that was compared, in the order given.
    pub scenarios: Vec<Compared>,
    /// Every figure over all of them, by name.
    pub totals: IndexMap<&'static str, Total>,
    /// How much of what they need is shared, over all of them.
    pub shared: Shared,
    /// Measures, the one that saves most first.
    pub measures: Vec<Ranked>,
    /// The counting rules.
    pub rules: &'static str,
}

/// One scenario of the library.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// The scenario.
    pub scenario: String,
    /// Its label.
    pub title: Text,
    /// The plan before.
    pub from: String,
    /// The plan after.
    pub to: String,
    /// Every figure, by name.
    pub figures: IndexMap<&'static str, Change>,
    /// How much of what the plan after needs is shared.
    pub shared: Shared,
    /// How many facts are assumed rather than sourced.
    pub assumed_facts: usize,
    /// Whether what is still asked is proven least.
    pub proven: bool,
}

/// One figure over all scenarios.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Total {
    /// The sum before.
    pub from: f64,
    /// The sum after.
    pub to: f64,
    /// (from − to) / from of the sums, in percent; none from 0 (rule 36).
    pub saved_percent: Option<f64>,
    /// The mean of a scenario before.
    pub mean_from: f64,
    /// The mean of a scenario after.
    pub mean_to: f64,
    /// The mean of what each scenario saves, in percent, over those that had any before; none: none had.
    pub mean_saved_percent: Option<f64>,
}

/// How much of what a form needs comes from data that are there (表单字段共享率), and how many of the papers
/// (材料共享率).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Shared {
    /// Fields and questions.
    pub fields: Share,
    /// Materials.
    pub materials: Share,
}

/// A share with its two counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Share {
    /// Needed, each once a form.
    pub needed: usize,
    /// Of these not asked: known from sign-in, supplied by a service, a licence or an earlier result, or computed from
    /// those.
    pub shared: usize,
    /// The share in percent, one decimal; none of nothing needed.
    pub percent: Option<f64>,
}

/// What a measure saves across the library.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranked {
    /// The measure's kind: `share`, `merge`.
    pub measure: String,
    /// In how many scenarios a plan takes it.
    pub scenarios: usize,
    /// By figure, its fair share of the change (Shapley, rule 37), summed over the scenarios; worsening is above 0.
    pub changes: IndexMap<&'static str, f64>,
    /// Its part of all that is saved, 0–1: the mean, over the main figures that anything saves, of its part of that
    /// figure's saving. Over all measures they sum to 1 where every plan before takes none.
    pub weight: f64,
}

impl Share {
    /// So many of so many.
    pub fn of(shared: usize, needed: usize) -> Self {
        let percent = (shared as f64 / needed as f64 * 1000.0).round() / 10.0;
        Self { needed, shared, percent: (needed > 0).then_some(percent) }
    }

    fn and(self, other: Share) -> Self {
        Self::of(self.shared + other.shared, self.needed + other.needed)
    }
}

/// Puts comparisons side by side.
pub fn portfolio<'c>(comparisons: impl IntoIterator<Item = &'c Comparison>) -> Portfolio {
    let all: Vec<&Comparison> = comparisons.into_iter().collect();
    let scenarios: Vec<Compared> = all.iter().map(|comparison| compared(comparison)).collect();
    let mut shared = Shared::default();
    for one in &scenarios {
        shared.fields = shared.fields.and(one.shared.fields);
        shared.materials = shared.materials.and(one.shared.materials);
    }
    let totals = Figure::ALL.iter().map(|figure| (figure.name(), total(*figure, &scenarios))).collect();
    let measures = ranked(&all, &totals);
    Portfolio { scenarios, totals, shared, measures, rules: COUNTING_RULES }
}

fn compared(comparison: &Comparison) -> Compared {
    Compared {
        scenario: comparison.scenario.clone(),
        title: comparison.title.clone(),
        from: comparison.from.clone(),
        to: comparison.to.clone(),
        figures: comparison.figures.clone(),
        shared: shared(&comparison.ask),
        assumed_facts: comparison.assumed_facts,
        proven: comparison.ask.proven,
    }
}

/// What is the applicant's own choice is neither needed nor shared.
fn shared(ask: &AskExplained) -> Shared {
    let of = |material: bool, asked: usize| {
        // What is done without is not shared either: nobody needs it, the applicant declares it, or a person says so.
        let is_shared =
            |s: &&SuppliedThing| !matches!(s.via, "choice" | "cancelled" | "committed" | "verified");
        let supplied = ask.supplied.iter().filter(|s| (s.kind == "material") == material).filter(is_shared);
        let shared = supplied.count();
        Share::of(shared, shared + asked)
    };
    Shared { fields: of(false, ask.fields.len()), materials: of(true, ask.materials.len()) }
}

fn total(figure: Figure, scenarios: &[Compared]) -> Total {
    let changes: Vec<&Change> = scenarios.iter().filter_map(|one| one.figures.get(figure.name())).collect();
    let (from, to) = (changes.iter().map(|c| c.from.base).sum(), changes.iter().map(|c| c.to.base).sum());
    let each: Vec<f64> = changes.iter().filter_map(|c| c.saved_percent).collect();
    let count = changes.len().max(1) as f64;
    Total {
        from,
        to,
        saved_percent: saved_percent(from, to),
        mean_from: from / count,
        mean_to: to / count,
        mean_saved_percent: (!each.is_empty())
            .then(|| (each.iter().sum::<f64>() / each.len() as f64 * 10.0).round() / 10.0),
    }
}

fn ranked(comparisons: &[&Comparison], totals: &IndexMap<&'static str, Total>) -> Vec<Ranked> {
    let mut by_kind: IndexMap<String, Ranked> = IndexMap::new();
    for comparison in comparisons {
        let mut counted: Vec<&str> = Vec::new();
        for (name, shares) in &comparison.attribution.shares {
            let kind = kind(name);
            let entry = by_kind.entry(kind.to_owned()).or_insert_with(|| Ranked {
                measure: kind.to_owned(),
                scenarios: 0,
                changes: IndexMap::new(),
                weight: 0.0,
            });
            if !counted.contains(&kind) {
                counted.push(kind);
                entry.scenarios += 1;
            }
            for (figure, change) in shares {
                *entry.changes.entry(figure).or_default() += change;
            }
        }
    }
    let saved = |figure: &Figure| totals.get(figure.name()).map_or(0.0, |total| total.from - total.to);
    let saving: Vec<(Figure, f64)> =
        Figure::MAIN.iter().map(|f| (*f, saved(f))).filter(|(_, saved)| *saved > 1e-9).collect();
    let mut measures: Vec<Ranked> = by_kind.into_values().collect();
    for measure in &mut measures {
        measure.changes.sort_by_key(|name, _| Figure::ALL.iter().position(|figure| figure.name() == *name));
        let part = |(figure, saved): &(Figure, f64)| {
            measure.changes.get(figure.name()).map_or(0.0, |change| -change / saved)
        };
        measure.weight = saving.iter().map(part).sum::<f64>() / saving.len().max(1) as f64;
    }
    measures.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    measures
}

/// The kind of a measure that a plan lists more than once: `merge` of `merge_2`.
fn kind(name: &str) -> &str {
    match name.rsplit_once('_') {
        Some((kind, number)) if number.bytes().all(|digit| digit.is_ascii_digit()) => kind,
        _ => name,
    }
}
