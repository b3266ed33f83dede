//! A rehearsal told for people, line by line.

mod teller;
mod words;

use super::Rehearsal;
use super::time::zone;
use crate::application::event::Event;
use crate::application::program::Program;
use crate::application::rejection::Rejection;
use crate::application::state::Application;
use crate::scenario::model::Scenario;
use crate::scenario::text::Text;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use serde::Serialize;
use teller::Teller;
use words::hold_text;

/// One line of a trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// When, as a local time of day: `2026-03-02 09:10`.
    pub at: String,
    /// Who.
    pub who: Text,
    /// What.
    pub what: Text,
    /// Something went otherwise than usual.
    pub unusual: bool,
}

/// A local time, to the minute; seconds where there are any.
pub fn local(at: Timestamp, rehearsal: &Rehearsal) -> String {
    let zone = zone(rehearsal.program.calendars.first());
    let local = at.to_zoned(zone);
    match local.second() {
        0 => local.strftime("%Y-%m-%d %H:%M").to_string(),
        _ => local.strftime("%Y-%m-%d %H:%M:%S").to_string(),
    }
}

/// Everything that happened, in order: events that say something to people, notices, and what was refused.
pub fn lines(rehearsal: &Rehearsal, scenario: &Scenario) -> Vec<Line> {
    let (program, application) = (&rehearsal.program, &rehearsal.application);
    let teller = Teller { program, application, scenario };
    let mut lines = Vec::new();
    let mut notices = rehearsal.notices.iter().peekable();
    let mut refusals = rehearsal.refusals.iter().peekable();
    let mut holds = rehearsal.holds.iter().filter(|h| h.ours).peekable();
    for event in &rehearsal.events {
        if let Some((who, what, unusual)) = teller.told(event) {
            lines.push(Line { at: local(event.at.timestamp(), rehearsal), who, what, unusual });
        }
        while let Some(hold) = holds.next_if(|h| h.after <= event.sequence) {
            let what = hold_text(&hold.event, rehearsal);
            let (thing, value) = (thing(&hold.key.element, scenario), &hold.key.value);
            let what = Text::new(
                format!("{} {value}：{}", thing.zh, what.zh),
                format!("{} {value}: {}", thing.en, what.en),
            );
            let at = local(hold.event.at, rehearsal);
            lines.push(Line { at, who: Text::new("系统", "system"), what, unusual: false });
        }
        while let Some(notice) = notices.next_if(|n| n.after <= event.sequence) {
            let to = teller.party(&notice.to);
            let what = Text::new(
                format!("通知{}：{}", to.zh, notice.text.zh),
                format!("tells {}: {}", to.en, notice.text.en),
            );
            let who = Text::new("系统", "system");
            lines.push(Line { at: local(notice.at, rehearsal), who, what, unusual: false });
        }
        while let Some(refusal) = refusals.next_if(|r| r.after <= event.sequence) {
            let (zh, en) = (&refusal.text.zh, &refusal.text.en);
            let name = refusal.command;
            let what = Text::new(
                format!("命令 {name} 未被接受：{zh}"),
                format!("command {name} is not taken: {en}"),
            );
            let who = Text::new("系统", "system");
            lines.push(Line { at: local(refusal.at, rehearsal), who, what, unusual: true });
        }
    }
    lines
}

/// One event of an application in words: who, what, whether it is unusual; none where it says nothing to people.
pub fn told(
    program: &Program,
    application: &Application,
    scenario: &Scenario,
    event: &Event,
) -> Option<(Text, Text, bool)> {
    Teller { program, application, scenario }.told(event)
}

/// What the element is called by whose value things are told apart.
fn thing(element: &str, scenario: &Scenario) -> Text {
    let found = scenario.catalogue.elements.get(element);
    found.map_or_else(|| Text::same(element), |e| e.title.clone())
}

/// A day as a heading: `2026-03-02 Monday`, and how long after the one before where days lie between.
pub fn day(date: &str, before: Option<&str>) -> Text {
    let Ok(day) = date.parse::<Date>() else { return Text::same(date) };
    let (zh, en) = match day.weekday() {
        Weekday::Monday => ("星期一", "Monday"),
        Weekday::Tuesday => ("星期二", "Tuesday"),
        Weekday::Wednesday => ("星期三", "Wednesday"),
        Weekday::Thursday => ("星期四", "Thursday"),
        Weekday::Friday => ("星期五", "Friday"),
        Weekday::Saturday => ("星期六", "Saturday"),
        Weekday::Sunday => ("星期日", "Sunday"),
    };
    let passed = before
        .and_then(|before| before.parse::<Date>().ok())
        .map_or(0, |before| day.since(before).map_or(0, |span| span.get_days()));
    match passed {
        0 | 1 => Text::new(format!("{date} {zh}"), format!("{date} {en}")),
        days => Text::new(format!("{date} {zh}（{days} 天后）"), format!("{date} {en} ({days} days later)")),
    }
}

/// Why a command is not taken, with every fault that it lists.
pub fn rejection(program: &Program, rejection: &Rejection) -> Text {
    let text = rejection.text();
    let faults = match rejection {
        Rejection::Faulty(faults) => faults.clone(),
        Rejection::BadValue(fault) => vec![fault.clone()],
        Rejection::NotAsked(fact) | Rejection::NotDeferrable(fact) => {
            let name = program.fact(*fact).map_or("?", |f| &*f.name);
            return Text::new(format!("{}（{name}）", text.zh), format!("{} ({name})", text.en));
        }
        _ => return text,
    };
    let zh: Vec<String> = faults.iter().map(|f| format!("{}{}", f.name, f.what.zh)).collect();
    let en: Vec<String> = faults.iter().map(|f| format!("{} {}", f.name, f.what.en)).collect();
    Text::new(format!("{}：{}", text.zh, zh.join("；")), format!("{}: {}", text.en, en.join("; ")))
}
