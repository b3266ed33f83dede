//! Why a log cannot be read, and on which line.

use crate::scenario::text::Text;

/// Why a log cannot be read. Lines count from 1, the line of names included; a line break within quotes counts too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRead {
    /// There is no line of names.
    Empty,
    /// A column that has to be there is not: its name.
    NoColumn(&'static str),
    /// Two columns have this name.
    TwoColumns(&'static str),
    /// A quote is not closed: the line on which it opens.
    OpenQuote(u64),
    /// A quote stands within a bare value, or something behind a closing one: the line.
    StrayQuote(u64),
    /// A line has another number of values than there are names: the line, values, names.
    Ragged(u64, usize, usize),
    /// A value that has to be there is empty: the line, the column.
    NoValue(u64, &'static str),
    /// A moment is not RFC 3339 with its offset: the line, the column, what stands there.
    Moment(u64, &'static str, String),
    /// Work that is over has no start: the line.
    NoStart(u64),
    /// The column's moment is before the one that it follows: the line, the column, the one before.
    Backwards(u64, &'static str, &'static str),
    /// It is no XML: the line, the column, what the parser says.
    Xml(u64, u64, String),
    /// It is XML, and no log: the line, the element that it begins with.
    NoLog(u64, String),
    /// It declares a document type, which could name what is not in it: the line.
    DocType(u64),
    /// A trace or event has no value under a key: the line where it ends, the element, the key.
    NoKey(u64, &'static str, &'static str),
}

impl NotRead {
    /// What is wrong, and where.
    pub fn text(&self) -> Text {
        let at = |line: u64, zh: String, en: String| {
            Text::new(format!("第 {line} 行：{zh}"), format!("line {line}: {en}"))
        };
        match self {
            Self::Empty => {
                Text::new("日志是空的：第一行应是列名", "the log is empty: its first line names the columns")
            }
            Self::NoColumn(name) => {
                Text::new(format!("第 1 行：缺少列 `{name}`"), format!("line 1: there is no column `{name}`"))
            }
            Self::TwoColumns(name) => Text::new(
                format!("第 1 行：有两列叫 `{name}`"),
                format!("line 1: two columns are called `{name}`"),
            ),
            Self::OpenQuote(line) => at(*line, "引号没有关上".into(), "a quote is not closed".into()),
            Self::StrayQuote(line) => at(
                *line,
                "值里有引号时，整个值要放在引号里，里面的引号写两遍".into(),
                "a value with a quote in it stands in quotes as a whole, and the quote in it twice".into(),
            ),
            Self::Ragged(line, values, names) => at(
                *line,
                format!("有 {values} 个值，列名有 {names} 个"),
                format!("there are {values} values for {names} columns"),
            ),
            Self::NoValue(line, column) => {
                at(*line, format!("`{column}` 是空的"), format!("`{column}` is empty"))
            }
            Self::Moment(line, column, said) => at(
                *line,
                format!("`{column}` 的 `{said}` 不是带时区的 RFC 3339 时刻，如 2026-03-02T09:00:00+08:00"),
                format!(
                    "`{said}` of `{column}` is no RFC 3339 moment with its offset, such as 2026-03-02T09:00:00+08:00"
                ),
            ),
            Self::NoStart(line) => at(
                *line,
                "有 `end` 而没有 `start`：不知道用了多久".into(),
                "there is an `end` and no `start`: how long it took is not known".into(),
            ),
            Self::Backwards(line, column, before) => {
                at(*line, format!("`{column}` 早于 `{before}`"), format!("`{column}` is before `{before}`"))
            }
            Self::Xml(line, column, why) => at(
                *line,
                format!("第 {column} 列：不是完整的 XML（{why}）；请重新导出日志"),
                format!("column {column}: this is no well-formed XML ({why}); export the log again"),
            ),
            Self::NoLog(line, element) => at(
                *line,
                format!("是 `{element}`，不是 XES 日志：最外层应是 <log>"),
                format!("this is `{element}` and no XES log: its outermost element is <log>"),
            ),
            Self::DocType(line) => at(
                *line,
                "含 <!DOCTYPE>，不予展开；请删去这一行".into(),
                "there is a <!DOCTYPE>, which is not expanded; remove it".into(),
            ),
            Self::NoKey(line, element, key) => at(
                *line,
                format!("<{element}> 里没有 `{key}`"),
                format!("there is no `{key}` in this <{element}>"),
            ),
        }
    }
}
