//! What an open application waits for: who, for what, since when, until when. Nothing waits without a reason.

use super::moment::Moment;
use super::program::{FactId, ItemIndex, Program, StepFacts, StepId, StepKind};
use super::state::{Application, Cause, Fees, HoldStanding, ItemState, Mode, Standing, TimerKind, Work};
use crate::plan::route::Lane;
use crate::scenario::text::Text;
use serde::Serialize;

/// Who has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The applicant.
    Applicant,
    /// People of a department.
    Department(Lane),
    /// A system.
    System,
    /// Nobody: time passes.
    Time,
    /// Another application.
    Other,
    /// Somebody who mends incidents.
    Operator,
}

/// For what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A form to be handed in.
    Form,
    /// Work of a person.
    Task,
    /// A decision by rule.
    Rule,
    /// An answer of a system.
    Answer,
    /// The next attempt of a call.
    Retry,
    /// Corrected fields or materials.
    Supplement,
    /// Fees.
    Payment,
    /// A material that was promised.
    Material(FactId),
    /// A time.
    Time,
    /// A message.
    Message,
    /// Another application that it runs.
    Child,
    /// Its turn in the line of a hold.
    Line(u32),
    /// The end of its hold.
    HoldEnd,
    /// A thing that another holds.
    HoldFree,
    /// Collecting.
    Collect,
    /// A parcel to arrive.
    Delivery,
    /// The end of a special procedure.
    SpecialProcedure,
    /// A mend of an incident.
    Incident(Cause),
    /// The undoing of a done step.
    Undo,
}

/// One thing that is waited for.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// By whom it is to be done.
    pub who: Who,
    /// What.
    pub reason: Reason,
    /// At which step.
    pub step: Option<StepId>,
    /// For which item, where it is one.
    pub item: Option<ItemIndex>,
    /// Since when.
    pub since: Moment,
    /// Until when at most.
    pub until: Option<Moment>,
    /// In words.
    pub text: Text,
}

/// Everything that an open application waits for, in order of its steps' opening; empty once it is over.
pub fn waiting(program: &Program, application: &Application) -> Vec<Waiting> {
    let Some(opened) = application.opened.filter(|_| application.closed.is_none()) else { return Vec::new() };
    let look = Look { program, state: application };
    let mut all: Vec<Waiting> = application.work.iter().filter_map(|work| look.at_step(work)).collect();
    if let Fees::Due(amount, since) = application.fees {
        let yuan = rust_decimal::Decimal::new(i64::try_from(amount).unwrap_or(i64::MAX), 2);
        let text =
            Text::new(format!("等申请人缴费 {yuan} 元"), format!("the applicant has to pay CNY {yuan}"));
        all.push(Waiting {
            who: Who::Applicant,
            reason: Reason::Payment,
            step: None,
            item: None,
            since,
            until: None,
            text,
        });
    }
    for fact in (0..application.facts.len()).filter_map(|at| u16::try_from(at).ok()).map(FactId) {
        if application.owes(program, fact) {
            all.push(look.promised(fact, opened));
        }
    }
    for (at, item) in application.items.iter().enumerate() {
        if item.suspended
            && item.ended.is_none()
            && let Ok(at) = u16::try_from(at)
        {
            all.push(look.suspended(ItemIndex(at), item));
        }
    }
    all
}

struct Look<'a> {
    program: &'a Program,
    state: &'a Application,
}

impl Look<'_> {
    fn at_step(&self, work: &Work) -> Option<Waiting> {
        let facts = self.program.step(work.step)?;
        let (who, reason) = self.reason(work, facts)?;
        let task = self.state.task(work.step);
        let until = self.state.timers.iter().find_map(|timer| match timer.kind {
            TimerKind::Answer(call) if call.task == task => Some(timer.at),
            TimerKind::Retry(t) | TimerKind::Wait(t) | TimerKind::Within(t) if t == task => Some(timer.at),
            _ => None,
        });
        let item = match facts.items.as_slice() {
            [one] => Some(*one),
            _ => None,
        };
        let text = sentence(reason, &facts.title);
        Some(Waiting { who, reason, step: Some(work.step), item, since: work.since, until, text })
    }

    fn reason(&self, work: &Work, facts: &StepFacts) -> Option<(Who, Reason)> {
        let people = || match facts.lane {
            Lane::Applicant => Who::Applicant,
            lane => Who::Department(lane),
        };
        let by_kind = || match &facts.kind {
            _ if work.mode == Mode::Undo => (people(), Reason::Undo),
            _ if work.mode != Mode::Usual => (people(), Reason::Task),
            StepKind::Form => (Who::Applicant, Reason::Form),
            StepKind::Task | StepKind::Special => (people(), Reason::Task),
            StepKind::Automatic => (Who::System, Reason::Rule),
            StepKind::WaitTime(_) | StepKind::WaitMoment(_) => (Who::Time, Reason::Time),
            StepKind::WaitMessage(..) => (Who::Other, Reason::Message),
            StepKind::Run(_) => (Who::Other, Reason::Child),
            StepKind::Hold => (Who::System, Reason::Line(0)),
            StepKind::HoldLine => (Who::Other, Reason::Line(self.place(facts))),
            StepKind::HoldEnd => (Who::Time, Reason::HoldEnd),
            StepKind::HoldFree(_) => (Who::Other, Reason::HoldFree),
            StepKind::Collect => (Who::Applicant, Reason::Collect),
            StepKind::Deliver => (Who::Other, Reason::Delivery),
            StepKind::Call => (Who::System, Reason::Answer),
            StepKind::Start | StepKind::Notice | StepKind::Split(_) | StepKind::Join(_) => {
                (Who::System, Reason::Rule)
            }
            StepKind::End => (Who::System, Reason::Undo),
        };
        match work.standing {
            // The end waits for what is still being undone or checked, which is told by itself.
            Standing::Working if facts.kind == StepKind::End => None,
            Standing::Working => Some(by_kind()),
            Standing::Calling(_) => {
                Some((Who::System, if work.mode == Mode::Undo { Reason::Undo } else { Reason::Answer }))
            }
            Standing::Retrying(_) => Some((Who::Time, Reason::Retry)),
            Standing::Supplement => Some((Who::Applicant, Reason::Supplement)),
            // What keeps it back, a payment or a paper, is told by itself.
            Standing::Withheld => None,
            Standing::Incident(Cause::NotKnown) => Some((Who::Applicant, Reason::Incident(Cause::NotKnown))),
            Standing::Incident(cause) => Some((Who::Operator, Reason::Incident(cause))),
        }
    }

    fn place(&self, facts: &StepFacts) -> u32 {
        match facts.belongs_to.and_then(|hold| self.state.hold(hold)) {
            Some(HoldStanding::InLine(place)) => place,
            _ => 0,
        }
    }

    fn promised(&self, fact: FactId, opened: Moment) -> Waiting {
        let title = self.program.fact(fact).map(|f| f.title.clone()).unwrap_or_default();
        let text = Text::new(
            format!("等申请人补交容缺材料：{}", title.zh),
            format!("the applicant has to hand in a paper that was promised: {}", title.en),
        );
        let until = self.state.timer(TimerKind::Provisional(fact)).map(|t| t.at);
        let reason = Reason::Material(fact);
        Waiting { who: Who::Applicant, reason, step: None, item: None, since: opened, until, text }
    }

    fn suspended(&self, item: ItemIndex, state: &ItemState) -> Waiting {
        let facts = self.program.item(item);
        let title = facts.map(|i| i.title.clone()).unwrap_or_default();
        let text = Text::new(
            format!("“{}”在特别程序中", title.zh),
            format!("{} is in a special procedure", title.en),
        );
        let who = facts.map_or(Who::Operator, |i| Who::Department(Lane::Department(i.department)));
        let since = state.stops.last().map_or(self.state.at, |s| s.from);
        let until = self.state.timer(TimerKind::Suspension(item)).map(|t| t.at);
        Waiting { who, reason: Reason::SpecialProcedure, step: None, item: Some(item), since, until, text }
    }
}

fn sentence(reason: Reason, step: &Text) -> Text {
    let (zh, en) = match reason {
        Reason::Form => ("等申请人填报", "the applicant has to fill in the form"),
        Reason::Task => ("等工作人员办理", "a clerk has to do it"),
        Reason::Rule => ("等系统按规则判定", "a rule has to decide it"),
        Reason::Answer => ("等系统应答", "a system has to answer"),
        Reason::Retry => ("系统未应答，稍后重试", "a system did not answer and is tried again"),
        Reason::Supplement => ("等申请人补充内容", "the applicant has to hand in what is wanted"),
        Reason::Payment => ("等申请人缴费", "the applicant has to pay"),
        Reason::Material(_) => ("等申请人补交材料", "the applicant has to hand in a paper"),
        Reason::Time => ("等约定的时间到来", "a time has to come"),
        Reason::Message => ("等外部消息", "a message has to come"),
        Reason::Child => ("等所调用的另一件事办结", "another application has to end"),
        Reason::Line(0) => ("等登记排队", "it has to join the line"),
        Reason::Line(place) => {
            return Text::new(
                format!("{}：轮候中，前面还有 {place} 个", step.zh),
                format!("{}: in line, with {place} before it", step.en),
            );
        }
        Reason::HoldEnd => ("等解除或期满", "it has to be released or lapse"),
        Reason::HoldFree => ("等标的解除占用", "the thing has to become free"),
        Reason::Collect => ("等申请人领取", "the applicant has to collect it"),
        Reason::Delivery => ("等寄达", "the parcel has to arrive"),
        Reason::SpecialProcedure => ("等特别程序结束", "a special procedure has to end"),
        Reason::Undo => ("等撤销已办环节", "what was done has to be undone"),
        Reason::Incident(cause) => incident(cause),
    };
    Text::new(format!("{}：{zh}", step.zh), format!("{}: {en}", step.en))
}

fn incident(cause: Cause) -> (&'static str, &'static str) {
    match cause {
        Cause::NoAnswer => {
            ("系统未应答且无可替代，需运维处理", "a system did not answer and nothing can stand in")
        }
        Cause::WaitsForSystem => ("系统未应答，等其恢复", "a system did not answer; it waits until it does"),
        Cause::Undecided => ("缺少判断所需的值，需运维处理", "a value that decides the branch is not known"),
        Cause::TooManyRounds => ("重复次数已到上限，需运维处理", "it has gone its most rounds"),
        Cause::NoTime => ("算不出到期时间，需运维处理", "its time cannot be worked out"),
        Cause::NotKnown => ("等申请人补正后再继续", "it goes on when the applicant has mended a value"),
    }
}
