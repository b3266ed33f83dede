//! What happened to an application, as people are told it: its timeline, its events, its results and notices. What
//! happened before it was moved to another version is told by the names of the version that it had then.

use super::label::Label;
use super::names::of_fact;
use super::views::moment;
use super::{Desk, Unable};
use crate::runner::{Course, Start, Told};
use onething_engine::application::effects::effects;
use onething_engine::application::state::Ending;
use onething_engine::application::{Application, EffectKind, Event, EventKind, ItemIndex, Moment, apply};
use onething_engine::rehearsal::record::event_json;
use onething_engine::rehearsal::trace::told;
use onething_engine::scenario::text::Text;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// A line of a timeline.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// The number of its event.
    pub sequence: u64,
    /// When.
    pub at: String,
    /// Who.
    pub who: Label,
    /// What.
    pub what: Label,
    /// Whether something went otherwise than usual.
    pub unusual: bool,
}

/// A certificate that was issued.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ResultView {
    /// When.
    pub at: String,
    /// By which item.
    pub item: String,
    /// To whom.
    pub holder: String,
    /// Which licence.
    pub licence: String,
    /// Label of the licence.
    pub title: Label,
}

/// A notice: 受理通知书 and the like.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NoticeView {
    /// The number of its event.
    pub sequence: u64,
    /// When.
    pub at: String,
    /// To whom.
    pub to: String,
    /// What it is about: `accepted`, `correction`, `supplement`, `approved`, `refused`, `not_accepted`, `withdrawn`,
    /// `terminated`, `revoked`, `refunded`, `undone`; `notice` is one that the scenario writes.
    pub kind: &'static str,
    /// Label of the kind.
    pub kind_title: Label,
    /// The item that it is about, where it is one.
    pub item: Option<String>,
    /// Label of the item.
    pub item_title: Option<Label>,
    /// What it says.
    pub text: Label,
}

/// Raw events of one turn.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TurnView {
    /// Its record in the journal.
    pub record: u64,
    /// Who asked for it.
    pub by: Option<String>,
    /// What happened.
    #[schema(value_type = Vec<Object>)]
    pub events: Vec<serde_json::Value>,
    /// Of a move: the version that it was moved to.
    pub moved_to: Option<String>,
}

/// What happened in one version.
struct Chapter {
    course: Arc<Course>,
    /// The state that it began with.
    begin: Application,
    turns: Vec<Told>,
    /// Of one that a move began: the line of a timeline that tells of it.
    moved: Option<TimelineEntry>,
}

impl Chapter {
    fn events(&self) -> impl Iterator<Item = &Event> {
        self.turns.iter().flat_map(|turn| &turn.events)
    }

    /// The state that it ended with.
    fn end(&self) -> Application {
        let mut state = self.begin.clone();
        self.events().for_each(|event| apply(&mut state, event));
        state
    }
}

fn moved(turn: &Told, state: &Application) -> TimelineEntry {
    let version: String = turn.version.to_string().chars().take(12).collect();
    let label = |zh: &str, en: &str| Label { zh: zh.to_owned(), en: en.to_owned() };
    TimelineEntry {
        sequence: state.sequence,
        at: moment(Moment(turn.at)),
        who: label("系统管理员", "Operator"),
        what: label(
            &format!("转入场景新版本 {version}"),
            &format!("moved to version {version} of the scenario"),
        ),
        unusual: true,
    }
}

impl Desk {
    /// The history of an application, version by version.
    fn chapters(&self, id: Uuid) -> Result<Vec<Chapter>, Unable> {
        let (dossier, _) = self.application(id)?;
        let history = self.runner.history(id, None)?.ok_or(Unable::Missing)?;
        let mut chapters: Vec<Chapter> = Vec::new();
        for turn in history {
            let begins = turn.moved.is_some() || chapters.is_empty();
            if begins {
                let start = Start { version: turn.version, handed: None, ..dossier.start.clone() };
                let course = self.runner.course(&start)?.map_err(Unable::NoCourse)?;
                let begin = turn.moved.as_deref().cloned().unwrap_or_default();
                let moved = turn.moved.as_ref().map(|state| moved(&turn, state));
                chapters.push(Chapter { course, begin, turns: Vec::new(), moved });
            }
            if let Some(last) = chapters.last_mut() {
                last.turns.push(turn);
            }
        }
        Ok(chapters)
    }

    /// Why facts were asked for again, by name: the last reason of each, in the words of whoever asked.
    pub(super) fn asked_again(&self, id: Uuid) -> Result<BTreeMap<String, Label>, Unable> {
        let mut reasons = BTreeMap::new();
        for chapter in self.chapters(id)? {
            for event in chapter.events() {
                if let EventKind::Asked { fact, why: Some(why), .. } = &event.kind {
                    let name = of_fact(&chapter.course, *fact).to_string();
                    reasons.insert(name, Label::from(&Text::apart(why)));
                }
            }
        }
        Ok(reasons)
    }

    /// What happened to an application, in words.
    ///
    /// # Errors
    /// There is no such application, or its history cannot be read.
    pub fn timeline(&self, id: Uuid) -> Result<Vec<TimelineEntry>, Unable> {
        let mut entries = Vec::new();
        for mut chapter in self.chapters(id)? {
            let (state, course) = (chapter.end(), chapter.course.clone());
            entries.extend(chapter.moved.take());
            entries.extend(chapter.events().filter_map(|event| {
                let (who, what, unusual) = told(&course.program, &state, &course.definition.scenario, event)?;
                let (who, what) = ((&who).into(), (&what).into());
                Some(TimelineEntry { sequence: event.sequence, at: moment(event.at), who, what, unusual })
            }));
        }
        Ok(entries)
    }

    /// Its raw events, with names in place of positions.
    ///
    /// # Errors
    /// There is no such application, or its history cannot be read.
    pub fn events(&self, id: Uuid) -> Result<Vec<TurnView>, Unable> {
        let mut turns = Vec::new();
        for chapter in self.chapters(id)? {
            let program = &chapter.course.program;
            turns.extend(chapter.turns.iter().map(|turn| TurnView {
                record: turn.record,
                by: turn.by.as_deref().map(str::to_owned),
                events: turn.events.iter().map(|event| event_json(program, event)).collect(),
                moved_to: turn.moved.as_ref().map(|_| turn.version.to_string()),
            }));
        }
        Ok(turns)
    }

    /// Certificates that were issued, and notices that were sent, in order.
    ///
    /// # Errors
    /// There is no such application, or its history cannot be read.
    pub fn sent(&self, id: Uuid) -> Result<(Vec<ResultView>, Vec<NoticeView>), Unable> {
        let (mut results, mut notices) = (Vec::new(), Vec::new());
        for chapter in self.chapters(id)? {
            let (course, mut state) = (&chapter.course, chapter.begin.clone());
            for turn in &chapter.turns {
                turn.events.iter().for_each(|event| apply(&mut state, event));
                for event in &turn.events {
                    let owed = effects(&course.program, &state, event).into_iter();
                    owed.for_each(|effect| sent(course, event, effect.kind, &mut results, &mut notices));
                }
            }
        }
        Ok((results, notices))
    }
}

/// Notes what an effect sent.
fn sent(
    course: &Course,
    event: &Event,
    effect: EffectKind,
    results: &mut Vec<ResultView>,
    notices: &mut Vec<NoticeView>,
) {
    match effect {
        EffectKind::IssueCertificate { item, holder, licence } => {
            let licences = &course.definition.scenario.catalogue.licences;
            results.push(ResultView {
                at: moment(event.at),
                item: super::names::of_item(course, item).to_string(),
                holder: holder.to_string(),
                licence: licence.to_string(),
                title: licences.get(&licence).map(|l| (&l.title).into()).unwrap_or_default(),
            });
        }
        EffectKind::Notify { to, text } => {
            let (kind, item) = about(course, &event.kind);
            let facts = item.and_then(|item| course.program.item(item));
            notices.push(NoticeView {
                sequence: event.sequence,
                at: moment(event.at),
                to: to.to_string(),
                kind,
                kind_title: kind_title(kind),
                item: facts.map(|facts| facts.id.to_string()),
                item_title: facts.map(|facts| (&facts.title).into()),
                text: (&text).into(),
            });
        }
        _ => {}
    }
}

/// What a notice is about that an event brought: its kind, and the item.
fn about(course: &Course, event: &EventKind) -> (&'static str, Option<ItemIndex>) {
    let of_step = |step| match course.program.step(step).map(|facts| &facts.items[..]) {
        Some([one]) => Some(*one),
        _ => None,
    };
    match event {
        EventKind::ItemAccepted { item, .. } => ("accepted", Some(*item)),
        EventKind::ItemReturned { item, .. } => ("correction", Some(*item)),
        EventKind::ItemEnded { item, ending, .. } => {
            let kind = match ending {
                Ending::Approved => "approved",
                Ending::Refused => "refused",
                Ending::NotAccepted => "not_accepted",
                Ending::Withdrawn => "withdrawn",
                Ending::Terminated => "terminated",
            };
            (kind, Some(*item))
        }
        EventKind::Revoked { item, .. } => ("revoked", Some(*item)),
        EventKind::Refunded { item, .. } => ("refunded", Some(*item)),
        EventKind::StepStands { step, .. } => ("supplement", of_step(*step)),
        EventKind::UndoStarted { step } => ("undone", of_step(*step)),
        EventKind::Notified { step } => ("notice", of_step(*step)),
        _ => ("notice", None),
    }
}

/// What a kind of notice is called.
fn kind_title(kind: &str) -> Label {
    let (zh, en) = match kind {
        "accepted" => ("受理通知", "Accepted"),
        "correction" => ("补正告知", "To be mended"),
        "supplement" => ("补充告知", "To be supplied"),
        "approved" => ("办结通知", "Done"),
        "refused" => ("不予批准通知", "Refused"),
        "not_accepted" => ("不予受理通知", "Not accepted"),
        "withdrawn" => ("撤件通知", "Taken back"),
        "terminated" => ("终止通知", "Ended"),
        "revoked" => ("撤销通知", "Revoked"),
        "refunded" => ("退费通知", "Refund"),
        "undone" => ("撤回处理通知", "Undone"),
        _ => ("通知", "Notice"),
    };
    Label { zh: zh.to_owned(), en: en.to_owned() }
}
