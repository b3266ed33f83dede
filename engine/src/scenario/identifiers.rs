//! Numbers with check characters: made and checked.

use jiff::civil::Date;

const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECKS: &[u8; 11] = b"10X98765432";
/// GB 32100: digits and capital letters without I, O, S, V, Z.
const CREDIT_CHARACTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A citizen's number (GB 11643): region, birthday, order within the day (odd for men), check character.
pub fn id_number(region: u32, birth: Date, male: bool, order: u32) -> String {
    let order = (order % 500) * 2 + u32::from(male);
    let body = format!(
        "{:06}{:04}{:02}{:02}{order:03}",
        region % 1_000_000,
        birth.year(),
        birth.month(),
        birth.day()
    );
    let check = id_check(&body).unwrap_or('0');
    format!("{body}{check}")
}

/// The check character of the first 17 digits of a citizen's number (ISO 7064, MOD 11-2).
fn id_check(body: &str) -> Option<char> {
    let mut digits = body.bytes();
    let mut sum = 0;
    for weight in ID_WEIGHTS {
        let digit = digits.next().filter(u8::is_ascii_digit)?;
        sum += u32::from(digit - b'0') * weight;
    }
    ID_CHECKS.get((sum % 11) as usize).map(|c| char::from(*c))
}

/// The birthday and sex (true: male) that a citizen's number tells; none where it is not well-formed.
pub fn read_id_number(number: &str) -> Option<(Date, bool)> {
    let check = number.bytes().next_back().filter(|_| number.len() == 18)?;
    if id_check(number)? != char::from(check) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| number.get(range)?.parse::<i16>().ok();
    let birth = Date::new(part(6..10)?, i8::try_from(part(10..12)?).ok()?, i8::try_from(part(12..14)?).ok()?);
    Some((birth.ok()?, part(16..17)? % 2 == 1))
}

/// A unified social credit code (GB 32100) of a company: category, registrar's region, body, check character.
pub fn credit_code(region: u32, order: u32) -> String {
    let body = format!("91{:06}MA{:07}", region % 1_000_000, order % 10_000_000);
    let check = credit_check(&body).unwrap_or('0');
    format!("{body}{check}")
}

/// The check character of the first 17 characters of a credit code: weights 3ⁱ mod 31.
fn credit_check(body: &str) -> Option<char> {
    let mut sum = 0;
    let mut weight = 1;
    let mut length = 0;
    for character in body.bytes().take(17) {
        sum += CREDIT_CHARACTERS.iter().position(|c| *c == character)? * weight;
        weight = weight * 3 % 31;
        length += 1;
    }
    let check = (31 - sum % 31) % 31;
    CREDIT_CHARACTERS.get(check).filter(|_| length == 17).map(|c| char::from(*c))
}

/// Whether a credit code is well-formed.
pub fn is_credit_code(code: &str) -> bool {
    code.len() == 18 && credit_check(code).is_some_and(|check| code.ends_with(check))
}

/// Whether a text is a phone number: a mobile one of 11 digits, or a fixed one with its area code, `0533-2345678`.
pub fn is_phone(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('-') {
        None => text.len() == 11 && digits(text) && matches!(text.as_bytes(), [b'1', b'3'..=b'9', ..]),
        Some((area, number)) => {
            area.starts_with('0')
                && matches!(area.len(), 3 | 4)
                && matches!(number.len(), 7 | 8)
                && digits(area)
                && digits(number)
        }
    }
}

/// A mobile number.
pub fn phone(order: u32) -> String {
    format!("138{:08}", order % 100_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn numbers_of_the_standards_check() {
        // The example of GB 11643-1999, annex.
        assert_eq!(read_id_number("11010519491231002X"), Some((date(1949, 12, 31), false)));
        assert_eq!(read_id_number("110105194912310021"), None, "another check character");
        assert_eq!(read_id_number("11010519491331002X"), None, "no such month");
        // A code in public use: that of the largest e-commerce company's holding.
        assert!(is_credit_code("91330100799655058B"));
        assert!(!is_credit_code("91330100799655058C"));
    }

    #[test]
    fn what_is_made_reads_back() {
        for order in 0..2_000 {
            let birth = date(1950, 1, 1).saturating_add(jiff::Span::new().days(i64::from(order) * 13));
            let number = id_number(370_303, birth, order % 3 == 0, order);
            assert_eq!(read_id_number(&number), Some((birth, order % 3 == 0)), "{number}");
            assert!(is_credit_code(&credit_code(370_303, order * 77)));
        }
        assert_eq!(phone(7).len(), 11);
    }
}
