//! A tree against its grammar: unknown keys, wrong types, missing keys, values that do not read as what they
//! stand for. Every finding names the mend.

mod mend;
mod work_time;

use super::steps::{STEP, STEP_KEYS, fits_kind, lacks_name};
use super::{Key, Shape};
use crate::nearest::nearest;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::lower::value;
use crate::scenario::source::{Span, Spanned};
use crate::scenario::syntax::{Entry, Node, NodeValue, is_yaml_boolean_like};
use crate::scenario::text::Text;
use mend::{chance_mend, expected, period_mend, reads_unquoted, wrong_type};
use std::sync::Arc;

/// All findings about a node, in file order.
pub fn validate(node: &Node, shape: &Shape, findings: &mut Vec<Diagnostic>) {
    match shape {
        Shape::Map(keys) => map(node, keys, shape, findings),
        Shape::Table(inner) => table(node, inner, true, findings),
        Shape::Names(inner) => table(node, inner, false, findings),
        Shape::List(inner) => list(node, inner, findings),
        Shape::OneOrMany(inner) => node.one_or_many().iter().for_each(|n| validate(n, inner, findings)),
        Shape::Entry(inner) => entry(node, inner, findings),
        Shape::Choice(choices) => choice(node, choices, findings),
        Shape::Named(_, inner) | Shape::Whole(inner) => validate(node, inner, findings),
        Shape::Either([]) => {}
        Shape::Either(shapes) => match shapes.iter().find(|s| fits(node, s)) {
            Some(shape) => validate(node, shape, findings),
            None => findings.push(wrong_type(node, shape)),
        },
        Shape::Label => label(node, findings),
        scalar => scalar_value(node, scalar, findings),
    }
}

/// Whether a node is of the kind that a shape starts with.
pub fn fits(node: &Node, shape: &Shape) -> bool {
    match shape {
        Shape::Map(_) | Shape::Table(_) | Shape::Names(_) => matches!(node.value, NodeValue::Map(_)),
        Shape::List(_) => matches!(node.value, NodeValue::List(_)),
        Shape::Entry(_) | Shape::Choice(_) | Shape::Label => !matches!(node.value, NodeValue::List(_)),
        Shape::OneOrMany(_) => true,
        Shape::Named(_, inner) | Shape::Whole(inner) => fits(node, inner),
        Shape::Either(shapes) => shapes.is_empty() || shapes.iter().any(|s| fits(node, s)),
        _ => matches!(node.value, NodeValue::Scalar(_)),
    }
}

fn map(node: &Node, keys: &[Key], shape: &Shape, findings: &mut Vec<Diagnostic>) {
    if !matches!(node.value, NodeValue::Map(_)) {
        findings.push(wrong_type(node, shape));
        return;
    }
    // What is there already was hardly meant again.
    let absent: Vec<&str> = keys.iter().map(|k| k.name).filter(|name| node.get(name).is_none()).collect();
    let is_step = std::ptr::eq(keys, &STEP_KEYS[..]);
    for entry in node.entries() {
        match keys.iter().find(|k| *k.name == *entry.key.value) {
            Some(key) => validate(&entry.value, key.shape, findings),
            None if is_step && nearest(&entry.key.value, absent.iter().copied()).is_none() => {
                let fitting = absent.iter().copied().filter(|name| fits_kind(node, name));
                findings.push(unknown_key(&entry.key, fitting));
            }
            None => findings.push(unknown_key(&entry.key, absent.iter().copied())),
        }
    }
    for key in keys.iter().filter(|k| k.required && node.get(k.name).is_none()) {
        if !is_misspelt(node, keys, key.name) {
            findings.push(missing_key(node, key));
        }
    }
}

/// Whether a map has an unknown key that was probably meant to be `name`: one mistake, not two.
pub fn is_misspelt(node: &Node, keys: &[Key], name: &str) -> bool {
    node.entries().iter().any(|e| {
        !keys.iter().any(|k| *k.name == *e.key.value)
            && nearest(&e.key.value, keys.iter().map(|k| k.name)) == Some(name)
    })
}

/// A key that stands where it means nothing.
pub fn unknown_key<'a>(key: &Spanned<Arc<str>>, known: impl Iterator<Item = &'a str> + Clone) -> Diagnostic {
    let name = &key.value;
    let near = nearest(name, known.clone());
    let message = Text::new(format!("不认识的键 `{name}`"), format!("unknown key `{name}`"));
    let found = Diagnostic::new("E0101", key.span, message);
    match near {
        Some(near) => found
            .mend(Text::new(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?")))
            .edit(key.span, near),
        None => {
            let list = known.collect::<Vec<_>>().join(" ");
            found.mend(Text::new(format!("这里可以写：{list}"), format!("what may stand here: {list}")))
        }
    }
}

/// A key that must be there and is not.
pub fn missing_key(node: &Node, key: &Key) -> Diagnostic {
    let first = node.entries().first().map_or(node.span, |e| e.key.span);
    let message = Text::new(
        format!("缺少 `{}`（{}）", key.name, key.zh),
        format!("`{}` is missing ({})", key.name, key.en),
    );
    let mend = Text::new(format!("加上 `{}: …`", key.name), format!("add `{}: …`", key.name));
    Diagnostic::new("E0103", first, message).mend(mend)
}

fn table(node: &Node, inner: &Shape, defines: bool, findings: &mut Vec<Diagnostic>) {
    if !matches!(node.value, NodeValue::Map(_)) {
        findings.push(wrong_type(node, &Shape::Table(&Shape::Text)));
        return;
    }
    for Entry { key, value } in node.entries() {
        if key.value.as_ref() == "source"
            && matches!(value.value, NodeValue::Scalar(_))
            && !fits(value, inner)
        {
            continue;
        }
        if defines {
            findings.extend(bad_id(&key.value, key.span));
        }
        validate(value, inner, findings);
    }
}

/// What is wrong with a name that is defined here.
pub fn bad_id(text: &str, at: Span) -> Option<Diagnostic> {
    if is_yaml_boolean_like(text) && text != "~" {
        let message = Text::new(
            format!("`{text}` 不能作名字：别的工具会把它读成是/否/空"),
            format!("`{text}` cannot be a name: other tools read it as true, false or nothing"),
        );
        return Some(Diagnostic::new("E0203", at, message).mend(Text::new("换一个词", "use another word")));
    }
    if value::is_id(text) {
        return None;
    }
    let snake = snake_case(text);
    let message = Text::new(
        format!("`{text}` 不是合式的名字：要用小写字母、数字和下划线，以字母开头"),
        format!("`{text}` is not a name: use lower-case letters, digits and underscores, a letter first"),
    );
    let found = Diagnostic::new("E0204", at, message);
    Some(if value::is_id(&snake) {
        found.mend(Text::new(format!("写成 `{snake}`"), format!("write `{snake}`"))).edit(at, snake)
    } else {
        found.mend(match text.is_ascii() {
            true => {
                Text::new("换一个以小写字母开头的名字", "take a name that begins with a lower-case letter")
            }
            false => {
                Text::new("换成英文或拼音；中文写在 title 里", "use ASCII here; Chinese belongs into `title`")
            }
        })
    })
}

fn snake_case(text: &str) -> String {
    let mut snake = String::new();
    for c in text.chars() {
        match c {
            '-' | ' ' | '.' => snake.push('_'),
            c if c.is_ascii_uppercase() => {
                if !snake.is_empty() && !snake.ends_with('_') {
                    snake.push('_');
                }
                snake.push(c.to_ascii_lowercase());
            }
            c => snake.push(c),
        }
    }
    snake
}

fn list(node: &Node, inner: &Shape, findings: &mut Vec<Diagnostic>) {
    match &node.value {
        NodeValue::List(members) => members.iter().for_each(|m| validate(m, inner, findings)),
        NodeValue::Null => {}
        _ => findings.push(wrong_type(node, &Shape::List(&Shape::Text))),
    }
}

fn entry(node: &Node, inner: &Shape, findings: &mut Vec<Diagnostic>) {
    match &node.value {
        NodeValue::Scalar(_) => {}
        // A step without a name has one finding, said where steps are read.
        NodeValue::Map(entries) if entries.len() == 1 => entries
            .iter()
            .filter(|e| !(std::ptr::eq(inner, &STEP) && lacks_name(e)))
            .for_each(|e| validate(&e.value, inner, findings)),
        NodeValue::Map(entries) => findings.push(more_than_one(node, entries)),
        _ => findings.push(wrong_type(node, &Shape::Entry(inner_of(inner)))),
    }
}

fn more_than_one(node: &Node, entries: &[Entry]) -> Diagnostic {
    let second = entries.get(1).map_or(node.span, |e| e.key.span);
    let message = Text::new("这里只能有一个名字", "only one name may stand here");
    let mend = Text::new(
        "每个条目写成 `- 名字: { … }`；属性放进花括号，或再缩进一层",
        "write each entry as `- name: { … }`; its own keys go into the braces or one level deeper",
    );
    Diagnostic::new("E0105", second, message).mend(mend)
}

/// Only its kind matters in a message.
fn inner_of(_: &Shape) -> &'static Shape {
    &Shape::Text
}

fn choice(node: &Node, choices: &[(&'static str, Option<&'static Shape>)], findings: &mut Vec<Diagnostic>) {
    let (key, value) = match &node.value {
        NodeValue::Scalar(scalar) => (Spanned::new(scalar.text.clone(), node.span), None),
        NodeValue::Map(entries) if entries.len() == 1 => match entries.first() {
            Some(entry) => (entry.key.clone(), Some(&entry.value)),
            None => return,
        },
        NodeValue::Map(entries) if !entries.is_empty() => {
            findings.push(more_than_one(node, entries));
            return;
        }
        _ => {
            findings.push(wrong_type(node, &Shape::Entry(&Shape::Text)));
            return;
        }
    };
    let names = choices.iter().map(|(name, _)| *name);
    match (choices.iter().find(|(name, _)| **name == *key.value), value) {
        (None, _) => findings.push(unknown_key(&key, names)),
        (Some((_, Some(shape))), Some(value)) => validate(value, shape, findings),
        (Some((_, None)), None) => {}
        (Some((name, Some(_))), None) => {
            let message = Text::new(format!("`{name}` 后面要有值"), format!("`{name}` needs a value"));
            let mend = Text::new(format!("写成 `{name}: …`"), format!("write `{name}: …`"));
            findings.push(Diagnostic::new("E0106", key.span, message).mend(mend));
        }
        (Some((name, None)), Some(value)) => {
            let message = Text::new(format!("`{name}` 不带值"), format!("`{name}` takes no value"));
            let mend = Text::new(format!("只写 `{name}`"), format!("write just `{name}`"));
            findings.push(Diagnostic::new("E0107", value.span, message).mend(mend));
        }
    }
}

fn label(node: &Node, findings: &mut Vec<Diagnostic>) {
    match &node.value {
        NodeValue::Scalar(_) => {}
        NodeValue::Map(entries) => {
            for entry in entries.iter().filter(|e| !matches!(&*e.key.value, "zh" | "en")) {
                let absent = ["zh", "en"].into_iter().filter(|name| node.get(name).is_none());
                findings.push(unknown_key(&entry.key, absent));
            }
            entries.iter().for_each(|e| scalar_value(&e.value, &Shape::Text, findings));
        }
        _ => findings.push(wrong_type(node, &Shape::Label)),
    }
}

/// The words that may stand at a place, the nearest first.
fn word_mend(node: &Node, words: &[&'static str]) -> Text {
    let near = node.text().and_then(|t| nearest(t, words.iter().copied()));
    let list = words.join(" ");
    let (zh, en) = match near.or(words.first().copied().filter(|_| words.len() == 1)) {
        Some(only) if words.len() == 1 => (format!("写成 `{only}`"), format!("write `{only}`")),
        Some(near) => (
            format!("是不是想写 `{near}`？可以写：{list}"),
            format!("did you mean `{near}`? it may be: {list}"),
        ),
        None => (format!("可以写：{list}"), format!("it may be: {list}")),
    };
    Text::new(zh, en)
}

fn scalar_value(node: &Node, shape: &Shape, findings: &mut Vec<Diagnostic>) {
    if matches!(shape, Shape::WorkTime)
        && let Some(found) = work_time::impossible(node)
    {
        findings.push(found);
        return;
    }
    let reads = |ok: bool, code: &'static str, mend: Text| (!ok).then_some((code, mend));
    let wrong = match shape {
        Shape::WorkTime => reads(
            value::work_time(node).is_some(),
            "E0404",
            Text::new(
                "写成 `10min`，或 `{ triangular: [3min, 8min, 30min] }`、`{ lognormal: { median: 1h, p95: 4h } }` 等",
                "write `10min`, or `{ triangular: [3min, 8min, 30min] }`, `{ lognormal: { median: 1h, p95: 4h } }` and the like",
            ),
        ),
        Shape::Word(words) => {
            let known = node.text().is_some_and(|t| words.contains(&&**t));
            reads(known, "E0104", word_mend(node, words))
        }
        _ if node.scalar().is_none() => {
            findings.push(wrong_type(node, shape));
            return;
        }
        Shape::Id => {
            findings.extend(node.text().and_then(|t| bad_id(t, node.span)));
            None
        }
        Shape::KebabId => reads(
            node.text().is_some_and(|t| value::is_kebab_id(t)),
            "E0204",
            Text::new(
                "场景名用小写字母、数字和连字符，如 newborn-birth",
                "a scenario's id is lower-case letters, digits and hyphens, such as newborn-birth",
            ),
        ),
        Shape::Number => reads(
            value::number(node).is_some(),
            "E0401",
            Text::new("写一个数，如 0.5", "write a number, such as 0.5"),
        ),
        Shape::Count => reads(
            value::count(node).is_some(),
            "E0401",
            Text::new("写一个不小于 0 的整数", "write a whole number from 0"),
        ),
        Shape::Probability => reads(value::probability(node).is_some(), "E0402", chance_mend(node)),
        Shape::Boolean => reads(
            value::boolean(node).is_some(),
            "E0401",
            Text::new("写 true 或 false", "write true or false"),
        ),
        Shape::Period => reads(value::period(node).is_some(), "E0403", period_mend(node)),
        Shape::Range => {
            reads(value::range(node).is_some(), "E0405", Text::new("写成 1..4", "write it as 1..4"))
        }
        Shape::Dates => reads(
            value::dates(node).is_some(),
            "E0409",
            Text::new(
                "写成 2026-01-01 或 2026-01-01..2026-01-03",
                "write 2026-01-01, or 2026-01-01..2026-01-03",
            ),
        ),
        _ => None,
    };
    if let Some((code, mend)) = wrong {
        let (zh, en) = expected(shape);
        let message = match node.text() {
            Some(text) => Text::new(format!("`{text}` 不是{zh}"), format!("`{text}` is not {en}")),
            None => Text::new(format!("这不是{zh}"), format!("this is not {en}")),
        };
        let quoted = node.scalar().is_some_and(|s| !s.plain && reads_unquoted(&s.text, shape));
        let mend = if quoted { Text::new("去掉引号", "remove the quotes") } else { mend };
        findings.push(Diagnostic::new(code, node.span, message).mend(mend));
    }
}
