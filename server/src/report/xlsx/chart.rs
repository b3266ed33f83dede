//! Charts over cells of a sheet.

use super::sheet::Sheet;
use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartErrorBars, ChartErrorBarsType, ChartFormat, ChartLine, ChartMarker,
    ChartMarkerType, ChartRange, ChartSolidFill, ChartType, ColNum, RowNum,
};

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
    /// Column with how far the interval of each number reaches to either side; none: without whiskers.
    pub interval: Option<ColNum>,
}

/// The colour of what was before, or stands alone.
pub(super) const FIRST: u32 = 0x006D_8FB5;
/// The colour of what came after.
pub(super) const SECOND: u32 = 0x002F_8555;

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Filled,
    Line,
}

/// Gives a chart its title and its series over all rows of a table, whose first column names them.
pub(super) fn fill(chart: Chart, title: &str, sheet: &Sheet, series: &[Series<'_>]) -> Chart {
    filled(chart, Kind::Filled, title, sheet, sheet.span(), series)
}

/// The same over some rows of the sheet alone.
pub(super) fn fill_rows(
    chart: Chart,
    title: &str,
    sheet: &Sheet,
    rows: (RowNum, RowNum),
    series: &[Series<'_>],
) -> Chart {
    filled(chart, Kind::Filled, title, sheet, rows, series)
}

/// A chart of lines over all rows of a sheet.
pub(super) fn lines(title: &str, sheet: &Sheet, series: &[Series<'_>]) -> Chart {
    let mut chart = filled(Chart::new_line(), Kind::Line, title, sheet, sheet.span(), series);
    // So many labels would cover each other.
    chart.x_axis().set_label_interval(u16::try_from(sheet.rows / 12).unwrap_or(u16::MAX).max(1));
    chart.set_width(900).set_height(320);
    chart
}

/// Points of two columns of a sheet.
pub(super) struct Points<'a> {
    /// What they are called.
    pub name: &'a str,
    /// Where they are.
    pub sheet: &'a Sheet,
    /// Columns of the sheet: from left to right, and from below to above.
    pub columns: (ColNum, ColNum),
    /// `0xRRGGBB`.
    pub colour: u32,
    /// A line joins them.
    pub is_joined: bool,
}

/// Points of two columns of sheets, with labels of the axes across and up.
pub(super) fn scatter(title: &str, axes: (&str, &str), series: &[Points<'_>]) -> Chart {
    let mut chart = Chart::new(ChartType::Scatter);
    for Points { name, sheet, columns: (across, up), colour, is_joined } in series {
        let marker = ChartMarker::new().set_type(ChartMarkerType::Circle).set_size(6).clone();
        let fill = ChartSolidFill::new().set_color(*colour).clone();
        let line = ChartLine::new().set_color(*colour).set_width(1.5).set_hidden(!is_joined).clone();
        let (tab, (first, last)) = (sheet.name.as_str(), sheet.span());
        let added = chart.add_series();
        added.set_name(*name);
        added.set_categories((tab, first, *across, last, *across));
        added.set_values((tab, first, *up, last, *up));
        let mut marker = marker;
        added.set_marker(marker.set_format(ChartFormat::new().set_solid_fill(&fill)));
        added.set_format(ChartFormat::new().set_line(&line));
    }
    chart.title().set_name(title);
    chart.x_axis().set_name(axes.0);
    chart.y_axis().set_name(axes.1);
    chart.set_alt_text(title).set_width(720).set_height(360);
    chart
}

/// A chart of bars to either side of 0, in the order of the rows, with their labels beside all bars.
pub(super) fn differences(title: &str, sheet: &Sheet, series: &Series<'_>) -> Chart {
    let mut chart = bars(title, sheet, series);
    chart.x_axis().set_label_position(ChartAxisLabelPosition::Low);
    chart
}

fn filled(
    mut chart: Chart,
    kind: Kind,
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
        match kind {
            Kind::Filled => added.set_format(ChartFormat::new().set_solid_fill(&fill)),
            Kind::Line => {
                let line = ChartLine::new().set_color(one.colour).set_width(1.5).clone();
                added.set_format(ChartFormat::new().set_line(&line))
            }
        };
        if let Some(interval) = one.interval {
            let reach = || ChartRange::new_from_range(name, first, interval, last, interval);
            let bars = ChartErrorBarsType::Custom(reach(), reach());
            // Bars from left to right have their whiskers along x.
            added.set_x_error_bars(ChartErrorBars::new().set_type(bars.clone()));
            added.set_y_error_bars(ChartErrorBars::new().set_type(bars));
        }
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
    let mut chart = fill(Chart::new_bar(), title, sheet, std::slice::from_ref(series));
    chart.x_axis().set_reverse();
    chart.set_height(height(sheet.rows));
    chart
}

/// The same with several series, each bar divided among them.
pub(super) fn stacked(title: &str, sheet: &Sheet, series: &[Series<'_>]) -> Chart {
    let mut chart = fill(Chart::new(ChartType::BarStacked), title, sheet, series);
    chart.x_axis().set_reverse();
    chart.set_height(height(sheet.rows).saturating_add(FRAME / 2));
    chart
}

/// Rows of a sheet that such a chart covers.
pub(super) fn covered(rows: RowNum) -> RowNum {
    height(rows).div_ceil(ROW).saturating_add(1)
}

fn height(rows: RowNum) -> u32 {
    FRAME.saturating_add(BAR.saturating_mul(rows))
}
