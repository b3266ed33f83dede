//! What a move led to.

use crate::desk::Desk;
use crate::desk::views::{TaskView, name_of};
use crate::runner::{Course, Dossier};
use onething_engine::application::status;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What a move led to.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MoveReceipt {
    /// The application.
    pub application: Uuid,
    /// The number of its last event, which is on the medium.
    pub sequence: u64,
    /// Its status now.
    pub status: String,
    /// What clerks have to do now.
    pub tasks: Vec<TaskView>,
}

impl MoveReceipt {
    /// An application as it is after a move.
    pub fn of(desk: &Desk, dossier: &Dossier, course: &Course) -> Self {
        Self {
            application: dossier.id,
            sequence: dossier.state.sequence,
            status: name_of(&status::application(&dossier.state)),
            tasks: desk.tasks_of(dossier, course),
        }
    }
}
