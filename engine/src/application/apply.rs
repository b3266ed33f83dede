//! Writes events to the state: the only place that does. Total, without rules.

use super::event::Event;
use super::state::Application;

/// Writes one event to the state.
pub fn apply(application: &mut Application, event: &Event) {
    application.sequence = event.sequence;
    application.at = event.at;
}
