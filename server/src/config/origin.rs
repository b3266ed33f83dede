//! Where a value comes from.

use onething_engine::scenario::text::Text;
use std::path::PathBuf;

/// Where a value comes from, or a mistake stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A flag, as it was spelled.
    Flag(String),
    /// A variable.
    Environment(String),
    /// The file.
    File {
        /// Which.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// In characters, from 1.
        column: usize,
    },
    /// Nothing was said.
    Default,
    /// Nothing was said, and `--dev` has a default of its own.
    DevelopmentDefault,
}

impl Origin {
    /// In words.
    pub fn text(&self) -> Text {
        match self {
            Origin::Flag(name) => Text::new(format!("命令行 {name}"), format!("flag {name}")),
            Origin::Environment(name) => Text::new(format!("环境变量 {name}"), format!("variable {name}")),
            Origin::File { path, line, column } => {
                let place = format!("{}:{line}:{column}", path.display());
                Text::new(format!("文件 {place}"), format!("file {place}"))
            }
            Origin::Default => Text::new("默认", "default"),
            Origin::DevelopmentDefault => Text::new("--dev 的默认", "default with --dev"),
        }
    }
}
