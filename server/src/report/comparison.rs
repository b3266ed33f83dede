//! What a report of a comparison says.

use super::table::{Cell, Column, Style, Table};
use crate::words::{self, say};
use onething_engine::analyse::compare::{Change, Comparison};
use onething_engine::plan::explain::AskedThing;
use onething_engine::plan::figure::Figure;
use onething_engine::plan::summary::Method;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::Language;

/// A comparison with all that a report of it needs.
#[derive(Debug, Clone)]
pub struct ComparisonReport<'a> {
    /// What is told.
    pub comparison: &'a Comparison,
    /// The scenario that was compared; labels come from it.
    pub scenario: &'a Scenario,
    /// The language of all labels.
    pub language: Language,
    /// What was fixed of the base way, `situation=answer`.
    pub given: &'a [String],
    /// The process before and after, drawn; none: without pictures.
    pub pictures: Vec<Picture>,
}

/// A picture of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it shows.
    pub title: String,
    /// An SVG element of the house's own writer: it escapes every text.
    pub svg: String,
}

/// One figure's way from before to after, measure by measure, in the base way.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps {
    /// The figure.
    pub figure: Figure,
    /// Its value before.
    pub from: f64,
    /// Label of each measure that changes it, and the change; in the order they were taken.
    pub changes: Vec<(String, f64)>,
    /// Its value after.
    pub to: f64,
}

impl ComparisonReport<'_> {
    /// A label in the report's language.
    pub fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        say(self.language, zh, en)
    }

    /// The scenario's label.
    pub fn title(&self) -> &str {
        self.comparison.title.in_language(self.language)
    }

    /// Which plans: `分头办 → 联办`.
    pub fn plans(&self) -> String {
        format!("{} → {}", self.plan(&self.comparison.from), self.plan(&self.comparison.to))
    }

    /// A plan's label with its name.
    pub fn plan(&self, name: &str) -> String {
        let title = self.scenario.plans.get(name).map(|p| p.title.clone()).unwrap_or_default();
        words::named(&title, name, self.language)
    }

    /// Figures that are not 0 before and after.
    pub fn told(&self) -> impl Iterator<Item = (Figure, &Change)> {
        let named = Figure::ALL.iter().map(|f| (*f, self.comparison.figures.get(f.name())));
        named.filter_map(|(figure, change)| {
            let change = change?;
            (change.from.max != 0.0 || change.to.max != 0.0).then_some((figure, change))
        })
    }

    /// Those of them that people ask for first.
    pub fn main(&self) -> impl Iterator<Item = (Figure, &Change)> {
        self.told().filter(|(figure, _)| Figure::MAIN.contains(figure))
    }

    /// Before and after, by the counting rules.
    pub fn figures(&self) -> Table {
        let mut columns = vec![Column::text(self.say("指标", "Figure"))];
        columns.extend(self.change_columns());
        Table {
            caption: self.say("办前与办后的各项指标", "Figures before and after").to_owned(),
            columns,
            rows: self.told().map(|(figure, change)| self.change_row(figure, change)).collect(),
        }
    }

    fn change_columns(&self) -> Vec<Column> {
        let base = self.say("基准情形", "Base way");
        let (before, after) = (self.say("办前", "Before"), self.say("办后", "After"));
        let mut columns = vec![
            Column::number(before).under(base),
            Column::number(after).under(base),
            Column::number(self.say("变化", "Change")).under(base),
        ];
        for plan in
            [self.say("办前，全部情形", "Before, all ways"), self.say("办后，全部情形", "After, all ways")]
        {
            columns.extend([
                Column::number(self.say("最少", "Min")).under(plan),
                Column::number(self.say("平均", "Mean")).under(plan),
                Column::number(self.say("最多", "Max")).under(plan),
            ]);
        }
        columns
    }

    fn change_row(&self, figure: Figure, change: &Change) -> Vec<Cell> {
        let plain = |value| Cell::number(value, Style::Plain);
        let mut row = vec![Cell::text(words::figure(figure, self.language))];
        row.extend([plain(change.from.base), plain(change.to.base)]);
        row.push(match relative(figure, change) {
            Some(share) => Cell::number(share, Style::Change),
            None => Cell::Nothing,
        });
        for spread in [change.from, change.to] {
            row.extend([plain(spread.min), plain(spread.expected), plain(spread.max)]);
        }
        row
    }

    /// Figures of other applicants, where they differ (rule 4); none: nobody's does.
    pub fn applicants(&self) -> Option<Table> {
        let mut rows = Vec::new();
        for other in &self.comparison.applicants {
            let party = self.scenario.people.get(other.applicant.as_str()).map(|p| p.title.clone());
            let who = words::named(&party.unwrap_or_default(), &other.applicant, self.language);
            for figure in Figure::ALL {
                let Some(change) = other.figures.get(figure.name()) else { continue };
                let mut row = self.change_row(*figure, change);
                row.insert(0, Cell::text(&who));
                rows.push(row);
            }
        }
        let mut columns =
            vec![Column::text(self.say("申请人", "Applicant")), Column::text(self.say("指标", "Figure"))];
        columns.extend(self.change_columns());
        let caption = self.say("由其他人申请时不同的指标", "Figures that differ when someone else applies");
        (!rows.is_empty()).then(|| Table { caption: caption.to_owned(), columns, rows })
    }

    /// Ways that end with an explanation, left out of the figures (rule 18); none: no way does.
    pub fn stops(&self) -> Option<Table> {
        let stops = &self.comparison.stops;
        let row = |stop: &onething_engine::analyse::compare::Stop| {
            vec![
                Cell::text(&stop.answer),
                Cell::number(stop.chance, Style::Share),
                Cell::text(stop.text.in_language(self.language)),
            ]
        };
        (!stops.is_empty()).then(|| Table {
            caption: self
                .say(
                    "到此为止、不计入指标的情形",
                    "Ways that end with an explanation, left out of the figures",
                )
                .to_owned(),
            columns: vec![
                Column::text(self.say("答案", "Answer")),
                Column::number(self.say("占比", "Share")),
                Column::text(self.say("告知申请人", "What the applicant is told")),
            ],
            rows: stops.iter().map(row).collect(),
        })
    }

    /// The way of each main figure that any measure changes.
    pub fn steps(&self) -> Vec<Steps> {
        let of = |(figure, change): (Figure, &Change)| {
            let all = self
                .measures()
                .into_iter()
                .map(|measure| (words::measure(measure, self.language), self.change_by(measure, figure)));
            let changes: Vec<(String, f64)> = all.filter(|(_, change)| change.abs() > 1e-9).collect();
            (!changes.is_empty()).then_some(Steps {
                figure,
                from: change.from.base,
                changes,
                to: change.to.base,
            })
        };
        self.main().filter_map(of).collect()
    }

    /// What each measure changes of each figure; a cell is empty where it changes nothing.
    pub fn waterfall(&self) -> Option<Table> {
        let figures = self.changed();
        let mut columns = vec![Column::text(self.say("举措", "Measure"))];
        columns.extend(figures.iter().map(|f| Column::number(words::figure(*f, self.language))));
        let rows = self.measures().into_iter().map(|measure| {
            let mut row = vec![Cell::text(words::measure(measure, self.language))];
            row.extend(figures.iter().map(|figure| match self.change_by(measure, *figure) {
                change if change.abs() < 1e-9 => Cell::text(""),
                change => Cell::number(change, Style::Signed),
            }));
            row
        });
        let caption = self
            .say("各举措依次带来的变化（基准情形）", "What each measure changes, taken in order (base way)");
        let rows: Vec<Vec<Cell>> = rows.collect();
        (!rows.is_empty()).then(|| Table { caption: caption.to_owned(), columns, rows })
    }

    /// Figures that any measure changes.
    pub fn changed(&self) -> Vec<Figure> {
        let waterfall = &self.comparison.waterfall;
        let is_changed = |figure: &Figure| waterfall.iter().any(|step| step.figure == figure.name());
        Figure::ALL.iter().copied().filter(is_changed).collect()
    }

    /// What came and went by each measure, and why.
    pub fn reasons(&self) -> Table {
        let mut rows = Vec::new();
        for step in &self.comparison.waterfall {
            let figure = Figure::ALL.iter().find(|figure| figure.name() == step.figure);
            let figure = figure.map_or(step.figure, |figure| words::figure(*figure, self.language));
            rows.extend(step.because.iter().map(|reason| {
                vec![
                    Cell::text(words::measure(&step.measure, self.language)),
                    Cell::text(figure),
                    Cell::text(&reason.what),
                    Cell::number(reason.change, Style::Signed),
                    Cell::text(reason.why.in_language(self.language)),
                ]
            }));
        }
        Table {
            caption: self.say("每项变化的缘由", "Why each figure changed").to_owned(),
            columns: vec![
                Column::text(self.say("举措", "Measure")),
                Column::text(self.say("指标", "Figure")),
                Column::text(self.say("项", "What")),
                Column::number(self.say("变化", "Change")),
                Column::text(self.say("为什么", "Why")),
            ],
            rows,
        }
    }

    /// What is still asked, and why.
    pub fn asked(&self) -> Table {
        let ask = &self.comparison.ask;
        let all: Vec<&AskedThing> = ask.fields.iter().chain(&ask.materials).collect();
        let has_forms = all.iter().any(|asked| asked.form.is_some());
        let mut columns = vec![
            Column::text(self.say("名称", "Label")),
            Column::text(self.say("种类", "Kind")),
            Column::text(self.say("项", "Name")),
            Column::text(self.say("为什么要问", "Why it is asked")),
        ];
        if has_forms {
            columns.push(Column::text(self.say("表单", "Form")));
        }
        let rows = all.into_iter().map(|asked| {
            let mut row = vec![
                Cell::text(asked.title.in_language(self.language)),
                Cell::text(words::word(asked.kind, self.language)),
                Cell::text(&asked.id),
                Cell::text(asked.because.in_language(self.language)),
            ];
            if has_forms {
                row.push(Cell::text(asked.form.clone().unwrap_or_default()));
            }
            row
        });
        Table {
            caption: self
                .say("办后仍要填写与提交的（基准情形）", "Still asked afterwards (base way)")
                .to_owned(),
            rows: rows.collect(),
            columns,
        }
    }

    /// How it was counted: what, and its value.
    pub fn how(&self) -> Vec<(String, String)> {
        let comparison = self.comparison;
        let given = match self.given {
            [] => self.say("按场景默认", "as the scenario has it").to_owned(),
            given => given.join(self.say("、", ", ")),
        };
        let rows = [
            (self.say("场景", "Scenario"), comparison.scenario.clone()),
            (self.say("办前的方案", "Plan before"), self.plan(&comparison.from)),
            (self.say("办后的方案", "Plan after"), self.plan(&comparison.to)),
            (self.say("基准情形", "Base way"), given),
            (self.say("平均值", "Means"), method(comparison.method, self.language)),
            (self.say("问得最少", "Least ask"), proven(comparison, self.language).to_owned()),
            (
                self.say("假定的事实", "Assumed facts"),
                match comparison.assumed_facts {
                    0 => self.say("没有", "none").to_owned(),
                    n => format!("{n}{}", self.say(" 条", "")),
                },
            ),
            (self.say("计数规则", "Counting rules"), comparison.rules.to_owned()),
            (self.say("程序", "Program"), format!("onething {}", env!("CARGO_PKG_VERSION"))),
        ];
        rows.map(|(label, text)| (label.to_owned(), text)).into()
    }

    /// Measures in the order they are taken, each once.
    fn measures(&self) -> Vec<&str> {
        let mut measures: Vec<&str> = Vec::new();
        for step in &self.comparison.waterfall {
            if !measures.contains(&step.measure.as_str()) {
                measures.push(&step.measure);
            }
        }
        measures
    }

    fn change_by(&self, measure: &str, figure: Figure) -> f64 {
        let steps = self.comparison.waterfall.iter();
        let of = steps.filter(|step| step.measure == measure && step.figure == figure.name());
        of.map(|step| step.change).sum()
    }
}

/// By which share a figure of the base way changed, −1–…; none from 0, and of what is information and never a
/// saving (rules 31, 36).
pub fn relative(figure: Figure, change: &Change) -> Option<f64> {
    // Minus nothing is nothing.
    change.saved_percent.filter(|_| figure.is_burden()).map(|saved| 0.0 - saved / 100.0)
}

/// How means were found, in words.
pub fn method(method: Method, language: Language) -> String {
    match (method, language) {
        (Method::Exact { ways }, Language::Zh) => format!("平均值按全部 {ways} 种情形精确计算"),
        (Method::Exact { ways }, Language::En) => format!("means are exact over all {ways} ways through"),
        (Method::Sampled { samples, seed, relative_error, .. }, Language::Zh) => format!(
            "平均值按抽样的 {samples} 种情形计算（种子 {seed}，相对标准误不超过 {:.1}%）",
            relative_error * 100.0
        ),
        (Method::Sampled { samples, seed, relative_error, .. }, Language::En) => format!(
            "means are over {samples} sampled ways (seed {seed}, relative standard error at most {:.1}%)",
            relative_error * 100.0
        ),
    }
}

/// Whether the ask is proven least, in words.
pub fn proven(comparison: &Comparison, language: Language) -> &'static str {
    match comparison.ask.proven {
        true => say(language, "已证明没有更少的问法", "proven: nothing less can be asked"),
        false => say(language, "未能证明没有更少的问法", "not proven that nothing less can be asked"),
    }
}
