//! Small cases that can be read.

use super::super::{Askable, Atom, Lack, Problem, Rule, Supply, UnmetRule, derivation, solve, why_asked};

fn service(body: &[Atom], heads: &[Atom]) -> Rule {
    Rule { body: body.to_vec(), heads: heads.to_vec(), calls: 1, needs_item: false }
}

fn field(atom: Atom) -> Askable {
    Askable { atom, cost: 1, question: false }
}

// 0 mother.id_number (from sign-in), 1 father.id_number, 2 father.name, 3 child.name, 4 household.number.
fn newborn() -> Problem {
    Problem {
        atoms: 5,
        rules: vec![service(&[0], &[1]), service(&[1], &[2, 4])],
        given: vec![0],
        goals: vec![2, 3, 4],
        askable: vec![field(1), field(2), field(3), field(4)],
    }
}

#[test]
fn only_what_no_service_knows_is_asked() {
    let problem = newborn();
    let solution = solve(&problem, 1000).unwrap();
    assert_eq!(solution.asked, [3]);
    let derived = derivation(&problem, &solution.asked);
    assert_eq!(derived.chain(2), [0, 1]);
    assert_eq!(derived.supply(0), Some(Supply::Given));
    assert_eq!(derived.supply(3), Some(Supply::Asked));
    assert_eq!(derived.supply(4), Some(Supply::Rule(1)));
    assert_eq!(derived.rules_used_for(&[2, 3, 4]), [0, 1]);
}

#[test]
fn one_key_is_asked_rather_than_two_values() {
    let problem = Problem { given: vec![], ..newborn() };
    let solution = solve(&problem, 1000).unwrap();
    assert_eq!(solution.asked, [1, 3]);
    let why = why_asked(&problem, &solution.asked, 1);
    assert_eq!(why.goals, [2, 4]);
    assert_eq!(why.rules, [UnmetRule { rule: 0, lacks: vec![0] }]);
}

#[test]
fn a_material_is_asked_only_when_five_fields_would_cost_more() {
    for fields in 4..=6u32 {
        let material = fields;
        let problem = Problem {
            atoms: fields + 1,
            rules: vec![service(&[material], &(0..fields).collect::<Vec<_>>())],
            given: vec![],
            goals: (0..fields).collect(),
            askable: (0..fields).map(field).chain([Askable { cost: 5, ..field(material) }]).collect(),
        };
        // At five the cost is the same, and the fields stand earlier.
        let expected = if fields > 5 { vec![material] } else { (0..fields).collect() };
        assert_eq!(solve(&problem, 1000).unwrap().asked, expected);
    }
}

#[test]
fn a_question_gives_way_to_a_field_of_the_same_cost() {
    let mut problem = Problem {
        atoms: 3,
        rules: vec![service(&[0], &[2]), service(&[1], &[2])],
        given: vec![],
        goals: vec![2],
        askable: vec![Askable { question: true, ..field(0) }, field(1)],
    };
    assert_eq!(solve(&problem, 1000).unwrap().asked, [1]);
    problem.askable[0].question = false;
    assert_eq!(solve(&problem, 1000).unwrap().asked, [0]);
}

#[test]
fn two_services_that_need_each_other_prove_nothing() {
    let problem = Problem {
        atoms: 3,
        rules: vec![service(&[0], &[1]), service(&[1], &[0]), service(&[1], &[2])],
        given: vec![],
        goals: vec![2],
        askable: vec![],
    };
    let lost = solve(&problem, 1000).unwrap_err().goals;
    assert_eq!(lost.len(), 1);
    assert_eq!(lost[0].lacks, [Lack { atom: 1, circular: true }]);
    assert_eq!(lost[0].chain, [2]);
    let asked = solve(&Problem { askable: vec![field(0)], ..problem }, 1000).unwrap().asked;
    assert_eq!(asked, [0]);
}

#[test]
fn a_lost_goal_names_the_source_that_nobody_supplies() {
    let mut problem = Problem { given: vec![], askable: vec![field(3)], ..newborn() };
    problem.goals = vec![4, 3, 4];
    let lost = solve(&problem, 1000).unwrap_err().goals;
    assert_eq!(lost.len(), 1);
    assert_eq!((lost[0].goal, lost[0].chain.as_slice()), (4, [0, 1].as_slice()));
    assert_eq!(lost[0].lacks, [Lack { atom: 0, circular: false }]);
}

#[test]
fn a_supply_without_an_item_wins_then_fewest_calls_then_order() {
    let rule = |body: &[Atom], calls, needs_item| Rule { calls, needs_item, ..service(body, &[3]) };
    let supply = |rules: Vec<Rule>| {
        let problem = Problem { atoms: 4, rules, given: vec![0], goals: vec![3], askable: vec![] };
        derivation(&problem, &[]).supply(3)
    };
    let direct = |calls, needs_item| rule(&[0], calls, needs_item);
    assert_eq!(supply(vec![direct(0, true), direct(9, false)]), Some(Supply::Rule(1)));
    assert_eq!(supply(vec![direct(2, false), direct(1, false)]), Some(Supply::Rule(1)));
    assert_eq!(supply(vec![direct(1, false), direct(1, false)]), Some(Supply::Rule(0)));
    let detour = vec![rule(&[1], 1, false), service(&[0], &[1]), direct(1, false)];
    assert_eq!(supply(detour), Some(Supply::Rule(2)));
}

#[test]
fn independent_needs_are_solved_apart() {
    // Forty triangles, each with a choice of two in three: searched together they would be 3^40 ways.
    let mut problem = Problem { atoms: 240, ..Problem::default() };
    for base in (0..240).step_by(6) {
        for (one, other, goal) in [(0, 1, 3), (1, 2, 4), (0, 2, 5)] {
            problem.rules.push(service(&[base + one], &[base + goal]));
            problem.rules.push(service(&[base + other], &[base + goal]));
            problem.goals.push(base + goal);
        }
        problem.askable.extend([field(base), field(base + 1), field(base + 2)]);
    }
    let solution = solve(&problem, 2000).unwrap();
    assert!(solution.optimal && solution.first_of_ties);
    let expected: Vec<Atom> = (0..240).filter(|atom| atom % 6 < 2).collect();
    assert_eq!(solution.asked, expected);
}
