//! What is compared with what came of it.

pub(super) mod compare;
mod found;

use super::model::{Expectation, Expected, ScenarioTest};
use super::update::{Renewed, Update};
use crate::application::program::ItemIndex;
use crate::nearest::nearest;
use crate::plan::derive::Planner;
use crate::plan::figure::Figure;
use crate::plan::levers::MeasureSet;
use crate::rehearsal::Rehearsal;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::{Id, Plan};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::text::Text;
use compare::{exactly, number, one, order, set};

/// Something that was not as expected.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Where the expectation is written.
    pub at: Span,
    /// What is not as expected, one sentence.
    pub what: Text,
    /// What was expected and what was found, line by line, where they are lists: `-` only expected, `+` only found.
    pub difference: Vec<String>,
    /// How to mend it.
    pub mend: Text,
    /// What to write so that the test expects what was found.
    pub update: Option<Update>,
}

impl Failure {
    pub(super) fn new(at: Span, what: Text) -> Self {
        Self { at, what, difference: Vec::new(), mend: Text::default(), update: None }
    }

    pub(super) fn mend(mut self, mend: Text) -> Self {
        self.mend = mend;
        self
    }

    /// As a finding that points at the expectation's line; the difference is not in it.
    pub fn finding(&self) -> Diagnostic {
        let found = Diagnostic::new("E1001", self.at, self.what.clone());
        if self.mend.zh.is_empty() { found } else { found.mend(self.mend.clone()) }
    }
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
        failure.update = judge.renewed(e).map(|with| Update { key: e.key, value: e.span, with });
        Some(failure)
    };
    let mut failures: Vec<Failure> = test.expected.iter().filter_map(failed).collect();
    let beside = rehearsal.beside.iter().flat_map(|b| &b.rehearsal.never);
    for (at, why) in rehearsal.never.iter().chain(beside) {
        let what = Text::new(format!("没有发生：{}", why.zh), format!("it never happened: {}", why.en));
        failures.push(Failure::new(*at, what));
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
            Expected::Fields(wanted) => {
                set(at, ("所问字段", "the fields asked"), wanted, &r.asked().0, &self.facts())
            }
            Expected::Materials(wanted) => {
                set(at, ("所要材料", "the materials asked"), wanted, &r.asked().1, &self.facts())
            }
            Expected::Certificates(wanted) => {
                let name = ("所发证照", "the certificates issued");
                set(at, name, wanted, &self.certificates(), &self.certificates_known())
            }
            Expected::Steps(wanted) => {
                order(at, ("办完的环节", "the steps done"), wanted, &found::steps(r, wanted))
            }
            Expected::NotSteps(wanted) => self.not_done(at, wanted),
            Expected::Handoffs(wanted) => {
                number(at, ("流转次数", "handoffs"), f64::from(*wanted), r.handoffs() as f64)
            }
            Expected::Trips(wanted) => number(at, ("跑动次数", "trips"), f64::from(*wanted), r.trips()),
            Expected::Notices(wanted) => order(at, ("通知", "the notices"), wanted, &found::notices(r)),
            Expected::Rejections(wanted) => {
                exactly(at, ("被拒的命令", "the commands rejected"), wanted, &found::rejections(r))
            }
            Expected::Events(wanted) if wanted.is_empty() => {
                let what =
                    Text::new("空的 events 什么也没有要求", "an empty list of events asks for nothing");
                let mend = Text::new(
                    "写上应当发生的事件，或删去 events",
                    "name the events that should happen, or leave `events` out",
                );
                Some(Failure::new(at, what).mend(mend))
            }
            Expected::Events(wanted) => order(at, ("事件", "the events"), wanted, &found::events(r, wanted)),
            Expected::NotEvents(wanted) => self.not_happened(at, wanted),
            Expected::Figure(name, wanted) => self.not_counted(at, &name.value, *wanted),
            Expected::Of(name, inner) => self.failure_of(name, inner),
        }
    }

    /// Something not as expected of another application.
    fn failure_of(&self, name: &Spanned<Id>, expectation: &Expectation) -> Option<Failure> {
        let Some(judge) = self.of(&name.value) else {
            return Some(self.no_application(name.span, &name.value));
        };
        let mut failure = judge.failure(expectation)?;
        let Text { zh, en } = &failure.what;
        failure.what = Text::new(format!("{}：{zh}", name.value), format!("{}: {en}", name.value));
        Some(failure)
    }

    /// A figure that is not counted as expected.
    fn not_counted(&self, at: Span, name: &str, wanted: f64) -> Option<Failure> {
        let figure = Figure::ALL.iter().find(|f| f.name() == name)?;
        let (zh, en) =
            (format!("指标 {name}（{}）", figure.zh()), format!("the count of {name} ({})", figure.en()));
        number(at, (&zh, &en), wanted, self.figure(name)?)
    }

    /// Steps that should not have been done.
    fn not_done(&self, at: Span, wanted: &[Id]) -> Option<Failure> {
        let done = self.rehearsal.steps_done();
        let first = wanted.iter().find(|w| done.contains(&&***w))?;
        let what = Text::new(
            format!("环节 `{first}` 不该办却办了"),
            format!("step `{first}` should not have been done, and was"),
        );
        Some(Failure::new(at, what))
    }

    /// Events that should not have happened; what one is about must be there, lest the test can never fail.
    fn not_happened(&self, at: Span, wanted: &[Id]) -> Option<Failure> {
        let program = &self.rehearsal.program;
        let items = program.items.iter().map(|i| &*i.id);
        let names: Vec<&str> = items
            .chain(program.steps.iter().map(|s| &*s.id))
            .chain(program.facts.iter().map(|f| &*f.name))
            .collect();
        let abouts = wanted.iter().filter_map(|w| w.split_once(' ')).map(|(_, about)| about);
        if let Some(unknown) = abouts.into_iter().find(|about| !names.contains(about)) {
            let what = Text::new(format!("没有 `{unknown}`"), format!("there is no `{unknown}`"));
            let near = nearest(unknown, names.iter().copied());
            let mend = near
                .map(|near| Text::new(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?")));
            return Some(Failure::new(at, what).mend(mend.unwrap_or_default()));
        }
        let happened = found::events(self.rehearsal, wanted);
        let first = wanted.iter().find_map(|w| happened.first(w))?;
        let what = Text::new(
            format!("事件 `{first}` 不该发生却发生了"),
            format!("event `{first}` should not have happened, and did"),
        );
        Some(Failure::new(at, what))
    }

    /// The names of fields and materials, and questions, that an expectation could mean.
    fn facts(&self) -> Vec<String> {
        let facts = self.rehearsal.program.facts.iter().map(|f| f.name.to_string());
        facts.chain(self.rehearsal.questions.iter().cloned()).collect()
    }

    fn certificates(&self) -> Vec<String> {
        self.rehearsal.certificates.iter().map(|c| c.name.clone()).collect()
    }

    fn certificates_known(&self) -> Vec<String> {
        let items = self.rehearsal.program.items.iter();
        items.flat_map(|i| &i.certificates).map(|(holder, licence)| format!("{holder}.{licence}")).collect()
    }

    /// What an expectation would have to say.
    fn renewed(&self, expectation: &Expectation) -> Option<Renewed> {
        let r = self.rehearsal;
        Some(match &expectation.what {
            Expected::Plan(_) => Renewed::Word(r.program.plan.to_string()),
            Expected::Status(_) => Renewed::Word(word(&r.status())),
            Expected::Office(name, _) => {
                Renewed::Word(r.office(r.program.find_item(&name.value)?)?.to_string())
            }
            Expected::Item(name, _) => {
                Renewed::Word(word(&r.item_status(r.program.find_item(&name.value)?)?))
            }
            Expected::Fields(_) => Renewed::Set(r.asked().0),
            Expected::Materials(_) => Renewed::Set(r.asked().1),
            Expected::Certificates(_) => Renewed::Set(self.certificates()),
            Expected::Steps(wanted) => Renewed::Order(found::steps(r, wanted).listed(wanted)),
            Expected::NotSteps(names) => {
                let done = r.steps_done();
                let kept = names.iter().filter(|n| !done.contains(&&***n));
                Renewed::Order(kept.map(|n| n.to_string()).collect())
            }
            Expected::Handoffs(_) => Renewed::Word(r.handoffs().to_string()),
            Expected::DaysUsed(name, _) => {
                Renewed::Word(r.days_used(r.program.find_item(&name.value)?)?.to_string())
            }
            Expected::Trips(_) => Renewed::Word(r.trips().to_string()),
            Expected::Notices(wanted) => {
                let listed = found::notices(r).listed(wanted).into_iter();
                let whom = |entry: String| match wanted.iter().any(|w| **w == *entry) {
                    true => entry,
                    false => entry.split(' ').next().unwrap_or_default().to_owned(),
                };
                Renewed::Order(listed.map(whom).collect())
            }
            Expected::Events(wanted) => Renewed::Order(found::events(r, wanted).listed(wanted)),
            Expected::NotEvents(wanted) => {
                let happened = found::events(r, wanted);
                let kept = wanted.iter().filter(|w| happened.first(w).is_none());
                Renewed::Order(kept.map(|w| w.to_string()).collect())
            }
            Expected::Rejections(_) => Renewed::Order(found::rejections(r).shown),
            Expected::Figure(name, _) => Renewed::Word(self.figure(&name.value)?.to_string()),
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
        Failure::new(at, what).mend(mend)
    }

    fn figure(&self, name: &str) -> Option<f64> {
        let derivation = self.planner.derive(self.plan, MeasureSet::all(self.plan), &self.test.script.way);
        let figure = Figure::ALL.iter().find(|f| f.name() == name)?;
        Some(derivation.count().figure(*figure))
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
        let mend = match nearest(name, known.iter().copied()) {
            Some(near) => Text::new(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?")),
            None => {
                let known = known.join(" ");
                Text::new(format!("现有：{known}"), format!("there are: {known}"))
            }
        };
        Failure::new(at, what).mend(mend)
    }
}

/// A status as it is written in files.
pub(super) fn word<T: serde::Serialize>(status: &T) -> String {
    let value = serde_json::to_value(status).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
