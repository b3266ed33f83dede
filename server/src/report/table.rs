//! Tables of a report, before anybody says how they look.

use crate::words::number;
use onething_engine::simulate::Estimate;

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// No decimals where there are none, at most two where there are.
    Plain,
    /// So many decimals.
    Decimals(u8),
    /// As [`Style::Plain`] with a sign, for differences.
    Signed,
    /// So many decimals with a sign, for differences.
    Difference(u8),
    /// A share, 0–1, in percent with one decimal.
    Share,
    /// A relative change, −1–…, in percent with a sign and one decimal.
    Change,
}

/// A number, perhaps with the interval in which it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// The number; shares are 0–1.
    pub value: f64,
    /// The interval reaches so far to either side, in the same unit.
    pub half_width: Option<f64>,
    /// How it is written.
    pub style: Style,
}

/// What stands in one place of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A number.
    Value(Value),
    /// There is no such value.
    Nothing,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub label: String,
    /// A heading that it has in common with its neighbours.
    pub group: Option<String>,
    /// It holds numbers.
    pub is_number: bool,
}

/// A table; the first cell of a row says what the row is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Its columns, at least one.
    pub columns: Vec<Column>,
    /// Its rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

impl Column {
    /// A column of texts.
    pub fn text(label: impl Into<String>) -> Self {
        Self { label: label.into(), group: None, is_number: false }
    }

    /// A column of numbers.
    pub fn number(label: impl Into<String>) -> Self {
        Self { label: label.into(), group: None, is_number: true }
    }

    /// The column below a heading of several.
    #[must_use]
    pub fn under(self, group: impl Into<String>) -> Self {
        Self { group: Some(group.into()), ..self }
    }
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number without an interval.
    pub fn number(value: f64, style: Style) -> Self {
        Self::Value(Value { value, half_width: None, style })
    }

    /// A mean over replications with its interval; none: nothing was measured.
    pub fn estimate(told: Option<Estimate>, style: Style) -> Self {
        Value::estimate(told, style).map_or(Self::Nothing, Self::Value)
    }

    /// A mean over replications alone, where an interval would crowd the table.
    pub fn mean(told: Option<Estimate>, style: Style) -> Self {
        told.map_or(Self::Nothing, |told| Self::number(told.mean, style))
    }
}

impl Value {
    /// A mean over replications with its interval; none of none.
    pub fn estimate(told: Option<Estimate>, style: Style) -> Option<Self> {
        told.map(|told| Self { value: told.mean, half_width: told.half_width, style })
    }

    /// As people write it: `1,234.5 ± 0.2`, `−80.0%`.
    pub fn written(&self) -> String {
        match self.half_width {
            Some(half) => {
                format!("{} ± {}", self.style.written(self.value), self.style.unsigned().written(half))
            }
            None => self.style.written(self.value),
        }
    }
}

impl Style {
    /// The same without a sign: how far an interval reaches.
    fn unsigned(self) -> Self {
        match self {
            Self::Signed => Self::Plain,
            Self::Difference(decimals) => Self::Decimals(decimals),
            Self::Change => Self::Share,
            other => other,
        }
    }

    /// A number as people write it, with a comma at every thousand.
    pub fn written(self, value: f64) -> String {
        let text = match self {
            Self::Plain | Self::Signed => number(value),
            Self::Decimals(decimals) | Self::Difference(decimals) => {
                format!("{value:.0$}", usize::from(decimals))
            }
            Self::Share | Self::Change => format!("{:.1}%", value * 100.0),
        };
        let digits = text.strip_prefix('-').unwrap_or(&text);
        // What is rounded to nothing has no sign.
        let is_nothing = digits.trim_matches(['0', '.', '%']).is_empty();
        let is_difference = matches!(self, Self::Signed | Self::Difference(_) | Self::Change);
        let sign = match value {
            _ if is_nothing => "",
            value if value < 0.0 => "−",
            _ if is_difference => "+",
            _ => "",
        };
        format!("{sign}{}", grouped(digits))
    }
}

/// `1234567.8` as `1,234,567.8`.
fn grouped(digits: &str) -> String {
    let whole = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (whole, rest) = digits.split_at(whole);
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!(Style::Plain.written(1_234_567.891), "1,234,567.89");
        assert_eq!(Style::Decimals(1).written(-0.01), "0.0");
        assert_eq!(Style::Signed.written(-4.0), "−4");
        assert_eq!(Style::Signed.written(2.5), "+2.50");
        assert_eq!(Style::Difference(2).written(0.001), "0.00");
        assert_eq!(Style::Share.written(0.8321), "83.2%");
        assert_eq!(Style::Change.written(-0.8), "−80.0%");
        assert_eq!(Style::Change.written(0.0), "0.0%");
    }

    #[test]
    fn an_interval_stands_behind_its_mean() {
        let told = Estimate { mean: 1200.0, half_width: Some(3.25), count: 10 };
        let value = Value::estimate(Some(told), Style::Decimals(1)).map(|v| v.written());
        assert_eq!(value.as_deref(), Some("1,200.0 ± 3.2"));
        let value = Value::estimate(Some(told), Style::Difference(1)).map(|v| v.written());
        assert_eq!(value.as_deref(), Some("+1,200.0 ± 3.2"));
    }
}
