//! Derivation: from the facts of a scenario to what a plan comes to. Each step is a pure function over one
//! [`way::Way`] through the scenario and explains itself:
//! [`applicable`] items → [`requirement`]s → minimal [`ask`] (over [`supply`], solved by [`horn`]) →
//! [`order`] → [`route`] → [`count`]; [`derive`] joins them, [`summary`] gathers all ways.

pub mod applicable;
pub mod ask;
pub mod count;
pub mod derive;
pub mod expectation;
pub mod explain;
pub mod fallback;
pub mod figure;
pub mod flow;
pub mod grounding;
pub mod horn;
pub mod levers;
pub mod offer;
pub mod order;
pub mod requirement;
pub mod roles;
pub mod route;
pub mod situations;
pub mod summary;
pub mod supply;
pub mod supply_index;
pub mod truth;
pub mod way;
