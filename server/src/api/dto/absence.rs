//! Who works in a department and who is away, on the wire.

use super::text::Label;
use crate::access::{Absence, AbsenceEvent, Principal};
use crate::desk::label::post;
use crate::desk::views::moment;
use onething_engine::application::Moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// That somebody is away for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AbsenceView {
    /// Who, by the id of their principal.
    pub person: String,
    /// Since when.
    pub from: String,
    /// Until when.
    pub until: String,
    /// Who has their tasks meanwhile; none: they go back to the list.
    pub deputy: Option<String>,
    /// Whether they are away now.
    pub now: bool,
    /// Who said so.
    pub recorded_by: String,
    /// When.
    pub recorded_at: String,
}

impl AbsenceView {
    /// An absence as it is at a moment.
    pub fn of(absence: &Absence, now: Moment) -> Self {
        Self {
            person: absence.person.to_string(),
            from: moment(absence.from),
            until: moment(absence.until),
            deputy: absence.deputy.as_ref().map(ToString::to_string),
            now: absence.covers(now),
            recorded_by: absence.by.to_string(),
            recorded_at: moment(absence.at),
        }
    }
}

/// Whether somebody is away, or will be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AbsenceState {
    /// The absence; none: they are there.
    pub absence: Option<AbsenceView>,
}

/// That somebody is away for a while, as it is said.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAbsence {
    /// Since when, RFC 3339.
    #[schema(example = "2026-03-02T09:00:00+08:00")]
    pub from: String,
    /// Until when, RFC 3339: then they are there again.
    #[schema(example = "2026-03-06T18:00:00+08:00")]
    pub until: String,
    /// Who has their tasks meanwhile: a colleague of the same department, by the id of their principal. They go back to
    /// the list where it is absent.
    #[serde(default)]
    pub deputy: Option<String>,
}

/// Something that was said of absences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AbsenceRecord {
    /// `said` or `over`.
    pub what: &'static str,
    /// Of whom.
    pub person: String,
    /// Since when they are away.
    pub from: Option<String>,
    /// Until when.
    pub until: Option<String>,
    /// Who has their tasks meanwhile.
    pub deputy: Option<String>,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: String,
}

impl AbsenceRecord {
    /// A record.
    pub fn of(event: &AbsenceEvent) -> Self {
        match event {
            AbsenceEvent::Said(absence) => Self {
                what: "said",
                person: absence.person.to_string(),
                from: Some(moment(absence.from)),
                until: Some(moment(absence.until)),
                deputy: absence.deputy.as_ref().map(ToString::to_string),
                by: absence.by.to_string(),
                at: moment(absence.at),
            },
            AbsenceEvent::Over { person, by, at } => Self {
                what: "over",
                person: person.to_string(),
                from: None,
                until: None,
                deputy: None,
                by: by.to_string(),
                at: moment(*at),
            },
        }
    }
}

/// Somebody who works in a department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Colleague {
    /// The id of their principal: `to` of reassigning.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their posts (岗位); all of the department's where it is empty.
    pub roles: Vec<Post>,
    /// Their absence, present or to come.
    pub absence: Option<AbsenceView>,
}

impl Colleague {
    /// A clerk.
    pub fn of(clerk: &Principal, absence: Option<&Absence>, now: Moment) -> Self {
        Self {
            id: clerk.id.to_string(),
            name: clerk.name.to_string(),
            roles: clerk.posts.iter().map(|id| Post::of(id)).collect(),
            absence: absence.map(|absence| AbsenceView::of(absence, now)),
        }
    }
}

/// A post (岗位).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Post {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
}

impl Post {
    /// A post under its name.
    pub fn of(id: &str) -> Self {
        Self { id: id.to_owned(), title: post(id) }
    }
}
