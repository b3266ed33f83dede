//! Who may do what, asked of every operation over HTTP: every role, with what is theirs and what is another's; and
//! that nobody sets what is not theirs to set.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[path = "matrix/cells.rs"]
mod cells;
#[path = "matrix/mass.rs"]
mod mass;
#[path = "matrix/stage.rs"]
mod stage;

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_is_done_by_whom_the_policy_says_and_nobody_else() {
    let stage = stage::Stage::open("cells").await;
    let counted = cells::all(&stage).await;
    println!("{counted:?}");
    assert!(counted.cells > 700, "{counted:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_does_not_end_the_calls_of_another_system() {
    let stage = stage::Stage::open("leases").await;
    cells::leases(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sets_what_is_not_theirs_to_set() {
    let stage = stage::Stage::open("mass").await;
    let tried = mass::all(&stage).await;
    println!("{tried} properties were refused");
    assert!(tried > 200, "{tried}");
}
