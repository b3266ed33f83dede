//! What a report of a simulation says.

use super::setting::Setting;
use super::several::time_cells;
use super::table::{Cell, Column, Style, Table};
use crate::words::{self, say};
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::{Language, Text};
use onething_engine::simulate::{Answered, DeskFigures, Estimate, ItemFigures, Options, Outcome, Spread};

/// A simulation with all that a report of it needs.
#[derive(Debug, Clone, Copy)]
pub struct SimulationReport<'a> {
    /// What it came to; times are in hours.
    pub outcome: &'a Outcome,
    /// How it was simulated.
    pub options: &'a Options,
    /// The scenario that was simulated, or the first of several; labels come from it.
    pub scenario: &'a Scenario,
    /// Those that were simulated with it at the same desks, in the order of their outcomes; empty: it was alone.
    pub beside: &'a [&'a Scenario],
    /// The language of all labels.
    pub language: Language,
}

/// One figure of the whole, a mean over replications.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Its key in CSV.
    pub key: &'static str,
    /// Its label, with its unit.
    pub label: Text,
    /// Its unit: `count`, `h`, `CNY`, `count/d`.
    pub unit: &'static str,
    /// Decimals that people are shown.
    pub decimals: u8,
    /// What was measured.
    pub told: Option<Estimate>,
}

/// Figures of an application, and of all at once; the same keys in the same order for every outcome.
pub fn measures(outcome: &Outcome) -> Vec<Measure> {
    let measure = |key, zh: &str, en: &str, unit, decimals, told| Measure {
        key,
        label: Text::new(zh, en),
        unit,
        decimals,
        told,
    };
    vec![
        measure("corrections", "补正次数", "corrections", "count", 3, outcome.corrections),
        measure("trips", "跑动次数", "trips", "count", 3, outcome.trips),
        measure("staff_hours", "人员工时（小时）", "staff hours", "h", 3, outcome.staff_hours),
        measure("staff_cost", "人员费用（元）", "staff cost (CNY)", "CNY", 2, outcome.staff_cost),
        measure(
            "applicant_hours",
            "申请人跑动与等候（小时）",
            "applicant on the way and waiting (hours)",
            "h",
            3,
            outcome.applicant_hours,
        ),
        measure(
            "applicant_cost",
            "其折合费用（元）",
            "what that counts for (CNY)",
            "CNY",
            2,
            outcome.applicant_cost,
        ),
        measure("fees", "收费（元）", "fees (CNY)", "CNY", 2, outcome.fees),
        measure("calls", "系统调用", "calls of systems", "count", 2, outcome.calls),
        measure("failed_calls", "调用失败", "calls that failed", "count", 3, outcome.failed_calls),
        measure("fallbacks", "兜底办法", "fallbacks taken", "count", 3, outcome.fallbacks),
        measure("incidents", "异常", "incidents", "count", 3, outcome.incidents),
        measure("under_way", "同时在办", "under way at once", "count", 1, outcome.under_way),
        measure("throughput_per_day", "每天办结", "ended a day", "count/d", 1, outcome.throughput_per_day),
    ]
}

/// What has to be known before any figure is read; empty where nothing is unusual.
pub fn warnings(outcome: &Outcome, language: Language) -> Vec<String> {
    let mut all = Vec::new();
    for (desk, load) in outcome.overloaded() {
        let share = load * 100.0;
        all.push(match language {
            Language::Zh => format!("{} 超负荷：{share:.0}%；排队只增不减，时间取决于模拟多久", desk.id),
            Language::En => format!(
                "{} is overloaded: {share:.0} %; its queue only grows, and times say how long was simulated",
                desk.id
            ),
        });
    }
    let counted =
        |count: u64, zh: &str, en: &str| (count > 0).then(|| format!("{count} {}", say(language, zh, en)));
    all.extend(counted(outcome.lost, "件因排队已满被拒", "applications were turned away at a full queue"));
    all.extend(counted(
        outcome.stuck,
        "件停住了：所等的始终没有来",
        "applications stand still: what they wait for never came",
    ));
    all.extend(unfinished(outcome, language).map(str::to_owned));
    if outcome.covered < 1.0 {
        let share = outcome.covered * 100.0;
        all.push(match language {
            Language::Zh => format!("只模拟了最可能的情形组合，占 {share:.2}%"),
            Language::En => format!("only the likeliest ways were simulated, {share:.2} % of all"),
        });
    }
    if outcome.by_week_alone {
        let week = say(
            language,
            "部分年份没有放假安排，只按一周的上班时段",
            "holidays of some years are not known; these go by the week alone",
        );
        all.push(week.to_owned());
    }
    all
}

/// That it was stopped, or that nothing counts; none where all was played and something does.
fn unfinished(outcome: &Outcome, language: Language) -> Option<&'static str> {
    let (zh, en) = match (outcome.cases, outcome.is_cut) {
        (0, true) => (
            "在有办件计入之前就停止了（预热尚未结束，或另一方尚未开始）：没有指标可言",
            "It was stopped before any application counted (the warm-up was not over, or the other side not begun): there \
             are no figures",
        ),
        (0, false) => (
            "所有办件都在预热期内到达，没有一件计入：请缩短预热，或增加办件",
            "All applications came within the warm-up, so none counts: take a shorter warm-up, or more applications",
        ),
        (_, true) => ("中途停止；以下是已完成的部分", "It was stopped; this is what was done"),
        (_, false) => return None,
    };
    Some(say(language, zh, en))
}

impl<'a> SimulationReport<'a> {
    /// A label in the report's language.
    pub fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        say(self.language, zh, en)
    }

    /// The scenario's label; of several all of them.
    pub fn title(&self) -> String {
        self.setting().title()
    }

    /// The plan's label with its name.
    pub fn plan(&self) -> String {
        self.setting().plan()
    }

    /// How many were simulated.
    pub fn size(&self) -> String {
        let (ended, times) = (self.outcome.completed, self.outcome.replications);
        match self.language {
            Language::Zh => format!("{ended} 件办结，{times} 次重复"),
            Language::En => format!("{ended} applications ended, {times} replications"),
        }
    }

    /// An item's label; of several scenarios behind that of its own.
    pub fn item(&self, item: &ItemFigures) -> String {
        let title = |scenario: &Scenario, id: &str| {
            scenario.items.get(id).map(|item| item.title.in_language(self.language).to_owned())
        };
        let of_several = || {
            let (scenario, id) = item.id.split_once('.')?;
            let setting = self.setting();
            let scenario = setting.scenarios().find(|one| *one.id.value == *scenario)?;
            Some(format!("{} · {}", scenario.title.in_language(self.language), title(scenario, id)?))
        };
        let known = if self.beside.is_empty() { title(self.scenario, &item.id) } else { of_several() };
        known.unwrap_or_else(|| item.id.to_string())
    }

    /// The label of the staff of a role in a department, with its name.
    pub fn desk(&self, desk: &DeskFigures) -> String {
        words::named(&desk.title, &desk.id, self.language)
    }

    /// The whole and each item: label and how its time is spread.
    pub fn spreads(&self) -> Vec<(String, &'a Spread)> {
        let whole = (self.say("整件事", "The whole").to_owned(), &self.outcome.cycle);
        let items = self.outcome.items.iter().map(|item| (self.item(item), &item.cycle));
        std::iter::once(whole).chain(items).collect()
    }

    /// Columns of how a time is spread.
    pub(super) fn time_columns(&self) -> Vec<Column> {
        let time = self.say("从收件到办结（小时）", "From coming to the end (hours)");
        let (mean, least, most) =
            (self.say("平均", "Mean"), self.say("最短", "Min"), self.say("最长", "Max"));
        let labels = [mean, least, "p50", "p90", "p95", "p99", most];
        labels.map(|label| Column::number(label).under(time)).into()
    }

    /// How long the whole and each item take.
    pub fn times(&self) -> Table {
        let share = self.say("占比", "Shares");
        let mut columns = vec![Column::text(self.say("事项", "Item"))];
        columns.extend(self.time_columns());
        let shares = [self.say("按时", "On time"), self.say("准予", "Granted"), self.say("补正", "Returned")];
        columns.extend(shares.map(|label| Column::number(label).under(share)));
        let shares = std::iter::once([None; 3])
            .chain(self.outcome.items.iter().map(|item| [item.on_time, item.granted, item.returned]));
        let rows = self.spreads().into_iter().zip(shares).map(|((name, spread), shares)| {
            let mut row = vec![Cell::text(name)];
            row.extend(time_cells(spread));
            row.extend(shares.map(|told| Cell::mean(told, Style::Share)));
            row
        });
        Table {
            caption: self.say("整件事与各事项的用时", "How long the whole and each item take").to_owned(),
            rows: rows.collect(),
            columns,
        }
    }

    /// Staff: load, waits and queues.
    pub fn desks(&self) -> Table {
        let columns = vec![
            Column::text(self.say("人员", "Staff")),
            Column::number(self.say("人数", "People")),
            Column::number(self.say("负荷", "Load")),
            Column::number(self.say("等待（小时）", "Wait (hours)")),
            Column::number(self.say("立即办理", "Begun at once")),
            Column::number(self.say("平均排队", "Mean queue")),
            Column::number(self.say("最长排队", "Longest queue")),
            Column::number(self.say("被拒", "Turned away")),
        ];
        let row = |desk: &DeskFigures| {
            vec![
                Cell::text(self.desk(desk)),
                desk.people.map_or_else(
                    || Cell::text("∞"),
                    |people| Cell::number(f64::from(people), Style::Decimals(0)),
                ),
                Cell::estimate(desk.load, Style::Share),
                Cell::estimate(desk.wait, Style::Decimals(2)),
                Cell::mean(desk.at_once, Style::Share),
                Cell::estimate(desk.queue, Style::Decimals(1)),
                Cell::number(desk.longest_queue as f64, Style::Decimals(0)),
                Cell::mean(desk.turned_away, Style::Share),
            ]
        };
        Table {
            caption: self.say("人员的负荷、等待与排队", "Load of staff, waits and queues").to_owned(),
            columns,
            rows: self.outcome.desks.iter().map(row).collect(),
        }
    }

    /// Figures of an application, and of all at once.
    pub fn per_case(&self) -> Table {
        let rows = measures(self.outcome).into_iter().map(|measure| {
            let label = measure.label.in_language(self.language);
            vec![Cell::text(capital(label)), Cell::estimate(measure.told, Style::Decimals(measure.decimals))]
        });
        Table {
            caption: self.say("平均每件", "Per application, on average").to_owned(),
            columns: vec![Column::text(self.say("指标", "Figure")), Column::number(self.say("平均", "Mean"))],
            rows: rows.collect(),
        }
    }

    /// [`Self::per_case`] behind how many there were and how long the whole takes.
    pub fn summary(&self) -> Table {
        let outcome = self.outcome;
        let counts = [
            (self.say("计入的办件", "Applications that count"), outcome.cases),
            (self.say("办结", "Ended"), outcome.completed),
            (self.say("因排队已满被拒", "Turned away at a full queue"), outcome.lost),
            (self.say("停住", "Standing still"), outcome.stuck),
        ];
        let hours = self.say("用时（小时）：", "Time (hours): ");
        let cycle = &outcome.cycle;
        let times = [
            (self.say("平均", "mean"), cycle.mean),
            ("p50", cycle.p50),
            ("p90", cycle.p90),
            ("p95", cycle.p95),
            ("p99", cycle.p99),
        ];
        let mut table = self.per_case();
        let counts = counts
            .map(|(label, count)| vec![Cell::text(label), Cell::number(count as f64, Style::Decimals(0))]);
        let times = times.map(|(label, told)| {
            vec![Cell::text(format!("{hours}{label}")), Cell::estimate(told, Style::Decimals(2))]
        });
        table.rows.splice(0..0, counts.into_iter().chain(times));
        table
    }

    /// The time by answer of a situation; none: no situation varies.
    pub fn situations(&self) -> Option<Table> {
        let rows = self.outcome.situations.iter().map(|told| {
            vec![
                Cell::text(self.answer(told)),
                Cell::number(told.share, Style::Share),
                Cell::estimate(told.mean, Style::Decimals(2)),
            ]
        });
        let rows: Vec<Vec<Cell>> = rows.collect();
        (!rows.is_empty()).then(|| Table {
            caption: self.say("各情形的用时", "Time by situation").to_owned(),
            columns: vec![
                Column::text(self.say("情形", "Situation")),
                Column::number(self.say("占比", "Share")),
                Column::number(self.say("平均用时（小时）", "Mean time (hours)")),
            ],
            rows,
        })
    }

    /// A situation's answer as it is named, with its label where it has one.
    fn answer(&self, told: &Answered) -> String {
        let situation = self.scenario.situations.get(&told.situation);
        let answer = situation.and_then(|known| known.answers.iter().find(|known| known.id == told.answer));
        let title = answer.map(|answer| answer.title.in_language(self.language)).unwrap_or_default();
        let name = format!("{}={}", told.situation, told.answer);
        if title.is_empty() || title == &*told.answer { name } else { format!("{name} · {title}") }
    }

    /// The desk at which most time is lost, and why.
    pub fn bottleneck(&self) -> Option<String> {
        let bottleneck = self.outcome.bottleneck.as_ref()?;
        let desk = self.outcome.desks.iter().find(|desk| desk.id == bottleneck.desk);
        let desk = desk.map_or_else(|| bottleneck.desk.clone(), |desk| self.desk(desk));
        let why = bottleneck.why.in_language(self.language);
        Some(match self.language {
            Language::Zh => format!("瓶颈：{desk}。{why}。"),
            Language::En => format!("Bottleneck: {desk}. {}.", capital(why)),
        })
    }

    /// What was simulated, and how.
    pub fn setting(&self) -> Setting<'a> {
        let Self { outcome, options, scenario, beside, language } = *self;
        Setting { options, scenario, beside, plan: &outcome.plan, language }
    }

    /// How it was simulated: what, and its value.
    pub fn how(&self) -> Vec<(String, String)> {
        let (outcome, options, setting) = (self.outcome, self.options, self.setting());
        let precision = options.precision.map(|share| {
            let label = self.say("停止条件", "Stop rule");
            let share = Style::Share.written(share);
            let said = self.say("平均用时的相对误差不超过 ", "mean time known to ");
            (label.to_owned(), format!("{said}{share}"))
        });
        let rows = [
            (
                self.say("重复次数", "Replications"),
                format!("{} / {}", outcome.replications, options.replications),
            ),
            (self.say("置信区间（±）", "Intervals (±)"), setting.intervals()),
            (self.say("假设", "Assumptions"), setting.assumptions().to_owned()),
            (self.say("规模", "Size"), self.effort()),
            setting.program(),
        ];
        let mut all = setting.how();
        all.extend(rows.map(|(label, text)| (label.to_owned(), text)));
        all.extend(precision);
        all
    }

    fn effort(&self) -> String {
        let outcome = self.outcome;
        let (cases, turns, activities) = (outcome.cases, outcome.turns, outcome.activities);
        match self.language {
            Language::Zh => format!("计入 {cases} 件，状态机执行 {turns} 条命令，{activities} 次办理与调用"),
            Language::En => format!(
                "{cases} applications count, {turns} commands to the machine, {activities} activities of people and systems"
            ),
        }
    }
}

/// A label as the start of a line.
pub fn capital(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
