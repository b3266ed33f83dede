//! Who is away, kept in the journal as tokens are, and what follows from it: nothing is assigned to who is away, and what
//! they hold goes to their deputy, or back to the list.

use super::Api;
use super::problem::{Problem, kinds};
use crate::access::{Absence, AbsenceEvent, Absences, Principal, PrincipalId};
use crate::desk::TaskRef;
use crate::desk::clerk::Deed;
use crate::runner::{Error, Found, OpenTask, Runner};
use onething_engine::application::command::PersonId;
use onething_engine::application::{Actor, Command, Moment, TaskId};
use onething_engine::plan::route::Lane;
use onething_engine::scenario::model::Id;
use onething_engine::scenario::text::Text;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

/// The room of the journal that keeps what was said of absences, in its order.
pub const ROOM: &str = "absence";
/// Records read at once.
const PAGE: usize = 1_000;
/// How often it is looked who has gone by now, and what has come back to who is away.
const ROUND: Duration = Duration::from_secs(1);
/// Tasks of one person that are handed on in one round.
const AT_ONCE: usize = 500;

/// Who is away.
pub struct Away {
    runner: Arc<Runner>,
    absences: RwLock<Absences>,
    /// The number of the next record; held while one is written, so that they stand in the order in which they count.
    next: Mutex<u64>,
}

impl Away {
    /// Reads what a store has.
    ///
    /// # Errors
    /// The index fails, or a row cannot be read.
    pub fn open(runner: Arc<Runner>) -> Result<Self, Error> {
        let (mut absences, mut next, mut after) = (Absences::default(), 0, None);
        loop {
            let page = runner.kept(ROOM, after.as_deref(), PAGE)?;
            for (key, value) in &page.found {
                absences.apply(&read(key, value)?);
                next = u64::from_str_radix(key, 16).map_or(next, |number| number + 1);
            }
            match page.next {
                Some(last) => after = Some(last),
                None => return Ok(Self { runner, absences: RwLock::new(absences), next: Mutex::new(next) }),
            }
        }
    }

    /// The time that applications live in.
    pub fn now(&self) -> Moment {
        Moment(self.runner.shared().clock.now())
    }

    /// The absence of a person, unless it is over.
    pub fn of(&self, person: &PrincipalId) -> Option<Absence> {
        self.absences.read().unwrap_or_else(PoisonError::into_inner).of(person, self.now()).cloned()
    }

    /// Whether somebody is away now.
    pub fn is_away(&self, person: &PrincipalId) -> bool {
        self.of(person).is_some_and(|absence| absence.covers(self.now()))
    }

    fn covering(&self) -> Vec<Absence> {
        let now = self.now();
        let absences = self.absences.read().unwrap_or_else(PoisonError::into_inner);
        absences.covering(now).cloned().collect()
    }

    /// Says that somebody is away; what is said already is not said again. Waits for the medium.
    ///
    /// # Errors
    /// The journal does not take it.
    pub fn say(&self, absence: Absence) -> Result<(), Error> {
        let same = |known: &Absence| known.says(absence.from, absence.until, absence.deputy.as_ref());
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        if self.of(&absence.person).as_ref().is_some_and(same) {
            return Ok(());
        }
        self.keep(&mut next, &AbsenceEvent::Said(absence))
    }

    /// Says that somebody is there; where nobody said otherwise, nothing. Waits for the medium.
    ///
    /// # Errors
    /// The journal does not take it.
    pub fn end(&self, person: &PrincipalId, by: &PrincipalId) -> Result<(), Error> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        if self.of(person).is_none() {
            return Ok(());
        }
        let (person, by, at) = (person.clone(), by.clone(), self.now());
        self.keep(&mut next, &AbsenceEvent::Over { person, by, at })
    }

    fn keep(&self, next: &mut u64, event: &AbsenceEvent) -> Result<(), Error> {
        let value = rmp_serde::to_vec_named(event).map_err(|error| Error::Unwritable(error.to_string()))?;
        self.runner.keep(ROOM, &format!("{next:016x}"), Some(value))?;
        *next += 1;
        self.absences.write().unwrap_or_else(PoisonError::into_inner).apply(event);
        Ok(())
    }
}

/// A record as it is kept.
///
/// # Errors
/// It cannot be read.
pub fn read(key: &str, value: &[u8]) -> Result<AbsenceEvent, Error> {
    rmp_serde::from_slice(value).map_err(|error| Error::damaged_row(key.as_bytes(), &error))
}

/// The departments and the post of a task.
fn of_task((_, course): &Found, at: TaskRef) -> (Vec<Id>, Option<Id>) {
    let Some(facts) = course.program.step(at.task.step) else { return (Vec::new(), None) };
    let own = match facts.lane {
        Lane::Department(own) => Some(own),
        _ => None,
    };
    let all = own.into_iter().chain(facts.with.iter().copied());
    (all.map(|department| course.department(department)).collect(), facts.role.clone())
}

/// Whether who works in these posts does the work of one.
fn does(posts: &[Id], role: Option<&Id>) -> bool {
    posts.is_empty() || role.is_none_or(|role| posts.contains(role))
}

impl Api {
    /// Refuses what a clerk who is away would take, and to hand a task to who is away, is not known in its department,
    /// or has another post.
    ///
    /// # Errors
    /// It is refused; the problem says how to mend it.
    pub(super) fn present(
        &self,
        actor: &Principal,
        found: &Found,
        at: TaskRef,
        deed: &Deed,
    ) -> Result<(), Problem> {
        match deed {
            Deed::Release => Ok(()),
            Deed::Reassign(to) => self.takes(actor, found, at, to),
            _ if self.gate().away().is_away(&actor.id) => {
                let problem = Problem::new(kinds::REJECTED).reason("away");
                Err(problem
                    .detail(
                        "您已登记离岗，期间不能办理任务",
                        "you are away, and nothing is assigned to you meanwhile",
                    )
                    .mend(Text::new(
                        "先结束离岗登记（DELETE /me/absence），或请在岗同事办理",
                        "end your absence first (DELETE /me/absence), or let a colleague do it",
                    )))
            }
            _ => Ok(()),
        }
    }

    fn takes(&self, actor: &Principal, found: &Found, at: TaskRef, to: &str) -> Result<(), Problem> {
        let (mut departments, role) = of_task(found, at);
        departments.retain(|department| actor.department.as_ref().is_none_or(|own| own == department));
        let refused = |what: Text, mend: Text| {
            Err(Problem::new(kinds::INVALID).detail(&*what.zh, &*what.en).at("/to", what, mend))
        };
        let colleague =
            self.gate().clerk(to).filter(|c| c.department.as_ref().is_some_and(|d| departments.contains(d)));
        let Some(colleague) = colleague else {
            let what = Text::new("本部门没有这位同事", "nobody of that name works in this department");
            let lists: Vec<String> = departments
                .iter()
                .map(|department| format!("/departments/{department}/colleagues"))
                .collect();
            let lists = lists.join(" ");
            return refused(what, Text::new(format!("从 {lists} 中选择"), format!("choose one of {lists}")));
        };
        if let Some(absence) =
            self.gate().away().of(&colleague.id).filter(|a| a.covers(self.gate().away().now()))
        {
            let until = crate::desk::views::moment(absence.until);
            let what = Text::new(format!("该同事离岗至 {until}"), format!("they are away until {until}"));
            let mend = match absence.deputy {
                Some(deputy) => {
                    Text::new(format!("转派给其代理人 {deputy}"), format!("hand it to their deputy {deputy}"))
                }
                None => Text::new("转派给在岗同事", "hand it to a colleague who is there"),
            };
            return refused(what, mend);
        }
        if !does(&colleague.posts, role.as_ref()) {
            let role = role.unwrap_or_default();
            let label = crate::desk::label::post(&role);
            let what = Text::new(
                format!("该同事不在“{}”岗", label.zh),
                format!("they do not work as `{role}`, which the task wants"),
            );
            return refused(what, Text::new("转派给该岗位的同事", "hand it to a colleague of that post"));
        }
        Ok(())
    }

    /// Hands on what those hold who are away now: to their deputy where that one is there and has the post, else back
    /// to the list. What somebody else moved meanwhile is left.
    ///
    /// # Errors
    /// The store fails.
    pub async fn hand_on(&self) -> Result<(), Problem> {
        for absence in self.gate().away().covering() {
            let person = self.desk().runner.shared().people.lock().number(absence.person.as_str());
            let Some(person) = person else { continue };
            let own = self.gate().clerk(absence.person.as_str()).and_then(|clerk| clerk.department);
            let held = self.desk().runner.held_by(person.0, AT_ONCE)?;
            // What several departments do together is on the list of each.
            for (department, open) in held.iter().filter(|(of, _)| own.as_ref().is_none_or(|own| own == of)) {
                self.hand_on_one(&absence, person, department, open).await?;
            }
        }
        Ok(())
    }

    async fn hand_on_one(
        &self,
        absence: &Absence,
        person: PersonId,
        department: &Id,
        open: &OpenTask,
    ) -> Result<(), Problem> {
        let runner = &self.desk().runner;
        let Some((dossier, course)) = runner.application(open.application)? else { return Ok(()) };
        let Some(department_id) = course.find_department(department) else { return Ok(()) };
        let deputy = absence.deputy.as_ref().filter(|deputy| !self.gate().away().is_away(deputy));
        let deputy = deputy.and_then(|deputy| self.gate().clerk(deputy.as_str()));
        let deputy = deputy.filter(|d| d.department.as_ref() == Some(department));
        let deputy = deputy.filter(|d| does(&d.posts, open.row.role.as_ref()));
        let task = TaskId { step: open.step, visit: open.row.visit };
        let command = match deputy {
            Some(deputy) => Command::Reassign { task, to: runner.person(deputy.id.as_str())? },
            None => Command::Release { task },
        };
        let by = Actor::Clerk { person, department: department_id };
        // A no means that somebody else was quicker.
        let _ = self.desk().for_who_is_away(&dossier, by, command, &absence.by.0).await?;
        Ok(())
    }

    /// Looks again and again who is away by now, until the server stops.
    pub async fn watch_absences(self) {
        let mut closing = self.closing().clone();
        loop {
            tokio::select! {
                () = closing.given() => return,
                () = tokio::time::sleep(ROUND) => {}
            }
            if self.hand_on().await.is_err() {
                tracing::warn!("what those hold who are away could not be handed on; it is tried again");
            }
        }
    }
}
