//! Lines and their indentation.

use super::{Atoms, spacing};

/// A level of nesting: its column as written, and as it will be.
struct Level {
    written: usize,
    laid: usize,
    list: bool,
}

/// A line and where it begins.
struct Line<'a> {
    start: usize,
    text: &'a str,
}

impl Line<'_> {
    fn column(&self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn is_comment(&self) -> bool {
        self.text.trim_start().starts_with('#')
    }
}

/// Lays all lines.
pub(super) fn lay(text: &str, atoms: &Atoms) -> String {
    let mut start = 0;
    let lines: Vec<Line<'_>> = text
        .split('\n')
        .map(|line| {
            let this = Line { start, text: line };
            start += line.len() + 1;
            this
        })
        .collect();
    let mut layer = Layer { atoms, levels: Vec::new(), out: String::with_capacity(text.len()), shift: 0 };
    for (index, line) in lines.iter().enumerate() {
        layer.line(line, &lines[index + 1..]);
    }
    let trimmed = layer.out.trim_end_matches('\n').len();
    layer.out.truncate(trimmed);
    layer.out.push('\n');
    layer.out
}

struct Layer<'a> {
    atoms: &'a Atoms,
    levels: Vec<Level>,
    out: String,
    /// How far the last line of structure moved to the right; texts of several lines move with it.
    shift: isize,
}

impl Layer<'_> {
    fn line(&mut self, line: &Line<'_>, following: &[Line<'_>]) {
        let content = line.start + line.column();
        let inside_scalar =
            line.start > 0 && self.atoms.scalar_at(content).is_some_and(|(s, _)| s < line.start);
        if inside_scalar {
            self.continue_scalar(line);
        } else if line.is_empty() {
            if !self.out.is_empty() && !self.out.ends_with("\n\n") {
                self.out.push('\n');
            }
        } else if self.atoms.flow_at(content).is_some_and(|(s, _)| s < line.start) {
            self.continue_flow(line);
        } else if line.is_comment() {
            // A comment stands with what it speaks of: the line below it.
            let next = following.iter().find(|l| !l.is_empty() && !l.is_comment());
            let column =
                next.filter(|n| self.is_structure(n)).map(|n| self.column_of(n.column(), is_dash(n)));
            self.push(column.unwrap_or(0), line.text.trim());
        } else {
            self.structure(line);
        }
    }

    fn is_structure(&self, line: &Line<'_>) -> bool {
        let content = line.start + line.column();
        let within = |range: Option<(usize, usize)>| range.is_some_and(|(s, _)| s < line.start);
        !within(self.atoms.scalar_at(content)) && !within(self.atoms.flow_at(content))
    }

    fn push(&mut self, column: usize, text: &str) {
        self.out.extend(std::iter::repeat_n(' ', column));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn continue_scalar(&mut self, line: &Line<'_>) {
        if line.is_empty() {
            self.out.push('\n');
            return;
        }
        let column = line.column().saturating_add_signed(self.shift);
        // Blanks at the end of a line of a text may be part of it.
        self.push(column, &line.text[line.column()..]);
    }

    fn continue_flow(&mut self, line: &Line<'_>) {
        let base = self.levels.last().map_or(0, |l| l.laid);
        let closes = line.text.trim_start().starts_with(['}', ']']);
        let column = if closes { base } else { base + 2 };
        let text = spacing::tidy(line.start + line.column(), line.text.trim(), self.atoms);
        self.push(column, &text);
    }

    /// The column of a line of structure as it will be, were it the next.
    fn column_of(&self, written: usize, dash: bool) -> usize {
        let mut levels = self.levels.iter().rev().skip_while(|l| l.written > written).peekable();
        match levels.peek() {
            Some(level) if level.written == written && level.list && !dash => {
                levels.nth(1).filter(|l| l.written == written).map_or(0, |l| l.laid)
            }
            Some(level) if level.written == written && level.list == dash => level.laid,
            Some(level) => level.laid + 2,
            None => 0,
        }
    }

    fn enter(&mut self, written: usize, dash: bool) -> usize {
        let laid = self.column_of(written, dash);
        while self
            .levels
            .last()
            .is_some_and(|l| l.written > written || (l.written == written && l.list && !dash))
        {
            self.levels.pop();
        }
        if !self.levels.last().is_some_and(|l| l.written == written && l.list == dash) {
            self.levels.push(Level { written, laid, list: dash });
        }
        laid
    }

    fn structure(&mut self, line: &Line<'_>) {
        let mut column = line.column();
        let first = self.enter(column, is_dash(line));
        self.shift = first as isize - column as isize;
        let mut prefix = String::new();
        let mut rest = &line.text[column..];
        // `- key: …` and `- - …` open levels within the line.
        while let Some(after) =
            rest.strip_prefix("- ").filter(|_| self.atoms.scalar_at(line.start + column).is_none())
        {
            let inner = after.trim_start_matches(' ');
            column += rest.len() - inner.len();
            prefix.push_str("- ");
            rest = inner;
            let nested = rest.starts_with("- ");
            let opens_map = !nested && self.atoms.is_key(line.start + column);
            if nested || opens_map {
                let laid = self.levels.last().map_or(0, |l| l.laid) + 2;
                self.levels.push(Level { written: column, laid, list: nested });
            }
        }
        let text = spacing::tidy(line.start + column, rest.trim_end(), self.atoms);
        self.push(first, &format!("{prefix}{text}"));
    }
}

fn is_dash(line: &Line<'_>) -> bool {
    let text = line.text.trim_start();
    text == "-" || text.starts_with("- ")
}
