//! Plots as inline SVG: what goes on from left to right, at heights of its own.
//!
//! As in a [chart](super::chart), places across are in percent and heights in pixels.

use super::Drawing;
use super::chart::{Mark, percent};
use super::markup::escaped;

/// Height of what is drawn, pixels.
const HEIGHT: u32 = 150;
/// Height of the labels below, pixels.
const LINE: u32 = 18;
/// Room above for what stands at the top, pixels.
const ROOM: u32 = 16;

/// A plot; places are shares of its width and height, 0–1, from the left and from the bottom.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Plot {
    /// What it shows.
    pub title: String,
    /// What it shows, told to those who do not see it.
    pub description: String,
    /// What its shapes mean; empty: no legend.
    pub legend: String,
    /// Lines from below to above.
    pub across: Vec<Mark>,
    /// Lines from left to right.
    pub up: Vec<Mark>,
    /// What is drawn, the last above all others.
    pub drawn: Vec<Drawn>,
}

/// What is drawn of a class of the style.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Drawn {
    /// Columns: from, to, height.
    Columns(&'static str, Vec<(f64, f64, f64)>),
    /// A line from point to point; a gap where there is none.
    Line(&'static str, Vec<Option<(f64, f64)>>),
    /// Dots, each with what it is.
    Dots(&'static str, Vec<(f64, f64, String)>),
}

impl Drawing for Plot {
    fn title(&self) -> &str {
        &self.title
    }

    fn legend(&self) -> &str {
        &self.legend
    }

    fn svg(&self, id: &str) -> String {
        let bottom = ROOM + HEIGHT;
        let mut body = String::new();
        for mark in &self.up {
            let (class, y) = (mark.class(), height(mark.at));
            body += &format!("<line class=\"{class}\" x1=\"0\" x2=\"100%\" y1=\"{y}\" y2=\"{y}\"/>\n");
        }
        for mark in &self.across {
            let (class, x) = (mark.class(), percent(mark.at));
            body +=
                &format!("<line class=\"{class}\" x1=\"{x}\" x2=\"{x}\" y1=\"{ROOM}\" y2=\"{bottom}\"/>\n");
            body += &mark.label(bottom + LINE - 5);
        }
        self.drawn.iter().for_each(|drawn| body += &drawn.written());
        // Heights are told beside what is drawn, in the margin that the style gives.
        for mark in self.up.iter().filter(|mark| mark.at > 0.0) {
            let (y, label) = (height(mark.at), escaped(&mark.label));
            body += &format!(
                "<text class=\"axis\" text-anchor=\"end\" dx=\"-6\" dy=\"4\" x=\"0\" y=\"{y}\">{label}</text>\n"
            );
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart plot\" width=\"100%\" height=\"{}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\">\n<title id=\"{id}-title\">{}</title>\n\
             <desc id=\"{id}-desc\">{}</desc>\n{body}</svg>",
            bottom + LINE,
            escaped(&self.title),
            escaped(&self.description)
        )
    }
}

impl Drawn {
    fn written(&self) -> String {
        let bottom = f64::from(ROOM + HEIGHT);
        match self {
            Self::Columns(class, columns) => {
                // What has no height is not there.
                let seen = columns.iter().filter(|(_, _, high)| *high > 0.0);
                let columns: String = seen
                    .map(|(from, to, high)| {
                        let (x, width, y) = (percent(*from), percent(to - from), height(*high));
                        let high = bottom - y;
                        format!("<rect x=\"{x}\" width=\"{width}\" y=\"{y}\" height=\"{high:.1}\"/>")
                    })
                    .collect();
                format!("<g class=\"columns {class}\">{columns}</g>\n")
            }
            Self::Line(class, points) => {
                let pairs = points.windows(2).filter_map(|pair| match pair {
                    [Some(from), Some(to)] => Some((*from, *to)),
                    _ => None,
                });
                let lines: String = pairs
                    .map(|(from, to)| {
                        let (x1, y1, x2, y2) = (percent(from.0), height(from.1), percent(to.0), height(to.1));
                        format!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>")
                    })
                    .collect();
                format!("<g class=\"line {class}\">{lines}</g>\n")
            }
            Self::Dots(class, dots) => {
                let dots: String = dots
                    .iter()
                    .map(|(x, y, told)| {
                        let (x, y, told) = (percent(*x), height(*y), escaped(told));
                        format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"4\"><title>{told}</title></circle>")
                    })
                    .collect();
                format!("<g class=\"{class}\">{dots}</g>\n")
            }
        }
    }
}

/// A share of the height as pixels from above; what lies outside is drawn at the edge.
fn height(share: f64) -> f64 {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let pixels = f64::from(ROOM) + f64::from(HEIGHT) * (1.0 - share);
    (pixels * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_on_the_bottom() {
        let columns = Drawn::Columns("total", vec![(0.0, 0.5, 0.5), (0.5, 1.0, 0.0), (0.5, 1.0, f64::NAN)]);
        assert_eq!(
            columns.written(),
            "<g class=\"columns total\"><rect x=\"0.00%\" width=\"50.00%\" y=\"91\" height=\"75.0\"/></g>\n"
        );
    }

    #[test]
    fn a_line_has_gaps_where_nothing_is_known() {
        let point = |x: f64| Some((x, 0.0));
        let line = Drawn::Line("total", vec![point(0.0), point(0.2), None, point(0.6), point(1.0)]);
        assert_eq!(line.written().matches("<line").count(), 2);
    }
}
