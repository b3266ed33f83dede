//! The people behind the systems of one application: made from the seed and the application's id, with what the
//! application and the registers know already given to them. What a call finds is a pure function of these; made
//! families are kept for the applications that called last.
//!
//! A family is made in layers: from the seed alone; again with what persons said otherwise; and once more where
//! systems, clerks or registers know something otherwise still. Systems answer from the layer before, so the last is
//! seldom needed.

use crate::systems::recent::Recent;
use crate::systems::registers::{Identities, Registers, identity_element};
use crate::systems::{Known, Standing, text_of};
use jiff::civil::Date;
use onething_engine::application::program::{FactId, Program};
use onething_engine::calendar::Calendar;
use onething_engine::people::People;
use onething_engine::plan::grounding::{Grounding, InstanceId, Instances};
use onething_engine::population::{GivenValue, Population, values};
use onething_engine::rehearsal::time::zone;
use onething_engine::scenario::model::{ElementId, Id, Scenario, ServiceId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use uuid::Uuid;

/// Most programs whose fields are kept.
const MOST_STAGES: usize = 1_024;

/// What stands still for all applications of one program.
pub(super) struct Stage {
    /// Held, so that its address names it.
    program: Arc<Program>,
    pub(super) people: People,
    instances: Instances,
    /// By position of the party: its elements by their own names, each with its fact.
    elements: Vec<BTreeMap<Id, (ElementId, Option<FactId>)>>,
    /// The facts by which the world knows its parties: register and fact.
    identities: Vec<(Id, FactId)>,
    calendars: OnceLock<BTreeMap<Id, Calendar>>,
}

impl Stage {
    /// The identities that an application knows of its parties: register and identity.
    fn identities<'a>(&'a self, standing: &'a Standing<'_>) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.identities
            .iter()
            .filter_map(|(register, fact)| Some((&**register, &**text_of(standing.known, *fact)?)))
    }

    /// The parties of an application of this program.
    pub(super) fn grounding<'a>(&self, standing: &Standing<'a>) -> Grounding<'a> {
        Grounding::again(standing.scenario, standing.way, &self.instances)
    }

    /// A calendar by its id; none where it does not stand.
    pub(super) fn calendar(&self, scenario: &Scenario, id: &str) -> Option<&Calendar> {
        let built = self.calendars.get_or_init(|| {
            let all = scenario.catalogue.calendars.iter();
            all.filter_map(|(id, facts)| Some((id.clone(), facts.build(&scenario.catalogue).ok()?))).collect()
        });
        built.get(id)
    }
}

/// What systems know of the people of one application.
#[derive(Debug)]
pub(super) struct Family {
    /// By position of the fact.
    texts: Vec<Option<Arc<str>>>,
    not_found: BTreeSet<ServiceId>,
}

impl Family {
    fn made(
        stage: &Stage,
        grounding: &Grounding<'_>,
        on: (u64, &Standing<'_>),
        given: &[GivenValue],
    ) -> Self {
        let (seed, standing) = on;
        let population = Population::new(grounding, seed, today(standing), given);
        let program = standing.program;
        let positions = (0..program.facts.len()).filter_map(|at| u16::try_from(at).ok()).map(FactId);
        let text = |fact| stage.people.value(program, &population, fact);
        Self { texts: positions.map(text).collect(), not_found: population.not_found().clone() }
    }

    /// The text of a fact; of a material, a number that stands for its file.
    pub(super) fn text(&self, fact: FactId) -> Option<&Arc<str>> {
        self.texts.get(fact.index())?.as_ref()
    }

    /// Whether a service has what it is asked for.
    pub(super) fn is_found(&self, service: ServiceId) -> bool {
        !self.not_found.contains(&service)
    }
}

/// The day on which the people of an application are made up: that of its opening.
fn today(standing: &Standing<'_>) -> Date {
    standing.opened.to_zoned(zone(None)).date()
}

/// What is known of a family and was not made up for it.
type News = BTreeMap<(InstanceId, ElementId), Arc<str>>;

/// A family with news given to it.
#[derive(Clone)]
struct Layer {
    news: News,
    family: Arc<Family>,
}

struct Kept {
    stage: Arc<Stage>,
    /// The day on which they were made up.
    today: Date,
    /// With nothing given.
    base: Arc<Family>,
    /// With what persons said otherwise than it was made up.
    said: Layer,
    /// With what is known or registered otherwise than that.
    all: Layer,
}

/// Families of the applications that called last.
pub(super) struct Families {
    seed: u64,
    kept: Mutex<Recent<Uuid, Arc<Kept>>>,
    /// By address of the program.
    stages: Mutex<Recent<usize, Arc<Stage>>>,
}

impl Families {
    pub(super) fn new(seed: u64, most: usize) -> Self {
        Self { seed, kept: Mutex::new(Recent::new(most)), stages: Mutex::new(Recent::new(MOST_STAGES)) }
    }

    /// What stands still for a program.
    pub(super) fn stage(&self, standing: &Standing<'_>) -> Arc<Stage> {
        let name = Arc::as_ptr(standing.program) as usize;
        if let Some(stage) = self.stages.lock().unwrap_or_else(PoisonError::into_inner).get(&name) {
            return stage.clone();
        }
        let grounding = Grounding::new(standing.scenario, standing.way);
        let people = People::new(&grounding, standing.program);
        let catalogue = &standing.scenario.catalogue;
        let identity = |id: InstanceId| {
            let kind = &grounding.party(id)?.kind;
            Some((kind.clone(), people.fact((id, identity_element(catalogue, kind)?))?))
        };
        let identities = grounding.ids().filter_map(identity).collect();
        let elements_of = |id: InstanceId| {
            let kind = grounding.party(id).map(|party| &party.kind);
            let all = catalogue.elements.values().enumerate().filter(|(_, e)| Some(&e.kind) == kind);
            let place = |at: usize| {
                let element = ElementId::from(at);
                (element, people.fact((id, element)))
            };
            all.map(|(at, element)| (element.name.clone(), place(at))).collect()
        };
        let elements = grounding.ids().map(elements_of).collect();
        let stage = Arc::new(Stage {
            program: standing.program.clone(),
            people,
            instances: grounding.instances().clone(),
            elements,
            identities,
            calendars: OnceLock::new(),
        });
        self.stages.lock().unwrap_or_else(PoisonError::into_inner).put(name, stage.clone());
        stage
    }

    /// The family behind an application, with what it and the registers know given to it. `registers` has something
    /// look at them; people are made up while nobody holds them.
    pub(super) fn family(
        &self,
        stage: &Arc<Stage>,
        standing: &Standing<'_>,
        registers: impl FnOnce(&mut dyn FnMut(&Registers)),
    ) -> Arc<Family> {
        let kept = self.kept(stage, standing);
        let grounding = stage.grounding(standing);
        let on = (self.seed_of(standing.application), standing);
        let base = match &kept {
            Some(kept) => kept.base.clone(),
            None => Arc::new(Family::made(stage, &grounding, on, &[])),
        };
        let make = |news: News, kept: Option<&Layer>, below: &Arc<Family>| -> Layer {
            match kept.filter(|kept| kept.news == news) {
                Some(kept) => kept.clone(),
                None if news.is_empty() => Layer { news, family: below.clone() },
                None => {
                    let given: Vec<GivenValue> = read(&news, standing.scenario);
                    Layer { news, family: Arc::new(Family::made(stage, &grounding, on, &given)) }
                }
            }
        };
        let news = told(stage, standing.known.iter().filter(|known| known.is_said()), &base);
        let said = make(news, kept.as_ref().map(|kept| &kept.said), &base);
        let mut others = told(stage, standing.known.iter(), &said.family);
        registers(&mut |registers| {
            if !registers.is_empty() && registers.may_know(stage.identities(standing)) {
                recorded(stage, standing, registers, (&grounding, &said.family), &mut others);
            }
        });
        let all = match others.is_empty() {
            true => said.clone(),
            false => {
                let news = said.news.iter().map(|(key, text)| (*key, text.clone())).chain(others).collect();
                make(news, kept.as_ref().map(|kept| &kept.all), &said.family)
            }
        };
        let family = all.family.clone();
        if kept.is_none_or(|kept| kept.said.news != said.news || kept.all.news != all.news) {
            let kept = Kept { stage: stage.clone(), today: today(standing), base, said, all };
            self.kept
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .put(standing.application, Arc::new(kept));
        }
        family
    }

    /// Another family than the one behind an application: what contradicts it.
    pub(super) fn other(&self, stage: &Stage, standing: &Standing<'_>) -> Family {
        let grounding = stage.grounding(standing);
        Family::made(stage, &grounding, (!self.seed_of(standing.application), standing), &[])
    }

    fn seed_of(&self, application: Uuid) -> u64 {
        super::mixed(self.seed, application.as_bytes())
    }

    fn kept(&self, stage: &Arc<Stage>, standing: &Standing<'_>) -> Option<Arc<Kept>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(&standing.application)?;
        let same = Arc::ptr_eq(&found.stage.program, &stage.program) && found.today == today(standing);
        same.then(|| found.clone())
    }
}

/// What is known of fields otherwise than a family has it.
fn told<'k>(stage: &Stage, known: impl Iterator<Item = &'k Known>, family: &Family) -> News {
    let others = known.filter(|known| family.text(known.fact) != Some(&known.text));
    // Materials have no element.
    others.filter_map(|known| Some((stage.people.key(known.fact)?, known.text.clone()))).collect()
}

/// What registers say of the parties whose identity is known; it counts before what the application knows, for it is
/// what systems answer from.
fn recorded(
    stage: &Stage,
    standing: &Standing<'_>,
    registers: &Registers,
    (grounding, family): (&Grounding<'_>, &Family),
    news: &mut News,
) {
    let value = |id, element| text_of(standing.known, stage.people.fact((id, element))?).cloned();
    let identities = Identities::new(grounding, registers, &value);
    for id in grounding.ids() {
        let Some((register, identity)) = identities.place(id) else { continue };
        let Some(record) = registers.get(&register, &identity) else { continue };
        let Some(elements) = stage.elements.get(id.0 as usize) else { continue };
        for (name, text) in &record.values {
            let Some((element, fact)) = elements.get(name) else { continue };
            match fact.and_then(|fact| family.text(fact)) {
                // What was said otherwise is not so.
                Some(made) if made == text => drop(news.remove(&(id, *element))),
                _ => drop(news.insert((id, *element), text.clone())),
            }
        }
    }
}

/// News as values that a population is given; what does not read as its element is left out.
fn read(news: &News, scenario: &Scenario) -> Vec<GivenValue> {
    let catalogue = &scenario.catalogue;
    let value = |((id, at), text): (&(InstanceId, ElementId), &Arc<str>)| {
        Some((*id, *at, values::read(&catalogue.element(*at)?.1.ty, text, catalogue)?))
    };
    news.iter().filter_map(value).collect()
}
