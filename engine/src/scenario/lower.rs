//! From trees to facts: names looked up once, values read, conditions compiled. What the grammar has found
//! wrong is skipped silently here, so that one mistake gives one finding.

pub mod catalogue;
pub mod computed;
pub mod expressions;
mod overrides;
pub mod read;
pub mod scenario;
pub mod value;
