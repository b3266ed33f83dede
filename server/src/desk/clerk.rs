//! What clerks do with tasks.

use super::applicant::asked;
use super::names::{fact, item, values};
use super::{Asker, Desk, Done, TaskRef, Unable, Wrong};
use crate::runner::{Course, Dossier};
use onething_engine::application::command::{PersonId, Wanted};
use onething_engine::application::state::Mode;
use onething_engine::application::{Actor, Command, FactId, ItemIndex};
use onething_engine::plan::route::Lane;
use onething_engine::scenario::lower::value::period_text;
use onething_engine::scenario::model::DepartmentId;
use onething_engine::scenario::text::Text;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A field or material to be mended, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToMend {
    /// Which.
    pub id: String,
    /// What is wrong with it.
    pub why: String,
}

/// Something that a clerk does with a task.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// Takes it.
    Claim,
    /// Gives it back.
    Release,
    /// Hands it to another person, by their principal's id.
    Reassign(String),
    /// Ends it well, with what the work brought about; claims it first where nobody has.
    Approve(BTreeMap<String, Value>),
    /// Returns to the applicant what has to be mended, all at once.
    Return {
        /// For which item; none: all that it serves.
        item: Option<String>,
        /// What.
        wanted: Vec<ToMend>,
    },
    /// Refuses.
    Refuse {
        /// Which item; none: all that it serves.
        item: Option<String>,
        /// Why.
        why: String,
    },
    /// Does not accept.
    NotAccept {
        /// Which item; none: all that it serves.
        item: Option<String>,
        /// Why.
        why: String,
    },
    /// Begins a special procedure.
    Suspend {
        /// Which item; none: all that it serves.
        item: Option<String>,
        /// How long at most: `5wd`, `30d`.
        within: String,
        /// Which procedure, and on what ground.
        why: String,
    },
    /// Ends the special procedure.
    Resume {
        /// Which item; none: all that it serves.
        item: Option<String>,
    },
}

impl Desk {
    /// Something that a clerk of a department does. Without a department (a tester plays all) it is the one whose
    /// turn it is.
    ///
    /// # Errors
    /// There is no such task, it is another department's, names that mean nothing, or our fault.
    pub async fn does(&self, at: TaskRef, deed: &Deed, department: Option<&str>, asker: &Asker) -> Done {
        let (dossier, course) = self.application(at.application)?;
        let own = self.department(&dossier, &course, at, department)?;
        let person = self.runner.person(&asker.principal)?;
        let commands = self.clerks(&dossier, &course, at, deed)?;
        let by = Actor::Clerk { person, department: own };
        Ok(self.runner.ask(asked(&dossier, by, commands, asker)).await?)
    }

    /// Something that is done with a task of somebody who is away, as they would, because somebody said so.
    ///
    /// # Errors
    /// Our fault.
    pub async fn for_who_is_away(
        &self,
        dossier: &Dossier,
        by: Actor,
        command: Command,
        said_by: &std::sync::Arc<str>,
    ) -> Done {
        let asker = Asker { principal: said_by.clone(), key: None, expect: None };
        Ok(self.runner.ask(asked(dossier, by, vec![command], &asker)).await?)
    }

    /// As which department somebody acts. A task of other departments is as good as none.
    fn department(
        &self,
        dossier: &Dossier,
        course: &Course,
        at: TaskRef,
        asked: Option<&str>,
    ) -> Result<DepartmentId, Unable> {
        let facts = course.program.step(at.task.step).ok_or(Unable::Missing)?;
        let Lane::Department(own) = facts.lane else { return Err(Unable::Missing) };
        let all = || [own].into_iter().chain(facts.with.iter().copied());
        match asked {
            Some(name) => {
                let wanted = course.find_department(name);
                all().find(|d| Some(*d) == wanted).ok_or(Unable::Missing)
            }
            None => {
                let agreed = dossier.state.work_of(at.task.step).map(|w| w.agreed.clone());
                let agreed = agreed.unwrap_or_default();
                Ok(all().find(|d| !agreed.contains(d)).unwrap_or(own))
            }
        }
    }

    fn clerks(
        &self,
        dossier: &Dossier,
        course: &Course,
        at: TaskRef,
        deed: &Deed,
    ) -> Result<Vec<Command>, Unable> {
        let task = at.task;
        let one = |name: &Option<String>| match name {
            Some(name) => item(course, "/item", name).map(Some).map_err(|e| Unable::Wrong(vec![e])),
            None => Ok(None),
        };
        let claim = || {
            let work = dossier.state.work_of(task.step).filter(|_| dossier.state.task(task.step) == task);
            work.is_some_and(|w| w.claimed_by.is_none()).then_some(Command::Claim { task })
        };
        let claimed = |command: Command| claim().into_iter().chain([command]).collect();
        let each = |name: &Option<String>, command: &dyn Fn(ItemIndex) -> Command| {
            let items = match one(name)? {
                Some(item) => vec![item],
                None => self.served(dossier, course, at),
            };
            Ok::<Vec<Command>, Unable>(items.into_iter().map(command).collect())
        };
        Ok(match deed {
            Deed::Claim => vec![Command::Claim { task }],
            Deed::Release => vec![Command::Release { task }],
            Deed::Reassign(to) => vec![Command::Reassign { task, to: self.person(to)? }],
            Deed::Approve(brought) => {
                let mut given = values(course, "/values", brought).map_err(Unable::Wrong)?;
                given.extend(self.brought(
                    dossier,
                    course,
                    at,
                    &given.iter().map(|g| g.fact).collect::<Vec<_>>(),
                ));
                claimed(Command::Complete { task, values: given })
            }
            Deed::Return { item, wanted } => {
                let wanted = to_mend(course, wanted)?;
                claimed(Command::Return { task, item: one(item)?, wanted })
            }
            Deed::Refuse { item, why } => {
                claimed(Command::Refuse { task, item: one(item)?, why: why.as_str().into() })
            }
            Deed::NotAccept { item, why } => {
                claimed(Command::NotAccept { task, item: one(item)?, why: why.as_str().into() })
            }
            Deed::Suspend { item, within, why } => {
                let limit = period_text(within).ok_or_else(|| no_period(within))?;
                each(item, &|item| Command::Suspend { item, limit, why: why.as_str().into() })?
            }
            Deed::Resume { item } => each(item, &|item| Command::Resume { item })?,
        })
    }

    fn person(&self, principal: &str) -> Result<PersonId, Unable> {
        Ok(self.runner.person(principal)?)
    }

    /// Open items that a task serves.
    fn served(&self, dossier: &Dossier, course: &Course, at: TaskRef) -> Vec<ItemIndex> {
        let items = course.program.step(at.task.step).map(|s| s.items.clone()).unwrap_or_default();
        items.into_iter().filter(|item| dossier.state.is_live(*item)).collect()
    }

    /// In a sandbox, what the work brings about and nobody says.
    fn brought(
        &self,
        dossier: &Dossier,
        course: &Course,
        at: TaskRef,
        given: &[FactId],
    ) -> Vec<onething_engine::application::Submission> {
        let mode = dossier.state.work_of(at.task.step).map(|w| w.mode);
        if !self.sandbox || !matches!(mode, Some(Mode::Usual | Mode::ByPeople)) {
            return Vec::new();
        }
        let facts = course.program.step(at.task.step).map(|s| s.supplies.clone()).unwrap_or_default();
        let missing: Vec<FactId> =
            facts.into_iter().filter(|f| course.is_field(*f) && !given.contains(f)).collect();
        self.so(dossier, course, &missing)
    }
}

fn to_mend(course: &Course, wanted: &[ToMend]) -> Result<Vec<Wanted>, Unable> {
    let (mut all, mut wrong) = (Vec::new(), Vec::new());
    for ToMend { id, why } in wanted {
        match fact(course, "/wanted", id) {
            Ok(fact) => all.push(Wanted { fact, why: why.as_str().into() }),
            Err(error) => wrong.push(error),
        }
    }
    if wrong.is_empty() { Ok(all) } else { Err(Unable::Wrong(wrong)) }
}

fn no_period(within: &str) -> Unable {
    Unable::Wrong(vec![Wrong {
        pointer: "/within".to_owned(),
        what: Text::new(format!("`{within}` 不是时长"), format!("`{within}` is no length of time")),
        mend: Text::new("写成 5wd、30d 或 2h", "write it as `5wd`, `30d` or `2h`"),
    }])
}
