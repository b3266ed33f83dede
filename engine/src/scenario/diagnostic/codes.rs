//! Every code told in full: what it means, why it is a rule, and the mend. The texts stand in
//! `codes.md`, one section a code, so that they can be read and edited as prose.

use crate::scenario::text::Text;
use std::sync::OnceLock;

/// A code's explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeText {
    /// The code.
    pub code: &'static str,
    /// What it is, in a few words.
    pub title: Text,
    /// The whole explanation.
    pub text: Text,
}

/// All codes, in order.
pub fn all() -> &'static [CodeText] {
    static ALL: OnceLock<Vec<CodeText>> = OnceLock::new();
    ALL.get_or_init(|| include_str!("codes.md").split("\n## ").skip(1).filter_map(section).collect())
}

/// The explanation of a code.
pub fn find(code: &str) -> Option<&'static CodeText> {
    all().iter().find(|c| c.code == code)
}

/// `E0101 中文标题 | English title`, then paragraphs: Chinese, a line `---`, English.
fn section(text: &'static str) -> Option<CodeText> {
    let (heading, body) = text.split_once('\n')?;
    let (code, titles) = heading.split_once(' ')?;
    let (zh, en) = titles.split_once(" | ")?;
    let (body_zh, body_en) = body.split_once("\n---\n")?;
    Some(CodeText { code, title: Text::new(zh, en.trim()), text: Text::new(body_zh.trim(), body_en.trim()) })
}
