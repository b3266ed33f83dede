//! Calendars and holidays.

use super::Reader;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::lower::{read, value};
use crate::scenario::model::{CalendarFacts, Holidays, Source};
use crate::scenario::syntax::{Entry, Node};
use crate::scenario::text::Text;
use std::sync::Arc;

impl Reader {
    pub(super) fn calendar(&mut self, entry: &Entry, source: Option<&Source>) {
        let id = entry.key.value.clone();
        let base = self.catalogue.calendars.get(&id).cloned();
        let node = &entry.value;
        let zone = node
            .get("zone")
            .and_then(Node::text)
            .map(|t| t.to_string())
            .or(base.as_ref().map(|b| b.zone.clone()));
        let Some(zone) = self.require(entry, "zone", zone) else { return };
        let before = self.findings.len();
        let mut week = base.as_ref().map(|b| b.week.clone()).unwrap_or_default();
        for day in node.get("week").map_or(&[][..], Node::entries) {
            let shifts = self.shifts(&day.value);
            for index in days(&day.key.value) {
                week[index].clone_from(&shifts);
            }
        }
        let shifts_read = self.findings.len() == before;
        let holidays = node.get("holidays").and_then(read::spanned);
        if let Some(name) = &holidays {
            read::position(
                &self.catalogue.holidays,
                name,
                ("放假安排", "set of holidays"),
                &mut self.findings,
            );
        }
        let calendar = CalendarFacts {
            zone,
            week,
            holidays: holidays.map(|h| h.value).or(base.and_then(|b| b.holidays.clone())),
            source: read::source(node, source),
            span: entry.key.span,
        };
        if shifts_read && calendar.week.iter().all(Vec::is_empty) {
            let message = Text::new(format!("日历 `{id}` 从不上班"), format!("calendar `{id}` never opens"));
            let mend = Text::new("在 week 里写上班时段", "write shifts under `week`");
            self.findings.push(Diagnostic::new("E0411", entry.key.span, message).mend(mend));
        }
        self.catalogue.calendars.insert(id, Arc::new(calendar));
    }

    fn shifts(&mut self, node: &Node) -> Vec<(u16, u16)> {
        let mut shifts: Vec<(u16, u16)> = Vec::new();
        for written in node.one_or_many() {
            let shift = value::shift(written);
            let fits = shift.filter(|(start, _)| shifts.last().is_none_or(|(_, end)| start >= end));
            match fits {
                Some(shift) => shifts.push(shift),
                None => {
                    let text = written.text().map_or("…", |t| &**t);
                    let message = match shift {
                        Some(_) => Text::new(
                            format!("`{text}` 没有接在前一段之后"),
                            format!("`{text}` begins before the shift in front of it ends"),
                        ),
                        None => Text::new(
                            format!("`{text}` 不是一天内的时段"),
                            format!("`{text}` is not a shift within one day"),
                        ),
                    };
                    let mend = Text::new(
                        "写成 09:00-12:00，按先后排列；跨零点的分写在两天",
                        "write it like 09:00-12:00, in order of the day; past midnight it belongs to the next day",
                    );
                    self.findings.push(Diagnostic::new("E0410", written.span, message).mend(mend));
                }
            }
        }
        shifts
    }

    pub(super) fn holidays(&mut self, entry: &Entry, source: Option<&Source>) {
        let id = entry.key.value.clone();
        let base = self.catalogue.holidays.get(&id).cloned();
        let mut years: Vec<Holidays> = base.map(|b| (*b).clone()).unwrap_or_default();
        for year in entry.value.entries().iter().filter(|e| &*e.key.value != "source") {
            let Ok(number) = year.key.value.parse::<i16>() else {
                let message = Text::new(
                    format!("`{}` 不是年份", year.key.value),
                    format!("`{}` is not a year", year.key.value),
                );
                let mend = Text::new("写成 2026", "write 2026");
                self.findings.push(Diagnostic::new("E0409", year.key.span, message).mend(mend));
                continue;
            };
            let dates = |key: &str| year.value.get(key).map_or(&[][..], Node::members);
            for node in dates("off").iter().chain(dates("work")) {
                // A notice may reach back into the December before it.
                let of_year = |day: jiff::civil::Date| {
                    day.year() == number || (day.year() == number - 1 && day.month() == 12)
                };
                if value::dates(node).is_some_and(|(first, last)| !of_year(first) || !of_year(last)) {
                    let message =
                        Text::new(format!("这一天不在 {number} 年"), format!("not a day of {number}"));
                    let mend = Text::new("写到它自己的年份下", "write it under its own year");
                    self.findings.push(Diagnostic::new("E0409", node.span, message).mend(mend));
                }
            }
            let off = dates("off").iter().filter_map(value::dates).collect();
            let work = dates("work").iter().filter_map(value::dates).flat_map(|(first, last)| {
                first.series(jiff::Span::new().days(1)).take_while(move |day| *day <= last)
            });
            let holidays = Holidays {
                year: number,
                off,
                work: work.collect(),
                source: read::source(&year.value, source),
            };
            years.retain(|y| y.year != number);
            years.push(holidays);
        }
        years.sort_by_key(|y| y.year);
        self.catalogue.holidays.insert(id, Arc::new(years));
    }
}

/// The days of the week that a key stands for, from Monday 0.
fn days(key: &str) -> std::ops::Range<usize> {
    match key {
        "mon_fri" => 0..5,
        "mon_sun" => 0..7,
        "mon" => 0..1,
        "tue" => 1..2,
        "wed" => 2..3,
        "thu" => 3..4,
        "fri" => 4..5,
        "sat" => 5..6,
        "sun" => 6..7,
        _ => 0..0,
    }
}
