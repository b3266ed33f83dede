//! Tables and values of the machine; its laws are tested over whole scenarios, in the crate `tests`.

mod owned;
mod reference;
mod table;
mod values;
