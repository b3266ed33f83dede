//! `--generate`: the fewest tests that reach what those beside a scenario do not, written beside it.

use super::{Target, tested};
use crate::cli::shelf::Shelf;
use crate::cli::{Failure, GOOD, UNREADABLE, output};
use crate::library;
use onething_engine::plan::derive::Planner;
use onething_engine::scenario::text::{Language, Text};
use onething_engine::testing::generate::{Generation, There, generate};
use std::path::Path;

/// Writes generated tests beside a scenario, and says on stderr how many they are and what they do not reach.
pub fn beside(target: &Target, shelf: &Shelf<'_>, language: Language) -> Result<(), Failure> {
    let Some(scenario) = &target.loaded.scenario else { return Ok(()) };
    let Some(folder) = library::folder_of(&target.loaded) else {
        let message = Text::new(
            "内置场景库里不能写文件；先把场景复制到 ./scenarios",
            "nothing can be written inside the binary; copy the scenario to ./scenarios first",
        );
        return Err(Failure { code: UNREADABLE, message });
    };
    let folder = folder.join("tests");
    std::fs::create_dir_all(&folder).map_err(|error| Failure::unwritable(&folder, &error))?;
    let mut there = There::default();
    for case in tested(target, shelf, false)?.cases.iter().filter(|case| case.passed()) {
        there.reached.extend(case.reached.iter().cloned());
        if let Some(test) = &case.test {
            let filled = test.script.form.iter();
            let plan = test.plan.to_string();
            there.filled.extend(
                filled.map(|(name, value)| (plan.clone(), name.value.to_string(), value.to_string())),
            );
        }
    }
    let planner = Planner::new(scenario);
    let generation = generate(&planner, shelf, &there);
    for test in &generation.tests {
        output::write_file(&free(&folder, &test.name), test.text.as_bytes())?;
    }
    Failure { code: GOOD, message: told(&scenario.id.value, &generation) }.print(language);
    Ok(())
}

/// A file that is not there yet: what people wrote stays.
fn free(folder: &Path, name: &str) -> std::path::PathBuf {
    let first = folder.join(format!("{name}.yaml"));
    let numbered = (2..).map(|number| folder.join(format!("{name}-{number}.yaml")));
    std::iter::once(first.clone()).chain(numbered).find(|path| !path.exists()).unwrap_or(first)
}

/// How many tests were written, and what is known about how few they are.
fn told(scenario: &str, generation: &Generation) -> Text {
    let (all, covering) = (generation.tests.len(), generation.covering);
    let (least, played) = (generation.at_least, generation.played);
    let (zh, en) = match (covering == least, generation.proven) {
        (true, _) => ("已是最少".to_owned(), "no fewer could".to_owned()),
        (false, true) => (
            format!("在试过的 {played} 个里已是最少，任何一组至少要 {least} 个"),
            format!("no fewer of the {played} that were played do, and no set can have fewer than {least}"),
        ),
        (false, false) => (
            format!("试过 {played} 个，未能证明最少，任何一组至少要 {least} 个"),
            format!("of {played} that were played; not proven least, no set can have fewer than {least}"),
        ),
    };
    let bounds = all - covering;
    let mut text = Text::new(
        format!("{scenario}：写了 {all} 个测试：{covering} 个覆盖流程（{zh}），{bounds} 个只为边界值"),
        format!(
            "{scenario}: wrote {all} tests: {covering} for coverage ({en}), {bounds} for values at bounds only"
        ),
    );
    if covering == 0 {
        text = Text::new(
            format!("{scenario}：现有测试已覆盖能覆盖的一切；另写 {bounds} 个边界值测试"),
            format!(
                "{scenario}: the tests that are there reach all that can be; wrote {bounds} for values at bounds"
            ),
        );
    }
    if !generation.left.is_empty() {
        let names: Vec<String> = generation.left.iter().map(|goal| goal.name()).collect();
        let names = names.join("\n  ");
        text = Text::new(
            format!("{}\n没有找到能覆盖这些的测试：\n  {names}", text.zh),
            format!("{}\nno test was found that reaches:\n  {names}", text.en),
        );
    }
    text
}
