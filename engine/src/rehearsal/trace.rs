//! A rehearsal told for people, line by line.

use super::Rehearsal;
use super::time::zone;
use crate::application::command::Actor;
use crate::application::event::{Event, EventKind};
use crate::application::program::{Program, StepId, StepKind};
use crate::application::rejection::Rejection;
use crate::application::state::{Cause, Ending};
use crate::application::status::ItemStatus;
use crate::plan::route::Lane;
use crate::scenario::model::{Fallback, Scenario};
use crate::scenario::text::Text;
use jiff::Timestamp;
use serde::Serialize;

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
    let teller = Teller { rehearsal, scenario };
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
            let what = Text::new(
                format!("{}：{}", hold.key.value, what.zh),
                format!("{}: {}", hold.key.value, what.en),
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

/// Why a command is not taken, with every fault that it lists.
pub(super) fn rejection(program: &Program, rejection: &Rejection) -> Text {
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

struct Teller<'a> {
    rehearsal: &'a Rehearsal,
    scenario: &'a Scenario,
}

type Told = (Text, Text, bool);

impl Teller<'_> {
    fn step(&self, id: StepId) -> Text {
        self.rehearsal.program.step(id).map(|s| s.title.clone()).unwrap_or_default()
    }

    fn item(&self, id: crate::application::program::ItemIndex) -> Text {
        self.rehearsal.program.item(id).map(|i| i.title.clone()).unwrap_or_default()
    }

    fn fact(&self, id: crate::application::program::FactId) -> Text {
        self.rehearsal.program.fact(id).map(|f| f.title.clone()).unwrap_or_default()
    }

    fn party(&self, name: &str) -> Text {
        match name {
            "applicant" => return Text::new("申请人", "applicant"),
            "escalation" => return Text::new("督办", "escalation"),
            _ => {}
        }
        let found = self.scenario.people.get(name).map(|p| p.title.clone());
        found.unwrap_or_else(|| Text::same(name))
    }

    /// The label of the region whose office handles an item.
    fn office(&self, item: crate::application::program::ItemIndex) -> Option<Text> {
        let region = self.rehearsal.office(item)?;
        self.scenario.catalogue.regions.get(region).map(|r| r.title.clone())
    }

    fn department(&self, lane: Lane) -> Text {
        match lane {
            Lane::Applicant => Text::new("申请人", "applicant"),
            Lane::Department(id) => {
                self.scenario.catalogue.department(id).map(|(_, d)| d.title.clone()).unwrap_or_default()
            }
        }
    }

    /// Who does a step: the system that is called, else its lane.
    fn who(&self, id: StepId) -> Text {
        let Some(step) = self.rehearsal.program.step(id) else { return Text::default() };
        let catalogue = &self.scenario.catalogue;
        let called = step.calls.as_ref().and_then(|calls| {
            let of_service = catalogue.services.get(calls).map(|s| s.system);
            let system = of_service.or_else(|| catalogue.licences.get(calls).map(|l| l.system))?;
            catalogue.system(system).map(|(_, s)| s.title.clone())
        });
        called.unwrap_or_else(|| self.department(step.lane))
    }

    fn told(&self, event: &Event) -> Option<Told> {
        let system = || Text::new("系统", "system");
        let applicant = || Text::new("申请人", "applicant");
        let usual = |who: Text, zh: String, en: String| Some((who, Text::new(zh, en), false));
        let odd = |who: Text, zh: String, en: String| Some((who, Text::new(zh, en), true));
        match &event.kind {
            EventKind::Opened { .. } => {
                usual(applicant(), "登录，开始办理".to_owned(), "signs in and begins".to_owned())
            }
            EventKind::Submitted { step } => {
                let asks = self.rehearsal.program.step(*step).map(|s| s.asks.clone()).unwrap_or_default();
                let (mut zh, mut en) = (Vec::new(), Vec::new());
                for fact in asks {
                    let name = self.fact(fact);
                    zh.push(name.zh.to_string());
                    en.push(name.en.to_string());
                }
                let title = self.step(*step);
                usual(
                    applicant(),
                    format!("提交《{}》：{}", title.zh, zh.join("、")),
                    format!("hands in “{}”: {}", title.en, en.join(", ")),
                )
            }
            EventKind::StepDone { step, .. } => self.step_done(*step, event.by),
            EventKind::Withdrawn => {
                odd(applicant(), "撤回申请".to_owned(), "takes the application back".to_owned())
            }
            EventKind::Paid { amount } => {
                let yuan = *amount as f64 / 100.0;
                usual(applicant(), format!("缴费 {yuan:.2} 元"), format!("pays CNY {yuan:.2}"))
            }
            EventKind::Rated { grade } => {
                usual(applicant(), format!("评价：{grade} 分"), format!("rates it {grade} of 5"))
            }
            EventKind::MessageReceived { message, .. } => {
                let title = self.scenario.message(*message).map(|m| m.title.clone()).unwrap_or_default();
                usual(system(), format!("收到消息：{}", title.zh), format!("a message comes: {}", title.en))
            }
            other => self.trouble(other).or_else(|| self.item_event(other)),
        }
    }

    /// What went otherwise than usual.
    fn trouble(&self, kind: &EventKind) -> Option<Told> {
        let system = || Text::new("系统", "system");
        let applicant = || Text::new("申请人", "applicant");
        let odd = |who: Text, zh: String, en: String| Some((who, Text::new(zh, en), true));
        match kind {
            EventKind::Asked { fact, why: Some(why), .. } => {
                let fact = self.fact(*fact);
                odd(
                    system(),
                    format!("请申请人补交：{}（{why}）", fact.zh),
                    format!("asks the applicant for {} ({why})", fact.en),
                )
            }
            EventKind::Failed { call, why } => {
                let (who, attempt) = (self.who(call.task.step), call.attempt);
                let step = self.step(call.task.step);
                let (zh, en) = match why {
                    Some(why) => (format!("失败：{why}"), format!("fails: {why}")),
                    None => ("没有应答".to_owned(), "does not answer".to_owned()),
                };
                odd(
                    who,
                    format!("{}，第 {attempt} 次{zh}", step.zh),
                    format!("{}: attempt {attempt} {en}", step.en),
                )
            }
            EventKind::Answered { call, found: false } => {
                let step = self.step(call.task.step);
                odd(
                    self.who(call.task.step),
                    format!("{}：查无结果", step.zh),
                    format!("{}: finds nothing", step.en),
                )
            }
            EventKind::FellBack { step, rung } => {
                let (step, rung) = (self.step(*step), fallback(*rung));
                odd(
                    system(),
                    format!("{}改走备选：{}", step.zh, rung.zh),
                    format!("{} falls back to: {}", step.en, rung.en),
                )
            }
            EventKind::HandedToPeople { step } => {
                let step = self.step(*step);
                odd(system(), format!("{}转人工", step.zh), format!("{} goes to people", step.en))
            }
            EventKind::Deferred { fact } => {
                let fact = self.fact(*fact);
                odd(
                    applicant(),
                    format!("容缺：稍后补交{}", fact.zh),
                    format!("will hand in later: {}", fact.en),
                )
            }
            EventKind::Incident { step, cause } => {
                let (step, cause) = (self.step(*step), cause_text(*cause));
                odd(
                    system(),
                    format!("异常（{}）：{}", step.zh, cause.zh),
                    format!("incident at {}: {}", step.en, cause.en),
                )
            }
            EventKind::WaitedLong { step } => {
                let step = self.step(*step);
                odd(system(), format!("{}：等待到期", step.zh), format!("{}: waited long enough", step.en))
            }
            EventKind::Undone { step } => {
                let step = self.step(*step);
                odd(system(), format!("撤销：{}", step.zh), format!("undoes: {}", step.en))
            }
            _ => None,
        }
    }

    fn step_done(&self, id: StepId, by: Actor) -> Option<Told> {
        let step = self.rehearsal.program.step(id)?;
        let title = &step.title;
        let who = self.who(id);
        let (zh, en) = match step.kind {
            StepKind::Call => {
                let supplies: Vec<_> = step.supplies.iter().map(|f| self.fact(*f)).collect();
                let zh: Vec<&str> = supplies.iter().map(|t| &*t.zh).collect();
                let en: Vec<&str> = supplies.iter().map(|t| &*t.en).collect();
                (
                    format!("应答“{}”：{}", title.zh, zh.join("、")),
                    format!("answers “{}”: {}", title.en, en.join(", ")),
                )
            }
            StepKind::Automatic if by == Actor::System => {
                (format!("自动办结：{}", title.zh), format!("decides by rule: {}", title.en))
            }
            StepKind::Automatic | StepKind::Task | StepKind::Special => {
                (format!("办结：{}", title.zh), format!("does: {}", title.en))
            }
            StepKind::Collect => (format!("领取：{}", title.zh), format!("collects: {}", title.en)),
            StepKind::Deliver => (format!("送达：{}", title.zh), format!("delivers: {}", title.en)),
            StepKind::WaitTime(_) | StepKind::WaitMoment(_) | StepKind::WaitMessage(..) => {
                (format!("等到：{}", title.zh), format!("waited for: {}", title.en))
            }
            StepKind::Run(_) => (format!("另一件事办完：{}", title.zh), format!("ran: {}", title.en)),
            StepKind::Hold | StepKind::HoldFree(_) => (title.zh.to_string(), title.en.to_string()),
            _ => return None,
        };
        Some((who, Text::new(zh, en), false))
    }

    fn item_event(&self, kind: &EventKind) -> Option<Told> {
        let (item, zh, en, unusual) = match kind {
            EventKind::ItemAccepted { item, deemed: false, .. } => match self.office(*item) {
                Some(office) => {
                    (item, format!("受理（{}）", office.zh), format!("accepted in {}", office.en), false)
                }
                None => (item, "受理".to_owned(), "accepted".to_owned(), false),
            },
            EventKind::ItemAccepted { item, .. } => {
                (item, "逾期未告知，视为受理".to_owned(), "deemed accepted".to_owned(), true)
            }
            EventKind::ItemReturned { item, .. } => {
                (item, "退回补正，时限停止".to_owned(), "returned to mend; its clock stands".to_owned(), true)
            }
            EventKind::ItemSupplemented { item, .. } => {
                (item, "已补正".to_owned(), "mended".to_owned(), true)
            }
            EventKind::ItemSuspended { item, why } => {
                (item, format!("进入特别程序：{why}"), format!("special procedure: {why}"), true)
            }
            EventKind::ItemResumed { item } => (item, "恢复办理".to_owned(), "goes on".to_owned(), true),
            EventKind::Committed { item } => {
                (item, "告知承诺".to_owned(), "declared (commitment)".to_owned(), true)
            }
            EventKind::Overdue { item } => {
                (item, "超过时限，督办".to_owned(), "overdue: escalated".to_owned(), true)
            }
            EventKind::Revoked { item, why } => {
                (item, format!("撤销决定：{why}"), format!("revoked: {why}"), true)
            }
            EventKind::Refunded { item, amount } => {
                let yuan = *amount as f64 / 100.0;
                (item, format!("退费 {yuan:.2} 元"), format!("CNY {yuan:.2} is paid back"), true)
            }
            EventKind::CertificateIssued { item, number } => {
                let issued = self.rehearsal.program.item(*item)?.certificates.get(usize::from(*number))?;
                let licence = self.scenario.catalogue.licences.get(&issued.1).map(|l| l.title.clone());
                let (licence, holder) = (licence.unwrap_or_default(), self.party(&issued.0));
                (
                    item,
                    format!("制发{}（{}）", licence.zh, holder.zh),
                    format!("issues {} ({})", licence.en, holder.en),
                    false,
                )
            }
            EventKind::ItemEnded { item, ending, why } => {
                let status = ending_status(*ending).title();
                let why = why.as_ref().map(|w| format!("：{w}")).unwrap_or_default();
                let en = format!("{}{}", status.en.to_lowercase(), why.replace('：', ": "));
                (item, format!("{}{why}", status.zh), en, *ending != Ending::Approved)
            }
            _ => return None,
        };
        let department =
            self.rehearsal.program.item(*item).map(|i| self.department(Lane::Department(i.department)));
        let title = self.item(*item);
        let what = Text::new(format!("{}：{zh}", title.zh), format!("{}: {en}", title.en));
        Some((department.unwrap_or_default(), what, unusual))
    }
}

/// What happened to a hold of the application.
fn hold_text(event: &crate::hold::Event, rehearsal: &Rehearsal) -> Text {
    use crate::hold::EventKind as Hold;
    let until = |at: Timestamp| local(at, rehearsal);
    match &event.kind {
        Hold::Joined { before: 0, .. } => Text::new("登记占用", "asks to hold it"),
        Hold::Joined { before, .. } => {
            Text::new(format!("轮候，前面有 {before} 个"), format!("stands in line behind {before}"))
        }
        Hold::TookEffect { until: Some(end) } => {
            Text::new(format!("占用生效，至 {}", until(*end)), format!("held until {}", until(*end)))
        }
        Hold::TookEffect { until: None } => Text::new("占用生效", "held"),
        Hold::Dated { until: end } => {
            Text::new(format!("期满之日定为 {}", until(*end)), format!("ends at {}", until(*end)))
        }
        Hold::Renewed { until: end } => {
            Text::new(format!("续期至 {}", until(*end)), format!("renewed until {}", until(*end)))
        }
        Hold::Lapsed => Text::new("期满失效", "its term is over"),
        Hold::Released => Text::new("解除", "released"),
        Hold::LeftLine { term_over: true } => {
            Text::new("轮候期满，未生效", "its term is over; it never took effect")
        }
        Hold::LeftLine { term_over: false } => {
            Text::new("退出轮候，未生效", "leaves the line; it never took effect")
        }
    }
}

fn ending_status(ending: Ending) -> ItemStatus {
    match ending {
        Ending::Approved => ItemStatus::Approved,
        Ending::Refused => ItemStatus::Refused,
        Ending::NotAccepted => ItemStatus::NotAccepted,
        Ending::Withdrawn => ItemStatus::Withdrawn,
        Ending::Terminated => ItemStatus::Terminated,
    }
}

fn fallback(rung: Fallback) -> Text {
    match rung {
        Fallback::Upload => Text::new("请申请人提供", "the applicant is asked"),
        Fallback::Provisional => Text::new("容缺受理", "provisional acceptance"),
        Fallback::Commitment => Text::new("告知承诺", "a commitment"),
        Fallback::Wait => Text::new("等待系统恢复", "waiting for the system"),
    }
}

fn cause_text(cause: Cause) -> Text {
    match cause {
        Cause::NoAnswer => Text::new("系统无应答，且没有备选", "no answer, and nothing can stand in"),
        Cause::WaitsForSystem => Text::new("等待系统恢复", "waits for the system"),
        Cause::Undecided => Text::new("分支条件无法判断", "no branch can be chosen"),
        Cause::TooManyRounds => Text::new("轮次过多", "too many rounds"),
        Cause::NoTime => Text::new("时间无法计算", "a time cannot be worked out"),
        Cause::NotKnown => Text::new("缺少所需的值", "a value is not known"),
        Cause::ChildFailed => Text::new("另一件事没有办成", "another application did not succeed"),
    }
}
