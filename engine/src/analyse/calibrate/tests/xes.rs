//! XES as others write it: what is read, what is refused on which line, and what nobody should send.

use super::written::asked;
use crate::analyse::calibrate::xes::read;
use crate::analyse::calibrate::{NotRead, Row, Takes, calibrate};
use proptest::prelude::*;

/// A log of one trace, its events from line 4 on.
fn log(events: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<log xes.version=\"1.0\">\n<trace><string key=\"concept:name\" value=\"7\"/>\n{events}\n</trace></log>"
    )
}

fn event(activity: &str, second: u32, more: &str) -> String {
    format!(
        "<event><string key=\"concept:name\" value=\"{activity}\"/>\
         <date key=\"time:timestamp\" value=\"2026-03-02T09:00:{second:02}+08:00\"/>{more}</event>\n"
    )
}

fn transition(word: &str) -> String {
    format!("<string key=\"lifecycle:transition\" value=\"{word}\"/>")
}

fn instance(number: u32) -> String {
    format!("<string key=\"concept:instance\" value=\"{number}\"/>")
}

/// Seconds within the minute: enabled, start, end.
fn seconds(row: &Row) -> [Option<i64>; 3] {
    [row.enabled, row.start, row.end].map(|moment| moment.map(|moment| moment.0 / 1_000 % 60))
}

#[test]
fn begins_and_ends_are_joined_first_in_first_out() {
    let (start, complete) = (transition("start"), transition("COMPLETE"));
    let text = log(&[
        event("a", 0, &start),
        event("a", 5, &start),
        event("b", 6, &start),
        event("a", 10, &complete),
        event("a", 20, &complete),
    ]
    .concat());
    let rows = read(&text).unwrap();
    let told: Vec<_> = rows.iter().map(|row| (&*row.case, &*row.activity, seconds(row))).collect();
    assert_eq!(
        told,
        [
            ("7", "a", [None, Some(0), Some(10)]),
            ("7", "a", [None, Some(5), Some(20)]),
            ("7", "b", [None, Some(6), None])
        ]
    );
}

#[test]
fn instances_say_which_belong_together() {
    let event = |second, word: &str, number| event("a", second, &(transition(word) + &instance(number)));
    let text =
        log(&[event(0, "start", 1), event(1, "start", 2), event(2, "complete", 2), event(9, "complete", 1)]
            .concat());
    let told: Vec<_> = read(&text).unwrap().iter().map(seconds).collect();
    assert_eq!(told, [[None, Some(1), Some(2)], [None, Some(0), Some(9)]]);
}

#[test]
fn what_only_ends_counts_as_a_visit_and_says_nothing_of_times() {
    let text = log(&[event("a", 1, ""), event("a", 2, &transition("complete")), event("a", 3, "")].concat());
    let rows = read(&text).unwrap();
    assert_eq!(rows.iter().map(seconds).collect::<Vec<_>>(), [1, 2, 3].map(|end| [None, None, Some(end)]));
    let fit = calibrate(&rows, &asked()).activities.remove(0);
    assert_eq!((fit.visits, fit.open), (3, 0));
    assert!(matches!(fit.takes, Takes::NotFitted(_)), "{:?}", fit.takes);
}

#[test]
fn what_is_scheduled_waits_and_what_is_aborted_is_skipped() {
    let text = log(&[
        event("a", 0, &transition("schedule")),
        event("a", 1, &transition("assign")),
        event("a", 2, &transition("start")),
        event("a", 3, &transition("suspend")),
        event("a", 4, &transition("ate_abort")),
    ]
    .concat());
    let rows = read(&text).unwrap();
    assert_eq!(rows.iter().map(seconds).collect::<Vec<_>>(), [[Some(0), Some(2), Some(4)]]);
    assert_eq!(rows[0].outcome.as_deref(), Some("skipped"));
}

#[test]
fn what_is_nested_or_of_no_case_is_not_read() {
    let nested = "<string key=\"org:group\" value=\"police\"><string key=\"concept:name\" value=\"no\"/></string>\
                  <list key=\"x\"><values><string key=\"org:role\" value=\"no\"/></values></list>";
    let text = log(&event("a &lt;&#10;&amp;", 1, nested)).replace("</trace>", "</trace><event/>");
    let rows = read(&text).unwrap();
    assert_eq!((rows.len(), &*rows[0].activity), (1, "a <\n&"));
    assert_eq!((rows[0].department.as_deref(), &rows[0].role), (Some("police"), &None));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let laughs = "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol1 \"&lol;&lol;\">]>\n<log>&lol1;</log>";
    assert_eq!(read(laughs), Err(NotRead::DocType(2)));
    assert_eq!(read(""), Err(NotRead::NoLog(1, "nothing".into())));
    assert_eq!(read("<html></html>"), Err(NotRead::NoLog(1, "html".into())));
    assert_eq!(read(&log("<event/>")), Err(NotRead::NoKey(4, "event", "concept:name")));
    let nameless = log(&event("a", 1, "")).replace("<string key=\"concept:name\" value=\"7\"/>", "");
    assert_eq!(read(&nameless), Err(NotRead::NoKey(6, "trace", "concept:name")));
    let local = log(&event("a", 1, "")).replace("+08:00", "");
    assert_eq!(read(&local), Err(NotRead::Moment(4, "time:timestamp", "2026-03-02T09:00:01".into())));
    let backwards = log(&(event("a", 9, &transition("start")) + &event("a", 1, "")));
    assert_eq!(read(&backwards), Err(NotRead::Backwards(5, "time:timestamp", "start")));
    for (text, line) in [
        (log("<event>"), 5),
        (log("<event><string key=1/></event>"), 4),
        (log("<event><string key=\"concept:name\" value=\"&nbsp;\"/></event>"), 4),
        ("<log>\n<trace>".to_owned(), 2),
        ("<log>\n<trace <".to_owned(), 2),
    ] {
        let why = read(&text).unwrap_err();
        assert!(matches!(why, NotRead::Xml(at, column, _) if at == line && column > 0), "{why:?} of {text}");
        assert!(why.text().en.contains("export"), "{why:?}");
    }
}

fn looks_like_a_log() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(vec!["start", "complete", "schedule", "withdraw", "resume", "?"]);
    let event = (0_u32..3, 0_u32..60, word, proptest::option::of(0_u32..3)).prop_map(
        |(name, second, word, number)| {
            event(&name.to_string(), second, &(transition(word) + &number.map(instance).unwrap_or_default()))
        },
    );
    let piece = prop_oneof![8 => event, 1 => "[<>/a\"&;= \n]{0,8}"];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| log(&pieces.concat()))
}

proptest! {
    #[test]
    fn bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn what_looks_like_a_log_never_panics(text in looks_like_a_log()) {
        if let Ok(rows) = read(&text) {
            for row in &rows {
                prop_assert!(row.start.zip(row.end).is_none_or(|(start, end)| start <= end));
            }
            let _ = calibrate(&rows, &asked());
        }
    }
}
