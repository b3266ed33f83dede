//! `--given situation=answer`: a way from answers on the command line.

use super::Failure;
use super::words::instead;
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::{PartyId, Scenario, Situation, SituationId};
use onething_engine::scenario::text::Text;

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
        let instead = instead(name, &names);
        Failure::usage(Text::new(
            format!("applicant={name}：不是可以申请的人；{}", instead.zh),
            format!("applicant={name}: not one who may apply; {}", instead.en),
        ))
    })
}

fn unknown_situation(scenario: &Scenario, name: &str) -> Failure {
    let names: Vec<&str> = scenario.situations.keys().map(|k| &**k).chain(["applicant"]).collect();
    let instead = instead(name, &names);
    Failure::usage(Text::new(
        format!("没有情形 `{name}`；{}", instead.zh),
        format!("no situation `{name}`; {}", instead.en),
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
                let instead = instead(part, &known);
                Failure::usage(Text::new(
                    format!("{name}={part}：没有这个答案；{}", instead.zh),
                    format!("{name}={part}: not an answer; {}", instead.en),
                ))
            })
        })
        .collect()
}
