//! Plain `onething`: the newborn comparison, and what to try next.

use super::chosen::scenario;
use super::compare::{comparison, human};
use super::{Everywhere, Failure, GOOD, output, sound};
use onething_engine::scenario::text::Language;

const NEXT_EN: &str = "
Try next:
  onething show newborn-birth                              what is asked and why, the order, the count
  onething show newborn-birth --given born=elsewhere       another way through
  onething graph newborn-birth -o newborn.svg              the process as a picture
  onething check                                           every problem of every scenario
  onething new my-scene                                    a scenario to start from
  onething --help                                          everything else";
const NEXT_ZH: &str = "
接着可以试：
  onething show newborn-birth                              要什么、为什么要、先后与计数
  onething show newborn-birth --given born=elsewhere       另一种情形
  onething graph newborn-birth -o newborn.svg              流程图
  onething check                                           所有场景的所有问题
  onething new my-scene                                    从一个样例场景开始
  onething --help                                          其余一切";

/// Runs the program without a verb.
pub fn run(everywhere: &Everywhere) -> Result<u8, Failure> {
    let loaded = sound(everywhere, "newborn-birth")?;
    let comparison = comparison(&loaded, None, None, &[])?;
    let language = everywhere.language();
    let next = if language == Language::Zh { NEXT_ZH } else { NEXT_EN };
    output::write(None, &format!("{}\n{next}", human(&comparison, scenario(&loaded)?, language)))?;
    Ok(GOOD)
}
