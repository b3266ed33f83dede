//! What was simulated, and how: what every report of a simulation tells at its end.

use super::simulation::capital;
use crate::words::{self, say};
use jiff::tz::TimeZone;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::Language;
use onething_engine::simulate::{Options, Pattern};

/// Milliseconds in a day.
const DAY: f64 = 86_400_000.0;

/// What was simulated of which scenario, and the language in which it is told.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// How it was simulated.
    pub options: &'a Options,
    /// The scenario, or the first of several; labels come from it.
    pub scenario: &'a Scenario,
    /// Those that were simulated with it at the same desks, in the order of their arrivals; empty: it was alone.
    pub beside: &'a [&'a Scenario],
    /// The plan's name; of several scenarios all of them, joined by `+`.
    pub plan: &'a str,
    /// The language of all labels.
    pub language: Language,
}

/// How applications of one scenario come, in words.
pub fn come(pattern: &Pattern, language: Language) -> String {
    match (pattern, language) {
        (Pattern::Poisson { per_day, .. }, Language::Zh) => format!("随机到达，平均每天 {per_day} 件"),
        (Pattern::Poisson { per_day, .. }, Language::En) => {
            format!("they come by chance, {per_day} a day on average")
        }
        (Pattern::Renewal(_), _) => {
            say(language, "到达间隔抽样", "times between arrivals are drawn").to_owned()
        }
        (Pattern::Observed(_), _) => {
            say(language, "按记录的时刻到达", "they come when they were observed").to_owned()
        }
    }
}

impl Setting<'_> {
    /// A label in the report's language.
    pub fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        say(self.language, zh, en)
    }

    /// Every scenario, the first first.
    pub fn scenarios(&self) -> impl Iterator<Item = &'_ Scenario> {
        std::iter::once(self.scenario).chain(self.beside.iter().copied())
    }

    /// The scenario's label; of several all of them.
    pub fn title(&self) -> String {
        let titles: Vec<&str> = self.scenarios().map(|one| one.title.in_language(self.language)).collect();
        titles.join(" + ")
    }

    /// The plan's label with its name; of several scenarios those of all.
    pub fn plan(&self) -> String {
        let named = |(scenario, plan): (&Scenario, &str)| {
            let title = scenario.plans.get(plan).map(|plan| plan.title.clone()).unwrap_or_default();
            words::named(&title, plan, self.language)
        };
        let plans: Vec<String> = self.scenarios().zip(self.plans()).map(named).collect();
        plans.join(" + ")
    }

    /// The plan's name; of several scenarios that of each, in their order.
    fn plans(&self) -> Vec<&str> {
        match self.beside {
            [] => vec![self.plan],
            _ => self.plan.split('+').collect(),
        }
    }

    /// How applications came, in words; of several scenarios those of each.
    pub fn arrivals(&self) -> String {
        let patterns = &self.options.arrivals;
        if self.beside.is_empty() {
            return patterns
                .first()
                .map_or_else(String::new, |pattern| capital(&come(pattern, self.language)));
        }
        let of = |(scenario, pattern): (&Scenario, &Pattern)| {
            let coming = come(pattern, self.language);
            format!("{}{}{coming}", scenario.id.value, self.say("：", ": "))
        };
        let mut all: Vec<String> = self.scenarios().zip(patterns).map(of).collect();
        let cases = self.options.cases;
        all.push(match self.language {
            Language::Zh => format!("各场景在同一段时间里到达，共 {cases} 件"),
            Language::En => format!("all come over the same time, until {cases} have come"),
        });
        all.join(self.say("；", "; "))
    }

    /// What was played: what, and its value.
    pub fn how(&self) -> Vec<(String, String)> {
        let options = self.options;
        let ids: Vec<&str> = self.scenarios().map(|one| &*one.id.value).collect();
        let rows = [
            (self.say("场景", "Scenario"), ids.join(" + ")),
            (self.say("方案", "Plan"), self.plan()),
            (self.say("到达", "Arrivals"), self.arrivals()),
            (self.say("开始", "Start"), self.start()),
            (
                self.say("预热（不计）", "Warm-up, not counted"),
                format!("{:.1} {}", options.warm_up as f64 / DAY, self.say("天", "days")),
            ),
            (self.say("每次重复的办件", "Applications a replication"), options.cases.to_string()),
            (self.say("种子", "Seed"), options.seed.to_string()),
        ];
        rows.map(|(label, text)| (label.to_owned(), text)).into()
    }

    /// What told the figures.
    pub fn program(&self) -> (&'static str, String) {
        (say(self.language, "程序", "Program"), format!("onething {}", env!("CARGO_PKG_VERSION")))
    }

    /// When it began, by the clock that `--start` is read by: `2026-03-02 09:00 +08:00`.
    fn start(&self) -> String {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let start = self.options.start.timestamp().to_zoned(zone);
        start.strftime("%Y-%m-%d %H:%M %:z").to_string()
    }

    /// What stands behind `±`.
    pub fn intervals(&self) -> String {
        let confidence = self.options.confidence * 100.0;
        match self.language {
            Language::Zh => format!("各次重复均值的 {confidence:.0}% 置信区间半宽（Student t）"),
            Language::En => format!(
                "half of the {confidence:.0} % confidence interval of the mean over replications (Student's t)"
            ),
        }
    }

    /// What is so where the scenario says nothing.
    pub fn assumptions(&self) -> &'static str {
        match self.language {
            Language::Zh => {
                "工作在班外停、上班续；先来先办；等待含班外时间；申请人填表、补正、领取等所需时间，没有写明的为假定"
            }
            Language::En => {
                "work rests off shift; first come, first served; waits include time off shift; what applicants take \
                 to fill in, mend and collect is assumed where nothing says it"
            }
        }
    }
}
