//! Findings that show only when plans are derived: what nobody can supply, items in a circle, what can
//! never be known, a person written by name where the applicant would do.

use crate::plan::derive::{Derivation, Planner};
use crate::plan::grounding::InstanceId;
use crate::plan::levers::MeasureSet;
use crate::plan::supply::Fact;
use crate::plan::way::{Way, combinations, enumerate};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::{PartyRef, Plan, Scenario, Situation, SituationKind};
use crate::scenario::source::Span;
use crate::scenario::text::Text;
use std::collections::BTreeSet;

/// Up to so many combinations of answers every way is derived; an editor waits for it.
const MAX_WAYS: usize = 24;

/// All findings of derivation.
pub fn check(scenario: &Scenario) -> Vec<Diagnostic> {
    let planner = Planner::new(scenario);
    let mut findings = Findings { scenario, list: Vec::new(), said: BTreeSet::new() };
    let ways = Ways::of(scenario);
    for plan in scenario.plans.values() {
        // Without measures nothing is supplied under a condition, so answers matter less.
        let alone = if plan.measures.is_empty() { &[][..] } else { &ways.one_answer_apart };
        for way in ways.turns.iter().chain(alone) {
            let derivation = planner.derive(plan, MeasureSet::all(plan), way);
            // What an item of a circle would give is missing because of the circle.
            if !findings.circles(&derivation) {
                findings.missing(&derivation, plan);
            }
        }
        // Routes differ little between ways; the base way shows them.
        if let Some(base) = ways.turns.first() {
            findings.unsound(&planner.derive(plan, MeasureSet::all(plan), base), plan);
        }
    }
    findings.keys_never_known();
    findings.persons_by_name(&planner);
    findings.list
}

/// Ways among which every answer of every situation occurs.
struct Ways {
    /// Per applicant: the base way, then the second answers everywhere, the third…; or all ways, if few.
    turns: Vec<Way>,
    /// The base way with one answer changed.
    one_answer_apart: Vec<Way>,
}

impl Ways {
    fn of(scenario: &Scenario) -> Self {
        let mut ways = Self { turns: Vec::new(), one_answer_apart: Vec::new() };
        let few = combinations(scenario) <= MAX_WAYS as f64;
        for applicant in scenario.applicants() {
            let base = Way::base(scenario).for_applicant(applicant);
            if !few && ways.one_answer_apart.is_empty() {
                ways.one_answer_apart = one_answer_apart(scenario, &base);
            }
            let mut turns = if few { Vec::new() } else { turns(scenario, &base) };
            // Who applies matters little to what answers need: of a further applicant the last turn will do.
            if !ways.turns.is_empty() {
                turns.drain(..turns.len().saturating_sub(1));
            }
            ways.turns.push(base);
            ways.turns.extend(turns);
            if few {
                ways.turns.extend(enumerate(scenario, applicant).into_iter().map(|w| w.way));
            }
        }
        for list in [&mut ways.turns, &mut ways.one_answer_apart] {
            list.retain(|way| {
                way.stop(scenario).is_none() && !scenario.never.iter().any(|c| way.holds(scenario, c))
            });
        }
        ways
    }
}

fn one_answer_apart(scenario: &Scenario, base: &Way) -> Vec<Way> {
    let mut ways = Vec::new();
    for (index, situation) in scenario.situations.values().enumerate() {
        for answer in 0..answers_apart(situation) {
            let mut way = base.clone();
            way.set(index.into(), &[answer]);
            if way != *base {
                ways.push(way);
            }
        }
    }
    ways
}

/// How many answers differ in kind: a second member of a party is like a third, and each is dear to derive.
fn answers_apart(situation: &Situation) -> usize {
    match situation.kind {
        SituationKind::Count(_) => situation.answers.len().min(2),
        _ => situation.answers.len(),
    }
}

/// The ways in which every situation has its second answer, its third…; the last where it has fewer.
fn turns(scenario: &Scenario, base: &Way) -> Vec<Way> {
    let most = scenario.situations.values().map(|s| s.answers.len()).max().unwrap_or(0);
    (1..most)
        .map(|turn| {
            let mut way = base.clone();
            for (index, situation) in scenario.situations.values().enumerate() {
                way.set(index.into(), &[turn.min(answers_apart(situation).saturating_sub(1))]);
            }
            way
        })
        .collect()
}

/// Whether a party as written is the one of an instance.
fn is_of(derivation: &Derivation<'_>, party: PartyRef, instance: InstanceId) -> bool {
    derivation.grounding.resolve(party, None).contains(&instance)
}

/// An item that can never end, for it needs what comes of its own end.
fn needs_its_own(derivation: &Derivation<'_>) -> Option<usize> {
    let mut stuck = derivation.asks.all().flat_map(|ask| ask.missing.iter()).filter_map(|fact| match fact {
        Fact::Item(position) => Some(*position),
        _ => None,
    });
    let catalogue = &derivation.scenario().catalogue;
    stuck.find(|position| {
        let Some(requirement) = derivation.requirements.get(*position) else { return false };
        let papers = requirement.gives_licences.iter().flat_map(|(holder, id)| {
            let stands_for = catalogue.licence(*id).map(|(_, l)| &l.stands_for);
            stands_for.into_iter().flatten().map(|material| (*holder, material.value))
        });
        let mut papers = papers.chain(requirement.gives_materials.iter().copied());
        papers.any(|paper| requirement.materials.contains(&paper))
            || requirement.gives_fields.iter().any(|field| requirement.fields.contains(field))
    })
}

struct Findings<'a> {
    scenario: &'a Scenario,
    list: Vec<Diagnostic>,
    /// What has been said, so that a finding comes once, not once a way.
    said: BTreeSet<String>,
}

impl Findings<'_> {
    fn say(&mut self, key: String, finding: impl FnOnce() -> Diagnostic) {
        if self.said.insert(key) {
            let finding = finding();
            self.list.push(finding);
        }
    }

    /// Needs that nothing supplies and nobody may be asked for.
    fn missing(&mut self, derivation: &Derivation<'_>, plan: &Plan) {
        let roots: BTreeSet<Fact> = derivation
            .asks
            .all()
            .flat_map(|ask| ask.missing.iter().copied())
            .filter(|fact| !matches!(fact, Fact::Item(_)))
            .collect();
        for fact in roots {
            let name = derivation.fact_name(fact);
            let at = self.place_of_need(derivation, fact);
            let plan = plan.id.clone();
            // One need of several children is one need.
            self.say(format!("missing {at:?}"), || {
                let message = Text::new(
                    format!("方案 `{plan}` 里没有什么能提供 `{name}`，也不得向申请人索要"),
                    format!("nothing supplies `{name}` in plan `{plan}`, and it may not be asked"),
                );
                let mend = match fact {
                    Fact::Situation(_) => Text::new(
                        "给这个情形写上 ask，或让 known_from 所看的值有来源",
                        "give the situation an `ask`, or let something supply what it is known from",
                    ),
                    _ => Text::new(
                        "让一个服务、证照或事项提供它，或去掉 `ask: never`",
                        "let a service, licence or item supply it, or remove `ask: never`",
                    ),
                };
                Diagnostic::new("E0603", at, message).mend(mend)
            });
        }
    }

    fn place_of_need(&self, derivation: &Derivation<'_>, fact: Fact) -> Span {
        if let Fact::Situation(id) = fact {
            return self.scenario.situation(id).map_or(self.scenario.id.span, |s| s.span);
        }
        for (item_use, requirement) in derivation.applicable.uses.iter().zip(&derivation.requirements) {
            let Some(item) = self.scenario.item(item_use.item) else { continue };
            match fact {
                Fact::Datum(datum) if requirement.fields.contains(&datum) => {
                    let (instance, element) = datum;
                    let of_steps = item.steps.iter().flat_map(|s| s.all()).flat_map(|s| &s.needs.fields);
                    let need = item
                        .needs
                        .fields
                        .iter()
                        .chain(of_steps)
                        .find(|n| n.what.element == element && is_of(derivation, n.what.party, instance));
                    return need.map_or(item.span, |n| n.span);
                }
                Fact::Document(document) if requirement.materials.contains(&document) => {
                    let (instance, material) = document;
                    let of_steps = item.steps.iter().flat_map(|s| s.all()).flat_map(|s| &s.needs.materials);
                    let need =
                        item.needs.materials.iter().chain(of_steps).find(|n| {
                            n.what.material == material && is_of(derivation, n.what.party, instance)
                        });
                    return need.map_or(item.span, |n| n.span);
                }
                _ => {}
            }
        }
        self.scenario.id.span
    }

    /// Items that wait for one another: each needs what another gives, or one what it gives itself. Whether
    /// there are any.
    fn circles(&mut self, derivation: &Derivation<'_>) -> bool {
        let circle = match derivation.order.circle() {
            circle if circle.is_empty() => needs_its_own(derivation).into_iter().collect(),
            circle => circle,
        };
        let Some(first) = circle.first() else { return false };
        let names: Vec<String> = circle.iter().chain([first]).map(|p| derivation.use_name(*p)).collect();
        let names = names.join(" → ");
        let item = derivation.applicable.uses.get(*first).and_then(|u| self.scenario.item(u.item));
        let at = item.map_or(self.scenario.id.span, |i| i.span);
        self.say("circle".to_owned(), || {
            let message = Text::new(
                format!("事项互相等待，谁也开始不了：{names}"),
                format!("items wait for one another, so none can start: {names}"),
            );
            let mend = Text::new(
                "去掉其中一项对另一项结果的需要，或去掉一个 after",
                "remove one item's need of another's result, or one `after`",
            );
            Diagnostic::new("E0210", at, message).mend(mend)
        });
        true
    }

    /// A process that cannot always finish, or uses what is not known yet. Where supplies are missing or
    /// items wait for one another that is the mistake, and said already.
    fn unsound(&mut self, derivation: &Derivation<'_>, plan: &Plan) {
        if derivation.order.cyclic.is_empty() && derivation.asks.all().all(|a| a.missing.is_empty()) {
            for finding in super::process::check(derivation, plan) {
                self.say(format!("{} {}", finding.code, finding.message.en), || finding);
            }
        }
    }

    /// Shared services whose keys can never be known: nothing returns them and they may not be asked.
    fn keys_never_known(&mut self) {
        let catalogue = &self.scenario.catalogue;
        let mut known: BTreeSet<u32> = BTreeSet::new();
        for (index, element) in catalogue.elements.values().enumerate() {
            if element.askable || element.computed.is_some() {
                known.insert(u32::try_from(index).unwrap_or(u32::MAX));
            }
        }
        known.extend(self.scenario.sign_in.iter().map(|d| d.value.element.0));
        known.extend(self.scenario.computed.iter().map(|c| c.datum.element.0));
        known.extend(
            self.scenario.items.values().flat_map(|i| i.gives.fields.iter().map(|g| g.value.element.0)),
        );
        let steps = self.scenario.items.values().flat_map(|i| &i.steps).flat_map(|s| s.all());
        known.extend(steps.flat_map(|s| &s.gives.fields).map(|g| g.value.element.0));
        known.extend(self.scenario.messages.values().flat_map(|m| &m.gives).map(|g| g.value.element.0));
        let returned = catalogue.services.values().flat_map(|s| &s.returns);
        known.extend(returned.map(|r| r.element.0));
        known.extend(catalogue.licences.values().flat_map(|l| &l.returns).map(|r| r.element.0));
        let mut found = Vec::new();
        for plan in self.scenario.plans.values() {
            for measure in &plan.measures {
                let crate::scenario::model::MeasureKind::Share(list) = &measure.kind else { continue };
                for entry in list.entries().iter().filter(|e| e.scope == crate::scenario::model::Scope::Named)
                {
                    let Some((name, service)) = catalogue.service(entry.service) else { continue };
                    if let Some(key) = service.given.iter().find(|g| !known.contains(&g.element.0)) {
                        let element = catalogue.element(key.element).map_or("?", |(id, _)| &**id);
                        found.push((name.to_string(), element.to_owned(), entry.span, key.span));
                    }
                }
            }
        }
        for (service, element, at, key) in found {
            self.say(format!("key {service}"), || {
                let message = Text::new(
                    format!("`{service}` 永远调用不了：没有什么能得知 `{element}`"),
                    format!("`{service}` can never be called: nothing tells `{element}`"),
                );
                let mend = Text::new(
                    "让一个服务返回它，或允许询问",
                    "let a service return it, or allow it to be asked",
                );
                Diagnostic::new("E0604", at, message)
                    .mend(mend)
                    .also(key, Text::new("这里需要它", "it is needed here"))
            });
        }
    }

    /// A person written by name where `applicant` would make the ask smaller for whoever applies (rule 4).
    fn persons_by_name(&mut self, planner: &Planner<'_>) {
        let applicants: Vec<_> = self.scenario.applicants().collect();
        if applicants.len() < 2 {
            return;
        }
        for applicant in &applicants {
            let way = Way::base(self.scenario).for_applicant(*applicant);
            for plan in self.scenario.plans.values().filter(|p| !p.measures.is_empty()) {
                let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
                let Some(ask) = derivation.asks.joint() else { continue };
                let Some(me) = derivation.grounding.of_party(*applicant).next() else { continue };
                for (instance, element) in ask.fields.iter().copied() {
                    let other = derivation.grounding.instance(instance).map(|i| i.party);
                    let names_another = other.is_some_and(|p| p != *applicant && applicants.contains(&p));
                    let known = self.scenario.sign_in.iter().any(|d| d.value.element == element)
                        || ask.knows(Fact::Datum((me, element)));
                    if names_another && known {
                        let name = derivation.datum_name((instance, element));
                        let at = self.place_of_need(&derivation, Fact::Datum((instance, element)));
                        let who = derivation.instance_name(me);
                        self.say(format!("by name {name}"), || {
                            let message = Text::new(
                                format!("{who} 申请时要多填 `{name}`"),
                                format!("`{name}` is asked when {who} applies"),
                            );
                            let mend = Text::new(
                                "若指申请人本人，写 applicant 而不写名字",
                                "where whoever applies is meant, write `applicant` in place of the name",
                            );
                            Diagnostic::new("W0502", at, message).mend(mend)
                        });
                    }
                }
            }
        }
    }
}
