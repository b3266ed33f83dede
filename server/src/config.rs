//! The configuration of `onething serve`: flags before environment before file before defaults.
//!
//! All settings are declared once, in [`table`]: the flags and their help, the names in the environment, the
//! keys of the file, what is printed and `docs/config.md` come from there. Every value knows where it comes
//! from. What is unknown or wrong is refused, with its place and mend, all of it at once.
//!
//! Beside settings the file has tables of things that have names: `[systems.ID]` and `[webhooks.ID]`. What
//! stands in them is judged by their own rooms, passed in as [`Check`].

mod file;
mod flags;
mod mistake;
mod origin;
mod print;
pub mod reference;
mod resolve;
pub mod secret;
mod setting;
pub mod table;
mod value;

pub use file::{FileText, LONGEST_FILE, read_file};
pub use flags::Flags;
pub use mistake::{Mistake, Mistakes};
pub use origin::Origin;
pub use print::print;
pub use resolve::{Check, Config, Section, SectionMistake, Sources, config_path, resolve};
pub use setting::{Kind, Setting};
pub use table::{Clock, LogFormat, Settings};
pub use value::Value;
