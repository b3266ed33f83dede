//! The whole library as one HTML file.

use super::chart::{Chart, Row, Shape};
use super::{Card, Page};
use crate::report::portfolio::PortfolioReport;
use crate::report::table::Style;
use crate::words;

/// The whole file.
pub fn portfolio(report: &PortfolioReport<'_>) -> String {
    let kind = report.say("办前与办后的比较", "Before and after").to_owned();
    let mut page = Page::new(report.language, &report.title(), &[kind]);
    page.section(report.say("指标", "Figures"), |page| {
        page.cards(&cards(report));
        page.table(&report.scenarios());
    });
    page.section(report.say("各举措的作用", "What each measure does"), |page| {
        page.charts(&[ranking(report)]);
        page.table(&report.measures());
    });
    page.section(report.say("怎么计数的", "How it was counted"), |page| page.pairs(&report.how()));
    page.finish()
}

fn cards(report: &PortfolioReport<'_>) -> Vec<Card> {
    let figures = report.totals().map(|(figure, total)| Card {
        label: words::figure(figure, report.language).to_owned(),
        value: format!("{} → {}", Style::Plain.written(total.from), Style::Plain.written(total.to)),
        note: total.saved_percent.map(|saved| Style::Change.written(0.0 - saved / 100.0)).unwrap_or_default(),
    });
    let shares = report.shared().map(|(label, share)| Card {
        label: label.to_owned(),
        value: share.map_or_else(|| "–".to_owned(), |share| Style::Share.written(share)),
        note: String::new(),
    });
    figures.chain(shares).collect()
}

fn ranking(report: &PortfolioReport<'_>) -> Chart {
    let measures = &report.portfolio.measures;
    let most = measures.iter().map(|m| m.weight.abs()).fold(f64::MIN_POSITIVE, f64::max);
    let rows: Vec<Row> = measures
        .iter()
        .map(|measure| Row {
            label: words::measure(&measure.measure, report.language),
            value: Style::Share.written(measure.weight),
            shapes: vec![Shape::Bar(
                0.0,
                measure.weight.abs() / most,
                if measure.weight < 0.0 { "worse" } else { "better" },
            )],
        })
        .collect();
    let told: Vec<String> = rows.iter().map(|row| format!("{} {}", row.label, row.value)).collect();
    Chart {
        title: report.say("各举措占全部减少的比例", "Part of the saving by measure").to_owned(),
        description: told.join(report.say("；", "; ")),
        legend: String::new(),
        rows,
        axis: Vec::new(),
    }
}
