//! What came of a command, as text. Events are those of a rehearsal's JSON, in one line; what they owe stands
//! behind an arrow.

use super::stage::Stage;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use onething_engine::application::rejection::Fault;
use onething_engine::application::state::{CallId, TaskId};
use onething_engine::application::{Effect, EffectKind, Event, FactId, ItemIndex, Moment, Rejection, StepId};
use onething_engine::rehearsal::record::{event_json, snake};
use onething_engine::scenario::model::{DepartmentId, MessageId};
use onething_engine::scenario::text::Text;
use serde_json::Value;

/// Writes with the names of a stage.
pub struct Writer<'a> {
    pub stage: &'a Stage,
}

/// A local time: `2026-03-02 09:00`, with seconds and less only where there are any.
pub fn local(at: Moment) -> String {
    let zoned = at.timestamp().to_zoned(TimeZone::get("Asia/Shanghai").unwrap());
    match (zoned.second(), zoned.subsec_nanosecond()) {
        (0, 0) => zoned.strftime("%Y-%m-%d %H:%M").to_string(),
        (_, 0) => zoned.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        _ => zoned.strftime("%Y-%m-%d %H:%M:%S%.3f").to_string(),
    }
}

fn both(text: &Text) -> String {
    format!("{} / {}", text.zh, text.en)
}

fn yuan(fen: u64) -> String {
    format!("{}.{:02} CNY", fen / 100, fen % 100)
}

/// `review`, from the second visit on `review@2`; from the second attempt on with `!2`.
fn visited(step: &str, visit: u64, attempt: u64) -> String {
    let visit = if visit == 1 { String::new() } else { format!("@{visit}") };
    let attempt = if attempt <= 1 { String::new() } else { format!("!{attempt}") };
    format!("{step}{visit}{attempt}")
}

impl Writer<'_> {
    /// `12 item_returned licence step=licence.accept → notify applicant …`.
    pub fn event(&self, event: &Event, owed: &[Effect]) -> String {
        let Value::Object(map) = event_json(&self.stage.program, event) else { panic!("no object") };
        let mut line = format!("{} {}", event.sequence, map["event"].as_str().unwrap());
        // What it is about comes first, in the order in which scenario tests name it.
        let abouts = ["item", "step", "fact", "call", "kind", "message"];
        let first = abouts.into_iter().find(|key| map.contains_key(*key));
        if let Some(key) = first {
            line = format!("{line} {}", self.value(key, &map[key]));
        }
        let told = ["sequence", "at", "by", "event"];
        for (key, value) in &map {
            if Some(key.as_str()) != first && !told.contains(&key.as_str()) && !value.is_null() {
                line = format!("{line} {key}={}", self.value(key, value));
            }
        }
        let owed: Vec<String> =
            owed.iter().map(|effect| format!(" → {}", self.effect(&effect.kind))).collect();
        line + &owed.concat()
    }

    fn value(&self, key: &str, value: &Value) -> String {
        let number = value.as_u64();
        match (key, value) {
            ("amount", _) => yuan(number.unwrap()),
            ("timer", _) => format!("#{}", number.unwrap()),
            ("department", _) => self.department(DepartmentId(u32::try_from(number.unwrap()).unwrap())),
            ("message", _) => self.message(MessageId(u32::try_from(number.unwrap()).unwrap())),
            ("due" | "since", Value::String(at)) => local(Moment::from(at.parse::<Timestamp>().unwrap())),
            (_, Value::String(text)) if text.len() == 64 && text.is_ascii() => format!("{}…", &text[..8]),
            (_, Value::String(text)) => text.clone(),
            (_, Value::Object(inner)) => {
                let task = inner.get("task").unwrap_or(value);
                if let Some(step) = task.get("step").and_then(Value::as_str) {
                    let attempt = inner.get("attempt").and_then(Value::as_u64).unwrap_or(1);
                    return visited(step, task["visit"].as_u64().unwrap(), attempt);
                }
                let parts: Vec<String> =
                    inner.iter().map(|(key, value)| format!("{key}({})", self.value(key, value))).collect();
                parts.join(" ")
            }
            _ => value.to_string(),
        }
    }

    fn department(&self, id: DepartmentId) -> String {
        self.stage.scenario.catalogue.department(id).map(|(name, _)| name.to_string()).unwrap()
    }

    fn message(&self, id: MessageId) -> String {
        let (name, _) = self.stage.scenario.messages.get_index(id.index()).unwrap();
        name.to_string()
    }

    fn step(&self, id: StepId) -> String {
        self.stage.program.step(id).map_or_else(|| format!("#{}", id.0), |s| s.id.to_string())
    }

    fn item(&self, id: ItemIndex) -> String {
        self.stage.program.item(id).map_or_else(|| format!("#{}", id.0), |i| i.id.to_string())
    }

    fn fact(&self, id: FactId) -> String {
        self.stage.program.fact(id).map_or_else(|| format!("#{}", id.0), |f| f.name.to_string())
    }

    fn task(&self, task: TaskId) -> String {
        visited(&self.step(task.step), u64::from(task.visit), 1)
    }

    fn attempt(&self, call: CallId) -> String {
        visited(&self.step(call.task.step), u64::from(call.task.visit), u64::from(call.attempt))
    }

    fn effect(&self, kind: &EffectKind) -> String {
        match kind {
            EffectKind::Call { call, service, about, given, undo } => {
                let given = given.iter().map(|(fact, value)| {
                    format!(" {}={}", self.fact(*fact), value.as_deref().unwrap_or("?"))
                });
                let (how, given) = (if *undo { "undo by call" } else { "call" }, given.collect::<String>());
                format!("{how} {service}({}) for {}{given}", about.join(", "), self.attempt(*call))
            }
            EffectKind::SetTimer { timer, .. } => format!("set_timer #{}", timer.0),
            EffectKind::DropTimer { timer } => format!("drop_timer #{}", timer.0),
            EffectKind::Decide { task } => format!("decide {}", self.task(*task)),
            EffectKind::Notify { to, text } => format!("notify {to}: {}", both(text)),
            EffectKind::Escalate { item } => format!("escalate {}", self.item(*item)),
            EffectKind::RequestPayment { amount } => format!("request_payment {}", yuan(*amount)),
            EffectKind::Refund { item, amount } => {
                format!("refund {} for {}", yuan(*amount), self.item(*item))
            }
            EffectKind::IssueCertificate { item, holder, licence } => {
                format!("issue_certificate {holder}.{licence} by {}", self.item(*item))
            }
            EffectKind::Deliver { task } => format!("deliver {}", self.task(*task)),
            EffectKind::AwaitMessage { task, message, reply_to } => {
                let reply_to = reply_to.as_deref().unwrap_or("?");
                format!("await_message {} to {reply_to} for {}", self.message(*message), self.task(*task))
            }
            EffectKind::RunScenario { task, run } => {
                format!("run_scenario {} for {}", run.scenario.value, self.task(*task))
            }
            EffectKind::TakeHold { task } => format!("take_hold {}", self.task(*task)),
            EffectKind::WithdrawRun { task } => format!("withdraw_run {}", self.task(*task)),
            EffectKind::LeaveHold { task } => format!("leave_hold {}", self.task(*task)),
            EffectKind::TestHold { task } => format!("test_hold {}", self.task(*task)),
        }
    }

    /// `rejected: already_returned licence: 该事项已… / the item …`, what is wrong one by one, and how to mend it.
    pub fn rejection(&self, rejection: &Rejection) -> Vec<String> {
        let about = self.about(rejection).map(|about| format!(" {about}")).unwrap_or_default();
        let mut lines =
            vec![format!("rejected: {}{about}: {}", snake(rejection.name()), both(&rejection.text()))];
        let faults = match rejection {
            Rejection::Faulty(faults) => &faults[..],
            Rejection::BadValue(fault) => std::slice::from_ref(fault),
            _ => &[],
        };
        let fault = |f: &Fault| format!("  {}: {}; {}", f.name, both(&f.what), both(&f.mend));
        lines.extend(faults.iter().map(fault));
        lines.push(format!("mend: {}", both(&rejection.mend())));
        lines
    }

    fn about(&self, rejection: &Rejection) -> Option<String> {
        match rejection {
            Rejection::Seen(sequence) => Some(format!("{sequence}")),
            Rejection::BackInTime(at) | Rejection::NotDue(at) => Some(local(*at)),
            Rejection::NoSuchTimer(timer) => Some(format!("#{}", timer.0)),
            Rejection::OtherAmount(amount) => Some(yuan(*amount)),
            Rejection::ItemStatus(status) => Some(snake(&format!("{status:?}"))),
            Rejection::OtherDepartment(step)
            | Rejection::StepNotOpen(step)
            | Rejection::OtherVisit(step)
            | Rejection::OtherKind(step)
            | Rejection::StepStands(step)
            | Rejection::ClaimedByOther(step)
            | Rejection::NotClaimed(step)
            | Rejection::NoIncident(step) => Some(self.step(*step)),
            Rejection::ItemEnded(item)
            | Rejection::ItemNotServed(item)
            | Rejection::AlreadyAccepted(item)
            | Rejection::AlreadyReturned(item)
            | Rejection::NoticeTooLate(item)
            | Rejection::NotCommitted(item) => Some(self.item(*item)),
            Rejection::NotAskable(fact)
            | Rejection::NotAsked(fact)
            | Rejection::NotDeferrable(fact)
            | Rejection::StillUnknown(fact) => Some(self.fact(*fact)),
            _ => None,
        }
    }
}
