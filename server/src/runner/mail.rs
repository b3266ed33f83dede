//! What applications and held things tell one another. A piece of mail is a row from the record that brought it
//! about until the record of the turn that took it, so it is taken exactly once whatever happens in between.

use super::dossier::{RunBy, Start, Version};
use super::record::MailId;
use super::rows::{Key, family};
use onething_engine::application::{Command, TaskId};
use onething_engine::hold::{self, HoldKey, HolderId};
use onething_engine::scenario::model::Id;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// To whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum To {
    /// An application.
    Application(Uuid),
    /// A held thing, whose days the catalogue of this version tells.
    Line(HoldKey, Version),
}

/// What is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum What {
    /// A command of the world.
    Command(Command),
    /// Begin, with values that are known of its parties, by name.
    Begin(Box<Start>, Vec<(Id, Arc<str>)>),
    /// The application that a step runs has ended; what it came to know, by name.
    Ended {
        /// The step.
        task: TaskId,
        /// Whether all was granted.
        granted: bool,
        /// What it knows, by the names it has there.
        values: Vec<(Id, Arc<str>)>,
    },
    /// A form is open: what the applicant said beforehand is handed in.
    HandIn(TaskId),
    /// A command to a line.
    Line(hold::Command),
    /// Asks whether anybody holds the thing; whether the one who asks waits where somebody does.
    Test(HolderId, bool),
}

/// A piece of mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mail {
    /// To whom.
    pub to: To,
    /// What.
    pub what: What,
}

/// The key of a piece of mail.
pub fn key(id: MailId) -> Vec<u8> {
    Key::of(family::MAIL).number(id.sequence).short(id.number).done()
}

/// The id of an application that a step runs: the same whenever the step is reached on this visit. Its time is
/// that of the moment it was begun; the rest comes of a hash in place of chance.
pub fn run_id(by: RunBy, at: i64) -> Uuid {
    let mut hasher = blake3::Hasher::new();
    hasher.update(by.application.as_bytes());
    hasher.update(&by.task.step.0.to_be_bytes());
    hasher.update(&by.task.visit.to_be_bytes());
    let mut random = [0; 10];
    random.copy_from_slice(&hasher.finalize().as_bytes()[..10]);
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(at).unwrap_or(0), &random).into_uuid()
}

/// Who holds, or waits to.
pub fn holder(application: Uuid, task: TaskId) -> HolderId {
    HolderId { application: application.as_u128(), step: task.step.0, visit: task.visit }
}
