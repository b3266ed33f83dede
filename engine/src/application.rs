//! One application (办件) of a plan: the state machine that every host drives.
//!
//! A [`program::Program`] is the process of a plan in one way, compiled flat. An [`state::Application`] is a
//! fold of [`event::Event`]s over it. [`decide`](decide::decide) is the only place that knows rules,
//! [`apply`](apply::apply) the only place that writes state, [`effects`](effects::effects) says what the
//! world is owed. Nothing here reads a clock: the moment of a command is in its [`command::Envelope`].

pub mod apply;
pub mod asked;
mod clock;
pub mod command;
pub mod decide;
mod draft;
pub mod effect;
pub mod effects;
pub mod event;
pub mod invariants;
pub mod memo;
pub mod moment;
pub mod office;
pub mod program;
pub mod rejection;
pub mod state;
pub mod status;
mod stored;
#[cfg(test)]
mod tests;
mod validate;
pub mod waiting;

pub use apply::apply;
pub use asked::{Asked, asked};
pub use command::{Actor, Command, Envelope, Key, Submission, Wanted};
pub use decide::{Sink, decide, turn};
pub use effect::{Effect, EffectKind};
pub use effects::effects;
pub use event::{Event, EventKind};
pub use invariants::{Violation, invariants};
pub use moment::Moment;
pub use program::{FactId, ItemIndex, Program, StepId};
pub use rejection::Rejection;
pub use state::{Application, CallId, TaskId, TimerId};
pub use status::{ApplicationStatus, ItemStatus};
pub use waiting::{Waiting, waiting};
