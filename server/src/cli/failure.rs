//! Why a verb ended without its result, in Chinese and English, and the exit codes.

use crate::library::choice::NoChoice;
use crate::library::{self, instead};
use crate::simulation::{Part, Wrong};
use onething_engine::scenario::text::{Language, Text};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Exit code: done, nothing found wrong.
pub const GOOD: u8 = 0;
/// Exit code: findings (errors in a scenario, failed tests).
pub const FINDINGS: u8 = 1;
/// Exit code: the command line is wrong.
pub const USAGE: u8 = 2;
/// Exit code: input cannot be read, or output not be written.
pub const UNREADABLE: u8 = 3;
/// Exit code: our fault.
pub const INTERNAL: u8 = 4;

/// Why a verb ended without its result.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub code: u8,
    /// What to say; empty where the findings have been shown already.
    pub message: Text,
}

impl Failure {
    /// The command line asks for something that is not there.
    pub fn usage(message: impl Into<Text>) -> Self {
        Self { code: USAGE, message: message.into() }
    }

    /// A file that cannot be read.
    pub fn unreadable(path: &Path, error: &io::Error) -> Self {
        let (path, why) = (path.display(), system_words(error));
        let message = Text::new(format!("{path}：无法读取：{}", why.zh), format!("{path}: {}", why.en));
        Self { code: UNREADABLE, message }
    }

    /// A file or folder that cannot be written.
    pub fn unwritable(path: &Path, error: &io::Error) -> Self {
        let (path, why) = (path.display(), system_words(error));
        let message = Text::new(
            format!("{path}：无法写入：{}", why.zh),
            format!("{path}: cannot be written: {}", why.en),
        );
        Self { code: UNREADABLE, message }
    }

    /// A report that its writer could not make.
    pub fn unmade(error: impl std::fmt::Display) -> Self {
        Self { code: INTERNAL, message: Text::same(error.to_string()) }
    }

    /// Says it on stderr, where there is something to say.
    pub fn print(&self, language: Language) {
        let message = self.message.in_language(language);
        if !message.is_empty() {
            // Nobody is left to tell if stderr is closed.
            let _ = writeln!(anstream::stderr(), "onething: {message}");
        }
    }
}

/// What the system says; the usual troubles in Chinese too.
fn system_words(error: &io::Error) -> Text {
    let en = error.to_string();
    let zh = match error.kind() {
        ErrorKind::NotFound => "没有这个文件或目录",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::IsADirectory => "这是一个目录",
        ErrorKind::NotADirectory => "路径中有一段不是目录",
        ErrorKind::AlreadyExists => "已经存在",
        ErrorKind::ReadOnlyFilesystem => "文件系统只读",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::InvalidData => "不是 UTF-8 文字",
        _ => &en,
    };
    Text::new(zh, &*en)
}

impl From<NoChoice> for Failure {
    fn from(no: NoChoice) -> Self {
        Self::usage(no.0)
    }
}

impl From<Wrong> for Failure {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::Value(part, said, how) => Self::usage(Text::new(
                format!("--{} {said}：{}", flag(part), how.zh),
                format!("--{} {said}: {}", flag(part), how.en),
            )),
            Wrong::Choice(_, what) => Self::usage(what),
            Wrong::NoArrivals(id) => Self::usage(Text::new(
                format!(
                    "场景 `{id}` 没有写每天来多少件：在 scenario.yaml 里写 `simulation: {{ arrivals: {{ per_day: 82 }} }}`，或用 --per-day"
                ),
                format!(
                    "scenario `{id}` does not say how many apply: write `simulation: {{ arrivals: {{ per_day: 82 }} }}` in scenario.yaml, or give --per-day"
                ),
            )),
            Wrong::NotSimulated(message) => Self { code: FINDINGS, message },
            Wrong::Unreadable(message) => Self { code: UNREADABLE, message },
        }
    }
}

/// The flag that says a part of a simulation.
fn flag(part: Part) -> &'static str {
    match part {
        Part::Plan => "plan",
        Part::Against => "against",
        Part::Given(_) => "given",
        Part::WarmUp => "warm-up",
        Part::PerDay => "per-day",
        Part::Precision => "precision",
        Part::Start => "start",
        Part::WhatIf(_) => "what-if",
    }
}

impl From<library::Error> for Failure {
    fn from(error: library::Error) -> Self {
        use library::Error;
        let mut en = error.to_string();
        let zh = match &error {
            Error::Missing(path) => {
                en = format!("{}: no such file or folder", path.display());
                format!("{}：没有这个文件或目录", path.display())
            }
            Error::Unknown { id, known } if known.is_empty() => {
                format!("没有场景 `{id}`，此处也没有任何场景；请用 --scenarios 目录 指明位置")
            }
            Error::Unknown { id, known } => {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let instead = instead(id, &known);
                en = format!("no scenario `{id}`; {}", instead.en);
                format!("没有场景 `{id}`；{}", instead.zh)
            }
            Error::NoScenario(path) => {
                format!("{}：目录里没有 scenario.yaml；请指明文件或其所在目录", path.display())
            }
            Error::LeadsOut(path) => {
                format!("{}：符号链接指向目录之外；请把文件本身放在这里", path.display())
            }
            Error::TooLong(path, bytes) => format!("{}：{bytes} 字节，超过可读的上限", path.display()),
            Error::Io(path, error) => format!("{}：{}", path.display(), system_words(error).zh),
        };
        Self { code: UNREADABLE, message: Text::new(zh, en) }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        // A reader that has seen enough (`| head`) is no failure of ours.
        if error.kind() == ErrorKind::BrokenPipe {
            return Self { code: GOOD, message: Text::default() };
        }
        Self { code: INTERNAL, message: system_words(&error) }
    }
}
