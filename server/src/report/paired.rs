//! What a report says of two simulations of the same applicants, and of parameters that were moved one by one.

use super::comparison::{ComparisonReport, Picture};
use super::setting::Setting;
use super::simulation::{SimulationReport, capital, warnings};
use super::table::{Cell, Column, Style, Table};
use crate::words::say;
use onething_engine::scenario::text::Language;
use onething_engine::simulate::paired::{Changed, Moved, Paired};
use onething_engine::simulate::{Estimate, Options, Spread};
use std::collections::BTreeMap;

/// Decimals of figures of every unit.
const DECIMALS: u8 = 3;

/// Two simulations with all that a report of them needs.
#[derive(Debug, Clone)]
pub struct PairedReport<'a> {
    /// What they came to, and what differs.
    pub paired: &'a Paired,
    /// How what was before was simulated.
    pub setting: Setting<'a>,
    /// How what came after was simulated.
    pub after: &'a Options,
    /// What would be otherwise, as it was said: `staff.police.officer=+1`.
    pub what_if: &'a [String],
    /// The same two plans by the counting rules; none: it is one plan.
    pub counted: Option<ComparisonReport<'a>>,
    /// The processes, drawn.
    pub pictures: Vec<Picture>,
}

impl<'a> PairedReport<'a> {
    /// A label in the report's language.
    pub fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.setting.say(zh, en)
    }

    /// What was before and what came after, as reports of their own.
    pub fn sides(&self) -> [SimulationReport<'a>; 2] {
        let Setting { options, scenario, beside, language, .. } = self.setting;
        let side = |outcome, options| SimulationReport { outcome, options, scenario, beside, language };
        [side(&self.paired.from, options), side(&self.paired.to, self.after)]
    }

    /// What each side is called.
    pub fn names(&self) -> [String; 2] {
        let [from, to] = self.sides().map(|side| side.plan());
        match self.what_if {
            [] => [from, to],
            said => [from, [to].iter().chain(said).cloned().collect::<Vec<String>>().join(", ")],
        }
    }

    /// Which two: `分头办 → 联办`.
    pub fn about(&self) -> String {
        self.names().join(" → ")
    }

    /// What has to be known of either before any figure is read.
    pub fn warnings(&self) -> Vec<String> {
        let (sides, names) = (self.sides(), self.names());
        let of = sides.iter().zip(&names).flat_map(|(side, name)| {
            let all = warnings(side.outcome, side.language).into_iter();
            all.map(move |warning| format!("{name}{}{warning}", self.say("：", ": ")))
        });
        of.collect()
    }

    /// Every figure before and after, and what surely differs.
    pub fn changes(&self) -> Table {
        let caption = self.say("成对比较的各项指标", "Figures by pairs");
        self.table(caption, &self.paired.changes)
    }

    /// Label and figures of each scenario, where there are several.
    pub fn scenarios(&self) -> Vec<(String, &'a [Changed])> {
        let language = self.setting.language;
        let titles = self.setting.scenarios().map(|one| one.title.in_language(language).to_owned());
        titles.zip(self.paired.scenarios.iter().map(|one| &one.changes[..])).collect()
    }

    /// Figures before and after, and what surely differs.
    pub fn table(&self, caption: &str, changes: &[Changed]) -> Table {
        let [from, to] = self.names();
        let row = |change: &Changed| {
            vec![
                Cell::text(capital(change.title.in_language(self.setting.language))),
                Cell::estimate(change.from, Style::Decimals(DECIMALS)),
                Cell::estimate(change.to, Style::Decimals(DECIMALS)),
                Cell::estimate(change.difference, Style::Difference(DECIMALS)),
                Cell::estimate(relative(change), Style::Change),
                Cell::text(self.certain(change)),
            ]
        };
        Table {
            caption: caption.to_owned(),
            columns: vec![
                Column::text(self.say("指标", "Figure")),
                Column::number(from),
                Column::number(to),
                Column::number(self.say("差", "Difference")),
                Column::number(self.say("变化", "Change")),
                Column::text(self.say("差别", "Told apart")),
            ],
            rows: changes.iter().map(row).collect(),
        }
    }

    /// Whether a figure surely differs, in words.
    pub fn certain(&self, change: &Changed) -> &'static str {
        certain(&self.setting, change)
    }

    /// How the whole and each item are spread, before and after one below the other.
    pub fn spreads(&self) -> Vec<(String, &'a Spread)> {
        let [before, after] = self.sides();
        let marked = |label: &str, name: &str| format!("{label} · {name}");
        let names = [self.say("前", "before"), self.say("后", "after")];
        let [from, to] = [before, after].map(spreads);
        let mut all = Vec::new();
        for (key, label, spread) in &from {
            all.push((marked(label, names[0]), *spread));
            let same = to.iter().find(|(other, ..)| other == key);
            all.extend(same.map(|(_, label, spread)| (marked(label, names[1]), *spread)));
        }
        let is_new = |key: &str| from.iter().all(|(other, ..)| *other != key);
        let new = to.iter().filter(|(key, ..)| is_new(key));
        all.extend(new.map(|(_, label, spread)| (marked(label, names[1]), *spread)));
        all
    }

    /// Load of each desk before and after, by its label; none: no limit to its people, or it is on one side alone.
    pub fn loads(&self) -> Vec<(String, [Option<Estimate>; 2])> {
        let mut all: BTreeMap<usize, (String, [Option<Estimate>; 2])> = BTreeMap::new();
        let mut ids: Vec<&str> = Vec::new();
        for (at, side) in self.sides().into_iter().enumerate() {
            for desk in &side.outcome.desks {
                let place = ids.iter().position(|id| *id == desk.id).unwrap_or_else(|| {
                    ids.push(&desk.id);
                    ids.len() - 1
                });
                let entry = all.entry(place).or_insert_with(|| (side.desk(desk), [None; 2]));
                if let Some(load) = entry.1.get_mut(at) {
                    *load = desk.load;
                }
            }
        }
        all.into_values().collect()
    }

    /// Load of each desk before and after.
    pub fn desks(&self) -> Table {
        let load = self.say("负荷", "Load");
        let row = |(label, loads): (String, [Option<Estimate>; 2])| {
            let mut row = vec![Cell::text(label)];
            row.extend(loads.map(|told| Cell::estimate(told, Style::Share)));
            row
        };
        Table {
            caption: self.say("人员负荷", "Load of staff").to_owned(),
            columns: vec![
                Column::text(self.say("人员", "Staff")),
                Column::number(self.say("前", "Before")).under(load),
                Column::number(self.say("后", "After")).under(load),
            ],
            rows: self.loads().into_iter().map(row).collect(),
        }
    }

    /// How it was simulated and compared.
    pub fn how(&self) -> Vec<(String, String)> {
        let [from, to] = self.names();
        let mut all: Vec<(String, String)> = self.setting.how();
        // Both plans are told by their own names.
        all.retain(|(label, _)| label != self.say("方案", "Plan"));
        let came = Setting { options: self.after, ..self.setting }.arrivals();
        if came != self.setting.arrivals() {
            all.push((self.say("到达（后）", "Arrivals after").to_owned(), came));
        }
        all.extend([(self.say("前", "Before").to_owned(), from), (self.say("后", "After").to_owned(), to)]);
        all.extend(pairs(&self.setting, self.paired.from.replications));
        all
    }
}

/// Key, label and spread of the whole and each item.
fn spreads(side: SimulationReport<'_>) -> Vec<(&str, String, &Spread)> {
    let whole = ("", side.say("整件事", "The whole").to_owned(), &side.outcome.cycle);
    let items = side.outcome.items.iter().map(|item| (&*item.id, side.item(item), &item.cycle));
    std::iter::once(whole).chain(items).collect()
}

/// How pairs are made, and what told the figures.
fn pairs(setting: &Setting<'_>, replications: u32) -> Vec<(String, String)> {
    let confidence = setting.options.confidence * 100.0;
    let method = match setting.language {
        Language::Zh => format!(
            "{replications} 对重复的配对差：同样的申请人、同样的抽样；± 为 {confidence:.0}% 置信区间半宽（Student t），区间不含 0 才算“确有差别”"
        ),
        Language::En => format!(
            "differences are of {replications} pairs of replications with the same applicants and the same luck; ± is half \
             of the {confidence:.0} % confidence interval (Student's t); certain: the interval does not hold 0"
        ),
    };
    let rows = [
        (setting.say("成对比较", "Pairs"), method),
        (setting.say("假设", "Assumptions"), setting.assumptions().to_owned()),
        setting.program(),
    ];
    rows.map(|(label, text)| (label.to_owned(), text)).into()
}

fn certain(setting: &Setting<'_>, change: &Changed) -> &'static str {
    match (change.is_certain, change.difference.map(|difference| difference.mean)) {
        (_, None) => "",
        (_, Some(0.0)) => say(setting.language, "相同", "the same"),
        (true, _) => say(setting.language, "确有差别", "certain"),
        (false, _) => say(setting.language, "分不出", "not told apart"),
    }
}

/// The difference as a share of what was before; none where that was nothing.
pub fn relative(change: &Changed) -> Option<Estimate> {
    let (before, difference) = (change.from?.mean, change.difference?);
    (before != 0.0).then(|| Estimate {
        mean: difference.mean / before.abs(),
        half_width: difference.half_width.map(|half| half / before.abs()),
        count: difference.count,
    })
}

/// Parameters that were moved one by one, with all that a report of them needs.
#[derive(Debug, Clone, Copy)]
pub struct SensitivityReport<'a> {
    /// What moved the mean time, the most first.
    pub moved: &'a [Moved],
    /// How it was simulated.
    pub setting: Setting<'a>,
    /// Labels of the desks by name.
    pub desks: &'a BTreeMap<String, String>,
}

/// A parameter of the tornado: what it is, and what each of its values does to the mean time, hours.
#[derive(Debug, Clone, PartialEq)]
pub struct Blade {
    /// What is moved.
    pub label: String,
    /// To which value, and the difference.
    pub values: Vec<(String, Estimate)>,
}

impl SensitivityReport<'_> {
    /// A label in the report's language.
    pub fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.setting.say(zh, en)
    }

    /// What a parameter is, in words, with its name.
    fn parameter(&self, name: &str) -> String {
        let (kind, of) = name.split_once('.').unwrap_or((name, ""));
        let label = match kind {
            "staff" => return self.desks.get(of).cloned().unwrap_or_else(|| of.to_owned()),
            "available" => self.say("系统可用", "System answers"),
            "correct" => return self.say("补正的机会", "Chance of corrections").to_owned(),
            "arrivals" => return self.say("收件量", "Applications that come").to_owned(),
            _ => return name.to_owned(),
        };
        match self.setting.language {
            Language::Zh => format!("{label}（{of}）"),
            Language::En => format!("{label} ({of})"),
        }
    }

    /// To what it is moved, in words.
    fn value(&self, value: &str) -> String {
        if let Some(people) = value.strip_prefix('+') {
            return format!("+{people}{}", self.say(" 人", ""));
        }
        if let Some(people) = value.strip_prefix('-') {
            return format!("−{people}{}", self.say(" 人", ""));
        }
        value.replace('x', "×")
    }

    /// The parameters by how much they move the mean time, the most first, each with all its values.
    pub fn tornado(&self) -> Vec<Blade> {
        let mut blades: Vec<(&str, Blade)> = Vec::new();
        for moved in self.moved {
            let (name, value) = moved.what.split_once('=').unwrap_or((&moved.what, ""));
            let Some(difference) = difference(moved, "cycle_mean_hours") else { continue };
            let told = (self.value(value), difference);
            match blades.iter_mut().find(|(known, _)| *known == name) {
                Some((_, blade)) => blade.values.push(told),
                None => {
                    let label = self.parameter(name);
                    blades.push((name, Blade { label, values: vec![told] }));
                }
            }
        }
        blades.into_iter().map(|(_, blade)| blade).collect()
    }

    /// What each move does to the figures that are asked for first.
    pub fn table(&self) -> Table {
        let figures = ["cycle_mean_hours", "cycle_p95_hours", "waiting_hours", "on_time"];
        let title = |name: &str| {
            let known =
                self.moved.iter().flat_map(|moved| &moved.changes).find(|change| change.figure == name);
            known
                .map_or_else(String::new, |change| change.title.in_language(self.setting.language).to_owned())
        };
        let differs = self.say("与现状之差", "Difference from what is");
        let mut columns =
            vec![Column::text(self.say("改动", "Change")), Column::text(self.say("参数", "Parameter"))];
        columns.extend(figures.map(|name| Column::number(title(name)).under(differs)));
        columns.push(Column::text(self.say("平均用时的差别", "Mean time told apart")));
        let row = |moved: &Moved| {
            let (name, value) = moved.what.split_once('=').unwrap_or((&moved.what, ""));
            let said = format!("{}{}{}", self.parameter(name), self.say("：", ": "), self.value(value));
            let mut row = vec![Cell::text(said), Cell::text(&moved.what)];
            row.extend(
                figures.map(|name| Cell::estimate(difference(moved, name), Style::Difference(DECIMALS))),
            );
            let mean = moved.changes.iter().find(|change| change.figure == "cycle_mean_hours");
            row.push(Cell::text(mean.map(|change| certain(&self.setting, change)).unwrap_or_default()));
            row
        };
        Table {
            caption: self.say("每次只改一个参数", "One parameter moved at a time").to_owned(),
            columns,
            rows: self.moved.iter().map(row).collect(),
        }
    }

    /// How it was simulated and compared.
    pub fn how(&self) -> Vec<(String, String)> {
        let mut all = self.setting.how();
        let count = self.moved.iter().flat_map(|moved| &moved.changes).filter_map(|change| change.difference);
        let replications = count.map(|difference| difference.count).max().unwrap_or_default();
        all.extend(pairs(&self.setting, u32::try_from(replications).unwrap_or(u32::MAX)));
        all
    }
}

fn difference(moved: &Moved, figure: &str) -> Option<Estimate> {
    moved.changes.iter().find(|change| change.figure == figure)?.difference
}
