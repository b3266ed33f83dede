//! Running applications moved to another version of their scenario: judged one by one, moved as one turn of the
//! journal, or left as they are.

mod carry;
mod obstacles;

pub use carry::Carried;

use super::commit::{self, Outcome};
use super::course::Course;
use super::dossier::{Dossier, Start, Version};
use super::error::Error;
use super::feed::Happening;
use super::handle::Runner;
use super::message::{Message, Receipt};
use super::read::{Filter, Page};
use super::record::{Entry, Moved};
use super::shard::{Held, Shard};
use super::turn::changed;
use carry::{Places, carried};
use obstacles::obstacles;
use onething_engine::application::invariants;
use onething_engine::scenario::text::Text;
use std::sync::Arc;
use uuid::Uuid;

/// What becomes, or would become, of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It can be moved.
    Movable,
    /// It was moved.
    Moved,
    /// It is of this version already.
    There,
    /// It is over, and stays as it was.
    Over,
    /// It stays in its version; all that stands against it.
    Stays(Vec<Text>),
    /// There is no such application.
    Missing,
}

impl Verdict {
    /// Its name on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Verdict::Movable => "movable",
            Verdict::Moved => "moved",
            Verdict::There => "there",
            Verdict::Over => "over",
            Verdict::Stays(_) => "stays",
            Verdict::Missing => "missing",
        }
    }
}

/// An application is to be moved.
pub struct MoveAsk {
    /// Which.
    pub application: Uuid,
    /// To which version.
    pub to: Version,
    /// By whom.
    pub by: Arc<str>,
    /// Takes the verdict.
    pub reply: Box<dyn FnOnce(Result<Verdict, Error>) + Send>,
}

/// What an application is in another version.
///
/// # Errors
/// It cannot be moved, or need not.
pub fn judged(dossier: &Dossier, from: &Course, to: &Course) -> Result<Carried, Verdict> {
    let places = Places::of(from, to);
    if from.plan != to.plan {
        let (was, is) = (&from.plan, &to.plan);
        let text = Text::new(
            format!("新版本在此情形下提供的是方案 `{is}`，不是 `{was}`"),
            format!("in this way the new version offers plan `{is}`, not `{was}`"),
        );
        return Err(Verdict::Stays(vec![text]));
    }
    let against = obstacles(dossier, &places, from, to);
    if !against.is_empty() {
        return Err(Verdict::Stays(against));
    }
    let carried = carried(dossier, &places, from, to);
    // What no rule above foresaw, the machine's own laws still tell.
    let broken = invariants(&to.program, &carried.state);
    if broken.is_empty() {
        return Ok(carried);
    }
    let text = |violation: &onething_engine::application::Violation| {
        let (law, what) = (violation.invariant, &violation.what);
        Text::new(format!("转入后不再满足 {law}：{what}"), format!("moved, it would break {law}: {what}"))
    };
    Err(Verdict::Stays(broken.iter().map(text).collect()))
}

/// What an application runs in another version.
fn course_in(
    definitions: &super::definitions::Definitions,
    dossier: &Dossier,
    to: Version,
) -> Result<Result<Arc<Course>, Verdict>, Error> {
    if dossier.state.closed.is_some() {
        return Ok(Err(Verdict::Over));
    }
    if dossier.start.version == to {
        return Ok(Err(Verdict::There));
    }
    let start = Start { version: to, handed: None, ..dossier.start.clone() };
    let course = definitions.course(&start)?;
    Ok(course.map_err(|why| Verdict::Stays(vec![why.text()])))
}

impl Runner {
    /// Whether an application could be moved to a version, as it stands now. Changes nothing.
    ///
    /// # Errors
    /// There is no such version, or the index fails.
    pub fn would_move(&self, application: Uuid, to: Version) -> Result<Verdict, Error> {
        let Some((dossier, from)) = self.application(application)? else { return Ok(Verdict::Missing) };
        let to = match course_in(&self.shared().definitions, &dossier, to)? {
            Ok(course) => course,
            Err(verdict) => return Ok(verdict),
        };
        Ok(judged(&dossier, &from, &to).map_or_else(|verdict| verdict, |_| Verdict::Movable))
    }

    /// Moves an application to a version, where it can be; waits until that is on the medium. `drive` works where
    /// no threads do.
    ///
    /// # Errors
    /// There is no such version, or the journal does not take it.
    pub fn move_to(
        &self,
        application: Uuid,
        to: Version,
        by: Arc<str>,
        mut drive: impl FnMut() -> bool,
    ) -> Result<Verdict, Error> {
        let (told, hears) = std::sync::mpsc::channel();
        let reply = Box::new(move |verdict| {
            let _ = told.send(verdict);
        });
        let ask = MoveAsk { application, to, by, reply };
        let shard = self.shared().shard_of(application);
        self.shared().send(shard, Message::Move(Box::new(ask)));
        while drive() {}
        hears.recv().unwrap_or(Err(Error::Closing))
    }
}

/// Applications that are looked at in one go.
const PAGE: usize = 200;
/// Versions among which the begin of a hash is looked for.
const VERSIONS: usize = 10_000;

impl Runner {
    /// A version of a scenario by the begin of its hash, at least eight digits; without one the latest. None where
    /// there is none, or several begin so.
    ///
    /// # Errors
    /// The index fails.
    pub fn version_named(&self, scenario: &str, begin: Option<&str>) -> Result<Option<Version>, Error> {
        const SHORTEST: usize = 8;
        let definitions = &self.shared().definitions;
        let Some(begin) = begin else {
            return Ok(definitions.latest(scenario)?.map(|listing| listing.version));
        };
        let all = definitions.versions_of(scenario, VERSIONS)?;
        let mut found: Vec<Version> = all.iter().map(|listing| listing.version).collect();
        found.retain(|version| begin.len() >= SHORTEST && version.to_string().starts_with(begin));
        found.dedup();
        Ok(if let [version] = found[..] { Some(version) } else { None })
    }

    /// A page of the open applications of a scenario, the newest first, behind a cursor.
    ///
    /// # Errors
    /// The index fails.
    pub fn open_of(&self, scenario: &str, after: Option<&[u8]>, most: usize) -> Result<Page<Uuid>, Error> {
        let filter = Filter { scenario: Some(scenario.into()), open: Some(true), ..Filter::default() };
        let page = self.list(&filter, after, most)?;
        Ok(Page { found: page.found.into_iter().map(|(id, _)| id).collect(), next: page.next })
    }

    /// Goes through all open applications of a scenario. `each` does something with one, and tells whether to go on.
    ///
    /// # Errors
    /// The index fails, or `each` does.
    pub fn each_open(
        &self,
        scenario: &str,
        mut each: impl FnMut(Uuid) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let mut after = None;
        loop {
            let page = self.open_of(scenario, after.as_deref(), PAGE)?;
            for id in page.found {
                if !each(id)? {
                    return Ok(());
                }
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(()),
            }
        }
    }
}

impl Shard {
    /// Moves an application; every way out gives a verdict.
    pub(super) fn move_application(&mut self, ask: MoveAsk) {
        let MoveAsk { application, to, by, reply } = ask;
        match self.lend(application) {
            Ok(Some(held)) => self.judge(held, to, by, reply),
            Ok(None) => reply(Ok(Verdict::Missing)),
            Err(error) => {
                self.shared.fail(&error);
                reply(Err(error));
            }
        }
    }

    fn judge(
        &mut self,
        held: Held,
        to: Version,
        by: Arc<str>,
        reply: Box<dyn FnOnce(Result<Verdict, Error>) + Send>,
    ) {
        let course = match course_in(&self.shared.definitions, &held.dossier, to) {
            Ok(Ok(course)) => course,
            Ok(Err(verdict)) => {
                self.give_back(held);
                return reply(Ok(verdict));
            }
            Err(error) => {
                self.give_back(held);
                self.shared.fail(&error);
                return reply(Err(error));
            }
        };
        match judged(&held.dossier, &held.course, &course) {
            Ok(carried) => self.take_over(held, course, carried, by, reply),
            Err(verdict) => {
                self.give_back(held);
                reply(Ok(verdict));
            }
        }
    }

    /// Takes the move to the journal.
    fn take_over(
        &mut self,
        held: Held,
        course: Arc<Course>,
        carried: Carried,
        by: Arc<str>,
        reply: Box<dyn FnOnce(Result<Verdict, Error>) + Send>,
    ) {
        let at = self.shared.clock.now();
        let before = held.dossier.last_record;
        let to = course.definition.version;
        let moved = Moved {
            application: held.dossier.id,
            previous: before,
            from: held.dossier.start.version,
            version: to,
            by,
            state: Box::new(carried.state.clone()),
            things: carried.things.clone(),
            runs: carried.runs.clone(),
            handed: carried.handed.clone(),
        };
        let Held { dossier, rows, listed, .. } = held;
        let mut held = Held::new(carried.into_dossier(dossier, to), course);
        (held.rows, held.listed) = (rows, listed);
        let outcome = match written(&moved, &mut held) {
            Ok(outcome) => outcome,
            Err(error) => return reply(Err(error)),
        };
        let sequence = held.dossier.state.sequence;
        let receipt = Receipt { application: held.dossier.id, sequence, record: 0 };
        let told: super::message::Reply = Box::new(move |answer| reply(answer.map(|_| Verdict::Moved)));
        match commit::commit(&self.shared, at, outcome, Some((told, receipt))) {
            Ok(last) => {
                held.dossier.last_record = last;
                self.give_back(held);
            }
            Err((error, reply)) => {
                self.settle(before);
                self.shared.fail(&error);
                if let Some(reply) = reply {
                    reply(Err(error));
                }
            }
        }
    }
}

/// The record and rows of a move.
fn written(moved: &Moved, held: &mut Held) -> Result<Outcome, Error> {
    let mut outcome = Outcome::default();
    outcome.records.push(Entry::Moved(moved.clone()).write().map_err(Error::Unwritable)?);
    changed(&mut outcome, held)?;
    let Held { dossier, course, .. } = &*held;
    outcome.happening = Some(Happening {
        record: 0,
        application: dossier.id,
        scenario: dossier.start.scenario.clone(),
        subject: dossier.start.subject.clone(),
        departments: course.departments.clone(),
        at: dossier.state.at,
        sequence: dossier.state.sequence,
        events: vec!["Moved"],
    });
    Ok(outcome)
}
