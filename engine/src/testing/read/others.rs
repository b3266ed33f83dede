//! Whole applications of other people beside the one that a test is of.

use super::{FindPeople, Reader};
use crate::rehearsal::{Library, OtherApplication};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::lower::read;
use crate::scenario::model::{Id, Scenario};
use crate::scenario::source::Spanned;
use crate::scenario::syntax::{Entry, Node};
use crate::scenario::text::Text;
use std::sync::Arc;

impl Reader<'_> {
    /// `others:` of a test that begins at a moment with people from a seed.
    pub(super) fn others(
        &mut self,
        node: Option<&Node>,
        (start, seed): (jiff::Timestamp, u64),
        people: &mut FindPeople<'_>,
        library: &dyn Library,
    ) -> Vec<OtherApplication> {
        let entries = node.map_or(&[][..], Node::entries).iter();
        // Other people than ours: each application has a seed of its own.
        let seeds = (1..).map(|n| seed.wrapping_add(n));
        entries.zip(seeds).filter_map(|(e, seed)| self.other(e, (start, seed), people, library)).collect()
    }

    fn other(
        &mut self,
        entry: &Entry,
        (start, seed): (jiff::Timestamp, u64),
        people: &mut FindPeople<'_>,
        library: &dyn Library,
    ) -> Option<OtherApplication> {
        let node = &entry.value;
        let scenario = match node.get("scenario").and_then(read::spanned) {
            Some(id) if id.value != self.scenario.id.value => Some(self.found(&id, library)?),
            _ => None,
        };
        let of: &Scenario = scenario.as_deref().unwrap_or(self.scenario);
        let mut reader = Reader { scenario: of, findings: std::mem::take(&mut self.findings) };
        let mut script = reader.script(node, people);
        let plan = reader.plan(node, &script.way);
        script.start = node.get("start").and_then(|n| reader.begins(n, start)).unwrap_or(start);
        if node.get("seed").is_none() {
            script.seed = seed;
        }
        let when = node.get("when").map_or(&[][..], Node::members);
        script.happenings = when.iter().filter_map(|n| reader.happening(n)).collect();
        let with = reader.same_parties(node.get("with"));
        self.findings = reader.findings;
        Some(OtherApplication { name: entry.key.clone(), scenario, plan, script, with })
    }

    fn found(&mut self, id: &Spanned<Id>, library: &dyn Library) -> Option<Arc<Scenario>> {
        let found = library.scenario(&id.value);
        if found.is_none() {
            let id_text = &id.value;
            let message = Text::new(
                format!("没有场景 `{id_text}`，或它有错误"),
                format!("there is no scenario `{id_text}`, or it has errors"),
            );
            let mend =
                Text::new(format!("onething check {id_text}"), format!("see `onething check {id_text}`"));
            self.findings.push(Diagnostic::new("E0201", id.span, message).mend(mend));
        }
        found
    }

    /// A time, or `+` a length of time after the start of the test.
    fn begins(&mut self, node: &Node, start: jiff::Timestamp) -> Option<jiff::Timestamp> {
        use crate::rehearsal::When;
        Some(match self.when(node)? {
            When::At(instant) => instant,
            When::Later(period) => crate::rehearsal::time::later(start, period, None),
        })
    }

    /// `[stake]`, or `{ stake: share }` where the names differ: theirs, ours.
    fn same_parties(&mut self, node: Option<&Node>) -> Vec<(Spanned<Id>, Spanned<Id>)> {
        let Some(node) = node else { return Vec::new() };
        let pairs: Vec<(Spanned<Id>, Spanned<Id>)> = match node.entries() {
            [] => node.one_or_many().iter().filter_map(read::spanned).map(|n| (n.clone(), n)).collect(),
            entries => {
                entries.iter().filter_map(|e| Some((e.key.clone(), read::spanned(&e.value)?))).collect()
            }
        };
        for (theirs, _) in pairs.iter().filter(|(name, _)| !self.scenario.people.contains_key(&name.value)) {
            let known = self.scenario.people.keys().map(|k| &**k);
            self.findings.push(read::unknown(&theirs.value, theirs.span, ("当事方", "party"), known));
        }
        pairs
    }
}
