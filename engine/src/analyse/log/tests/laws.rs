//! What holds of any log: every row is one start and one complete in XES, one record of CSV, one event of OCEL whose
//! relations lead somewhere.

use super::*;
use crate::analyse::calibrate;
use crate::analyse::log::by_case;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Activities with and without items, departments, documents; two share an item.
fn activities() -> Activities {
    let mut all = Activities::default();
    all.push(activity("review", "Review"));
    all.push(Activity { documents: Vec::new(), ..activity("issue", "Issue") });
    all.push(Activity { items: Vec::new(), department: None, role: None, ..activity("apply", "Apply") });
    let service = Some("a \"b\", <c>".into());
    all.push(Activity { service, department: None, documents: Vec::new(), ..activity("call", "Call") });
    all
}

prop_compose! {
    fn any_row()(
        case in 0_u64..5,
        activity in 0_u32..4,
        resource in 0_u32..4,
        enabled in 1_772_000_000_000_i64..1_774_000_000_000,
        wait in 0_i64..3,
        work in 0_i64..3,
        attempt in 0_u16..3,
        kind in proptest::sample::select(Kind::ALL),
        outcome in proptest::sample::select(Outcome::ALL),
    ) -> Row {
        let resource = match resource {
            0 => Resource::Nobody,
            1 => Resource::Applicant,
            2 => Resource::Service,
            other => Resource::Person(PersonId(other)),
        };
        let (enabled, case, activity) = (Moment(enabled), Case::Number(case), ActivityId(activity));
        let start = enabled.plus(wait * 60_000);
        Row { case, activity, resource, enabled, start, end: start.plus(work * 60_000), attempt, kind, outcome }
    }
}

fn ordered(mut rows: Vec<Row>) -> Vec<Row> {
    by_case(&mut rows);
    rows
}

/// The attributes of an event or a trace of XES.
fn attributes(node: roxmltree::Node<'_, '_>) -> BTreeMap<String, String> {
    let own = node.children().filter(|n| n.has_attribute("key"));
    let text = |n: &roxmltree::Node<'_, '_>, name| n.attribute(name).unwrap().to_owned();
    own.map(|n| (text(&n, "key"), text(&n, "value"))).collect()
}

proptest! {
    #[test]
    fn every_row_starts_and_completes_once(rows in proptest::collection::vec(any_row(), 0..40).prop_map(ordered)) {
        let activities = activities();
        let text = xes(&activities, &rows);
        let document = roxmltree::Document::parse(&text).unwrap();
        let traces: Vec<_> = document.descendants().filter(|n| n.has_tag_name(("http://www.xes-standard.org/", "trace"))).collect();
        let cases: BTreeSet<Case> = rows.iter().map(|row| row.case).collect();
        prop_assert_eq!(traces.len(), cases.len());
        for (trace, case) in traces.into_iter().zip(cases) {
            let own: Vec<&Row> = rows.iter().filter(|row| row.case == case).collect();
            let (mut before, mut open, mut seen) = (Moment(0), BTreeMap::new(), 0);
            for event in trace.children().filter(|n| n.tag_name().name() == "event") {
                let event = attributes(event);
                let (moment, instance) = (at(&event["time:timestamp"]), event["concept:instance"].clone());
                let row = own[instance.parse::<usize>().unwrap()];
                prop_assert!(before <= moment, "in order");
                before = moment;
                prop_assert!(event["time:timestamp"].ends_with("+08:00"));
                prop_assert_eq!(&*event["concept:name"], &*activities.get(row.activity).unwrap().id);
                match event["lifecycle:transition"].as_str() {
                    "start" => {
                        prop_assert_eq!((moment, at(&event["enabled"])), (row.start, row.enabled));
                        prop_assert!(open.insert(instance, ()).is_none());
                    }
                    _ => {
                        prop_assert_eq!((moment, event["outcome"].as_str()), (row.end, row.outcome.word()));
                        prop_assert!(open.remove(&instance).is_some(), "it completes after it starts");
                        seen += 1;
                    }
                }
            }
            prop_assert!(open.is_empty() && seen == own.len());
        }
    }

    #[test]
    fn every_row_is_a_record(rows in proptest::collection::vec(any_row(), 0..40).prop_map(ordered)) {
        let activities = activities();
        let records = records(&csv(&activities, &rows));
        prop_assert_eq!(records.len(), rows.len() + 1);
        for (record, row) in records.iter().skip(1).zip(&rows) {
            prop_assert_eq!(record.len(), records[0].len());
            prop_assert_eq!(&*record[1], &*activities.get(row.activity).unwrap().id);
            prop_assert_eq!([at(&record[7]), at(&record[8]), at(&record[9])], [row.enabled, row.start, row.end]);
            prop_assert_eq!((&*record[10], &*record[11]), (row.outcome.word(), row.kind.word()));
        }
    }

    #[test]
    fn xes_is_read_into_the_rows_that_csv_is(rows in proptest::collection::vec(any_row(), 0..40).prop_map(ordered)) {
        let activities = activities();
        let of_csv = calibrate::read(&csv(&activities, &rows)).unwrap();
        prop_assert_eq!(of_csv.len(), rows.len());
        prop_assert_eq!(calibrate::xes::read(&xes(&activities, &rows)).unwrap(), of_csv);
    }

    #[test]
    fn every_relation_leads_to_an_object(rows in proptest::collection::vec(any_row(), 0..40).prop_map(ordered)) {
        let log: Value = serde_json::from_str(&ocel(&activities(), &rows)).unwrap();
        let list = |name: &str| log[name].as_array().unwrap().clone();
        prop_assert_eq!(list("events").len(), rows.len());
        let names = |list: Vec<Value>, key: &str| -> BTreeSet<String> {
            list.iter().map(|one| one[key].as_str().unwrap().to_owned()).collect()
        };
        let objects = names(list("objects"), "id");
        prop_assert_eq!(objects.len(), list("objects").len(), "each once");
        prop_assert_eq!(names(list("events"), "id").len(), rows.len());
        let (of_events, of_objects) = (names(list("eventTypes"), "name"), names(list("objectTypes"), "name"));
        for one in list("events").iter().chain(&list("objects")) {
            for relation in one["relationships"].as_array().unwrap() {
                prop_assert!(objects.contains(relation["objectId"].as_str().unwrap()), "{}", relation);
            }
        }
        prop_assert!(names(list("events"), "type").is_subset(&of_events));
        prop_assert!(names(list("objects"), "type").is_subset(&of_objects));
        for (event, row) in list("events").iter().zip(&rows) {
            prop_assert_eq!(at(event["time"].as_str().unwrap()), row.end);
        }
    }
}
