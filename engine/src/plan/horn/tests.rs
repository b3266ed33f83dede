//! What holds of the solver, on small problems where every subset can be tried.

mod brute;
mod examples;
mod generate;
mod hostile;
mod laws;
mod optimum;
