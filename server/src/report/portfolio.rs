//! What a report of the whole library says.

use super::table::{Cell, Column, Style, Table};
use crate::words::{self, say};
use onething_engine::analyse::portfolio::{Compared, Portfolio, Share, Total};
use onething_engine::plan::figure::Figure;
use onething_engine::scenario::text::Language;

/// A library compared, with all that a report of it needs.
#[derive(Debug, Clone)]
pub struct PortfolioReport<'a> {
    /// What is told.
    pub portfolio: &'a Portfolio,
    /// The language of all labels.
    pub language: Language,
    /// Scenarios that are not in it.
    pub left_out: &'a [LeftOut],
}

/// A scenario that could not be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its id.
    pub scenario: String,
    /// Why.
    pub why: String,
}

impl PortfolioReport<'_> {
    /// A label in the report's language.
    pub fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        say(self.language, zh, en)
    }

    /// What it is.
    pub fn title(&self) -> String {
        let count = self.portfolio.scenarios.len();
        match self.language {
            Language::Zh => format!("场景库：{count} 个一件事，办前与办后"),
            Language::En => format!("The library: {count} scenarios before and after"),
        }
    }

    /// The main figures over all, that are not 0 before and after.
    pub fn totals(&self) -> impl Iterator<Item = (Figure, Total)> {
        let of = |figure: &Figure| Some((*figure, *self.portfolio.totals.get(figure.name())?));
        Figure::MAIN.iter().filter_map(of).filter(|(_, total)| total.from != 0.0 || total.to != 0.0)
    }

    /// The share of fields, and that of materials, over all: label and share, 0–1; none where nothing is needed.
    pub fn shared(&self) -> [(&str, Option<f64>); 2] {
        let shared = &self.portfolio.shared;
        self.shares().map(|(label, is_materials)| {
            (label, part(if is_materials { shared.materials } else { shared.fields }))
        })
    }

    fn shares(&self) -> [(&str, bool); 2] {
        [
            (self.say("表单字段共享率", "Fields shared"), false),
            (self.say("材料共享率", "Materials shared"), true),
        ]
    }

    /// Every scenario, then all of them together.
    pub fn scenarios(&self) -> Table {
        let figures: Vec<Figure> = self.totals().map(|(figure, _)| figure).collect();
        let mut columns = vec![Column::text(self.say("一件事", "Scenario"))];
        for figure in &figures {
            let label = words::figure(*figure, self.language);
            columns.push(Column::number(self.say("办前", "Before")).under(label));
            columns.push(Column::number(self.say("办后", "After")).under(label));
        }
        columns.extend(self.shares().map(|(label, _)| Column::number(label)));
        let mut rows: Vec<Vec<Cell>> =
            self.portfolio.scenarios.iter().map(|one| self.scenario(one, &figures)).collect();
        rows.extend(self.together());
        Table {
            caption: self
                .say("各场景办前与办后（基准情形）", "Scenarios before and after (base way)")
                .to_owned(),
            columns,
            rows,
        }
    }

    fn scenario(&self, one: &Compared, figures: &[Figure]) -> Vec<Cell> {
        let mut row = vec![Cell::text(words::named(&one.title, &one.scenario, self.language))];
        for figure in figures {
            let change = one.figures.get(figure.name());
            row.extend([change.map(|c| c.from.base), change.map(|c| c.to.base)].map(plain));
        }
        row.extend([one.shared.fields, one.shared.materials].map(share));
        row
    }

    /// The sum, the mean of a scenario, and what both save.
    fn together(&self) -> [Vec<Cell>; 4] {
        let totals: Vec<Total> = self.totals().map(|(_, total)| total).collect();
        let shared = [self.portfolio.shared.fields, self.portfolio.shared.materials];
        let both = |label: &str, pair: &dyn Fn(&Total) -> [Cell; 2], last: [Cell; 2]| {
            let mut row = vec![Cell::text(label)];
            row.extend(totals.iter().flat_map(pair));
            row.extend(last);
            row
        };
        let saved = |percent: Option<f64>| match percent {
            // Minus nothing is nothing.
            Some(percent) => Cell::number(0.0 - percent / 100.0, Style::Change),
            None => Cell::Nothing,
        };
        let nothing = || [Cell::text(""), Cell::text("")];
        [
            both(
                self.say("合计", "All together"),
                &|t| [plain(Some(t.from)), plain(Some(t.to))],
                shared.map(share),
            ),
            both(
                self.say("合计减少", "Saved together"),
                &|t| [Cell::text(""), saved(t.saved_percent)],
                nothing(),
            ),
            both(
                self.say("平均每个", "Mean of one"),
                &|t| [t.mean_from, t.mean_to].map(|mean| Cell::number(mean, Style::Decimals(1))),
                nothing(),
            ),
            both(
                self.say("各自减少的平均", "Mean of what each saves"),
                &|t| [Cell::text(""), saved(t.mean_saved_percent)],
                nothing(),
            ),
        ]
    }

    /// Measures by what they save across the library.
    pub fn measures(&self) -> Table {
        let changed =
            |figure: &&Figure| self.portfolio.measures.iter().any(|m| m.changes.contains_key(figure.name()));
        let figures: Vec<Figure> = Figure::ALL.iter().filter(changed).copied().collect();
        let mut columns = vec![
            Column::text(self.say("举措", "Measure")),
            Column::number(self.say("场景数", "Scenarios")),
            Column::number(self.say("占全部减少", "Part of the saving")),
        ];
        columns.extend(figures.iter().map(|f| Column::number(words::figure(*f, self.language))));
        let rows = self.portfolio.measures.iter().map(|measure| {
            let mut row = vec![
                Cell::text(words::measure(&measure.measure, self.language)),
                Cell::number(measure.scenarios as f64, Style::Plain),
                Cell::number(measure.weight, Style::Share),
            ];
            row.extend(figures.iter().map(|figure| match measure.changes.get(figure.name()) {
                Some(change) => Cell::number(*change, Style::Difference(1)),
                None => Cell::text(""),
            }));
            row
        });
        Table {
            caption: self
                .say(
                    "各举措在全库的作用，作用最大的在前",
                    "What each measure saves across the library, the most first",
                )
                .to_owned(),
            rows: rows.collect(),
            columns,
        }
    }

    /// How it was counted: what, and its value.
    pub fn how(&self) -> Vec<(String, String)> {
        let assumed: usize = self.portfolio.scenarios.iter().map(|one| one.assumed_facts).sum();
        let proven = self.portfolio.scenarios.iter().filter(|one| one.proven).count();
        let mut rows = vec![
            (self.say("场景", "Scenarios"), self.portfolio.scenarios.len().to_string()),
            (
                self.say("方案", "Plans"),
                self.say(
                    "各场景的分头办与第一个其他方案，基准情形",
                    "of each the separate one and the first other, in the base way",
                )
                .to_owned(),
            ),
            (
                self.say("表单字段共享率", "Fields shared"),
                self.say(
                    "办后方案所需的字段和问题（每张表各计一次）中，由登录、数据服务、电子证照、前序结果得到或由其算出的所占比例",
                    "of the fields and questions that the plan after needs, each once a form, those known from sign-in, \
                     supplied by a service, a licence or an earlier result, or computed from those",
                )
                .to_owned(),
            ),
            (
                self.say("材料共享率", "Materials shared"),
                self.say(
                    "办后方案所需的材料中，由电子证照或前序结果代替的所占比例",
                    "of the materials that the plan after needs, those for which a licence or an earlier result stands in",
                )
                .to_owned(),
            ),
            (
                self.say("举措的作用", "What a measure saves"),
                self.say(
                    "沙普利值（规则 37）按场景相加；“占全部减少”为它在各主要指标减少量中所占比例的平均",
                    "its Shapley value (rule 37), summed over scenarios; its part of the saving is the mean of its parts of \
                     what the main figures lose",
                )
                .to_owned(),
            ),
            (self.say("已证明问得最少", "Ask proven least"), format!("{proven} / {}", self.portfolio.scenarios.len())),
            (self.say("假定的事实", "Assumed facts"), assumed.to_string()),
            (self.say("计数规则", "Counting rules"), self.portfolio.rules.to_owned()),
            (self.say("程序", "Program"), format!("onething {}", env!("CARGO_PKG_VERSION"))),
        ];
        rows.extend(
            self.left_out
                .iter()
                .map(|one| (self.say("未计入", "Left out"), format!("{}: {}", one.scenario, one.why))),
        );
        rows.into_iter().map(|(label, text)| (label.to_owned(), text)).collect()
    }
}

fn plain(value: Option<f64>) -> Cell {
    value.map_or(Cell::Nothing, |value| Cell::number(value, Style::Plain))
}

fn part(of: Share) -> Option<f64> {
    of.percent.map(|percent| percent / 100.0)
}

fn share(of: Share) -> Cell {
    part(of).map_or(Cell::Nothing, |part| Cell::number(part, Style::Share))
}

/// One line a figure of each scenario, of all together and of the mean; what is shared; and what each measure changes:
/// `kind,name,figure,unit,from,to,change,saved_percent`. Kinds are `scenario`, `total`, `mean`, `shared` (`from` is what
/// is needed, `to` what is still asked; without a name over all), `measure`. What there is not is empty.
pub fn csv(portfolio: &Portfolio) -> String {
    let mut text = "kind,name,figure,unit,from,to,change,saved_percent\n".to_owned();
    let mut line =
        |kind: &str, name: &str, (figure, unit): (&str, &str), from: f64, to: f64, saved: Option<f64>| {
            let saved = saved.map(|saved| saved.to_string()).unwrap_or_default();
            text += &format!("{kind},{name},{figure},{unit},{from},{to},{},{saved}\n", to - from);
        };
    let unit = |figure: &Figure| (figure.name(), figure.unit());
    for one in &portfolio.scenarios {
        for figure in Figure::ALL {
            if let Some(change) = one.figures.get(figure.name()) {
                let (from, to) = (change.from.base, change.to.base);
                line("scenario", &one.scenario, unit(figure), from, to, change.saved_percent);
            }
        }
    }
    for figure in Figure::ALL {
        if let Some(total) = portfolio.totals.get(figure.name()) {
            line("total", "", unit(figure), total.from, total.to, total.saved_percent);
            line("mean", "", unit(figure), total.mean_from, total.mean_to, total.mean_saved_percent);
        }
    }
    let all = portfolio.scenarios.iter().map(|one| (one.scenario.as_str(), one.shared));
    for (name, shared) in all.chain([("", portfolio.shared)]) {
        for (figure, share) in [("fields", shared.fields), ("materials", shared.materials)] {
            let asked = share.needed.saturating_sub(share.shared);
            line("shared", name, (figure, "count"), share.needed as f64, asked as f64, share.percent);
        }
    }
    for measure in &portfolio.measures {
        for figure in Figure::ALL {
            if let Some(change) = measure.changes.get(figure.name()) {
                text +=
                    &format!("measure,{},{},{},,,{change},\n", measure.measure, figure.name(), figure.unit());
            }
        }
    }
    text
}
