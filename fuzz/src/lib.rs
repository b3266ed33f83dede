//! What the fuzz targets stand on: the shipped library, the laws every reading keeps, edit scripts, and a
//! small world for expressions. Run one with `cargo fuzz run --sanitizer none TARGET`; a seed is a file under
//! `corpus/TARGET/`.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod findings;
pub mod library;
pub mod script;
pub mod world;
