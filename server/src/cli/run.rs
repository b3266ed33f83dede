//! `onething run`: one application from start to end in virtual time.

pub(super) mod page;

use super::chosen::Chosen;
use super::shelf::Shelf;
use super::{Everywhere, FINDINGS, Failure, GOOD, output};
use clap::{Args, ValueEnum};
use onething_engine::plan::way::Way;
use onething_engine::rehearsal::{Behaviour, Rehearsal, Script, record, rehearse};
use onething_engine::scenario::model::{Id, Plan, Scenario};
use onething_engine::scenario::source::{Span, Spanned};
use onething_engine::scenario::text::Text;
use onething_engine::testing::{default_start, instant};
use std::path::PathBuf;

/// One application, start to end, in virtual time.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething run newborn-birth\n  onething run newborn-birth --down population --seed 7\n  onething run newborn-birth --given household=with_father --format json"
)]
pub struct Run {
    #[command(flatten)]
    chosen: Chosen,
    /// Draw outcomes and times from this seed; without it all goes well and takes its mean time
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// A system, service or licence that does not answer
    #[arg(long, value_name = "SYSTEM", num_args = 1..)]
    down: Vec<String>,
    /// When it begins [default: 2026-03-02 09:00]
    #[arg(long, value_name = "TIME")]
    start: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// Runs the verb.
pub fn run(verb: &Run, everywhere: &Everywhere) -> Result<u8, Failure> {
    let loaded = verb.chosen.load(everywhere)?;
    let (scenario, plan, way) = verb.chosen.of(&loaded)?;
    if let Some((situation, answer)) = way.stop(scenario) {
        let told = answer.stops.clone().unwrap_or_default();
        let message = Text::new(
            format!("{}：{}；不能办理：{}", situation.id, answer.title.zh, told.zh),
            format!("{}: {}; it cannot be applied for: {}", situation.id, answer.title.en, told.en),
        );
        return Err(Failure { code: FINDINGS, message });
    }
    let (plan, not_offered) = offered(scenario, plan, &way)?;
    let script = script(verb, way)?;
    let shelf = Shelf::new(everywhere);
    let rehearsal = rehearse(scenario, plan, &script, &shelf).map_err(|why| {
        let mut message = why.text();
        if let onething_engine::rehearsal::NotStaged::Unknown(_, _, mend) = &why {
            message =
                Text::new(format!("{}；{}", message.zh, mend.zh), format!("{}; {}", message.en, mend.en));
        }
        Failure::usage(message)
    })?;
    let text = match verb.format {
        Format::Human => {
            page::Page { rehearsal: &rehearsal, scenario, plan, not_offered, language: everywhere.language() }
                .text()
        }
        Format::Json => output::json(&json(&rehearsal, &script))?,
    };
    output::write(verb.output.as_deref(), &text)?;
    Ok(GOOD)
}

fn json(rehearsal: &Rehearsal, script: &Script) -> serde_json::Value {
    record::json(rehearsal, script.start, script.seed)
}

/// The plan, or the next after it that is offered in this way, and those that are not.
fn offered<'s>(
    scenario: &'s Scenario,
    plan: &'s Plan,
    way: &Way,
) -> Result<(&'s Plan, Vec<&'s Plan>), Failure> {
    let from = scenario.plans.get_index_of(&plan.id).unwrap_or(0);
    let after = scenario.plans.values().skip(from);
    let all = after.chain(scenario.plans.values().take(from));
    let mut not_offered = Vec::new();
    for plan in all {
        if way.holds_or_none(scenario, plan.when.as_ref()) {
            return Ok((plan, not_offered));
        }
        not_offered.push(plan);
    }
    let message = Text::new("这种情形下没有可用的方案", "no plan is offered in this way");
    Err(Failure { code: FINDINGS, message })
}

fn script(verb: &Run, way: Way) -> Result<Script, Failure> {
    let start = match &verb.start {
        None => default_start(),
        Some(text) => instant(text).ok_or_else(|| {
            Failure::usage(Text::new(
                format!("--start {text}：请写成 \"2026-03-02 09:00\""),
                format!("--start {text}: write it as \"2026-03-02 09:00\""),
            ))
        })?,
    };
    let mut script = Script::usual(way, start);
    script.drawn = verb.seed.is_some();
    script.seed = verb.seed.unwrap_or(1);
    for name in &verb.down {
        let down = Behaviour { down: true, ..Behaviour::default() };
        script.systems.push((Spanned::new(Id::from(name.as_str()), Span::default()), down));
    }
    Ok(script)
}
