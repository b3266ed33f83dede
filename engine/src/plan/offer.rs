//! Which plan is offered in a way.

use super::way::Way;
use crate::scenario::model::{Plan, Scenario};

/// The plan that is taken.
#[derive(Debug, Clone)]
pub struct Offer<'s> {
    /// The one asked for, or the next after it whose `when` holds, from the last on to the first.
    pub plan: &'s Plan,
    /// Those before it that are not offered in this way.
    pub not_offered: Vec<&'s Plan>,
}

/// The plan of a name where it is offered in a way, else the next that is; none where none is.
pub fn offered<'s>(scenario: &'s Scenario, plan: &str, way: &Way) -> Option<Offer<'s>> {
    let from = scenario.plans.get_index_of(plan)?;
    let after = scenario.plans.values().skip(from);
    let mut not_offered = Vec::new();
    for plan in after.chain(scenario.plans.values().take(from)) {
        if way.holds_or_none(scenario, plan.when.as_ref()) {
            return Some(Offer { plan, not_offered });
        }
        not_offered.push(plan);
    }
    None
}
