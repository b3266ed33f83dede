//! Commands from text: `+10min clerk(market) return licence.accept shop.name=不规范`. When, counted from the
//! beginning; who; a key, if any; the verb and what it takes, in names. `#9` is a position that has no name.

use super::play::START;
use super::stage::Stage;
use super::write::local;
use onething_engine::application::command::{Declared, PersonId};
use onething_engine::application::program::FactKind;
use onething_engine::application::state::{TaskId, TimerKind};
use onething_engine::application::{
    Actor, Application, CallId, Command, Envelope, FactId, ItemIndex, Key, Moment, StepId, Submission,
    TimerId, Wanted,
};
use onething_engine::rehearsal::record::snake;
use onething_engine::scenario::model::{DepartmentId, MessageId, Period, Unit};
use std::sync::Arc;

/// Reads with the names of a stage, and of the state for visits and timers.
pub struct Reader<'a> {
    pub stage: &'a Stage,
    pub state: &'a Application,
    pub told: &'a str,
}

/// What stands behind a verb: its words, and the reason.
struct Words<'w> {
    words: Vec<&'w str>,
    why: Arc<str>,
}

impl<'w> Words<'w> {
    fn get(&self, at: usize) -> &'w str {
        self.words.get(at).copied().unwrap_or_default()
    }
}

/// A position from `#9`.
fn position(word: &str) -> Option<u16> {
    word.strip_prefix('#')?.parse().ok()
}

/// The hash of a file that stands for any.
fn file() -> Arc<str> {
    "0123456789abcdef".repeat(4).into()
}

impl Reader<'_> {
    fn odd(&self, what: &str) -> ! {
        panic!("{}: {what}", self.told)
    }

    /// A whole line.
    pub fn envelope(&self, line: &str) -> Envelope {
        let mut parts = line.splitn(3, ' ');
        let (when, who) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let mut rest = parts.next().unwrap_or_else(|| self.odd("what is asked for?"));
        let mut key = None;
        if let Some((number, command)) = rest.strip_prefix("key=").and_then(|r| r.split_once(' ')) {
            key = Some(Key(number.parse().unwrap_or_else(|_| self.odd("no key"))));
            rest = command;
        }
        let command = self.command(rest);
        Envelope { at: self.at(when, &command), by: self.actor(who), key, command }
    }

    /// `+1d2h`, `-10min`, or `@due`: when the timer of the command is due.
    fn at(&self, when: &str, command: &Command) -> Moment {
        if when == "@due" {
            let Command::Due { timer } = command else { self.odd("only a timer is due") };
            let set = self.state.timers.iter().find(|t| t.id == *timer);
            return set.map_or_else(|| self.odd("no such timer is set"), |t| t.at);
        }
        let (sign, mut rest) = match when.split_at_checked(1) {
            Some(("+", rest)) => (1, rest),
            Some(("-", rest)) => (-1, rest),
            _ => self.odd("when?"),
        };
        let mut milliseconds = 0;
        while !rest.is_empty() {
            let (amount, unit, behind) = self.amount(rest);
            milliseconds += i64::from(amount)
                * match unit {
                    "" if amount == 0 => 0,
                    "ms" => 1,
                    "s" => 1_000,
                    "min" => 60_000,
                    "h" => 3_600_000,
                    "d" => 86_400_000,
                    _ => self.odd("no unit of time"),
                };
            rest = behind;
        }
        START.plus(sign * milliseconds)
    }

    /// The first number of a text, its unit, and the rest.
    fn amount<'t>(&self, text: &'t str) -> (u32, &'t str, &'t str) {
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (amount, rest) = text.split_at(digits);
        let letters = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (unit, behind) = rest.split_at(letters);
        (amount.parse().unwrap_or_else(|_| self.odd("no number")), unit, behind)
    }

    fn period(&self, text: &str) -> Period {
        let (amount, unit, _) = self.amount(text);
        let all = [Unit::Hours, Unit::Days, Unit::WorkingDays, Unit::Months, Unit::Years];
        let unit = all.into_iter().find(|u| u.suffix() == unit).unwrap_or_else(|| self.odd("no unit"));
        Period { amount, unit }
    }

    /// `applicant`, `clerk(market)`, `clerk(market,2)`, `system`, `timer`, `operator`.
    fn actor(&self, who: &str) -> Actor {
        match who {
            "applicant" => return Actor::Applicant,
            "system" => return Actor::System,
            "timer" => return Actor::Timer,
            "operator" => return Actor::Operator(PersonId(9)),
            _ => {}
        }
        let inside = who.strip_prefix("clerk(").and_then(|rest| rest.strip_suffix(')'));
        let inside = inside.unwrap_or_else(|| self.odd("who?"));
        let (department, person) = inside.split_once(',').unwrap_or((inside, "1"));
        let departments = &self.stage.scenario.catalogue.departments;
        let department = departments.get_index_of(department).unwrap_or_else(|| self.odd("no department"));
        Actor::Clerk { person: self.person(person), department: DepartmentId::from(department) }
    }

    fn person(&self, number: &str) -> PersonId {
        PersonId(number.parse().unwrap_or_else(|_| self.odd("no person")))
    }

    fn step(&self, name: &str) -> StepId {
        let known = || self.stage.program.steps.iter().map(|s| &*s.id).collect::<Vec<_>>().join(" ");
        let found = position(name).map(StepId).or_else(|| self.stage.program.find_step(name));
        found.unwrap_or_else(|| self.odd(&format!("no step `{name}`; there are: {}", known())))
    }

    fn item(&self, name: &str) -> ItemIndex {
        let found = position(name).map(ItemIndex).or_else(|| self.stage.program.find_item(name));
        found.unwrap_or_else(|| self.odd(&format!("no item `{name}`")))
    }

    fn fact(&self, name: &str) -> FactId {
        let known = || self.stage.program.facts.iter().map(|f| &*f.name).collect::<Vec<_>>().join(" ");
        let found = position(name).map(FactId).or_else(|| self.stage.program.find_fact(name));
        found.unwrap_or_else(|| self.odd(&format!("no fact `{name}`; there are: {}", known())))
    }

    /// `licence.review`: its present visit; `licence.review@2`: that one.
    fn task(&self, word: &str) -> TaskId {
        let (name, visit) = word.split_once('@').unwrap_or((word, ""));
        let step = self.step(name);
        TaskId { step, visit: visit.parse().unwrap_or_else(|_| self.state.step(step).visit) }
    }

    /// The same for an attempt of a call: `registry.look_up@2!3`; else the present one.
    fn call(&self, word: &str) -> CallId {
        let (name, attempt) = word.split_once('!').unwrap_or((word, ""));
        let task = self.task(name);
        let present = || self.state.work_of(task.step).map_or(1, |w| w.attempts);
        CallId { task, attempt: attempt.parse().unwrap_or_else(|_| present()) }
    }

    /// `shop.name=茶馆`; `shop.lease=file` is any file.
    fn value(&self, word: &str) -> Submission {
        let (name, value) = word.split_once('=').unwrap_or_else(|| self.odd("a value is fact=value"));
        let fact = self.fact(name);
        let is_material =
            self.stage.program.fact(fact).is_some_and(|f| matches!(f.kind, FactKind::Material(_)));
        let value = if is_material && value == "file" { file() } else { value.into() };
        Submission { fact, value }
    }

    fn values(&self, words: &[&str]) -> Vec<Submission> {
        words.iter().map(|word| self.value(word)).collect()
    }

    /// `limit(licence)`, `answer(registry.look_up)`, or `#7`.
    fn timer(&self, word: &str) -> TimerId {
        if let Some(number) = position(word) {
            return TimerId(u32::from(number));
        }
        let program = &self.stage.program;
        let step = |id: StepId| program.step(id).map_or(String::new(), |s| s.id.to_string());
        let item = |id: ItemIndex| program.item(id).map_or(String::new(), |i| i.id.to_string());
        let name = |kind: &TimerKind| {
            let about = match kind {
                TimerKind::Limit(id) | TimerKind::Notice(id) | TimerKind::Suspension(id) => item(*id),
                TimerKind::Answer(call) => step(call.task.step),
                TimerKind::Retry(task) | TimerKind::Wait(task) | TimerKind::Within(task) => step(task.step),
                TimerKind::Provisional(fact) => {
                    program.fact(*fact).map_or(String::new(), |f| f.name.to_string())
                }
            };
            let kind = format!("{kind:?}");
            format!("{}({about})", snake(kind.split('(').next().unwrap_or_default()))
        };
        let found = self.state.timers.iter().find(|timer| name(&timer.kind) == word);
        let known = || {
            let all = self.state.timers.iter().map(|t| format!("{} {}", name(&t.kind), local(t.at)));
            all.collect::<Vec<_>>().join(", ")
        };
        found.map_or_else(|| self.odd(&format!("no timer `{word}`; set are: {}", known())), |t| t.id)
    }

    fn message(&self, name: &str) -> MessageId {
        let at = self.stage.scenario.messages.get_index_of(name);
        MessageId::from(at.unwrap_or_else(|| self.odd("no such message")))
    }

    fn command(&self, text: &str) -> Command {
        let (text, why) = text.split_once(" because").unwrap_or((text, ""));
        let mut words = text.split_whitespace();
        let verb = words.next().unwrap_or_default();
        let words = Words { words: words.collect(), why: why.trim().into() };
        self.of_applicant(verb, &words)
            .or_else(|| self.of_clerk(verb, &words))
            .or_else(|| self.of_world(verb, &words))
            .unwrap_or_else(|| self.odd("no such verb"))
    }

    fn of_applicant(&self, verb: &str, words: &Words<'_>) -> Option<Command> {
        let first = words.get(0);
        Some(match verb {
            "open" => Command::Open { values: self.values(&words.words) },
            "fill" => Command::Fill { values: self.values(&words.words) },
            "attach" => {
                let given = self.value(first);
                Command::Attach { fact: given.fact, hash: given.value }
            }
            "submit" => Command::Submit { task: self.task(first) },
            "supplement" => Command::Supplement { task: self.task(first) },
            "withdraw" => Command::Withdraw { item: words.words.first().map(|name| self.item(name)) },
            "pay" => Command::Pay { amount: first.parse().unwrap_or_else(|_| self.odd("fen?")) },
            "rate" => Command::Rate { grade: first.parse().unwrap_or_else(|_| self.odd("grade?")) },
            "commit" => Command::Commit {
                declared: match first {
                    "item" => Declared::Item(self.item(words.get(1))),
                    _ => Declared::Material(self.fact(first)),
                },
            },
            "defer" => Command::Defer { fact: self.fact(first) },
            "collect" => Command::Collect { task: self.task(first) },
            _ => return None,
        })
    }

    fn of_clerk(&self, verb: &str, words: &Words<'_>) -> Option<Command> {
        let first = words.get(0);
        let task = || self.task(first);
        let why = words.why.clone();
        // `refuse joint_acceptance only licence because …`
        let only = words.words.iter().position(|w| *w == "only").map(|at| self.item(words.get(at + 1)));
        Some(match verb {
            "claim" => Command::Claim { task: task() },
            "release" => Command::Release { task: task() },
            "reassign" => Command::Reassign { task: task(), to: self.person(words.get(1)) },
            "complete" => Command::Complete { task: task(), values: self.values(&words.words[1..]) },
            "return" => {
                let named = words.words[1..].iter().filter(|word| word.contains('='));
                let wanted = named.filter_map(|word| word.split_once('='));
                let wanted = wanted.map(|(name, why)| Wanted { fact: self.fact(name), why: why.into() });
                Command::Return { task: task(), item: only, wanted: wanted.collect() }
            }
            "refuse" => Command::Refuse { task: task(), item: only, why },
            "not_accept" => Command::NotAccept { task: task(), item: only, why },
            "suspend" => Command::Suspend { item: self.item(first), limit: self.period(words.get(1)), why },
            "resume" => Command::Resume { item: self.item(first) },
            "revoke" => Command::Revoke { item: self.item(first), why },
            "retry" => Command::Retry { task: task() },
            "answer_instead" => {
                Command::AnswerInstead { task: task(), values: self.values(&words.words[1..]) }
            }
            "fall_back" => Command::FallBack { task: task() },
            _ => return None,
        })
    }

    fn of_world(&self, verb: &str, words: &Words<'_>) -> Option<Command> {
        let (first, second) = (words.get(0), words.get(1));
        let task = || self.task(first);
        // One of two words.
        let either = |yes: &str, no: &str| match second {
            word if word == yes => true,
            word if word == no => false,
            _ => self.odd(&format!("{yes} or {no}?")),
        };
        Some(match verb {
            "delivered" => Command::Delivered { task: task() },
            "answer" if second == "nothing" => Command::Answer { call: self.call(first), values: None },
            "answer" => {
                Command::Answer { call: self.call(first), values: Some(self.values(&words.words[1..])) }
            }
            "fail" => Command::Fail { call: self.call(first), why: words.why.clone() },
            "rule" => Command::Rule { task: task(), decided: either("decided", "undecided") },
            "due" => Command::Due { timer: self.timer(first) },
            "message" => {
                Command::Message { message: self.message(first), values: self.values(&words.words[1..]) }
            }
            "child_ended" => Command::ChildEnded {
                task: task(),
                granted: either("granted", "refused"),
                values: words.words.get(2..).map(|given| self.values(given)).unwrap_or_default(),
            },
            "hold_took" => Command::HoldTook { task: task() },
            "hold_waits" => Command::HoldWaits {
                task: task(),
                place: second.parse().unwrap_or_else(|_| self.odd("behind how many?")),
            },
            "hold_renewed" => Command::HoldRenewed { task: task() },
            "hold_over" => Command::HoldOver { task: task() },
            "hold_tested" => Command::HoldTested { task: task(), free: either("free", "held") },
            _ => return None,
        })
    }
}
