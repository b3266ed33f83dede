//! Texts as CSV, XML and JSON quote them, and numbers as digits; appended to a buffer.

/// Digits in pairs, so that two are written with one look-up.
const PAIRS: &[u8; 200] = b"0001020304050607080910111213141516171819\
2021222324252627282930313233343536373839\
4041424344454647484950515253545556575859\
6061626364656667686970717273747576777879\
8081828384858687888990919293949596979899";

/// The two digits of a number below 100.
#[inline]
pub(super) fn pair(value: u32) -> [u8; 2] {
    let at = (value as usize % 100) * 2;
    [PAIRS[at], PAIRS[at + 1]]
}

/// Appends a number in decimal digits.
#[inline]
pub(super) fn number(mut value: u64, out: &mut Vec<u8>) {
    // The largest has 20 digits.
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// Appends a byte as two hexadecimal digits.
pub(super) fn hexadecimal(byte: u8, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.push(DIGITS[usize::from(byte >> 4)]);
    out.push(DIGITS[usize::from(byte & 15)]);
}

/// Appends a field of CSV as RFC 4180 has it: in quotes where it holds a comma, a quote or a line break, and where
/// blanks at its ends would be lost in some readers.
pub(super) fn csv(text: &str, out: &mut Vec<u8>) {
    let is_odd = text.contains([',', '"', '\r', '\n']) || text.starts_with(' ') || text.ends_with(' ');
    if !is_odd {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// Appends the value of an attribute of XML 1.0, without the quotes around it. Tabs and line breaks are written as
/// references, as readers would make them blanks; what XML forbids even so becomes U+FFFD.
pub(in crate::analyse) fn xml(text: &str, out: &mut Vec<u8>) {
    let mut utf8 = [0_u8; 4];
    for c in text.chars() {
        let written = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\t' => "&#9;",
            '\n' => "&#10;",
            '\r' => "&#13;",
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => "\u{fffd}",
            other => other.encode_utf8(&mut utf8),
        };
        out.extend_from_slice(written.as_bytes());
    }
}

/// Appends a string of JSON, with the quotes around it (RFC 8259).
pub(super) fn json(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    json_text(text, out);
    out.push(b'"');
}

/// The same without the quotes around it.
pub(super) fn json_text(text: &str, out: &mut Vec<u8>) {
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..=0x1f => {
                out.extend_from_slice(b"\\u00");
                hexadecimal(byte, out);
            }
            _ => out.push(byte),
        }
    }
}
