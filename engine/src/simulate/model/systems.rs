//! Systems as they behave when they are simulated.

use super::{Compiler, Differs, NotSimulated};
use crate::rehearsal::Stage;
use crate::scenario::model::{Id, ServiceId, SystemId};
use crate::scenario::text::Text;
use crate::simulate::draw::Draw;
use crate::simulate::shifts::Hours;

/// A service or licence of a system, as it answers.
#[derive(Debug, Clone)]
pub(in crate::simulate) struct SystemPlay {
    /// The system's id.
    pub id: Id,
    /// How long an answer takes.
    pub latency: Draw,
    /// The chance that a call is answered, those that it passes through too.
    pub available: f64,
    /// When it answers.
    pub hours: Hours,
    /// Weekdays on which it answers nobody, from Monday.
    pub down: [bool; 7],
    /// There is such a weekday.
    pub is_ever_down: bool,
}

impl SystemPlay {
    /// What another scenario says otherwise of it.
    fn differs(&self, other: &Self) -> Option<Text> {
        if self.latency != other.latency {
            return Some(Text::new("应答时间", "how long an answer takes"));
        }
        if self.available.to_bits() != other.available.to_bits() {
            let (one, other) = (self.available, other.available);
            return Some(Text::new(
                format!("可用率 {one} 与 {other}"),
                format!("available: {one} and {other}"),
            ));
        }
        (!self.hours.is_same_as(&other.hours)).then(|| Text::new("开放时间", "when it is open"))
    }
}

impl Compiler<'_, '_> {
    /// The system behind a service or licence; begun where it is new.
    pub(super) fn system(&mut self, stage: &Stage<'_>, service: &Id) -> Result<u16, NotSimulated> {
        let catalogue = &stage.scenario.catalogue;
        let of_service = catalogue.services.get(service).map(|s| s.system);
        let system = of_service.or_else(|| catalogue.licences.get(service).map(|l| l.system));
        let found = system.and_then(|id: SystemId| catalogue.system(id));
        let id = found.map_or_else(|| service.clone(), |(id, _)| id.clone());
        let known = self.shared.systems.iter().position(|system| system.id == id);
        let scenario = &stage.scenario.id.value;
        if let Some(at) = known
            && self.shared.told_by.get(at).is_some_and(|told_by| told_by.contains(scenario))
        {
            return Ok(u16::try_from(at).unwrap_or(u16::MAX));
        }
        let latency = found.and_then(|(_, facts)| facts.simulated.latency.clone());
        let latency = match latency {
            Some(latency) => self.draw(&id, &latency)?,
            None => Draw::fixed(0.0),
        };
        let mut available = 1.0;
        let mut passed: Vec<Id> = Vec::new();
        let mut through = found;
        while let Some((name, facts)) = through {
            if passed.contains(name) {
                break;
            }
            passed.push(name.clone());
            available *= facts.simulated.available.unwrap_or(1.0);
            through = facts.via.and_then(|via| catalogue.system(via));
        }
        let open = found.and_then(|(_, facts)| facts.simulated.open.clone());
        let calendar = open.and_then(|open| catalogue.calendars.get(&open)?.build(catalogue).ok());
        let hours = Hours::new(calendar.as_ref());
        self.placed(
            SystemPlay { id, latency, available, hours, down: [false; 7], is_ever_down: false },
            scenario,
        )
    }

    /// The position of a system: that of another scenario, where it is there and the same.
    fn placed(&mut self, system: SystemPlay, scenario: &Id) -> Result<u16, NotSimulated> {
        let Some(at) = self.shared.systems.iter().position(|known| known.id == system.id) else {
            self.shared.systems.push(system);
            self.shared.told_by.push(vec![scenario.clone()]);
            return Ok(u16::try_from(self.shared.systems.len() - 1).unwrap_or(u16::MAX));
        };
        if let Some((known, told_by)) = self.shared.systems.get(at).zip(self.shared.told_by.get_mut(at)) {
            if let Some(what) = known.differs(&system) {
                let first = told_by.first().cloned().unwrap_or_default();
                let differs = Differs { of: system.id.to_string(), what, first, second: scenario.clone() };
                return Err(NotSimulated::Differs(Box::new(differs)));
            }
            told_by.push(scenario.clone());
        }
        Ok(u16::try_from(at).unwrap_or(u16::MAX))
    }

    /// The chance that what is asked for is there, in this way.
    pub(super) fn found(stage: &Stage<'_>, service: &Id) -> f64 {
        let catalogue = &stage.scenario.catalogue;
        if let Some((at, _, facts)) = catalogue.services.get_full(service) {
            // Where the answers of the way say that there is nothing, there is nothing.
            let is_there = stage.population.is_found(ServiceId::from(at));
            return if is_there { facts.found.unwrap_or(1.0) } else { 0.0 };
        }
        catalogue.licences.get(service).and_then(|licence| licence.held).unwrap_or(1.0)
    }
}
