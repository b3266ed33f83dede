//! The host over the shipped scenario.
