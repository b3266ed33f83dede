//! `onething calibrate`: parameters of the simulator from a log of real work.

use super::chosen::scenario;
use super::rows::rows;
use super::table::table;
use super::{Everywhere, Failure, GOOD, output, progress, sound};
use crate::words::say;
use clap::{Args, ValueEnum};
use onething_engine::analyse::calibrate::fit::Interval;
use onething_engine::analyse::calibrate::overlay::{work_time, written};
use onething_engine::analyse::calibrate::{
    ActivityFit, Asked, Calibration, Evenness, Places, Row, Share, Takes, calibrate, elapsed, overlay,
};
use onething_engine::application::Moment;
use onething_engine::calendar::Calendar;
use onething_engine::rehearsal::time::zone;
use onething_engine::scenario::lower::value::is_id;
use onething_engine::scenario::model::{Department, Id, Scenario};
use onething_engine::scenario::text::Language;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Parameters of the simulator from a log of real work.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething simulate home-transfer-with-utilities --per-day 10 --log log.csv\n  onething calibrate home-transfer-with-utilities log.csv -o scenarios/catalogue/measured.yaml"
)]
pub struct Calibrate {
    /// Scenario id or path: its departments' calendars count work time
    scenario: String,
    /// The log, `.xes` or CSV: case, activity, start and end at least
    log: PathBuf,
    /// How the fit is reported
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write what was measured as a catalogue file, for the scenario to list under `catalogue`
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// Runs the verb.
pub fn run(verb: &Calibrate, everywhere: &Everywhere) -> Result<u8, Failure> {
    let loaded = sound(everywhere, &verb.scenario)?;
    let scenario = scenario(&loaded)?;
    let rows = rows(&verb.log)?;
    let file = verb.log.display();
    let calendars = calendars(scenario);
    let worked = |row: &Row, from: Moment, to: Moment| worked(&calendars, row, from, to);
    let lead = scenario.lead.and_then(|id| scenario.catalogue.department(id)).map(|(id, _)| id);
    let clock = lead.and_then(|id| calendars.get(id)).or(calendars.values().next());
    let places = Places::of(scenario);
    let place = |row: &Row| places.place(row);
    let asked = Asked { worked: &worked, place: &place, zone: zone(clock), window: None, taken: None };
    let calibration = progress::shown(&file.to_string(), || calibrate(&rows, &asked));
    if let Some(output) = &verb.output {
        let text = overlay(&calibration, scenario, id(output), &file.to_string());
        output::write(Some(output), &text)?;
    }
    let told = match verb.format {
        Format::Human => human(&calibration, everywhere.language()),
        Format::Json => output::json(&calibration)?,
    };
    output::write(None, &told)?;
    Ok(GOOD)
}

/// The id of the catalogue in a file: the file's name, where that is one.
fn id(file: &Path) -> &str {
    file.file_stem().and_then(OsStr::to_str).filter(|name| is_id(name)).unwrap_or("measured")
}

/// The calendar of each department that has one.
fn calendars(scenario: &Scenario) -> BTreeMap<Id, Calendar> {
    let catalogue = &scenario.catalogue;
    let only = catalogue.calendars.values().next().filter(|_| catalogue.calendars.len() == 1);
    let calendar = |(id, department): (&Id, &Arc<Department>)| {
        let facts = department.calendar.as_ref().and_then(|id| catalogue.calendars.get(id)).or(only)?;
        Some((id.clone(), facts.build(catalogue).ok()?))
    };
    catalogue.departments.iter().filter_map(calendar).collect()
}

/// Work of people is counted within the shifts of their department, everything else as it elapses.
fn worked(calendars: &BTreeMap<Id, Calendar>, row: &Row, from: Moment, to: Moment) -> i64 {
    let is_human = row.kind.as_ref().is_none_or(|kind| **kind == *"human");
    let calendar = row.department.as_ref().filter(|_| is_human).and_then(|id| calendars.get(id));
    let within = calendar.and_then(|c| c.working_time_between(from.timestamp(), to.timestamp()).known());
    let within = within.and_then(|time| i64::try_from(time.as_millis()).ok());
    within.unwrap_or_else(|| elapsed(row, from, to))
}

fn human(calibration: &Calibration, language: Language) -> String {
    let header = [
        say(language, "环节", "activity"),
        say(language, "次数", "visits"),
        say(language, "未办完", "open"),
        say(language, "用时", "takes"),
        say(language, "平均（分钟）", "mean (minutes)"),
        "KS",
        say(language, "退回", "returned"),
        say(language, "不予", "refused"),
    ];
    let rows = calibration.activities.iter().map(|activity| row(activity, language));
    let mut text = table(&header, rows, true);
    text += "\n\n";
    text += &arrivals(calibration, language);
    let (rows, cases, criterion) = (calibration.rows, calibration.cases, calibration.criterion);
    text += &match language {
        Language::Zh => format!(
            "\n\n{rows} 行，{cases} 件。分布按 {criterion} 择优；括号内为 95% 区间；KS 为拟合与观测分布的最大差距；\
             工作人员的用时按其部门的班次计，其余按流逝的时间；未办完的按删失计入，不是略去。"
        ),
        Language::En => format!(
            "\n\n{rows} rows of {cases} cases. Families are chosen by {criterion}; brackets are 95 % intervals; KS is the largest \
             distance between the shares fitted and observed; work of people is counted within their department's shifts, \
             everything else as it elapses; what was under way is censored, not left out."
        ),
    };
    text
}

fn row(activity: &ActivityFit, language: Language) -> Vec<String> {
    let (law, mean, distance) = match &activity.takes {
        Takes::NotFitted(why) => (why.text().in_language(language).to_owned(), String::new(), String::new()),
        Takes::Fitted(fits) => match fits.best() {
            None => ("–".to_owned(), String::new(), String::new()),
            Some(best) => {
                let law = work_time(&best.law).map_or_else(|| "–".to_owned(), |work| written(&work));
                let minutes = best.mean.value / 60_000.0;
                let interval = best.mean.interval.map(|i| format!(" ({})", between(i, 60_000.0)));
                let mean = format!("{minutes:.2}{}", interval.unwrap_or_default());
                (law, mean, format!("{:.3}", best.kolmogorov_smirnov))
            }
        },
    };
    vec![
        activity.activity.to_string(),
        activity.visits.to_string(),
        activity.open.to_string(),
        law,
        mean,
        distance,
        share(activity.returned.map(|returned| returned.share)),
        share(activity.refused),
    ]
}

fn share(share: Option<Share>) -> String {
    share.map_or_else(
        || "–".to_owned(),
        |s| {
            let (low, high) = (s.interval.low * 100.0, s.interval.high * 100.0);
            format!("{:.1} % ({low:.1}–{high:.1})", s.share * 100.0)
        },
    )
}

fn between(interval: Interval, scale: f64) -> String {
    format!("{:.2}–{:.2}", interval.low / scale, interval.high / scale)
}

/// How applications come.
fn arrivals(calibration: &Calibration, language: Language) -> String {
    let Some(came) = &calibration.arrivals else {
        return say(language, "来件太少，看不出每天多少件", "too few came to tell how many a day").to_owned();
    };
    let is_uneven = |pattern: &Option<Evenness>| pattern.as_ref().is_some_and(|pattern| pattern.is_uneven);
    let patterns = match (is_uneven(&came.hours), is_uneven(&came.weekdays)) {
        (false, false) => "",
        (true, false) => say(language, "，一天之内不均匀", ", uneven over the day"),
        (false, true) => say(language, "，一周之内不均匀", ", uneven over the week"),
        (true, true) => say(language, "，一天与一周之内都不均匀", ", uneven over the day and the week"),
    };
    let (count, per_day, interval) = (came.count, came.per_day, between(came.interval, 1.0));
    match language {
        Language::Zh => format!("来件：{count} 件，每天 {per_day:.2} 件（{interval}）{patterns}"),
        Language::En => format!("Arrivals: {count}, {per_day:.2} a day ({interval}){patterns}"),
    }
}
