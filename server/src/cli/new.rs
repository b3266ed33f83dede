//! `onething new`: a scenario folder to start from, or a synthetic city.

use super::{Failure, GOOD};
#[derive(Debug, clap::Args)]
pub struct New {}
pub fn run(_: &New) -> Result<u8, Failure> {
    Ok(GOOD)
}
