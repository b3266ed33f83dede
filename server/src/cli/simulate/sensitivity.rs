//! Parameters moved one by one.

use super::paired::signed;
use super::{Format, Simulate, Written, in_threads};
use crate::cli::progress::Bar;
use crate::cli::table::table;
use crate::cli::words::say;
use crate::cli::{Failure, output};
use crate::report::paired::SensitivityReport;
use crate::report::setting::Setting;
use crate::report::{csv, html, xlsx};
use crate::words;
use onething_engine::scenario::text::Language;
use onething_engine::simulate::Model;
use onething_engine::simulate::paired::{Moved, moves, sensitivity};
use std::collections::BTreeMap;

/// Moves parameters and tells what each does.
pub fn moved(verb: &Simulate, model: &Model<'_>, setting: &Setting<'_>) -> Result<Written, Failure> {
    let options = setting.options;
    let rounds = moves(model).len() as u64 + 1;
    let all = verb.cases.saturating_mul(u64::from(verb.replications)).saturating_mul(rounds);
    let bar = Bar::of(&model.id(), all);
    let moved = in_threads(verb.threads, || sensitivity(model, options, &bar))?;
    bar.end(setting.language);
    let labels = model.desks.iter().map(|desk| {
        let (name, title) = (desk.name(), &desk.title);
        (name.clone(), words::named(title, &name, setting.language))
    });
    let labels: BTreeMap<String, String> = labels.collect();
    let report = SensitivityReport { moved: &moved, setting: *setting, desks: &labels };
    Ok(Written::Text(match verb.format {
        Format::Json => output::json(&moved)?,
        Format::Csv => csv::sensitivity(&moved),
        Format::Html => html::sensitivity(&report),
        Format::Xlsx => return Ok(Written::Workbook(xlsx::sensitivity(&report).map_err(Failure::unmade)?)),
        Format::Human => human(&moved, setting.language),
    }))
}

fn human(moved: &[Moved], language: Language) -> String {
    let header = [
        say(language, "改动", "change").to_owned(),
        say(language, "平均用时之差（小时）", "mean time (hours)").to_owned(),
        "p95".to_owned(),
        say(language, "按时之差", "on time").to_owned(),
    ];
    let rows = moved.iter().map(|one| {
        let figure = |name: &str| one.changes.iter().find(|change| change.figure == name);
        let difference = |name: &str| signed(figure(name).and_then(|change| change.difference));
        vec![
            one.what.clone(),
            difference("cycle_mean_hours"),
            difference("cycle_p95_hours"),
            difference("on_time"),
        ]
    });
    let mut text = table(&header, rows, true);
    text += say(
        language,
        "\n\n每行只改一个参数，与现状成对比较（同样的申请人、同样的抽样）；影响大的在前。",
        "\n\nEach row moves one parameter, paired with what is (the same applicants, the same luck); what moves most is first.",
    );
    text
}
