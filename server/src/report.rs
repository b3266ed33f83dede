//! Reports of a comparison or a simulation as files that people hand on: one HTML file that needs no network, a
//! workbook with real numbers and charts, and lines for other programs.
//!
//! Writers are pure: from values to bytes, the same values to the same bytes. What a report says is in
//! [`comparison`] and [`simulation`], as texts and tables; how it looks is in [`html`] and [`xlsx`].

pub mod comparison;
pub mod course;
pub mod csv;
pub mod html;
pub mod paired;
pub mod portfolio;
pub mod setting;
pub mod several;
pub mod simulation;
pub mod staffing;
pub mod table;
pub mod xlsx;

#[cfg(test)]
mod tests;
