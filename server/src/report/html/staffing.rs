//! A search of staff as one HTML file.

use super::chart::{Mark, round_marks_between};
use super::course::thinned;
use super::plot::{Drawn, Plot};
use super::{Card, Page};
use crate::report::staffing::StaffingReport;
use crate::report::table::Style;
use onething_engine::scenario::text::Language;
use onething_engine::simulate::staffing::Candidate;

/// The whole file.
pub fn staffing(report: &StaffingReport<'_>) -> String {
    let kind = report.say("人员搜索", "Search of staff").to_owned();
    let setting = &report.setting;
    let mut page = Page::new(setting.language, &setting.title(), &[kind, setting.plan()]);
    page.section(report.say("人数与用时", "People against time"), |page| {
        page.cards(&cards(report));
        page.charts(&[time(report), limits(report)]);
    });
    page.section(report.say("最优的人员", "The best staff"), |page| page.table(&report.best()));
    page.section(report.say("怎么搜索的", "How it was searched"), |page| page.pairs(&report.how()));
    page.finish()
}

fn cards(report: &StaffingReport<'_>) -> Vec<Card> {
    let hours = |candidate: &Candidate| match report.setting.language {
        Language::Zh => format!("{} 小时", Style::Decimals(1).written(candidate.cycle_hours)),
        Language::En => format!("{} hours", Style::Decimals(1).written(candidate.cycle_hours)),
    };
    let (first, last) = (report.front.best().next(), report.front.best().last());
    let of = |candidate: Option<&Candidate>| candidate.map(hours).unwrap_or_default();
    let people = |candidate: Option<&Candidate>| {
        candidate.map_or_else(|| "–".to_owned(), |candidate| candidate.total.to_string())
    };
    let card = |label: &str, value, note| Card { label: label.to_owned(), value, note };
    vec![
        card(report.say("现有人数", "People now"), report.total_now().to_string(), String::new()),
        card(report.say("做得完的最少人数", "Fewest that keep up"), people(first), of(first)),
        card(report.say("最快的人数", "The quickest has"), people(last), of(last)),
        card(report.say("试过", "Tried"), report.front.tried.len().to_string(), String::new()),
    ]
}

/// People against the mean time, and the front of those that nobody betters.
fn time(report: &StaffingReport<'_>) -> Plot {
    let mut plot = plot(report, |candidate| candidate.cycle_hours, |hours| Style::Plain.written(hours));
    report.say("平均用时（小时）与人数", "Mean time (hours) against people").clone_into(&mut plot.title);
    report
        .say(
            "每点是一种人员，绿点的人数不多于它的都不比它快；虚线为现有人数。纵轴不从 0 起。",
            "Each dot is a way to staff; nobody with as few people as a green one is quicker. The broken line is how many there are now. The scale does not begin at 0.",
        )
        .clone_into(&mut plot.legend);
    plot
}

/// People against the share of items on time.
fn limits(report: &StaffingReport<'_>) -> Plot {
    let mut plot = plot(report, |candidate| candidate.on_time, |share| Style::Share.written(share));
    report.say("按时办结的占比与人数", "Share on time against people").clone_into(&mut plot.title);
    report
        .say("绿点与左图（上图）相同。", "Green dots are those of the other chart.")
        .clone_into(&mut plot.legend);
    plot
}

/// A dot for each candidate; those that nobody betters are joined.
fn plot(report: &StaffingReport<'_>, of: fn(&Candidate) -> f64, label: impl Fn(f64) -> String) -> Plot {
    let tried = || report.front.tried.iter().filter(|candidate| of(candidate).is_finite());
    let totals = || tried().map(|candidate| candidate.total).chain([report.total_now()]);
    let (fewest, most) = (totals().min().unwrap_or(0), totals().max().unwrap_or(1));
    // Half a person of room at either side.
    let width = f64::from(most - fewest) + 1.0;
    let across = |people: u32| (f64::from(people) - f64::from(fewest) + 0.5) / width;
    // What candidates differ by is little beside what they have in common: the scale is that of their differences.
    let least = tried().map(of).fold(f64::INFINITY, f64::min);
    let top = tried().map(of).fold(f64::NEG_INFINITY, f64::max);
    let room = ((top - least) * 0.1).max(top.abs() * 1e-2).max(1e-9);
    let (bottom, top) = (least - room, top + room);
    let high = |candidate: &Candidate| (of(candidate) - bottom) / (top - bottom);
    let told = |candidate: &Candidate| {
        let people =
            report.desks.iter().zip(&candidate.people).map(|(desk, people)| format!("{desk} {people}"));
        format!("{} – {}: {}", candidate.total, label(of(candidate)), people.collect::<Vec<_>>().join(", "))
    };
    let dot = |candidate: &Candidate| (across(candidate.total), high(candidate), told(candidate));
    let best = || tried().filter(|candidate| candidate.is_best);
    let step = (most - fewest).div_ceil(6).max(1);
    let mark = |people: u32| Mark { at: across(people), label: people.to_string(), is_strong: false };
    let mut marks: Vec<Mark> = (0..=(most - fewest) / step).map(|n| mark(fewest + n * step)).collect();
    let now = report.total_now();
    // No other label stands in the way of that of today.
    let apart = |mark: &Mark| (mark.at - across(now)).abs() * width >= f64::from(step) * 0.7;
    marks.retain(apart);
    marks.push(Mark { is_strong: true, ..mark(now) });
    let description: Vec<String> =
        best().map(|candidate| format!("{} {}", candidate.total, label(of(candidate)))).collect();
    Plot {
        title: String::new(),
        description: description.join(report.say("；", "; ")),
        legend: String::new(),
        across: marks,
        up: thinned(round_marks_between(bottom, top, &label)),
        drawn: vec![
            Drawn::Dots("faint", tried().filter(|candidate| !candidate.is_best).map(dot).collect()),
            Drawn::Line(
                "after",
                best().map(|candidate| Some((across(candidate.total), high(candidate)))).collect(),
            ),
            Drawn::Dots("better", best().map(dot).collect()),
        ],
    }
}
