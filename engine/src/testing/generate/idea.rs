//! What may be otherwise than usual in a test: an answer, a decision, a silent system, a promise, another holder,
//! a message, a value on which a branch turns.

use super::super::coverage::{Names, branches, offered, outcomes, variations};
use super::super::read::default_start;
use crate::plan::derive::{Derivation, Planner};
use crate::plan::fallback::suppliers_used;
use crate::plan::levers::MeasureSet;
use crate::plan::supply::Supplier;
use crate::plan::way::Way;
use crate::population::{values, worth_trying};
use crate::process::compile::compile;
use crate::process::graph::{Node, NodeKind, Process};
use crate::rehearsal::{Handing, Verb};
use crate::scenario::model::{
    Condition, Fallback, Id, MessageId, Name, Period, Plan, Scenario, SituationId, StepKind, Unit, WaitFor,
};
use crate::scenario::text::Text;
use petgraph::visit::EdgeRef;
use std::collections::BTreeSet;

/// Something that is not as usual.
#[derive(Debug, Clone)]
pub(super) struct Idea {
    /// As a part of a file's name: `born-elsewhere`.
    pub(super) name: String,
    /// Label; empty for the base way.
    pub(super) title: Text,
    /// The way it is about.
    pub(super) way: Way,
    /// What a script says of it.
    pub(super) changes: Vec<Change>,
}

/// One thing that a script says of it.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Decision(Verb, Id),
    /// A system, service or licence that does not answer; of a plan that waits for it, for a day.
    Down(Id, Option<Period>),
    Handing(Id, Handing),
    /// Another holds this thing, for ten days.
    Held(Id),
    /// A message, so long after a step, with its values.
    Message(Option<Period>, Id, Id, Vec<(Id, Id)>),
    Value(Id, Id),
}

/// A way of a plan and what it leads to.
struct Course<'a> {
    derivation: Derivation<'a>,
    process: Process,
    way: &'a Way,
}

/// All ideas for a plan: each way, then what may happen on the base way, and on the others what the base way does
/// not have.
pub(super) fn ideas(planner: &Planner<'_>, plan: &Plan) -> Vec<Idea> {
    let scenario = planner.scenario;
    let base = Way::base(scenario);
    let mut courses = Vec::new();
    let mut all = Vec::new();
    let ways: Vec<Way> =
        variations(scenario).into_iter().filter(|way| offered(scenario, plan, way)).collect();
    for way in &ways {
        let derivation = planner.derive(plan, MeasureSet::all(plan), way);
        let Ok(process) = compile(&derivation, plan) else { continue };
        let (name, title) = way_name(scenario, &base, way);
        all.push(Idea { name, title, way: way.clone(), changes: Vec::new() });
        courses.push(Course { derivation, process, way });
    }
    let mut seen = BTreeSet::new();
    for course in &courses {
        let mut new = Vec::new();
        course.decisions(scenario, &mut new);
        course.holds(scenario, &mut new);
        course.messages(scenario, &mut new);
        course.values(planner, &mut new);
        course.fallbacks(scenario, plan, &mut new);
        for (name, title, changes) in new {
            if seen.insert(name.clone()) {
                all.push(Idea { name, title, way: course.way.clone(), changes });
            }
        }
    }
    all
}

type Found = (String, Text, Vec<Change>);

impl Course<'_> {
    fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.process.graph.node_weights()
    }

    /// What clerks may decide.
    fn decisions(&self, scenario: &Scenario, found: &mut Vec<Found>) {
        let names = Names::of(&self.process, scenario);
        for node in self.nodes() {
            for outcome in outcomes(node) {
                let (verb, zh, en) = match outcome {
                    "correct" if node.verifies => (Verb::Return, "没有核实", "is not confirmed"),
                    "correct" => (Verb::Return, "退回补正", "is returned to mend"),
                    "people" => (Verb::Return, "转人工", "goes to people"),
                    "reject" => (Verb::Refuse, "不予批准", "is refused"),
                    _ => continue,
                };
                let step = names.plain(&node.id);
                let title = Text::new(format!("{step} {zh}"), format!("{step} {en}"));
                let changes = vec![Change::Decision(verb, node.id.as_str().into())];
                found.push((format!("{}-{outcome}", dashed(&step)), title, changes));
            }
        }
    }

    /// Others hold what a step takes or wants free; and the message that ends the wait comes first.
    fn holds(&self, scenario: &Scenario, found: &mut Vec<Found>) {
        for node in self.nodes() {
            let Some(step) = node.step.as_ref() else { continue };
            let Some(thing) = node.about.first() else { continue };
            let release = match &step.kind {
                StepKind::Hold(hold) if node.kind == NodeKind::Hold => hold.release,
                StepKind::HoldFree(_) => None,
                _ => continue,
            };
            let held = Change::Held(thing.as_str().into());
            let name = format!("{}-held-by-another", dashed(thing));
            let title =
                Text::new(format!("{thing} 已被他人占用"), format!("another application holds {thing}"));
            found.push((name.clone(), title.clone(), vec![held.clone()]));
            let Some((message, _)) = release.and_then(|id| message(scenario, id)) else { continue };
            let released =
                Change::Message(Some(days(1)), node.id.as_str().into(), message.clone(), Vec::new());
            let told = Text::new(format!("{message} 到来"), format!("{message} comes"));
            found.push((
                format!("{}-{}", dashed(&node.id), dashed(&message)),
                told.clone(),
                vec![released.clone()],
            ));
            let title = Text::new(format!("{}；{}", title.zh, told.zh), format!("{}; {}", title.en, told.en));
            found.push((format!("{name}-{}", dashed(&message)), title, vec![held, released]));
        }
    }

    /// Messages that steps wait for, with what they may say.
    fn messages(&self, scenario: &Scenario, found: &mut Vec<Found>) {
        for index in self.process.graph.node_indices() {
            let node = &self.process.graph[index];
            let awaited = node.step.as_ref().filter(|_| node.kind == NodeKind::Wait);
            let Some(StepKind::Wait(wait)) = awaited.map(|s| &s.kind) else { continue };
            let WaitFor::Message(id) = wait.until else { continue };
            let Some((name, facts)) = message(scenario, id) else { continue };
            let Some(after) = self.behind(index) else { continue };
            let mut sayings: Vec<Vec<(Id, Id)>> = vec![Vec::new()];
            for datum in &facts.gives {
                for instance in self.derivation.grounding.resolve(datum.value.party, None) {
                    let full = self.derivation.datum_name((instance, datum.value.element));
                    let values = self.choices(scenario, datum.value.element, &[]);
                    sayings = sayings
                        .into_iter()
                        .flat_map(|said| {
                            let with = |value: &Id| {
                                let one = (Id::from(full.as_str()), value.clone());
                                said.iter().cloned().chain([one]).collect::<Vec<_>>()
                            };
                            values.iter().take(3).map(with).collect::<Vec<_>>()
                        })
                        .take(8)
                        .collect();
                }
            }
            for said in sayings {
                let values: Vec<&str> = said.iter().map(|(_, value)| &**value).collect();
                let part = values.iter().map(|v| format!("-{}", dashed(v))).collect::<String>();
                let title = Text::new(
                    format!("{name} 到来 {}", values.join(" ")),
                    format!("{name} comes {}", values.join(" ")),
                );
                let change = Change::Message(None, after.clone(), name.clone(), said.clone());
                found.push((format!("{}-{}{part}", dashed(&node.id), dashed(&name)), title, vec![change]));
            }
        }
    }

    /// The last step of anybody before a node.
    fn behind(&self, node: petgraph::graph::NodeIndex) -> Option<Id> {
        let graph = &self.process.graph;
        let mut at = node;
        let mut seen = BTreeSet::new();
        while seen.insert(at) {
            let mut before = graph.edges_directed(at, petgraph::Direction::Incoming);
            at = before.find(|edge| !edge.weight().back)?.source();
            if !graph[at].is_routing() {
                return Some(graph[at].id.as_str().into());
            }
        }
        None
    }

    /// Values on which a branch turns.
    fn values(&self, planner: &Planner<'_>, found: &mut Vec<Found>) {
        let scenario = planner.scenario;
        let splits: BTreeSet<&str> = branches(&self.process).into_iter().map(|(from, _)| from).collect();
        let conditions: Vec<&Condition> = self
            .process
            .edges()
            .filter(|(from, ..)| splits.contains(from))
            .filter_map(|(.., edge)| edge.when.as_ref())
            .collect();
        for condition in conditions {
            for name in &condition.reads {
                let Name::Datum(datum) = name else { continue };
                for instance in self.derivation.grounding.resolve(datum.party, None) {
                    let full = self.derivation.datum_name((instance, datum.element));
                    for value in self.choices(scenario, datum.element, &[&condition.text.value]) {
                        let title = Text::same(format!("{full} = {value}"));
                        let changes = vec![Change::Value(full.as_str().into(), value.clone())];
                        found.push((format!("{}-{}", dashed(&full), dashed(&value)), title, changes));
                    }
                }
            }
        }
    }

    fn choices(
        &self,
        scenario: &Scenario,
        element: crate::scenario::model::ElementId,
        texts: &[&str],
    ) -> Vec<Id> {
        let today = default_start().to_zoned(crate::rehearsal::time::zone(None)).date();
        let Some((_, facts)) = scenario.catalogue.element(element) else { return Vec::new() };
        let mut written: Vec<Id> = Vec::new();
        for value in worth_trying(facts, &scenario.catalogue, texts, today) {
            let text = Id::from(values::write(&value));
            if !written.contains(&text) {
                written.push(text);
            }
        }
        written
    }

    /// Systems that do not answer, and materials that are promised or declared.
    fn fallbacks(&self, scenario: &Scenario, plan: &Plan, found: &mut Vec<Found>) {
        let catalogue = &scenario.catalogue;
        let mut silent: Vec<Id> = Vec::new();
        for supplier in suppliers_used(&self.derivation) {
            let name = match supplier {
                Supplier::Service(id) => catalogue.service(id).map(|(id, _)| id.clone()),
                Supplier::Licence(id) => catalogue.licence(id).map(|(id, _)| id.clone()),
                // No system: what is not confirmed a clerk decides.
                Supplier::Paper(_) => None,
            };
            silent.extend(name);
        }
        silent.extend(self.nodes().filter(|n| n.step.is_some()).filter_map(|n| n.calls.clone()));
        let until = plan.fallbacks.contains(&Fallback::Wait).then(|| days(1));
        for name in silent {
            let title = Text::new(format!("{name} 没有应答"), format!("{name} does not answer"));
            let file = format!("{}-down", dashed(&name));
            found.push((file.clone(), title.clone(), vec![Change::Down(name.clone(), until)]));
            if !plan.fallbacks.contains(&Fallback::Commitment) {
                continue;
            }
            // What the system was to supply on paper is declared instead.
            let calls = self.nodes().filter(|n| n.calls.as_ref() == Some(&name));
            for paper in calls.flat_map(|n| &n.supplies) {
                let title = Text::new(
                    format!("{}；{paper} 告知承诺", title.zh),
                    format!("{}; {paper} is declared", title.en),
                );
                let declared = Change::Handing(paper.as_str().into(), Handing::Commitment);
                let changes = vec![Change::Down(name.clone(), until), declared];
                found.push((format!("{file}-{}-declared", dashed(paper)), title, changes));
            }
        }
        if plan.fallbacks.contains(&Fallback::Commitment) {
            self.declared(found);
        }
        if plan.fallbacks.contains(&Fallback::Provisional) {
            for document in self.derivation.asks.all().flat_map(|ask| &ask.materials) {
                let (_, material) = *document;
                if catalogue.material(material).is_none_or(|(_, m)| m.provisional.is_none()) {
                    continue;
                }
                let name = self.derivation.document_name(*document);
                let title = Text::new(format!("{name} 容缺后补"), format!("{name} comes later"));
                let changes = vec![Change::Handing(name.as_str().into(), Handing::Provisional)];
                found.push((format!("{}-later", dashed(&name)), title, changes));
            }
        }
    }
}

impl Course<'_> {
    /// Papers that a department does not confirm, and that are declared instead.
    fn declared(&self, found: &mut Vec<Found>) {
        for node in self.nodes().filter(|node| node.verifies) {
            for paper in &node.supplies {
                let step = &node.id;
                let title = Text::new(
                    format!("{step} 没有核实；{paper} 告知承诺"),
                    format!("{step} is not confirmed; {paper} is declared"),
                );
                let declared = Change::Handing(paper.as_str().into(), Handing::Commitment);
                let changes = vec![Change::Decision(Verb::Return, step.as_str().into()), declared];
                found.push((format!("{}-declared", dashed(step)), title, changes));
            }
        }
    }
}

fn message(scenario: &Scenario, id: MessageId) -> Option<(Id, &crate::scenario::model::Message)> {
    let (name, facts) = scenario.messages.get_index(id.index())?;
    Some((name.clone(), facts))
}

pub(super) fn days(amount: u32) -> Period {
    Period { amount, unit: Unit::Days }
}

fn way_name(scenario: &Scenario, base: &Way, way: &Way) -> (String, Text) {
    if way == base {
        return ("base".to_owned(), Text::default());
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

/// A name as a part of a file's name.
fn dashed(name: &str) -> String {
    let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}
