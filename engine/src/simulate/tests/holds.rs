//! Things that applications hold: each has one of its own, so that it is held at once and let go when its term is over.

use super::memo::{CATALOGUES, COURT};
use super::{MONDAY, model, options, read};
use crate::application::moment::Moment;
use crate::plan::derive::Planner;
use crate::simulate::{Activity, Log, Options, Pattern, Unwatched, simulate_logged};

/// What was done, by name, and when it ended.
#[derive(Default)]
struct Ends(Vec<(String, i64)>);

impl Log for Ends {
    fn take(&mut self, activity: &Activity<'_>) {
        let name = activity.program.step(activity.step).map(|step| step.id.to_string());
        self.0.push((name.unwrap_or_default(), activity.end.0));
    }
}

fn scenario(term: &str) -> String {
    format!(
        "onething: 1\nkind: scenario\nid: holds\ntitle: Holds\nsource: assumed\nlead: a\ncatalogue: holds\n\
         people: {{ who: {{ title: Who, applicant: true }}, home: {{ title: Home, is: home, owner: who }} }}\n\
         sign_in: [who.id]\nitems:\n  \
         one:\n    title: One\n    department: a\n    limit: {{ promised: 900wd }}\n    \
         needs: {{ fields: [home.number] }}\n    gives: {{ fields: {{ who: [result] }} }}\n    steps:\n      \
         - accept: {{ role: clerk, takes: 10min }}\n      \
         - reserve:\n          title: Reserve\n          hold: home\n          by: home.number\n          \
         term: {{ lasts: {term} }}\n          at_end:\n            - close: {{ role: clerk, takes: 30min }}\n\
         plans:\n  joint: {{ measures: [one_form, sign_in: far, results: reuse, parallel] }}\n"
    )
}

const CATALOGUE: &str = "onething: 1\nkind: catalogue\nid: holds\ntitle: Holds\nsource: assumed\n\
     calendars: { office: { zone: Asia/Shanghai, week: { mon_fri: [\"09:00-12:00\", \"13:00-17:00\"] } } }\n\
     departments:\n  a: { title: A, level: city, calendar: office, staff: { clerk: 1 } }\n\
     elements:\n  person:\n    id: { title: Id, type: text }\n    \
     result: { title: Result, type: text, ask: never }\n  home:\n    number: { title: Number, type: text }\n\
     systems:\n  far: { title: Far, department: a, \
     services: { look: { about: { it: person }, given: [it.id], returns: [it.result] } } }\n";

/// One application that comes on Monday at nine: ten minutes for the form, ten of work, its term, half an hour.
#[test]
fn what_is_held_is_let_go_when_its_term_is_over() {
    const HOUR: i64 = 3_600_000;
    const TAKEN: i64 = MONDAY + 9 * HOUR + HOUR / 3;
    let table = [
        ("2h", TAKEN + 2 * HOUR),
        // Of days and longer the first is not counted, and the last is over at midnight.
        ("1d", MONDAY + 2 * 24 * HOUR),
        ("3mo", 1_775_404_800_000),
    ];
    for (term, over) in table {
        let scenario = read(scenario(term).as_bytes(), &[("holds.yaml", CATALOGUE.as_bytes())]);
        let planner = Planner::new(&scenario);
        let options =
            Options { arrivals: vec![Pattern::Observed(vec![MONDAY + 9 * HOUR])], ..options(1, 1, 1.0) };
        let mut ends = Ends::default();
        let told = simulate_logged(&model(&planner, "joint"), &options, 0, &mut ends, &Unwatched);
        assert_eq!((told.completed, told.stuck), (1, 0), "{term}");
        let end = |name: &str| ends.0.iter().find(|(of, _)| of.contains(name)).map(|(_, end)| *end);
        assert_eq!(end("reserve"), Some(TAKEN), "{term}: {:?}", ends.0);
        // Within its shift, half an hour later; outside, half an hour into the next.
        let day = 24 * HOUR;
        let opens = if (over - MONDAY) % day == 0 { over + 9 * HOUR } else { over };
        let weekend = |at: i64| (at - MONDAY).div_euclid(day).rem_euclid(7) >= 5;
        let opens = (0..3).map(|days| opens + days * day).find(|at| !weekend(*at)).unwrap();
        assert_eq!(end("close"), Some(opens + HOUR / 2), "{term}: {}", Moment(over).timestamp());
    }
}

/// A freeze of equity lasts three years where nobody renews or releases it (民诉法解释 第四百八十五条).
#[test]
fn a_freeze_lapses_after_three_years() {
    let scenario = read(COURT, &CATALOGUES);
    let planner = Planner::new(&scenario);
    for plan in scenario.plans.keys() {
        let told = simulate_logged(
            &model(&planner, plan),
            &options(300, 1, 5.0),
            0,
            &mut Ends::default(),
            &Unwatched,
        );
        assert_eq!(told.stuck, 0, "{plan}");
        let freeze = told.items.iter().find(|item| item.id.contains("freeze")).unwrap();
        assert!(freeze.cycle.count > 100, "{plan}: {}", freeze.cycle.count);
        let longest = told.cycle.p90.unwrap().mean;
        assert!((3.0 * 365.0 * 24.0..3.1 * 365.0 * 24.0).contains(&longest), "{plan}: {longest} h");
    }
}
