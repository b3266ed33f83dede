//! `onething graph`: the process as a picture or data.

use super::{Failure, GOOD};
#[derive(Debug, clap::Args)]
pub struct Graph {}
pub fn run(_: &Graph, _: &super::Everywhere) -> Result<u8, Failure> {
    Ok(GOOD)
}
