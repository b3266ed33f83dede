//! A rehearsal for people: line by line, then what came of it.

use crate::cli::words::{listed, named, say};
use onething_engine::application::program::ItemIndex;
use onething_engine::rehearsal::Rehearsal;
use onething_engine::rehearsal::trace::lines;
use onething_engine::scenario::model::{Plan, Scenario};
use onething_engine::scenario::text::Language;
use unicode_width::UnicodeWidthStr;

/// What is shown.
pub struct Page<'a> {
    /// What came of it.
    pub rehearsal: &'a Rehearsal,
    /// Of which scenario.
    pub scenario: &'a Scenario,
    /// By which plan.
    pub plan: &'a Plan,
    /// Plans asked for before that are not offered in this way.
    pub not_offered: Vec<&'a Plan>,
    /// In which language.
    pub language: Language,
}

impl Page<'_> {
    /// The text.
    pub fn text(&self) -> String {
        let language = self.language;
        let title = self.rehearsal.program.title.in_language(language);
        let mut text = format!("{title}\n\n");
        for plan in &self.not_offered {
            let name = named(&plan.title, &plan.id, language);
            let when = plan.when.as_ref().map_or("", |c| &*c.text.value);
            text += &match language {
                Language::Zh => format!("方案 {name} 不适用（{when}），改用 {}\n\n", self.plan.id),
                Language::En => format!("plan {name} is not offered ({when}); {} is taken\n\n", self.plan.id),
            };
        }
        for id in &self.rehearsal.contradictions {
            let name = self.scenario.situation(*id).map_or("?", |s| &*s.id);
            text += &match language {
                Language::Zh => format!("注意：情形 {name} 的答案与人口数据不可能一致\n\n"),
                Language::En => format!("note: no data could make the answer of situation {name} true\n\n"),
            };
        }
        text += &self.trace();
        text += "\n";
        text += &self.summary();
        text
    }

    fn trace(&self) -> String {
        let lines = lines(self.rehearsal, self.scenario);
        let wide = |text: &str| UnicodeWidthStr::width(text);
        let times = lines.iter().map(|l| wide(&l.at)).max().unwrap_or(0);
        let names = lines.iter().map(|l| wide(l.who.in_language(self.language))).max().unwrap_or(0);
        let mut text = String::new();
        let mut before = String::new();
        for line in &lines {
            let who = line.who.in_language(self.language);
            // The same time is not said twice.
            let at = if line.at == before { "" } else { &line.at };
            let mark = if line.unusual { "!" } else { " " };
            let (time_gap, name_gap) = (" ".repeat(times - wide(at)), " ".repeat(names - wide(who)));
            let what = line.what.in_language(self.language);
            text += &format!("{at}{time_gap} {mark} {who}{name_gap}  {what}\n");
            before.clone_from(&line.at);
        }
        text
    }

    fn summary(&self) -> String {
        let language = self.language;
        let r = self.rehearsal;
        let label = |zh, en| say(language, zh, en);
        let colon = label("：", ": ");
        let mut text =
            format!("{}{colon}{}\n", label("状态", "Status"), r.status().title().in_language(language));
        for (at, item) in r.program.items.iter().enumerate() {
            let index = ItemIndex(u16::try_from(at).unwrap_or(u16::MAX));
            let Some(status) = r.item_status(index) else { continue };
            let used = r.days_used(index).map(|used| match (language, item.limit) {
                (Language::Zh, Some(limit)) => format!("，用时限 {used}／{limit}"),
                (Language::En, Some(limit)) => format!(", {used} of {limit}"),
                (_, None) => String::new(),
            });
            let (title, status) = (item.title.in_language(language), status.title());
            text +=
                &format!("  {title}{colon}{}{}\n", status.in_language(language), used.unwrap_or_default());
        }
        let (fields, materials) = r.asked();
        text += &format!("{}{colon}{}\n", label("填写", "Fields"), or_none(&fields, language));
        text += &format!("{}{colon}{}\n", label("材料", "Materials"), or_none(&materials, language));
        let certificates: Vec<&str> = r.certificates.iter().map(|c| c.name.as_str()).collect();
        text += &format!("{}{colon}{}\n", label("证照", "Certificates"), or_none(&certificates, language));
        text += &format!("{}{colon}{}\n", label("跨部门流转", "Handoffs"), r.handoffs());
        text += &format!("{}{colon}{}\n", label("跑动", "Trips"), r.trips());
        for waiting in &r.waiting {
            let why = waiting.text.in_language(language);
            text += &format!("{}{colon}{why}\n", label("还在等", "Still waits for"));
        }
        text
    }
}

fn or_none(names: &[impl AsRef<str>], language: Language) -> String {
    if names.is_empty() { "–".to_owned() } else { listed(names, language) }
}
