//! What serde says of a value that it cannot read, in words for whoever sent it: in both languages, and without the
//! names that our types have.

use onething_engine::scenario::text::Text;

/// What is wrong, from the words of serde without their place. What they are is told by their beginning; of what is
/// not known no more is said in Chinese than that it is wrong.
pub fn misread(said: &str) -> Text {
    let told = quoted(said, "missing field ", "缺少", "is missing")
        .or_else(|| quoted(said, "duplicate field ", "重复给出", "is given twice"))
        .or_else(|| unknown(said, "unknown field ", ("不认识", "is not known here")))
        .or_else(|| unknown(said, "unknown variant ", ("不在可选之列", "is none of the choices")))
        .or_else(|| expected(said, "invalid type: "))
        .or_else(|| expected(said, "invalid value: "))
        .or_else(|| expected(said, "invalid length "))
        .or_else(|| number(said));
    // Types of ours that read themselves say it in both languages.
    told.unwrap_or_else(|| match Text::apart(said) {
        text if text.zh == text.en => Text::new("不合要求", said),
        text => text,
    })
}

/// `missing field \`x\``.
fn quoted(said: &str, begins: &str, zh: &str, en: &str) -> Option<Text> {
    let name = said.strip_prefix(begins)?;
    Some(Text::new(format!("{zh} {name}"), format!("{name} {en}")))
}

/// `unknown field \`x\`, expected one of \`a\`, \`b\``.
fn unknown(said: &str, begins: &str, (zh, en): (&str, &str)) -> Option<Text> {
    let rest = said.strip_prefix(begins)?;
    let (name, known) = rest.split_once(", ").unwrap_or((rest, ""));
    let known = known.strip_prefix("expected ").map(|known| known.strip_prefix("one of ").unwrap_or(known));
    let Some(known) = known else {
        return Some(Text::new(format!("{name} {zh}"), format!("{name} {en}")));
    };
    let in_chinese = known.replace(" or ", "、").replace(", ", "、");
    Some(Text::new(format!("{name} {zh}；可用：{in_chinese}"), format!("{name} {en}; there are: {known}")))
}

/// `invalid type: string "x", expected u8`.
fn expected(said: &str, begins: &str) -> Option<Text> {
    let (found, wanted) = said.strip_prefix(begins)?.rsplit_once(", expected ")?;
    let (found, wanted) = (kind(found), kind(wanted));
    Some(Text::new(
        format!("应为{}，而不是{}", wanted.zh, found.zh),
        format!("{} belongs here, not {}", wanted.en, found.en),
    ))
}

/// What the parts of a query say, which are texts until they are read.
fn number(said: &str) -> Option<Text> {
    // The parameter's name stands before it where that is known.
    let what = said.rsplit_once(": ").map_or(said, |(_, what)| what);
    Some(match what {
        "invalid digit found in string" | "cannot parse integer from empty string" => {
            Text::new("应为整数", "a whole number belongs here")
        }
        "invalid float literal" | "cannot parse float from empty string" => {
            Text::new("应为数字", "a number belongs here")
        }
        "provided string was not `true` or `false`" => {
            Text::new("应为 true 或 false", "true or false belongs here")
        }
        _ if what.starts_with("number too ") => Text::new("数字超出范围", "the number is out of its range"),
        _ => return None,
    })
}

/// A kind of value by serde's name of it, with the value where that is told.
fn kind(named: &str) -> Text {
    const KINDS: [(&str, &str, &str); 14] = [
        ("string", "文字", "a text"),
        ("a string", "文字", "a text"),
        ("str", "文字", "a text"),
        ("character", "文字", "a text"),
        ("integer", "整数", "a whole number"),
        ("floating point", "小数", "a number"),
        ("boolean", "真假值", "a truth value"),
        ("a boolean", "真假值", "a truth value"),
        ("null", "空值", "null"),
        ("map", "对象", "an object"),
        ("a map", "对象", "an object"),
        ("sequence", "数组", "a list"),
        ("a sequence", "数组", "a list"),
        ("unit", "空值", "null"),
    ];
    // `string "x"`, `integer `7``: the value stands behind its kind.
    let cut =
        named.find([' ', '`', '"']).filter(|_| !named.starts_with("a ") && !named.starts_with("floating"));
    let (name, value) = match named.strip_prefix("floating point ") {
        Some(value) => ("floating point", value),
        None => {
            let (name, value) = named.split_at(cut.unwrap_or(named.len()));
            (name.trim_end(), value.trim_start())
        }
    };
    let value = if value.is_empty() { String::new() } else { format!(" {value}") };
    if let Some((_, zh, en)) = KINDS.iter().find(|(known, ..)| *known == name) {
        return Text::new(format!("{zh}{value}"), format!("{en}{value}"));
    }
    match name {
        "u8" | "u16" | "u32" | "u64" | "usize" => Text::new("非负整数", "a whole number of its range"),
        "i8" | "i16" | "i32" | "i64" | "isize" => Text::new("整数", "a whole number of its range"),
        "f32" | "f64" => Text::new("数字", "a number"),
        "struct" => Text::new("对象", "an object"),
        "enum" | "variant" => Text::new("可选值之一", "one of the choices"),
        "tuple" => Text::new("数组", "a list"),
        _ => Text::new("另一种值", named),
    }
}

#[cfg(test)]
mod tests {
    use super::misread;

    #[test]
    fn what_serde_says_is_told_in_both_languages() {
        for (said, zh, en) in [
            ("missing field `department`", "缺少 `department`", "`department` is missing"),
            ("duplicate field `text`", "重复给出 `text`", "`text` is given twice"),
            (
                "unknown field `pln`, expected one of `text`, `plan`",
                "`pln` 不认识；可用：`text`、`plan`",
                "`pln` is not known here; there are: `text`, `plan`",
            ),
            ("unknown field `a`, there are no fields", "`a` 不认识", "`a` is not known here"),
            (
                "unknown variant `png`, expected `svg` or `dot`",
                "`png` 不在可选之列；可用：`svg`、`dot`",
                "`png` is none of the choices; there are: `svg` or `dot`",
            ),
            (
                "invalid type: string \"x\", expected u8",
                "应为非负整数，而不是文字 \"x\"",
                "a whole number of its range belongs here, not a text \"x\"",
            ),
            (
                "invalid value: integer `999`, expected u8",
                "应为非负整数，而不是整数 `999`",
                "a whole number of its range belongs here, not a whole number `999`",
            ),
            (
                "invalid type: sequence, expected struct NewTokenRequest",
                "应为对象，而不是数组",
                "an object belongs here, not a list",
            ),
            (
                "invalid type: floating point `1.5`, expected a string",
                "应为文字，而不是小数 `1.5`",
                "a text belongs here, not a number `1.5`",
            ),
            ("limit: invalid digit found in string", "应为整数", "a whole number belongs here"),
            ("这里不对 / wrong here", "这里不对", "wrong here"),
            ("something else", "不合要求", "something else"),
        ] {
            let told = misread(said);
            assert_eq!((&*told.zh, &*told.en), (zh, en));
        }
    }
}
