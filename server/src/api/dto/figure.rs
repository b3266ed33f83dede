//! Figures of plans.

use super::text::Label;
use onething_engine::plan::figure::Figure;
use onething_engine::plan::summary::Spread;
use serde::Serialize;
use utoipa::ToSchema;

/// A figure over all ways through a scenario (rule 20).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct SpreadView {
    /// Least over ways with chance above 0.
    pub min: f64,
    /// Mean over ways by chance.
    pub expected: f64,
    /// Most.
    pub max: f64,
    /// In the base way.
    pub base: f64,
}

impl From<Spread> for SpreadView {
    fn from(spread: Spread) -> Self {
        let Spread { min, expected, max, base } = spread;
        Self { min, expected, max, base }
    }
}

/// A figure of a plan, with what it is called.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FigureView {
    /// What it is called.
    pub title: Label,
    /// Its unit.
    pub unit: &'static str,
    /// Least over ways with chance above 0.
    pub min: f64,
    /// Mean over ways by chance.
    pub expected: f64,
    /// Most.
    pub max: f64,
    /// In the base way.
    pub base: f64,
}

impl FigureView {
    /// A figure and its values.
    pub fn of(figure: Figure, spread: Spread) -> Self {
        let title = Label { zh: figure.zh().to_owned(), en: figure.en().to_owned() };
        let Spread { min, expected, max, base } = spread;
        Self { title, unit: figure.unit(), min, expected, max, base }
    }
}
