//! `--given situation=answer`: a way from answers on the command line.

use super::Failure;
use super::words::listed;
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::{PartyId, Scenario, Situation, SituationId};
use onething_engine::scenario::text::{Language, Text};

/// The base way with some answers fixed; `applicant=father` says who applies.
pub fn way(scenario: &Scenario, given: &[String]) -> Result<Way, Failure> {
    let mut way = Way::base(scenario);
    for pair in given {
        let (name, value) = pair.split_once('=').ok_or_else(|| {
            Failure::usage(Text::new(
                format!("--given {pair}：请写成 情形=答案，如 born=elsewhere"),
                format!("--given {pair}: write it as situation=answer, such as born=elsewhere"),
            ))
        })?;
        if name == "applicant" {
            way = way.for_applicant(applicant(scenario, value)?);
            continue;
        }
        let found = scenario.situations.get_full(name);
        let (index, _, situation) = found.ok_or_else(|| unknown_situation(scenario, name))?;
        way.set(SituationId::from(index), &answers(name, situation, value)?);
    }
    Ok(way)
}

fn applicant(scenario: &Scenario, name: &str) -> Result<PartyId, Failure> {
    let found = scenario.applicants().find(|id| scenario.party(*id).is_some_and(|p| &*p.id == name));
    found.ok_or_else(|| {
        let names: Vec<&str> =
            scenario.applicants().filter_map(|id| scenario.party(id)).map(|p| &*p.id).collect();
        Failure::usage(Text::new(
            format!("applicant={name}：不是可以申请的人；可以申请的有：{}", listed(&names, Language::Zh)),
            format!("applicant={name}: not one who may apply; those are: {}", listed(&names, Language::En)),
        ))
    })
}

fn unknown_situation(scenario: &Scenario, name: &str) -> Failure {
    let names: Vec<&str> = scenario.situations.keys().map(|k| &**k).collect();
    Failure::usage(Text::new(
        format!("没有情形 `{name}`；现有：{}、applicant（申请人）", listed(&names, Language::Zh)),
        format!("no situation `{name}`; there are: {}, applicant", listed(&names, Language::En)),
    ))
}

/// One answer, or several joined by `+` where several may hold.
fn answers(name: &str, situation: &Situation, value: &str) -> Result<Vec<usize>, Failure> {
    let parts: Vec<&str> = if situation.several { value.split('+').collect() } else { vec![value] };
    parts
        .into_iter()
        .map(|part| {
            situation.answers.iter().position(|a| &*a.id == part).ok_or_else(|| {
                let known: Vec<&str> = situation.answers.iter().map(|a| &*a.id).collect();
                Failure::usage(Text::new(
                    format!("{name}={part}：没有这个答案；现有：{}", listed(&known, Language::Zh)),
                    format!("{name}={part}: not an answer; there are: {}", listed(&known, Language::En)),
                ))
            })
        })
        .collect()
}
