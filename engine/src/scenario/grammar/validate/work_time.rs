//! Distributions of work time that are written as they should be, but with parameters that none can have.

use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::lower::value;
use crate::scenario::model::Period;
use crate::scenario::source::Span;
use crate::scenario::syntax::Node;
use crate::scenario::text::Text;

/// What is impossible about a distribution, and where; none where it is sound, or written wrongly altogether.
pub(super) fn impossible(node: &Node) -> Option<Diagnostic> {
    let entry = node.only_entry()?;
    let value = &entry.value;
    let parameter = |key: &str| value.get(key).and_then(|n| value::period(n).map(|p| (p, n.span)));
    match &*entry.key.value {
        "exponential" => zero((value::period(value)?, value.span), ("平均数", "mean")),
        "uniform" => unordered(&periods(value, 2)?, value.span),
        "triangular" => unordered(&periods(value, 3)?, value.span),
        "lognormal" => {
            let (median, p95) = (parameter("median")?, parameter("p95")?);
            zero(median, ("中位数", "median")).or_else(|| unordered(&[median.0, p95.0], p95.1))
        }
        "gamma" => zero(parameter("mean")?, ("平均数", "mean")).or_else(|| {
            let shape = value.get("shape")?;
            not_above_zero(value::number(shape)?, shape.span, ("形状参数", "shape"))
        }),
        "mixture" => mixture(value),
        "empirical" => no_file(value),
        _ => None,
    }
}

fn found(at: Span, message: Text, mend: Text) -> Diagnostic {
    Diagnostic::new("E0404", at, message).mend(mend)
}

/// Just so many periods.
fn periods(node: &Node, count: usize) -> Option<Vec<Period>> {
    let periods: Option<Vec<Period>> = node.members().iter().map(value::period).collect();
    periods.filter(|periods| periods.len() == count)
}

/// A period of which nothing can be drawn, for it is 0.
fn zero((period, at): (Period, Span), (zh, en): (&str, &str)) -> Option<Diagnostic> {
    not_above_zero(f64::from(period.amount), at, (zh, en))
}

fn not_above_zero(number: f64, at: Span, (zh, en): (&str, &str)) -> Option<Diagnostic> {
    let message = Text::new(format!("{zh}要大于 0"), format!("the {en} must be above 0"));
    let mend = Text::new("写一个大于 0 的值", "write a value above 0");
    (number <= 0.0).then(|| found(at, message, mend))
}

/// Bounds that do not go from small to large, or whose units say nothing of which is the larger.
fn unordered(periods: &[Period], at: Span) -> Option<Diagnostic> {
    if value::ordered(periods) {
        return None;
    }
    let pairs = || periods.windows(2).filter_map(|pair| <&[Period; 2]>::try_from(pair).ok());
    let incomparable = pairs().find(|[a, b]| value::longer(a, b).is_none());
    Some(match incomparable {
        Some([a, b]) => {
            let message =
                Text::new(format!("{a} 与 {b} 无法比较长短"), format!("{a} and {b} cannot be compared"));
            found(at, message, Text::new("用同一种单位写", "write all of them in one unit"))
        }
        None => {
            let wrong = pairs().find(|[a, b]| value::longer(a, b) == Some(true))?;
            let [a, b] = wrong;
            let message = Text::new(
                format!("{a} 之后不能是更短的 {b}"),
                format!("{a} cannot be followed by {b}, which is less"),
            );
            found(at, message, Text::new("从小到大写", "write them from small to large"))
        }
    })
}

fn mixture(value: &Node) -> Option<Diagnostic> {
    let crate::scenario::syntax::NodeValue::List(parts) = &value.value else { return None };
    if parts.is_empty() {
        let message = Text::new("混合里什么也没有", "the mixture is empty");
        let mend = Text::new(
            "写成 [{ weight: 0.7, takes: 5min }, { weight: 0.3, takes: 30min }]",
            "write it like [{ weight: 0.7, takes: 5min }, { weight: 0.3, takes: 30min }]",
        );
        return Some(found(value.span, message, mend));
    }
    parts.iter().find_map(|part| {
        let weight = part.get("weight").and_then(|n| Some((value::number(n)?, n.span)));
        let weight = weight.and_then(|(number, at)| not_above_zero(number, at, ("权重", "weight")));
        weight.or_else(|| part.get("takes").and_then(impossible))
    })
}

fn no_file(value: &Node) -> Option<Diagnostic> {
    let name = value.text().filter(|name| !value::is_file_name(name))?;
    let message = Text::new(format!("`{name}` 不是文件名"), format!("`{name}` is not the name of a file"));
    let mend = Text::new(
        "把文件放在场景旁边，只写名字，如 reviews.csv",
        "put the file beside the scenario and write its name alone, such as reviews.csv",
    );
    Some(found(value.span, message, mend))
}

#[cfg(test)]
mod tests;
