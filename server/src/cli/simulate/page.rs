//! A simulation told to people.

use crate::cli::table::table;
use crate::cli::words::say;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::Language;
use onething_engine::simulate::{DeskFigures, Estimate, Options, Outcome, Pattern, Spread};

/// The whole page.
pub fn human(outcome: &Outcome, options: &Options, scenario: &Scenario, language: Language) -> String {
    let page = Page { outcome, options, scenario, language };
    let mut parts = vec![page.head()];
    parts.extend(page.warnings());
    parts.push(page.times());
    parts.push(page.desks());
    parts.push(page.per_case());
    parts.extend(page.situations());
    parts.push(page.how());
    parts.join("\n\n") + "\n"
}

struct Page<'a> {
    outcome: &'a Outcome,
    options: &'a Options,
    scenario: &'a Scenario,
    language: Language,
}

impl Page<'_> {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        say(self.language, zh, en)
    }

    fn head(&self) -> String {
        let title = self.scenario.title.in_language(self.language);
        let plan = self.scenario.plans.get(&self.outcome.plan);
        let plan = plan.map_or("", |plan| plan.title.in_language(self.language));
        let completed = self.outcome.completed;
        let mut text = format!("{title} · {plan}\n");
        text += &match self.language {
            Language::Zh => format!("{completed} 件办结，{} 次重复", self.outcome.replications),
            Language::En => {
                format!("{completed} applications ended, {} replications", self.outcome.replications)
            }
        };
        text
    }

    /// What has to be known before any figure is read.
    fn warnings(&self) -> Vec<String> {
        let outcome = self.outcome;
        let mut all = Vec::new();
        for (desk, load) in outcome.overloaded() {
            let share = load * 100.0;
            all.push(match self.language {
                Language::Zh => format!("{} 超负荷：{share:.0}%；排队只增不减，时间取决于模拟多久", desk.id),
                Language::En => format!(
                    "{} is overloaded: {share:.0} %; its queue only grows, and times say how long was simulated",
                    desk.id
                ),
            });
        }
        let counted = |count: u64, zh: &str, en: &str| {
            (count > 0).then(|| format!("{count} {}", say(self.language, zh, en)))
        };
        all.extend(counted(
            outcome.lost,
            "件因排队已满被拒",
            "applications were turned away at a full queue",
        ));
        all.extend(counted(
            outcome.stuck,
            "件停住了：所等的始终没有来",
            "applications stand still: what they wait for never came",
        ));
        if outcome.is_cut {
            all.push(
                self.say("中途停止；以下是已完成的部分", "It was stopped; this is what was done").to_owned(),
            );
        }
        if outcome.covered < 1.0 {
            let share = outcome.covered * 100.0;
            all.push(match self.language {
                Language::Zh => format!("只模拟了最可能的情形组合，占 {share:.2}%"),
                Language::En => format!("only the likeliest ways were simulated, {share:.2} % of all"),
            });
        }
        if outcome.by_week_alone {
            all.push(
                self.say(
                    "部分年份没有放假安排，只按一周的上班时段",
                    "holidays of some years are not known; these go by the week alone",
                )
                .to_owned(),
            );
        }
        all
    }

    fn times(&self) -> String {
        let header = [
            self.say("用时（小时）", "time (hours)"),
            self.say("平均", "mean"),
            "p50",
            "p90",
            "p95",
            "p99",
            self.say("按时", "on time"),
            self.say("准予", "granted"),
        ];
        let mut rows =
            vec![self.row(self.say("整件事", "the whole").to_owned(), &self.outcome.cycle, [None, None])];
        for item in &self.outcome.items {
            rows.push(self.row(self.item(&item.id), &item.cycle, [item.on_time, item.granted]));
        }
        table(&header, rows, true)
    }

    fn item(&self, id: &str) -> String {
        let item = self.scenario.items.get(id);
        item.map_or_else(|| id.to_owned(), |item| item.title.in_language(self.language).to_owned())
    }

    fn row(&self, name: String, spread: &Spread, shares: [Option<Estimate>; 2]) -> Vec<String> {
        let mut row = vec![name, with_interval(spread.mean, 1.0, 2)];
        row.extend([spread.p50, spread.p90, spread.p95, spread.p99].map(|e| plain(e, 1.0, 1)));
        row.extend(shares.map(percent));
        row
    }

    fn desks(&self) -> String {
        let header = [
            self.say("人员", "staff"),
            self.say("人数", "people"),
            self.say("负荷", "load"),
            self.say("等待（小时）", "wait (hours)"),
            self.say("立即办理", "at once"),
            self.say("平均排队", "queue"),
            self.say("最长排队", "longest"),
        ];
        let row = |desk: &DeskFigures| {
            vec![
                desk.id.clone(),
                desk.people.map_or_else(|| "∞".to_owned(), |people| people.to_string()),
                percent(desk.load),
                with_interval(desk.wait, 1.0, 2),
                percent(desk.at_once),
                plain(desk.queue, 1.0, 1),
                desk.longest_queue.to_string(),
            ]
        };
        let mut text = table(&header, self.outcome.desks.iter().map(row), true);
        if let Some(bottleneck) = &self.outcome.bottleneck {
            let why = bottleneck.why.in_language(self.language);
            let label = self.say("瓶颈", "Bottleneck");
            text += &format!("\n{label}: {} – {why}", bottleneck.desk);
        }
        text
    }

    fn per_case(&self) -> String {
        let outcome = self.outcome;
        let header = [self.say("每件", "per application"), self.say("平均", "mean")];
        let rows = [
            (self.say("补正次数", "corrections"), outcome.corrections, 3),
            (self.say("跑动次数", "trips"), outcome.trips, 3),
            (self.say("人员工时（小时）", "staff hours"), outcome.staff_hours, 3),
            (self.say("人员费用（元）", "staff cost (CNY)"), outcome.staff_cost, 2),
            (self.say("收费（元）", "fees (CNY)"), outcome.fees, 2),
            (self.say("系统调用", "calls of systems"), outcome.calls, 2),
            (self.say("调用失败", "calls that failed"), outcome.failed_calls, 3),
            (self.say("兜底办法", "fallbacks taken"), outcome.fallbacks, 3),
            (self.say("异常", "incidents"), outcome.incidents, 3),
            (self.say("同时在办", "under way at once"), outcome.under_way, 1),
            (self.say("每天办结", "ended a day"), outcome.throughput_per_day, 1),
        ];
        let rows = rows
            .into_iter()
            .map(|(name, told, digits)| vec![name.to_owned(), with_interval(told, 1.0, digits)]);
        table(&header, rows, true)
    }

    fn situations(&self) -> Option<String> {
        if self.outcome.situations.is_empty() {
            return None;
        }
        let header = [
            self.say("情形", "situation"),
            self.say("占比", "share"),
            self.say("用时（小时）", "time (hours)"),
        ];
        let rows = self.outcome.situations.iter().map(|told| {
            vec![
                format!("{}={}", told.situation, told.answer),
                format!("{:.1} %", told.share * 100.0),
                with_interval(told.mean, 1.0, 2),
            ]
        });
        Some(table(&header, rows, true))
    }

    /// How it was simulated, so that the figures can be judged.
    fn how(&self) -> String {
        let options = self.options;
        let confidence = options.confidence * 100.0;
        let days = options.warm_up as f64 / 86_400_000.0;
        let start = options.start.timestamp();
        let arrivals = match &options.arrivals {
            Pattern::Poisson { per_day, .. } => match self.language {
                Language::Zh => format!("随机到达，平均每天 {per_day} 件"),
                Language::En => format!("they come by chance, {per_day} a day on average"),
            },
            Pattern::Renewal(_) => self.say("到达间隔抽样", "times between arrivals are drawn").to_owned(),
            Pattern::Observed(_) => {
                self.say("按记录的时刻到达", "they come when they were observed").to_owned()
            }
        };
        match self.language {
            Language::Zh => format!(
                "怎么模拟的：{arrivals}；自 {start} 空场开始，头 {days:.0} 天不计；± 是 {} 次重复的均值的 {confidence:.0}% 置信区间半宽（Student t），\
                 种子 {}；工作在班外停、上班续；先来先办；等待含班外时间；申请人填表、补正、领取等所需时间为假定。",
                self.outcome.replications, options.seed
            ),
            Language::En => format!(
                "How it was simulated: {arrivals}; from {start} on with nothing under way, the first {days:.0} days not counted; \
                 ± is half the {confidence:.0} % confidence interval of the mean over {} replications (Student's t), seed {}; \
                 work rests off shift; first come, first served; waits include time off shift; what applicants take to fill in, \
                 mend and collect is assumed where nothing says it.",
                self.outcome.replications, options.seed
            ),
        }
    }
}

fn with_interval(told: Option<Estimate>, scale: f64, digits: usize) -> String {
    match told {
        None => "–".to_owned(),
        Some(Estimate { mean, half_width: Some(half), .. }) => {
            format!("{:.digits$} ± {:.digits$}", mean * scale, half * scale)
        }
        Some(Estimate { mean, .. }) => format!("{:.digits$}", mean * scale),
    }
}

fn plain(told: Option<Estimate>, scale: f64, digits: usize) -> String {
    told.map_or_else(|| "–".to_owned(), |told| format!("{:.digits$}", told.mean * scale))
}

fn percent(told: Option<Estimate>) -> String {
    told.map_or_else(|| "–".to_owned(), |told| format!("{:.1} %", told.mean * 100.0))
}
