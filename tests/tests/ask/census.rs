//! How often each construct occurred in what was accepted, so that the proof is known to be about all of them.

use super::model::{Filler, Kind, Known, Model, Who};
use std::collections::BTreeMap;

/// Constructs and the number of scenarios that have them.
#[derive(Debug, Default)]
pub struct Census(BTreeMap<&'static str, usize>);

impl Census {
    /// Counts a scenario's constructs, each once.
    pub fn add(&mut self, model: &Model) {
        for (construct, there) in constructs(model) {
            *self.0.entry(construct).or_insert(0) += usize::from(there);
        }
    }

    /// Counts something that showed only in judging.
    pub fn note(&mut self, what: &'static str) {
        *self.0.entry(what).or_insert(0) += 1;
    }

    /// Prints all and fails on any that is rare.
    pub fn require(&self, least: usize) {
        for (construct, times) in &self.0 {
            println!("{times:>7} × {construct}");
        }
        let rare: Vec<_> = self.0.iter().filter(|(_, times)| **times < least).collect();
        assert!(rare.is_empty(), "fewer than {least} times: {rare:?}");
    }
}

fn constructs(model: &Model) -> Vec<(&'static str, bool)> {
    let mut all = people(model);
    all.extend(supplies(model));
    all.extend(situations(model));
    all.extend(items(model));
    all
}

fn people(model: &Model) -> Vec<(&'static str, bool)> {
    let relation = |name: &str| model.people.iter().any(|p| p.relations.iter().any(|(r, _)| *r == name));
    let when = |p: &super::model::Party| {
        p.relations.iter().any(|(_, targets)| targets.iter().any(|(_, when)| when.is_some()))
    };
    let named = model.items.iter().any(|i| i.fields.iter().any(|(d, _)| d.who == Who::Party(0)));
    let applicant = model.items.iter().any(|i| i.fields.iter().any(|(d, _)| d.who == Who::Applicant));
    vec![
        ("people: couple", model.people.iter().any(|p| p.kind == Kind::Couple)),
        ("people: mother", relation("mother")),
        ("people: father", relation("father")),
        ("people: household of", relation("of")),
        ("people: party with when", model.people.iter().any(|p| p.when.is_some())),
        ("people: relation with when", model.people.iter().any(when)),
        ("people: many", model.people.iter().any(|p| p.many.is_some())),
        (
            "people: many, count_from",
            model.people.iter().flat_map(|p| &p.many).any(|m| m.count_from.is_some()),
        ),
        (
            "people: applicant and named persons, two applicants",
            model.applicants().len() > 1 && named && applicant,
        ),
        ("sign_in of several elements", model.signs_in && model.sign_in.len() > 1),
    ]
}

fn supplies(model: &Model) -> Vec<(&'static str, bool)> {
    let shared: Vec<_> = model.services.iter().filter(|s| s.shared.is_some()).collect();
    let related = |name: &str, each: bool| {
        let fits = |f: &Filler| matches!(f, Filler::Related(relation, _) if *relation == name);
        shared.iter().any(|s| s.roles.iter().any(|r| fits(&r.filler) && r.each == each))
    };
    let cycle = shared.iter().any(|a| {
        shared.iter().any(|b| {
            a.roles.len() == 1
                && b.roles.len() == 1
                && a.roles[0].kind == b.roles[0].kind
                && a.given.iter().all(|g| b.returns.contains(g))
                && b.given.iter().all(|g| a.returns.contains(g))
        })
    });
    let listed: Vec<_> = model.licences.iter().filter(|l| l.listed.is_some()).collect();
    vec![
        ("service: one key", shared.iter().any(|s| s.given.len() == 1)),
        ("service: several keys", shared.iter().any(|s| s.given.len() > 1)),
        ("service: spouse of one", related("spouse", false)),
        ("service: mother of baby", related("mother", false)),
        ("service: each child of", related("child", true)),
        ("service: household of member", related("household", false)),
        ("service: cycle", cycle),
        (
            "service: two roles by kind",
            shared.iter().any(|s| s.roles.len() == 2 && matches!(s.roles[1].filler, Filler::Kind(_))),
        ),
        ("share entry with when", shared.iter().any(|s| matches!(s.shared, Some(Some(_))))),
        ("element: computed", model.elements.iter().any(|e| !e.computed.is_empty())),
        ("element: ask never", model.elements.iter().any(|e| e.never)),
        ("fact: computed here", !model.facts.is_empty()),
        ("fact with when", model.facts.iter().any(|f| f.when.is_some())),
        ("licence stands for a material", listed.iter().any(|l| !l.stands_for.is_empty())),
        ("licence returns an element", listed.iter().any(|l| !l.returns.is_empty())),
        ("licence with when", listed.iter().any(|l| matches!(l.listed, Some(Some(_))))),
        ("licence of a couple by one's key", listed.iter().any(|l| l.given.iter().any(|g| g.path.is_some()))),
        ("costs: field, material", model.costs.is_some()),
    ]
}

fn situations(model: &Model) -> Vec<(&'static str, bool)> {
    let known =
        |is: &dyn Fn(&Known) -> bool| model.situations.iter().any(|s| s.known.as_ref().is_some_and(is));
    vec![
        ("situation asked", model.situations.iter().any(|s| s.ask && s.known.is_none())),
        ("situation known from an element", known(&|k| matches!(k, Known::Element(_)))),
        ("situation known from an expression", known(&|k| matches!(k, Known::Read(..)))),
        ("situation known from an earlier one", known(&|k| matches!(k, Known::Read(_, Some(_))))),
        ("situation known from found(service)", known(&|k| matches!(k, Known::Found(_)))),
        ("situation known from found and a value", known(&|k| matches!(k, Known::FoundAndRead(..)))),
        ("situation by ask_field", known(&|k| matches!(k, Known::Field(_)))),
        ("situation never asked", model.situations.iter().any(|s| !s.ask)),
        ("situation any_of", model.situations.iter().any(|s| s.several)),
        ("situation stops", model.situations.iter().any(|s| s.stops.is_some())),
        ("weights under a condition", model.situations.iter().any(|s| s.conditional.is_some())),
        ("never", model.never.is_some()),
    ]
}

fn items(model: &Model) -> Vec<(&'static str, bool)> {
    let any = |is: &dyn Fn(&super::model::Item) -> bool| model.items.iter().any(is);
    let conditional = any(&|i| i.fields.iter().any(|(_, w)| w.is_some()))
        || any(&|i| i.materials.iter().any(|(_, w)| w.is_some()));
    vec![
        ("items: several", model.items.len() > 1),
        ("items: needs with when, several items", model.items.len() > 1 && conditional),
        ("item with when", any(&|i| i.when.is_some())),
        ("item: optional", any(&|i| i.optional.is_some())),
        ("item: each", any(&|i| i.each.is_some())),
        ("item: after", any(&|i| !i.after.is_empty())),
        ("item: step with when", any(&|i| i.step_when.is_some())),
        ("item gives a field", any(&|i| !i.gives_fields.is_empty())),
        ("item gives a material", any(&|i| !i.gives_materials.is_empty())),
        ("item gives a licence", any(&|i| !i.gives_licences.is_empty())),
        ("results: reuse", model.results),
        ("results not reused", !model.results),
        ("deliver with a need under when", model.deliver.iter().flatten().any(|(_, w)| w.is_some())),
    ]
}
