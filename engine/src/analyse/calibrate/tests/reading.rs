//! Logs as text: what is read, what is refused on which line, and what nobody should send.

use super::written::{applied, asked, scenario};
use crate::analyse::calibrate::{NotRead, calibrate, overlay, read};
use proptest::prelude::*;

const NAMES: &str = "case,activity,title,item,department,role,resource,enabled,start,end,outcome,kind,attempt,scenario,plan\r\n";

#[test]
fn the_log_of_the_house_is_read() {
    let text = format!(
        "{NAMES}7,a.review,\"审核, \"\"补正\"\"\n\",a;b,health,clerk,person 7,2026-03-02T09:00:00.000+08:00,\
         2026-03-02T09:10:00.000+08:00,2026-03-02T09:20:00.000+08:00,returned,human,,s,joint\r\n\
         7,a.review,审核,a;b,health,clerk,,2026-03-02T09:20:00.000+08:00,2026-03-02T09:30:00.000+08:00,,,human,,s,joint\r\n"
    );
    let rows = read(&text).unwrap();
    assert_eq!(rows.len(), 2);
    let first = &rows[0];
    assert_eq!((&*first.case, &*first.activity, first.item.as_deref()), ("7", "a.review", Some("a")));
    assert_eq!((first.resource.as_deref(), first.outcome.as_deref()), (Some("person 7"), Some("returned")));
    assert_eq!(first.end.unwrap().0 - first.start.unwrap().0, 600_000);
    assert_eq!((rows[1].end, rows[1].resource.as_deref()), (None, None));
}

#[test]
fn four_columns_in_any_order_are_enough() {
    let rows =
        read("\u{feff}End,Start,Activity,Case\n2026-03-02T01:00:00Z,2026-03-02T00:00:00Z,x,1\n\n").unwrap();
    assert_eq!((rows.len(), &*rows[0].case), (1, "1"));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let table = [
        ("", NotRead::Empty, "空"),
        ("case,activity,start\n", NotRead::NoColumn("end"), "`end`"),
        ("case,activity,start,end,End\n", NotRead::TwoColumns("end"), "`end`"),
        ("case,activity,start,end\n1,x,\"\n", NotRead::OpenQuote(2), "第 2 行"),
        ("case,activity,start,end\n1,x\"y,,\n", NotRead::StrayQuote(2), "第 2 行"),
        ("case,activity,start,end\n\"1\"x,x,,\n", NotRead::StrayQuote(2), "第 2 行"),
        ("case,activity,start,end\n\n1,x\n", NotRead::Ragged(3, 2, 4), "第 3 行"),
        (
            "case,activity,start,end\n\"1\n2\",x,2026-03-02T00:00:00Z,\n,x,,\n",
            NotRead::NoValue(4, "case"),
            "第 4 行",
        ),
        (
            "case,activity,start,end\n1,x,2026-03-02 00:00,\n",
            NotRead::Moment(2, "start", "2026-03-02 00:00".into()),
            "RFC 3339",
        ),
        ("case,activity,start,end\n1,x,,2026-03-02T00:00:00Z\n", NotRead::NoStart(2), "第 2 行"),
        (
            "case,activity,start,end\n1,x,2026-03-02T00:00:01Z,2026-03-02T00:00:00Z\n",
            NotRead::Backwards(2, "end", "start"),
            "第 2 行",
        ),
    ];
    for (text, wrong, word) in table {
        let told = read(text).unwrap_err();
        assert_eq!(told, wrong, "{text:?}");
        assert!(told.text().zh.contains(word) && !told.text().en.is_empty(), "{told:?}");
    }
}

fn looks_like_a_log() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        Just("1".to_owned()),
        Just("a.review".to_owned()),
        Just("2026-03-02T09:00:00+08:00".to_owned()),
        Just("-009999-01-02T01:59:59Z".to_owned()),
        Just("9999-12-30T22:00:00Z".to_owned()),
        Just(String::new()),
        Just("\"x\ny\"".to_owned()),
        "[\\PC\"\r\n,]{0,6}",
    ];
    let line = proptest::collection::vec(cell, 4..6).prop_map(|cells| cells.join(","));
    proptest::collection::vec(line, 0..8)
        .prop_map(|lines| format!("case,activity,start,end\n{}", lines.join("\n")))
}

proptest! {
    #[test]
    fn bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn what_looks_like_a_log_never_panics(text in looks_like_a_log()) {
        if let Ok(rows) = read(&text) {
            applied(&overlay(&calibrate(&rows, &asked()), scenario(), "measured", &text));
        }
    }

    /// Whatever a value is, it is read back as it was quoted, but for blanks around it.
    #[test]
    fn quoted_values_come_back(name in "[^\\x00]{0,20}") {
        let text = format!("case,activity,start,end\r\n1,\"{}x\",2026-03-02T00:00:00Z,\r\n", name.replace('"', "\"\""));
        let rows = read(&text).unwrap();
        let wanted = format!("{name}x");
        prop_assert_eq!(&*rows[0].activity, wanted.trim());
    }
}
