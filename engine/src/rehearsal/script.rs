//! What a rehearsal is of: the way, and what people and systems do in it.

use crate::plan::way::Way;
use crate::scenario::model::{Id, Period, Scenario};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::text::Text;
use jiff::Timestamp;
use std::sync::Arc;

/// One rehearsal, told beforehand.
#[derive(Debug, Clone)]
pub struct Script {
    /// Who applies, and the answers.
    pub way: Way,
    /// Seed of the people, and of what is drawn.
    pub seed: u64,
    /// Draw outcomes and times from the seed; else everything goes well and takes its mean.
    pub drawn: bool,
    /// Messages that nobody sends come by themselves.
    pub spontaneous: bool,
    /// When it begins.
    pub start: Timestamp,
    /// Values of elements of the parties, by name: `mother.name`.
    pub people: Vec<(Spanned<Id>, Id)>,
    /// What the applicant fills in other than what is so.
    pub form: Vec<(Spanned<Id>, Id)>,
    /// Materials that are not simply handed in.
    pub materials: Vec<(Spanned<Id>, Handing)>,
    /// How systems, services or licences behave, by name.
    pub systems: Vec<(Spanned<Id>, Behaviour)>,
    /// What other applications hold, or stand in line for.
    pub holds: Vec<OtherHold>,
    /// Whole applications of other people beside this one.
    pub others: Vec<OtherApplication>,
    /// What happens meanwhile.
    pub happenings: Vec<Happening>,
}

impl Script {
    /// Everything as usual in a way.
    pub fn usual(way: Way, start: Timestamp) -> Self {
        Self {
            way,
            seed: 1,
            drawn: false,
            spontaneous: true,
            start,
            people: Vec::new(),
            form: Vec::new(),
            materials: Vec::new(),
            systems: Vec::new(),
            holds: Vec::new(),
            others: Vec::new(),
            happenings: Vec::new(),
        }
    }
}

/// What another application holds, or stands in line for (rule 44).
#[derive(Debug, Clone)]
pub struct OtherHold {
    /// The thing: the party that a step here holds, by name.
    pub thing: Spanned<Id>,
    /// Its place in line, as a value of `line_by`; else since when.
    pub line_by: Option<Spanned<Id>>,
    /// Since when; none: it came before this application.
    pub since: Option<When>,
    /// When it lets go or leaves the line; none: never.
    pub until: Option<When>,
}

/// A whole application of somebody else beside the one that is rehearsed: it goes on in the same time, meets
/// the same systems and stands in the same lines.
#[derive(Debug, Clone)]
pub struct OtherApplication {
    /// What the script calls it.
    pub name: Spanned<Id>,
    /// Of which scenario; none: the same.
    pub scenario: Option<Arc<Scenario>>,
    /// By which of its plans.
    pub plan: Id,
    /// Who applies, when, and what is done in it. Systems and lines are those of the script around it.
    pub script: Script,
    /// Parties of it that are parties of the one that is rehearsed: theirs, ours.
    pub with: Vec<(Spanned<Id>, Spanned<Id>)>,
}

/// What becomes of a material that is not simply handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handing {
    /// Nothing: the applicant has none.
    Missing,
    /// It is promised, and handed in later (容缺).
    Provisional,
    /// A declaration stands for it (告知承诺).
    Commitment,
}

/// How a system behaves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Behaviour {
    /// It does not answer.
    pub down: bool,
    /// It answers that it finds nothing.
    pub not_found: bool,
    /// It fails so often before it answers.
    pub fails: u32,
    /// How long an answer takes.
    pub latency: Option<Period>,
    /// From how long after the start.
    pub from: Option<Period>,
    /// Until how long after the start.
    pub until: Option<Period>,
}

/// Something that happens.
#[derive(Debug, Clone)]
pub struct Happening {
    /// When; none: at once, or as soon as `after` is done.
    pub at: Option<When>,
    /// Once this step is done.
    pub after: Option<Spanned<Id>>,
    /// What.
    pub deeds: Vec<Deed>,
    /// Where it is written.
    pub span: Span,
}

/// A time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// An instant.
    At(Timestamp),
    /// So long after the start, or after `after`.
    Later(Period),
}

/// One thing that somebody does.
#[derive(Debug, Clone)]
pub enum Deed {
    /// A clerk decides.
    Clerk(Decision),
    /// The applicant acts.
    Applicant(Move),
    /// Systems behave otherwise from then on.
    System(Vec<(Spanned<Id>, Behaviour)>),
    /// A message comes, with values by name.
    Message(Spanned<Id>, Vec<(Spanned<Id>, Id)>),
}

/// What a clerk does instead of completing a task.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What.
    pub verb: Verb,
    /// At which step; of `Revoke`, for which item.
    pub at: Spanned<Id>,
    /// What has to be mended.
    pub what: Vec<Spanned<Id>>,
    /// Why.
    pub because: Text,
    /// The limit of a special procedure.
    pub within: Option<Period>,
}

/// What a clerk decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// It goes well, and not before its time (准予).
    Approve,
    /// Returned to mend (补正).
    Return,
    /// Refused (不予批准).
    Refuse,
    /// Not accepted (不予受理).
    NotAccept,
    /// A special procedure begins.
    Suspend,
    /// It ends.
    Resume,
    /// A result that rested on a commitment is revoked.
    Revoke,
}

/// What the applicant does beyond what is asked.
#[derive(Debug, Clone)]
pub enum Move {
    /// Takes back an item, or all.
    Withdraw(Option<Spanned<Id>>),
    /// Declares that the conditions of an item are met (告知承诺).
    Commit(Spanned<Id>),
    /// Does nothing more.
    Wait,
    /// Rates the service.
    Rate,
    /// Fills in other values from then on.
    Fill(Vec<(Spanned<Id>, Id)>),
    /// Takes so long to mend.
    SupplementAfter(Period),
}

/// How long people take for what no fact tells. Assumed, and the same in every rehearsal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habits {
    /// To fill a form.
    pub form: i64,
    /// To mend or hand in what is asked afterwards.
    pub supplement: i64,
    /// To pay.
    pub payment: i64,
    /// To come and collect.
    pub collect: i64,
    /// For a parcel to arrive.
    pub delivery: i64,
    /// For a message that is waited for to come by itself.
    pub message: i64,
    /// For a clerk, where a step does not say.
    pub work: i64,
}

impl Default for Habits {
    /// In milliseconds.
    fn default() -> Self {
        const MINUTE: i64 = 60_000;
        const DAY: i64 = 24 * 60 * MINUTE;
        Self {
            form: 10 * MINUTE,
            supplement: DAY,
            payment: 5 * MINUTE,
            collect: DAY,
            delivery: 2 * DAY,
            message: DAY,
            work: 10 * MINUTE,
        }
    }
}
