//! On a joint form nobody fills in what is computed (rule 10). What is computed from what was told decides like what was told itself.

use super::constructs::{passes, scenario};

const SORTED: &str = "facts:
  elements.case.doubled: { type: number, computed: amount * 2 }
  elements.case.large: { type: boolean, computed: doubled > 100 }
  shop.floor_area: { computed: case.amount + 1 }
flow:
  - accept: { role: clerk, needs: { fields: [case.amount] } }
  - sort:
      choose:
        - { when: case.large, steps: [{ look: { role: clerk } }] }
        - { when: case.doubled > 20, steps: [{ glance: { role: clerk } }] }
        - { steps: [] }
  - measure:
      any:
        - { when: shop.floor_area > 30, steps: [{ walk: { role: clerk } }] }
        - { when: shop.floor_area <= 30, steps: [{ pass: { role: clerk } }] }
lead: market
limit: { promised: 3wd }
plans: { joint: { measures: [one_form] } }
";

#[test]
fn a_branch_reads_what_is_computed_from_what_was_told() {
    let scenario = scenario(SORTED);
    let asked = "asked: { fields: [case.amount] }";
    for (amount, steps, not) in [
        (60, "permit.look, permit.walk", "permit.glance, permit.pass"),
        (30, "permit.glance, permit.walk", "permit.look, permit.pass"),
        (5, "permit.pass", "permit.look, permit.glance, permit.walk"),
    ] {
        passes(
            &scenario,
            &format!(
                "given: {{ plan: joint, form: {{ case.amount: {amount} }} }}\n\
                 expect: {{ status: concluded, {asked}, steps: [{steps}], not_steps: [{not}] }}\n"
            ),
        );
    }
}
