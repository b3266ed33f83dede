//! All ways of a model with their chances, by plain enumeration (rules 16 to 20).

use super::model::Model;

/// Chosen answers, one set of bits a question, and their chance.
pub type Weighted = (Vec<u64>, f64);

/// All ways with a chance above 0, after `never`; chances sum to 1.
pub fn ways(model: &Model) -> Vec<Weighted> {
    let mut ways: Vec<Weighted> = vec![(Vec::new(), 1.0)];
    for question in model.questions() {
        let mut longer = Vec::new();
        for (answers, chance) in &ways {
            let weights = match question.conditional {
                Some((when, weights)) if when.holds(answers) => weights,
                _ => &question.weights,
            };
            let sets: Vec<u64> = match question.several {
                true => (0..1 << question.answers).collect(),
                false => (0..question.answers).map(|a| 1 << a).collect(),
            };
            for set in sets {
                let one = |a: usize| match (question.several, set >> a & 1 == 1) {
                    (_, true) => weights[a],
                    (true, false) => 1.0 - weights[a],
                    (false, false) => 1.0,
                };
                let share: f64 = (0..question.answers).map(one).product();
                if share > 0.0 {
                    longer.push(([answers.clone(), vec![set]].concat(), chance * share));
                }
            }
        }
        ways = longer;
    }
    ways.retain(|(answers, _)| model.never.as_ref().is_none_or(|never| !never.holds(answers)));
    let total: f64 = ways.iter().map(|(_, chance)| chance).sum();
    ways.iter_mut().for_each(|(_, chance)| *chance /= total);
    ways
}

/// Whether an answer ends the way.
pub fn stops(model: &Model, answers: &[u64]) -> bool {
    model.questions().iter().zip(answers).any(|(q, set)| q.stops.is_some_and(|a| set >> a & 1 == 1))
}
