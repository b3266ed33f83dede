//! `onething run`: one application from start to end in virtual time.

pub(super) mod page;

use super::chosen::{Chosen, start};
use super::shelf::Shelf;
use super::{Everywhere, FINDINGS, Failure, GOOD, output};
use clap::{Args, ValueEnum};
use onething_engine::plan::offer::{Offer, offered};
use onething_engine::plan::way::Way;
use onething_engine::rehearsal::{Behaviour, NotStaged, Script, record, rehearse};
use onething_engine::scenario::lower::value::period_text;
use onething_engine::scenario::model::Id;
use onething_engine::scenario::source::{Span, Spanned};
use onething_engine::scenario::text::Text;
use std::io::IsTerminal;
use std::path::PathBuf;

/// One application, start to end, in virtual time.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething run newborn-birth\n  onething run newborn-birth --down population --seed 7\n  onething run newborn-birth --down population=2h --not-found data_platform.spouse\n  onething run newborn-birth --given household=with_father --format json"
)]
pub struct Run {
    #[command(flatten)]
    chosen: Chosen,
    /// Draw outcomes and times from this seed; without it all goes well and takes its mean time
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// A system, service or licence that does not answer, ever or for so long: `population`, `population=2h`
    #[arg(long, value_name = "SYSTEM[=TIME]")]
    down: Vec<String>,
    /// A system, service or licence that fails so often before it answers: `population=2`
    #[arg(long, value_name = "SYSTEM=TIMES")]
    fails: Vec<String>,
    /// A system, service or licence that finds nothing
    #[arg(long, value_name = "SYSTEM")]
    not_found: Vec<String>,
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
    let Some(Offer { plan, not_offered }) = offered(scenario, &plan.id, &way) else {
        let message = Text::new("这种情形下没有可用的方案", "no plan is offered in this way");
        return Err(Failure { code: FINDINGS, message });
    };
    let script = script(verb, way)?;
    let shelf = Shelf::new(everywhere);
    let rehearsal = rehearse(scenario, plan, &script, &shelf).map_err(|why| not_staged(&why))?;
    let text = match verb.format {
        Format::Human => {
            let language = everywhere.language();
            let colour = verb.output.is_none() && std::io::stdout().is_terminal();
            page::Page { rehearsal: &rehearsal, scenario, plan, not_offered, language, colour }.text()
        }
        Format::Json => output::json(&record::json(&rehearsal, scenario, script.start, script.seed))?,
    };
    output::write(verb.output.as_deref(), &text)?;
    Ok(GOOD)
}

/// Why there is nothing to play, and how to mend it. A name on the command line is a mistake of the caller; what a
/// step runs is one of the scenario.
fn not_staged(why: &NotStaged) -> Failure {
    let what = why.text();
    let with =
        |mend: &Text| Text::new(format!("{}；{}", what.zh, mend.zh), format!("{}; {}", what.en, mend.en));
    match why {
        NotStaged::Unknown(_, _, mend) => Failure::usage(with(mend)),
        NotStaged::NothingToRun(_, mend) => Failure { code: FINDINGS, message: with(mend) },
        NotStaged::Circle(_) | NotStaged::NotRunnable(_) => Failure::usage(what),
    }
}

fn script(verb: &Run, way: Way) -> Result<Script, Failure> {
    let start = start(verb.start.as_deref())?;
    let mut script = Script::usual(way, start);
    script.drawn = verb.seed.is_some();
    script.seed = verb.seed.unwrap_or(1);
    script.systems = behaviours(verb)?;
    Ok(script)
}

/// How systems behave, as flags say.
fn behaviours(verb: &Run) -> Result<Vec<(Spanned<Id>, Behaviour)>, Failure> {
    let wrong = |flag: &str, said: &str, as_in: &str| {
        Failure::usage(Text::new(
            format!("--{flag} {said}：请写成 {as_in}"),
            format!("--{flag} {said}: write it as {as_in}"),
        ))
    };
    let named = |name: &str| Spanned::new(Id::from(name), Span::default());
    let mut all = Vec::new();
    for said in &verb.down {
        let (name, time) = said.split_once('=').map_or((said.as_str(), None), |(n, t)| (n, Some(t)));
        let until = match time {
            None => None,
            Some(time) => Some(period_text(time).ok_or_else(|| wrong("down", said, "population=2h"))?),
        };
        all.push((named(name), Behaviour { down: true, until, ..Behaviour::default() }));
    }
    for said in &verb.fails {
        let split = said.split_once('=').and_then(|(name, times)| Some((name, times.parse().ok()?)));
        let (name, fails) = split.ok_or_else(|| wrong("fails", said, "population=2"))?;
        all.push((named(name), Behaviour { fails, ..Behaviour::default() }));
    }
    for name in &verb.not_found {
        all.push((named(name), Behaviour { not_found: true, ..Behaviour::default() }));
    }
    Ok(all)
}
