//! Blanks within a line: `{ a: 1, b: 2 }`, `[a, b]`, one blank where the author aligned nothing.

use super::Atoms;

/// Puts the blanks of one line in order; `start` is where it begins in the source.
pub(super) fn tidy(start: usize, line: &str, atoms: &Atoms) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut at = 0;
    while let Some(next) = line[at..].chars().next() {
        let byte = start + at;
        if let Some((_, end)) = atoms.scalar_at(byte) {
            let end = (end - start).min(line.len());
            out.push_str(&line[at..end]);
            at = end;
            continue;
        }
        let in_flow = atoms.flow_at(byte).is_some();
        match next {
            '#' => {
                let comment = line[at..].trim_end();
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
                out.push_str(comment);
                return out;
            }
            ' ' => {
                let blanks = line[at..].len() - line[at..].trim_start_matches(' ').len();
                let after = line[at + blanks..].chars().next();
                out.push_str(&gap(&out, blanks, after, in_flow));
                at += blanks;
                continue;
            }
            '}' if !out.ends_with([' ', '{']) && !out.is_empty() => out.push_str(" }"),
            ',' => {
                out.truncate(out.trim_end_matches(' ').len());
                out.push(',');
                let rest = &line[at + 1..];
                if !rest.is_empty() && !rest.starts_with(' ') {
                    out.push(' ');
                }
            }
            '{' => {
                out.push('{');
                let rest = &line[at + 1..];
                if !rest.is_empty() && !rest.starts_with([' ', '}']) {
                    out.push(' ');
                }
            }
            other => out.push(other),
        }
        at += next.len_utf8();
    }
    out.truncate(out.trim_end_matches(' ').len());
    out
}

/// The blanks that stay: columns that the author aligned outside flow collections and before comments.
fn gap(out: &str, blanks: usize, after: Option<char>, in_flow: bool) -> String {
    let keep = match (out.chars().next_back(), after) {
        (_, None) => 0,
        (Some('['), _) | (_, Some(']' | ',')) => 0,
        (Some('{'), Some('}')) => 0,
        (_, Some('#')) => blanks,
        _ if in_flow => 1,
        _ => blanks,
    };
    " ".repeat(keep)
}
