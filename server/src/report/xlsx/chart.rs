//! Charts over cells of a sheet.

use super::sheet::Sheet;
use rust_xlsxwriter::{Chart, ChartFormat, ChartSolidFill, ColNum, RowNum};

/// Height of a row of a sheet, pixels.
const ROW: u32 = 20;
/// Height of a chart without its bars, and of a bar, pixels.
const FRAME: u32 = 110;
const BAR: u32 = 26;

/// A series of a chart: its name, its column of numbers and its colour.
pub(super) struct Series<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Column of the sheet.
    pub column: ColNum,
    /// `0xRRGGBB`.
    pub colour: u32,
}

/// The colour of what was before, or stands alone.
pub(super) const FIRST: u32 = 0x006D_8FB5;
/// The colour of what came after.
pub(super) const SECOND: u32 = 0x002F_8555;

/// Gives a chart its title and its series over rows of a sheet, whose first column names them.
pub(super) fn fill(
    mut chart: Chart,
    title: &str,
    sheet: &Sheet,
    (first, last): (RowNum, RowNum),
    series: &[Series<'_>],
) -> Chart {
    for one in series {
        let name = sheet.name.as_str();
        let fill = ChartSolidFill::new().set_color(one.colour).clone();
        let added = chart.add_series();
        added.set_name(one.name);
        added
            .set_categories((name, first, 0, last, 0))
            .set_values((name, first, one.column, last, one.column));
        added.set_format(ChartFormat::new().set_solid_fill(&fill));
    }
    chart.title().set_name(title);
    chart.set_alt_text(title).set_width(640);
    if series.len() < 2 {
        chart.legend().set_hidden();
    }
    chart
}

/// A chart of bars from left to right, in the order of the rows, as high as they need.
pub(super) fn bars(title: &str, sheet: &Sheet, series: &Series<'_>) -> Chart {
    let one = Series { name: series.name, column: series.column, colour: series.colour };
    let mut chart = fill(Chart::new_bar(), title, sheet, (1, sheet.rows), &[one]);
    chart.x_axis().set_reverse();
    chart.set_height(height(sheet.rows));
    chart
}

/// Rows of a sheet that such a chart covers.
pub(super) fn covered(rows: RowNum) -> RowNum {
    height(rows).div_ceil(ROW).saturating_add(1)
}

fn height(rows: RowNum) -> u32 {
    FRAME.saturating_add(BAR.saturating_mul(rows))
}
