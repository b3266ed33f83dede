//! What to write in place of a value that does not read, told from what is written.

use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::grammar::Shape;
use crate::scenario::lower::value;
use crate::scenario::source::Span;
use crate::scenario::syntax::{Node, NodeValue, Scalar};
use crate::scenario::text::Text;
use std::sync::Arc;

/// Whether a text would read as what its shape asks for, were it not in quotes.
pub(super) fn reads_unquoted(text: &Arc<str>, shape: &Shape) -> bool {
    let scalar = Scalar { text: text.clone(), plain: true };
    let bare = Node { value: NodeValue::Scalar(scalar), span: Span::default() };
    match shape {
        Shape::Number => value::number(&bare).is_some(),
        Shape::Count => value::count(&bare).is_some(),
        Shape::Probability => value::probability(&bare).is_some(),
        Shape::Boolean => value::boolean(&bare).is_some(),
        _ => false,
    }
}

/// `90%` and `90` are most likely 0.9.
pub(super) fn chance_mend(node: &Node) -> Text {
    let percent = node.text().and_then(|t| t.trim_end_matches('%').trim().parse::<f64>().ok());
    match percent.filter(|p| (1.0..=100.0).contains(p)) {
        Some(percent) => {
            let share = percent / 100.0;
            Text::new(format!("{percent}% 写成 {share}"), format!("for {percent} percent write {share}"))
        }
        None => Text::new("写 0 到 1 之间的数，如 0.95", "write a number from 0 to 1, such as 0.95"),
    }
}

/// Spellings of units that people use, and ours.
const UNITS: &[(&str, &str)] = &[
    ("个工作日", "wd"),
    ("工作日", "wd"),
    ("wd", "wd"),
    ("天", "d"),
    ("日", "d"),
    ("days", "d"),
    ("day", "d"),
    ("d", "d"),
    ("小时", "h"),
    ("hours", "h"),
    ("分钟", "min"),
    ("minutes", "min"),
    ("个月", "mo"),
    ("months", "mo"),
    ("年", "y"),
    ("years", "y"),
];

pub(super) fn period_mend(node: &Node) -> Text {
    let text = node.text().map_or("", |t| &**t);
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let amount = &text[..text.len() - unit.len()];
    if !amount.is_empty() && unit.is_empty() {
        return Text::new(
            format!("工作日写 {amount}wd，自然日写 {amount}d；其他单位有 ms s min h mo y"),
            format!("write {amount}wd for working days, {amount}d for calendar days; else ms s min h mo y"),
        );
    }
    match UNITS.iter().find(|(theirs, _)| *theirs == unit.trim()) {
        Some((_, ours)) if !amount.is_empty() => {
            Text::new(format!("写成 `{amount}{ours}`"), format!("write `{amount}{ours}`"))
        }
        _ => Text::new(
            "整数后面写单位：ms s min h d（自然日）wd（工作日）mo y，如 5wd",
            "a whole number with its unit: ms s min h d (calendar days) wd (working days) mo y, such as 5wd",
        ),
    }
}

/// What a shape is called; alternatives with "or" between them.
pub(super) fn expected(shape: &Shape) -> (String, String) {
    if let Shape::Either(shapes) = shape {
        let mut names: Vec<(String, String)> = shapes.iter().map(|s| expected(s)).collect();
        names.dedup();
        let (zh, en): (Vec<String>, Vec<String>) = names.into_iter().unzip();
        return (zh.join("或"), en.join(" or "));
    }
    if let Shape::Named(_, inner) = shape {
        return expected(inner);
    }
    let (zh, en) = kind_name(shape);
    (zh.to_owned(), en.to_owned())
}

fn kind_name(shape: &Shape) -> (&'static str, &'static str) {
    match shape {
        Shape::Text => ("文字", "text"),
        Shape::Label => ("名称", "a label"),
        Shape::Id | Shape::KebabId | Shape::Name => ("名字", "a name"),
        Shape::Expression => ("表达式", "an expression"),
        Shape::Number => ("数", "a number"),
        Shape::Count => ("整数", "a whole number from 0"),
        Shape::Probability => ("概率", "a chance from 0 to 1"),
        Shape::Boolean => ("是非值", "true or false"),
        Shape::Period => ("时长", "a period with its unit"),
        Shape::WorkTime => ("时长或分布", "a period or a distribution"),
        Shape::Range => ("范围", "a range"),
        Shape::Dates => ("日期", "a date or a run of dates"),
        Shape::Word(_) => ("可用的词", "one of the words that may stand here"),
        Shape::List(_) | Shape::OneOrMany(_) => ("列表", "a list"),
        Shape::Map(_) | Shape::Table(_) | Shape::Names(_) => ("映射（键: 值）", "a map of `key: value`"),
        Shape::Entry(_) | Shape::Choice(_) => {
            ("名字，或一个名字带一个值", "a name, or one name with a value")
        }
        Shape::Named(..) | Shape::Whole(_) | Shape::Either(_) => ("这里可以写的东西", "what may stand here"),
    }
}

pub(super) fn wrong_type(node: &Node, shape: &Shape) -> Diagnostic {
    let (zh, en) = expected(shape);
    let (is_zh, is_en) = match &node.value {
        NodeValue::Null => ("空的", "nothing"),
        NodeValue::Scalar(_) => ("文字", "text"),
        NodeValue::List(_) => ("列表", "a list"),
        NodeValue::Map(_) => ("映射", "a map"),
    };
    let message =
        Text::new(format!("这里应是{zh}，写的是{is_zh}"), format!("here belongs {en}, not {is_en}"));
    let mend = match (shape, &node.value) {
        (Shape::List(_), NodeValue::Scalar(s)) => {
            Text::new(format!("写成列表：[{}]", s.text), format!("write a list: [{}]", s.text))
        }
        (Shape::List(_), NodeValue::Map(_)) => {
            Text::new("每一项前面写“- ”", "put `- ` in front of each entry")
        }
        (Shape::Map(keys), NodeValue::Scalar(_) | NodeValue::List(_)) if !keys.is_empty() => {
            let own = || keys.iter().filter(|k| k.name != "source");
            let first = own().filter(|k| k.required).chain(own().filter(|k| !k.required));
            let keys: Vec<String> = first.take(3).map(|k| format!("{}: …", k.name)).collect();
            let map = keys.join(", ");
            Text::new(format!("写成 {{ {map} }} 这样"), format!("write it like {{ {map} }}"))
        }
        (_, NodeValue::Null) => Text::new("写上值，或删去这个键", "write a value, or remove the key"),
        (Shape::Expression, NodeValue::Map(_) | NodeValue::List(_)) => Text::new(
            "表达式里有 , [ ] { } 时，整个放进单引号",
            "an expression with , [ ] { } in it goes into single quotes as a whole",
        ),
        _ => Text::new(format!("改成{zh}"), format!("make it {en}")),
    };
    Diagnostic::new("E0102", node.span, message).mend(mend)
}
