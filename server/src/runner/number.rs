//! The number of an application (办件编号), short enough to be said on the phone: `260302-7K3M-9QXD4`.
//!
//! It is made of the application's id alone, a UUID of version 7, and so is the same for ever, whatever is restarted or
//! built anew: six digits of the date on which it was begun by the clock of the machine (UTC+8), then, in Crockford's 32
//! letters and digits (none of I, L, O, U), the millisecond of that day (27 bits) and the last 13 bits of the counter
//! that tells ids of one millisecond apart, then a check letter (Luhn's formula modulo 32) that finds every single
//! mistake. One process gives out no number twice: that would take 8192 begun within one millisecond. An application
//! that another one runs has a hash in place of the counter; one in 8192 of those that share their millisecond share
//! their number too, and whoever asks for it is shown both.

use super::aftermath::Listed;
use super::error::Error;
use super::handle::Runner;
use super::read::Filter;
use super::rows::{Key, Parts, family};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Crockford's digits.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Milliseconds of a day.
const DAY: u64 = 24 * 3_600_000;
/// How far the clocks that number days are ahead of UTC, in milliseconds.
const AHEAD: u64 = 8 * 3_600_000;
/// Bits of the counter that are told.
const COUNTER: u32 = 13;
/// Where they stand in an id.
const COUNTER_AT: u32 = 32;
/// Rows of one millisecond that are looked at.
const MOST: usize = 10_000;

/// The number of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number {
    /// When it was begun, in milliseconds since 1970.
    at: u64,
    /// The last bits of the counter.
    counter: u16,
}

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoNumber {
    /// It has not six digits of a date and nine letters and digits.
    Form,
    /// One of them was misheard or mistyped: the last does not fit the others.
    Check,
}

impl Number {
    /// The number of an application.
    pub fn of(id: Uuid) -> Self {
        let bits = id.as_u128();
        let counter = (bits >> COUNTER_AT) & ((1 << COUNTER) - 1);
        Self { at: (bits >> 80) as u64, counter: counter as u16 }
    }

    /// The digits of the date, then those of the millisecond and the counter: each less than 32.
    fn digits(self) -> [u8; 14] {
        let local = self.at.saturating_add(AHEAD);
        let days = i64::try_from(local / DAY).unwrap_or_default();
        let date = jiff::civil::date(1970, 1, 1);
        let date = date.checked_add(jiff::Span::new().days(days.min(2_000_000))).unwrap_or(date);
        let mut digits = [0; 14];
        let parts = [date.year().rem_euclid(100), date.month().into(), date.day().into()];
        for (pair, part) in digits.chunks_exact_mut(2).zip(parts) {
            pair.copy_from_slice(&[(part / 10) as u8, (part % 10) as u8]);
        }
        let rest = ((local % DAY) << COUNTER) | u64::from(self.counter);
        for (place, digit) in (0_u32..).zip(digits.iter_mut().skip(6).rev()) {
            *digit = ((rest >> (5 * place)) & 31) as u8;
        }
        digits
    }
}

/// Luhn's formula modulo 32: the digit that makes the whole fit.
fn check(digits: &[u8]) -> u8 {
    let sum: u32 = digits.iter().rev().zip([2, 1].into_iter().cycle()).fold(0, |sum, (digit, factor)| {
        let addend = u32::from(*digit) * factor;
        sum + addend / 32 + addend % 32
    });
    ((32 - sum % 32) % 32) as u8
}

fn letter(digit: u8) -> char {
    DIGITS.get(usize::from(digit)).map_or('0', |letter| char::from(*letter))
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits();
        for (place, digit) in digits.iter().enumerate() {
            if place == 6 || place == 10 {
                f.write_str("-")?;
            }
            write!(f, "{}", letter(*digit))?;
        }
        write!(f, "{}", letter(check(&digits)))
    }
}

impl FromStr for Number {
    type Err = NoNumber;

    /// As people say and type it: small letters, O for 0, I and L for 1; whatever stands between does not matter.
    fn from_str(text: &str) -> Result<Self, NoNumber> {
        let said = text.chars().filter(|c| !c.is_whitespace() && !"-–—－_.".contains(*c));
        let read = |c: char| {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            };
            let at = DIGITS.iter().position(|digit| char::from(*digit) == c)?;
            u8::try_from(at).ok()
        };
        let digits: Vec<u8> = said.take(16).map(read).collect::<Option<_>>().ok_or(NoNumber::Form)?;
        let digits: [u8; 15] = digits.try_into().map_err(|_| NoNumber::Form)?;
        let (own, last) = (&digits[..14], digits[14]);
        if check(own) != last {
            return Err(NoNumber::Check);
        }
        let (date, rest) = own.split_at(6);
        if date.iter().any(|digit| *digit > 9) {
            return Err(NoNumber::Form);
        }
        let pair = |at: usize| i8::try_from(date[at] * 10 + date[at + 1]).unwrap_or_default();
        let date = jiff::civil::Date::new(2000 + i16::from(pair(0)), pair(2), pair(4));
        let days = date.and_then(|date| date.since(jiff::civil::date(1970, 1, 1)));
        let days = days.ok().and_then(|span| u64::try_from(span.get_days()).ok()).ok_or(NoNumber::Form)?;
        let rest = rest.iter().fold(0_u64, |rest, digit| rest << 5 | u64::from(*digit));
        let (of_day, counter) = (rest >> COUNTER, rest & ((1 << COUNTER) - 1));
        let at = (days * DAY + of_day).checked_sub(AHEAD).filter(|_| of_day < DAY).ok_or(NoNumber::Form)?;
        Ok(Self { at, counter: counter as u16 })
    }
}

impl Runner {
    /// The applications of a number that a filter takes: one at most, but for those that others run.
    ///
    /// # Errors
    /// The index fails.
    pub fn numbered(&self, number: Number, filter: &Filter) -> Result<Vec<(Uuid, Listed)>, Error> {
        let begin = number.at.to_be_bytes();
        let mut found = Vec::new();
        for open in [b"o", b"c"] {
            if filter.open.is_some_and(|wanted| wanted != (open == b"o")) {
                continue;
            }
            // Ids begin with their millisecond.
            let (from, to) = Key::of(family::LISTED).bytes(open).bytes(&begin[2..]).range();
            let from = std::ops::Bound::Included(from.as_slice());
            let rows = self.shared().index.scan(from, super::definitions::as_slice(&to), false, MOST)?;
            for (key, row) in rows {
                let id = key.get(2..).and_then(|rest| Parts(rest).id());
                let Some(id) = id.filter(|id| Number::of(*id) == number) else { continue };
                let listed: Listed = rmp_serde::from_slice(&row).map_err(|e| Error::damaged_row(&key, &e))?;
                if filter.takes(&listed) {
                    found.push((id, listed));
                }
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_number_says_when_and_is_read_again() {
        // 2026-03-02 00:00 +08:00.
        let at = 1_772_380_800_000_u64;
        let id = uuid::Builder::from_unix_timestamp_millis(at, &[0; 10]).into_uuid();
        assert!(Number::of(id).to_string().starts_with("260302-0000-0000"), "{}", Number::of(id));
        let before = uuid::Builder::from_unix_timestamp_millis(at - 1, &[255; 10]).into_uuid();
        assert!(Number::of(before).to_string().starts_with("260301-"));
        for _ in 0..10_000 {
            let number = Number::of(Uuid::now_v7());
            let told = number.to_string();
            assert_eq!(told.len(), 17);
            assert_eq!(told.parse(), Ok(number));
            let said = told.replace('-', " ").replace('0', "o").replace('1', "l").to_lowercase();
            assert_eq!(said.parse(), Ok(number), "{said}");
        }
    }

    #[test]
    fn one_process_gives_out_no_number_twice() {
        let all: BTreeSet<Number> = (0..200_000).map(|_| Number::of(Uuid::now_v7())).collect();
        assert_eq!(all.len(), 200_000);
    }

    #[test]
    fn every_single_mistake_is_found() {
        let told = Number::of(Uuid::now_v7()).to_string();
        for (place, right) in told.char_indices().filter(|(_, c)| *c != '-') {
            for wrong in DIGITS.iter().map(|digit| char::from(*digit)).filter(|wrong| *wrong != right) {
                let mut said: Vec<char> = told.chars().collect();
                said[place] = wrong;
                let said: String = said.into_iter().collect();
                assert!(said.parse::<Number>().is_err(), "{told} as {said}");
            }
        }
        for none in ["", "260302", "260302-7K3M-9QXD4-1", "999999-0000-00000", "260302-UUUU-UUUUU"] {
            assert!(none.parse::<Number>().is_err(), "{none}");
        }
    }
}
