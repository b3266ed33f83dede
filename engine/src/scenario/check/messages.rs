//! Messages that no application waits for.

use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::{MessageId, Scenario, Step, StepKind, WaitFor};
use crate::scenario::text::Text;
use std::collections::BTreeSet;

pub(super) fn check(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let steps = scenario.items.values().flat_map(|i| &i.steps).flat_map(|s| s.all());
    let awaited: BTreeSet<MessageId> = steps.flat_map(messages).collect();
    for (index, (id, message)) in scenario.messages.iter().enumerate() {
        if !awaited.contains(&MessageId::from(index)) {
            let text =
                Text::new(format!("没有环节等待消息 `{id}`"), format!("no step waits for message `{id}`"));
            let mend = Text::new(
                "在某个 wait、renew 或 release 里用它，或删去它",
                "name it in a `wait`, a `renew` or a `release`, or remove it",
            );
            findings.push(Diagnostic::new("W0506", message.span, text).mend(mend));
        }
    }
}

fn messages(step: &Step) -> Vec<MessageId> {
    match &step.kind {
        StepKind::Wait(wait) => match wait.until {
            WaitFor::Message(message) => vec![message],
            WaitFor::Period(_) | WaitFor::Moment(_) => Vec::new(),
        },
        StepKind::Hold(hold) => {
            hold.release.into_iter().chain(hold.renew.as_ref().map(|r| r.message)).collect()
        }
        _ => Vec::new(),
    }
}
