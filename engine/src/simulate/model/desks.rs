//! Staff of the departments that a plan needs.

use super::NotSimulated;
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
}

/// The desks found so far, by department and role.
#[derive(Default)]
pub(in crate::simulate) struct Desks {
    pub all: Vec<DeskFacts>,
    keys: Vec<(DepartmentId, Option<Id>)>,
}

impl Desks {
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
        if let Some(at) = self.keys.iter().position(|known| *known == key) {
            return Ok(u16::try_from(at).unwrap_or(u16::MAX));
        }
        let staff = role.as_ref().and_then(|role| facts.staff.get(role));
        if staff.is_none_or(|staff| staff.people == 0) && !facts.staff.is_empty() {
            return Err(NotSimulated::Nobody(id.clone(), role.unwrap_or_default(), step.clone()));
        }
        self.all.push(DeskFacts {
            department: id.clone(),
            title: facts.title.clone(),
            role,
            people: staff.map(|staff| staff.people),
            capacity: staff.and_then(|staff| staff.queue_capacity),
            per_hour: staff.and_then(|staff| staff.per_hour).unwrap_or(0.0),
            hours: Hours::new(stage.calendar(department)),
        });
        self.keys.push(key);
        Ok(u16::try_from(self.all.len() - 1).unwrap_or(u16::MAX))
    }
}
