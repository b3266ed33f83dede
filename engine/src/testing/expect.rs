//! What is compared with what came of it.

use super::model::{Expectation, Expected, ScenarioTest};
use crate::application::program::ItemIndex;
use crate::plan::derive::Planner;
use crate::plan::figure::Figure;
use crate::plan::levers::MeasureSet;
use crate::rehearsal::Rehearsal;
use crate::rehearsal::record::{event_json, snake};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::{Id, Plan};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::text::Text;
use serde_json::Value;

/// Something that was not as expected.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Where the expectation is written.
    pub at: Span,
    /// What is not as expected, one sentence.
    pub what: Text,
    /// What was expected, one line a thing, where it can be laid side by side with what was found.
    pub expected: Option<Vec<String>>,
    /// What was found.
    pub found: Option<Vec<String>>,
    /// How to mend it.
    pub mend: Text,
    /// What to write in the test's file, from behind a key to the end of its value, so that it expects what was
    /// found.
    pub update: Option<(Span, String)>,
}

impl Failure {
    /// As a finding that points at the expectation's line.
    pub fn finding(&self) -> Diagnostic {
        let mut what = self.what.clone();
        if let Some(lines) = self.difference() {
            let lines = lines.join("\n");
            what = Text::new(format!("{}\n{lines}", what.zh), format!("{}\n{lines}", what.en));
        }
        let found = Diagnostic::new("E1001", self.at, what);
        if self.mend.zh.is_empty() { found } else { found.mend(self.mend.clone()) }
    }

    /// What was expected and what was found, line by line: `-` only expected, `+` only found.
    pub fn difference(&self) -> Option<Vec<String>> {
        let (expected, found) = (self.expected.as_ref()?, self.found.as_ref()?);
        Some(difference(expected, found))
    }
}

/// A shortest difference of two lists of lines, by their longest common subsequence.
fn difference(expected: &[String], found: &[String]) -> Vec<String> {
    // Lists of a test are short; beyond this both are shown whole.
    if expected.len() * found.len() > 1_000_000 {
        let lines = expected.iter().map(|l| format!("- {l}")).chain(found.iter().map(|l| format!("+ {l}")));
        return lines.collect();
    }
    let width = found.len() + 1;
    let mut common = vec![0_u32; (expected.len() + 1) * width];
    for i in (0..expected.len()).rev() {
        for j in (0..found.len()).rev() {
            common[i * width + j] = if expected[i] == found[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut lines = Vec::new();
    while i < expected.len() || j < found.len() {
        let same = i < expected.len() && j < found.len() && expected[i] == found[j];
        if same {
            lines.push(format!("  {}", expected[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < expected.len()
            && (j == found.len() || common[(i + 1) * width + j] >= common[i * width + j + 1])
        {
            lines.push(format!("- {}", expected[i]));
            i += 1;
        } else {
            lines.push(format!("+ {}", found[j]));
            j += 1;
        }
    }
    lines
}

/// Everything that is not as a test expects.
pub fn failures(
    planner: &Planner<'_>,
    plan: &Plan,
    test: &ScenarioTest,
    rehearsal: &Rehearsal,
) -> Vec<Failure> {
    let judge = Judge { planner, plan, test, rehearsal };
    let failed = |e: &Expectation| {
        let mut failure = judge.failure(e)?;
        let behind = Span { source: e.key.source, start: e.key.end, end: e.span.end };
        failure.update = judge.renewed(e).map(|text| (behind, format!(": {text}")));
        Some(failure)
    };
    let mut failures: Vec<Failure> = test.expected.iter().filter_map(failed).collect();
    let beside = rehearsal.beside.iter().flat_map(|b| &b.rehearsal.never);
    for (at, why) in rehearsal.never.iter().chain(beside) {
        let what = Text::new(format!("没有发生：{}", why.zh), format!("it never happened: {}", why.en));
        failures.push(Failure {
            at: *at,
            what,
            expected: None,
            found: None,
            mend: Text::default(),
            update: None,
        });
    }
    failures
}

struct Judge<'a> {
    planner: &'a Planner<'a>,
    plan: &'a Plan,
    test: &'a ScenarioTest,
    rehearsal: &'a Rehearsal,
}

impl Judge<'_> {
    fn failure(&self, expectation: &Expectation) -> Option<Failure> {
        let r = self.rehearsal;
        let at = expectation.span;
        match &expectation.what {
            Expected::Plan(wanted) => one(at, ("方案", "the plan"), wanted, &r.program.plan),
            Expected::Status(wanted) => {
                let mut failure = one(at, ("办件状态", "the status"), wanted, &word(&r.status()))?;
                if let Some(waiting) = r.waiting.first() {
                    failure.mend = Text::new(
                        format!("它还在等：{}", waiting.text.zh),
                        format!("it still waits: {}", waiting.text.en),
                    );
                }
                Some(failure)
            }
            Expected::Item(name, wanted) => self.of_item(name, |item| {
                let label = (format!("事项 {}", name.value), format!("item {}", name.value));
                let found = r.item_status(item).map(|s| word(&s)).unwrap_or_default();
                one(at, (&label.0, &label.1), wanted, &found)
            }),
            Expected::Office(name, wanted) => self.of_item(name, |item| {
                let label = &name.value;
                let label = (format!("{label} 的办理机构"), format!("the office of {label}"));
                one(at, (&label.0, &label.1), wanted, r.office(item).map_or("–", |id| &**id))
            }),
            Expected::DaysUsed(name, wanted) => self.of_item(name, |item| {
                let label = &name.value;
                let label = (format!("{label} 用掉的时限"), format!("days used by {label}"));
                let found = r.days_used(item).map_or_else(|| "–".to_owned(), |p| p.to_string());
                one(at, (&label.0, &label.1), &wanted.to_string(), &found)
            }),
            Expected::Fields(wanted) => set(at, ("所问字段", "the fields asked"), wanted, &r.asked().0),
            Expected::Materials(wanted) => set(at, ("所要材料", "the materials asked"), wanted, &r.asked().1),
            Expected::Certificates(wanted) => {
                let found: Vec<String> = r.certificates.iter().map(|c| c.name.clone()).collect();
                set(at, ("所发证照", "the certificates issued"), wanted, &found)
            }
            Expected::Steps(wanted) => {
                let done: Vec<String> = r.steps_done().into_iter().map(str::to_owned).collect();
                order(at, ("办完的环节", "the steps done"), wanted, done)
            }
            Expected::NotSteps(wanted) => {
                let done = r.steps_done();
                let found: Vec<&Id> = wanted.iter().filter(|w| done.contains(&&***w)).collect();
                let first = found.first()?;
                let what =
                    Text::new(format!("环节 `{first}` 不该办却办了"), format!("step `{first}` was done"));
                Some(Failure { at, what, expected: None, found: None, mend: Text::default(), update: None })
            }
            Expected::Handoffs(wanted) => {
                number(at, ("流转次数", "handoffs"), f64::from(*wanted), r.handoffs() as f64)
            }
            Expected::Trips(wanted) => number(at, ("跑动次数", "trips"), f64::from(*wanted), r.trips()),
            Expected::Notices(wanted) => {
                let found = r.notices.iter().map(|n| n.to.to_string()).collect();
                order(at, ("通知", "the notices"), wanted, found)
            }
            Expected::Rejections(wanted) => {
                let found = r.refusals.iter().map(|x| snake(x.name)).collect();
                exactly(at, ("被拒的命令", "the commands rejected"), wanted, found)
            }
            Expected::Events(wanted) => order(at, ("事件", "the events"), wanted, self.events(wanted)),
            Expected::Figure(name, wanted) => {
                let figure = Figure::ALL.iter().find(|f| f.name() == &*name.value)?;
                number(at, (figure.zh(), figure.en()), *wanted, self.figure(&name.value)?)
            }
            Expected::Of(name, inner) => match self.of(&name.value) {
                Some(judge) => {
                    let mut failure = judge.failure(inner)?;
                    let Text { zh, en } = &failure.what;
                    failure.what =
                        Text::new(format!("{}：{zh}", name.value), format!("{}: {en}", name.value));
                    Some(failure)
                }
                None => Some(self.no_application(name.span, &name.value)),
            },
        }
    }

    /// What an expectation would have to say.
    fn renewed(&self, expectation: &Expectation) -> Option<String> {
        let r = self.rehearsal;
        let list = |names: Vec<String>| flow(&names);
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
        Some(match &expectation.what {
            Expected::Plan(_) => r.program.plan.to_string(),
            Expected::Status(_) => word(&r.status()),
            Expected::Office(name, _) => r.office(r.program.find_item(&name.value)?)?.to_string(),
            Expected::Item(name, _) => word(&r.item_status(r.program.find_item(&name.value)?)?),
            Expected::Fields(_) => list(r.asked().0),
            Expected::Materials(_) => list(r.asked().1),
            Expected::Steps(_) => list(owned(r.steps_done())),
            Expected::NotSteps(names) => {
                let done = r.steps_done();
                list(names.iter().filter(|n| !done.contains(&&***n)).map(|n| n.to_string()).collect())
            }
            Expected::Handoffs(_) => r.handoffs().to_string(),
            Expected::DaysUsed(name, _) => r.days_used(r.program.find_item(&name.value)?)?.to_string(),
            Expected::Trips(_) => r.trips().to_string(),
            Expected::Certificates(_) => list(r.certificates.iter().map(|c| c.name.clone()).collect()),
            Expected::Notices(_) => list(r.notices.iter().map(|n| n.to.to_string()).collect()),
            Expected::Events(kinds) => list(self.events(kinds)),
            Expected::Rejections(_) => list(r.refusals.iter().map(|x| snake(x.name)).collect()),
            Expected::Figure(name, _) => self.figure(&name.value)?.to_string(),
            Expected::Of(name, inner) => return self.of(&name.value)?.renewed(inner),
        })
    }

    /// The same of another application.
    fn of(&self, name: &str) -> Option<Judge<'_>> {
        let other = self.rehearsal.beside.iter().find(|b| &*b.name == name)?;
        Some(Judge { planner: self.planner, plan: self.plan, test: self.test, rehearsal: &other.rehearsal })
    }

    fn no_application(&self, at: Span, name: &str) -> Failure {
        let known: Vec<&str> = self.rehearsal.beside.iter().map(|b| &*b.name).collect();
        let known = known.join(" ");
        let what = Text::new(format!("没有办件 `{name}`"), format!("there was no application `{name}`"));
        let mend = Text::new(format!("现有：{known}"), format!("there were: {known}"));
        Failure { at, what, expected: None, found: None, mend, update: None }
    }

    fn figure(&self, name: &str) -> Option<f64> {
        let derivation = self.planner.derive(self.plan, MeasureSet::all(self.plan), &self.test.script.way);
        let figure = Figure::ALL.iter().find(|f| f.name() == name)?;
        Some(derivation.count().figure(*figure))
    }

    /// Events as a test writes them: those of the kinds that it names, with what they are about where it says so.
    fn events(&self, wanted: &[Id]) -> Vec<String> {
        let kinds: Vec<&str> = wanted.iter().filter_map(|w| w.split(' ').next()).collect();
        let mut found = Vec::new();
        for event in &self.rehearsal.events {
            let kind = snake(event.kind.name());
            if !kinds.contains(&kind.as_str()) {
                continue;
            }
            let about = about(&event_json(&self.rehearsal.program, event));
            let named = format!("{kind} {about}");
            let bare = wanted.iter().any(|w| **w == *kind);
            found.push(if bare && !wanted.iter().any(|w| **w == *named) { kind } else { named });
        }
        found
    }

    /// What is not as expected of an item, or that there is no such item.
    fn of_item(
        &self,
        name: &Spanned<Id>,
        judge: impl FnOnce(ItemIndex) -> Option<Failure>,
    ) -> Option<Failure> {
        match self.rehearsal.program.find_item(&name.value) {
            Some(item) => judge(item),
            None => Some(self.no_item(name.span, &name.value)),
        }
    }

    fn no_item(&self, at: Span, name: &str) -> Failure {
        let known: Vec<&str> = self.rehearsal.program.items.iter().map(|i| &*i.id).collect();
        let what = Text::new(
            format!("这种情形下没有事项 `{name}`"),
            format!("no item `{name}` applies in this way"),
        );
        let known = known.join(" ");
        let mend = Text::new(format!("现有：{known}"), format!("there are: {known}"));
        Failure { at, what, expected: None, found: None, mend, update: None }
    }
}

/// What an event is about: its item, else its step, else its fact.
fn about(event: &Value) -> String {
    let get = |key: &str| event.get(key).and_then(Value::as_str).map(str::to_owned);
    let of_call = || event.get("call")?.get("task")?.get("step")?.as_str().map(str::to_owned);
    get("item").or_else(|| get("step")).or_else(|| get("fact")).or_else(of_call).unwrap_or_default()
}

/// A list in one line.
pub(super) fn flow(names: &[String]) -> String {
    let quoted = names.iter().map(|name| match name.contains(['?', ' ', ':', ',', '#']) {
        true => format!("'{name}'"),
        false => name.clone(),
    });
    format!("[{}]", quoted.collect::<Vec<_>>().join(", "))
}

/// A status as it is written in files.
pub(super) fn word<T: serde::Serialize>(status: &T) -> String {
    let value = serde_json::to_value(status).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn one(at: Span, name: (&str, &str), wanted: &str, found: &str) -> Option<Failure> {
    if wanted == found {
        return None;
    }
    let what = Text::new(
        format!("{}应为 {wanted}，实为 {found}", name.0),
        format!("{} should be {wanted}, and is {found}", name.1),
    );
    Some(Failure { at, what, expected: None, found: None, mend: Text::default(), update: None })
}

fn number(at: Span, name: (&str, &str), wanted: f64, found: f64) -> Option<Failure> {
    // Figures are sums of shares; what is written has at most six digits behind the point.
    if (wanted - found).abs() < 1e-6 {
        return None;
    }
    one(at, name, &wanted.to_string(), &found.to_string())
}

/// Exactly these, in any order.
fn set(at: Span, name: (&str, &str), wanted: &[Id], found: &[String]) -> Option<Failure> {
    let mut wanted: Vec<String> = wanted.iter().map(|w| w.to_string()).collect();
    let mut found = found.to_vec();
    wanted.sort();
    found.sort();
    if wanted == found {
        return None;
    }
    let what = Text::new(
        format!("{}与应有的不同（- 应有而无，+ 多出）", name.0),
        format!("{} differ (- is missing, + is too much)", name.1),
    );
    Some(Failure {
        at,
        what,
        expected: Some(wanted),
        found: Some(found),
        mend: Text::default(),
        update: None,
    })
}

/// Exactly these in this order.
fn exactly(at: Span, name: (&str, &str), wanted: &[Id], found: Vec<String>) -> Option<Failure> {
    let wanted: Vec<String> = wanted.iter().map(|w| w.to_string()).collect();
    if wanted == found {
        return None;
    }
    let what = Text::new(
        format!("{}与应有的不同（- 应有而无，+ 多出）", name.0),
        format!("{} differ (- is missing, + is too much)", name.1),
    );
    let (expected, found) = (Some(wanted), Some(found));
    Some(Failure { at, what, expected, found, mend: Text::default(), update: None })
}

/// These in this order, with anything between them.
fn order(at: Span, name: (&str, &str), wanted: &[Id], found: Vec<String>) -> Option<Failure> {
    let mut rest = found.iter();
    let missing = wanted.iter().find(|w| !rest.any(|f| *f == ***w))?;
    let what = Text::new(
        format!("{}里，`{missing}` 没有在应有的次序上出现（- 应有而无，+ 多出）", name.0),
        format!(
            "among {}, `{missing}` does not come where it should (- is missing, + may be between)",
            name.1
        ),
    );
    let wanted = wanted.iter().map(|w| w.to_string()).collect();
    Some(Failure {
        at,
        what,
        expected: Some(wanted),
        found: Some(found),
        mend: Text::default(),
        update: None,
    })
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn differences_keep_what_is_common() {
        let lines = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let found = difference(&lines("a b c d"), &lines("a x c d e"));
        assert_eq!(found, ["  a", "- b", "+ x", "  c", "  d", "+ e"]);
        assert_eq!(difference(&[], &lines("a")), ["+ a"]);
    }
}
