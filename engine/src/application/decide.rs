//! Decides commands: the only place that knows rules. One verb a file.

use super::command::Envelope;
use super::event::Event;
use super::program::Program;
use super::rejection::Rejection;
use super::state::Application;

/// Takes the events of a turn, in order.
pub trait Sink {
    /// Takes one.
    fn take(&mut self, event: Event);
}

impl Sink for Vec<Event> {
    fn take(&mut self, event: Event) {
        self.push(event);
    }
}

/// The events that a command brings about.
///
/// # Errors
/// Why it is not taken.
pub fn decide(
    program: &Program,
    application: &Application,
    envelope: &Envelope,
) -> Result<Vec<Event>, Rejection> {
    let mut state = application.clone();
    let mut events = Vec::new();
    turn(program, &mut state, envelope, &mut events)?;
    Ok(events)
}

/// The same in place: writes the events to the state as well as to a sink. A rejection leaves both untouched.
///
/// # Errors
/// Why the command is not taken.
pub fn turn(
    program: &Program,
    application: &mut Application,
    envelope: &Envelope,
    sink: &mut impl Sink,
) -> Result<(), Rejection> {
    let _ = (program, application, envelope, sink);
    Err(Rejection::NotOpened)
}
