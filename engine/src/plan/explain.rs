//! Why each thing is asked or not asked, as values: for `show`, `compare` and the pages.

use super::ask::{Ask, SuppliedBy};
use super::derive::{Asks, Derivation};
use super::grounding::InstanceId;
use super::horn::{self, WhyAsked};
use super::supply::{Fact, Origin};
use crate::scenario::model::{Treated, measure_label};
use crate::scenario::text::Text;
use serde::Serialize;

/// Something that is asked, and why nothing else supplies it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AskedThing {
    /// `child.name`; a situation's own id for a question.
    pub id: String,
    /// `field`, `question` or `material`.
    pub kind: &'static str,
    /// Label.
    pub title: Text,
    /// Why.
    pub because: Text,
    /// Items, supplies or conditions that need it.
    pub needed_by: Vec<String>,
    /// The item whose own form asks it; none on a joint form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
}

/// Something that is needed and not asked, and what supplies it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SuppliedThing {
    /// `father.name`.
    pub id: String,
    /// `field`, `question` or `material`.
    pub kind: &'static str,
    /// `sign_in`, `population.person`, `resident_id_card`, `computed`, `birth_certificate` (an item), `cancel` (a
    /// measure).
    pub by: String,
    /// `sign_in`, `service`, `licence`, `computed`, `item`, `choice`; of a paper that a measure lets do without
    /// `cancelled` or `committed`.
    pub via: &'static str,
    /// The rule of the format that lets it, by number.
    pub rule: u8,
    /// What it starts from.
    pub from: Vec<String>,
    /// Of a paper that a measure lets do without: what takes its place, and what allows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Text>,
    /// The whole chain back to what is asked or known at sign-in.
    pub chain: String,
    /// The item whose own form is meant; none on a joint form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
}

/// The whole explanation of a derivation's asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AskExplained {
    /// Fields, then questions.
    pub fields: Vec<AskedThing>,
    /// Materials.
    pub materials: Vec<AskedThing>,
    /// Needed and not asked.
    pub supplied: Vec<SuppliedThing>,
    /// Needed, not askable and supplied by nothing; empty in a scenario without errors.
    pub missing: Vec<String>,
    /// Cost, lower bound and search nodes, over all forms.
    pub cost: u64,
    /// No ask is cheaper.
    pub lower_bound: u64,
    /// Whether the ask is proven least.
    pub proven: bool,
}

/// Explains a derivation's asks.
pub fn explain(derivation: &Derivation<'_>) -> AskExplained {
    let mut explained = AskExplained { proven: true, ..AskExplained::default() };
    match &derivation.asks {
        Asks::Joint(ask) => explain_ask(derivation, ask, None, &mut explained),
        Asks::Own(asks) => {
            for (position, ask) in asks.iter().enumerate() {
                explain_ask(derivation, ask, Some(position), &mut explained);
            }
        }
    }
    explained
}

fn explain_ask(derivation: &Derivation<'_>, ask: &Ask, form: Option<usize>, into: &mut AskExplained) {
    let form_name = form.map(|p| derivation.use_name(p));
    for atom in ask.asked() {
        let Some(fact) = ask.supply.fact(*atom) else { continue };
        let why = horn::why_asked(&ask.supply.problem, ask.asked(), *atom);
        let fact = ask.supply.plain(fact);
        let asked = AskedThing {
            id: derivation.fact_name(fact).trim_end_matches('?').to_owned(),
            kind: kind(fact),
            title: title(derivation, fact),
            because: because(derivation, ask, fact, &why),
            needed_by: needed_by(derivation, ask, fact),
            form: form_name.clone(),
        };
        if asked.kind == "material" { into.materials.push(asked) } else { into.fields.push(asked) }
    }
    for fact in needed_facts(derivation, ask, form) {
        if let Some(mut supplied) = supplied(derivation, ask, fact) {
            supplied.form.clone_from(&form_name);
            into.supplied.push(supplied);
        }
    }
    into.missing.extend(ask.missing.iter().map(|f| derivation.fact_name(*f)));
    into.cost += ask.proof.cost;
    into.lower_bound += ask.proof.lower_bound;
    into.proven &= ask.proof.optimal;
}

/// Everything a form needs, once each, in file order.
fn needed_facts(derivation: &Derivation<'_>, ask: &Ask, form: Option<usize>) -> Vec<Fact> {
    let mut facts = indexmap::IndexSet::new();
    for (position, requirement) in derivation.requirements.iter().enumerate() {
        if form.is_none_or(|f| f == position) {
            facts.extend(requirement.fields.iter().map(|d| Fact::Datum(*d)));
            facts.extend(requirement.materials.iter().map(|d| Fact::Document(*d)));
        }
    }
    if form.is_none() {
        facts.extend(ask.supply.problem.goals.iter().filter_map(|g| ask.supply.fact(*g)));
    }
    facts.into_iter().filter(|f| !matches!(f, Fact::Item(_) | Fact::Early(_) | Fact::Before(..))).collect()
}

fn kind(fact: Fact) -> &'static str {
    match fact {
        Fact::Situation(_) => "question",
        Fact::Document(_) => "material",
        Fact::Datum(_) | Fact::Item(_) | Fact::Early(_) | Fact::Before(..) => "field",
    }
}

/// The label of a fact: the party, then what it is.
pub fn title(derivation: &Derivation<'_>, fact: Fact) -> Text {
    let scenario = derivation.scenario();
    let of = |instance: InstanceId, title: &Text| {
        let party = derivation.grounding.party(instance).map(|p| p.title.clone()).unwrap_or_default();
        let number = derivation.grounding.instance(instance).map_or(0, |i| i.member);
        let number = if number > 0 { format!(" {number}") } else { String::new() };
        Text::new(
            format!("{}{number} · {}", party.zh, title.zh),
            format!("{}{number} · {}", party.en, title.en),
        )
    };
    match fact {
        Fact::Datum((instance, element)) => {
            scenario.catalogue.element(element).map(|(_, e)| of(instance, &e.title)).unwrap_or_default()
        }
        Fact::Document((instance, material)) => {
            scenario.catalogue.material(material).map(|(_, m)| of(instance, &m.title)).unwrap_or_default()
        }
        Fact::Situation(id) => scenario.situation(id).and_then(|s| s.ask.clone()).unwrap_or_default(),
        Fact::Item(position) => derivation
            .applicable
            .uses
            .get(position)
            .and_then(|u| scenario.item(u.item))
            .map(|i| i.title.clone())
            .unwrap_or_default(),
        Fact::Early(_) | Fact::Before(..) => Text::default(),
    }
}

/// Why an asked fact is not supplied by anything else.
fn because(derivation: &Derivation<'_>, ask: &Ask, fact: Fact, why: &WhyAsked) -> Text {
    let mut zh = Vec::new();
    let mut en = Vec::new();
    for blocked in &why.rules {
        let Some(origin) = ask.supply.origin(blocked.rule) else { continue };
        let name = origin_name(derivation, origin);
        let lacks: Vec<String> = blocked
            .lacks
            .iter()
            .filter_map(|a| ask.supply.fact(*a))
            .map(|f| derivation.fact_name(ask.supply.plain(f)))
            .collect();
        if !lacks.is_empty() {
            zh.push(format!("{name} 还缺 {}", lacks.join("、")));
            en.push(format!("{name} would need {}", lacks.join(", ")));
        }
    }
    for refuted in &ask.supply.refuted {
        if let Some(name) = refuted_name(derivation, refuted, fact) {
            zh.push(format!("{name} 在此情形下不可用"));
            en.push(format!("{name} is off in this situation"));
        }
    }
    if zh.is_empty() {
        return match fact {
            Fact::Situation(_) => Text::new("没有数据可以得出答案", "no data tells the answer"),
            Fact::Document(_) => {
                Text::new("没有证照或前序结果可以代替", "no licence or earlier result stands in for it")
            }
            _ => Text::new(
                "没有服务、证照或前序结果可以提供",
                "no service, licence or earlier result gives it",
            ),
        };
    }
    Text::new(zh.join("；"), en.join("; "))
}

/// The name of a refuted supplier if it would have supplied this fact.
fn refuted_name(derivation: &Derivation<'_>, refuted: &super::supply::Refuted, fact: Fact) -> Option<String> {
    use super::supply::Supplier;
    let catalogue = &derivation.scenario().catalogue;
    match (refuted.supplier, fact) {
        (Supplier::Service(id), Fact::Datum((_, element))) => {
            let (name, service) = catalogue.service(id)?;
            service.returns.iter().any(|r| r.element == element).then(|| name.to_string())
        }
        (Supplier::Licence(id), Fact::Datum((_, element))) => {
            let (name, licence) = catalogue.licence(id)?;
            licence.returns.iter().any(|r| r.element == element).then(|| name.to_string())
        }
        (Supplier::Licence(id), Fact::Document((_, material))) => {
            let (name, licence) = catalogue.licence(id)?;
            licence.stands_for.iter().any(|m| m.value == material).then(|| name.to_string())
        }
        (Supplier::Paper(id), Fact::Document((_, material))) if id == material => {
            let (treated, _) = derivation.levers.paper(id)?;
            Some(measure_of(treated).to_owned())
        }
        _ => None,
    }
}

/// Items that list a fact, and calls that start from it.
fn needed_by(derivation: &Derivation<'_>, ask: &Ask, fact: Fact) -> Vec<String> {
    let mut names = Vec::new();
    for (position, requirement) in derivation.requirements.iter().enumerate() {
        let listed = match fact {
            Fact::Datum(datum) => requirement.fields.contains(&datum),
            Fact::Document(document) => requirement.materials.contains(&document),
            _ => false,
        };
        if listed {
            names.push(derivation.use_name(position));
        }
    }
    for rule in ask.rules_used().iter().copied() {
        if let Some(origin) =
            ask.supply.origin(rule).filter(|o| !matches!(o, Origin::Item(_) | Origin::Early))
            && ask.body(rule).iter().any(|f| ask.supply.plain(*f) == fact)
        {
            names.push(origin_name(derivation, origin));
        }
    }
    if names.is_empty() && matches!(fact, Fact::Situation(s) if derivation.situations.contains(&s)) {
        names.push("conditions".to_owned());
    }
    if names.is_empty() {
        names.push("delivery".to_owned());
    }
    names.dedup();
    names
}

fn supplied(derivation: &Derivation<'_>, ask: &Ask, fact: Fact) -> Option<SuppliedThing> {
    let id = derivation.fact_name(fact).trim_end_matches('?').to_owned();
    let (by, via, from) = match ask.supplied_by(fact)? {
        SuppliedBy::Asked => return None,
        SuppliedBy::Given => given_by(derivation, ask, fact),
        SuppliedBy::Rule { rule, origin } => {
            let body = ask.body(rule).into_iter();
            let from = body.map(|f| derivation.fact_name(ask.supply.plain(f))).collect();
            let from = if matches!(origin, Origin::Item(_)) { Vec::new() } else { from };
            (origin_name(derivation, origin), origin_kind(origin), from)
        }
    };
    let chain = chain(derivation, ask, fact);
    let because = done_without_on(derivation, ask, fact);
    Some(SuppliedThing {
        id,
        kind: kind(fact),
        by,
        via,
        rule: rule_of(via),
        from,
        because,
        chain,
        form: None,
    })
}

/// Why a paper that a measure lets do without is not asked: `直接取消：国办发〔2018〕47号`. None where it is asked, or
/// something else supplies it.
pub fn done_without(derivation: &Derivation<'_>, fact: Fact) -> Option<Text> {
    derivation.asks.all().find_map(|ask| done_without_on(derivation, ask, fact))
}

fn done_without_on(derivation: &Derivation<'_>, ask: &Ask, fact: Fact) -> Option<Text> {
    let Fact::Document(document) = fact else { return None };
    let treated = ask.done_without(document)?;
    let label = measure_label(measure_of(treated))?;
    let (_, facts) = derivation.scenario().catalogue.material(document.1)?;
    Some(match facts.no_proof.as_ref().and_then(|n| n.source.as_ref()) {
        Some(source) if source.is_assumed() => {
            Text::new(format!("{}：依据为假定", label.zh), format!("{}: assumed", label.en))
        }
        Some(source) => {
            Text::new(format!("{}：{}", label.zh, source.text), format!("{}: {}", label.en, source.text))
        }
        None => label,
    })
}

/// The measure by which a paper is done without.
fn measure_of(treated: Treated) -> &'static str {
    match treated {
        Treated::Cancelled => "cancel",
        Treated::Committed => "commit",
        Treated::Verified => "verify",
    }
}

/// The rule of the format behind a way of supply.
fn rule_of(via: &str) -> u8 {
    match via {
        "sign_in" | "cancelled" | "committed" | "verified" => 23,
        "service" => 6,
        "licence" | "computed" => 10,
        "known_from" => 9,
        "choice" => 17,
        _ => 12,
    }
}

fn given_by(derivation: &Derivation<'_>, ask: &Ask, fact: Fact) -> (String, &'static str, Vec<String>) {
    match (fact, ask.supply.given_by_item.get(&fact)) {
        (_, Some(giver)) => (derivation.use_name(*giver), "item", Vec::new()),
        (Fact::Situation(_), None) => ("choice".to_owned(), "choice", Vec::new()),
        _ => ("sign_in".to_owned(), "sign_in", Vec::new()),
    }
}

/// `father.name ← data_platform.spouse(mother.id_number) ← sign_in`: back to what is asked or signed in,
/// along the first thing each call starts from.
fn chain(derivation: &Derivation<'_>, ask: &Ask, fact: Fact) -> String {
    let mut text = derivation.fact_name(fact);
    let mut at = fact;
    let mut seen = vec![fact];
    loop {
        match ask.supplied_by(at) {
            Some(SuppliedBy::Asked) => return text + " ← asked",
            Some(SuppliedBy::Given) => return text + " ← " + &given_by(derivation, ask, at).0,
            Some(SuppliedBy::Rule { rule, origin }) => {
                if let Origin::Item(position) = origin {
                    return text + " ← " + &derivation.use_name(*position);
                }
                let body = ask.body(rule);
                if body.is_empty() {
                    return text + " ← " + &origin_name(derivation, origin);
                }
                let names = body.iter().map(|f| derivation.fact_name(ask.supply.plain(*f)));
                let names: Vec<String> = names.collect();
                text += &format!(" ← {}({})", origin_name(derivation, origin), names.join(", "));
                let Some(next) = body.iter().find(|f| !matches!(f, Fact::Situation(_))).or(body.first())
                else {
                    return text;
                };
                if seen.contains(next) {
                    return text;
                }
                seen.push(*next);
                at = *next;
            }
            None => return text,
        }
    }
}

/// The name of what a rule stands for.
pub fn origin_name(derivation: &Derivation<'_>, origin: &Origin) -> String {
    let scenario = derivation.scenario();
    match origin {
        Origin::Service(id, _) => scenario.catalogue.service(*id).map_or("?", |(id, _)| &**id).to_owned(),
        Origin::Licence(id, _) => scenario.catalogue.licence(*id).map_or("?", |(id, _)| &**id).to_owned(),
        Origin::Computed(_) | Origin::ScenarioFact(_) => "computed".to_owned(),
        Origin::Situation(_) => "known_from".to_owned(),
        Origin::Item(position) => derivation.use_name(*position),
        Origin::Paper(_, treated) => measure_of(*treated).to_owned(),
        Origin::Early => "start".to_owned(),
    }
}

fn origin_kind(origin: &Origin) -> &'static str {
    match origin {
        Origin::Service(..) => "service",
        Origin::Licence(..) => "licence",
        Origin::Computed(_) | Origin::ScenarioFact(_) | Origin::Early => "computed",
        Origin::Situation(_) => "known_from",
        Origin::Item(_) => "item",
        Origin::Paper(_, treated) => treated.word(),
    }
}

/// The chain that supplies a fact, on the first form that has it.
pub fn supply_chain(derivation: &Derivation<'_>, fact: Fact) -> String {
    let ask = derivation
        .asks
        .all()
        .find(|a| a.knows(fact) && !matches!(a.supplied_by(fact), Some(SuppliedBy::Asked)));
    ask.map_or_else(|| derivation.fact_name(fact), |ask| chain(derivation, ask, fact))
}
