//! Authoring: source text becomes a checked [`model::Scenario`] over a [`model::Catalogue`].

pub mod check;
pub mod diagnostic;
pub mod facts;
pub mod grammar;
pub mod identifiers;
pub mod lower;
pub mod model;
pub mod source;
pub mod syntax;
pub mod synthetic;
pub mod text;
