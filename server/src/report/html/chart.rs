//! Charts as inline SVG: a row for each thing, its label and value above its bar.
//!
//! Places across are in percent and texts in pixels, so that bars stretch with the page while texts stay as large
//! as they are.

use super::Drawing;
use super::markup::escaped;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Height of a line of text, pixels.
const LINE: u32 = 18;
/// Height of a bar, pixels.
const BAR: u32 = 16;
/// What stands between two rows, pixels.
const GAP: u32 = 12;
/// Widest line of a label, in columns, so that a value has room beside it on a phone.
const LABEL: usize = 26;
/// Most lines of a label.
const LABEL_LINES: usize = 2;

/// A chart of rows on one scale from left to right.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chart {
    /// What it shows.
    pub title: String,
    /// What it shows, told to those who do not see it.
    pub description: String,
    /// What its shapes mean; empty: no legend.
    pub legend: String,
    /// Its rows, from above.
    pub rows: Vec<Row>,
    /// Lines across the bars of all rows.
    pub axis: Vec<Mark>,
}

/// A row of a chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// What it is about.
    pub label: String,
    /// Its value as people read it.
    pub value: String,
    /// What is drawn of it.
    pub shapes: Vec<Shape>,
}

/// A line across the bars of all rows, or across a [plot](super::plot).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    /// Where, 0–1 of the width.
    pub at: f64,
    /// What stands below it.
    pub label: String,
    /// It stands out.
    pub is_strong: bool,
}

/// A shape in a row; places are shares of the width, 0–1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    /// A bar of a class of the style.
    Bar(f64, f64, &'static str),
    /// A thin line in the middle.
    Whisker(f64, f64),
    /// A short line down.
    Tick(f64),
    /// A dot.
    Dot(f64),
    /// A filled dot of a class of the style.
    Point(f64, &'static str),
}

impl Drawing for Chart {
    fn title(&self) -> &str {
        &self.title
    }

    fn legend(&self) -> &str {
        &self.legend
    }

    fn svg(&self, id: &str) -> String {
        let (mut body, mut top, mut bars) = (String::new(), 0, Vec::new());
        for row in &self.rows {
            top = row.write(top, &mut body);
            bars.push(top - GAP - BAR);
        }
        let below = top;
        let mut marks = String::new();
        for mark in &self.axis {
            mark.write(&bars, below, &mut marks);
        }
        let height = below + if self.axis.is_empty() { 0 } else { LINE };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" width=\"100%\" height=\"{height}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\">\n<title id=\"{id}-title\">{}</title>\n\
             <desc id=\"{id}-desc\">{}</desc>\n{marks}{body}</svg>",
            escaped(&self.title),
            escaped(&self.description)
        )
    }
}

impl Row {
    /// Writes it from `top` on, and says where it ends.
    fn write(&self, top: u32, out: &mut String) -> u32 {
        let lines = lines(&self.label);
        let mut y = top;
        *out += &format!("<g><title>{}: {}</title>", escaped(&self.label), escaped(&self.value));
        for line in &lines {
            y += LINE;
            *out += &format!("<text x=\"0\" y=\"{}\">{}</text>", y - 5, escaped(line));
        }
        let value = escaped(&self.value);
        *out += &format!("<text class=\"value\" x=\"100%\" y=\"{}\">{value}</text>", y - 5);
        for shape in &self.shapes {
            *out += &shape.written(y);
        }
        *out += "</g>\n";
        y + BAR + GAP
    }
}

impl Shape {
    fn written(self, top: u32) -> String {
        let (middle, bottom) = (top + BAR / 2, top + BAR);
        match self {
            Self::Bar(from, to, class) => {
                let (from, to) = (from.min(to), from.max(to));
                format!(
                    "<rect class=\"{class}\" x=\"{}\" y=\"{top}\" width=\"{}\" height=\"{BAR}\"/>",
                    percent(from),
                    percent(to - from)
                )
            }
            Self::Whisker(from, to) => {
                let (from, to) = (percent(from), percent(to));
                format!("<line class=\"whisker\" x1=\"{from}\" x2=\"{to}\" y1=\"{middle}\" y2=\"{middle}\"/>")
            }
            Self::Tick(at) => {
                let at = percent(at);
                format!("<line class=\"tick\" x1=\"{at}\" x2=\"{at}\" y1=\"{top}\" y2=\"{bottom}\"/>")
            }
            Self::Dot(at) => {
                format!("<circle class=\"dot\" cx=\"{}\" cy=\"{middle}\" r=\"4\"/>", percent(at))
            }
            Self::Point(at, class) => {
                format!("<circle class=\"{class}\" cx=\"{}\" cy=\"{middle}\" r=\"5\"/>", percent(at))
            }
        }
    }
}

impl Mark {
    /// Writes it across bars that begin at these heights, and its label below them: a line through a text cannot be
    /// read.
    fn write(&self, bars: &[u32], below: u32, out: &mut String) {
        let at = percent(self.at);
        let class = self.class();
        for top in bars {
            let (from, to) = (top.saturating_sub(3), top + BAR + 3);
            *out += &format!("<line class=\"{class}\" x1=\"{at}\" x2=\"{at}\" y1=\"{from}\" y2=\"{to}\"/>");
        }
        *out += &self.label(below + LINE - 5);
    }

    /// Its class of the style.
    pub fn class(&self) -> &'static str {
        if self.is_strong { "mark strong" } else { "mark" }
    }

    /// Its label, with the foot of the letters at a height.
    pub fn label(&self, foot: u32) -> String {
        let anchor = match self.at {
            at if at < 0.06 => "start",
            at if at > 0.94 => "end",
            _ => "middle",
        };
        format!(
            "<text class=\"axis\" text-anchor=\"{anchor}\" x=\"{}\" y=\"{foot}\">{}</text>\n",
            percent(self.at),
            escaped(&self.label)
        )
    }
}

/// Marks at round values from 0 to at most `max`, which stands at the right end; four to seven of them.
pub(super) fn round_marks(max: f64, label: impl Fn(f64) -> String) -> Vec<Mark> {
    round_marks_between(0.0, max, label)
}

/// Marks at round values between two that stand at the ends.
pub(super) fn round_marks_between(min: f64, max: f64, label: impl Fn(f64) -> String) -> Vec<Mark> {
    let width = max - min;
    if !(width > 0.0 && width.is_finite()) {
        return Vec::new();
    }
    let power = 10_f64.powf((width / 4.0).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
    let step = steps.into_iter().find(|step| width / step <= 5.0).unwrap_or(width);
    let first = (min / step).ceil();
    let values = (0..=5).map(|n| (first + f64::from(n)) * step).take_while(|value| *value <= max);
    values.map(|value| Mark { at: (value - min) / width, label: label(value), is_strong: false }).collect()
}

/// A share of the width; what lies outside is drawn at the edge.
pub(super) fn percent(share: f64) -> String {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    format!("{:.2}%", share * 100.0)
}

/// A label in lines that a phone has room for; what is longer ends with `…`.
fn lines(label: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in words(label).flat_map(pieces) {
        let Some(last) = lines.last_mut() else { break };
        if last.is_empty() || last.width() + piece.trim_end().width() <= LABEL {
            *last += &piece;
        } else {
            lines.push(piece);
        }
    }
    if lines.len() > LABEL_LINES {
        lines.truncate(LABEL_LINES);
        if let Some(last) = lines.last_mut() {
            *last = last.trim_end().to_owned() + "…";
        }
    }
    lines
}

/// Pieces that may stand on a line of their own: up to a blank or a Chinese comma, or from a bracket on.
fn words(label: &str) -> impl Iterator<Item = &str> {
    let mut rest = label;
    std::iter::from_fn(move || {
        let inner = rest.char_indices().skip(1).find_map(|(at, letter)| match letter {
            ' ' | '、' | '，' => Some(at + letter.len_utf8()),
            '（' | '(' => Some(at),
            _ => None,
        });
        let (word, after) = rest.split_at_checked(inner.unwrap_or(rest.len()))?;
        rest = after;
        (!word.is_empty()).then_some(word)
    })
}

/// A word, broken where it is wider than a line.
fn pieces(word: &str) -> Vec<String> {
    let (mut pieces, mut width) = (vec![String::new()], 0);
    for letter in word.chars() {
        let wide = letter.width().unwrap_or(0);
        if width + wide > LABEL {
            pieces.push(String::new());
            width = 0;
        }
        width += wide;
        if let Some(last) = pieces.last_mut() {
            last.push(letter);
        }
    }
    pieces
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]
mod tests {
    use super::*;

    #[test]
    fn labels_fit_a_phone() {
        assert_eq!(lines("Data sharing"), ["Data sharing"]);
        let long = "Registration of the birth with the police, and enrolment in the insurance of residents";
        let lines = lines(long);
        assert_eq!(lines.len(), LABEL_LINES);
        assert!(lines.iter().all(|line| line.width() <= LABEL + 1), "{lines:?}");
        assert!(lines.last().is_some_and(|line| line.ends_with('…')));
        let named = "人力资源和社会保障局（human_resources.clerk）";
        assert_eq!(super::lines(named), ["人力资源和社会保障局", "（human_resources.clerk）"]);
        assert_eq!(pieces(&"字".repeat(20)).len(), 2);
    }

    #[test]
    fn marks_stand_at_round_values() {
        let labels = |max| -> Vec<String> {
            round_marks(max, |v| v.to_string()).into_iter().map(|m| m.label).collect()
        };
        assert_eq!(labels(430.0), ["0", "100", "200", "300", "400"]);
        assert_eq!(labels(1.1), ["0", "0.5", "1"]);
        let between: Vec<(f64, String)> = round_marks_between(45.0, 145.0, |v| v.to_string())
            .into_iter()
            .map(|m| (m.at, m.label))
            .collect();
        assert_eq!(between.first(), Some(&(0.15, "60".to_owned())));
        assert_eq!(between.len(), 5);
        assert!(labels(0.0).is_empty());
        assert!(labels(f64::NAN).is_empty());
    }

    #[test]
    fn no_line_goes_through_a_label() {
        let row =
            || Row { label: "l".into(), value: "1".into(), shapes: vec![Shape::Bar(0.0, 0.1, "total")] };
        let axis = vec![Mark { at: 0.5, label: "100%".into(), is_strong: true }];
        let (title, description, legend) = (String::new(), String::new(), String::new());
        let svg = Chart { title, description, legend, rows: vec![row(), row()], axis }.svg("one");
        let document = roxmltree::Document::parse(&svg).unwrap();
        let place =
            |node: roxmltree::Node<'_, '_>, name| node.attribute(name).unwrap().parse::<u32>().unwrap();
        let lines = document.descendants().filter(|node| node.has_tag_name("line"));
        let lines: Vec<(u32, u32)> = lines.map(|line| (place(line, "y1"), place(line, "y2"))).collect();
        let texts = document.descendants().filter(|node| node.has_tag_name("text"));
        assert_eq!(lines.len(), 2);
        for foot in texts.map(|text| place(text, "y")) {
            // Letters of 13 pixels stand on their foot, and some reach 3 below it.
            assert!(
                lines.iter().all(|(from, to)| *to <= foot - 10 || *from >= foot + 2),
                "{foot}: {lines:?}"
            );
        }
    }

    #[test]
    fn a_row_is_drawn_in_percent_of_the_width() {
        let row =
            Row {
                label: "a < b".into(), value: "−4".into(), shapes: vec![Shape::Bar(0.5, 0.25, "better")]
            };
        let mut out = String::new();
        assert_eq!(row.write(0, &mut out), LINE + BAR + GAP);
        assert_eq!(
            out,
            "<g><title>a &lt; b: −4</title><text x=\"0\" y=\"13\">a &lt; b</text>\
             <text class=\"value\" x=\"100%\" y=\"13\">−4</text>\
             <rect class=\"better\" x=\"25.00%\" y=\"18\" width=\"25.00%\" height=\"16\"/></g>\n"
        );
    }
}
