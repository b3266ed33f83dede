//! How much room text and shapes need.

use super::{Rect, TextBlock};
use crate::process::diagram::{Diagram, Node, Shape};
use crate::scenario::text::Language;
use unicode_width::UnicodeWidthChar;

/// Font sizes in pixels, and the distance of lines for each.
pub(super) const TITLE: Font = Font { size: 14, leading: 18 };
pub(super) const SMALL: Font = Font { size: 12, leading: 16 };
pub(super) const HEADING: Font = Font { size: 18, leading: 26 };

/// A size of letters, and the distance of lines, in pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Font {
    /// Height of a letter.
    pub size: i32,
    /// Distance of lines.
    pub leading: i32,
}

/// What the parts of a diagram need, each with its upper left corner at 0.
#[derive(Debug)]
pub(super) struct Sizes {
    /// Per node.
    pub nodes: Vec<NodeSize>,
    /// Per edge; none where the label is empty.
    pub labels: Vec<Option<TextBlock>>,
}

/// What one node needs.
#[derive(Debug)]
pub(super) struct NodeSize {
    /// Width of body and caption.
    pub width: i32,
    /// Width and height of the body, both even.
    pub body: (i32, i32),
    /// How far the caption reaches below the body.
    pub caption: i32,
    /// The name, placed relative to the middle of the body.
    pub title: TextBlock,
    /// The second line, placed likewise.
    pub subtitle: TextBlock,
}

/// What fits on one line, in tenths of the width of a Chinese letter: of a title or label eight letters (about
/// thirteen Latin ones), of a second line, which is smaller, eleven.
const LINE: i32 = 80;
const SMALL_LINE: i32 = 110;
const PADDING: i32 = 14;
const CAPTION_GAP: i32 = 4;

/// Measures all text of a diagram in one language.
pub(super) fn sizes(diagram: &Diagram, language: Language) -> Sizes {
    let label = |text: &str| (!text.trim().is_empty()).then(|| block(text, SMALL));
    Sizes {
        nodes: diagram.nodes.iter().map(|node| node_size(node, language)).collect(),
        labels: diagram.edges.iter().map(|edge| label(edge.label.in_language(language))).collect(),
    }
}

/// The width of a text in pixels at a font size: letters of full width are 1 em, others 0.6 em. Rounded up.
pub fn text_width(text: &str, size: i32) -> i32 {
    let tenths: i32 = text.chars().map(tenths).fold(0, i32::saturating_add);
    tenths.saturating_mul(size).saturating_add(9) / 10
}

/// A text on at most two lines of about eight letters of full width, longer when it must be; nothing of it
/// is left out but white space at the break.
pub(super) fn block(text: &str, font: Font) -> TextBlock {
    framed(wrap(text, LINE), font)
}

/// A text on one line.
pub(super) fn line(text: &str, font: Font) -> TextBlock {
    framed(wrap(text, i32::MAX), font)
}

fn framed(lines: Vec<String>, font: Font) -> TextBlock {
    let width = lines.iter().map(|line| text_width(line, font.size)).max().unwrap_or(0);
    let height = font.leading * lines.len() as i32;
    let frame = Rect { x: 0, y: 0, width, height };
    TextBlock { frame, size: font.size, leading: font.leading, lines }
}

/// Whether a shape has its text below it rather than inside.
pub(super) fn has_caption(shape: Shape) -> bool {
    matches!(shape, Shape::Start | Shape::End | Shape::Gateway)
}

fn node_size(node: &Node, language: Language) -> NodeSize {
    let mut title = block(node.title.in_language(language), TITLE);
    let mut subtitle = framed(wrap(node.subtitle.in_language(language), SMALL_LINE), SMALL);
    let text_width = title.frame.width.max(subtitle.frame.width);
    let text_height = title.frame.height + subtitle.frame.height;
    let (body, top, middle) = if has_caption(node.shape) {
        let side = if node.shape == Shape::Gateway { 40 } else { 34 };
        ((side, side), side / 2 + CAPTION_GAP, 0)
    } else {
        // Room for a picture at the left, or for the bars at both sides.
        let (left, right) = match node.shape {
            Shape::Wait | Shape::Notice | Shape::Delivery | Shape::Form => (24, 0),
            Shape::Call => (8, 8),
            _ => (0, 0),
        };
        let width = (text_width + 2 * PADDING + left + right).max(124);
        let height = (text_height + 18).max(46);
        ((even(width), even(height)), -text_height / 2, (left - right) / 2)
    };
    for (text, y) in [(&mut title, top), (&mut subtitle, top)] {
        text.frame.x = middle - text.frame.width / 2;
        text.frame.y = y;
    }
    subtitle.frame.y += title.frame.height;
    let caption = if has_caption(node.shape) { CAPTION_GAP + text_height } else { 0 };
    NodeSize { width: body.0.max(even(text_width)), body, caption, title, subtitle }
}

fn even(length: i32) -> i32 {
    length + length % 2
}

fn tenths(letter: char) -> i32 {
    match letter.width() {
        None | Some(0) => 0,
        Some(1) => 6,
        Some(_) => 10,
    }
}

/// One space for each run of white space and control characters, none at the ends.
fn clean(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Breaks a text that is wider than a limit into two lines of about the same width, if it can be broken.
fn wrap(text: &str, limit: i32) -> Vec<String> {
    let text = clean(text);
    if text.is_empty() {
        return Vec::new();
    }
    if text_width(&text, 10) <= limit {
        return vec![text];
    }
    let mut best: Option<(i32, usize)> = None;
    let (mut before, mut depth, mut number) = (None, 0, false);
    for (at, letter) in text.char_indices() {
        if before.is_some_and(|before| may_break(before, letter)) {
            let (first, second) = text.split_at(at);
            let width = text_width(first.trim_end(), 10).max(text_width(second, 10));
            // Inside brackets, or between a number and what it counts, only when all else is much wider.
            let width = width + if depth > 0 { 30 } else { 0 } + if number { 40 } else { 0 };
            // On a tie the later break, which makes the first line the longer one.
            if best.is_none_or(|(least, _)| width <= least) {
                best = Some((width, at));
            }
        }
        depth += i32::from("（《「([{".contains(letter)) - i32::from("）》」)]}".contains(letter));
        number = letter.is_ascii_digit() || (number && letter == ' ');
        before = Some(letter);
    }
    match best {
        Some((_, at)) => {
            let (first, second) = text.split_at(at);
            vec![first.trim_end().to_string(), second.trim_start().to_string()]
        }
        None => vec![text],
    }
}

/// Whether a line may end after one letter and the next begin with the other: at spaces, and beside letters
/// of full width, but no line begins with closing or ends with opening punctuation.
fn may_break(before: char, after: char) -> bool {
    const CLOSING: &str = "，。、；：？！）》」』】〉”’…·%,.;:?!)]}>";
    const OPENING: &str = "（《「『【〈“‘([{<";
    if CLOSING.contains(after) || OPENING.contains(before) || after == ' ' || tenths(after) == 0 {
        return false;
    }
    before == ' ' || tenths(before) == 10 || tenths(after) == 10
}
