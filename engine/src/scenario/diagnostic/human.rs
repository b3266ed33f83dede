//! Findings for people, with the lines they are about; carets stand right under Chinese.

use super::lines::Index;
use super::{Diagnostic, Severity};
use crate::scenario::source::{Sources, Span};
use crate::scenario::text::{Language, Text};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::ops::Range;

/// Findings shown in full; a file with more is broken as a whole.
const MOST_SHOWN: usize = 100;
/// Most bytes of a file shown with one finding; of a longer line only what is around the place.
const MOST_BYTES: usize = 16 * 1024;
/// Bytes shown before and behind a place in such a line.
const AROUND: usize = 100;
/// Longest message, in characters: a name in it may be as long as a file.
const MOST_SAID: usize = 1_000;

/// Findings as text, the first hundred of them, and a last line that counts them all.
pub fn human(findings: &[Diagnostic], sources: &Sources, language: Language, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let index = Index::new(sources);
    let mut text = String::new();
    for finding in findings.iter().take(MOST_SHOWN) {
        text += &one(finding, &index, language, &renderer);
        text += "\n\n";
    }
    if findings.len() > MOST_SHOWN {
        let more = findings.len() - MOST_SHOWN;
        text += &match language {
            Language::Zh => format!("还有 {more} 条没有列出\n\n"),
            Language::En => format!("{more} more are not shown\n\n"),
        };
    }
    text + &tally(findings, language)
}

/// One finding as text, uncounted.
pub fn human_one(finding: &Diagnostic, sources: &Sources, language: Language, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    one(finding, &Index::new(sources), language, &renderer)
}

fn one(finding: &Diagnostic, index: &Index<'_>, language: Language, renderer: &Renderer) -> String {
    let say = |t: &Text| shortened(t.in_language(language));
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
    let near = |span: Span| {
        span.source == finding.at.source && (span.start.abs_diff(finding.at.start) as usize) < MOST_BYTES
    };
    let together: Vec<(Span, &str)> =
        others.iter().filter(|(span, _)| near(*span)).map(|(span, why)| (*span, &**why)).collect();
    group = shown(group, index, (finding.at, &label), &together);
    for (span, why) in others.iter().filter(|(span, _)| !near(*span)) {
        group = shown(group, index, (*span, why), &[]);
    }
    let mend = say(&finding.mend);
    if !mend.is_empty() {
        let help = if language == Language::Zh { Level::HELP.with_name("改法") } else { Level::HELP };
        group = group.element(help.message(&*mend));
    }
    renderer.render(&[group])
}

/// Adds the lines of a place, with others near it, to what is said.
fn shown<'a>(
    group: Group<'a>,
    index: &Index<'a>,
    (at, label): (Span, &'a str),
    others: &[(Span, &'a str)],
) -> Group<'a> {
    let Some(file) = index.file(at.source) else { return group };
    let text: &'a str = &file.text;
    let main = visible(text, at);
    let ranges: Vec<(Range<usize>, &'a str)> =
        others.iter().map(|(span, why)| (visible(text, *span), *why)).collect();
    let low = ranges.iter().map(|(r, _)| r.start).chain([main.start]).min().unwrap_or(0);
    let high = ranges.iter().map(|(r, _)| r.end).chain([main.end]).max().unwrap_or(0);
    let (line, from) = index.line(at.source, low);
    let to = text[high..].find('\n').map_or(text.len(), |n| high + n);
    let mark = |range: &Range<usize>,
                from: usize,
                to: usize,
                kind: AnnotationKind,
                label: &'a str|
     -> Annotation<'a> {
        let annotation = kind.span(range.start - from..range.end.min(to) - from);
        if label.is_empty() { annotation } else { annotation.label(label) }
    };
    if to - from <= MOST_BYTES {
        let mut snippet = Snippet::source(&text[from..to]).line_start(line).path(&*file.name);
        snippet = snippet.annotation(mark(&main, from, to, AnnotationKind::Primary, label));
        for (range, why) in &ranges {
            snippet = snippet.annotation(mark(range, from, to, AnnotationKind::Context, why));
        }
        return group.element(snippet);
    }
    let (line, start) = index.line(at.source, main.start);
    let from = boundary(text, main.start.saturating_sub(AROUND).max(start));
    let end = text[main.start..].find('\n').map_or(text.len(), |n| main.start + n);
    let to = boundary(text, (main.start + AROUND).min(end));
    let column = text[start..main.start].chars().count() + 1;
    let snippet = Snippet::source(&text[from..to]).line_start(line);
    group.element(Origin::path(&*file.name).line(line).char_column(column)).element(snippet.annotation(mark(
        &main,
        from,
        to,
        AnnotationKind::Primary,
        label,
    )))
}

/// The last character boundary not behind an offset.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

/// A range of the text that can be pointed at: inside it, on character boundaries, on one line, not empty
/// where there is something to point at.
fn visible(text: &str, span: Span) -> Range<usize> {
    let start = boundary(text, span.start as usize);
    let line_end = text[start..].find('\n').map_or(text.len(), |n| start + n);
    let mut end = boundary(text, span.end as usize).clamp(start, line_end);
    if end == start && end < line_end {
        end += text[end..].chars().next().map_or(0, char::len_utf8);
    }
    start..end
}

fn shortened(said: &str) -> String {
    match said.char_indices().nth(MOST_SAID) {
        Some((end, _)) => format!("{}…", &said[..end]),
        None => said.to_owned(),
    }
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
