//! What simulation alone reads: how applications arrive, which go first, and what trips take the applicant.

use super::Reader;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::lower::{read, value};
use crate::scenario::model::{ApplicantFacts, Arrivals, Simulation, Source};
use crate::scenario::syntax::{Entry, Node, NodeValue};
use crate::scenario::text::Text;

/// The keys that say how applications arrive, of which one stands.
const WAYS: [&str; 3] = ["per_day", "between", "times"];
/// The keys that go with `per_day` alone.
const PROFILES: [&str; 3] = ["hours", "weekdays", "months"];

impl Reader<'_> {
    /// `simulation: { arrivals: { per_day: 82 }, priority: ['sort = "urgent"'] }`.
    pub(super) fn simulation(&mut self, file: &Node) -> Simulation {
        let Some(Entry { key, value: node }) = entry(file, "simulation") else {
            return Simulation::default();
        };
        let arrivals = entry(node, "arrivals").and_then(|entry| self.arrivals(entry));
        let priority = node.get("priority").map_or(&[][..], Node::members);
        let priority = priority.iter().filter_map(|condition| self.when_node(condition, None)).collect();
        let whole = read::source(node, self.source.as_ref());
        let source = node.get("arrivals").map_or(whole.clone(), |n| read::source(n, whole.as_ref()));
        let applicant = entry(node, "applicant").and_then(|entry| self.trips(entry, whole.as_ref()));
        Simulation { arrivals, priority, applicant, source, span: key.span }
    }

    /// `applicant: { travel: 60min, counter_wait: { exponential: 20min }, per_hour: 30 }`.
    fn trips(
        &mut self,
        Entry { key, value: node }: &Entry,
        usual: Option<&Source>,
    ) -> Option<ApplicantFacts> {
        if !matches!(node.value, NodeValue::Map(_)) {
            return None;
        }
        let travel = node.get("travel").and_then(value::work_time);
        let counter_wait = node.get("counter_wait").and_then(value::work_time);
        let written = entry(node, "per_hour");
        let per_hour = written.and_then(|entry| value::number(&entry.value));
        if let (Some(entry), Some(cost)) = (written, per_hour)
            && cost < 0.0
        {
            let message = Text::new(
                "申请人的时间不能折合小于 0 元",
                "the applicant's time cannot count for less than 0",
            );
            let mend = Text::new("写一个不小于 0 的数", "write a number from 0");
            self.findings.push(Diagnostic::new("E0401", entry.value.span, message).mend(mend));
        }
        let says_times = node.get("travel").is_some() || node.get("counter_wait").is_some();
        if let Some(entry) = written.filter(|_| !says_times) {
            let message = Text::new(
                "`per_hour` 单独写没有含义：没有写申请人花多少时间",
                "`per_hour` means nothing by itself: it is not said what time the applicant spends",
            );
            let mend = Text::new(
                "一并写 travel（往返路上）或 counter_wait（窗口等候），如 travel: 60min",
                "write `travel` or `counter_wait` beside it, such as `travel: 60min`",
            );
            self.findings.push(Diagnostic::new("E0156", entry.key.span, message).mend(mend));
        }
        let per_hour = per_hour.filter(|cost| *cost >= 0.0);
        Some(ApplicantFacts {
            travel,
            counter_wait,
            per_hour,
            source: read::source(node, usual),
            span: key.span,
        })
    }

    fn arrivals(&mut self, Entry { key, value: node }: &Entry) -> Option<Arrivals> {
        if !matches!(node.value, NodeValue::Map(_)) {
            return None;
        }
        let mut ways = node.entries().iter().filter(|e| WAYS.contains(&&*e.key.value));
        let mend = Text::new(
            "写 per_day（每日几件）、between（间隔）或 times（文件）之一",
            "write one of `per_day` (how many), `between` (how long apart) and `times` (a file)",
        );
        let Some(way) = ways.next() else {
            let message = Text::new("没有写办件如何到来", "it is not said how applications arrive");
            self.findings.push(Diagnostic::new("E0160", key.span, message).mend(mend));
            return None;
        };
        if let Some(second) = ways.next() {
            let message = Text::new(
                format!("办件如何到来写了两种，这里是 `{}`", second.key.value),
                format!("how applications arrive is said twice, here by `{}`", second.key.value),
            );
            let found = Diagnostic::new("E0160", second.key.span, message).mend(mend);
            self.findings.push(found.also(way.key.span, Text::new("先在这里", "first here")));
            return None;
        }
        let name = &*way.key.value;
        if name == "per_day" {
            return self.poisson(node, &way.value);
        }
        self.without_profiles(name, node);
        if name == "between" { self.between(&way.value) } else { self.observed(&way.value) }
    }

    fn poisson(&mut self, node: &Node, rate: &Node) -> Option<Arrivals> {
        let hours = node.get("hours").and_then(|n| self.profile(n, ("时段", "hour")));
        let weekdays = node.get("weekdays").and_then(|n| self.profile(n, ("星期", "weekday")));
        let months = node.get("months").and_then(|n| self.profile(n, ("月份", "month")));
        let per_day = value::number(rate)?;
        if per_day <= 0.0 {
            let message = Text::new(
                format!("每日 {per_day} 件：永远没有办件到来"),
                format!("{per_day} applications a day: none would ever arrive"),
            );
            let mend =
                Text::new("写一个大于 0 的数，如 82 或 0.5", "write a number above 0, such as 82 or 0.5");
            self.findings.push(Diagnostic::new("E0413", rate.span, message).mend(mend));
            return None;
        }
        Some(Arrivals::Poisson { per_day, hours, weekdays, months })
    }

    /// Relative weights, one for each hour, weekday or month.
    fn profile<const N: usize>(&mut self, node: &Node, (zh, en): (&str, &str)) -> Option<Box<[f64; N]>> {
        let members = node.members();
        let weights: Vec<f64> = members.iter().filter_map(value::number).collect();
        // What is no list of numbers has its finding.
        if !matches!(node.value, NodeValue::List(_)) || weights.len() < members.len() {
            return None;
        }
        let zeros = Text::new(
            "写不小于 0 的相对权重，至少一个大于 0",
            "write relative weights from 0, at least one of them above 0",
        );
        let found = if weights.len() != N {
            let message = Text::new(
                format!("{zh}的权重应有 {N} 个，写了 {} 个", weights.len()),
                format!("there are {N} weights, one for each {en}; here stand {}", weights.len()),
            );
            let mend = Text::new(format!("写 {N} 个权重"), format!("write {N} weights"));
            Some(Diagnostic::new("E0414", node.span, message).mend(mend))
        } else if let Some((member, weight)) = members.iter().zip(&weights).find(|(_, weight)| **weight < 0.0)
        {
            let message =
                Text::new(format!("权重 {weight} 小于 0"), format!("a weight of {weight} is below 0"));
            Some(Diagnostic::new("E0414", member.span, message).mend(zeros))
        } else {
            let sum: f64 = weights.iter().sum();
            let message = Text::new(
                format!("这些权重之和是 {sum}，分不出多少"),
                format!("the weights sum to {sum}, so that they share out nothing"),
            );
            let sound = sum > 0.0 && sum.is_finite();
            (!sound).then(|| Diagnostic::new("E0414", node.span, message).mend(zeros))
        };
        match found {
            Some(found) => self.findings.push(found),
            None => return <[f64; N]>::try_from(weights).ok().map(Box::new),
        }
        None
    }

    /// A profile beside `between` or `times`, which say all that there is to say.
    fn without_profiles(&mut self, way: &str, node: &Node) {
        for profile in node.entries().iter().filter(|e| PROFILES.contains(&&*e.key.value)) {
            let name = &profile.key.value;
            let message = Text::new(
                format!("`{name}` 与 `{way}` 放在一起没有含义"),
                format!("`{name}` means nothing beside `{way}`"),
            );
            let mend = Text::new(
                format!("它用于 per_day；删去 `{name}`，或改写 per_day"),
                format!("it goes with `per_day`; remove `{name}`, or write `per_day`"),
            );
            self.findings.push(Diagnostic::new("E0156", profile.key.span, message).mend(mend));
        }
    }

    fn between(&mut self, node: &Node) -> Option<Arrivals> {
        let between = value::work_time(node)?;
        if between.is_always_zero() {
            let message = Text::new(
                "间隔总是 0：所有办件同时到来，没有尽头",
                "the time between them is always 0: applications would arrive at once, without end",
            );
            let mend = Text::new("写一个大于 0 的间隔，如 17min", "write a time above 0, such as 17min");
            self.findings.push(Diagnostic::new("E0413", node.span, message).mend(mend));
            return None;
        }
        Some(Arrivals::Renewal(between))
    }

    fn observed(&mut self, node: &Node) -> Option<Arrivals> {
        let name = node.text()?;
        if !value::is_file_name(name) {
            let message =
                Text::new(format!("`{name}` 不是文件名"), format!("`{name}` is not the name of a file"));
            let mend = Text::new(
                "把文件放在场景旁边，只写名字，如 births.csv",
                "put the file beside the scenario and write its name alone, such as births.csv",
            );
            self.findings.push(Diagnostic::new("E0415", node.span, message).mend(mend));
            return None;
        }
        Some(Arrivals::Observed(name.to_string()))
    }
}

fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Entry> {
    node.entries().iter().find(|entry| &*entry.key.value == key)
}

#[cfg(test)]
mod tests;
