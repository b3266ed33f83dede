//! The whole library before and after on the wire: the document of `onething compare --all --format json` with what is
//! not in it, described here for programs that read it.

use super::compare::{ChangeView, described};
use super::text::Label;
use std::collections::BTreeMap;
use utoipa::ToSchema;

described! {
    /// A library compared.
    PortfolioView {
        /// Every scenario that was compared, by id.
        scenarios: Vec<PortfolioScenario>,
        /// Every figure over all of them, by name.
        totals: BTreeMap<String, TotalView>,
        /// How much of what they need is shared, over all of them.
        shared: SharedView,
        /// Measures, the one that saves most first.
        measures: Vec<RankedMeasure>,
        /// The counting rules.
        rules: String,
        /// Scenarios that could not be compared.
        left_out: Vec<LeftOutView>,
    }
    /// One scenario of the library.
    PortfolioScenario {
        /// The scenario.
        scenario: String,
        /// Its label.
        title: Label,
        /// The plan before.
        from: String,
        /// The plan after.
        to: String,
        /// Every figure, by name.
        figures: BTreeMap<String, ChangeView>,
        /// How much of what the plan after needs is shared.
        shared: SharedView,
        /// How many facts are assumed rather than sourced.
        assumed_facts: u64,
        /// Whether what is still asked is proven least.
        proven: bool,
    }
    /// One figure over all scenarios.
    TotalView {
        /// The sum before.
        from: f64,
        /// The sum after.
        to: f64,
        /// Saved of the sums, in percent; none from 0.
        #[schema(required)]
        saved_percent: Option<f64>,
        /// The mean of a scenario before.
        mean_from: f64,
        /// The mean of a scenario after.
        mean_to: f64,
        /// The mean of what each scenario saves, in percent; none where none had any before.
        #[schema(required)]
        mean_saved_percent: Option<f64>,
    }
    /// How much is shared.
    SharedView {
        /// Of fields and questions (表单字段共享率).
        fields: ShareView,
        /// Of materials (材料共享率).
        materials: ShareView,
    }
    /// A share with its two counts.
    ShareView {
        /// Needed, each once a form.
        needed: u64,
        /// Of these not asked.
        shared: u64,
        /// The share in percent; none of nothing needed.
        #[schema(required)]
        percent: Option<f64>,
    }
    /// What a measure saves across the library.
    RankedMeasure {
        /// The measure's kind.
        measure: String,
        /// In how many scenarios a plan takes it.
        scenarios: u64,
        /// By figure, its fair share of the change (Shapley), summed over the scenarios; worsening is above 0.
        changes: BTreeMap<String, f64>,
        /// Its part of all that is saved, 0–1: the mean of its parts of what the main figures lose.
        weight: f64,
    }
    /// A scenario that could not be compared.
    LeftOutView {
        /// The scenario.
        scenario: String,
        /// Why.
        why: Label,
    }
}
