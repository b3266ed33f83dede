//! Tables and laws of the machine.

mod drive;
mod laws;
mod table;
mod values;
mod world;
