//! Items, and a scenario that uses twelve of them.

use super::catalogue::{header, kind, material_kind, push};
use super::{DEPARTMENTS, ITEMS, KINDS, MATERIALS, SYSTEMS, element, popular, several};
use crate::random::Random;

pub(super) fn items(random: &mut Random) -> String {
    let mut text = header("items", "事项", "Items");
    push(&mut text, format_args!("items:"));
    for item in 0..ITEMS {
        item_text(random, item, &mut text);
    }
    text
}

fn item_text(random: &mut Random, item: usize, text: &mut String) {
    let department = item % DEPARTMENTS;
    let statutory = random.between(2, 20);
    let promised = random.between(0, statutory);
    // A system of the item's own department.
    let system = department + DEPARTMENTS * random.below(SYSTEMS / DEPARTMENTS);
    push(
        text,
        format_args!(
            "  i{item}:\n    title: {{ zh: 事项{item}, en: Item {item} }}\n    department: d{}\n    system: s{system}",
            department + 1
        ),
    );
    push(
        text,
        format_args!(
            "    limit: {{ statutory: {statutory}wd, promised: {promised}wd }}\n    needs:\n      fields:"
        ),
    );
    // An item is about one thing, and about the person who applies.
    let about = kind(random);
    let person = &KINDS[0];
    let few = random.between(1, 6);
    let fields = several(random, few, person.elements);
    push(text, format_args!("        person: [{}]", names(person.name, &fields)));
    if about.name != person.name {
        let many = random.between(2, 12);
        push(
            text,
            format_args!(
                "        {}: [{}]",
                about.name,
                names(about.name, &several(random, many, about.elements))
            ),
        );
    }
    let mut materials = Vec::new();
    for _ in 0..random.between(1, 6) {
        let material = popular(random, MATERIALS);
        let name = material_kind(material).name;
        let line = format!("{name}.m{material}");
        if (name == person.name || name == about.name) && !materials.contains(&line) {
            materials.push(line);
        }
    }
    if !materials.is_empty() {
        push(text, format_args!("      materials: [{}]", materials.join(", ")));
    }
    push(text, format_args!("    steps:\n      - accept: {{ role: clerk, takes: 10min }}"));
    let correct = random.below(10) as f64 / 100.0;
    push(
        text,
        format_args!(
            "      - review: {{ role: officer, takes: {{ triangular: [3min, 10min, 60min] }}, outcome: {{ approve: {:.2}, correct: {correct:.2} }} }}",
            1.0 - correct
        ),
    );
    if random.unit() < 0.3 {
        push(text, format_args!("      - inspect: {{ special: inspection, role: officer, takes: 2h }}"));
    }
    if random.unit() < 0.6 {
        push(text, format_args!("      - issue: {{ role: clerk, takes: 5min }}"));
    }
    push(text, format_args!("    visits: {{ apply: 1, collect: {} }}", random.below(2)));
}

fn names(kind: &str, ranks: &[usize]) -> String {
    let facts = KINDS.iter().find(|k| k.name == kind);
    let all: Vec<String> = ranks.iter().filter_map(|r| Some(element(facts?, *r))).collect();
    all.join(", ")
}

/// A scenario over the city: twelve items, one of each of twelve departments.
pub(super) fn scene(random: &mut Random) -> String {
    let mut text = "onething: 1\nkind: scenario\nid: city-scene\ntitle: { zh: 合成城市的一件事, en: A one-thing of the synthetic city }\nsource: assumed\ncatalogue: [base, systems_1, systems_2, systems_3, systems_4, papers, items]\n\npeople:\n".to_owned();
    for kind in &KINDS {
        let applicant = if kind.name == "person" { "applicant: true" } else { &format!("is: {}", kind.name) };
        push(&mut text, format_args!("  {}: {{ {applicant} }}", kind.name));
    }
    push(&mut text, format_args!("sign_in: [applicant.id_number]\n\nsituations:"));
    push(
        &mut text,
        format_args!(
            "  size: {{ ask: {{ zh: 规模多大？, en: How large? }}, answers: [small, large], weights: [0.8, 0.2] }}"
        ),
    );
    push(&mut text, format_args!("\nitems:"));
    for number in 0..12 {
        let item = number + DEPARTMENTS * random.below(ITEMS / DEPARTMENTS);
        let when = if number == 11 { ", when: size = \"large\"" } else { "" };
        push(&mut text, format_args!("  item_{}: {{ use: i{item}{when} }}", number + 1));
    }
    text.push_str("\nplans:\n  separate: { title: { zh: 分头办, en: One by one } }\n  joint:\n    title: { zh: 联办, en: Jointly }\n    measures: [one_form, one_set, sign_in: identity, share: all, licences: all, results: reuse, parallel, online]\n");
    text
}
