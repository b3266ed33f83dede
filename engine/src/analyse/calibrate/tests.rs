//! What is known beforehand must come out: parameters of drawn lengths, a log of the simulator itself, hostile text.

mod families;
mod reading;
mod simulated;
mod written;
mod xes;
