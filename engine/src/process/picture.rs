//! Pictures of a process as text: SVG from a layout, DOT and Mermaid for programs that lay out themselves.
//!
//! The same input always gives the same bytes. No text of a diagram can break out of its place: each format
//! escapes what has a meaning in it.

mod dot;
mod mermaid;
mod svg;
#[cfg(test)]
mod tests;

pub use dot::dot;
pub use mermaid::mermaid;
pub use svg::svg;

/// Fonts with Chinese letters, for all formats that name fonts.
const FONTS: &str = "Noto Sans SC,PingFang SC,Microsoft YaHei,sans-serif";

/// One line of a text: white space runs become one space, control characters none.
fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
