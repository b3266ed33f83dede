//! A simulation as lines for other programs.

use super::simulation::measures;
use onething_engine::simulate::{Estimate, Outcome, Spread};

/// The first line.
const HEADER: &str = "group,name,figure,mean,half_width,unit\n";

/// One line a figure: `group,name,figure,mean,half_width,unit`.
///
/// Groups are `outcome` (counts), `whole`, `item`, `staff` and `situation`; `name` is the item, the staff or
/// `situation=answer`. `half_width` is empty where there is no interval; a figure that was not measured has no line.
/// Units are `count`, `share` (0–1), `h`, `CNY` and `count/d`.
pub fn simulation(outcome: &Outcome) -> String {
    let mut lines = Lines(HEADER.to_owned());
    counts(outcome, &mut lines);
    lines.spread(("whole", ""), &outcome.cycle);
    for measure in measures(outcome) {
        lines.told(("whole", "", measure.key), measure.told, measure.unit);
    }
    for item in &outcome.items {
        lines.spread(("item", &item.id), &item.cycle);
        for (figure, told) in
            [("granted", item.granted), ("on_time", item.on_time), ("returned", item.returned)]
        {
            lines.told(("item", &item.id, figure), told, "share");
        }
    }
    staff(outcome, &mut lines);
    for told in &outcome.situations {
        let name = format!("{}={}", told.situation, told.answer);
        lines.exact(("situation", &name, "share"), told.share, "share");
        lines.told(("situation", &name, "cycle_mean"), told.mean, "h");
    }
    lines.0
}

fn counts(outcome: &Outcome, lines: &mut Lines) {
    for (figure, count) in [
        ("replications", u64::from(outcome.replications)),
        ("cases", outcome.cases),
        ("completed", outcome.completed),
        ("lost", outcome.lost),
        ("stuck", outcome.stuck),
    ] {
        lines.exact(("outcome", "", figure), count as f64, "count");
    }
    lines.exact(("outcome", "", "covered"), outcome.covered, "share");
    lines.exact(("outcome", "", "confidence"), outcome.confidence, "share");
}

fn staff(outcome: &Outcome, lines: &mut Lines) {
    for desk in &outcome.desks {
        if let Some(people) = desk.people {
            lines.exact(("staff", &desk.id, "people"), f64::from(people), "count");
        }
        for (figure, told, unit) in [
            ("load", desk.load, "share"),
            ("wait", desk.wait, "h"),
            ("at_once", desk.at_once, "share"),
            ("queue", desk.queue, "count"),
            ("turned_away", desk.turned_away, "share"),
            ("hours", desk.hours, "h"),
        ] {
            lines.told(("staff", &desk.id, figure), told, unit);
        }
        lines.exact(("staff", &desk.id, "longest_queue"), desk.longest_queue as f64, "count");
        for (rank, wait) in desk.wait_by_rank.iter().enumerate() {
            lines.told(("staff", &desk.id, &format!("wait_rank_{}", rank + 1)), *wait, "h");
        }
    }
}

/// Group, name and figure of a line.
type Key<'a> = (&'a str, &'a str, &'a str);

struct Lines(String);

impl Lines {
    fn spread(&mut self, (group, name): (&str, &str), spread: &Spread) {
        let quantiles = [
            ("cycle_mean", spread.mean),
            ("cycle_p50", spread.p50),
            ("cycle_p90", spread.p90),
            ("cycle_p95", spread.p95),
            ("cycle_p99", spread.p99),
        ];
        for (figure, told) in quantiles {
            self.told((group, name, figure), told, "h");
        }
        for (figure, value) in [("cycle_min", spread.min), ("cycle_max", spread.max)] {
            if let Some(value) = value {
                self.exact((group, name, figure), value, "h");
            }
        }
    }

    fn told(&mut self, key: Key<'_>, told: Option<Estimate>, unit: &str) {
        if let Some(Estimate { mean, half_width, .. }) = told {
            self.line(key, mean, &half_width.map(|half| half.to_string()).unwrap_or_default(), unit);
        }
    }

    fn exact(&mut self, key: Key<'_>, value: f64, unit: &str) {
        self.line(key, value, "", unit);
    }

    fn line(&mut self, (group, name, figure): Key<'_>, mean: f64, half: &str, unit: &str) {
        let fields = [group, &quoted(name), figure, &mean.to_string(), half, unit];
        self.0 += &(fields.join(",") + "\n");
    }
}

/// A field of RFC 4180.
pub fn quoted(field: &str) -> String {
    match field.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}
