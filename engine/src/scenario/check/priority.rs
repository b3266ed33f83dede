//! Priorities of simulation that put nobody first.

use super::conditions::truths;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::Scenario;
use crate::scenario::text::Text;

pub(super) fn check(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    for condition in &scenario.simulation.priority {
        let Some(truths) = truths(scenario, condition) else { continue };
        let (code, message) = if truths.iter().all(|truth| !truth) {
            let message = Text::new(
                "条件永远不成立：没有办件因此先办",
                "this can never hold: no application goes first by it",
            );
            ("W0301", message)
        } else if truths.iter().all(|truth| *truth) {
            let message = Text::new(
                "条件总是成立：分不出先后",
                "this always holds: it puts no application before another",
            );
            ("W0302", message)
        } else {
            continue;
        };
        let mend =
            Text::new("改正条件，或从 priority 里删去", "mend the condition, or remove it from `priority`");
        findings.push(Diagnostic::new(code, condition.text.span, message).mend(mend));
    }
}
