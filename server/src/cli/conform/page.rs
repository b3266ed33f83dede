//! Conformance for people and for tables.

use crate::cli::table::table;
use crate::report::csv::quoted;
use crate::words::say;
use onething_engine::analyse::conform::{ActivityDeviations, Conformance, Place, Processes, VariantFit};
use onething_engine::scenario::model::{Id, Plan, Scenario};
use onething_engine::scenario::text::Language;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Most ways that are shown.
const MOST_WAYS: usize = 10;
/// Most activities that deviate that are shown.
const MOST_ACTIVITIES: usize = 30;

/// The situations that tell the nets apart, parted by commas.
pub fn apart(processes: &Processes) -> String {
    let answers = processes.nets.iter().flat_map(|way| &way.answers);
    let names: BTreeSet<&str> = answers.filter_map(|answer| answer.split_once('=')).map(|(s, _)| s).collect();
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A page for people.
pub fn human(
    told: &Conformance,
    scenario: &Scenario,
    plan: &Plan,
    variants: usize,
    language: Language,
) -> String {
    let title = scenario.title.in_language(language);
    let mut page = format!("{title} · {}\n", plan.title.in_language(language));
    page += &summary(told, language);
    if !told.deviations.is_empty() {
        page += "\n\n";
        page += &deviations(told, language);
    }
    for unknown in &told.unknown {
        page += "\n";
        let (name, count, cases) = (&unknown.activity, unknown.count, cases(&unknown.cases));
        page += &match language {
            Language::Zh => format!("流程里没有 `{name}`：{count} 行，如办件 {cases}"),
            Language::En => {
                format!("The process has no `{name}`: {}, as in case {cases}", counted(count, "row"))
            }
        };
        if let Some(near) = &unknown.nearest {
            page += &match language {
                Language::Zh => format!("；是不是 `{near}`？"),
                Language::En => format!("; did you mean `{near}`?"),
            };
        }
    }
    if told.ways.len() > 1 && aligned(told) > 0 {
        page += "\n\n";
        page += &ways(told, language);
    }
    for (number, variant) in told.variants.iter().take(variants).enumerate() {
        page += "\n\n";
        page += &variant_text(number + 1, variant, told, language);
    }
    page += "\n\n";
    page += &footnote(told, language);
    page
}

fn percent(part: u64, whole: u64) -> String {
    let share = if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    format!("{:.1} %", share * 100.0)
}

fn aligned(told: &Conformance) -> u64 {
    (told.cases as u64).saturating_sub(told.not_aligned)
}

fn summary(told: &Conformance, language: Language) -> String {
    let (cases, rows, fitness, fitting) = (told.cases, told.rows, told.fit.fitness, told.fitting);
    let share = percent(fitting, aligned(told));
    let (cost, worst) = (told.fit.cost, told.fit.worst);
    let mut text = match language {
        // Nothing fits where nothing was looked at.
        Language::Zh if aligned(told) == 0 => format!("{cases} 件，{rows} 行"),
        Language::En if aligned(told) == 0 => format!("{cases} cases, {rows} rows"),
        Language::Zh => format!(
            "{cases} 件，{rows} 行；拟合度 {fitness:.4}（1 − {cost}/{worst}）；{fitting} 件（{share}）完全相符"
        ),
        Language::En => format!(
            "{cases} cases, {rows} rows; fitness {fitness:.4} (1 − {cost}/{worst}); {fitting} cases ({share}) fit wholly"
        ),
    };
    let mut also = |count: u64, zh: &str, en: &str| {
        if count > 0 {
            let _ = write!(text, "\n{}", say(language, zh, en).replace("{}", &count.to_string()));
        }
    };
    also(told.under_way as u64, "另有 {} 件在办，未计入", "{} cases are not over and are left out");
    also(
        told.left_rows as u64,
        "{} 行是中途不再办理的，未计入",
        "{} rows of work that was begun and left are left out",
    );
    also(
        told.not_aligned,
        "{} 件在搜索上限内没有对上，其余数字都不含它们；可加大 --states，或用 --given 减少情形",
        "{} cases were not aligned within the bound of the search, and no other figure counts them; raise --states, or settle answers with --given",
    );
    text
}

fn deviations(told: &Conformance, language: Language) -> String {
    let header = [
        say(language, "环节", "activity"),
        say(language, "照办", "done"),
        say(language, "漏办", "skipped"),
        say(language, "多办", "unexpected"),
        say(language, "错位", "misplaced"),
        say(language, "多在何处之后", "mostly after"),
        say(language, "如办件", "such as case"),
    ];
    let rows = told.deviations.iter().take(MOST_ACTIVITIES).map(|d| {
        vec![
            d.activity.clone(),
            d.done.to_string(),
            d.skipped.to_string(),
            d.unexpected.to_string(),
            d.misplaced.to_string(),
            mostly_after(d, language),
            cases(&d.cases),
        ]
    });
    let mut text = table(&header, rows, true);
    let more = told.deviations.len().saturating_sub(MOST_ACTIVITIES);
    if more > 0 {
        text += &match language {
            Language::Zh => format!("\n……还有 {more} 个环节，见 --format json"),
            Language::En => format!("\n… and {more} activities more, see --format json"),
        };
    }
    text
}

/// Where it deviates most often, either way.
fn mostly_after(deviations: &ActivityDeviations, language: Language) -> String {
    let first = |places: &[Place], sign: &str| {
        let place = places.first()?;
        let after = place.after.as_deref().unwrap_or(say(language, "（开头）", "(the begin)"));
        Some(format!("{sign} {after} ×{}", place.count))
    };
    let both = [first(&deviations.skipped_after, "−"), first(&deviations.unexpected_after, "+")];
    both.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn cases(cases: &[Id]) -> String {
    cases.iter().take(3).map(|case| &**case).collect::<Vec<_>>().join(", ")
}

fn ways(told: &Conformance, language: Language) -> String {
    let header = [
        say(language, "最相符的情形", "best fitting way"),
        say(language, "办件", "cases"),
        say(language, "占比", "share"),
        say(language, "场景所写", "expected"),
    ];
    let mut taken: Vec<_> = told.ways.iter().filter(|way| way.cases > 0).collect();
    taken.sort_by_key(|way| std::cmp::Reverse(way.cases));
    let rows = taken.iter().take(MOST_WAYS).map(|way| {
        vec![
            way_name(&way.answers, language),
            way.cases.to_string(),
            percent(way.cases, aligned(told)),
            format!("{:.1} %", way.chance * 100.0),
        ]
    });
    let mut text = table(&header, rows, true);
    let (all, shown) = (told.ways.len(), taken.len().min(MOST_WAYS));
    if all > shown {
        text += &match language {
            Language::Zh => format!("\n共有 {all} 种流程，其中 {} 种有办件", taken.len()),
            Language::En => format!("\n{all} processes in all, {} of them with cases", taken.len()),
        };
    }
    text
}

fn way_name(answers: &[String], language: Language) -> String {
    match answers {
        [] => say(language, "（其余）", "(the rest)").to_owned(),
        answers => answers.join(" "),
    }
}

/// `1 row`, `2 rows`.
fn counted(count: impl Into<u64>, what: &str) -> String {
    let count = count.into();
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A variant: how often, and its moves; rows that fit are counted where several stand together.
fn variant_text(number: usize, variant: &VariantFit, told: &Conformance, language: Language) -> String {
    let share = percent(variant.count, told.cases as u64);
    let (count, such) = (variant.count, cases(&variant.cases));
    let mut text = match language {
        Language::Zh => format!("变体 {number}：{count} 件（{share}），如 {such}；"),
        Language::En => format!("Variant {number}: {count} cases ({share}), such as {such}; "),
    };
    match variant.fit {
        None => text += say(language, "搜索上限内没有对上", "not aligned within the bound"),
        Some(fit) if fit.cost == 0 => text += say(language, "完全相符", "fits wholly"),
        Some(fit) => {
            let _ = match language {
                Language::Zh => write!(text, "{} 处偏离，拟合度 {:.4}", fit.cost, fit.fitness),
                Language::En => {
                    write!(text, "{}, fitness {:.4}", counted(fit.cost, "deviation"), fit.fitness)
                }
            };
        }
    }
    let mut as_they_should = 0;
    let mut lines = Vec::new();
    let fitting = |count: usize| match language {
        Language::Zh => format!("  = {count} 行照办"),
        Language::En => format!("  = {count} rows as they should be"),
    };
    for by in &variant.moves {
        if by.starts_with('=') {
            as_they_should += 1;
            continue;
        }
        if as_they_should > 0 {
            lines.push(fitting(as_they_should));
            as_they_should = 0;
        }
        lines.push(format!("  {by}"));
    }
    if as_they_should > 0 {
        lines.push(fitting(as_they_should));
    }
    if variant.fit.is_some_and(|fit| fit.cost > 0) {
        text += "\n";
        text += &lines.join("\n");
    }
    text
}

fn footnote(told: &Conformance, language: Language) -> String {
    let mut text = match (language, told.by_outcome) {
        (Language::Zh, true) => "按环节及其结果（退回、不予、转人工）对照。",
        (Language::Zh, false) => {
            "只按环节名对照：日志没有结果，任何审查都可能是不予批准，其后缺什么都算相符。"
        }
        (Language::En, true) => "Rows are told apart by activity and outcome (returned, refused, handed over).",
        (Language::En, false) => {
            "Rows are told apart by activity alone: any decision may have been a refusal, and whatever is missing behind it fits."
        }
    }
    .to_owned();
    text += say(
        language,
        "每件以最少的偏离对上流程：− 流程有而日志没有，+ 日志有而流程此处没有，各计 1；拟合度 = 1 − 偏离数 / 全不对上时的偏离数（van der Aalst 等，2012）。",
        " Every case is aligned with fewest deviations: − a step without a row, + a row without a step, 1 each; fitness is 1 − deviations / deviations with nothing aligned (van der Aalst et al. 2012).",
    );
    if told.covered < 1.0 {
        let share = format!("{:.1} %", told.covered * 100.0);
        text += &match language {
            Language::Zh => format!("情形太多，只对照了最可能的 {share}。"),
            Language::En => format!(" There are many ways; the likeliest {share} were looked at."),
        };
    }
    text
}

/// A line for every case.
pub fn csv(told: &Conformance) -> String {
    let mut text = "case,variant,aligned,cost,worst,fitness,way,deviations\n".to_owned();
    for each in &told.each {
        let Some(variant) = told.variants.get(each.variant) else { continue };
        let way = variant.way.and_then(|way| told.ways.get(way)).map(|way| way.answers.join(" "));
        let (cost, worst, fitness) = variant.fit.map_or_else(Default::default, |fit| {
            (fit.cost.to_string(), fit.worst.to_string(), format!("{:.6}", fit.fitness))
        });
        let deviating: Vec<&str> =
            variant.moves.iter().map(String::as_str).filter(|by| by.starts_with(['+', '-'])).collect();
        let aligned = variant.fit.is_some();
        let cells =
            [quoted(&each.case), (each.variant + 1).to_string(), aligned.to_string(), cost, worst, fitness];
        let more = [quoted(&way.unwrap_or_default()), quoted(&deviating.join("; "))];
        text += &cells.into_iter().chain(more).collect::<Vec<_>>().join(",");
        text += "\n";
    }
    text
}
