//! The comparison of two plans on the wire: the document of `onething compare --format json`, described here for
//! programs that read it.

use super::figure::SpreadView;
use super::text::Label;
use std::collections::BTreeMap;
use utoipa::ToSchema;

macro_rules! described {
    ($($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$outer])*
        #[derive(Debug, ToSchema)]
        #[expect(dead_code, reason = "describes the engine's document; it is never made")]
        pub struct $name { $($(#[$inner])* $field: $type,)* }
    )*};
}
pub(super) use described;

described! {
    /// Two plans compared.
    ComparisonView {
        /// The scenario.
        scenario: String,
        /// Its label.
        title: Label,
        /// The first plan.
        from: String,
        /// The second plan.
        to: String,
        /// Every figure, by name.
        figures: BTreeMap<String, ChangeView>,
        /// What stands beside the figures.
        beside: BesidesView,
        /// Figures of other applicants, where they differ.
        applicants: Vec<ApplicantFiguresView>,
        /// Ways that stop.
        stops: Vec<StopView>,
        /// Measure by measure; changes sum to the whole.
        waterfall: Vec<WaterfallView>,
        /// Each measure's fair share of every change (Shapley).
        attribution: AttributionView,
        /// What the second plan asks in the base way, and why.
        ask: ComparedAsk,
        /// How expected figures were found: `exact` with `ways`, or `sampled` with `samples`, `seed`,
        /// `combinations` and `relative_error`.
        #[schema(value_type = Object)]
        method: (),
        /// How many facts are assumed rather than sourced.
        assumed_facts: u64,
        /// The counting rules.
        rules: String,
    }
    /// One figure before and after.
    ChangeView {
        /// Under the first plan.
        from: SpreadView,
        /// Under the second.
        to: SpreadView,
        /// Saved in the base way, in percent; none from 0.
        #[schema(required)]
        saved_percent: Option<f64>,
    }
    /// What some figures consist of, in both plans.
    BesidesView {
        /// The first plan.
        from: BesideView,
        /// The second plan.
        to: BesideView,
    }
    /// What some figures consist of.
    BesideView {
        /// Handoffs that the applicant carries.
        handoffs_by_applicant: u32,
        /// Handoffs between departments.
        handoffs_between_departments: u32,
        /// Steps outside the limit.
        special_steps: u32,
        /// Questions among the fields.
        questions: u32,
        /// Companies that take part, shown and not counted.
        companies: u32,
    }
    /// Figures for an applicant for whom they differ.
    ApplicantFiguresView {
        /// Who applies.
        applicant: String,
        /// Every figure that differs.
        figures: BTreeMap<String, ChangeView>,
    }
    /// A way that ends with an explanation.
    StopView {
        /// The answer that ends it.
        answer: String,
        /// What the applicant is told.
        text: Label,
        /// Its chance.
        chance: f64,
    }
    /// What one measure changes of one figure.
    WaterfallView {
        /// The measure.
        measure: String,
        /// The figure.
        figure: String,
        /// The change; worsening is above 0.
        change: f64,
        /// What came and went, and why.
        because: Vec<ReasonView>,
    }
    /// One thing that came or went.
    ReasonView {
        /// What.
        what: String,
        /// By how much it changed the figure.
        change: f64,
        /// Why.
        why: Label,
    }
    /// Each measure's share of every change.
    AttributionView {
        /// `exact` or `sampled`.
        method: String,
        /// Orders sampled.
        orders: Option<u64>,
        /// Seed of the sample.
        seed: Option<u64>,
        /// Measure, figure, share.
        shares: BTreeMap<String, BTreeMap<String, f64>>,
    }
    /// What is asked and why.
    ComparedAsk {
        /// Fields, then questions.
        fields: Vec<ComparedAsked>,
        /// Materials.
        materials: Vec<ComparedAsked>,
        /// Needed and not asked.
        supplied: Vec<ComparedSupply>,
        /// Needed and supplied by nothing.
        missing: Vec<String>,
        /// What the ask costs.
        cost: u64,
        /// No ask is cheaper.
        lower_bound: u64,
        /// Whether the ask is proven least.
        proven: bool,
    }
    /// Something that is asked.
    ComparedAsked {
        /// What.
        id: String,
        /// `field`, `question` or `material`.
        kind: String,
        /// Label.
        title: Label,
        /// Why.
        because: Label,
        /// Items, supplies or conditions that need it.
        needed_by: Vec<String>,
        /// The item whose own form asks it.
        form: Option<String>,
    }
    /// Something that is needed and not asked.
    ComparedSupply {
        /// What.
        id: String,
        /// `field`, `question` or `material`.
        kind: String,
        /// What supplies it.
        by: String,
        /// `sign_in`, `service`, `licence`, `computed`, `item`, `choice`.
        via: String,
        /// The rule of the format that lets it.
        rule: u8,
        /// What it starts from.
        from: Vec<String>,
        /// The whole chain back.
        chain: String,
        /// The item whose own form is meant.
        form: Option<String>,
    }
}
