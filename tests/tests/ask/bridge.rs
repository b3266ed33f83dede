//! The engine's side: a model read as YAML, its ways, and the ask as names.

use super::model::Model;
use super::oracle::{Bits, Oracle, Supplier};
use super::text;
use onething_engine::check::check;
use onething_engine::plan::ask::Ask;
use onething_engine::plan::derive::Derivation;
use onething_engine::plan::supply::{Fact, Supplier as EngineSupplier};
use onething_engine::plan::way::Way;
use onething_engine::scenario::diagnostic::Severity;
use onething_engine::scenario::model::{LicenceId, PartyId, Plan, Scenario, ServiceId, SituationId};
use std::sync::Arc;

/// The scenario of a model, or why it is refused: the codes of its errors.
pub fn read(model: &Model) -> Result<Arc<Scenario>, Vec<&'static str>> {
    let (scenario, catalogue) = (text::scenario(model), text::catalogue(model));
    let checked = check(("scenario.yaml", scenario.as_bytes()), &[("city.yaml", catalogue.as_bytes())]);
    let errors: Vec<_> = checked.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    if let Some(error) = errors.first()
        && std::env::var_os("ASK_SHOW_REFUSED").is_some()
    {
        println!("{catalogue}\n{scenario}\n{} {}", error.code, error.message.en);
    }
    match checked.scenario.filter(|_| errors.is_empty()) {
        Some(scenario) => Ok(scenario),
        None => Err(errors.iter().map(|d| d.code).collect()),
    }
}

/// Both files of a model, to show where something is wrong.
pub fn shown(model: &Model) -> String {
    format!("{}---\n{}", text::catalogue(model), text::scenario(model))
}

pub fn plan(scenario: &Scenario) -> &Plan {
    scenario.plans.get("joint").expect("the plan is written")
}

/// The engine's way of a set of answers.
pub fn way(scenario: &Scenario, model: &Model, answers: &[u64], applicant: usize) -> Way {
    let mut way = Way::unanswered(scenario, PartyId::from(applicant));
    for (question, bits) in model.questions().iter().zip(answers) {
        let at = scenario.situations.get_index_of(&*question.name).expect("a situation of this name");
        let chosen: Vec<usize> = (0..question.answers).filter(|a| bits >> a & 1 == 1).collect();
        way.set(SituationId::from(at), &chosen);
    }
    way
}

/// The engine's supplier.
pub fn supplier(scenario: &Scenario, model: &Model, of: Supplier) -> EngineSupplier {
    let name = super::oracle::supplier_name(model, of);
    let catalogue = &scenario.catalogue;
    match of {
        Supplier::Service(_) => {
            let at = catalogue.services.get_index_of(&*name).expect("a service of this name");
            EngineSupplier::Service(ServiceId::from(at))
        }
        Supplier::Licence(_) => {
            let at = catalogue.licences.get_index_of(&*name).expect("a licence of this name");
            EngineSupplier::Licence(LicenceId::from(at))
        }
    }
}

/// The names of all that is asked.
pub fn names(derivation: &Derivation<'_>, ask: &Ask) -> Vec<String> {
    let fields = ask.fields.iter().map(|d| derivation.datum_name(*d));
    let questions = ask.questions.iter().map(|s| derivation.fact_name(Fact::Situation(*s)));
    let materials = ask.materials.iter().map(|d| derivation.document_name(*d));
    fields.chain(questions).chain(materials).collect()
}

/// The facts that the engine asks, as the oracle knows them.
pub fn asked(derivation: &Derivation<'_>, ask: &Ask, oracle: &Oracle) -> Option<Bits> {
    oracle.facts(names(derivation, ask))
}
