//! Files of observations beside a scenario: times of work, and moments at which applications came.

use super::folder;
use super::load::Loaded;
use super::tests::folder_of;
use onething_engine::scenario::lower::value::period_text;
use onething_engine::scenario::text::Text;
use onething_engine::testing::instant;
use std::cell::RefCell;
use std::path::PathBuf;

/// Reads files of observations; what is wrong with one is kept until it is asked for.
#[derive(Debug)]
pub struct Observations {
    folder: Option<PathBuf>,
    wrong: RefCell<Option<Text>>,
}

impl Observations {
    /// Those beside a scenario; one inside the binary has none.
    pub fn beside(loaded: &Loaded) -> Self {
        Self { folder: folder_of(loaded), wrong: RefCell::new(None) }
    }

    /// Times of a file, in milliseconds, a line each with its unit: `12min`. None where it cannot be read.
    pub fn times(&self, name: &str) -> Option<Vec<f64>> {
        let wanted = Text::new("带单位的时长，如 12min", "a time with its unit, such as 12min");
        self.lines(name, &wanted, |line| Some(period_text(line)?.milliseconds()? as f64))
    }

    /// Moments of a file, in milliseconds since 1970, a line each. None where it cannot be read.
    pub fn moments(&self, name: &str) -> Option<Vec<i64>> {
        let wanted = Text::new("时刻，如 2026-03-02 09:14", "a moment, such as 2026-03-02 09:14");
        self.lines(name, &wanted, |line| instant(line).map(|at| at.as_millisecond()))
    }

    /// What was wrong with a file that was asked for.
    pub fn wrong(&self) -> Option<Text> {
        self.wrong.borrow().clone()
    }

    fn lines<T>(&self, name: &str, wanted: &Text, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
        let folder = self.folder.as_ref()?;
        let source = match folder::read(&folder.join(name), folder) {
            Ok(source) => source,
            Err(error) => {
                *self.wrong.borrow_mut() = Some(Text::same(error.to_string()));
                return None;
            }
        };
        let text = String::from_utf8_lossy(&source.bytes);
        let mut all = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some(value) = read(line) else {
                let (file, zh, en) = (&source.name, &wanted.zh, &wanted.en);
                *self.wrong.borrow_mut() = Some(Text::new(
                    format!("{file}:{number}：`{line}` 应为{zh}"),
                    format!("{file}:{number}: `{line}` should be {en}"),
                ));
                return None;
            };
            all.push(value);
        }
        Some(all)
    }
}
