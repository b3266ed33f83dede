//! Several scenarios that were simulated together, told to people: all of them, each, and the staff that they share.

use super::page::{Page, percent, plain as without_interval, with_interval};
use crate::cli::table::table;
use crate::cli::words::say;
use crate::report::setting::come;
use crate::report::simulation::{SimulationReport, measures, warnings};
use onething_engine::scenario::text::Language;
use onething_engine::simulate::{DeskFigures, Options, Outcome};

/// The whole page.
pub fn human(report: &SimulationReport<'_>) -> String {
    let SimulationReport { outcome, options, language, .. } = *report;
    let pages: Vec<Page<'_>> = report.parts().into_iter().map(page).collect();
    let page = Several { outcome, options, pages, language };
    let mut parts = vec![page.head()];
    parts.extend(warnings(outcome, language));
    // Where nothing counts there are no figures.
    if outcome.cases > 0 {
        parts.push(page.times());
        parts.extend(page.staff());
        parts.extend(page.shares());
        parts.push(page.per_case());
        parts.extend(page.situations());
    }
    parts.push(page.how());
    parts.join("\n\n") + "\n"
}

fn page(part: SimulationReport<'_>) -> Page<'_> {
    let SimulationReport { outcome, options, scenario, language, .. } = part;
    Page { outcome, options, scenario, language }
}

struct Several<'a> {
    outcome: &'a Outcome,
    options: &'a Options,
    pages: Vec<Page<'a>>,
    language: Language,
}

impl Several<'_> {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        say(self.language, zh, en)
    }

    fn head(&self) -> String {
        let mut text = String::new();
        for page in &self.pages {
            let (title, count) = (page.title(), page.outcome.completed);
            text += &match self.language {
                Language::Zh => format!("{title}：{count} 件办结\n"),
                Language::En => format!("{title}: {count} applications ended\n"),
            };
        }
        let (completed, replications) = (self.outcome.completed, self.outcome.replications);
        text += &match self.language {
            Language::Zh => format!("共 {completed} 件办结，{replications} 次重复，共用人员与系统"),
            Language::En => format!(
                "{completed} applications ended in all, {replications} replications, with staff and systems in common"
            ),
        };
        text
    }

    fn times(&self) -> String {
        let Some(first) = self.pages.first() else { return String::new() };
        let whole = self.say("全部", "all together").to_owned();
        let mut rows = vec![first.row(whole, &self.outcome.cycle, [None, None])];
        for page in &self.pages {
            rows.push(page.row(page.scenario_title(), &page.outcome.cycle, [None, None]));
            for item in &page.outcome.items {
                let name = format!("  {}", page.item(&item.id));
                rows.push(page.row(name, &item.cycle, [item.on_time, item.granted]));
            }
        }
        table(&first.times_header(), rows, true)
    }

    fn staff(&self) -> Option<String> {
        let first = self.pages.first()?;
        Some(Page { outcome: self.outcome, ..*first }.desks())
    }

    /// Which scenario loads the staff that several share.
    fn shares(&self) -> Option<String> {
        let is_used = |desk: &DeskFigures| desk.hours.is_some_and(|hours| hours.mean > 0.0);
        let of =
            |page: &Page<'_>, at: usize| page.outcome.desks.get(at).filter(|desk| is_used(desk)).cloned();
        let mut header = vec![self.say("共用人员的负荷", "load of shared staff").to_owned()];
        header.extend(self.pages.iter().map(Page::scenario_title));
        let mut rows = Vec::new();
        for (at, desk) in self.outcome.desks.iter().enumerate() {
            let users: Vec<Option<DeskFigures>> = self.pages.iter().map(|page| of(page, at)).collect();
            if users.iter().flatten().count() < 2 {
                continue;
            }
            let mut row = vec![desk.id.clone()];
            // Where as many work as there is work, nobody is loaded; hours of work tell as much.
            row.extend(users.iter().map(|one| match one {
                Some(one) if one.load.is_some() => percent(one.load),
                Some(one) => format!("{} h", without_interval(one.hours, 1.0, 1)),
                None => "–".to_owned(),
            }));
            rows.push(row);
        }
        (!rows.is_empty()).then(|| table(&header, rows, true))
    }

    fn per_case(&self) -> String {
        let mut header = vec![self.say("每件", "per application").to_owned()];
        header.push(self.say("全部", "all together").to_owned());
        header.extend(self.pages.iter().map(Page::scenario_title));
        let mut columns = vec![measures(self.outcome)];
        columns.extend(self.pages.iter().map(|page| measures(page.outcome)));
        let Some(first) = columns.first() else { return String::new() };
        let rows = first.iter().enumerate().map(|(at, measure)| {
            let mut row = vec![measure.label.in_language(self.language).to_owned()];
            row.extend(columns.iter().map(|column| {
                column
                    .get(at)
                    .map_or_else(String::new, |one| with_interval(one.told, 1.0, one.decimals.into()))
            }));
            row
        });
        table(&header, rows, true)
    }

    fn situations(&self) -> Vec<String> {
        let titled = |page: &Page<'_>| Some(format!("{}\n{}", page.scenario_title(), page.situations()?));
        self.pages.iter().filter_map(titled).collect()
    }

    fn how(&self) -> String {
        let coming: Vec<String> = self
            .pages
            .iter()
            .zip(&self.options.arrivals)
            .map(|(page, pattern)| format!("{}: {}", page.outcome.scenario, come(pattern, self.language)))
            .collect();
        let Some(first) = self.pages.first() else { return String::new() };
        let cases = self.options.cases;
        let together = match self.language {
            Language::Zh => format!("各场景在同一段时间里到达，共 {cases} 件"),
            Language::En => format!("all come over the same time, until {cases} have come"),
        };
        first.how_of(&format!("{}; {together}", coming.join("; ")))
    }
}
