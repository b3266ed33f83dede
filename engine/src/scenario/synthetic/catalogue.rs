//! Departments, elements, systems, services, materials, licences.

use super::{
    DEPARTMENTS, File, KINDS, Kind, LICENCES, MATERIALS, SERVICES_PER_SYSTEM, SYSTEMS, element, popular,
    several,
};
use crate::random::Random;
use std::fmt::Write;

/// Files of systems; several, so that they can be read side by side.
const SYSTEM_FILES: usize = 4;

pub(super) fn files(random: &mut Random) -> Vec<File> {
    let mut files = vec![("catalogue/base.yaml".to_owned(), base())];
    let each = SYSTEMS.div_ceil(SYSTEM_FILES);
    for file in 0..SYSTEM_FILES {
        let systems = file * each..((file + 1) * each).min(SYSTEMS);
        files
            .push((format!("catalogue/systems_{}.yaml", file + 1), self::systems(random, file + 1, systems)));
    }
    files.push(("catalogue/papers.yaml".to_owned(), papers(random)));
    files
}

pub(super) fn header(id: &str, zh: &str, en: &str) -> String {
    format!(
        "onething: 1\nkind: catalogue\nid: {id}\ntitle: {{ zh: {zh}, en: {en} }}\nsource: assumed   # a synthetic city\n\n"
    )
}

/// Writing to a text cannot fail; the result says nothing.
pub(super) fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(line);
    text.push('\n');
}

fn base() -> String {
    let mut text = header("base", "部门与数据元", "Departments and elements");
    push(
        &mut text,
        format_args!(
            "calendars:\n  office: {{ zone: Asia/Shanghai, week: {{ mon_fri: [\"09:00-12:00\", \"13:00-17:00\"] }} }}\n"
        ),
    );
    push(&mut text, format_args!("departments:"));
    for d in 1..=DEPARTMENTS {
        push(
            &mut text,
            format_args!(
                "  d{d}: {{ title: {{ zh: 部门{d}, en: Department {d} }}, level: city, calendar: office, staff: {{ clerk: 6, officer: 3 }} }}"
            ),
        );
    }
    push(
        &mut text,
        format_args!(
            "  platform: {{ title: {{ zh: 大数据局, en: Big Data Bureau }}, level: city }}\n\nelements:"
        ),
    );
    for kind in &KINDS {
        push(&mut text, format_args!("  {}:", kind.name));
        for rank in 0..kind.elements {
            let name = element(kind, rank);
            let kind_of = match rank % 7 {
                _ if rank == 0 => "text, personal: sensitive",
                3 => "date",
                5 => "number",
                _ => "text",
            };
            push(
                &mut text,
                format_args!(
                    "    {name}: {{ title: {{ zh: 数据元{rank}, en: Element {rank} }}, type: {kind_of} }}"
                ),
            );
        }
    }
    text
}

fn systems(random: &mut Random, file: usize, systems: std::ops::Range<usize>) -> String {
    let mut text = header(&format!("systems_{file}"), "系统与服务", "Systems and services");
    push(&mut text, format_args!("systems:"));
    if systems.start == 0 {
        push(
            &mut text,
            format_args!(
                "  sharing: {{ title: {{ zh: 共享交换平台, en: Sharing platform }}, department: platform }}"
            ),
        );
        push(
            &mut text,
            format_args!(
                "  identity: {{ title: {{ zh: 统一身份认证, en: Identity }}, department: platform }}"
            ),
        );
        push(
            &mut text,
            format_args!(
                "  licence_library: {{ title: {{ zh: 电子证照库, en: E-licence library }}, department: platform }}"
            ),
        );
    }
    for system in systems {
        let department = system % DEPARTMENTS + 1;
        let via = if system % 10 == 0 { "" } else { "\n    via: sharing" };
        push(
            &mut text,
            format_args!(
                "  s{system}:\n    title: {{ zh: 系统{system}, en: System {system} }}\n    department: d{department}{via}\n    services:"
            ),
        );
        for service in 0..SERVICES_PER_SYSTEM {
            let line = self::service(random, service);
            push(&mut text, format_args!("      {line}"));
        }
    }
    text
}

/// `q7: { about: { it: person }, given: [it.id_number], returns: [it.e3, it.e9], found: 0.98 }`.
fn service(random: &mut Random, number: usize) -> String {
    let kind = kind(random);
    // Most registers answer by the key; a few need something more.
    let mut given = vec![0];
    while given.len() < 3 && random.unit() < 0.15 {
        let more = popular(random, kind.elements);
        if !given.contains(&more) {
            given.push(more);
        }
    }
    let many = random.between(1, 12);
    let returns: Vec<usize> =
        several(random, many, kind.elements).into_iter().filter(|r| !given.contains(r)).collect();
    let returns = if returns.is_empty() { vec![kind.elements - 1] } else { returns };
    let names = |ranks: &[usize]| {
        ranks.iter().map(|r| format!("it.{}", element(kind, *r))).collect::<Vec<_>>().join(", ")
    };
    let found = 0.9 + random.below(10) as f64 / 100.0;
    format!(
        "q{number}: {{ about: {{ it: {} }}, given: [{}], returns: [{}], found: {found:.2} }}",
        kind.name,
        names(&given),
        names(&returns)
    )
}

/// A kind by its number of elements.
pub(super) fn kind(random: &mut Random) -> &'static Kind {
    let all: usize = KINDS.iter().map(|k| k.elements).sum();
    let mut left = random.below(all);
    for kind in &KINDS {
        if left < kind.elements {
            return kind;
        }
        left -= kind.elements;
    }
    &KINDS[0]
}

/// The kind that a material is about.
pub(super) fn material_kind(material: usize) -> &'static Kind {
    // As many of each kind as it has elements, in turn.
    const SHARES: [usize; 15] = [0, 1, 0, 1, 4, 0, 1, 5, 0, 1, 2, 4, 0, 1, 3];
    &KINDS[SHARES[material % SHARES.len()]]
}

fn papers(random: &mut Random) -> String {
    let mut text = header("papers", "材料与证照", "Materials and licences");
    push(&mut text, format_args!("materials:"));
    for m in 0..MATERIALS {
        let kind = material_kind(m).name;
        push(
            &mut text,
            format_args!("  m{m}: {{ title: {{ zh: 材料{m}, en: Material {m} }}, about: {kind} }}"),
        );
    }
    push(&mut text, format_args!("\nlicences:"));
    for licence in 0..LICENCES {
        // The most wanted materials are the first to become licences.
        let first = licence * 2;
        let kind = material_kind(first);
        let more = (1..3).map(|n| first + n * 15).filter(|_| random.unit() < 0.4);
        let stands_for: Vec<String> = std::iter::once(first).chain(more).map(|m| format!("m{m}")).collect();
        let many = random.between(2, 6);
        let returns: Vec<String> = several(random, many, kind.elements)
            .into_iter()
            .filter(|r| *r > 0)
            .map(|r| format!("holder.{}", element(kind, r)))
            .collect();
        push(
            &mut text,
            format_args!(
                "  l{licence}: {{ title: {{ zh: 证照{licence}, en: Licence {licence} }}, holder: {}, given: [holder.{}], returns: [{}], stands_for: [{}], system: licence_library, held: 0.9 }}",
                kind.name,
                kind.key,
                returns.join(", "),
                stands_for.join(", ")
            ),
        );
    }
    text
}
