//! Text to tree, within a budget.

use super::hint;
use super::tree::{Entry, Node, NodeValue, Scalar};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::source::{SourceId, Span, Spanned};
use crate::scenario::text::Text;
use granit_parser::{Event, Options, Parser, ScalarStyle};
use indexmap::IndexSet;
use std::sync::Arc;

/// What a file may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Bytes.
    pub bytes: usize,
    /// Scalars, lists and maps together.
    pub nodes: usize,
    /// Maps and lists inside one another.
    pub depth: usize,
}

impl Budget {
    /// For a file that anyone may send in: 1 MiB, 10,000 nodes, 64 deep.
    pub const UPLOAD: Self = Self { bytes: 1 << 20, nodes: 10_000, depth: 64 };
    /// For a catalogue on one's own disk: 64 MiB, 2 million nodes, 64 deep.
    pub const LOCAL: Self = Self { bytes: 64 << 20, nodes: 2_000_000, depth: 64 };
}

/// Parses bytes: they must be UTF-8; a byte-order mark is tolerated.
///
/// # Errors
/// All findings; the first is the true mistake.
pub fn from_bytes(source: SourceId, bytes: &[u8], budget: &Budget) -> Result<Node, Vec<Diagnostic>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => parse(source, text, budget),
        Err(error) => {
            let line = bytes[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
            let at = Span { source, start: 0, end: 0 };
            Err(vec![
                Diagnostic::new(
                    "E0001",
                    at,
                    Text::new(
                        format!(
                            "文件不是 UTF-8 编码：第 {line} 行，第 {} 字节起无法识别",
                            error.valid_up_to()
                        ),
                        format!("not UTF-8: line {line}, from byte {}", error.valid_up_to()),
                    ),
                )
                .mend(Text::new("请用 UTF-8 编码保存文件", "save the file as UTF-8")),
            ])
        }
    }
}

/// Parses text.
///
/// # Errors
/// All findings; the first is the true mistake.
pub fn parse(source: SourceId, text: &str, budget: &Budget) -> Result<Node, Vec<Diagnostic>> {
    let whole = Span { source, start: 0, end: 0 };
    if text.len() > budget.bytes.min(u32::MAX as usize) {
        return Err(vec![too_large(whole, "字节", "bytes", text.len(), budget.bytes)]);
    }
    if let Some(found) = hint::before_parsing(source, text) {
        return Err(vec![found]);
    }
    let mut options = Options::default();
    options.emit_comments = false;
    options.flow_nesting_limit = budget.depth + 1;
    options.block_nesting_limit = budget.depth + 1;
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = text.len() - body.len();
    let mut reader = Reader {
        source,
        text,
        shift,
        budget,
        nodes: 0,
        stack: Vec::new(),
        root: None,
        documents: 0,
        findings: Vec::new(),
        words: IndexSet::new(),
    };
    for event in Parser::new_from_str_with_options(body, options) {
        match event {
            Ok((event, span)) => {
                if let Err(found) = reader.event(event, &span) {
                    reader.findings.push(*found);
                    return Err(reader.findings);
                }
            }
            Err(error) => {
                let offset = error.marker().byte_offset().unwrap_or(0) + shift;
                let (offset, said) = (offset.min(text.len()), error.to_string());
                reader.findings.push(match said.contains("recursion limit") {
                    true => too_deep(reader.span(offset..offset), budget.depth),
                    false => hint::syntax_error(source, text, offset, &said),
                });
                return Err(reader.findings);
            }
        }
    }
    reader.finish(whole)
}

fn too_large(at: Span, zh: &str, en: &str, is: usize, most: usize) -> Diagnostic {
    Diagnostic::new(
        "E0003",
        at,
        Text::new(
            format!("文件太大：{is} {zh}，最多 {most}"),
            format!("too large: {is} {en}, at most {most}"),
        ),
    )
    .mend(Text::new("请拆成几个目录文件", "split it into several catalogue files"))
}

/// Keys written twice that are told of; each is looked for among all keys of its map.
const MOST_REPEATS: usize = 100;

fn too_deep(at: Span, depth: usize) -> Diagnostic {
    let message = Text::new(format!("嵌套太深：超过 {depth} 层"), format!("nested more than {depth} deep"));
    Diagnostic::new("E0004", at, message).mend(Text::new("请把内层内容移到外层", "move the inner part out"))
}

struct Reader<'a> {
    source: SourceId,
    text: &'a str,
    shift: usize,
    budget: &'a Budget,
    nodes: usize,
    stack: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    findings: Vec<Diagnostic>,
    /// Texts seen, so that a word written ten thousand times is stored once.
    words: IndexSet<Arc<str>>,
}

/// A list or map whose end has not come yet.
struct Open {
    start: usize,
    kind: OpenKind,
}

enum OpenKind {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, seen: IndexSet<Arc<str>>, key: Option<Spanned<Arc<str>>> },
}

type Failed = Box<Diagnostic>;

/// The text from the end of one span to the start of another.
fn between(text: &str, from: Span, to: Span) -> &str {
    text.get(from.end as usize..to.start as usize).unwrap_or("")
}

fn is_followed_by_colon(text: &str, key: Span) -> bool {
    text.get(key.end as usize..).is_some_and(|rest| rest.trim_start_matches(' ').starts_with(':'))
}

/// A key alone: mostly the rest of a text that a comma cut in two, `{ en: Licence, driving }`.
fn no_colon(key: &Spanned<Arc<str>>, before: Option<&Entry>, text: &str) -> Diagnostic {
    let name = &key.value;
    let message =
        Text::new(format!("`{name}` 后面没有 `:` 和值"), format!("`{name}` has no `:` and no value"));
    let found = Diagnostic::new("E0013", key.span, message);
    let cut = before.filter(|e| {
        e.value.span.end > e.value.span.start
            && e.value.text().is_some_and(|_| between(text, e.value.span, key.span).trim() == ",")
    });
    match cut.and_then(|e| text.get(e.value.span.start as usize..key.span.end as usize).map(|t| (e, t))) {
        Some((entry, whole)) if !whole.contains('"') => {
            let quoted = format!("\"{whole}\"");
            let span = Span { end: key.span.end, ..entry.value.span };
            let mend = Text::new(
                format!("花括号里逗号分隔各键；文字里有逗号就加引号：`{quoted}`"),
                format!("in {{ }} a comma parts entries; quote a text that has one: `{quoted}`"),
            );
            found.mend(mend).edit(span, &quoted)
        }
        _ => found
            .mend(Text::new(format!("写成 `{name}: …`，或删去"), format!("write `{name}: …`, or remove it"))),
    }
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, span: &granit_parser::Span) -> Result<(), Failed> {
        let range = span.byte_range().unwrap_or(0..0);
        let range = range.start + self.shift..range.end + self.shift;
        let at = self.span(range.clone());
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(refused(
                        "E0006",
                        at,
                        "一个文件只能有一个 YAML 文档",
                        "more than one YAML document in a file",
                        "去掉 `---` 之后的部分，或另存为文件",
                        "move what follows `---` to a file of its own",
                    ));
                }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) | Event::Anchor(..) => {
                return Err(Box::new(alias(at)));
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.plain_node(at, anchor, tag.is_some())?;
                let node = self.scalar(&text, style, range);
                self.push(node)?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.plain_node(at, anchor, tag.is_some())?;
                self.open(range.start, OpenKind::List(Vec::new()), at)?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.plain_node(at, anchor, tag.is_some())?;
                self.open(
                    range.start,
                    OpenKind::Map { entries: Vec::new(), seen: IndexSet::new(), key: None },
                    at,
                )?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range.end)?,
            _ => {}
        }
        Ok(())
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let byte = |at: usize| u32::try_from(at.min(self.text.len())).unwrap_or(u32::MAX);
        Span { source: self.source, start: byte(range.start), end: byte(range.end) }
    }

    /// Where an anchor or tag stands: before the node that it belongs to, on its line.
    fn property(&self, mark: char, node: Span) -> Span {
        let before = self.text.get(..node.start as usize).unwrap_or("").trim_end_matches(' ');
        let word = before.rfind([' ', '\n', '[', '{', ',']).map_or(0, |n| n + 1);
        if before[word..].starts_with(mark) { self.span(word..before.len()) } else { node }
    }

    /// Counts a node and refuses what a scenario file has no use for.
    fn plain_node(&mut self, at: Span, anchor: usize, tagged: bool) -> Result<(), Failed> {
        self.nodes += 1;
        if self.nodes > self.budget.nodes {
            return Err(Box::new(too_large(at, "个节点", "nodes", self.nodes, self.budget.nodes)));
        }
        if anchor != 0 {
            return Err(Box::new(alias(self.property('&', at))));
        }
        if tagged {
            return Err(refused(
                "E0007",
                self.property('!', at),
                "不支持 YAML 标签（!）",
                "YAML tags (!) are not used here",
                "去掉标签；如果是文字，请加引号",
                "remove the tag; if it is text, quote it",
            ));
        }
        Ok(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, range: std::ops::Range<usize>) -> Node {
        let source = self.text.get(range.clone()).unwrap_or("");
        let plain = style == ScalarStyle::Plain;
        // The parser gives `~` for a value that is not written.
        if plain && source.is_empty() {
            return Node { value: NodeValue::Null, span: self.span(range) };
        }
        let text = match self.words.get(text) {
            Some(word) => word.clone(),
            None => {
                let word: Arc<str> = Arc::from(text);
                self.words.insert(word.clone());
                word
            }
        };
        let plain = plain && *source == *text;
        Node { value: NodeValue::Scalar(Scalar { text, plain }), span: self.span(range) }
    }

    fn open(&mut self, start: usize, kind: OpenKind, at: Span) -> Result<(), Failed> {
        if self.stack.len() >= self.budget.depth {
            return Err(Box::new(too_deep(at, self.budget.depth)));
        }
        self.stack.push(Open { start, kind });
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), Failed> {
        let Some(open) = self.stack.pop() else { return Ok(()) };
        let value = match open.kind {
            OpenKind::List(members) => NodeValue::List(members),
            OpenKind::Map { entries, .. } => NodeValue::Map(entries),
        };
        let span = self.tight(open.start, end);
        self.push(Node { value, span })
    }

    /// A block map ends, for the parser, where the next thing starts; for a person, with its last word.
    fn tight(&self, start: usize, end: usize) -> Span {
        let text = self.text.get(start..end).unwrap_or("");
        self.span(start..start + text.trim_end().len())
    }

    fn push(&mut self, node: Node) -> Result<(), Failed> {
        let Some(open) = self.stack.last_mut() else {
            self.root.get_or_insert(node);
            return Ok(());
        };
        match &mut open.kind {
            OpenKind::List(members) => members.push(node),
            OpenKind::Map { entries, seen, key } => match key.take() {
                Some(key) => {
                    if node.is_null() && !is_followed_by_colon(self.text, key.span) {
                        self.findings.push(no_colon(&key, entries.last(), self.text));
                    }
                    entries.push(Entry { key, value: node });
                }
                None => {
                    let text = match &node.value {
                        NodeValue::Scalar(scalar) => scalar.text.clone(),
                        _ => {
                            return Err(refused(
                                "E0008",
                                node.span,
                                "键必须是一个词",
                                "a key must be a single word",
                                "列表或映射不能作键；缺了引号或缩进？",
                                "a list or map cannot be a key; is a quote or indentation missing?",
                            ));
                        }
                    };
                    if !seen.insert(text.clone()) {
                        if self.findings.len() >= MOST_REPEATS {
                            return Err(refused(
                                "E0009",
                                node.span,
                                "重复的键太多，其余不再列出",
                                "too many keys are written twice; the rest is not read",
                                "删去重复的部分",
                                "remove what is repeated",
                            ));
                        }
                        let first = entries.iter().find(|e| e.key.value == text).map(|e| e.key.span);
                        let found = Diagnostic::new(
                            "E0009",
                            node.span,
                            Text::new(
                                format!("键 `{text}` 重复"),
                                format!("`{text}` is written twice in the same map"),
                            ),
                        )
                        .mend(Text::new("删去其一，或改名", "remove one of them, or rename it"));
                        let why = Text::new("先写在这里", "first written here");
                        self.findings.push(match first {
                            Some(first) => found.also(first, why),
                            None => found,
                        });
                    }
                    *key = Some(Spanned::new(text, node.span));
                }
            },
        }
        Ok(())
    }

    fn finish(self, whole: Span) -> Result<Node, Vec<Diagnostic>> {
        if !self.findings.is_empty() {
            return Err(self.findings);
        }
        match self.root {
            Some(node) if matches!(node.value, NodeValue::Map(_)) => Ok(node),
            Some(node) if !node.is_null() => Err(vec![*refused(
                "E0010",
                node.span,
                "文件最外层应是 `键: 值`",
                "the file should be a map of `key: value` at the top",
                "以 `onething: 1` 和 `kind: scenario` 开头",
                "start it with `onething: 1` and `kind: scenario`",
            )]),
            _ => Err(vec![*refused(
                "E0002",
                whole,
                if self.text.trim().is_empty() { "文件是空的" } else { "文件里只有注释" },
                if self.text.trim().is_empty() {
                    "the file is empty"
                } else {
                    "nothing but comments in the file"
                },
                "用 `onething new ID` 生成一个可以开始的文件",
                "`onething new ID` writes one to start from",
            )]),
        }
    }
}

/// What is said of an anchor or alias.
pub(super) fn alias(at: Span) -> Diagnostic {
    *refused(
        "E0005",
        at,
        "不支持 YAML 锚点与别名（&、*）",
        "YAML anchors and aliases (&, *) are not used here",
        "请把内容直接写出来；如果是文字，请加引号",
        "write the value out; if it is text, quote it",
    )
}

fn refused(code: &'static str, at: Span, zh: &str, en: &str, mend_zh: &str, mend_en: &str) -> Failed {
    Box::new(Diagnostic::new(code, at, Text::new(zh, en)).mend(Text::new(mend_zh, mend_en)))
}
