//! What happened to an application, as people are told it: its timeline, its events, its results and notices.

use super::label::Label;
use super::views::moment;
use super::{Desk, Unable};
use onething_engine::application::effects::effects;
use onething_engine::application::{Application, EffectKind, apply};
use onething_engine::rehearsal::record::event_json;
use onething_engine::rehearsal::trace::told;
use serde::Serialize;
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
}

impl Desk {
    /// What happened to an application, in words.
    ///
    /// # Errors
    /// There is no such application, or its history cannot be read.
    pub fn timeline(&self, id: Uuid) -> Result<Vec<TimelineEntry>, Unable> {
        let (dossier, course) = self.application(id)?;
        let history = self.runner.history(id, None)?.ok_or(Unable::Missing)?;
        let scenario = &course.definition.scenario;
        let events = history.iter().flat_map(|turn| &turn.events);
        let said = events.filter_map(|event| {
            let (who, what, unusual) = told(&course.program, &dossier.state, scenario, event)?;
            let (who, what) = ((&who).into(), (&what).into());
            Some(TimelineEntry { sequence: event.sequence, at: moment(event.at), who, what, unusual })
        });
        Ok(said.collect())
    }

    /// Its raw events, with names in place of positions.
    ///
    /// # Errors
    /// There is no such application, or its history cannot be read.
    pub fn events(&self, id: Uuid) -> Result<Vec<TurnView>, Unable> {
        let (_, course) = self.application(id)?;
        let history = self.runner.history(id, None)?.ok_or(Unable::Missing)?;
        let turn = |turn: crate::runner::Told| TurnView {
            record: turn.record,
            by: turn.by.as_deref().map(str::to_owned),
            events: turn.events.iter().map(|event| event_json(&course.program, event)).collect(),
        };
        Ok(history.into_iter().map(turn).collect())
    }

    /// Certificates that were issued, and notices that were sent, in order.
    ///
    /// # Errors
    /// There is no such application, or its history cannot be read.
    pub fn sent(&self, id: Uuid) -> Result<(Vec<ResultView>, Vec<NoticeView>), Unable> {
        let (_, course) = self.application(id)?;
        let history = self.runner.history(id, None)?.ok_or(Unable::Missing)?;
        let (mut results, mut notices) = (Vec::new(), Vec::new());
        let mut state = Application::default();
        for turn in history {
            turn.events.iter().for_each(|event| apply(&mut state, event));
            for event in &turn.events {
                for effect in effects(&course.program, &state, event) {
                    match effect.kind {
                        EffectKind::IssueCertificate { item, holder, licence } => {
                            let licences = &course.definition.scenario.catalogue.licences;
                            let title = licences.get(&licence).map(|l| (&l.title).into());
                            results.push(ResultView {
                                at: moment(event.at),
                                item: super::names::of_item(&course, item).to_string(),
                                holder: holder.to_string(),
                                licence: licence.to_string(),
                                title: title.unwrap_or_default(),
                            });
                        }
                        EffectKind::Notify { to, text } => notices.push(NoticeView {
                            sequence: event.sequence,
                            at: moment(event.at),
                            to: to.to_string(),
                            text: (&text).into(),
                        }),
                        _ => {}
                    }
                }
            }
        }
        Ok((results, notices))
    }
}
