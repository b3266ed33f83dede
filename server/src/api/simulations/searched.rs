//! What a search came to, as JSON and as a file.

use super::exports::Format;
use crate::report::paired::SensitivityReport;
use crate::report::setting::Setting;
use crate::report::staffing::StaffingReport;
use crate::report::{csv, html, xlsx};
use crate::simulation::search::{Desk, Found, Searched};
use crate::words;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::Language;
use onething_engine::simulate::Options;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What it came to, for a page that draws it: the desks by name and label beside what the command line writes.
pub fn outcome(searched: &Searched) -> Option<Value> {
    let desk = |desk: &Desk| {
        let title = json!({ "zh": desk.title.zh, "en": desk.title.en });
        json!({ "id": desk.name, "title": title, "people": desk.people })
    };
    let desks: Vec<Value> = searched.desks.iter().map(desk).collect();
    match &searched.found {
        Found::Moved(moved) => Some(json!({ "desks": desks, "moved": serde_json::to_value(moved).ok()? })),
        Found::Front(front) => Some(
            json!({ "desks": desks, "least": front.least, "tried": serde_json::to_value(&front.tried).ok()? }),
        ),
    }
}

/// The same as a file, of a scenario and those beside it; the error is why a workbook cannot be made.
pub fn written(
    searched: &Searched,
    (scenario, beside): (&Scenario, &[&Scenario]),
    options: &Options,
    (format, language): (Format, Language),
) -> Result<Vec<u8>, String> {
    let setting = Setting { options, scenario, beside, plan: &searched.plan, language };
    let label = |desk: &Desk| words::named(&desk.title, &desk.name, language);
    let pretty = |value: Result<Vec<u8>, serde_json::Error>| value.map_err(|error| error.to_string());
    match &searched.found {
        Found::Moved(moved) => {
            let desks: BTreeMap<String, String> =
                searched.desks.iter().map(|desk| (desk.name.clone(), label(desk))).collect();
            let report = SensitivityReport { moved, setting, desks: &desks };
            match format {
                Format::Json => pretty(serde_json::to_vec_pretty(moved)),
                Format::Csv => Ok(csv::sensitivity(moved).into_bytes()),
                Format::Html => Ok(html::sensitivity(&report).into_bytes()),
                _ => xlsx::sensitivity(&report).map_err(|error| error.to_string()),
            }
        }
        Found::Front(front) => {
            let desks: Vec<String> = searched.desks.iter().map(label).collect();
            let now: Vec<Option<u32>> = searched.desks.iter().map(|desk| desk.people).collect();
            let report = StaffingReport { front, setting, desks: &desks, now: &now };
            match format {
                Format::Json => pretty(serde_json::to_vec_pretty(front)),
                Format::Csv => Ok(csv::staffing(front).into_bytes()),
                Format::Html => Ok(html::staffing(&report).into_bytes()),
                _ => xlsx::staffing(&report).map_err(|error| error.to_string()),
            }
        }
    }
}
