//! A simulation told to people.

use crate::cli::table::table;
use crate::cli::words::say;
use crate::report::setting::come;
use crate::report::simulation::{SimulationReport, measures, warnings};
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::Language;
use onething_engine::simulate::{DeskFigures, Estimate, Options, Outcome, Series, Spread};

/// Most blocks of a line.
const BLOCKS: usize = 32;

/// The whole page.
pub fn human(outcome: &Outcome, options: &Options, scenario: &Scenario, language: Language) -> String {
    let page = Page { outcome, options, scenario, language };
    let mut parts = vec![page.head()];
    parts.extend(warnings(outcome, language));
    // Where nothing counts there are no figures, and tables of nothing would hide that.
    if outcome.cases > 0 {
        parts.push(page.times());
        parts.push(page.desks());
        parts.extend(page.course());
        parts.push(page.per_case());
        parts.extend(page.situations());
    }
    parts.push(page.how());
    parts.join("\n\n") + "\n"
}

/// One outcome and what is needed to tell of it.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    pub outcome: &'a Outcome,
    pub options: &'a Options,
    pub scenario: &'a Scenario,
    pub language: Language,
}

impl Page<'_> {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        say(self.language, zh, en)
    }

    pub fn scenario_title(&self) -> String {
        self.scenario.title.in_language(self.language).to_owned()
    }

    /// The scenario and the plan.
    pub fn title(&self) -> String {
        let plan = self.scenario.plans.get(&self.outcome.plan);
        let plan = plan.map_or("", |plan| plan.title.in_language(self.language));
        format!("{} · {plan}", self.scenario_title())
    }

    fn head(&self) -> String {
        let completed = self.outcome.completed;
        let mut text = self.title() + "\n";
        text += &match self.language {
            Language::Zh => format!("{completed} 件办结，{} 次重复", self.outcome.replications),
            Language::En => {
                format!("{completed} applications ended, {} replications", self.outcome.replications)
            }
        };
        text
    }

    pub fn times_header(&self) -> [&'static str; 8] {
        [
            self.say("用时（小时）", "time (hours)"),
            self.say("平均", "mean"),
            "p50",
            "p90",
            "p95",
            "p99",
            self.say("按时", "on time"),
            self.say("准予", "granted"),
        ]
    }

    fn times(&self) -> String {
        let mut rows =
            vec![self.row(self.say("整件事", "the whole").to_owned(), &self.outcome.cycle, [None, None])];
        for item in &self.outcome.items {
            rows.push(self.row(self.item(&item.id), &item.cycle, [item.on_time, item.granted]));
        }
        table(&self.times_header(), rows, true)
    }

    pub fn item(&self, id: &str) -> String {
        let item = self.scenario.items.get(id);
        item.map_or_else(|| id.to_owned(), |item| item.title.in_language(self.language).to_owned())
    }

    pub fn row(&self, name: String, spread: &Spread, shares: [Option<Estimate>; 2]) -> Vec<String> {
        let mut row = vec![name, with_interval(spread.mean, 1.0, 2)];
        row.extend([spread.p50, spread.p90, spread.p95, spread.p99].map(|e| plain(e, 1.0, 1)));
        row.extend(shares.map(percent));
        row
    }

    pub fn desks(&self) -> String {
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

    /// How each notable queue went: over the whole time, and when in the week it is longest.
    fn course(&self) -> Option<String> {
        let (outcome, options, scenario, language) =
            (self.outcome, self.options, self.scenario, self.language);
        let report = SimulationReport { outcome, options, scenario, beside: &[], language };
        let header = [
            self.say("排队", "queue"),
            self.say("全程", "over the whole time"),
            self.say("一周之中", "in the week"),
        ];
        let row = |desk: &DeskFigures| {
            let course = &desk.queue_course;
            let most = report.rhythm(course).unwrap_or_default();
            vec![desk.id.clone(), sparkline(&course.over_time), most]
        };
        let rows: Vec<Vec<String>> = report.queues().into_iter().map(row).collect();
        (!rows.is_empty()).then(|| table(&header, rows, false))
    }

    fn per_case(&self) -> String {
        let header = [self.say("每件", "per application"), self.say("平均", "mean")];
        let rows = measures(self.outcome).into_iter().map(|measure| {
            let label = measure.label.in_language(self.language).to_owned();
            vec![label, with_interval(measure.told, 1.0, measure.decimals.into())]
        });
        table(&header, rows, true)
    }

    pub fn situations(&self) -> Option<String> {
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
        let coming = self.options.arrivals.first();
        self.how_of(&coming.map_or_else(String::new, |pattern| come(pattern, self.language)))
    }

    /// The same, with how applications came in words.
    pub fn how_of(&self, arrivals: &str) -> String {
        let options = self.options;
        let confidence = options.confidence * 100.0;
        let days = options.warm_up as f64 / 86_400_000.0;
        let start = options.start.timestamp();
        let trips = match self.outcome.applicant_hours {
            Some(_) => "",
            None => self.say(
                "；申请人路上与窗口等候的时间未计（场景没有写 simulation.applicant）",
                "; the applicant's time on the way and at counters is not counted, for simulation.applicant does not say it",
            ),
        };
        match self.language {
            Language::Zh => format!(
                "怎么模拟的：{arrivals}；自 {start} 空场开始，头 {days:.0} 天不计；± 是 {} 次重复的均值的 {confidence:.0}% 置信区间半宽（Student t），\
                 种子 {}；工作在班外停、上班续；先来先办；等待含班外时间；申请人填表、补正、领取等所需时间为假定{trips}。",
                self.outcome.replications, options.seed
            ),
            Language::En => format!(
                "How it was simulated: {arrivals}; from {start} on with nothing under way, the first {days:.0} days not counted; \
                 ± is half the {confidence:.0} % confidence interval of the mean over {} replications (Student's t), seed {}; \
                 work rests off shift; first come, first served; waits include time off shift; what applicants take to fill in, \
                 mend and collect is assumed where nothing says it{trips}.",
                self.outcome.replications, options.seed
            ),
        }
    }
}

/// A series as a line of blocks, each as high as its mean; the highest is the greatest.
fn sparkline(series: &Series) -> String {
    let all: Vec<f64> = series.mean.iter().copied().flatten().collect();
    let each = all.len().div_ceil(BLOCKS).max(1);
    let means: Vec<f64> = all.chunks(each).map(|part| part.iter().sum::<f64>() / part.len() as f64).collect();
    let most = means.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let block = |mean: &f64| {
        let step = (mean / most * 7.0).round().clamp(0.0, 7.0) as u32;
        char::from_u32(u32::from('▁') + step).unwrap_or(' ')
    };
    means.iter().map(block).collect()
}

pub fn with_interval(told: Option<Estimate>, scale: f64, digits: usize) -> String {
    match told {
        None => "–".to_owned(),
        Some(Estimate { mean, half_width: Some(half), .. }) => {
            format!("{:.digits$} ± {:.digits$}", mean * scale, half * scale)
        }
        Some(Estimate { mean, .. }) => format!("{:.digits$}", mean * scale),
    }
}

pub fn plain(told: Option<Estimate>, scale: f64, digits: usize) -> String {
    told.map_or_else(|| "–".to_owned(), |told| format!("{:.digits$}", told.mean * scale))
}

pub fn percent(told: Option<Estimate>) -> String {
    told.map_or_else(|| "–".to_owned(), |told| format!("{:.1} %", told.mean * 100.0))
}
