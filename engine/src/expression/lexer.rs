//! Words of an expression.

use super::error::{ErrorKind, ExpressionError};
use super::outside;
use std::ops::Range;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Name(String),
    /// A function name of several words, such as `date and time`, as one.
    Function(&'static str),
    Number(String),
    Text(String),
    Symbol(&'static str),
    End,
}

/// A token and its bytes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lexed {
    pub(super) token: Token,
    pub(super) range: Range<usize>,
}

/// FEEL's function names with spaces, and ours for them.
const SPACED: &[(&str, &str)] = &[
    ("date and time", "date_and_time"),
    ("years and months duration", "years_and_months_duration"),
    ("string length", "string_length"),
    ("upper case", "upper_case"),
    ("lower case", "lower_case"),
    ("starts with", "starts_with"),
    ("ends with", "ends_with"),
    ("substring before", "substring_before"),
    ("substring after", "substring_after"),
    ("string join", "string_join"),
    ("list contains", "list_contains"),
    ("distinct values", "distinct_values"),
    ("index of", "index_of"),
    ("insert before", "insert_before"),
    ("round half up", "round_half_up"),
    ("round half down", "round_half_down"),
    ("round up", "round_up"),
    ("round down", "round_down"),
    ("day of week", "day_of_week"),
    ("day of year", "day_of_year"),
    ("month of year", "month_of_year"),
    ("week of year", "week_of_year"),
    ("last day of month", "last_day_of_month"),
    ("met by", "met_by"),
    ("overlaps before", "overlaps_before"),
    ("overlaps after", "overlaps_after"),
    ("finished by", "finished_by"),
    ("started by", "started_by"),
    ("day of month", "day_of_month"),
    ("get value", "get_value"),
    ("get entries", "get_entries"),
    ("context put", "context_put"),
    ("context merge", "context_merge"),
    ("list replace", "list_replace"),
];

const SYMBOLS: &[&str] = &[
    "..", "**", "<=", ">=", "!=", "+", "-", "*", "/", "=", "<", ">", "(", ")", "[", "]", ",", ".", "{", "}",
    ":", "@", "?",
];

/// Spellings of other languages, and FEEL's.
const OTHER: &[(&str, &str)] =
    &[("==", "="), ("&&", "and"), ("||", "or"), ("<>", "!="), ("=>", ">="), ("=<", "<=")];

/// Splits a text into tokens; the last is `End`.
pub(super) fn lex(text: &str) -> Result<Vec<Lexed>, ExpressionError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        if let Some(length) = comment(&text[at..]) {
            at += length.ok_or_else(|| {
                ExpressionError::new(
                    at..text.len(),
                    ErrorKind::Syntax,
                    "注释没有闭合",
                    "the comment is never closed",
                )
                .mend("在注释末尾补上 */", "close it with */")
            })?;
            continue;
        }
        let (token, end) = next(text, at, c)?;
        tokens.push(Lexed { token, range: at..end });
        at = end;
    }
    tokens.push(Lexed { token: Token::End, range: text.len()..text.len() });
    Ok(tokens)
}

/// The length of the comment that begins here: `// …` up to the end of the line, `/* … */`; none inside if it
/// is never closed.
fn comment(rest: &str) -> Option<Option<usize>> {
    if rest.starts_with("//") {
        return Some(Some(rest.find('\n').unwrap_or(rest.len())));
    }
    rest.strip_prefix("/*").map(|body| body.find("*/").map(|end| end + 4))
}

fn next(text: &str, at: usize, c: char) -> Result<(Token, usize), ExpressionError> {
    let rest = &text[at..];
    if c == '"' {
        return quoted(text, at);
    }
    if let Some(found) = other_spelling(text, at, c) {
        return Err(found);
    }
    if c.is_ascii_digit() || (c == '.' && rest[1..].starts_with(|d: char| d.is_ascii_digit())) {
        return number(text, at);
    }
    if unicode_ident::is_xid_start(c) || c == '_' {
        if let Some((function, end)) = spaced(text, at) {
            return Ok((Token::Function(function), end));
        }
        let length = rest.find(|c: char| !(unicode_ident::is_xid_continue(c))).unwrap_or(rest.len());
        return Ok((Token::Name(rest[..length].to_owned()), at + length));
    }
    match SYMBOLS.iter().find(|s| rest.starts_with(**s)) {
        Some(symbol) => Ok((Token::Symbol(symbol), at + symbol.len())),
        None => {
            let found = ExpressionError::new(
                at..at + c.len_utf8(),
                ErrorKind::Syntax,
                format!("不认识的字符 `{c}`"),
                format!("`{c}` means nothing here"),
            );
            Err(found.mend("标点请用英文半角", "use ASCII punctuation"))
        }
    }
}

/// A spelling of another language that begins here.
fn other_spelling(text: &str, at: usize, c: char) -> Option<ExpressionError> {
    let rest = &text[at..];
    if c == '\'' || c == '“' || c == '”' || c == '‘' {
        let end =
            rest[c.len_utf8()..].find(['\'', '”', '’']).map_or(text.len(), |n| at + n + 2 * c.len_utf8());
        let end = (0..=end.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(at);
        let found = ExpressionError::new(
            at..end.max(at + c.len_utf8()),
            ErrorKind::OtherSpelling,
            "文字要用英文双引号",
            "text goes into double quotes",
        );
        return Some(found.mend(
            "写成 \"…\"；在 YAML 里再用单引号括住整个表达式",
            "write \"…\"; in YAML put single quotes around the whole expression",
        ));
    }
    for (other, ours) in OTHER {
        if rest.starts_with(other) {
            let found = ExpressionError::new(
                at..at + other.len(),
                ErrorKind::OtherSpelling,
                format!("这里没有 `{other}`"),
                format!("`{other}` is not used here"),
            );
            return Some(found.mend(format!("写成 `{ours}`"), format!("write `{ours}`")));
        }
    }
    if c == '!' && !rest.starts_with("!=") {
        let found = ExpressionError::new(
            at..at + 1,
            ErrorKind::OtherSpelling,
            "这里没有 `!`",
            "`!` is not used here",
        );
        return Some(found.mend("写成 `not(…)`", "write `not(…)`"));
    }
    None
}

/// A function name of several words that stands before a bracket.
fn spaced(text: &str, at: usize) -> Option<(&'static str, usize)> {
    SPACED.iter().find_map(|(name, ours)| {
        let mut end = at;
        for (number, word) in name.split(' ').enumerate() {
            if number > 0 {
                let gap = text[end..].len() - text[end..].trim_start().len();
                if gap == 0 {
                    return None;
                }
                end += gap;
            }
            end += text[end..].starts_with(word).then_some(word.len())?;
        }
        text[end..].trim_start().starts_with('(').then_some((*ours, end))
    })
}

fn number(text: &str, at: usize) -> Result<(Token, usize), ExpressionError> {
    let rest = &text[at..];
    let whole = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let mut end = whole;
    // `1..4` is a range, not the number `1.` followed by `.4`.
    if let Some(fraction) =
        rest[whole..].strip_prefix('.').filter(|f| f.starts_with(|c: char| c.is_ascii_digit()))
    {
        let digits = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
        end = whole + 1 + digits;
    }
    let exponent = rest[end..].strip_prefix(['e', 'E']).map(|e| e.strip_prefix(['+', '-']).unwrap_or(e));
    if exponent.is_some_and(|e| e.starts_with(|c: char| c.is_ascii_digit())) {
        return Err(outside::EXPONENT.at(at..at + end + 1));
    }
    Ok((Token::Number(rest[..end].to_owned()), at + end))
}

fn quoted(text: &str, at: usize) -> Result<(Token, usize), ExpressionError> {
    let mut value = String::new();
    let mut chars = text[at + 1..].char_indices();
    while let Some((offset, c)) = chars.next() {
        match c {
            '"' => return Ok((Token::Text(value), at + 1 + offset + 1)),
            '\\' => {
                let escape = chars.next();
                let wrong = |end: usize| {
                    ExpressionError::new(
                        at + 1 + offset..end,
                        ErrorKind::Syntax,
                        "不认识的转义",
                        "an escape that means nothing",
                    )
                    .mend(
                        "可用 \\\" \\\\ \\n \\r \\t，或以码位写字符：\\u4E2D、\\U01F600",
                        "there are \\\" \\\\ \\n \\r \\t, and a character by its code: \\u4E2D, \\U01F600",
                    )
                };
                match escape {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, 'r')) => value.push('\r'),
                    Some((_, 't')) => value.push('\t'),
                    Some((_, c @ ('"' | '\\' | '\''))) => value.push(c),
                    Some((start, u @ ('u' | 'U'))) => {
                        let digits = if u == 'u' { 4 } else { 6 };
                        let from = at + 1 + start + 1;
                        let code = text.get(from..from + digits).and_then(hexadecimal);
                        let c = code.and_then(char::from_u32).ok_or_else(|| wrong(from.min(text.len())))?;
                        value.push(c);
                        for _ in 0..digits {
                            chars.next();
                        }
                    }
                    Some((start, c)) => return Err(wrong(at + 1 + start + c.len_utf8())),
                    None => break,
                }
            }
            c => value.push(c),
        }
    }
    let found =
        ExpressionError::new(at..text.len(), ErrorKind::Syntax, "引号没有闭合", "the quote is never closed");
    Err(found.mend("在文字末尾补上 \"", "close it with \""))
}

/// Hexadecimal digits only; `from_str_radix` alone would take a sign.
fn hexadecimal(digits: &str) -> Option<u32> {
    let all = digits.chars().all(|c| c.is_ascii_hexdigit());
    all.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}
