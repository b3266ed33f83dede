//! Which plan of a scenario in which way: from the names that people write, on a command line or in an address.

use onething_engine::nearest::nearest;
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::{PartyId, Plan, Scenario, Situation, SituationId};
use onething_engine::scenario::text::Text;

/// A name that is none: what it is told as, with what was likely meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoChoice(pub Text);

/// A plan by name; the first that is not the separate one where none is named, and the separate one alone.
///
/// # Errors
/// No such plan.
pub fn plan<'s>(scenario: &'s Scenario, name: Option<&str>) -> Result<&'s Plan, NoChoice> {
    match name {
        Some(name) => named(scenario, name),
        None => joint(scenario).or_else(|_| named(scenario, "separate")),
    }
}

/// A plan by name.
///
/// # Errors
/// No such plan.
pub fn named<'s>(scenario: &'s Scenario, name: &str) -> Result<&'s Plan, NoChoice> {
    scenario.plans.get(name).ok_or_else(|| {
        let known: Vec<&str> = scenario.plans.keys().map(|k| &**k).collect();
        let instead = instead(name, &known);
        NoChoice(Text::new(
            format!("没有方案 `{name}`；{}", instead.zh),
            format!("no plan `{name}`; {}", instead.en),
        ))
    })
}

/// The first plan that is not the separate one.
///
/// # Errors
/// There is no other.
pub fn joint(scenario: &Scenario) -> Result<&Plan, NoChoice> {
    let joint = scenario.plans.values().find(|p| &*p.id != "separate");
    joint.ok_or_else(|| {
        NoChoice(Text::new(
            "这个场景除 `separate` 外没有别的方案；请在 `plans` 下写一个",
            "the scenario has no plan but `separate`; write one under `plans`",
        ))
    })
}

/// The base way with some answers fixed, `situation=answer`; `applicant=father` says who applies.
///
/// # Errors
/// No such situation, answer or applicant.
pub fn way(scenario: &Scenario, given: &[String]) -> Result<Way, NoChoice> {
    let mut way = Way::base(scenario);
    for pair in given {
        let (name, value) = pair.split_once('=').ok_or_else(|| {
            NoChoice(Text::new(
                format!("`{pair}`：请写成 情形=答案，如 born=elsewhere"),
                format!("`{pair}`: write it as situation=answer, such as born=elsewhere"),
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

fn applicant(scenario: &Scenario, name: &str) -> Result<PartyId, NoChoice> {
    let found = scenario.applicants().find(|id| scenario.party(*id).is_some_and(|p| &*p.id == name));
    found.ok_or_else(|| {
        let names: Vec<&str> =
            scenario.applicants().filter_map(|id| scenario.party(id)).map(|p| &*p.id).collect();
        let instead = instead(name, &names);
        NoChoice(Text::new(
            format!("applicant={name}：不是可以申请的人；{}", instead.zh),
            format!("applicant={name}: not one who may apply; {}", instead.en),
        ))
    })
}

fn unknown_situation(scenario: &Scenario, name: &str) -> NoChoice {
    let names: Vec<&str> = scenario.situations.keys().map(|k| &**k).chain(["applicant"]).collect();
    let instead = instead(name, &names);
    NoChoice(Text::new(
        format!("没有情形 `{name}`；{}", instead.zh),
        format!("no situation `{name}`; {}", instead.en),
    ))
}

/// One answer, or several joined by `+` where several may hold.
fn answers(name: &str, situation: &Situation, value: &str) -> Result<Vec<usize>, NoChoice> {
    let parts: Vec<&str> = if situation.several { value.split('+').collect() } else { vec![value] };
    parts
        .into_iter()
        .map(|part| {
            situation.answers.iter().position(|a| &*a.id == part).ok_or_else(|| {
                let known: Vec<&str> = situation.answers.iter().map(|a| &*a.id).collect();
                let instead = instead(part, &known);
                NoChoice(Text::new(
                    format!("{name}={part}：没有这个答案；{}", instead.zh),
                    format!("{name}={part}: not an answer; {}", instead.en),
                ))
            })
        })
        .collect()
}

/// What is said of a name that is not there: the one that was meant, else those there are.
pub fn instead(name: &str, known: &[&str]) -> Text {
    match nearest(name, known.iter().copied()) {
        Some(near) => Text::new(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?")),
        None => Text::new(format!("现有：{}", known.join("、")), format!("there are: {}", known.join(", "))),
    }
}
