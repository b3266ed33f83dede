//! A plan in one way as tables for people.

use super::super::table::{folded, number, table};
use super::super::words::{self, listed};
use onething_engine::analyse::show::{Shown, ShownFigure};
use onething_engine::plan::figure::Figure;
use onething_engine::scenario::model::{Scenario, SituationKind};
use onething_engine::scenario::text::{Language, Text};

/// A page: what is shown, the scenario that its labels come from, the language.
pub struct Page<'a> {
    /// What is shown.
    pub shown: &'a Shown,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Language of labels.
    pub language: Language,
}

impl Page<'_> {
    fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        words::say(self.language, zh, en)
    }

    fn of<'t>(&self, text: &'t Text) -> &'t str {
        text.in_language(self.language)
    }

    /// The page.
    pub fn text(&self) -> String {
        let shown = self.shown;
        let plan = self.scenario.plans.get(shown.plan.as_str()).map(|p| p.title.clone());
        let plan = words::named(&plan.unwrap_or_default(), &shown.plan, self.language);
        let title = format!("{}{}{plan}", self.of(&shown.title), self.say("：", ": "));
        let mut parts = vec![title, self.given()];
        if let Some(stop) = &shown.stop {
            parts.push(format!("{}{}", self.say("到此为止：", "This way ends here: "), self.of(stop)));
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

    /// Who applies and the answer of every situation, as `--given` takes them.
    fn given(&self) -> String {
        let applicant = &self.shown.applicant;
        let title = self.scenario.people.get(applicant.as_str()).map(|p| p.title.clone()).unwrap_or_default();
        let who = self.say("申请人", "Who applies").to_owned();
        let mut rows = vec![vec![format!("applicant={applicant}"), who, self.of(&title).to_owned()]];
        rows.extend(self.shown.given.iter().filter_map(|(name, chosen)| {
            let situation = self.scenario.situations.get(name.as_str())?;
            let titles: Vec<&str> = chosen
                .split('+')
                .filter_map(|id| situation.answers.iter().find(|a| &*a.id == id))
                .map(|a| self.of(&a.title))
                .collect();
            let ask = situation.ask.as_ref().map(|ask| self.of(ask).to_owned());
            let ask = ask.unwrap_or_else(|| self.unwritten(situation.kind));
            Some(vec![format!("{name}={chosen}"), ask, listed(&titles, self.language)])
        }));
        let header = match self.language {
            Language::Zh => ["--given", "情形", "答案"],
            Language::En => ["--given", "situation", "answer"],
        };
        self.section(
            "本次的情形（规则 16–20）",
            "This way through (rules 16–20)",
            &table(&header, rows, false),
        )
    }

    /// The question of a situation for which the file has none.
    fn unwritten(&self, kind: SituationKind) -> String {
        match kind {
            SituationKind::Question => String::new(),
            SituationKind::OptionalItem(item) => {
                let title = self.scenario.item(item).map(|i| self.of(&i.title)).unwrap_or_default();
                format!("{}{title}", self.say("选办：", "Chosen: "))
            }
            SituationKind::Count(party) => {
                let title = self.scenario.party(party).map(|p| self.of(&p.title)).unwrap_or_default();
                format!("{}{title}", self.say("人数：", "How many: "))
            }
        }
    }

    fn items(&self) -> String {
        let rows = self.shown.items.iter().map(|item| {
            let critical = if item.critical { "●" } else { "" };
            vec![
                item.id.clone(),
                self.of(&item.title).to_owned(),
                self.of(&item.department).to_owned(),
                listed(&item.after, self.language),
                item.limit.as_ref().map_or_else(|| "–".to_owned(), |l| words::limit(l, self.language)),
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
            let line = match self.language {
                Language::Zh => format!(" 不适用：{}：{}", left.id, self.of(&left.because)),
                Language::En => format!(" does not apply: {}: {}", left.id, self.of(&left.because)),
            };
            text += &format!("\n{}", folded(&line, 110));
        }
        text
    }

    fn asked(&self) -> String {
        let ask = &self.shown.ask;
        // On forms of their own what is asked is needed by that form; on a joint form the items are told.
        let forms = ask.fields.iter().chain(&ask.materials).any(|a| a.form.is_some());
        let rows = ask.fields.iter().chain(&ask.materials).map(|asked| {
            vec![
                asked.id.clone(),
                words::word(asked.kind, self.language),
                self.of(&asked.title).to_owned(),
                asked.form.clone().unwrap_or_else(|| self.needed_by(&asked.needed_by)),
                self.of(&asked.because).to_owned(),
            ]
        });
        let last = match forms {
            true => self.say("表单", "form"),
            false => self.say("用于", "needed by"),
        };
        let header = match self.language {
            Language::Zh => ["项", "种类", "名称", last, "为什么要问"],
            Language::En => ["asked", "kind", "label", last, "because"],
        };
        let (cost, least) = (ask.cost, ask.lower_bound);
        let proof = match (ask.proven, self.language) {
            (true, Language::Zh) => format!(" 已证明没有更少的问法（代价 {cost}）"),
            (true, Language::En) => format!(" Proven: nothing less can be asked (cost {cost})."),
            (false, Language::Zh) => format!(" 未能证明没有更少的问法（代价 {cost}，至少 {least}）"),
            (false, Language::En) => format!(" Not proven least (cost {cost}, at least {least})."),
        };
        let mut text =
            self.section("要问的（规则 6–15）", "Asked (rules 6–15)", &table(&header, rows, false));
        for missing in &ask.missing {
            text += &format!("\n {}{missing}", self.say("无法得到：", "Cannot be had: "));
        }
        text + "\n" + &proof
    }

    /// Every item in one word, where everything needs it.
    fn needed_by(&self, names: &[String]) -> String {
        let items: Vec<&String> = self.shown.items.iter().map(|item| &item.id).collect();
        if items.len() > 2 && items.iter().all(|item| names.contains(item)) && names.len() == items.len() {
            return self.say("所有事项", "every item").to_owned();
        }
        let names: Vec<String> = names.iter().map(|name| words::word(name, self.language)).collect();
        listed(&names, self.language)
    }

    fn supplied(&self) -> String {
        if self.shown.ask.supplied.is_empty() {
            return String::new();
        }
        let forms = self.shown.ask.supplied.iter().any(|s| s.form.is_some());
        let rows = self.shown.ask.supplied.iter().map(|supplied| {
            let mut row = vec![
                supplied.id.clone(),
                words::word(supplied.via, self.language),
                supplied.rule.to_string(),
                match &supplied.because {
                    Some(why) => why.in_language(self.language).to_owned(),
                    None => words::chain(
                        supplied.chain.split_once(" ← ").map_or("", |(_, chain)| chain),
                        self.language,
                    ),
                },
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
        self.section("需要而不用问的", "Needed and not asked", &table(&header, rows, false))
    }

    fn fallbacks(&self) -> String {
        if self.shown.fallbacks.is_empty() {
            return String::new();
        }
        let nothing = self.say("不用多填", "nothing more");
        let rows = self.shown.fallbacks.iter().map(|f| {
            let mut then = f.added.iter().map(|a| format!("+{a}")).collect::<Vec<_>>();
            then.extend(f.dropped.iter().map(|d| format!("−{d}")));
            then.extend(f.missing.iter().map(|m| format!("✗{m}")));
            let then = if then.is_empty() { nothing.to_owned() } else { listed(&then, self.language) };
            vec![f.without.clone(), words::word(f.kind, self.language), then]
        });
        let header = match self.language {
            Language::Zh => ["无应答的是", "种类", "申请人要多填（+）、少填（−）的"],
            Language::En => ["when it does not answer", "kind", "asked then (+), no longer (−)"],
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
                listed(&step.after, self.language),
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
            let name = words::figure(*figure, self.language).to_owned();
            Some(vec![name, number(shown.value), listed(&rules, self.language), made_of(shown)])
        });
        let header = match self.language {
            Language::Zh => ["指标", "值", "规则", "由什么组成"],
            Language::En => ["figure", "value", "rule", "made of"],
        };
        let title = match self.language {
            Language::Zh => format!("计数（{}）", self.shown.rules),
            Language::En => format!("The count ({})", self.shown.rules),
        };
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
    lists.collect::<Vec<_>>().join("\n")
}
