//! The search of staff told to people.

use super::{Format, Simulate, Written, in_threads};
use crate::cli::progress::Bar;
use crate::cli::table::table;
use crate::cli::words::say;
use crate::cli::{Failure, output};
use crate::report::setting::Setting;
use crate::report::staffing::StaffingReport;
use crate::report::{csv, html, xlsx};
use crate::words;
use onething_engine::scenario::text::Language;
use onething_engine::simulate::staffing::{Candidate, Front, Search, staffing};
use onething_engine::simulate::{DeskFacts, Model};

/// Searches staff and tells the front.
pub fn searched(verb: &Simulate, model: &Model<'_>, setting: &Setting<'_>) -> Result<Written, Failure> {
    let candidates = usize::try_from(verb.candidates).unwrap_or(usize::MAX);
    let search = Search { budget: verb.budget, candidates };
    let all = verb.cases.saturating_mul(u64::from(verb.candidates));
    let bar = Bar::of(&model.id(), all);
    let front = in_threads(verb.threads, || staffing(model, setting.options, &search, &bar))?;
    bar.end(setting.language);
    let named = |desk: &DeskFacts| words::named(&desk.title, &desk.name(), setting.language);
    let desks: Vec<String> = model.desks.iter().map(named).collect();
    let now: Vec<Option<u32>> = model.desks.iter().map(|desk| desk.people).collect();
    let report = StaffingReport { front: &front, setting: *setting, desks: &desks, now: &now };
    Ok(Written::Text(match verb.format {
        Format::Json => output::json(&front)?,
        Format::Csv => csv::staffing(&front),
        Format::Html => html::staffing(&report),
        Format::Xlsx => return Ok(Written::Workbook(xlsx::staffing(&report).map_err(Failure::unmade)?)),
        Format::Human => human(&front, verb, setting.language),
    }))
}

fn human(front: &Front, verb: &Simulate, language: Language) -> String {
    let mut header = vec![
        say(language, "人数", "people").to_owned(),
        say(language, "平均（小时）", "mean (hours)").to_owned(),
        "p95".to_owned(),
        say(language, "按时", "on time").to_owned(),
    ];
    header.extend(front.desks.iter().cloned());
    let row = |candidate: &Candidate| {
        let mut row = vec![
            candidate.total.to_string(),
            format!("{:.2}", candidate.cycle_hours),
            format!("{:.1}", candidate.p95_hours),
            format!("{:.1} %", candidate.on_time * 100.0),
        ];
        row.extend(candidate.people.iter().map(ToString::to_string));
        row
    };
    let mut text = table(&header, front.best().map(row), true);
    let (tried, cases) = (front.tried.len(), verb.cases);
    text += &match language {
        Language::Zh => format!(
            "\n\n试了 {tried} 种人员，每种 {cases} 件，申请人与抽样都相同；列出的每一行，人数不多于它的都不比它快。第一行是各岗位长远做得完的最少人数。"
        ),
        Language::En => format!(
            "\n\n{tried} ways to staff were tried on {cases} applications each, the same applicants with the same luck; nobody with as few people as a row is quicker. The first row has the fewest people whose work does not pile up."
        ),
    };
    text
}
