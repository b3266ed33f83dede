//! Simulations, pairs of them and searches as lines for other programs.

use super::course::edges;
use super::several::works;
use super::simulation::measures;
use onething_engine::simulate::paired::{Changed, Moved, Paired};
use onething_engine::simulate::staffing::Front;
use onething_engine::simulate::{Estimate, Outcome, Series, Spread};

/// The first line of a simulation.
const HEADER: &str = "group,name,figure,mean,half_width,unit\n";
/// What is told of a figure before and after, and of their difference.
const PAIR: &str = "figure,from_mean,from_half_width,to_mean,to_half_width,difference_mean,difference_half_width,is_certain\n";

/// One line a figure: `group,name,figure,mean,half_width,unit`; of several scenarios behind `scenario`, which is empty
/// for all of them together. Items and situations are then told of their scenario alone, and desks of each scenario that
/// they work for, by its own work.
///
/// Groups are `outcome` (counts), `whole`, `item`, `staff` and `situation`; `name` is the item, the staff or
/// `situation=answer`. Then what is told over time: `over_time` (`figure` is where the span begins, in hours), `week`
/// (`figure` is the hour from Monday midnight on, 0–167) of what is `under_way`, `came`, `ended`, or waits at a desk;
/// and the `histogram` of the whole (`figure` is where the column begins, in hours). `half_width` is empty where there is no interval; a figure that was not measured has no line.
/// Units are `count`, `share` (0–1), `h`, `CNY` and `count/d`.
pub fn simulation(outcome: &Outcome) -> String {
    if outcome.scenarios.is_empty() {
        let mut lines = Lines { text: HEADER.to_owned(), scenario: None };
        lines.outcome(outcome);
        return lines.text;
    }
    let mut lines = Lines { text: format!("scenario,{HEADER}"), scenario: Some(String::new()) };
    // Items of all together are those of each.
    lines.outcome(&Outcome { items: Vec::new(), ..outcome.clone() });
    for part in &outcome.scenarios {
        lines.scenario = Some(quoted(&part.scenario));
        let desks = part.desks.iter().filter(|desk| works(desk)).cloned().collect();
        lines.outcome(&Outcome { desks, ..part.clone() });
    }
    lines.text
}

/// What is told over time, and how times are distributed.
fn course(outcome: &Outcome, lines: &mut Lines) {
    let told = &outcome.over_time;
    let levels = std::iter::once(("under_way", &told.under_way));
    let queues = outcome.desks.iter().map(|desk| (desk.id.as_str(), &desk.queue_course));
    for (name, course) in levels.chain(queues) {
        lines.series(("over_time", name), &course.over_time, told.span_hours, "count");
        lines.series(("week", name), &course.by_hour_of_week, 1.0, "count");
    }
    for (name, flow) in [("came", &told.came_per_day), ("ended", &told.ended_per_day)] {
        lines.series(("over_time", name), flow, told.span_hours, "count/d");
    }
    if let Some(histogram) = &outcome.cycle.histogram {
        for (at, count) in histogram.counts.iter().enumerate() {
            let (from, _) = edges(histogram, at);
            lines.exact(("histogram", "", &from.to_string()), *count as f64, "count");
        }
        lines.exact(("histogram", "", "beyond"), histogram.beyond as f64, "count");
    }
}

/// One line a figure of two simulations: its means before and after, their difference by pairs, how far each interval
/// reaches, and whether that of the difference holds no 0. What was not measured is empty. Of several scenarios
/// `scenario` stands in front, empty for all of them together.
pub fn paired(paired: &Paired) -> String {
    let of = |scenario: &str, changes: &[Changed]| -> String {
        changes.iter().map(|change| format!("{scenario}{}\n", pair(change))).collect()
    };
    if paired.scenarios.is_empty() {
        return PAIR.to_owned() + &of("", &paired.changes);
    }
    let mut text = format!("scenario,{PAIR}{}", of(",", &paired.changes));
    for one in &paired.scenarios {
        text += &of(&format!("{},", quoted(&one.scenario)), &one.changes);
    }
    text
}

/// The same for every parameter that was moved, with what was moved in front.
pub fn sensitivity(moved: &[Moved]) -> String {
    let of = |moved: &Moved| -> String {
        let what = quoted(&moved.what);
        moved.changes.iter().map(|change| format!("{what},{}\n", pair(change))).collect()
    };
    let lines: String = moved.iter().map(of).collect();
    format!("change,{PAIR}{lines}")
}

fn pair(change: &Changed) -> String {
    let both = |told: Option<Estimate>| {
        let mean = told.map(|told| told.mean.to_string()).unwrap_or_default();
        let half = told.and_then(|told| told.half_width).map(|half| half.to_string()).unwrap_or_default();
        format!("{mean},{half}")
    };
    let (from, to, difference) = (both(change.from), both(change.to), both(change.difference));
    format!("{},{from},{to},{difference},{}", change.figure, change.is_certain)
}

/// One line a way to staff: people altogether, times in hours, the share on time, whether nobody with as few people is
/// quicker, and people at each desk. A time is empty where nothing ended.
pub fn staffing(front: &Front) -> String {
    let desks: String = front.desks.iter().map(|desk| format!(",{}", quoted(desk))).collect();
    let mut text = format!("people,cycle_mean_hours,cycle_p95_hours,on_time,is_best{desks}\n");
    for candidate in &front.tried {
        let hours = |hours: f64| if hours.is_finite() { hours.to_string() } else { String::new() };
        let people: String = candidate.people.iter().map(|people| format!(",{people}")).collect();
        let (total, mean, p95) = (candidate.total, hours(candidate.cycle_hours), hours(candidate.p95_hours));
        text += &format!("{total},{mean},{p95},{},{}{people}\n", candidate.on_time, candidate.is_best);
    }
    text
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

/// Lines under way.
struct Lines {
    text: String,
    /// What stands in front of every line; none: it is of one scenario.
    scenario: Option<String>,
}

impl Lines {
    /// Every figure of an outcome.
    fn outcome(&mut self, outcome: &Outcome) {
        counts(outcome, self);
        self.spread(("whole", ""), &outcome.cycle);
        for measure in measures(outcome) {
            self.told(("whole", "", measure.key), measure.told, measure.unit);
        }
        for item in &outcome.items {
            self.spread(("item", &item.id), &item.cycle);
            for (figure, told) in
                [("granted", item.granted), ("on_time", item.on_time), ("returned", item.returned)]
            {
                self.told(("item", &item.id, figure), told, "share");
            }
        }
        staff(outcome, self);
        for told in &outcome.situations {
            let name = format!("{}={}", told.situation, told.answer);
            self.exact(("situation", &name, "share"), told.share, "share");
            self.told(("situation", &name, "cycle_mean"), told.mean, "h");
        }
        course(outcome, self);
    }

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

    /// A line for each span, named by where it begins; `width` is how wide each is.
    fn series(&mut self, (group, name): (&str, &str), series: &Series, width: f64, unit: &str) {
        for (at, (mean, half)) in series.mean.iter().zip(&series.half_width).enumerate() {
            let Some(mean) = mean else { continue };
            let from = (at as f64 * width).to_string();
            self.line(
                (group, name, &from),
                *mean,
                &half.map(|half| half.to_string()).unwrap_or_default(),
                unit,
            );
        }
    }

    fn exact(&mut self, key: Key<'_>, value: f64, unit: &str) {
        self.line(key, value, "", unit);
    }

    fn line(&mut self, (group, name, figure): Key<'_>, mean: f64, half: &str, unit: &str) {
        let fields = [group, &quoted(name), figure, &mean.to_string(), half, unit];
        let scenario = self.scenario.as_ref().map(|scenario| format!("{scenario},")).unwrap_or_default();
        self.text += &(scenario + &fields.join(",") + "\n");
    }
}

/// A field of RFC 4180.
pub fn quoted(field: &str) -> String {
    match field.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}
