//! Each format of one small log, byte for byte, and texts that have to be quoted.

use super::*;
use expect_test::expect_file;

/// Two applications, one of them with a call that came to nothing first.
fn small() -> (Activities, Vec<Row>) {
    let mut activities = Activities::default();
    let review = activities.push(activity("registration.review", "Review, \"second\" look"));
    let call = Activity { service: Some("population.person".into()), ..activity("look_up", "Look up") };
    let call = activities.push(Activity { items: Vec::new(), documents: Vec::new(), role: None, ..call });
    let first = row(1, call, "2026-03-02T01:00:00Z", "2026-03-02T01:00:02.5Z");
    let called = Row { attempt: 1, kind: Kind::System, resource: Resource::Service, ..first };
    let again = row(1, call, "2026-03-02T01:05:02.5Z", "2026-03-02T01:05:03Z");
    let again = Row { attempt: 2, kind: Kind::System, resource: Resource::Service, ..again };
    let reviewed = row(1, review, "2026-03-02T02:00:00Z", "2026-03-02T02:30:00Z");
    let other = row(2, review, "2026-03-31T16:00:00Z", "2026-03-31T16:00:00Z");
    let rows = vec![
        Row { outcome: Outcome::Failed, ..called },
        Row { enabled: first.end, ..again },
        Row { enabled: again.end, ..reviewed },
        Row { outcome: Outcome::Refused, resource: Resource::Nobody, ..other },
    ];
    (activities, rows)
}

#[test]
fn each_format_is_as_recorded() {
    let (activities, rows) = small();
    // What is recorded has the ends of lines of the repository, a CSV those of RFC 4180.
    let written = csv(&activities, &rows);
    assert_eq!(written.matches("\r\n").count(), rows.len() + 1);
    expect_file!["golden/small.csv"].assert_eq(&written.replace("\r\n", "\n"));
    expect_file!["golden/small.xes"].assert_eq(&xes(&activities, &rows));
    expect_file!["golden/small.ocel.json"].assert_eq(&ocel(&activities, &rows));
}

#[test]
fn odd_texts_come_back() {
    for odd in
        ["a,b", "say \"so\"", "two\nlines", "a\r\nb", " blank ", "]]>", "<&>'", "tab\there", "落户", ""]
    {
        let mut activities = Activities::default();
        let id = activities.push(activity("review", odd));
        let rows = [row(1, id, "2026-03-02T01:00:00Z", "2026-03-02T01:00:02Z")];
        assert_eq!(records(&csv(&activities, &rows))[1][2], odd);
        let text = xes(&activities, &rows);
        let document = roxmltree::Document::parse(&text).unwrap();
        let mut titles = document.descendants().filter(|n| n.attribute("key") == Some("title"));
        assert!(titles.all(|n| n.attribute("value") == Some(odd)), "{odd:?} in {text}");
        let value: serde_json::Value = serde_json::from_str(&ocel(&activities, &rows)).unwrap();
        assert_eq!(value["events"][0]["attributes"][0]["value"], odd);
    }
}

#[test]
fn what_xml_forbids_is_replaced_there_and_kept_elsewhere() {
    let odd = "a\u{0}b\u{b}c\u{fffe}d\u{1f}";
    let mut activities = Activities::default();
    let id = activities.push(activity("review", odd));
    let rows = [row(1, id, "2026-03-02T01:00:00Z", "2026-03-02T01:00:02Z")];
    let text = xes(&activities, &rows);
    let document = roxmltree::Document::parse(&text).unwrap();
    let title = document.descendants().find(|n| n.attribute("key") == Some("title")).unwrap();
    assert_eq!(title.attribute("value"), Some("a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}"));
    let value: serde_json::Value = serde_json::from_str(&ocel(&activities, &rows)).unwrap();
    assert_eq!(value["events"][0]["attributes"][0]["value"], odd);
    assert_eq!(records(&csv(&activities, &rows))[1][2], odd);
}

#[test]
fn an_empty_log_is_one_too() {
    let activities = Activities::default();
    assert_eq!(csv(&activities, &[]).lines().count(), 1);
    assert!(roxmltree::Document::parse(&xes(&activities, &[])).is_ok());
    let value: serde_json::Value = serde_json::from_str(&ocel(&activities, &[])).unwrap();
    assert_eq!(value["events"], serde_json::json!([]));
}

#[test]
fn a_row_of_no_activity_is_left_out() {
    let activities = Activities::default();
    let rows = [row(1, ActivityId(5), "2026-03-02T01:00:00Z", "2026-03-02T01:00:02Z")];
    for text in [csv(&activities, &rows), xes(&activities, &rows), ocel(&activities, &rows)] {
        assert!(!text.contains("2026"), "{text}");
    }
}

#[test]
fn a_case_is_a_number_or_a_uuid() {
    let text = |case: Case| {
        let mut out = Vec::new();
        case.write(&mut out);
        String::from_utf8(out).unwrap()
    };
    assert_eq!(text(Case::Number(u64::MAX)), u64::MAX.to_string());
    assert_eq!(text(Case::Number(0)), "0");
    let bytes = std::array::from_fn(|at| u8::try_from(at * 17).unwrap());
    assert_eq!(text(Case::Uuid(bytes)), "00112233-4455-6677-8899-aabbccddeeff");
}
