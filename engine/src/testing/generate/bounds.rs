//! Forms filled with values at the bounds of their fields: the chosen tests take each field's values in turn; what
//! is left goes into tests of its own.

use super::{Played, Studio};
use crate::application::program::FactKind;
use crate::plan::derive::Planner;
use crate::population::values;
use crate::scenario::model::{Element, Id, Plan};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::text::Text;
use std::collections::BTreeSet;

/// Which values have been filled in already.
pub(super) struct Bounds<'p> {
    planner: &'p Planner<'p>,
    plan: &'p Plan,
    filled: BTreeSet<(String, String)>,
}

impl<'p> Bounds<'p> {
    pub(super) fn new(
        planner: &'p Planner<'p>,
        plan: &'p Plan,
        filled: &BTreeSet<(String, String, String)>,
    ) -> Self {
        let of_plan = filled.iter().filter(|(of, ..)| **of == *plan.id);
        Self {
            planner,
            plan,
            filled: of_plan.map(|(_, name, value)| (name.clone(), value.clone())).collect(),
        }
    }

    /// Fills the form of a test with values that no test has had yet. A value that leads elsewhere — it decides a
    /// branch, or contradicts what a system says — is left out.
    pub(super) fn fill(&mut self, studio: &Studio<'_>, one: &mut Played) {
        let values = self.next(one);
        if values.is_empty() {
            return;
        }
        if !self.filled_in(studio, one, &values) {
            for value in values {
                self.filled_in(studio, one, &[value]);
            }
        }
    }

    /// For each field that is asked, the first of its values that is still to come.
    fn next(&self, one: &Played) -> Vec<(String, String)> {
        let (fields, _) = one.rehearsal.asked();
        let next = |name: &String| {
            let values = self.values(one, name);
            let value = values.into_iter().find(|v| !self.filled.contains(&(name.clone(), v.clone())))?;
            Some((name.clone(), value))
        };
        let given = |name: &str| one.test.script.form.iter().any(|(n, _)| *n.value == *name);
        fields.iter().filter(|name| !given(name)).filter_map(next).collect()
    }

    fn values(&self, one: &Played, name: &str) -> Vec<String> {
        let Some(element) = self.element(one, name) else { return Vec::new() };
        let today = one.test.script.start.to_zoned(crate::rehearsal::time::zone(None)).date();
        let catalogue = &self.planner.scenario.catalogue;
        values::boundary(element, catalogue, today).iter().map(values::write).collect()
    }

    /// Takes values into a test if it still reaches what it reached and asks what it asked.
    fn filled_in(&mut self, studio: &Studio<'_>, one: &mut Played, values: &[(String, String)]) -> bool {
        let mut test = one.test.clone();
        for (name, value) in values {
            let name = Spanned::new(Id::from(name.as_str()), Span::default());
            test.script.form.push((name, value.as_str().into()));
        }
        let Some(played) = studio.play(one.ideas.clone(), test) else { return false };
        if !played.reached.is_superset(&one.reached) || played.rehearsal.asked() != one.rehearsal.asked() {
            return false;
        }
        self.filled.extend(values.iter().cloned());
        *one = played;
        true
    }

    /// Tests for the values that are left, until no form takes another.
    pub(super) fn rest(&mut self, studio: &Studio<'_>, chosen: &[Played]) -> Vec<(String, Played)> {
        let mut more = Vec::new();
        // Without tests to fill, the base way has a form as well.
        let base = if chosen.is_empty() { studio.together(vec![0]) } else { None };
        for one in chosen.iter().chain(&base) {
            let mut plain = one.clone();
            plain.test.script.form.clear();
            loop {
                let mut next = plain.clone();
                self.fill(studio, &mut next);
                if next.test.script.form.is_empty() {
                    break;
                }
                let number = more.len() + 1;
                next.test.title = Text::new(
                    format!("表单取边界值（{number}）"),
                    format!("a form at its bounds ({number})"),
                );
                more.push((format!("{}-form-at-bounds-{number}", self.plan.id), next));
            }
        }
        more
    }

    /// The element that a field of a form is.
    fn element(&self, one: &Played, name: &str) -> Option<&Element> {
        let program = &one.rehearsal.program;
        let fact = program.fact(program.find_fact(name)?)?;
        let FactKind::Field(..) = fact.kind else { return None };
        let scenario = self.planner.scenario;
        let (party, element) = name.split_once('.')?;
        let plain = party.rsplit_once('_').filter(|(_, n)| n.chars().all(|c| c.is_ascii_digit()));
        let party = scenario.people.get(party).or_else(|| scenario.people.get(plain?.0))?;
        scenario.catalogue.elements.get(&*format!("{}.{element}", party.kind)).map(|e| &**e)
    }
}
