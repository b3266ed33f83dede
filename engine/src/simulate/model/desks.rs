//! Staff of the departments that a plan needs.

use super::{Differs, NotSimulated};
use crate::rehearsal::Stage;
use crate::scenario::model::{DepartmentId, Id};
use crate::scenario::text::Text;
use crate::simulate::shifts::Hours;

/// Staff of one role in one department.
#[derive(Debug, Clone)]
pub struct DeskFacts {
    /// The department's id.
    pub department: Id,
    /// Its label.
    pub title: Text,
    /// The role; none: anybody of the department.
    pub role: Option<Id>,
    /// How many; none: no staff is written, and as many as there is work.
    pub people: Option<u32>,
    /// How many may wait at most.
    pub capacity: Option<u32>,
    /// CNY an hour of one of them.
    pub per_hour: f64,
    pub(in crate::simulate) hours: Hours,
}

impl DeskFacts {
    /// `police.officer`
    pub fn name(&self) -> String {
        match &self.role {
            Some(role) => format!("{}.{role}", self.department),
            None => self.department.to_string(),
        }
    }

    /// What another scenario says otherwise of it.
    fn differs(&self, other: &Self) -> Option<Text> {
        let number = |number: Option<u32>| number.map_or_else(|| "–".to_owned(), |n| n.to_string());
        let two = |zh: &str, en: &str, one: String, other: String| {
            Some(Text::new(format!("{zh} {one} 与 {other}"), format!("{en} {one} and {other}")))
        };
        if self.people != other.people {
            return two("人数", "people:", number(self.people), number(other.people));
        }
        if self.capacity != other.capacity {
            return two("排队上限", "queue:", number(self.capacity), number(other.capacity));
        }
        if self.per_hour.to_bits() != other.per_hour.to_bits() {
            return two("每小时成本", "cost an hour:", self.per_hour.to_string(), other.per_hour.to_string());
        }
        let other_hours = Text::new("上班时间", "hours of work");
        (!self.hours.is_same_as(&other.hours)).then_some(other_hours)
    }
}

/// The desks found so far, by department and role.
#[derive(Default)]
pub(in crate::simulate) struct Desks {
    pub all: Vec<DeskFacts>,
    /// Of each desk the scenario that told of it first.
    told_by: Vec<Id>,
    /// The desks that the scenario being compiled has found.
    keys: Vec<((DepartmentId, Option<Id>), u16)>,
}

impl Desks {
    /// Begins with another scenario, whose departments have other numbers.
    pub fn next_scenario(&mut self) {
        self.keys.clear();
    }

    /// The position of the desk of a department and role; begun where it is new.
    pub fn find(
        &mut self,
        stage: &Stage<'_>,
        department: DepartmentId,
        role: Option<&Id>,
        step: &Id,
    ) -> Result<u16, NotSimulated> {
        let Some((id, facts)) = stage.scenario.catalogue.department(department) else {
            return Err(NotSimulated::NoWay);
        };
        // Where a step names no role, the first of the department does it.
        let role = role.cloned().or_else(|| facts.staff.keys().next().cloned());
        let key = (department, role.clone());
        if let Some((_, at)) = self.keys.iter().find(|known| known.0 == key) {
            return Ok(*at);
        }
        let staff = role.as_ref().and_then(|role| facts.staff.get(role));
        if staff.is_none_or(|staff| staff.people == 0) && !facts.staff.is_empty() {
            return Err(NotSimulated::Nobody(id.clone(), role.unwrap_or_default(), step.clone()));
        }
        let desk = DeskFacts {
            department: id.clone(),
            title: facts.title.clone(),
            role,
            people: staff.map(|staff| staff.people),
            capacity: staff.and_then(|staff| staff.queue_capacity),
            per_hour: staff.and_then(|staff| staff.per_hour).unwrap_or(0.0),
            hours: Hours::new(stage.calendar(department)),
        };
        let at = self.place(desk, &stage.scenario.id.value)?;
        self.keys.push((key, at));
        Ok(at)
    }

    /// The position of a desk: that of the same department and role of another scenario, where it is there.
    fn place(&mut self, desk: DeskFacts, scenario: &Id) -> Result<u16, NotSimulated> {
        let is_it = |known: &DeskFacts| known.department == desk.department && known.role == desk.role;
        let Some(at) = self.all.iter().position(is_it) else {
            self.all.push(desk);
            self.told_by.push(scenario.clone());
            return Ok(u16::try_from(self.all.len() - 1).unwrap_or(u16::MAX));
        };
        if let Some((known, first)) = self.all.get(at).zip(self.told_by.get(at))
            && let Some(what) = known.differs(&desk)
        {
            let differs = Differs { of: desk.name(), what, first: first.clone(), second: scenario.clone() };
            return Err(NotSimulated::Differs(Box::new(differs)));
        }
        Ok(u16::try_from(at).unwrap_or(u16::MAX))
    }
}
