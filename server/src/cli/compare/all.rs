//! `onething compare --all`: the whole library before and after.

use super::super::output::{json, write, write_file};
use super::super::table::{folded, table};
use super::super::words;
use super::super::{Everywhere, FINDINGS, Failure, GOOD, check, output, progress};
use super::{Compare, Format, PROSE, comparison};
use crate::library::{self, Loaded};
use crate::report::portfolio::{LeftOut, PortfolioReport, csv};
use crate::report::table::Cell;
use crate::report::{html, xlsx};
use onething_engine::analyse::compare::Comparison;
use onething_engine::analyse::portfolio::portfolio;
use onething_engine::plan::figure::Figure;
use onething_engine::scenario::text::{Language, Text};
use rayon::prelude::*;

/// Compares every scenario of the library; those with errors are left out, told on stderr, and make the exit code that
/// of findings.
pub(super) fn run(verb: &Compare, everywhere: &Everywhere) -> Result<u8, Failure> {
    let workbook = match verb.format {
        Format::Xlsx => Some(output::file(verb.output.as_deref(), "xlsx")?),
        _ => None,
    };
    let language = everywhere.language();
    let library = library::load_all(&everywhere.place())?;
    let wrong = |loaded: &Loaded| loaded.scenario.is_none() || loaded.has_errors();
    library
        .iter()
        .filter(|(_, loaded)| wrong(loaded))
        .for_each(|(_, loaded)| check::print_errors(loaded, language));
    let made: Vec<(&str, Result<Comparison, Text>)> =
        progress::shown(words::say(language, "场景库", "library"), || {
            library.par_iter().map(|(id, loaded)| (id.as_str(), one(loaded))).collect()
        });
    let (mut compared, mut left_out) = (Vec::new(), Vec::new());
    for (id, result) in made {
        match result {
            Ok(comparison) => compared.push(comparison),
            Err(why) => {
                left_out.push(LeftOut { scenario: id.to_owned(), why: why.in_language(language).to_owned() });
            }
        }
    }
    let portfolio = portfolio(&compared);
    let report = PortfolioReport { portfolio: &portfolio, language, left_out: &left_out };
    if let Some(path) = workbook {
        write_file(path, &xlsx::portfolio(&report).map_err(Failure::unmade)?)?;
    } else {
        let text = match verb.format {
            Format::Json => json(&portfolio)?,
            Format::Csv => csv(&portfolio),
            Format::Html => html::portfolio(&report),
            Format::Human | Format::Xlsx => human(&report),
        };
        write(verb.output.as_deref(), &text)?;
    }
    Ok(if library.iter().any(|(_, loaded)| wrong(loaded)) { FINDINGS } else { GOOD })
}

fn one(loaded: &Loaded) -> Result<Comparison, Text> {
    if loaded.has_errors() {
        return Err(Text::new("有错误", "it has errors"));
    }
    comparison(loaded, None, None, &[]).map_err(|failure| failure.message)
}

/// The library as tables.
fn human(report: &PortfolioReport<'_>) -> String {
    let mut parts = vec![report.title(), scenarios(report), measures(report)];
    let how = report
        .how()
        .into_iter()
        .map(|(label, text)| folded(&format!("{label}{}{text}", report.say("：", ": ")), PROSE));
    parts.push(how.collect::<Vec<_>>().join("\n"));
    parts.join("\n\n")
}

/// One line a scenario, `before → after` of each main figure, then all together.
fn scenarios(report: &PortfolioReport<'_>) -> String {
    let language = report.language;
    let figures: Vec<Figure> = report.totals().map(|(figure, _)| figure).collect();
    let mut header = vec![report.say("一件事", "scenario").to_owned()];
    header.extend(figures.iter().map(|figure| words::figure_heading(*figure, language)));
    header.extend(match language {
        Language::Zh => ["字段\n共享率", "材料\n共享率"].map(str::to_owned),
        Language::En => ["fields\nshared", "materials\nshared"].map(str::to_owned),
    });
    let told = report.scenarios();
    let rows = told.rows.into_iter().map(|row| {
        let mut cells = row.into_iter();
        let mut line: Vec<String> = cells.by_ref().take(1).map(|cell| written(&cell)).collect();
        let cells: Vec<Cell> = cells.collect();
        let (pairs, shares) = cells.split_at(2 * figures.len());
        line.extend(pairs.chunks(2).map(|pair| match pair {
            [before, after] if *before != Cell::text("") => {
                format!("{} → {}", written(before), written(after))
            }
            [_, after] => written(after),
            _ => String::new(),
        }));
        line.extend(shares.iter().map(written));
        line
    });
    table(&header, rows, true)
}

fn measures(report: &PortfolioReport<'_>) -> String {
    let told = report.measures();
    let header: Vec<String> =
        told.columns.iter().map(|column| column.label.replacen(" (", "\n(", 1)).collect();
    let rows = told.rows.iter().map(|row| row.iter().map(written).collect());
    format!("{}\n{}", told.caption, table(&header, rows, true))
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Value(value) => value.written(),
        Cell::Nothing => "–".to_owned(),
    }
}
