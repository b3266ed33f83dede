//! Whether a value is what its element asks for; every fault says what is wrong and how to mend it.

use super::program::{FactFacts, FactId, FactKind, Program, is_readable};
use super::rejection::Fault;
use crate::scenario::identifiers::{is_credit_code, is_phone, read_id_number};
use crate::scenario::model::ElementType;
use crate::scenario::text::Text;

/// Longest text of an element that does not say how long it may be, in characters.
const LONGEST: usize = 1_000;

impl Program {
    /// What is wrong with a value of a fact, if anything: what a command with it would be refused for.
    pub fn fault(&self, fact: FactId, text: &str) -> Option<Fault> {
        value(fact, self.fact(fact)?, text)
    }
}

/// What is missing.
pub(super) fn missing(id: FactId, fact: &FactFacts) -> Fault {
    let (what, mend) = match fact.kind {
        FactKind::Field(..) => (Text::new("未填写", "it is missing"), Text::new("填写", "fill it in")),
        FactKind::Material(_) => (Text::new("未上传", "it is missing"), Text::new("上传该材料", "attach it")),
    };
    fault(id, fact, what, mend)
}

/// What is wrong with a value, if anything.
#[inline]
pub(super) fn value(id: FactId, fact: &FactFacts, text: &str) -> Option<Fault> {
    if is_plainly_good(fact, text) { None } else { looked_at(id, fact, text) }
}

/// Whether a look at its first byte and its length is enough.
#[inline]
pub(super) fn is_plainly_good(fact: &FactFacts, text: &str) -> bool {
    let starts = text.as_bytes().first().is_some_and(u8::is_ascii_graphic);
    match &fact.kind {
        FactKind::Field(ElementType::Text, max) => {
            starts && text.len() <= max.map_or(LONGEST, |max| max as usize)
        }
        FactKind::Field(ElementType::Boolean, _) => matches!(text, "true" | "false"),
        _ => false,
    }
}

fn looked_at(id: FactId, fact: &FactFacts, text: &str) -> Option<Fault> {
    let (what, mend) = match &fact.kind {
        FactKind::Material(_) => material(text)?,
        FactKind::Field(..) if text.chars().all(char::is_whitespace) => return Some(missing(id, fact)),
        FactKind::Field(ty, max) => field(ty, *max, text)?,
    };
    Some(fault(id, fact, what, mend))
}

fn fault(id: FactId, fact: &FactFacts, what: Text, mend: Text) -> Fault {
    Fault { fact: id, name: fact.name.to_string(), what, mend }
}

/// A file stands under its BLAKE3 hash, 64 hexadecimal digits.
fn material(text: &str) -> Option<(Text, Text)> {
    let is_hash = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    (!is_hash).then(|| {
        (
            Text::new("不是文件的散列值", "it is not the hash of a file"),
            Text::new(
                "给出文件的 BLAKE3 散列值（64 位小写十六进制）",
                "give the file's BLAKE3 hash, 64 hexadecimal digits",
            ),
        )
    })
}

fn field(ty: &ElementType, max: Option<u32>, text: &str) -> Option<(Text, Text)> {
    let longest = max.map_or(LONGEST, |max| max as usize);
    // A text has no more characters than bytes.
    if text.len() > longest && text.chars().count() > longest {
        return Some((
            Text::new("太长", "it is too long"),
            Text::new(format!("至多 {longest} 个字符"), format!("at most {longest} characters")),
        ));
    }
    let is_right = match ty {
        ElementType::IdNumberCn => read_id_number(text).is_some(),
        ElementType::CreditCodeCn => is_credit_code(text),
        ElementType::PhoneCn => is_phone(text),
        _ => is_readable(ty, text),
    };
    (!is_right).then(|| wrong(ty))
}

fn wrong(ty: &ElementType) -> (Text, Text) {
    let (what, mend): ((&str, &str), (String, String)) = match ty {
        ElementType::IdNumberCn => (
            ("不是有效的公民身份号码", "it is no valid identity number"),
            (
                "核对 18 位号码，末位是校验码".into(),
                "check its 18 characters; the last one is a check character".into(),
            ),
        ),
        ElementType::CreditCodeCn => (
            ("不是有效的统一社会信用代码", "it is no valid unified social credit code"),
            (
                "核对 18 位代码，末位是校验码".into(),
                "check its 18 characters; the last one is a check character".into(),
            ),
        ),
        ElementType::PhoneCn => (
            ("不是电话号码", "it is no valid phone number"),
            (
                "填 11 位手机号，或带区号的座机号".into(),
                "give the 11 digits of a mobile number, or a fixed one with its area code".into(),
            ),
        ),
        ElementType::OneOf(ids) => (
            ("不在可选项内", "it is none of the choices"),
            (format!("从中选一：{}", ids.join(" ")), format!("choose one of: {}", ids.join(" "))),
        ),
        ElementType::Number => {
            (("不是数", "it is no number"), ("写成 3200 或 3.5".into(), "such as 3200 or 3.5".into()))
        }
        ElementType::Boolean => {
            (("不是是或否", "it is not yes or no"), ("写 true 或 false".into(), "true or false".into()))
        }
        ElementType::Date => {
            (("不是日期", "it is no date"), ("写成 2026-03-01".into(), "such as 2026-03-01".into()))
        }
        ElementType::Time => {
            (("不是时刻", "it is no time of day"), ("写成 08:30".into(), "such as 08:30".into()))
        }
        ElementType::DateTime => (
            ("不是日期和时刻", "it is no date and time"),
            ("写成 2026-03-01T08:30".into(), "such as 2026-03-01T08:30".into()),
        ),
        ElementType::Text | ElementType::Region => {
            (("不合要求", "it is not as asked"), ("重新填写".into(), "fill it in again".into()))
        }
    };
    (Text::new(what.0, what.1), Text::new(mend.0, mend.1))
}
