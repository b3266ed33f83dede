//! A rehearsal for people: day by day, line by line, then what came of it.

use crate::cli::words::{limit, listed, named, say};
use onething_engine::application::program::ItemIndex;
use onething_engine::rehearsal::Rehearsal;
use onething_engine::rehearsal::trace::{day, lines, local};
use onething_engine::scenario::model::{Plan, Scenario};
use onething_engine::scenario::text::{Language, Text};
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
    /// What is unusual stands out in colour.
    pub colour: bool,
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
        let time = |at: &str| at.split_once(' ').map_or("", |(_, time)| time).to_owned();
        let times = lines.iter().map(|l| wide(&time(&l.at))).max().unwrap_or(0);
        let names = lines.iter().map(|l| wide(l.who.in_language(self.language))).max().unwrap_or(0);
        let mut text = String::new();
        let (mut date_before, mut time_before) = (None, String::new());
        for line in &lines {
            let date = line.at.split(' ').next().unwrap_or_default();
            if date_before != Some(date) {
                text += if date_before.is_some() { "\n" } else { "" };
                text += &format!("{}\n", day(date, date_before).in_language(self.language));
                time_before.clear();
            }
            date_before = Some(date);
            let who = line.who.in_language(self.language);
            // The same time is not said twice.
            let now = time(&line.at);
            let at = if now == time_before { "" } else { &now };
            let mark = if line.unusual { "!" } else { " " };
            let (time_gap, name_gap) = (" ".repeat(times - wide(at)), " ".repeat(names - wide(who)));
            let what = line.what.in_language(self.language);
            let (start, end) = match line.unusual && self.colour {
                true => ("\u{1b}[33m", "\u{1b}[0m"),
                false => ("", ""),
            };
            text += &format!("  {at}{time_gap} {start}{mark} {who}{name_gap}  {what}{end}\n");
            time_before = now;
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
            let (title, status) = (item.title.in_language(language), status.title());
            text += &format!("  {title}{colon}{}{}\n", status.in_language(language), self.used(index));
        }
        if let (Some(first), Some(last)) = (r.events.first(), r.events.last()) {
            let (from, to) = (local(first.at.timestamp(), r), local(last.at.timestamp(), r));
            text += &match language {
                Language::Zh => format!("起止：{from} 至 {to}\n"),
                Language::En => format!("Time: {from} to {to}\n"),
            };
        }
        let (fields, materials) = r.asked();
        let certificates: Vec<String> = r.certificates.iter().map(|c| c.name.clone()).collect();
        text += &self.named(label("填写", "Fields"), &fields);
        text += &self.named(label("材料", "Materials"), &materials);
        text += &self.named(label("证照", "Certificates"), &certificates);
        text += &format!("{}{colon}{}\n", label("跨部门流转", "Handoffs"), r.handoffs());
        text += &format!("{}{colon}{}\n", label("跑动", "Trips"), r.trips());
        for waiting in &r.waiting {
            let why = waiting.text.in_language(language);
            text += &format!("{}{colon}{why}\n", label("还在等", "Still waits for"));
        }
        text
    }

    /// How much of its limit an item used: `, 1 of 10 working days`.
    fn used(&self, item: ItemIndex) -> String {
        let of = self.rehearsal.program.item(item).and_then(|facts| facts.limit);
        let (Some(used), Some(of)) = (self.rehearsal.days_used(item), of) else { return String::new() };
        let over = used.amount > of.amount;
        let of = limit(&of.to_string(), self.language);
        match (self.language, over) {
            (Language::Zh, false) => format!("，时限 {of}，用了 {}", used.amount),
            (Language::Zh, true) => format!("，时限 {of}，用了 {}，超期", used.amount),
            (Language::En, false) => format!(", {} of {of} used", used.amount),
            (Language::En, true) => format!(", {} of {of} used, overdue", used.amount),
        }
    }

    /// `Fields (2): Child: Name (child.name), …`
    fn named(&self, label: &str, names: &[String]) -> String {
        let told: Vec<String> = names.iter().map(|name| self.label(name)).collect();
        match (self.language, names.len()) {
            (Language::Zh, 0) => format!("{label}：–\n"),
            (Language::En, 0) => format!("{label}: –\n"),
            (Language::Zh, number) => format!("{label}（{number}）：{}\n", listed(&told, Language::Zh)),
            (Language::En, number) => format!("{label} ({number}): {}\n", listed(&told, Language::En)),
        }
    }

    /// What a name stands for, and the name.
    fn label(&self, name: &str) -> String {
        let program = &self.rehearsal.program;
        let of_fact = || program.fact(program.find_fact(name)?).map(|fact| fact.title.clone());
        let of_question = || self.scenario.situations.get(name.strip_suffix('?')?)?.ask.clone();
        let of_licence = || {
            let (holder, licence) = name.split_once('.')?;
            let licence = &self.scenario.catalogue.licences.get(licence)?.title;
            let holder = self.scenario.people.get(holder).map(|p| p.title.clone());
            let holder = holder.unwrap_or_else(|| Text::same(name.split('.').next().unwrap_or(name)));
            Some(Text::new(
                format!("{}：{}", holder.zh, licence.zh),
                format!("{}: {}", holder.en, licence.en),
            ))
        };
        let found = of_fact().or_else(of_question).or_else(of_licence);
        named(&found.unwrap_or_default(), name, self.language)
    }
}
