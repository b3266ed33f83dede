//! Findings for people, with the lines they are about; carets stand right under Chinese.

use super::{Diagnostic, Severity};
use crate::scenario::source::{Sources, Span};
use crate::scenario::text::{Language, Text};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::ops::Range;

/// All findings as text, and a last line that counts them.
pub fn human(findings: &[Diagnostic], sources: &Sources, language: Language, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for finding in findings {
        text += &one(finding, sources, language, &renderer);
        text += "\n\n";
    }
    text + &tally(findings, language)
}

fn one(finding: &Diagnostic, sources: &Sources, language: Language, renderer: &Renderer) -> String {
    let say = |t: &Text| t.in_language(language).to_owned();
    let level = match (finding.severity, language) {
        (Severity::Error, Language::Zh) => Level::ERROR.with_name("错误"),
        (Severity::Warning, Language::Zh) => Level::WARNING.with_name("警告"),
        (Severity::Hint, Language::Zh) => Level::NOTE.with_name("提示"),
        (Severity::Error, Language::En) => Level::ERROR,
        (Severity::Warning, Language::En) => Level::WARNING,
        (Severity::Hint, Language::En) => Level::NOTE.with_name("hint"),
    };
    let message = say(&finding.message);
    let mut group = Group::with_title(level.primary_title(&*message).id(finding.code));
    let label = say(&finding.label);
    let others: Vec<(Span, String)> = finding.also.iter().map(|(span, why)| (*span, say(why))).collect();
    if let Some(file) = sources.get(finding.at.source) {
        let range = visible(&file.text, finding.at);
        let mut primary = AnnotationKind::Primary.span(range);
        if !label.is_empty() {
            primary = primary.label(&*label);
        }
        let mut snippet = Snippet::source(&*file.text).path(&*file.name).annotation(primary);
        for (span, why) in others.iter().filter(|(span, _)| span.source == finding.at.source) {
            snippet =
                snippet.annotation(AnnotationKind::Context.span(visible(&file.text, *span)).label(&**why));
        }
        group = group.element(snippet);
        for (span, why) in others.iter().filter(|(span, _)| span.source != finding.at.source) {
            if let Some(file) = sources.get(span.source) {
                let other = AnnotationKind::Context.span(visible(&file.text, *span)).label(&**why);
                group = group.element(Snippet::source(&*file.text).path(&*file.name).annotation(other));
            }
        }
    }
    let mend = say(&finding.mend);
    if !mend.is_empty() {
        let help = if language == Language::Zh { Level::HELP.with_name("改法") } else { Level::HELP };
        group = group.element(help.message(&*mend));
    }
    renderer.render(&[group])
}

/// A range of the text that can be pointed at: inside it, on character boundaries, on one line, not empty
/// where there is something to point at.
fn visible(text: &str, span: Span) -> Range<usize> {
    let boundary =
        |at: usize| (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    let start = boundary(span.start as usize);
    let line_end = text[start..].find('\n').map_or(text.len(), |n| start + n);
    let mut end = boundary(span.end as usize).clamp(start, line_end);
    if end == start && end < line_end {
        end += text[end..].chars().next().map_or(0, char::len_utf8);
    }
    start..end
}

fn tally(findings: &[Diagnostic], language: Language) -> String {
    let count = |severity: Severity| findings.iter().filter(|f| f.severity == severity).count();
    let parts: Vec<String> = [
        (count(Severity::Error), "个错误", "error"),
        (count(Severity::Warning), "个警告", "warning"),
        (count(Severity::Hint), "条提示", "hint"),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .map(|(n, zh, en)| match language {
        Language::Zh => format!("{n} {zh}"),
        Language::En => format!("{n} {en}{}", if n == 1 { "" } else { "s" }),
    })
    .collect();
    parts.join(if language == Language::Zh { "，" } else { ", " })
}
