//! Years whose holidays are not loaded: they go by the week alone, for waits and limits as for those who work.

use super::{options, played, read};
use crate::scenario::model::Scenario;
use std::sync::Arc;

/// Work, a public notice, work again; at an office with some holidays.
fn scenario(holidays: &str, notice: &str) -> Arc<Scenario> {
    let scenario = format!(
        "onething: 1\nkind: scenario\nid: notice\ntitle: Notice\nsource: assumed\nlead: a\ncatalogue: notice\n\
         people: {{ who: {{ title: Who, applicant: true }} }}\nsign_in: [who.id]\nitems:\n  \
         one: {{ title: One, department: a, limit: {{ promised: 8wd }}, needs: {{ fields: [who.name] }}, \
         steps: [ {{ work: {{ role: clerk, takes: 10min }} }}, {{ notice: {{ {notice} }} }}, \
         {{ decide: {{ role: clerk, takes: 10min }} }} ] }}\n"
    );
    let catalogue = format!(
        "onething: 1\nkind: catalogue\nid: notice\ntitle: Notice\nsource: assumed\n{holidays}\
         calendars: {{ office: {{ zone: Asia/Shanghai, week: {{ mon_fri: [\"09:00-12:00\", \"13:00-17:00\"] }}{} }} }}\n\
         departments:\n  a: {{ title: A, level: city, staff: {{ clerk: 2 }} }}\n\
         elements:\n  person:\n    id: {{ title: Id, type: text }}\n    name: {{ title: Name, type: text }}\n",
        if holidays.is_empty() { "" } else { ", holidays: cn" }
    );
    read(scenario.as_bytes(), &[("notice.yaml", catalogue.as_bytes())])
}

/// Simulated from January 2026.
#[test]
fn waits_and_limits_end_as_those_of_the_week() {
    let loaded = "holidays: { cn: { 2024: { off: [2024-05-01] } } }\n";
    for notice in ["wait: 5wd", "wait: 2mo", "special: inspection, role: clerk, takes: 10min, within: 1wd"] {
        let (unknown, week) = (scenario(loaded, notice), scenario("", notice));
        let of = |scenario: &Scenario| played(scenario, "separate", &options(200, 1, 5.0));
        let (by_holidays, by_week) = (of(&unknown), of(&week));
        assert_eq!((by_holidays.stuck, by_holidays.completed), (0, 200), "{notice}");
        assert_eq!(by_holidays.cycle.mean, by_week.cycle.mean, "{notice}");
        assert_eq!(by_holidays.items[0].on_time, by_week.items[0].on_time, "{notice}");
        assert!(by_holidays.by_week_alone && !by_week.by_week_alone, "{notice}");
    }
}
