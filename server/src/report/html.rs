//! A report as one HTML file: no script, nothing from a network, readable on a phone, on A4 and by a screen reader.
//!
//! The markup is also well-formed XML after its first line, so that tests can read it as such.

mod chart;
mod comparison;
mod course;
mod markup;
mod paired;
mod plot;
mod portfolio;
mod several;
mod simulation;
mod staffing;

use super::comparison::Picture;
use super::table::{Cell, Column, Table};
use markup::escaped;
use onething_engine::scenario::text::Language;

pub use comparison::comparison;
pub use paired::{paired, sensitivity};
pub use portfolio::portfolio;
pub use simulation::simulation;
pub use staffing::staffing;

/// The style of every report; text on any background has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3).
const STYLE: &str = include_str!("html/style.css");

/// Nothing may be loaded or run: the file is all there is.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// A figure that is read first.
struct Card {
    label: String,
    value: String,
    note: String,
}

/// A chart of any kind.
trait Drawing {
    /// What it shows.
    fn title(&self) -> &str;
    /// What its shapes mean; empty: no legend.
    fn legend(&self) -> &str;
    /// The SVG element; `id` is unlike that of anything else on the page.
    fn svg(&self, id: &str) -> String;
}

/// A page under way.
struct Page {
    out: String,
    ids: usize,
}

impl Page {
    /// Begins a page with its heading and what it is about.
    fn new(language: Language, title: &str, about: &[String]) -> Self {
        let tag = match language {
            Language::Zh => "zh-CN",
            Language::En => "en",
        };
        let title = escaped(title);
        let about: String = about.iter().map(|line| format!("<p>{}</p>\n", escaped(line))).collect();
        let out = format!(
            "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\"/>\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\"/>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n\
             <body>\n<header>\n<h1>{title}</h1>\n{about}</header>\n<main>\n"
        );
        Self { out, ids: 0 }
    }

    /// The whole file.
    fn finish(self) -> String {
        self.out + "</main>\n</body>\n</html>\n"
    }

    /// A section with its heading; `write` fills it.
    fn section(&mut self, heading: &str, write: impl FnOnce(&mut Self)) {
        let id = self.id();
        self.out +=
            &format!("<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{}</h2>\n", escaped(heading));
        write(self);
        self.out += "</section>\n";
    }

    /// A paragraph.
    fn paragraph(&mut self, text: &str) {
        self.out += &format!("<p>{}</p>\n", escaped(text));
    }

    /// What has to be known before figures are read.
    fn notes(&mut self, notes: &[String]) {
        if notes.is_empty() {
            return;
        }
        let items: String = notes.iter().map(|note| format!("<li>{}</li>\n", escaped(note))).collect();
        self.out += &format!("<ul class=\"notes\">\n{items}</ul>\n");
    }

    /// Figures that are read first.
    fn cards(&mut self, cards: &[Card]) {
        self.out += "<dl class=\"cards\">\n";
        for card in cards {
            let note = match card.note.is_empty() {
                true => String::new(),
                false => format!(" <span>{}</span>", escaped(&card.note)),
            };
            let (label, value) = (escaped(&card.label), escaped(&card.value));
            self.out += &format!("<div><dt>{label}</dt><dd><b>{value}</b>{note}</dd></div>\n");
        }
        self.out += "</dl>\n";
    }

    /// Names and what they are.
    fn pairs(&mut self, pairs: &[(String, String)]) {
        self.out += "<dl class=\"pairs\">\n";
        for (name, text) in pairs {
            self.out += &format!("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(name), escaped(text));
        }
        self.out += "</dl>\n";
    }

    /// Charts side by side where there is room.
    fn charts(&mut self, charts: &[impl Drawing]) {
        self.out += "<div class=\"charts\">\n";
        for chart in charts {
            let (id, caption) = (self.id(), escaped(chart.title()));
            let svg = chart.svg(&id);
            let legend = match chart.legend() {
                "" => String::new(),
                legend => format!("<p class=\"legend\">{}</p>\n", escaped(legend)),
            };
            self.out += &format!("<figure>\n<figcaption>{caption}</figcaption>\n{svg}\n{legend}</figure>\n");
        }
        self.out += "</div>\n";
    }

    /// A picture of its own writer, in a frame that scrolls where it is too wide.
    fn picture(&mut self, title: &str, svg: &str) {
        let title = escaped(title);
        self.out += &format!(
            "<figure class=\"picture\">\n<figcaption>{title}</figcaption>\n\
             <div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{title}\">\n{svg}</div>\n</figure>\n"
        );
    }

    /// The processes as pictures, in a section of their own; without any, no section.
    fn processes(&mut self, heading: &str, pictures: &[Picture]) {
        if !pictures.is_empty() {
            self.section(heading, |page| {
                pictures.iter().for_each(|picture| page.picture(&picture.title, &picture.svg));
            });
        }
    }

    /// A table in a frame that scrolls where it is too wide.
    fn table(&mut self, table: &Table) {
        let caption = escaped(&table.caption);
        self.out += &format!(
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{caption}\">\n<table>\n\
             <caption>{caption}</caption>\n<thead>\n"
        );
        self.out += &header(&table.columns);
        self.out += "</thead>\n<tbody>\n";
        for row in &table.rows {
            self.out += "<tr>";
            let mut cells = row.iter().zip(&table.columns);
            if let Some((cell, _)) = cells.next() {
                self.out += &format!("<th scope=\"row\">{}</th>", written(cell));
            }
            for (cell, column) in cells {
                self.out += &format!("<td{}>{}</td>", alignment(column), written(cell));
            }
            self.out += "</tr>\n";
        }
        self.out += "</tbody>\n</table>\n</div>\n";
    }

    fn id(&mut self) -> String {
        self.ids += 1;
        format!("part-{}", self.ids)
    }
}

/// One line of headings, or two where neighbours have one in common.
fn header(columns: &[Column]) -> String {
    let one = |column: &Column, rows: &str| {
        format!("<th scope=\"col\"{rows}{}>{}</th>", alignment(column), escaped(&column.label))
    };
    if columns.iter().all(|column| column.group.is_none()) {
        let line: String = columns.iter().map(|column| one(column, "")).collect();
        return format!("<tr>{line}</tr>\n");
    }
    let mut first = String::new();
    for neighbours in columns.chunk_by(|a, b| a.group.is_some() && a.group == b.group) {
        match neighbours {
            [column] if column.group.is_none() => first += &one(column, " rowspan=\"2\""),
            [column, ..] => {
                let (span, group) = (neighbours.len(), column.group.as_deref().unwrap_or_default());
                first += &format!("<th scope=\"colgroup\" colspan=\"{span}\">{}</th>", escaped(group));
            }
            [] => {}
        }
    }
    let second = columns.iter().filter(|column| column.group.is_some()).map(|column| one(column, ""));
    format!("<tr>{first}</tr>\n<tr>{}</tr>\n", second.collect::<String>())
}

fn alignment(column: &Column) -> &'static str {
    if column.is_number { " class=\"number\"" } else { "" }
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => escaped(text),
        Cell::Value(value) => escaped(&value.written()),
        Cell::Nothing => "–".to_owned(),
    }
}
