//! A comparison as tables for people.

use super::super::table::{folded, number, table};
use super::super::words::{self, figure_heading, say};
use super::PROSE;
use crate::report::comparison::{method, proven};
use onething_engine::analyse::compare::{Change, Comparison};
use onething_engine::plan::explain::AskedThing;
use onething_engine::plan::figure::Figure;
use onething_engine::plan::summary::Spread;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::Language;

/// The comparison as tables.
pub fn human(comparison: &Comparison, scenario: &Scenario, language: Language) -> String {
    let plan = |name: &str| {
        let title = scenario.plans.get(name).map(|p| p.title.clone()).unwrap_or_default();
        words::named(&title, name, language)
    };
    let title = comparison.title.in_language(language);
    let colon = say(language, "：", ": ");
    let heading = format!("{title}{colon}{} → {}", plan(&comparison.from), plan(&comparison.to));
    let mut parts = vec![heading, figures(comparison, language)];
    parts.extend([beside(comparison, language), applicants(comparison, scenario, language)]);
    parts.extend([stops(comparison, language), waterfall(comparison, language)]);
    parts.extend([asked(comparison, language), folded(&footnote(comparison, language), PROSE)]);
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

fn figures(comparison: &Comparison, language: Language) -> String {
    let header: [&str; 6] = match language {
        Language::Zh => ["指标", "办前", "办后", "减少", "办前平均\n（范围）", "办后平均\n（范围）"],
        Language::En => ["figure", "from", "to", "saved", "from, mean\n(range)", "to, mean\n(range)"],
    };
    let rows = Figure::ALL.iter().filter_map(|figure| {
        let change = comparison.figures.get(figure.name())?;
        let quiet = change.from.max == 0.0 && change.to.max == 0.0;
        (!quiet).then(|| row(*figure, change, language))
    });
    table(&header, rows, true)
}

fn row(figure: Figure, change: &Change, language: Language) -> Vec<String> {
    // Systems and data sources are information, never a saving (rule 31).
    let saved = match change.saved_percent.filter(|_| figure.is_burden()) {
        Some(percent) => format!("{percent}%"),
        None => "–".to_owned(),
    };
    vec![
        words::figure(figure, language).to_owned(),
        number(change.from.base),
        number(change.to.base),
        saved,
        spread(change.from),
        spread(change.to),
    ]
}

fn spread(spread: Spread) -> String {
    if spread.min == spread.max {
        number(spread.expected)
    } else {
        format!("{} ({}–{})", number(spread.expected), number(spread.min), number(spread.max))
    }
}

/// What some figures consist of: what is 0 before and after is left out.
fn beside(comparison: &Comparison, language: Language) -> String {
    let (from, to) = (&comparison.beside.from, &comparison.beside.to);
    let parts = [
        (
            ("流转中由申请人跑的", "handoffs carried by the applicant"),
            from.handoffs_by_applicant,
            to.handoffs_by_applicant,
        ),
        (
            ("部门之间的流转", "handoffs between departments"),
            from.handoffs_between_departments,
            to.handoffs_between_departments,
        ),
        (("不计入时限的特别程序", "special steps outside the limit"), from.special_steps, to.special_steps),
        (("填写字段中的问题", "questions among the fields"), from.questions, to.questions),
        (("参与的企业", "companies that take part"), from.companies, to.companies),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, from, to)| from + to > 0)
        .map(|((zh, en), from, to)| format!("{} {from} → {to}", say(language, zh, en)))
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    let text = format!("{}{}", say(language, "其中：", "Of these: "), parts.join(say(language, "；", "; ")));
    folded(&text, PROSE)
}

/// Other applicants for whom figures differ (rule 4).
fn applicants(comparison: &Comparison, scenario: &Scenario, language: Language) -> String {
    let rows = comparison.applicants.iter().flat_map(|other| {
        let party = scenario.people.get(other.applicant.as_str()).map(|p| p.title.clone());
        let who = words::named(&party.unwrap_or_default(), &other.applicant, language);
        Figure::ALL.iter().filter_map(move |figure| {
            let change = other.figures.get(figure.name())?;
            let mut row = row(*figure, change, language);
            row.insert(0, who.clone());
            Some(row)
        })
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        return String::new();
    }
    let header: [&str; 7] = match language {
        Language::Zh => {
            ["申请人", "指标", "办前", "办后", "减少", "办前平均\n（范围）", "办后平均\n（范围）"]
        }
        Language::En => {
            ["applicant", "figure", "from", "to", "saved", "from, mean\n(range)", "to, mean\n(range)"]
        }
    };
    let title = say(language, "由其他人申请时不同的指标", "Figures that differ when someone else applies");
    format!("{title}\n{}", table(&header, rows, true))
}

/// Ways that end with an explanation (rule 18).
fn stops(comparison: &Comparison, language: Language) -> String {
    if comparison.stops.is_empty() {
        return String::new();
    }
    let rows = comparison.stops.iter().map(|stop| {
        let chance = format!("{}%", number(stop.chance * 100.0));
        vec![stop.answer.clone(), chance, stop.text.in_language(language).to_owned()]
    });
    let header = match language {
        Language::Zh => ["答案", "占比", "告知申请人"],
        Language::En => ["answer", "share", "what the applicant is told"],
    };
    let title = say(
        language,
        "到此为止、不计入指标的情形",
        "Ways that end with an explanation, left out of the figures",
    );
    format!("{title}\n{}", table(&header, rows, false))
}

/// One row a measure: its change of every figure that any measure changes.
fn waterfall(comparison: &Comparison, language: Language) -> String {
    if comparison.waterfall.is_empty() {
        return String::new();
    }
    let changed = |f: &Figure| comparison.waterfall.iter().any(|w| w.figure == f.name());
    let figures: Vec<Figure> = Figure::ALL.iter().copied().filter(changed).collect();
    let mut header = vec![say(language, "举措", "measure").to_owned()];
    header.extend(figures.iter().map(|f| figure_heading(*f, language)));
    let mut measures: Vec<&str> = Vec::new();
    for step in &comparison.waterfall {
        if !measures.contains(&step.measure.as_str()) {
            measures.push(&step.measure);
        }
    }
    let rows = measures.into_iter().map(|measure| {
        let change = |figure: &Figure| -> f64 {
            let steps =
                comparison.waterfall.iter().filter(|w| w.measure == measure && w.figure == figure.name());
            steps.map(|w| w.change).sum()
        };
        let mut row = vec![words::measure(measure, language)];
        row.extend(figures.iter().map(|f| signed(change(f))));
        row
    });
    let title = say(
        language,
        "各举措依次带来的变化（基准情形）",
        "What each measure changes, taken in order (base way)",
    );
    format!("{title}\n{}", table(&header, rows, true))
}

/// `+1`, `−4`; nothing for no change.
fn signed(change: f64) -> String {
    match change {
        change if change.abs() < 1e-9 => String::new(),
        change if change > 0.0 => format!("+{}", number(change)),
        change => number(change).replace('-', "−"),
    }
}

fn asked(comparison: &Comparison, language: Language) -> String {
    let title = say(language, "办后仍要填写与提交的（基准情形）", "Still asked afterwards (base way)");
    let asked: Vec<_> = comparison.ask.fields.iter().chain(&comparison.ask.materials).collect();
    if asked.is_empty() {
        return format!("{title}\n {}", say(language, "没有", "nothing"));
    }
    if asked.iter().any(|a| a.form.is_some()) {
        return format!("{title}\n{}", by_form(comparison, language));
    }
    let rows = asked.into_iter().map(|a| {
        vec![
            a.id.clone(),
            words::word(a.kind, language),
            a.title.in_language(language).to_owned(),
            a.because.in_language(language).to_owned(),
        ]
    });
    let header = match language {
        Language::Zh => ["项", "种类", "名称", "为什么要问"],
        Language::En => ["asked", "kind", "label", "because"],
    };
    format!("{title}\n{}", table(&header, rows, false))
}

/// What each form of its own asks, one row a form: most is asked again and again, for the same reason.
fn by_form(comparison: &Comparison, language: Language) -> String {
    let ask = &comparison.ask;
    let form = |asked: &AskedThing| asked.form.clone().unwrap_or_default();
    let mut forms: Vec<String> = Vec::new();
    for asked in ask.fields.iter().chain(&ask.materials) {
        if !forms.contains(&form(asked)) {
            forms.push(form(asked));
        }
    }
    let rows = forms.into_iter().map(|name| {
        let of = |list: &[AskedThing]| {
            let names: Vec<&str> = list.iter().filter(|a| form(a) == name).map(|a| a.id.as_str()).collect();
            words::listed(&names, language)
        };
        vec![name.clone(), of(&ask.fields), of(&ask.materials)]
    });
    let header = match language {
        Language::Zh => ["表单", "字段与问题", "材料"],
        Language::En => ["form", "fields and questions", "materials"],
    };
    table(&header, rows, false)
}

fn footnote(comparison: &Comparison, language: Language) -> String {
    let zh = language == Language::Zh;
    let method = method(comparison.method, language);
    let proven = proven(comparison, language);
    let (rules, n) = (comparison.rules, comparison.assumed_facts);
    match (zh, n) {
        (true, 0) => format!("按计数规则 {rules} 计数；{method}；{proven}。"),
        (true, n) => format!(
            "按计数规则 {rules} 计数；{method}；{proven}；{n} 条事实为假定（`onething check --assumed` 列出）。"
        ),
        (false, 0) => format!("Counted by {rules}; {method}; {proven}."),
        (false, 1) => format!(
            "Counted by {rules}; {method}; {proven}; 1 fact is assumed (`onething check --assumed` lists it)."
        ),
        (false, n) => format!(
            "Counted by {rules}; {method}; {proven}; {n} facts are assumed (`onething check --assumed` lists them)."
        ),
    }
}
