//! What the world is owed for an event.

use super::effect::{Effect, EffectId, EffectKind};
use super::event::{Event, EventKind};
use super::program::{FactId, ItemFacts, ItemIndex, Program, StepFacts, StepId, StepKind, Undo};
use super::state::{Application, CallId, Ending, HoldStanding, Mode, Standing};
use crate::scenario::model::Id;
use crate::scenario::text::Text;

/// The effects of one event; `application` is the state after the turn that it belongs to.
pub fn effects(program: &Program, application: &Application, event: &Event) -> Vec<Effect> {
    let owed = Owed { program, state: application };
    let kinds = owed.of(&event.kind);
    let name = |number: usize| EffectId {
        sequence: event.sequence,
        number: u16::try_from(number).unwrap_or(u16::MAX),
    };
    kinds.into_iter().enumerate().map(|(at, kind)| Effect { id: name(at), kind }).collect()
}

struct Owed<'a> {
    program: &'a Program,
    state: &'a Application,
}

impl Owed<'_> {
    fn of(&self, event: &EventKind) -> Vec<EffectKind> {
        match event {
            EventKind::StepOpened { step, mode: Mode::Usual } => self.opened(*step).into_iter().collect(),
            EventKind::IncidentResolved { step } => self.resolved(*step).into_iter().collect(),
            EventKind::Called { call } => self.call(*call).into_iter().collect(),
            EventKind::TimerSet { timer, at, .. } => vec![EffectKind::SetTimer { timer: *timer, at: *at }],
            EventKind::TimerDropped { timer } => vec![EffectKind::DropTimer { timer: *timer }],
            EventKind::Notified { step } => self.notice(*step).into_iter().collect(),
            EventKind::UndoStarted { step } => match self.step(*step).and_then(|s| s.undo.as_ref()) {
                Some(Undo::Notice(to, text)) => vec![notify(to, text.clone())],
                _ => Vec::new(),
            },
            EventKind::Overdue { item } => vec![EffectKind::Escalate { item: *item }],
            EventKind::WaitedLong { step } => self.escalate(*step),
            EventKind::Refunded { item, amount } => {
                let mut owed = vec![EffectKind::Refund { item: *item, amount: *amount }];
                owed.extend(self.tell(*item, "的费用将退还", "ended so that its fee is paid back"));
                owed
            }
            EventKind::FeesDue { amount: 0 } => Vec::new(),
            EventKind::FeesDue { amount } => vec![EffectKind::RequestPayment { amount: *amount }],
            EventKind::CertificateIssued { item, number } => {
                self.certificate(*item, *number).into_iter().collect()
            }
            EventKind::ItemAccepted { item, .. } => self.tell(*item, "已受理", "was accepted"),
            EventKind::ItemReturned { item, .. } => self.tell(
                *item,
                "需要补正，请按清单一次补齐",
                "has to be mended: please hand in what the list names",
            ),
            EventKind::ItemEnded { item, ending, .. } => self.ended(*item, *ending),
            EventKind::Revoked { item, .. } => self.tell(*item, "的结果已撤销", "was revoked"),
            EventKind::StepStands { step, standing: Standing::Supplement } => self.supplement(*step),
            EventKind::StepSkipped { step, begun: true } => self.skipped(*step).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn step(&self, step: StepId) -> Option<&StepFacts> {
        self.program.step(step)
    }

    fn item(&self, item: ItemIndex) -> Option<&ItemFacts> {
        self.program.item(item)
    }

    /// What a step asks of the world when its work begins.
    fn opened(&self, step: StepId) -> Option<EffectKind> {
        let task = self.state.task(step);
        match &self.step(step)?.kind {
            StepKind::Automatic => Some(EffectKind::Decide { task }),
            StepKind::Run(run) => Some(EffectKind::RunScenario { task, run: run.clone() }),
            StepKind::Hold => Some(EffectKind::TakeHold { task }),
            StepKind::HoldFree(_) => Some(EffectKind::TestHold { task }),
            StepKind::Deliver => Some(EffectKind::Deliver { task }),
            StepKind::WaitMessage(message, by) => {
                let value = by.and_then(|fact| self.program.text(self.state, fact));
                Some(EffectKind::AwaitMessage { task, message: *message, reply_to: value })
            }
            _ => None,
        }
    }

    /// What an incident stopped is asked for again.
    fn resolved(&self, step: StepId) -> Option<EffectKind> {
        let run = matches!(self.step(step)?.kind, StepKind::Run(_) | StepKind::HoldFree(_));
        self.opened(step).filter(|_| run && self.state.work_of(step).is_some())
    }

    fn call(&self, call: CallId) -> Option<EffectKind> {
        let facts = self.step(call.task.step)?;
        let undo = self.state.work_of(call.task.step).is_some_and(|w| w.mode == Mode::Undo);
        let service = match (&facts.undo, undo) {
            (Some(Undo::Call(service)), true) => service.clone(),
            _ => facts.calls.clone()?,
        };
        let value = |fact: &FactId| (*fact, self.state.fact(*fact).and_then(|f| f.value.clone()));
        let given = facts.uses.iter().map(value).collect();
        Some(EffectKind::Call { call, service, about: facts.about.clone(), given, undo })
    }

    fn notice(&self, step: StepId) -> Option<EffectKind> {
        self.step(step)?.notice.as_ref().map(|(to, text)| notify(to, text.clone()))
    }

    /// Work that takes longer than its own limit is hurried along, item by item.
    fn escalate(&self, step: StepId) -> Vec<EffectKind> {
        let facts = self.step(step).filter(|s| matches!(s.kind, StepKind::Task | StepKind::Special));
        let live = facts.into_iter().flat_map(|s| s.items.iter().copied()).filter(|i| self.state.is_live(*i));
        live.map(|item| EffectKind::Escalate { item }).collect()
    }

    fn certificate(&self, item: ItemIndex, number: u16) -> Option<EffectKind> {
        let (holder, licence) = self.item(item)?.certificates.get(usize::from(number))?;
        Some(EffectKind::IssueCertificate { item, holder: holder.as_str().into(), licence: licence.clone() })
    }

    fn tell(&self, item: ItemIndex, zh: &str, en: &str) -> Vec<EffectKind> {
        let Some(title) = self.item(item).map(|i| &i.title) else { return Vec::new() };
        let text = Text::new(format!("“{}”{zh}", title.zh), format!("{} {en}", title.en));
        vec![notify(&Id::from("applicant"), text)]
    }

    fn ended(&self, item: ItemIndex, ending: Ending) -> Vec<EffectKind> {
        let (zh, en) = match ending {
            Ending::Approved => ("已办结", "is done"),
            Ending::Refused => ("不予批准", "was refused"),
            Ending::NotAccepted => ("不予受理", "was not accepted"),
            Ending::Withdrawn => ("已撤回", "was taken back"),
            Ending::Terminated => ("已终止", "was ended"),
        };
        self.tell(item, zh, en)
    }

    /// What no system told is asked of the applicant. A correction is told item by item.
    fn supplement(&self, step: StepId) -> Vec<EffectKind> {
        let Some(facts) = self.step(step).filter(|s| s.only_supplies()) else { return Vec::new() };
        let text = match facts.verifies {
            true => Text::new(
                "有部门没有核实材料所证明的情况，请提交清单所列内容",
                "a department did not confirm what a paper proves: please hand in what the list names",
            ),
            false => Text::new(
                "有系统没有给出所需信息，请补充清单所列内容",
                "a system did not tell what is needed: please hand in what the list names",
            ),
        };
        vec![notify(&Id::from("applicant"), text)]
    }

    /// What a step has begun beyond this application, and nobody needs any more, is let go.
    fn skipped(&self, step: StepId) -> Option<EffectKind> {
        let facts = self.step(step)?;
        let hold = match facts.kind {
            StepKind::Run(_) => return Some(EffectKind::WithdrawRun { task: self.state.task(step) }),
            StepKind::Hold => step,
            StepKind::HoldLine | StepKind::HoldEnd => facts.belongs_to?,
            _ => return None,
        };
        let over = matches!(self.state.hold(hold), Some(HoldStanding::Over | HoldStanding::LeftTheLine));
        (!over).then(|| EffectKind::LeaveHold { task: self.state.task(hold) })
    }
}

fn notify(to: &Id, text: Text) -> EffectKind {
    EffectKind::Notify { to: to.clone(), text }
}
