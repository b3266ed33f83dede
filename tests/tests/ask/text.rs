//! A model as the YAML text of a catalogue and a scenario.

use super::model::{Cond, Datum, Element, Filler, Item, Known, Model, Party, RoleDatum, Situation, Who};
use std::fmt::Write;

/// The catalogue file.
pub fn catalogue(model: &Model) -> String {
    let mut text = String::from(
        "onething: 1\nkind: catalogue\nid: city\nsource: assumed\n\
         departments:\n  d0: { level: city, staff: { clerk: 1 } }\n\
         elements:\n",
    );
    for kind in ["person", "household", "couple"] {
        let of: Vec<&Element> = model.elements.iter().filter(|e| e.kind.to_string() == kind).collect();
        if !of.is_empty() {
            writeln!(text, "  {kind}:").unwrap();
        }
        of.iter().for_each(|e| element(model, e, &mut text));
    }
    text.push_str("systems:\n  portal: { department: d0 }\n  register:\n    department: d0\n    services:\n");
    for service in &model.services {
        let about: Vec<String> = service
            .roles
            .iter()
            .map(|role| {
                let each = if role.each { "each " } else { "" };
                match &role.filler {
                    Filler::Kind(kind) => format!("{}: {each}{kind}", role.name),
                    Filler::Related(relation, start) => {
                        format!("{}: {each}{relation} of {}", role.name, service.roles[*start].name)
                    }
                }
            })
            .collect();
        let names: Vec<&str> = service.roles.iter().map(|r| r.name).collect();
        let (given, returns) = (data(model, &names, &service.given), data(model, &names, &service.returns));
        let about = about.join(", ");
        writeln!(
            text,
            "      {}: {{ about: {{ {about} }}, given: [{given}], returns: [{returns}] }}",
            service.name
        )
        .unwrap();
    }
    text.push_str("materials:\n");
    for material in &model.materials {
        writeln!(text, "  {}: {{ about: {} }}", material.name, material.kind).unwrap();
    }
    if !model.licences.is_empty() {
        text.push_str("licences:\n");
    }
    for licence in &model.licences {
        let given = data(model, &["holder"], &licence.given);
        let mut line = format!("holder: {}, given: [{given}], system: portal", licence.kind);
        if !licence.returns.is_empty() {
            write!(line, ", returns: [{}]", data(model, &["holder"], &licence.returns)).unwrap();
        }
        if !licence.stands_for.is_empty() {
            let names: Vec<&str> = licence.stands_for.iter().map(|m| &*model.materials[*m].name).collect();
            write!(line, ", stands_for: [{}]", names.join(", ")).unwrap();
        }
        writeln!(text, "  {}: {{ {line} }}", licence.name).unwrap();
    }
    text
}

fn element(model: &Model, element: &Element, text: &mut String) {
    let ty = if element.choice { "{ one_of: [a0, a1] }" } else { "number" };
    let never = if element.never { ", ask: never" } else { "" };
    let from: Vec<&str> = element.computed.iter().map(|e| &*model.elements[*e].name).collect();
    let computed =
        if from.is_empty() { String::new() } else { format!(", computed: '{}'", from.join(" + ")) };
    writeln!(text, "    {}: {{ type: {ty}{never}{computed} }}", element.name).unwrap();
}

fn data(model: &Model, roles: &[&str], data: &[RoleDatum]) -> String {
    let name = |d: &RoleDatum| {
        let path = d.path.map(|p| format!("{p}.")).unwrap_or_default();
        format!("{}.{path}{}", roles[d.role], model.elements[d.element].name)
    };
    data.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// The scenario file.
pub fn scenario(model: &Model) -> String {
    let mut text =
        String::from("onething: 1\nkind: scenario\nid: drawn\nsource: assumed\ncatalogue: city\npeople:\n");
    model.people.iter().for_each(|p| party(model, p, &mut text));
    let signed: Vec<String> = model.sign_in.iter().map(|d| datum(model, *d)).collect();
    writeln!(text, "sign_in: [{}]", signed.join(", ")).unwrap();
    if !model.situations.is_empty() {
        text.push_str("situations:\n");
    }
    for (at, facts) in model.situations.iter().enumerate() {
        situation(model, at, facts, &mut text);
    }
    if let Some(never) = &model.never {
        writeln!(text, "never: ['{}']", cond(model, never)).unwrap();
    }
    if let Some((field, material)) = model.costs {
        writeln!(text, "costs: {{ field: {field}, material: {material} }}").unwrap();
    }
    if !model.facts.is_empty() {
        text.push_str("facts:\n");
    }
    for fact in &model.facts {
        let when = fact.when.as_ref().map(|c| format!(", when: '{}'", cond(model, c))).unwrap_or_default();
        let (of, from) = (datum(model, fact.of), datum(model, fact.from));
        writeln!(text, "  {of}: {{ computed: '{from}'{when} }}").unwrap();
    }
    text.push_str("items:\n");
    for (at, facts) in model.items.iter().enumerate() {
        item(model, at, facts, &mut text);
    }
    plan(model, &mut text);
    text
}

fn party(model: &Model, party: &Party, text: &mut String) {
    let mut keys = Vec::new();
    if party.kind.to_string() != "person" {
        keys.push(format!("is: {}", party.kind));
    }
    if party.applicant {
        keys.push("applicant: true".to_owned());
    }
    for (relation, targets) in &party.relations {
        let target = |(of, when): &(usize, Option<Cond>)| match when {
            None => model.people[*of].name.clone(),
            Some(c) => format!("{}: '{}'", model.people[*of].name, cond(model, c)),
        };
        let targets: Vec<String> = targets.iter().map(target).collect();
        let targets = targets.join(", ");
        keys.push(if targets.contains(':') {
            format!("{relation}: {{ {targets} }}")
        } else {
            format!("{relation}: {targets}")
        });
    }
    if let Some(many) = &party.many {
        keys.push(format!("many: {}..{}, weights: {:?}", many.min, many.max, many.weights));
        keys.extend(many.count_from.map(|s| format!("count_from: register.{}", model.services[s].name)));
    }
    keys.extend(party.when.as_ref().map(|c| format!("when: '{}'", cond(model, c))));
    writeln!(text, "  {}: {{ {} }}", party.name, keys.join(", ")).unwrap();
}

fn situation(model: &Model, at: usize, facts: &Situation, text: &mut String) {
    let mut keys = Vec::new();
    if facts.ask {
        keys.push(format!("ask: {{ zh: 第{at}问, en: question {at} }}"));
    }
    let answers: Vec<String> = (0..facts.answers).map(|a| format!("a{a}")).collect();
    let answers = answers.join(", ");
    let found = |service: usize| format!("found(register.{})", model.services[service].name);
    match &facts.known {
        Some(Known::Field(of)) => {
            let name = datum(model, *of);
            keys.push(format!("ask_field: {name}, answers: {{ a0: '{name} = 1', a1: otherwise }}"));
        }
        _ if facts.several => keys.push(format!("any_of: [{answers}]")),
        _ => keys.push(format!("answers: [{answers}]")),
    }
    keys.extend(match &facts.known {
        None | Some(Known::Field(_)) => None,
        Some(Known::Element(of)) => Some(format!("known_from: {}", datum(model, *of))),
        Some(Known::Read(of, earlier)) => {
            let mut tests: Vec<String> = of.iter().map(|d| is_one(model, *d)).collect();
            tests.extend(earlier.map(|s| cond(model, &Cond::Is(s, 0))));
            Some(format!("known_from: {{ a0: '{}' }}", tests.join(" and ")))
        }
        Some(Known::Found(service)) => Some(format!("known_from: {{ a0: {} }}", found(*service))),
        Some(Known::FoundAndRead(service, of)) => {
            Some(format!("known_from: {{ a0: '{} and {}' }}", found(*service), is_one(model, *of)))
        }
    });
    keys.push(match &facts.conditional {
        None => format!("weights: {:?}", facts.weights),
        Some((when, weights)) => {
            let when = cond(model, when);
            let rest = &facts.weights;
            format!("weights: [{{ when: '{when}', weights: {weights:?} }}, {{ weights: {rest:?} }}]")
        }
    });
    keys.extend(facts.stops.map(|a| format!("stops: {{ a{a}: {{ zh: 不能办, en: cannot }} }}")));
    writeln!(text, "  s{at}: {{ {} }}", keys.join(", ")).unwrap();
}

/// A test of a datum's value; of every member's where there are several.
fn is_one(model: &Model, of: Datum) -> String {
    let several = matches!(of.who, Who::Party(p) if model.people[p].many.is_some());
    let value = if model.elements[of.element].choice { "\"a0\"" } else { "1" };
    let name = datum(model, of);
    if several { format!("(every v in {name} satisfies v = {value})") } else { format!("{name} = {value}") }
}

fn item(model: &Model, at: usize, item: &Item, text: &mut String) {
    writeln!(text, "  i{at}:\n    department: d0\n    limit: {{ promised: 1wd }}").unwrap();
    if let Some(party) = item.each {
        writeln!(text, "    each: {}", model.people[party].name).unwrap();
    }
    if let Some(when) = &item.when {
        writeln!(text, "    when: '{}'", cond(model, when)).unwrap();
    }
    if let Some(chosen) = item.optional {
        writeln!(text, "    optional: true\n    chosen: {chosen}").unwrap();
    }
    if !item.after.is_empty() {
        let after: Vec<String> = item.after.iter().map(|a| format!("i{a}")).collect();
        writeln!(text, "    after: [{}]", after.join(", ")).unwrap();
    }
    let document =
        |who: Who, material: usize| format!("{}.{}", name(model, who), model.materials[material].name);
    let fields: Vec<String> = item.fields.iter().map(|(d, c)| need(model, datum(model, *d), c)).collect();
    let materials: Vec<String> =
        item.materials.iter().map(|(d, c)| need(model, document(d.who, d.material), c)).collect();
    writeln!(text, "    needs: {{ fields: [{}], materials: [{}] }}", fields.join(", "), materials.join(", "))
        .unwrap();
    let fields: Vec<String> = item.gives_fields.iter().map(|d| datum(model, *d)).collect();
    let materials: Vec<String> = item.gives_materials.iter().map(|d| document(d.who, d.material)).collect();
    let licence = |(who, l): &(Who, usize)| format!("{}.{}", name(model, *who), model.licences[*l].name);
    let licences: Vec<String> = item.gives_licences.iter().map(licence).collect();
    writeln!(
        text,
        "    gives: {{ fields: [{}], materials: [{}], licences: [{}] }}\n    steps:\n      - accept: {{ role: clerk, takes: 1min }}",
        fields.join(", "),
        materials.join(", "),
        licences.join(", ")
    )
    .unwrap();
    if let Some(when) = &item.step_when {
        writeln!(text, "      - look: {{ role: clerk, takes: 1min, when: '{}' }}", cond(model, when))
            .unwrap();
    }
}

fn plan(model: &Model, text: &mut String) {
    text.push_str("plans:\n  joint:\n    measures:\n      - one_form\n      - one_set\n");
    if model.signs_in {
        text.push_str("      - sign_in: portal\n");
    }
    let shared: Vec<String> = model
        .share_order
        .iter()
        .filter_map(|s| {
            let service = &model.services[*s];
            service.shared.as_ref().map(|when| need(model, format!("register.{}", service.name), when))
        })
        .collect();
    if !shared.is_empty() {
        writeln!(text, "      - share: [{}]", shared.join(", ")).unwrap();
    }
    let listed =
        model.licences.iter().filter_map(|l| l.listed.as_ref().map(|c| need(model, l.name.clone(), c)));
    let listed: Vec<String> = listed.collect();
    if !listed.is_empty() {
        writeln!(text, "      - licences: [{}]", listed.join(", ")).unwrap();
    }
    if model.results {
        text.push_str("      - results: reuse\n");
    }
    text.push_str("      - parallel\n");
    if let Some(needs) = &model.deliver {
        let needs: Vec<String> = needs.iter().map(|(d, c)| need(model, datum(model, *d), c)).collect();
        writeln!(text, "      - deliver: {{ together: true, needs: [{}] }}", needs.join(", ")).unwrap();
    }
}

/// `name`, or `{ name: { when: … } }`.
fn need(model: &Model, name: String, when: &Option<Cond>) -> String {
    match when {
        None => name,
        Some(c) => format!("{{ {name}: {{ when: '{}' }} }}", cond(model, c)),
    }
}

fn name(model: &Model, who: Who) -> &str {
    match who {
        Who::Applicant => "applicant",
        Who::Party(party) => &model.people[party].name,
    }
}

fn datum(model: &Model, of: Datum) -> String {
    format!("{}.{}", name(model, of.who), model.elements[of.element].name)
}

/// A condition as an expression.
pub fn cond(model: &Model, condition: &Cond) -> String {
    let several = |s: usize| model.situations[s].several;
    match condition {
        Cond::Is(s, a) if several(*s) => format!("\"a{a}\" in s{s}"),
        Cond::Not(s, a) if several(*s) => format!("not(\"a{a}\" in s{s})"),
        Cond::Is(s, a) => format!("s{s} = \"a{a}\""),
        Cond::Not(s, a) => format!("s{s} != \"a{a}\""),
        Cond::And(one, other) => format!("({}) and ({})", cond(model, one), cond(model, other)),
        Cond::Or(one, other) => format!("({}) or ({})", cond(model, one), cond(model, other)),
    }
}
