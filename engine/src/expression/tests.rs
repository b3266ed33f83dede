//! Properties of the language. What single expressions come to is told by the case files of the tests crate.

mod generate;
mod laws;
mod limits;
mod typed;
mod world;
