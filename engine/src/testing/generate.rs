//! A small set of tests that reaches everything that coverage asks for: candidates are played, then chosen
//! greedily, the one that reaches most of what is left first.

use super::coverage::{Coverage, Goal, reached, variations};
use super::model::ScenarioTest;
use super::read::default_start;
use super::write::whole;
use crate::application::program::{FactKind, Program};
use crate::plan::derive::Planner;
use crate::plan::fallback::suppliers_used;
use crate::plan::levers::MeasureSet;
use crate::plan::supply::Supplier;
use crate::plan::way::Way;
use crate::population::values;
use crate::rehearsal::{
    Behaviour, Decision, Deed, Happening, Library, Rehearsal, Script, Verb, rehearse_planned,
};
use crate::scenario::model::{Element, Id, Plan, Scenario, SituationId};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::text::Text;
use std::collections::BTreeSet;

/// A generated test.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The name of its file, without an ending: `born-elsewhere`.
    pub name: String,
    /// Its text.
    pub text: String,
}

struct Candidate {
    name: String,
    test: ScenarioTest,
    rehearsal: Rehearsal,
    reached: BTreeSet<Goal>,
}

/// Tests that reach every goal that can be reached by one change of the base way, one decision or one system;
/// and the goals that none of them reaches.
pub fn generate(planner: &Planner<'_>, library: &dyn Library) -> (Vec<Generated>, Vec<Goal>) {
    let scenario = planner.scenario;
    let mut candidates = Vec::new();
    let plans: Vec<&Plan> = scenario.plans.values().collect();
    let counted = plans.iter().filter(|p| &*p.id != "separate" || plans.len() == 1);
    for plan in counted {
        for (name, test) in tests_of(planner, plan) {
            if let Ok(rehearsal) = rehearse_planned(planner, plan, &test.script, library) {
                let reached = reached(scenario, &test.script.way, &rehearsal);
                candidates.push(Candidate { name, test, rehearsal, reached });
            }
        }
    }
    let coverage = Coverage::new(planner, std::iter::empty());
    let mut left: BTreeSet<Goal> = coverage.goals.into_keys().collect();
    let mut chosen: Vec<Candidate> = Vec::new();
    loop {
        let gain = |c: &Candidate| c.reached.iter().filter(|g| left.contains(*g)).count();
        // The first of equals: candidates are listed from the plainest on.
        let Some(best) = (0..candidates.len()).rev().max_by_key(|at| gain(&candidates[*at])) else { break };
        if gain(&candidates[best]) == 0 {
            break;
        }
        let best = candidates.remove(best);
        left.retain(|goal| !best.reached.contains(goal));
        chosen.push(best);
    }
    let bounded = at_bounds(planner, &mut chosen, library);
    let texts = chosen
        .iter()
        .chain(&bounded)
        .map(|c| Generated { name: c.name.clone(), text: whole(scenario, &c.test, &c.rehearsal) });
    (texts.collect(), left.into_iter().collect())
}

fn test(plan: &Plan, way: Way, title: Text) -> ScenarioTest {
    let mut script = Script::usual(way, default_start());
    script.spontaneous = false;
    ScenarioTest { title, plan: plan.id.clone(), script, expected: Vec::new(), span: Span::default() }
}

/// Candidates of a plan: each way, then each decision and each system on the base way.
fn tests_of(planner: &Planner<'_>, plan: &Plan) -> Vec<(String, ScenarioTest)> {
    let scenario = planner.scenario;
    let base = Way::base(scenario);
    let mut all = Vec::new();
    for way in variations(scenario) {
        let (name, title) = way_name(scenario, &base, &way);
        all.push((format!("{}-{name}", plan.id), test(plan, way, title)));
    }
    let goals = Coverage::new(planner, std::iter::empty());
    for goal in goals.goals.keys() {
        let Goal::Outcome(of, step, outcome) = goal else { continue };
        let (verb, zh, en) = match outcome.as_str() {
            "correct" | "people" => (Verb::Return, "退回补正", "is returned to mend"),
            "reject" => (Verb::Refuse, "不予批准", "is refused"),
            _ => continue,
        };
        if *of != plan.id {
            continue;
        }
        let title = Text::new(format!("{step} {zh}"), format!("{step} {en}"));
        let mut test = test(plan, base.clone(), title);
        test.script.happenings.push(decision(verb, step));
        all.push((format!("{}-{}-{outcome}", plan.id, dashed(step)), test));
    }
    let derivation = planner.derive(plan, MeasureSet::all(plan), &base);
    for supplier in suppliers_used(&derivation) {
        let name = match supplier {
            Supplier::Service(id) => scenario.catalogue.service(id).map(|(id, _)| id.clone()),
            Supplier::Licence(id) => scenario.catalogue.licence(id).map(|(id, _)| id.clone()),
        };
        let Some(name) = name else { continue };
        let title = Text::new(format!("{name} 没有应答"), format!("{name} does not answer"));
        let mut test = test(plan, base.clone(), title);
        let down = Behaviour { down: true, ..Behaviour::default() };
        test.script.systems.push((Spanned::new(name.clone(), Span::default()), down));
        all.push((format!("{}-{}-down", plan.id, dashed(&name)), test));
    }
    all
}

fn decision(verb: Verb, step: &str) -> Happening {
    let because = match verb {
        Verb::Refuse => Text::new("不符合条件", "the conditions are not met"),
        _ => Text::new("内容有误", "it has mistakes"),
    };
    let at = Spanned::new(Id::from(step), Span::default());
    let decision = Decision { verb, at, what: Vec::new(), because, within: None };
    Happening { at: None, after: None, deeds: vec![Deed::Clerk(decision)], span: Span::default() }
}

fn way_name(scenario: &Scenario, base: &Way, way: &Way) -> (String, Text) {
    if way == base {
        return ("base".to_owned(), Text::new("基准情形", "the base way"));
    }
    for (index, situation) in scenario.situations.values().enumerate() {
        let id = SituationId::from(index);
        if way.bits(id) != base.bits(id) {
            let answer = way.chosen(id, situation).next();
            let (name, title) = answer.map(|a| (a.id.to_string(), a.title.clone())).unwrap_or_default();
            let ask = situation.ask.clone().unwrap_or_else(|| Text::same(situation.id.clone()));
            let title = Text::new(format!("{}{}", ask.zh, title.zh), format!("{} {}", ask.en, title.en));
            return (format!("{}-{}", dashed(&situation.id), dashed(&name)), title);
        }
    }
    let party = scenario.party(way.applicant);
    let (name, title) = party.map(|p| (p.id.to_string(), p.title.clone())).unwrap_or_default();
    (
        format!("by-{}", dashed(&name)),
        Text::new(format!("由{}申请", title.zh), format!("{} applies", title.en)),
    )
}

fn dashed(name: &str) -> String {
    name.replace(['_', '.'], "-")
}

/// Every form once more at each bound of its fields: the chosen tests take them in turn, and where there are
/// fewer tests than bounds the first one is played again.
fn at_bounds(planner: &Planner<'_>, chosen: &mut [Candidate], library: &dyn Library) -> Vec<Candidate> {
    let mut more = Vec::new();
    let Some(first) = chosen.first() else { return more };
    let Some(plan) = planner.scenario.plans.get(&first.test.plan) else { return more };
    let today = default_start().to_zoned(crate::rehearsal::time::zone(None)).date();
    let catalogue = &planner.scenario.catalogue;
    let (fields, _) = first.rehearsal.asked();
    let most = fields
        .iter()
        .filter_map(|name| element(planner.scenario, &first.rehearsal.program, name))
        .map(|e| values::boundary(e, catalogue, today).len())
        .max()
        .unwrap_or(0);
    for bound in 0..most {
        let mut test = first.test.clone();
        test.title = Text::new(
            format!("表单取边界值（{}）", bound + 1),
            format!("a form at its bounds ({})", bound + 1),
        );
        for name in &fields {
            let Some(element) = element(planner.scenario, &first.rehearsal.program, name) else { continue };
            let bounds = values::boundary(element, catalogue, today);
            if let Some(value) = bounds.get(bound % bounds.len().max(1)) {
                let name = Spanned::new(Id::from(name.as_str()), Span::default());
                test.script.form.push((name, values::write(value).into()));
            }
        }
        if let Ok(rehearsal) = rehearse_planned(planner, plan, &test.script, library) {
            let reached = reached(planner.scenario, &test.script.way, &rehearsal);
            let name = format!("{}-form-at-bounds-{}", plan.id, bound + 1);
            more.push(Candidate { name, test, rehearsal, reached });
        }
    }
    more
}

/// The element that a field of a form is.
fn element<'s>(scenario: &'s Scenario, program: &Program, name: &str) -> Option<&'s Element> {
    let fact = program.fact(program.find_fact(name)?)?;
    let FactKind::Field(..) = fact.kind else { return None };
    let (party, element) = name.split_once('.')?;
    let plain = party.rsplit_once('_').filter(|(_, n)| n.chars().all(|c| c.is_ascii_digit()));
    let party = scenario.people.get(party).or_else(|| scenario.people.get(plain?.0))?;
    scenario.catalogue.elements.get(&*format!("{}.{element}", party.kind)).map(|e| &**e)
}
