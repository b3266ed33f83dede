//! `onething show`: what applies, what is asked and why, the order, the count.

use super::{Failure, GOOD};
#[derive(Debug, clap::Args)]
pub struct Show {}
pub fn run(_: &Show, _: &super::Everywhere) -> Result<u8, Failure> {
    Ok(GOOD)
}
