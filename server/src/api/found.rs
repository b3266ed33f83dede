//! An application that a request is about: found where who asks may see it, and moved on what was read.

use super::Api;
use super::dto::moved::MoveReceipt;
use super::granted::Granted;
use super::json::Json;
use super::precondition::{IdempotencyKey, IfMatch, Tagged};
use super::problem::{Problem, kinds};
use crate::access::{PrincipalId, Row, Scope};
use crate::desk::applicant::Move;
use crate::desk::clerk::Deed;
use crate::desk::outside::{Mend, Said};
use crate::desk::{Asker, TaskRef};
use crate::planted::{Bug, has};
use crate::runner::{AskedUnder, Course, Dossier, Found, Refusal};
use onething_engine::application::state::Mode;
use onething_engine::plan::route::Lane;
use onething_engine::scenario::model::Id;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How often a move is tried anew where something else happened to the application in between.
const TRIES: u32 = 8;

/// The tag of what a reader saw: the hash of it.
pub fn tag(seen: &impl Serialize) -> String {
    let bytes = serde_json::to_vec(seen).unwrap_or_default();
    blake3::hash(&bytes).to_hex().chars().take(16).collect()
}

/// The id of an application.
///
/// # Errors
/// It is none, and so there is no such application.
pub fn id(text: &str) -> Result<Uuid, Problem> {
    Uuid::try_parse(text).map_err(|_| Problem::new(kinds::NOT_FOUND))
}

/// A task.
///
/// # Errors
/// It is none, and so there is no such task.
pub fn task(text: &str) -> Result<TaskRef, Problem> {
    text.parse().map_err(|()| Problem::new(kinds::NOT_FOUND))
}

/// The departments that have to do with an application.
fn departments(course: &Course) -> Vec<Id> {
    let program = &course.program;
    let own = program.items.iter().map(|item| item.department);
    let of_steps = program.steps.iter().flat_map(|step| {
        let lane = match step.lane {
            Lane::Department(department) => Some(department),
            _ => None,
        };
        lane.into_iter().chain(step.with.iter().copied())
    });
    let mut all: Vec<Id> = own.chain(of_steps).map(|department| course.department(department)).collect();
    all.sort();
    all.dedup();
    all
}

/// What is to happen to an application.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// Its applicant does something.
    Applicant(Uuid, &'a Move),
    /// A clerk does something with a task.
    Clerk(TaskRef, &'a Deed),
    /// A system is played.
    System(TaskRef, &'a Said),
    /// An operator mends an incident.
    Operator(TaskRef, &'a Mend),
}

/// A request that is to move something.
#[derive(Debug)]
pub struct Mover<'a> {
    /// Who asks.
    pub granted: &'a Granted,
    /// Under which key.
    pub key: &'a IdempotencyKey,
    /// On what was read.
    pub matches: Option<&'a IfMatch>,
    /// The operation, and what it is about.
    pub what: String,
}

impl Mover<'_> {
    /// Who asks, of the desk; `body` is what else is asked.
    pub fn asker(&self, body: &impl Serialize) -> Asker {
        let payload = || {
            let body = serde_json::to_string(body).unwrap_or_default();
            format!("{} {body}", self.what).into_bytes()
        };
        Asker {
            principal: self.granted.principal.id.0.clone(),
            key: self.key.0.as_ref().map(|key| (key.clone(), payload())),
            expect: None,
        }
    }
}

/// Whether a key was taken by an application before: then it is answered as it was, whatever became of it since.
fn seen(dossier: &Dossier, asker: &Asker) -> bool {
    let under = asker.key.as_ref().map(|(key, asked)| AskedUnder::new(&asker.principal, key, asked));
    under.is_some_and(|under| dossier.state.keys.iter().any(|(known, _)| under.matches(*known).is_some()))
}

impl Api {
    /// An application that who asks may see.
    ///
    /// # Errors
    /// There is none, or none that they may know of.
    pub fn find(&self, granted: &Granted, id: Uuid) -> Result<Found, Problem> {
        let found = self.desk().application(id)?;
        let subject = PrincipalId(found.0.start.subject.clone());
        let departments = if granted.scope == Scope::Department { departments(&found.1) } else { Vec::new() };
        let row = Row { applicant: Some(&subject), departments: &departments, ..Row::default() };
        if !has(Bug::OtherApplicantSees) {
            granted.scope.covers(&granted.principal, row)?;
        }
        Ok(found)
    }

    /// The application of a task that who asks may see: a department's own.
    ///
    /// # Errors
    /// There is none, or none that they may know of.
    pub fn find_task(&self, granted: &Granted, at: TaskRef) -> Result<Found, Problem> {
        let missing = || Problem::new(kinds::NOT_FOUND);
        let found = self.desk().application(at.application)?;
        let facts = found.1.program.step(at.task.step).ok_or_else(missing)?;
        let Lane::Department(own) = facts.lane else { return Err(missing()) };
        let all = [own].into_iter().chain(facts.with.iter().copied());
        let departments: Vec<Id> = all.map(|department| found.1.department(department)).collect();
        let row = Row { departments: &departments, post: facts.role.as_deref(), ..Row::default() };
        granted.scope.covers(&granted.principal, row)?;
        Ok(found)
    }

    /// What an application was right after a move: whatever happened to it since, a repeat is answered as before.
    ///
    /// # Errors
    /// The store fails.
    pub fn moved(&self, id: Uuid, sequence: u64) -> Result<Tagged<Json<MoveReceipt>>, Problem> {
        let (mut dossier, course) = self.desk().application(id)?;
        if dossier.state.sequence > sequence
            && let Some(state) = self.desk().runner.as_of(id, sequence)?
        {
            dossier = Arc::new(Dossier { state, ..(*dossier).clone() });
        }
        let receipt = MoveReceipt::of(self.desk(), &dossier, &course);
        Ok(Tagged(receipt.sequence.to_string(), Json(receipt)))
    }

    /// The application of something that a system owes, where who asks may play that system.
    ///
    /// # Errors
    /// There is none, or none that they may know of.
    pub fn find_call(&self, granted: &Granted, at: TaskRef) -> Result<Found, Problem> {
        let found = self.desk().application(at.application)?;
        let undoes = found.0.state.work_of(at.task.step).is_some_and(|work| work.mode == Mode::Undo);
        let system = found.1.system(at.task.step, undoes);
        granted.scope.covers(&granted.principal, Row { system: system.as_deref(), ..Row::default() })?;
        Ok(found)
    }

    /// The application that a step is about, where who asks may take the step, and the tag of what is read before;
    /// no tag where there is nothing that could have been read, or nobody wants it.
    fn before(
        &self,
        granted: &Granted,
        step: Step<'_>,
        tagged: bool,
    ) -> Result<(Found, Option<String>), Problem> {
        Ok(match step {
            Step::Applicant(id, _) => {
                let found = self.find(granted, id)?;
                let asked = tagged.then(|| self.desk().asked(id)).transpose()?;
                (found, asked.map(|asked| tag(&asked.facts)))
            }
            Step::Clerk(at, _) => {
                let found = self.find_task(granted, at)?;
                let seen = tagged.then(|| super::tasks::seen(self, granted, &found, at)).flatten();
                (found, seen.map(|seen| tag(&seen)))
            }
            Step::System(at, _) => (self.find_call(granted, at)?, None),
            Step::Operator(at, _) => (self.desk().application(at.application)?, None),
        })
    }

    /// Moves an application. What was read must still be so where `If-Match` says what that was, and the move is
    /// made on exactly the state that was looked at: where anything happens in between, it is looked at anew.
    ///
    /// # Errors
    /// It has changed, or the machine or the runner says no.
    pub async fn moves(
        &self,
        mover: &Mover<'_>,
        step: Step<'_>,
        body: &(impl Serialize + Sync),
    ) -> Result<Tagged<Json<MoveReceipt>>, Problem> {
        let asker = mover.asker(body);
        let (desk, department) = (self.desk(), mover.granted.principal.department.as_deref());
        for tried in 0..TRIES {
            // Where any state will do, it need not be told which this is.
            let asks = mover.matches.is_some_and(|matches| *matches != IfMatch::Any);
            let (found, read) = self.before(mover.granted, step, asks)?;
            let checked = mover.matches.zip(read).filter(|_| !seen(&found.0, &asker));
            if let Some((matches, read)) = &checked {
                matches.check(read)?;
            }
            if let Step::Clerk(at, deed) = step
                && !seen(&found.0, &asker)
            {
                self.present(&mover.granted.principal, &found, at, deed)?;
            }
            let asker = Asker { expect: checked.map(|_| found.0.state.sequence), ..asker.clone() };
            let done = match step {
                Step::Applicant(id, what) => desk.moves(id, what, &asker).await,
                Step::Clerk(at, deed) => desk.does(at, deed, department, &asker).await,
                Step::System(at, said) => desk.replies(at, said, &asker).await,
                Step::Operator(at, mend) => desk.mends(at, mend, &asker).await,
            };
            match done? {
                Ok(receipt) => return self.moved(found.0.id, receipt.sequence),
                // What happened is on its way to the index.
                Err(Refusal::Stale(_)) => tokio::time::sleep(Duration::from_millis(1 << tried)).await,
                Err(refusal) => return Err(refusal.into()),
            }
        }
        Err(Problem::new(kinds::BUSY).retry_after(1))
    }
}
