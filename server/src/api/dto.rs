//! Shapes of the wire. Keys are snake_case; labels have both languages, so that a page can change its language
//! without asking again.

pub mod absence;
pub mod applicant;
pub mod application;
pub mod behaviour;
pub mod check;
pub mod clock;
pub mod compare;
pub mod count;
pub mod delivery;
pub mod draft;
pub mod edit;
pub mod figure;
pub mod form;
pub mod graph;
pub mod migration;
pub mod moved;
pub mod names;
pub mod organisation;
pub mod overview;
pub mod page;
pub mod parameters;
pub mod person;
pub mod problem;
pub mod scenario;
pub mod simulation;
pub mod source;
pub mod store;
pub mod story;
pub mod task;
pub mod tests;
pub mod text;
pub mod token;
pub mod version;
pub mod work;
pub mod worker;
