//! Laws of populations, over the shipped scenario and its ways.

use super::{Population, values};
use crate::check;
use crate::expression::Value;
use crate::plan::grounding::Grounding;
use crate::plan::way::{Way, enumerate};
use crate::scenario::identifiers::{is_credit_code, read_id_number};
use crate::scenario::model::{ElementId, Scenario};
use jiff::civil::{Date, date};
use std::sync::Arc;

const TODAY: Date = date(2026, 3, 2);

fn newborn() -> Arc<Scenario> {
    let checked = check::check(
        ("scenario.yaml", include_bytes!("../../../scenarios/newborn-birth/scenario.yaml")),
        &[
            ("zibo.yaml", include_bytes!("../../../scenarios/catalogue/zibo.yaml")),
            ("holidays-cn.yaml", include_bytes!("../../../scenarios/catalogue/holidays-cn.yaml")),
        ],
    );
    assert!(!checked.has_errors());
    checked.scenario.unwrap()
}

fn value(grounding: &Grounding<'_>, population: &Population, name: &str) -> String {
    let (party, element) = name.split_once('.').unwrap();
    let id = grounding.ids().find(|i| grounding.name(*i) == party).unwrap();
    let kind = &grounding.party(id).unwrap().kind;
    let catalogue = &grounding.scenario().catalogue;
    let element = catalogue.elements.get_index_of(&*format!("{kind}.{element}")).unwrap();
    values::write(population.value(id, ElementId::from(element)).unwrap())
}

#[test]
fn people_are_coherent() {
    let scenario = newborn();
    let way = Way::base(&scenario);
    let grounding = Grounding::new(&scenario, &way);
    for seed in 0..50 {
        let population = Population::new(&grounding, seed, TODAY, &[]);
        let get = |name: &str| value(&grounding, &population, name);
        for (person, male) in [("mother", false), ("father", true)] {
            let (born, is_male) = read_id_number(&get(&format!("{person}.id_number"))).unwrap();
            assert_eq!(is_male, male);
            assert_eq!(born.to_string(), get(&format!("{person}.birth_date")));
            assert!(get(&format!("{person}.phone")).len() == 11);
        }
        let child = read_id_number(&get("child.id_number")).unwrap().0;
        assert_eq!(child.to_string(), get("child.birth_date"));
        assert_eq!(get("child.name").chars().next(), get("father.name").chars().next());
        assert_eq!(get("home.address"), get("mother.address"));
        assert_eq!(get("home.head_name"), get("mother.name"));
        assert_eq!(get("child.address"), get("home.address"));
    }
}

#[test]
fn the_answers_of_a_way_are_true_of_its_people() {
    let scenario = newborn();
    let mut contradictory = 0;
    let ways = enumerate(&scenario, scenario.applicants().next().unwrap());
    let ways: Vec<_> = ways.into_iter().step_by(37).collect();
    assert!(ways.len() > 10);
    for weighted in &ways {
        let grounding = Grounding::new(&scenario, &weighted.way);
        let population = Population::new(&grounding, 1, TODAY, &[]);
        for id in population.contradictions() {
            // A mother who applies collects herself: her sex is no choice.
            assert_eq!(&*scenario.situation(*id).unwrap().id, "collected_by");
            contradictory += 1;
        }
    }
    assert!(contradictory < ways.len(), "some ways agree wholly");
}

#[test]
fn given_values_stand_and_the_rest_follows_them() {
    let scenario = newborn();
    let way = Way::base(&scenario);
    let grounding = Grounding::new(&scenario, &way);
    let mother = grounding.ids().find(|i| grounding.name(*i) == "mother").unwrap();
    let id_number = scenario.catalogue.elements.get_index_of("person.id_number").unwrap();
    let number: Value = Value::Text("11010519491231002X".into());
    let given = [(mother, ElementId::from(id_number), number)];
    let population = Population::new(&grounding, 3, TODAY, &given);
    assert_eq!(value(&grounding, &population, "mother.id_number"), "11010519491231002X");
    assert_eq!(value(&grounding, &population, "mother.birth_date"), "1949-12-31");
}

#[test]
fn one_seed_gives_one_population() {
    let scenario = newborn();
    let way = Way::base(&scenario);
    let grounding = Grounding::new(&scenario, &way);
    let make = |seed| Population::new(&grounding, seed, TODAY, &[]).values;
    assert_eq!(make(9), make(9));
    assert_ne!(make(9), make(10));
}

#[test]
fn values_at_the_bounds_are_valid() {
    let scenario = newborn();
    for element in scenario.catalogue.elements.values() {
        for value in values::boundary(element, &scenario.catalogue, TODAY) {
            let text = values::write(&value);
            assert_eq!(
                values::read(&element.ty, &text, &scenario.catalogue),
                Some(value),
                "{} {text}",
                element.name
            );
            assert!(element.max.is_none_or(|max| text.chars().count() <= max as usize));
        }
    }
    assert!(!is_credit_code("91330100799655058"));
}
