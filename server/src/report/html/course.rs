//! Plots of the course of a simulation: how times are distributed, queues over the whole time and by hour of the week.

use super::chart::{Mark, round_marks, round_marks_between};
use super::plot::{Drawn, Plot};
use crate::report::course::{day_of_week, edges};
use crate::report::simulation::SimulationReport;
use crate::report::table::Style;
use onething_engine::simulate::{Estimate, Histogram, Series};

/// How long how many took, on a scale from `from` to `to` hours; none: nothing ended.
pub(super) fn distribution(report: &SimulationReport<'_>, title: &str, scale: (f64, f64)) -> Option<Plot> {
    let told = report.outcome.cycle.histogram.as_ref()?;
    let total = told.total().max(1) as f64;
    let (from, to) = scale;
    let at = |hours: f64| (hours - from) / (to - from);
    let most = told.counts.iter().copied().max().unwrap_or_default() as f64 / total;
    let top = most.max(f64::MIN_POSITIVE) * 1.1;
    let columns = told.counts.iter().enumerate().map(|(column, count)| {
        let (left, right) = edges(told, column);
        (at(left), at(right), *count as f64 / total / top)
    });
    let cycle = &report.outcome.cycle;
    let across = round_marks_between(from, to, |hours| Style::Plain.written(hours));
    let half = |told: Option<Estimate>| told.map(|told| told.mean);
    let quantiles: Vec<Drawn> = [half(cycle.p50), half(cycle.p90)]
        .into_iter()
        .flatten()
        .map(|hours| Drawn::Line("cut", vec![Some((at(hours), 0.0)), Some((at(hours), 1.0))]))
        .collect();
    let beyond = Style::Share.written(told.beyond as f64 / total);
    let (last, width) = (edges(told, told.counts.len()).0, Style::Plain.written(told.width_hours));
    let last = Style::Plain.written(last);
    let said =
        |told: Option<Estimate>| told.map_or_else(|| "–".into(), |t| Style::Decimals(1).written(t.mean));
    let (p50, p90) = (said(cycle.p50), said(cycle.p90));
    let legend = match report.language {
        onething_engine::scenario::text::Language::Zh => format!(
            "每柱 {width} 小时，高为占比；虚线为 p50（{p50}）与 p90（{p90}）；另有 {beyond} 超过 {last} 小时。"
        ),
        onething_engine::scenario::text::Language::En => format!(
            "A column is {width} hours wide, its height is the share; broken lines are p50 ({p50}) and p90 ({p90}); {beyond} \
             took more than {last} hours."
        ),
    };
    Some(Plot {
        title: title.to_owned(),
        description: legend.clone(),
        legend,
        across,
        up: scaled(top, |share| Style::Share.written(share)),
        drawn: [Drawn::Columns("total", columns.collect())].into_iter().chain(quantiles).collect(),
    })
}

/// From where to where a histogram reaches, hours.
pub(super) fn reach(histogram: &Histogram) -> (f64, f64) {
    (histogram.from_hours, edges(histogram, histogram.counts.len()).0)
}

/// What is under way, what comes and what ends, over the whole time.
pub(super) fn flows(report: &SimulationReport<'_>) -> Vec<Plot> {
    let told = &report.outcome.over_time;
    let (came, ended) = (&told.came_per_day, &told.ended_per_day);
    let most = top([came, ended].into_iter());
    let mut flow = spans(report, came, report.say("每天收件与办结", "Came and ended a day"), most);
    flow.drawn =
        vec![Drawn::Columns("faint", columns(came, most)), Drawn::Line("after", points(ended, most))];
    flow.legend = report
        .say(
            "浅色柱为收件，绿线为办结；两者相差之处，在办的变多或变少。",
            "Light columns are what came, the green line what ended; where they part, more or fewer are under way.",
        )
        .to_owned();
    let under_way = &told.under_way.over_time;
    let title = report.say("同时在办", "Under way at once");
    vec![spans(report, under_way, title, top([under_way].into_iter())), flow]
}

/// Queues over the whole time, each with its rhythm over the week.
pub(super) fn queues(report: &SimulationReport<'_>) -> Vec<[Plot; 2]> {
    let mut all = Vec::new();
    for desk in report.queues() {
        let (name, course) = (report.desk(desk), &desk.queue_course);
        let over = format!("{name}{}", report.say("：全程", ": over the whole time"));
        let whole = spans(report, &course.over_time, &over, top([&course.over_time].into_iter()));
        let title = format!("{name}{}", report.say("：一周", ": the week"));
        let mut week = week(report, &course.by_hour_of_week, &title);
        week.legend = report.rhythm(course).unwrap_or_default();
        all.push([whole, week]);
    }
    all
}

/// A series in spans over the whole time, with days below.
fn spans(report: &SimulationReport<'_>, series: &Series, title: &str, most: f64) -> Plot {
    let days = report.outcome.over_time.span_hours / 24.0 * series.mean.len() as f64;
    let day = report.say("第 {} 天", "day {}");
    let across = round_marks(days, |at| day.replace("{}", &Style::Plain.written(at)));
    let mean = Style::Decimals(1);
    let ends = [series.mean.first(), series.mean.last()].map(|mean| mean.copied().flatten().unwrap_or(0.0));
    let description = ends.map(|end| mean.written(end)).join(" → ");
    Plot {
        title: title.to_owned(),
        description,
        legend: String::new(),
        across,
        up: scaled(most, |value| Style::Plain.written(value)),
        drawn: vec![Drawn::Columns("total", columns(series, most))],
    }
}

/// A series by hour of the week, with the days below.
fn week(report: &SimulationReport<'_>, series: &Series, title: &str) -> Plot {
    let most = top([series].into_iter());
    let day = |day: usize| Mark {
        at: day as f64 / 7.0,
        label: day_of_week(day, report.language).to_owned(),
        is_strong: false,
    };
    Plot {
        title: title.to_owned(),
        description: title.to_owned(),
        legend: String::new(),
        across: (0..7).map(day).collect(),
        up: scaled(most, |value| Style::Plain.written(value)),
        drawn: vec![Drawn::Columns("total", columns(series, most))],
    }
}

fn columns(series: &Series, most: f64) -> Vec<(f64, f64, f64)> {
    let count = series.mean.len().max(1) as f64;
    let column = |(at, mean): (usize, &Option<f64>)| {
        (at as f64 / count, (at + 1) as f64 / count, mean.unwrap_or(0.0) / most)
    };
    series.mean.iter().enumerate().map(column).collect()
}

/// The middle of each span.
fn points(series: &Series, most: f64) -> Vec<Option<(f64, f64)>> {
    let count = series.mean.len().max(1) as f64;
    let point = |(at, mean): (usize, &Option<f64>)| mean.map(|mean| ((at as f64 + 0.5) / count, mean / most));
    series.mean.iter().enumerate().map(point).collect()
}

/// A little more than the greatest of all.
fn top<'s>(series: impl Iterator<Item = &'s Series>) -> f64 {
    let most = series.filter_map(|series| series.most()).map(|(_, most)| most).fold(0.0, f64::max);
    if most > 0.0 { most * 1.05 } else { 1.0 }
}

/// Marks from below to above, three or so.
fn scaled(top: f64, label: impl Fn(f64) -> String) -> Vec<Mark> {
    thinned(round_marks(top, label))
}

/// Every other where there are many: a plot is low.
pub(super) fn thinned(marks: Vec<Mark>) -> Vec<Mark> {
    let step = if marks.len() > 4 { 2 } else { 1 };
    marks.into_iter().step_by(step).collect()
}
