//! The facts that simulation alone reads.

use super::{Facts, expression, numbers};
use crate::scenario::model::{Arrivals, Simulation};

pub(super) fn simulation(facts: &mut Facts, simulation: &Simulation) {
    match &simulation.arrivals {
        None => {}
        Some(Arrivals::Poisson { per_day, hours, weekdays, months }) => {
            facts.put("simulation.arrivals.per_day", per_day.to_string());
            let hours = hours.as_deref().map(|weights| &weights[..]);
            let weekdays = weekdays.as_deref().map(|weights| &weights[..]);
            let months = months.as_deref().map(|weights| &weights[..]);
            for (key, weights) in [("hours", hours), ("weekdays", weekdays), ("months", months)] {
                if let Some(weights) = weights {
                    facts.put(format!("simulation.arrivals.{key}"), numbers(weights));
                }
            }
        }
        Some(Arrivals::Renewal(between)) => facts.put("simulation.arrivals.between", between.to_string()),
        Some(Arrivals::Observed(file)) => facts.put("simulation.arrivals.times", file),
    }
    for (number, condition) in (1..).zip(&simulation.priority) {
        facts.put(format!("simulation.priority.{number}"), expression(condition));
    }
    let Some(applicant) = &simulation.applicant else { return };
    for (key, time) in [("travel", &applicant.travel), ("counter_wait", &applicant.counter_wait)] {
        if let Some(time) = time {
            facts.put(format!("simulation.applicant.{key}"), time.to_string());
        }
    }
    if let Some(per_hour) = applicant.per_hour {
        facts.put("simulation.applicant.per_hour", per_hour.to_string());
    }
}
