//! `onething show`: one plan in one way, told in full.

use super::compare::{joint, plan};
use super::table::{number, table};
use super::{Everywhere, Failure, GOOD, given, output, sound};
use clap::{Args, ValueEnum};
use onething_engine::analyse::show::{Shown, ShownFigure, show};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::figure::Figure;
use onething_engine::scenario::text::{Language, Text};
use std::path::PathBuf;

/// What applies, what is asked and why, the order, the count.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething show newborn-birth\n  onething show newborn-birth --plan joint --given born=elsewhere --given household=with_father"
)]
pub struct Show {
    /// Scenario id or path
    scenario: String,
    /// The plan [default: the first that is not separate]
    #[arg(long)]
    plan: Option<String>,
    /// Fix an answer, `situation=answer`; `applicant=NAME` says who applies; the rest is the base way
    #[arg(long, value_name = "K=V")]
    given: Vec<String>,
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
pub fn run(verb: &Show, everywhere: &Everywhere) -> Result<u8, Failure> {
    let loaded = sound(everywhere, &verb.scenario)?;
    let Some(scenario) = &loaded.scenario else { return Err(Failure::usage("no scenario")) };
    let plan = match &verb.plan {
        Some(name) => plan(scenario, name)?,
        None => joint(scenario).or_else(|_| plan(scenario, "separate"))?,
    };
    let way = given::way(scenario, &verb.given)?;
    let shown = show(&Planner::new(scenario), plan, &way);
    let text = match verb.format {
        Format::Human => Page { shown: &shown, language: everywhere.language() }.text(),
        Format::Json => output::json(&shown)?,
    };
    output::write(verb.output.as_deref(), &text)?;
    Ok(GOOD)
}

struct Page<'a> {
    shown: &'a Shown,
    language: Language,
}

impl Page<'_> {
    fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn of<'t>(&self, text: &'t Text) -> &'t str {
        text.in_language(self.language)
    }

    fn text(&self) -> String {
        let shown = self.shown;
        let given: Vec<String> = shown.given.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let mut parts = vec![
            format!("{} · {}", self.of(&shown.title), shown.plan),
            format!("{} {} · {}", self.say("申请人", "applicant"), shown.applicant, given.join(" ")),
        ];
        if let Some(stop) = &shown.stop {
            parts.push(format!("{} {}", self.say("到此为止：", "This way ends here:"), self.of(stop)));
        }
        parts.extend([
            self.items(),
            self.asked(),
            self.supplied(),
            self.fallbacks(),
            self.steps(),
            self.count(),
        ]);
        parts.retain(|p| !p.is_empty());
        parts.join("\n\n")
    }

    fn section(&self, zh: &str, en: &str, table: &str) -> String {
        format!("{}\n{table}", self.say(zh, en))
    }

    fn items(&self) -> String {
        let rows = self.shown.items.iter().map(|item| {
            let critical = if item.critical { "●" } else { "" };
            vec![
                item.id.clone(),
                self.of(&item.title).to_owned(),
                self.of(&item.department).to_owned(),
                item.after.join(", "),
                item.limit.clone().unwrap_or_else(|| "–".to_owned()),
                critical.to_owned(),
            ]
        });
        let header = match self.language {
            Language::Zh => ["事项", "名称", "部门", "须在其后", "时限", "关键路径"],
            Language::En => ["item", "label", "department", "after", "limit", "critical"],
        };
        let mut text = self.section(
            "适用的事项与先后（规则 13–15、24、34）",
            "Items that apply, in order (rules 13–15, 24, 34)",
            &table(&header, rows, false),
        );
        for left in &self.shown.left_out {
            text += &format!("\n{} {}: {}", self.say("不适用", "not:"), left.id, self.of(&left.because));
        }
        text
    }

    fn asked(&self) -> String {
        let ask = &self.shown.ask;
        let rows = ask.fields.iter().chain(&ask.materials).map(|asked| {
            let mut row = vec![
                asked.id.clone(),
                self.kind(asked.kind).to_owned(),
                self.of(&asked.title).to_owned(),
                self.of(&asked.because).to_owned(),
                asked.needed_by.join(", "),
            ];
            row.extend(asked.form.clone());
            row
        });
        let mut header = match self.language {
            Language::Zh => vec!["项", "种类", "名称", "为什么要问", "用于"],
            Language::En => vec!["asked", "kind", "label", "because", "needed by"],
        };
        if ask.fields.iter().chain(&ask.materials).any(|a| a.form.is_some()) {
            header.push(self.say("表单", "form"));
        }
        let proof = match ask.proven {
            true => format!(
                "{} {}",
                self.say("已证明没有更少的问法，代价", "Proven: nothing cheaper will do; cost"),
                ask.cost
            ),
            false => format!(
                "{} {}–{}",
                self.say("未能证明最少，代价", "Not proven least; cost"),
                ask.lower_bound,
                ask.cost
            ),
        };
        let mut text =
            self.section("要问的（规则 6–15）", "Asked (rules 6–15)", &table(&header, rows, false));
        for missing in &ask.missing {
            text += &format!("\n{} {missing}", self.say("无法得到：", "Cannot be had:"));
        }
        text + "\n" + &proof
    }

    fn kind(&self, kind: &'static str) -> &'static str {
        match (kind, self.language) {
            ("question", Language::Zh) => "问题",
            ("material", Language::Zh) => "材料",
            ("field", Language::Zh) => "字段",
            (other, _) => other,
        }
    }

    fn supplied(&self) -> String {
        if self.shown.ask.supplied.is_empty() {
            return String::new();
        }
        let forms = self.shown.ask.supplied.iter().any(|s| s.form.is_some());
        let rows = self.shown.ask.supplied.iter().map(|supplied| {
            let mut row = vec![
                supplied.id.clone(),
                supplied.via.to_owned(),
                supplied.rule.to_string(),
                supplied.chain.split_once(" ← ").map_or("", |(_, chain)| chain).to_owned(),
            ];
            row.extend(supplied.form.clone());
            row
        });
        let mut header = match self.language {
            Language::Zh => vec!["项", "途径", "规则", "由什么得来"],
            Language::En => vec!["not asked", "via", "rule", "supplied by"],
        };
        if forms {
            header.push(self.say("表单", "form"));
        }
        self.section("不用问的", "Needed and not asked", &table(&header, rows, false))
    }

    fn fallbacks(&self) -> String {
        if self.shown.fallbacks.is_empty() {
            return String::new();
        }
        let nothing = self.say("不多问", "nothing more");
        let rows = self.shown.fallbacks.iter().map(|f| {
            let mut then = f.added.iter().map(|a| format!("+{a}")).collect::<Vec<_>>();
            then.extend(f.dropped.iter().map(|d| format!("−{d}")));
            then.extend(f.missing.iter().map(|m| format!("✗{m}")));
            let then = if then.is_empty() { nothing.to_owned() } else { then.join(", ") };
            vec![f.without.clone(), f.kind.to_owned(), then]
        });
        let header = match self.language {
            Language::Zh => ["无应答的是", "种类", "申请人还要填交"],
            Language::En => ["when it does not answer", "kind", "asked then"],
        };
        self.section(
            "系统无应答时（规则 6、7）",
            "When a system does not answer (rules 6, 7)",
            &table(&header, rows, false),
        )
    }

    fn steps(&self) -> String {
        let mut number = 0;
        let rows = self.shown.steps.iter().map(|step| {
            number += usize::from(step.human);
            vec![
                if step.human { number.to_string() } else { "·".to_owned() },
                step.id.clone(),
                self.of(&step.title).to_owned(),
                self.of(&step.lane).to_owned(),
                step.after.join(", "),
            ]
        });
        let header = match self.language {
            Language::Zh => ["序", "环节", "名称", "由谁", "须在其后"],
            Language::En => ["#", "step", "label", "who", "after"],
        };
        self.section(
            "环节（规则 24–28；“·”由系统完成，不计数）",
            "Steps (rules 24–28; “·” is done by a system and not counted)",
            &table(&header, rows, false),
        )
    }

    fn count(&self) -> String {
        let rows = Figure::ALL.iter().filter_map(|figure| {
            let shown = self.shown.count.get(figure.name())?;
            let rules: Vec<String> = shown.rules.iter().map(u8::to_string).collect();
            let name = self.say(figure.zh(), figure.en()).to_owned();
            Some(vec![name, number(shown.value), rules.join(", "), made_of(shown)])
        });
        let header = match self.language {
            Language::Zh => ["指标", "值", "规则", "由什么组成"],
            Language::En => ["figure", "value", "rule", "made of"],
        };
        let title = format!("{} ({})", self.say("计数", "The count"), self.shown.rules);
        format!("{title}\n{}", table(&header, rows, false))
    }
}

/// The parts of a figure, those of one list together: `birth_certificate: child.name, …`.
fn made_of(figure: &ShownFigure) -> String {
    let mut lists: indexmap::IndexMap<Option<&str>, Vec<String>> = indexmap::IndexMap::new();
    for line in &figure.lines {
        let what = if line.amount == 1.0 {
            line.what.clone()
        } else {
            format!("{} ({})", line.what, number(line.amount))
        };
        lists.entry(line.of.as_deref()).or_default().push(what);
    }
    let lists = lists.into_iter().map(|(of, what)| match of {
        Some(of) => format!("{of}: {}", what.join(", ")),
        None => what.join(", "),
    });
    let text = lists.collect::<Vec<_>>().join("\n");
    // Long lists break at commas, so that a table stays on a screen.
    text.lines().map(wrap).collect::<Vec<_>>().join("\n")
}

fn wrap(line: &str) -> String {
    let mut text = String::new();
    let mut width = 0;
    for (index, part) in line.split(", ").enumerate() {
        if index > 0 {
            text.push(',');
            if width + part.len() > 100 {
                text.push_str("\n  ");
                width = 0;
            } else {
                text.push(' ');
            }
        }
        text.push_str(part);
        width += part.len() + 2;
    }
    text
}
