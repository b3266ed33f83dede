//! A comparison as one HTML file.

use super::chart::{Chart, Row, Shape};
use super::{Card, Page};
use crate::report::comparison::{ComparisonReport, Steps, relative};
use crate::report::table::Style;
use crate::words;

/// The whole file.
pub fn comparison(report: &ComparisonReport<'_>) -> String {
    let kind = report.say("办前与办后的比较", "Before and after").to_owned();
    let mut page = Page::new(report.language, report.title(), &[kind, report.plans()]);
    page.section(report.say("指标", "Figures"), |page| figures(report, page));
    page.section(report.say("各举措的作用", "What each measure does"), |page| measures(report, page));
    page.section(report.say("仍要问什么，为什么", "What is still asked, and why"), |page| {
        asked(report, page)
    });
    page.processes(report.say("办理流程", "The process"), &report.pictures);
    page.section(report.say("怎么计数的", "How it was counted"), |page| page.pairs(&report.how()));
    page.finish()
}

pub(super) fn figures(report: &ComparisonReport<'_>, page: &mut Page) {
    let card = |(figure, change): (_, &onething_engine::analyse::compare::Change)| Card {
        label: words::figure(figure, report.language).to_owned(),
        value: format!(
            "{} → {}",
            Style::Plain.written(change.from.base),
            Style::Plain.written(change.to.base)
        ),
        note: relative(figure, change).map(|share| Style::Change.written(share)).unwrap_or_default(),
    };
    let cards: Vec<Card> = report.main().map(card).collect();
    page.cards(&cards);
    page.table(&report.figures());
    for table in [report.applicants(), report.stops()].into_iter().flatten() {
        page.table(&table);
    }
}

pub(super) fn measures(report: &ComparisonReport<'_>, page: &mut Page) {
    let Some(table) = report.waterfall() else {
        return page.paragraph(report.say("没有举措带来变化。", "No measure changes anything."));
    };
    let charts: Vec<Chart> = report.steps().iter().map(|steps| waterfall(report, steps)).collect();
    page.paragraph(report.say(
        "每项举措接在前一项之后；从办前到办后（基准情形）。绿色为减少，橙色为增加。",
        "Each measure goes on where the one before it stopped, from before to after (base way). Green is less, orange is more.",
    ));
    page.charts(&charts);
    page.table(&table);
}

/// The bars of a waterfall: each measure's bar begins where the one before it ended.
fn waterfall(report: &ComparisonReport<'_>, steps: &Steps) -> Chart {
    let mut level = steps.from;
    let mut levels = vec![level, steps.to];
    for (_, change) in &steps.changes {
        level += change;
        levels.push(level);
    }
    let most = levels.into_iter().fold(f64::MIN_POSITIVE, f64::max);
    let total = |label: &str, value: f64| Row {
        label: label.to_owned(),
        value: Style::Plain.written(value),
        shapes: vec![Shape::Bar(0.0, value / most, "total")],
    };
    let (before, after) = (report.say("办前", "Before"), report.say("办后", "After"));
    let mut rows = vec![total(before, steps.from)];
    let mut level = steps.from;
    for (label, change) in &steps.changes {
        let (from, to) = (level / most, (level + change) / most);
        level += change;
        let class = if *change > 0.0 { "worse" } else { "better" };
        rows.push(Row {
            label: label.clone(),
            value: Style::Signed.written(*change),
            shapes: vec![Shape::Bar(from, to, class), Shape::Tick(to)],
        });
    }
    rows.push(total(after, steps.to));
    let told: Vec<String> = rows.iter().map(|row| format!("{} {}", row.label, row.value)).collect();
    Chart {
        title: words::figure(steps.figure, report.language).to_owned(),
        description: told.join(report.say("；", "; ")),
        legend: String::new(),
        rows,
        axis: Vec::new(),
    }
}

fn asked(report: &ComparisonReport<'_>, page: &mut Page) {
    let table = report.asked();
    match table.rows.is_empty() {
        true => page.paragraph(report.say("没有。", "Nothing.")),
        false => page.table(&table),
    }
}
