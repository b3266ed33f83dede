//! Pictures of a process with a choice, a repetition, branches side by side and a wait, byte for byte.

use super::flow::compiled;
use super::world::{World, branch, choose, parallel, period, titled, work};
use crate::plan::way::Way;
use crate::process::draw::diagram;
use crate::process::layout::layout;
use crate::process::picture::{dot, mermaid, svg};
use crate::scenario::model::{Branch, MessageId, Step, Unit, WaitFor};
use crate::scenario::text::{Language, Text};
use expect_test::expect_file;
use std::sync::Arc;

fn picture() -> crate::process::diagram::Diagram {
    let world = World::new();
    let fire = world.scenario.catalogue.departments.get_index_of("fire").expect("a department");
    let at_fire = Step { department: Some(fire.into()), ..Arc::unwrap_or_clone(work("fire_check")) };
    let visits = parallel(
        "visits",
        vec![
            vec![titled(world.giving("hygiene", &["shop.score"]), "卫生勘验", "Hygiene visit")],
            vec![titled(Arc::new(at_fire), "消防勘验", "Fire visit")],
        ],
    );
    let rounds = titled(world.repeat("rounds", world.run_time("passed"), vec![visits]), "合格？", "Passed?");
    let reply = titled(
        world.wait(
            "reply",
            WaitFor::Message(MessageId::from(0)),
            Some(period(30, Unit::Days).value),
            vec![titled(work("remind"), "催办", "Remind")],
        ),
        "等待回函",
        "Wait for the reply",
    );
    let large = Branch {
        title: Text::new("300 平方米以上", "Over 300 m²"),
        chance: Some(0.2),
        ..branch(Some(world.run_time("large")), vec![rounds])
    };
    let size = titled(choose("size", vec![large, branch(None, Vec::new())]), "面积？", "How large?");
    let steps =
        vec![titled(work("accept"), "受理", "Accept"), size, reply, titled(work("issue"), "制证", "Issue")];
    let scenario = world.with(steps);
    diagram(&compiled(&scenario, "joint", &Way::base(&scenario)))
}

#[test]
fn blocks_are_drawn() {
    let picture = picture();
    expect_file!["pictures/blocks.svg"].assert_eq(&svg(&layout(&picture, Language::Zh)));
    expect_file!["pictures/blocks.mmd"].assert_eq(&mermaid(&picture, Language::En));
    expect_file!["pictures/blocks.dot"].assert_eq(&dot(&picture, Language::Zh));
}
