//! What a report says of a search of staff: the front of people against time and limits that are met.

use super::setting::Setting;
use super::table::{Cell, Column, Style, Table};
use onething_engine::scenario::text::Language;
use onething_engine::simulate::staffing::{Candidate, Front};

/// A search of staff with all that a report of it needs.
#[derive(Debug, Clone, Copy)]
pub struct StaffingReport<'a> {
    /// What was found.
    pub front: &'a Front,
    /// How it was simulated.
    pub setting: Setting<'a>,
    /// Labels of the desks, in the order of the front's.
    pub desks: &'a [String],
    /// People at each desk now; none: no limit.
    pub now: &'a [Option<u32>],
}

impl StaffingReport<'_> {
    /// A label in the report's language.
    pub fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.setting.say(zh, en)
    }

    /// People altogether now, where all desks have a number.
    pub fn total_now(&self) -> u32 {
        self.now.iter().flatten().sum()
    }

    /// Those that nobody betters.
    pub fn best(&self) -> Table {
        self.table(
            self.say("人数不多于它的都不比它快", "Nobody with as few people is quicker"),
            self.front.best(),
        )
    }

    /// Everything that was tried.
    pub fn tried(&self) -> Table {
        self.table(self.say("试过的全部人员", "All staff that was tried"), self.front.tried.iter())
    }

    fn table<'c>(&self, caption: &str, candidates: impl Iterator<Item = &'c Candidate>) -> Table {
        let people = self.say("各岗位人数", "People at each desk");
        let mut columns = vec![
            Column::text(self.say("人数", "People")),
            Column::number(self.say("平均用时（小时）", "Mean time (hours)")),
            Column::number(self.say("95% 不超过（小时）", "95 in 100 take at most (hours)")),
            Column::number(self.say("按时", "On time")),
            Column::text(self.say("最优", "Best")),
        ];
        columns.extend(self.desks.iter().map(|desk| Column::number(desk).under(people)));
        let hours = |hours: f64| match hours.is_finite() {
            true => Cell::number(hours, Style::Decimals(2)),
            false => Cell::Nothing,
        };
        let row = |candidate: &Candidate| {
            let best = if candidate.is_best { self.say("是", "yes") } else { "" };
            let mut row = vec![
                Cell::number(f64::from(candidate.total), Style::Decimals(0)),
                hours(candidate.cycle_hours),
                hours(candidate.p95_hours),
                Cell::number(candidate.on_time, Style::Share),
                Cell::text(best),
            ];
            let people = candidate.people.iter();
            row.extend(people.map(|people| Cell::number(f64::from(*people), Style::Decimals(0))));
            row
        };
        Table { caption: caption.to_owned(), columns, rows: candidates.map(row).collect() }
    }

    /// How it was searched.
    pub fn how(&self) -> Vec<(String, String)> {
        let mut all = self.setting.how();
        let (tried, cases) = (self.front.tried.len(), self.setting.options.cases);
        let least: u32 = self.front.least.iter().sum();
        let method = match self.setting.language {
            Language::Zh => format!(
                "从各岗位长远做得完的最少人数（共 {least} 人）起，依次给每个岗位加一人，只从最快的几种继续；试了 {tried} 种，每种 {cases} 件，申请人与抽样都相同"
            ),
            Language::En => format!(
                "from the fewest people whose work does not pile up ({least} altogether), one more to each desk in turn, going \
                 on from the quickest alone; {tried} were tried on {cases} applications each, the same applicants with the same luck"
            ),
        };
        let rows = [
            (self.say("搜索", "Search"), method),
            (self.say("假设", "Assumptions"), self.setting.assumptions().to_owned()),
            self.setting.program(),
        ];
        all.extend(rows.map(|(label, text)| (label.to_owned(), text)));
        all
    }
}
