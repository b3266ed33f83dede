//! A report as a workbook: a sheet a view, numbers as numbers, charts that follow their cells.
//!
//! Texts are written as texts, never as formulas, whatever they begin with.

mod chart;
mod comparison;
mod paired;
mod portfolio;
mod several;
mod sheet;
mod simulation;
mod staffing;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

pub use comparison::comparison;
pub use paired::{paired, sensitivity};
pub use portfolio::portfolio;
pub use simulation::simulation;
pub use staffing::staffing;

/// An empty workbook. It bears one date for ever, so that the same figures give the same bytes.
fn workbook(title: &str) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_title(title).set_author("onething");
    workbook.set_properties(&properties.set_creation_datetime(&created));
    Ok(workbook)
}
