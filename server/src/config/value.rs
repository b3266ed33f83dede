//! Values of settings, and how they are written.

use super::setting::{Kind, Setting};
use onething_engine::scenario::text::Text;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Units of time with their milliseconds, largest first.
const TIMES: [(&str, u64); 5] =
    [("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1_000), ("ms", 1)];
/// Units of size with their bytes, largest first.
const SIZES: [(&str, u64); 4] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];

/// The value of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Where to listen.
    Address(SocketAddr),
    /// A file or folder.
    Path(PathBuf),
    /// On or off.
    Switch(bool),
    /// One of some words.
    Choice(&'static str),
    /// A number of things.
    Count(u64),
    /// Bytes.
    Bytes(u64),
    /// Milliseconds.
    Time(u64),
    /// Anything.
    Text(String),
    /// The setting's own word for no number: `off`, `auto`.
    Word(&'static str),
    /// Nothing was said, and nothing is the default.
    Unset,
}

/// As it is written in a file, without quotes, and in flags and the environment.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Address(address) => address.fmt(f),
            Value::Path(path) => path.display().fmt(f),
            Value::Switch(on) => on.fmt(f),
            Value::Choice(word) | Value::Word(word) => f.write_str(word),
            Value::Count(count) => count.fmt(f),
            Value::Bytes(bytes) => unit(*bytes, &SIZES).fmt(f),
            Value::Time(milliseconds) => unit(*milliseconds, &TIMES).fmt(f),
            Value::Text(text) => f.write_str(text),
            Value::Unset => Ok(()),
        }
    }
}

/// In the largest unit in which it is a whole number.
fn unit(amount: u64, units: &[(&str, u64)]) -> String {
    let whole = units.iter().find(|(_, size)| amount >= *size && amount.is_multiple_of(*size));
    let (name, size) = whole.or(units.last()).copied().unwrap_or(("", 1));
    format!("{}{name}", amount / size)
}

/// A number with a unit.
fn amount(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, name) = text.split_at(digits);
    let (_, size) = units.iter().find(|(unit, _)| *unit == name.trim_start())?;
    number.parse::<u64>().ok()?.checked_mul(*size)
}

impl Setting {
    /// Reads what was written for it, in whichever place.
    ///
    /// # Errors
    /// What is expected instead.
    pub fn read(&self, text: &str) -> Result<Value, Text> {
        if let Some(word) = self.word
            && text == word
        {
            return Ok(Value::Word(word));
        }
        let value = match self.kind {
            Kind::Address => text.parse().ok().map(Value::Address),
            Kind::Path => (!text.is_empty()).then(|| Value::Path(PathBuf::from(text))),
            Kind::Switch => text.parse().ok().map(Value::Switch),
            Kind::Choice(words) => words.iter().find(|word| **word == text).copied().map(Value::Choice),
            Kind::Count { .. } => text.parse().ok().map(Value::Count),
            Kind::Bytes { .. } => amount(text, &SIZES).map(Value::Bytes),
            Kind::Time { .. } => amount(text, &TIMES).map(Value::Time),
            Kind::Text => (!text.is_empty()).then(|| Value::Text(text.to_owned())),
        };
        let value = value.ok_or_else(|| self.expected())?;
        self.bounded(value)
    }

    fn bounded(&self, value: Value) -> Result<Value, Text> {
        let (Value::Count(is) | Value::Bytes(is) | Value::Time(is)) = value else { return Ok(value) };
        let (Kind::Count { least, most } | Kind::Bytes { least, most } | Kind::Time { least, most }) =
            self.kind
        else {
            return Ok(value);
        };
        if (least..=most).contains(&is) { Ok(value) } else { Err(self.expected()) }
    }

    /// What may stand there, in words: `1s to 10min`.
    pub fn expected(&self) -> Text {
        let word =
            self.word.map_or((String::new(), String::new()), |w| (format!("，或 {w}"), format!(", or {w}")));
        let (zh, en) = match self.kind {
            Kind::Address => {
                ("地址与端口，如 127.0.0.1:8080".into(), "an address with a port, as 127.0.0.1:8080".into())
            }
            Kind::Path => ("路径".into(), "a path".into()),
            Kind::Switch => ("true 或 false".into(), "true or false".into()),
            Kind::Choice(words) => (words.join("、"), words.join(" or ")),
            Kind::Text => ("文字".into(), "a text".into()),
            Kind::Count { least, most } => {
                (format!("{least} 至 {most} 的整数"), format!("a whole number from {least} to {most}"))
            }
            Kind::Bytes { least, most } => {
                let (least, most) = (Value::Bytes(least), Value::Bytes(most));
                (
                    format!("带单位（B、KiB、MiB、GiB）的大小，{least} 至 {most}"),
                    format!("a size with its unit (B, KiB, MiB, GiB), {least} to {most}"),
                )
            }
            Kind::Time { least, most } => {
                let (least, most) = (Value::Time(least), Value::Time(most));
                (
                    format!("带单位（ms、s、min、h、d）的时长，{least} 至 {most}"),
                    format!("a time with its unit (ms, s, min, h, d), {least} to {most}"),
                )
            }
        };
        Text::new(format!("{zh}{}", word.0), format!("{en}{}", word.1))
    }
}

/// A setting's value in the type that the program uses.
pub trait FromValue: Sized {
    /// None where the setting is declared with a kind that does not fit.
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for SocketAddr {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Address(address) = value { Some(*address) } else { None }
    }
}

impl FromValue for PathBuf {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Path(path) = value { Some(path.clone()) } else { None }
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Switch(on) = value { Some(*on) } else { None }
    }
}

impl FromValue for u64 {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Count(amount) | Value::Bytes(amount) = value { Some(*amount) } else { None }
    }
}

impl FromValue for Duration {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Time(milliseconds) = value { Some(Duration::from_millis(*milliseconds)) } else { None }
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Text(text) = value { Some(text.clone()) } else { None }
    }
}

/// None for the setting's own word and where nothing was said.
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Word(_) | Value::Unset => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Value;
    use crate::config::table::TABLE;

    fn read(key: &str, text: &str) -> Option<Value> {
        TABLE.iter().find(|s| s.key == key).unwrap().read(text).ok()
    }

    #[test]
    fn times_and_sizes_have_units() {
        assert_eq!(read("limits.request_time", "90s"), Some(Value::Time(90_000)));
        assert_eq!(read("limits.request_time", "2 min"), Some(Value::Time(120_000)));
        assert_eq!(read("limits.idempotency_kept", "7d"), Some(Value::Time(604_800_000)));
        assert_eq!(read("limits.json_body", "1MiB"), Some(Value::Bytes(1 << 20)));
        for wrong in
            ["", "10", "s", "-1s", "1.5s", "10 weeks", "99999999999999999999s", "18446744073709551615d"]
        {
            assert_eq!(read("limits.request_time", wrong), None, "{wrong}");
        }
        assert_eq!(read("limits.json_body", "1MB"), None);
        for (value, shown) in [
            (Value::Time(90_000), "90s"),
            (Value::Time(60_000), "1min"),
            (Value::Time(0), "0ms"),
            (Value::Bytes(1 << 20), "1MiB"),
            (Value::Bytes((1 << 20) + 1), "1048577B"),
        ] {
            assert_eq!(value.to_string(), shown);
        }
    }

    #[test]
    fn bounds_hold_at_the_limit_and_one_beyond() {
        for setting in TABLE {
            use crate::config::Kind::{Bytes, Count, Time};
            let make: fn(u64) -> Value = match setting.kind {
                Count { .. } => Value::Count,
                Bytes { .. } => Value::Bytes,
                Time { .. } => Value::Time,
                _ => continue,
            };
            let (Count { least, most } | Bytes { least, most } | Time { least, most }) = setting.kind else {
                continue;
            };
            for good in [least, most] {
                assert_eq!(setting.read(&make(good).to_string()).ok(), Some(make(good)), "{}", setting.key);
            }
            assert!(setting.read(&make(most + 1).to_string()).is_err(), "{}", setting.key);
            if least > 0 {
                assert!(setting.read(&make(least - 1).to_string()).is_err(), "{}", setting.key);
            }
        }
    }
}
