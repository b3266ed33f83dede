//! What of a catalogue bears on a scenario: what it names, and what could supply what it needs.

use crate::scenario::model::{
    Datum, Department, DepartmentId, ElementId, Gives, Id, LicenceId, MaterialId, MeasureKind, Name, Needs,
    RoleDatum, Scenario, ServiceId, Step, StepKind, SystemId, WaitFor,
};
use std::collections::BTreeSet;

/// The part of a catalogue that a scenario reaches.
#[derive(Debug, Default)]
pub(super) struct Reached {
    pub(super) calendars: BTreeSet<Id>,
    /// An item is handled where somebody lives, which may be anywhere.
    pub(super) regions: bool,
    pub(super) departments: BTreeSet<DepartmentId>,
    pub(super) elements: BTreeSet<ElementId>,
    pub(super) systems: BTreeSet<SystemId>,
    pub(super) services: BTreeSet<ServiceId>,
    pub(super) materials: BTreeSet<MaterialId>,
    pub(super) licences: BTreeSet<LicenceId>,
}

impl Reached {
    /// Of all the plans of a scenario.
    pub(super) fn by(scenario: &Scenario) -> Self {
        let mut reached = Self::default();
        reached.named(scenario);
        for item in scenario.items.values() {
            reached.departments.insert(item.department);
            reached.systems.extend(item.system);
            reached.needs(&item.needs);
            reached.gives(&item.gives);
            reached.regions |= item.at.is_some();
            reached.elements.extend(item.at.iter().map(|at| at.region.element));
            item.steps.iter().flat_map(|step| step.all()).for_each(|step| reached.step(step));
        }
        let offered = reached.plans(scenario);
        reached.verified(scenario);
        reached.supplies(scenario, &offered);
        reached.owners(scenario);
        reached
    }

    /// What people, questions, conditions and messages name.
    fn named(&mut self, scenario: &Scenario) {
        self.departments.extend(scenario.lead);
        self.data(scenario.sign_in.iter().map(|datum| datum.value));
        self.data(scenario.computed.iter().map(|fact| fact.datum));
        self.data(scenario.situations.values().filter_map(|situation| situation.ask_field));
        for message in scenario.messages.values() {
            self.data(message.gives.iter().map(|datum| datum.value).chain([message.reply_to.value]));
        }
        for name in scenario.names.iter() {
            match name {
                Name::Datum(datum) => self.data([*datum]),
                Name::Found(service, _) => drop(self.services.insert(*service)),
                Name::Situation(_) | Name::Count(_) => {}
            }
        }
    }

    fn data(&mut self, data: impl IntoIterator<Item = Datum>) {
        self.elements.extend(data.into_iter().map(|datum| datum.element));
    }

    fn needs(&mut self, needs: &Needs) {
        self.data(needs.fields.iter().map(|need| need.what));
        self.materials.extend(needs.materials.iter().map(|need| need.what.material));
    }

    fn gives(&mut self, gives: &Gives) {
        self.data(gives.fields.iter().map(|datum| datum.value));
        self.materials.extend(gives.materials.iter().map(|document| document.value.material));
        self.licences.extend(gives.licences.iter().map(|licence| licence.value.1));
    }

    fn step(&mut self, step: &Step) {
        self.departments.extend(step.department.iter().chain(&step.with));
        self.systems.extend(step.system);
        self.needs(&step.needs);
        self.gives(&step.gives);
        match &step.kind {
            StepKind::Call(call) => drop(self.services.insert(call.service)),
            StepKind::Wait(wait) => {
                if let WaitFor::Moment(datum) = &wait.until {
                    self.data([datum.value]);
                }
            }
            StepKind::Hold(hold) => {
                self.data([hold.by].into_iter().chain(hold.line_by.as_ref().map(|by| by.value)));
            }
            StepKind::HoldFree(free) => self.data([free.by]),
            _ => {}
        }
        if let Some(undo) = &step.undo {
            self.step(undo);
        }
    }

    /// What plans name; gives the services and the licences that they let supply.
    fn plans(&mut self, scenario: &Scenario) -> (BTreeSet<ServiceId>, BTreeSet<LicenceId>) {
        let (mut services, mut licences) = (BTreeSet::new(), BTreeSet::new());
        for plan in scenario.plans.values() {
            self.systems.extend(&plan.runs_on);
            for measure in &plan.measures {
                match &measure.kind {
                    MeasureKind::SignIn(system) => drop(self.systems.insert(*system)),
                    MeasureKind::Share(list) => {
                        services.extend(list.entries().iter().map(|entry| entry.service))
                    }
                    MeasureKind::Licences(list) => {
                        licences.extend(list.entries().iter().map(|entry| entry.licence))
                    }
                    MeasureKind::Merge(merge) => {
                        self.departments.insert(merge.by);
                        self.systems.extend(merge.system);
                    }
                    MeasureKind::Deliver(deliver) => self.data(deliver.needs.iter().map(|need| need.what)),
                    _ => {}
                }
            }
        }
        (services, licences)
    }

    /// Who confirms papers that are needed, and what they must be told.
    fn verified(&mut self, scenario: &Scenario) {
        for (material, by) in scenario.verifications() {
            if self.materials.contains(&material) {
                self.departments.insert(by.department);
                self.elements.extend(by.given.iter().map(|datum| datum.element));
            }
        }
    }

    /// Services and licences that could supply something that is needed, and what they need in turn.
    fn supplies(
        &mut self,
        scenario: &Scenario,
        (services, licences): &(BTreeSet<ServiceId>, BTreeSet<LicenceId>),
    ) {
        let catalogue = &scenario.catalogue;
        loop {
            let before = (self.elements.len(), self.services.len(), self.licences.len());
            for (at, (_, element)) in catalogue.elements.iter().enumerate() {
                if self.elements.contains(&ElementId::from(at)) {
                    self.elements.extend(&element.computed_from);
                }
            }
            for id in services {
                let Some((_, service)) = catalogue.service(*id) else { continue };
                if self.services.contains(id) || self.returns(&service.returns) {
                    self.services.insert(*id);
                }
            }
            for id in licences {
                let Some((_, licence)) = catalogue.licence(*id) else { continue };
                let stands_in = licence.stands_for.iter().any(|m| self.materials.contains(&m.value));
                if stands_in || self.returns(&licence.returns) {
                    self.licences.insert(*id);
                }
            }
            let services = self.services.iter().filter_map(|id| catalogue.service(*id));
            let licences = self.licences.iter().filter_map(|id| catalogue.licence(*id));
            let given = services.flat_map(|(_, s)| &s.given).chain(licences.flat_map(|(_, l)| &l.given));
            self.elements.extend(given.map(|datum| datum.element));
            if before == (self.elements.len(), self.services.len(), self.licences.len()) {
                return;
            }
        }
    }

    fn returns(&self, returns: &[RoleDatum]) -> bool {
        returns.iter().any(|datum| self.elements.contains(&datum.element))
    }

    /// The systems behind what supplies, those that they pass through, their owners, and everyone's calendar.
    fn owners(&mut self, scenario: &Scenario) {
        let catalogue = &scenario.catalogue;
        let services = self.services.iter().filter_map(|id| catalogue.service(*id)).map(|(_, s)| s.system);
        let licences = self.licences.iter().filter_map(|id| catalogue.licence(*id)).map(|(_, l)| l.system);
        let mut pending: Vec<SystemId> =
            services.chain(licences).chain(self.systems.iter().copied()).collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = pending.pop() {
            if let Some((_, system)) = catalogue.system(id).filter(|_| seen.insert(id)) {
                self.departments.insert(system.department);
                pending.extend(system.via);
            }
        }
        self.systems = seen;
        let only = catalogue.calendars.keys().next().filter(|_| catalogue.calendars.len() == 1);
        let departments = self.departments.iter().filter_map(|id| catalogue.department(*id));
        let calendar = |(_, department): (&Id, &Department)| department.calendar.clone().or(only.cloned());
        self.calendars = departments.filter_map(calendar).collect();
    }
}
