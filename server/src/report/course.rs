//! What a report says of the course of a simulation: queues over the whole time and by hour of the week, and how long
//! how many took.

use super::simulation::SimulationReport;
use super::table::{Cell, Column, Style, Table};
use onething_engine::scenario::text::Language;
use onething_engine::simulate::{DeskFigures, Histogram, LevelCourse, Series};

/// Queues shorter than this on average are not drawn.
const NOTABLE: f64 = 0.05;
/// Most queues that are drawn.
const DRAWN: usize = 6;
/// Days of the week from Monday.
const DAYS: [(&str, &str); 7] = [
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
];

/// An hour of the week, 0–167 from Monday midnight on, as people say it: `周一 09:00`.
pub fn hour_of_week(hour: usize, language: Language) -> String {
    format!("{} {:02}:00", day_of_week(hour / 24, language), hour % 24)
}

/// A day of the week from Monday.
pub fn day_of_week(day: usize, language: Language) -> &'static str {
    let (zh, en) = DAYS.get(day % 7).copied().unwrap_or_default();
    if language == Language::Zh { zh } else { en }
}

impl<'a> SimulationReport<'a> {
    /// Desks whose queues are drawn, the longest on average first; none where hardly anything waits.
    pub fn queues(&self) -> Vec<&'a DeskFigures> {
        let mean = |desk: &DeskFigures| desk.queue.map_or(0.0, |queue| queue.mean);
        let mut desks: Vec<&DeskFigures> =
            self.outcome.desks.iter().filter(|desk| mean(desk) >= NOTABLE).collect();
        desks.sort_by(|a, b| mean(b).total_cmp(&mean(a)));
        desks.truncate(DRAWN);
        desks
    }

    /// What was under way, came and ended, and each queue, in spans over the whole time that counts.
    pub fn over_time(&self) -> Table {
        let told = &self.outcome.over_time;
        let queue = self.say("平均排队", "Mean queue");
        let mut columns = vec![
            Column::number(self.say("第几天起", "From day")),
            Column::number(self.say("同时在办", "Under way at once")),
            Column::number(self.say("每天收件", "Came a day")),
            Column::number(self.say("每天办结", "Ended a day")),
        ];
        columns.extend(self.outcome.desks.iter().map(|desk| Column::number(self.desk(desk)).under(queue)));
        let flows = [&told.under_way.over_time, &told.came_per_day, &told.ended_per_day];
        let days = told.span_hours / 24.0;
        let row = |at: usize| {
            let mut row = vec![Cell::number(at as f64 * days, Style::Decimals(1))];
            row.extend(flows.map(|series| cell(series, at)));
            row.extend(self.outcome.desks.iter().map(|desk| mean(&desk.queue_course.over_time, at)));
            row
        };
        Table {
            caption: self
                .say("在办、收件、办结与排队的变化", "What is under way, comes, ends and waits, over time")
                .to_owned(),
            columns,
            rows: (0..told.under_way.over_time.mean.len()).map(row).collect(),
        }
    }

    /// What is under way and each queue by hour of the week.
    pub fn by_hour_of_week(&self) -> Table {
        let queue = self.say("平均排队", "Mean queue");
        let mut columns = vec![
            Column::text(self.say("时刻", "Hour")),
            Column::number(self.say("同时在办", "Under way at once")),
        ];
        columns.extend(self.outcome.desks.iter().map(|desk| Column::number(self.desk(desk)).under(queue)));
        let under_way = &self.outcome.over_time.under_way.by_hour_of_week;
        let row = |at: usize| {
            let mut row = vec![Cell::text(hour_of_week(at, self.language)), cell(under_way, at)];
            row.extend(self.outcome.desks.iter().map(|desk| mean(&desk.queue_course.by_hour_of_week, at)));
            row
        };
        Table {
            caption: self
                .say("一周各小时的在办与排队", "What is under way and waits, by hour of the week")
                .to_owned(),
            columns,
            rows: (0..under_way.mean.len()).map(row).collect(),
        }
    }

    /// How long how many took; none: nothing ended.
    pub fn distribution(&self) -> Option<Table> {
        let told = self.outcome.cycle.histogram.as_ref()?;
        let total = told.total().max(1) as f64;
        let mut upto = 0;
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        let mut row = |label: String, count: u64| {
            upto += count;
            rows.push(vec![
                Cell::text(label),
                Cell::number(count as f64, Style::Decimals(0)),
                Cell::number(count as f64 / total, Style::Share),
                Cell::number(upto as f64 / total, Style::Share),
            ]);
        };
        for (at, count) in told.counts.iter().enumerate() {
            let (from, to) = edges(told, at);
            row(format!("{}–{}", Style::Plain.written(from), Style::Plain.written(to)), *count);
        }
        let (last, _) = edges(told, told.counts.len());
        row(format!("≥ {}", Style::Plain.written(last)), told.beyond);
        Some(Table {
            caption: self.say("用时的分布", "How many took how long").to_owned(),
            columns: vec![
                Column::text(self.say("用时（小时）", "Time (hours)")),
                Column::number(self.say("件数", "Applications")),
                Column::number(self.say("占比", "Share")),
                Column::number(self.say("累计", "Up to here")),
            ],
            rows,
        })
    }

    /// The course of a queue in one line: how long it was and when it was longest.
    pub fn rhythm(&self, course: &LevelCourse) -> Option<String> {
        let (hour, most) = course.by_hour_of_week.most().filter(|(_, most)| *most > 0.0)?;
        let (hour, most) = (hour_of_week(hour, self.language), Style::Decimals(1).written(most));
        Some(match self.language {
            Language::Zh => format!("最长在{hour}，平均 {most}"),
            Language::En => format!("longest at {hour}, {most} on average"),
        })
    }
}

/// From where to where a column of a histogram reaches, hours.
pub fn edges(histogram: &Histogram, at: usize) -> (f64, f64) {
    let edge = |at: usize| histogram.from_hours + histogram.width_hours * at as f64;
    (edge(at), edge(at + 1))
}

fn cell(series: &Series, at: usize) -> Cell {
    let Some(mean) = series.mean.get(at).copied().flatten() else { return Cell::Nothing };
    let half_width = series.half_width.get(at).copied().flatten();
    Cell::Value(super::table::Value { value: mean, half_width, style: Style::Decimals(1) })
}

fn mean(series: &Series, at: usize) -> Cell {
    let mean = series.mean.get(at).copied().flatten();
    mean.map_or(Cell::Nothing, |mean| Cell::number(mean, Style::Decimals(2)))
}
