//! Two simulations of the same applicants, and parameters that were moved one by one, as one HTML file.

use super::chart::{Chart, Mark, Row, Shape};
use super::comparison::{figures, measures};
use super::simulation::{capped, times};
use super::{Card, Page, course};
use crate::report::paired::{Blade, PairedReport, SensitivityReport, relative};
use crate::report::simulation::capital;
use crate::report::table::{Style, Value};
use onething_engine::simulate::Estimate;
use onething_engine::simulate::paired::Changed;

/// Figures that are read first.
const FIRST: [&str; 4] = ["cycle_mean_hours", "cycle_p95_hours", "on_time", "waiting_hours"];
/// Figures of which more is better; of all others less is.
const MORE_IS_BETTER: [&str; 1] = ["on_time"];

/// The whole file of two simulations.
pub fn paired(report: &PairedReport<'_>) -> String {
    let kind = report.say("成对模拟", "Simulations by pairs").to_owned();
    let [before, after] = report.sides();
    let sizes = format!("{} / {}", before.size(), after.size());
    let mut page =
        Page::new(report.setting.language, &report.setting.title(), &[kind, report.about(), sizes]);
    page.notes(&report.warnings());
    page.section(report.say("主要指标", "Main figures"), |page| {
        page.cards(&cards(report));
        page.charts(&[differences(report, &report.paired.changes)]);
        page.table(&report.changes());
    });
    for (title, changes) in report.scenarios() {
        page.section(&title, |page| {
            page.charts(&[differences(report, changes)]);
            page.table(&report.table(&title, changes));
        });
    }
    if let Some(counted) = &report.counted {
        page.section(report.say("按计数规则", "By the counting rules"), |page| figures(counted, page));
        page.section(report.say("各举措的作用", "What each measure does"), |page| {
            measures(counted, page)
        });
    }
    page.section(report.say("用时", "Time"), |page| {
        distributions(report, page);
        page.charts(&[times(&before, report.spreads())]);
    });
    page.section(report.say("人员", "Staff"), |page| {
        page.charts(&[loads(report)]);
        page.table(&report.desks());
        let names = report.names();
        for (side, name) in report.sides().iter().zip(&names) {
            if let Some(bottleneck) = side.bottleneck() {
                page.paragraph(&format!("{name}{}{bottleneck}", report.say("：", ": ")));
            }
        }
    });
    page.processes(report.say("办理流程", "The process"), &report.pictures);
    page.section(report.say("怎么模拟的", "How it was simulated"), |page| page.pairs(&report.how()));
    if let Some(counted) = &report.counted {
        page.section(report.say("怎么计数的", "How it was counted"), |page| page.pairs(&counted.how()));
    }
    page.finish()
}

fn cards(report: &PairedReport<'_>) -> Vec<Card> {
    let changes = FIRST.iter().filter_map(|name| report.paired.changes.iter().find(|c| c.figure == *name));
    let card = |change: &Changed| {
        let mean = |told: Option<Estimate>| {
            told.map_or_else(
                || "–".to_owned(),
                |told| match change.figure {
                    "on_time" => Style::Share.written(told.mean),
                    _ => Style::Decimals(1).written(told.mean),
                },
            )
        };
        let share = relative(change).map(|share| Style::Change.written(share.mean)).unwrap_or_default();
        Card {
            label: capital(change.title.in_language(report.setting.language)),
            value: format!("{} → {}", mean(change.from), mean(change.to)),
            note: match report.certain(change) {
                "" => share,
                certain if share.is_empty() => certain.to_owned(),
                certain => format!("{share}{}{certain}", report.say("，", ", ")),
            },
        }
    };
    changes.map(card).collect()
}

/// The differences as shares of what was before, each with its interval.
fn differences(report: &PairedReport<'_>, changes: &[Changed]) -> Chart {
    let told: Vec<(&Changed, Estimate)> =
        changes.iter().filter_map(|change| Some((change, relative(change)?))).collect();
    let reach = |share: &Estimate| share.mean.abs() + share.half_width.unwrap_or(0.0);
    // What more than doubles would squeeze all others.
    let most = told.iter().map(|(_, share)| reach(share)).fold(0.0, f64::max).clamp(0.01, 1.0) * 1.1;
    let at = |share: f64| (share / most + 1.0) / 2.0;
    let row = |(change, share): &(&Changed, Estimate)| {
        let half = share.half_width.unwrap_or(0.0);
        let is_better = (share.mean > 0.0) == MORE_IS_BETTER.contains(&change.figure);
        let dot = match (change.is_certain, is_better) {
            (false, _) => Shape::Dot(at(share.mean)),
            (true, true) => Shape::Point(at(share.mean), "better"),
            (true, false) => Shape::Point(at(share.mean), "worse"),
        };
        let ends = [share.mean - half, share.mean + half].map(at);
        Row {
            label: capital(change.title.in_language(report.setting.language)),
            value: written(Some(*share), Style::Change),
            shapes: vec![Shape::Whisker(ends[0], ends[1]), Shape::Tick(ends[0]), Shape::Tick(ends[1]), dot],
        }
    };
    let rows: Vec<Row> = told.iter().map(row).collect();
    let description = described(&rows, report.say("；", "; "));
    Chart {
        title: report.say("与之前相比的变化，及其区间", "Change from before, with its interval").to_owned(),
        description,
        legend: report
            .say(
                "占之前数值的比例；横线为区间。实心点的区间不含 0：绿色为改善，橙色为变差；空心点分不出。超出图的画在边上；之前为 0 的只列在表中。",
                "As a share of what was before; the line is the interval. A filled dot's interval does not hold 0: green is \
                 better, orange is worse; a hollow one is not told apart. What goes beyond is drawn at the edge; what was \
                 0 before is in the table alone.",
            )
            .to_owned(),
        rows,
        axis: around(most, |share| Style::Change.written(share)),
    }
}

/// Marks at 0 and half way to either side of a scale that ends at ± `most`.
fn around(most: f64, label: impl Fn(f64) -> String) -> Vec<Mark> {
    let power = 10_f64.powf(most.log10().floor());
    let steps = [5.0, 2.0, 1.0, 0.5].map(|factor| factor * power);
    let step = steps.into_iter().find(|step| *step <= most * 0.8).unwrap_or(most / 2.0);
    let mark =
        |value: f64| Mark { at: (value / most + 1.0) / 2.0, label: label(value), is_strong: value == 0.0 };
    [-step, 0.0, step].map(mark).into()
}

/// How the whole is distributed before and after, on one scale.
fn distributions(report: &PairedReport<'_>, page: &mut Page) {
    let (sides, names) = (report.sides(), report.names());
    let reaches: Vec<(f64, f64)> =
        sides.iter().filter_map(|side| side.outcome.cycle.histogram.as_ref()).map(course::reach).collect();
    let from = reaches.iter().map(|reach| reach.0).fold(f64::INFINITY, f64::min);
    let to = reaches.iter().map(|reach| reach.1).fold(0.0, f64::max);
    let title = report.say("用时的分布（小时）", "How many took how long (hours)");
    let plots = sides
        .iter()
        .zip(&names)
        .filter_map(|(side, name)| course::distribution(side, &format!("{title} · {name}"), (from, to)));
    page.charts(&plots.collect::<Vec<_>>());
}

/// The load of all staff after, with what it was before marked.
fn loads(report: &PairedReport<'_>) -> Chart {
    let loads = report.loads();
    let most = loads.iter().flat_map(|(_, loads)| loads.iter().flatten()).map(|load| load.mean);
    let most = most.fold(1.0, f64::max) * 1.05;
    let rows: Vec<Row> = loads
        .iter()
        .map(|(label, [before, after])| {
            let said = |load: Option<Estimate>| {
                load.map_or_else(|| "–".to_owned(), |load| Style::Share.written(load.mean))
            };
            let bar = after.map(|load| {
                Shape::Bar(0.0, load.mean / most, if load.mean > 1.0 { "worse" } else { "total" })
            });
            let tick = before.map(|load| Shape::Tick(load.mean / most));
            Row {
                label: label.clone(),
                value: format!("{} → {}", said(*before), said(*after)),
                shapes: bar.into_iter().chain(tick).collect(),
            }
        })
        .collect();
    Chart {
        title: report.say("人员负荷", "Load of staff").to_owned(),
        description: described(&rows, report.say("；", "; ")),
        legend: report
            .say(
                "条为之后，短竖线为之前；超过 100% 时排队只增不减。",
                "The bar is after, the short line before; above 100% queues only grow.",
            )
            .to_owned(),
        rows,
        axis: capped(most),
    }
}

/// The whole file of parameters that were moved one by one.
pub fn sensitivity(report: &SensitivityReport<'_>) -> String {
    let kind = report.say("敏感性分析", "Sensitivity").to_owned();
    let setting = &report.setting;
    let mut page = Page::new(setting.language, &setting.title(), &[kind, setting.plan()]);
    page.section(report.say("什么最影响用时", "What moves the time most"), |page| {
        let blades = report.tornado();
        match blades.is_empty() {
            true => page.paragraph(report.say("没有可改的参数。", "There is no parameter to move.")),
            false => page.charts(&[tornado(report, &blades)]),
        }
    });
    page.section(report.say("各项改动", "Every change"), |page| page.table(&report.table()));
    page.section(report.say("怎么模拟的", "How it was simulated"), |page| page.pairs(&report.how()));
    page.finish()
}

/// A bar to either side for each parameter, the widest above.
fn tornado(report: &SensitivityReport<'_>, blades: &[Blade]) -> Chart {
    let reach = |told: &Estimate| told.mean.abs() + told.half_width.unwrap_or(0.0);
    let all = || blades.iter().flat_map(|blade| &blade.values).map(|(_, told)| told);
    let widest = all().map(|told| told.mean.abs()).fold(0.0, f64::max);
    // An interval that is far wider than any bar is drawn to the edge.
    let most = all().map(reach).fold(0.0, f64::max).min(widest * 2.0).max(0.01) * 1.1;
    let at = |hours: f64| (hours / most + 1.0) / 2.0;
    let row = |blade: &Blade| {
        let mut shapes = Vec::new();
        for (_, told) in &blade.values {
            let class = if told.mean > 0.0 { "worse" } else { "better" };
            shapes.push(Shape::Bar(0.5, at(told.mean), class));
        }
        for (_, told) in &blade.values {
            let half = told.half_width.unwrap_or(0.0);
            shapes.push(Shape::Whisker(at(told.mean - half), at(told.mean + half)));
        }
        let told = blade.values.iter().map(|(value, told)| {
            format!("{value}{}{}", report.say("：", ": "), Style::Difference(2).written(told.mean))
        });
        Row {
            label: blade.label.clone(),
            value: told.collect::<Vec<String>>().join(report.say("；", "; ")),
            shapes,
        }
    };
    let rows: Vec<Row> = blades.iter().map(row).collect();
    Chart {
        title: report
            .say("平均用时的变化（小时），每次只改一个参数", "Change of the mean time (hours), one parameter at a time")
            .to_owned(),
        description: described(&rows, report.say("；", "; ")),
        legend: report
            .say(
                "绿色为更快，橙色为更慢；细线为区间，跨过中线的分不出。影响大的在上。",
                "Green is quicker, orange is slower; the thin line is the interval, and one that crosses the middle is not \
                 told apart. What moves most is above.",
            )
            .to_owned(),
        rows,
        axis: around(most, |hours| Style::Signed.written(hours)),
    }
}

fn described(rows: &[Row], between: &str) -> String {
    let told: Vec<String> = rows.iter().map(|row| format!("{} {}", row.label, row.value)).collect();
    told.join(between)
}

fn written(told: Option<Estimate>, style: Style) -> String {
    Value::estimate(told, style).map_or_else(|| "–".to_owned(), |value| value.written())
}
