//! What the world is owed for an event.

use super::effect::Effect;
use super::event::Event;
use super::program::Program;
use super::state::Application;

/// The effects of one event; `application` is the state after the turn that it belongs to.
pub fn effects(program: &Program, application: &Application, event: &Event) -> Vec<Effect> {
    let _ = (program, application, event);
    Vec::new()
}
