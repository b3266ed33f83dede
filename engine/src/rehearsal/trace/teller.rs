//! Events said in words.

use super::words::{cause_text, ending_status, fallback};
use crate::application::command::Actor;
use crate::application::event::{Event, EventKind};
use crate::application::office::office;
use crate::application::program::{Program, StepFacts, StepId, StepKind};
use crate::application::state::{Application, Ending, How};
use crate::plan::route::Lane;
use crate::scenario::model::Scenario;
use crate::scenario::text::Text;
use indexmap::{IndexMap, IndexSet};

/// Says events of an application in words.
pub(super) struct Teller<'a> {
    pub(super) program: &'a Program,
    pub(super) application: &'a Application,
    pub(super) scenario: &'a Scenario,
}

/// Who, what, and whether it is unusual.
type Told = (Text, Text, bool);

impl Teller<'_> {
    fn step(&self, id: StepId) -> Text {
        self.program.step(id).map(|s| s.title.clone()).unwrap_or_default()
    }

    fn item(&self, id: crate::application::program::ItemIndex) -> Text {
        self.program.item(id).map(|i| i.title.clone()).unwrap_or_default()
    }

    fn fact(&self, id: crate::application::program::FactId) -> Text {
        self.program.fact(id).map(|f| f.title.clone()).unwrap_or_default()
    }

    /// Facts behind a colon, each party once: `: Mother: Name, Sex; Father: Name`.
    fn facts(&self, ids: &[crate::application::program::FactId]) -> Text {
        let titles: IndexSet<Text> = ids.iter().map(|id| self.fact(*id)).collect();
        let zh = by_party(titles.iter().map(|t| &*t.zh), "：", ("、", "；"));
        let en = by_party(titles.iter().map(|t| &*t.en), ": ", (", ", "; "));
        match titles.is_empty() {
            true => Text::default(),
            false => Text::new(format!("：{zh}"), format!(": {en}")),
        }
    }

    /// Whether the plan has a paper declared.
    fn is_declarable(&self, id: crate::application::program::FactId) -> bool {
        self.program.fact(id).is_some_and(|f| f.declarable)
    }

    pub(super) fn party(&self, name: &str) -> Text {
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
        let region = office(self.program, self.application, item)?;
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
        let Some(step) = self.program.step(id) else { return Text::default() };
        let catalogue = &self.scenario.catalogue;
        let called = step.calls.as_ref().and_then(|calls| {
            let of_service = catalogue.services.get(calls).map(|s| s.system);
            let system = of_service.or_else(|| catalogue.licences.get(calls).map(|l| l.system))?;
            catalogue.system(system).map(|(_, s)| s.title.clone())
        });
        called.unwrap_or_else(|| self.department(step.lane))
    }

    pub(super) fn told(&self, event: &Event) -> Option<Told> {
        let system = || Text::new("系统", "system");
        let applicant = || Text::new("申请人", "applicant");
        let usual = |who: Text, zh: String, en: String| Some((who, Text::new(zh, en), false));
        let odd = |who: Text, zh: String, en: String| Some((who, Text::new(zh, en), true));
        match &event.kind {
            EventKind::Opened { .. } => {
                usual(applicant(), "登录，开始办理".to_owned(), "signs in and begins".to_owned())
            }
            EventKind::Submitted { step } => {
                let mut asks = self.program.step(*step).map(|s| s.asks.clone()).unwrap_or_default();
                // What is declared was told before.
                asks.retain(|fact| !self.is_declarable(*fact));
                let (title, asked) = (self.step(*step), self.facts(&asks));
                usual(
                    applicant(),
                    format!("提交《{}》{}", title.zh, asked.zh),
                    format!("hands in “{}”{}", title.en, asked.en),
                )
            }
            EventKind::Known { fact, how: How::Declared, .. } if self.is_declarable(*fact) => {
                let paper = self.fact(*fact);
                usual(
                    applicant(),
                    format!("告知承诺，代替{}", paper.zh),
                    format!("declares in place of {}", paper.en),
                )
            }
            EventKind::Attached { fact, .. } if self.is_declarable(*fact) => {
                let paper = self.fact(*fact);
                usual(applicant(), format!("提交{}", paper.zh), format!("hands in {}", paper.en))
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
                let (fact, why) = (self.fact(*fact), Text::apart(why));
                odd(
                    system(),
                    format!("请申请人补交：{}（{}）", fact.zh, why.zh),
                    format!("asks the applicant for {} ({})", fact.en, why.en),
                )
            }
            EventKind::Failed { call, why } => {
                let (who, attempt) = (self.who(call.task.step), call.attempt);
                let step = self.step(call.task.step);
                let (zh, en) = match why {
                    Some(why) => {
                        let why = Text::apart(why);
                        (format!("失败：{}", why.zh), format!("fails: {}", why.en))
                    }
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

    /// A call is over: its system answered, or it went on without it.
    fn call_done(&self, step: &StepFacts, (id, by): (StepId, Actor)) -> Told {
        let title = &step.title;
        let (who, zh, en) = match by {
            Actor::System => {
                let told = self.facts(&step.supplies);
                let (zh, en) =
                    (format!("应答“{}”{}", title.zh, told.zh), format!("answers “{}”{}", title.en, told.en));
                return (self.who(id), Text::new(zh, en), false);
            }
            Actor::Applicant => (
                self.department(Lane::Applicant),
                format!("补充了“{}”没有给出的内容", title.zh),
                format!("hands in what “{}” did not tell", title.en),
            ),
            _ => (
                Text::new("系统", "system"),
                format!("没有“{}”的应答，继续办理", title.zh),
                format!("goes on without “{}”", title.en),
            ),
        };
        (who, Text::new(zh, en), true)
    }

    fn step_done(&self, id: StepId, by: Actor) -> Option<Told> {
        let step = self.program.step(id)?;
        let title = &step.title;
        let who = self.who(id);
        let (zh, en) = match step.kind {
            StepKind::Call => return Some(self.call_done(step, (id, by))),
            StepKind::Task if step.verifies && by == Actor::Applicant => {
                return Some(self.call_done(step, (id, by)));
            }
            StepKind::Automatic if by == Actor::System => {
                (format!("自动办结：{}", title.zh), format!("decides by rule: {}", title.en))
            }
            StepKind::Automatic | StepKind::Task | StepKind::Special => {
                (format!("办结：{}", title.zh), format!("does: {}", title.en))
            }
            StepKind::WaitTime(_) | StepKind::WaitMoment(_) | StepKind::WaitMessage(..) => {
                (format!("等到：{}", title.zh), format!("waited for: {}", title.en))
            }
            StepKind::Run(_) => (format!("另一件事办完：{}", title.zh), format!("ran: {}", title.en)),
            StepKind::Collect | StepKind::Deliver | StepKind::Hold | StepKind::HoldFree(_) => {
                (title.zh.to_string(), title.en.to_string())
            }
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
                let why = Text::apart(why);
                (item, format!("进入特别程序：{}", why.zh), format!("special procedure: {}", why.en), true)
            }
            EventKind::ItemResumed { item } => (item, "恢复办理".to_owned(), "goes on".to_owned(), true),
            EventKind::Committed { item } => {
                (item, "告知承诺".to_owned(), "declared (commitment)".to_owned(), true)
            }
            EventKind::Overdue { item } => {
                (item, "超过时限，督办".to_owned(), "overdue: escalated".to_owned(), true)
            }
            EventKind::Refunded { item, amount } => {
                let yuan = *amount as f64 / 100.0;
                (item, format!("退费 {yuan:.2} 元"), format!("CNY {yuan:.2} is paid back"), true)
            }
            EventKind::Revoked { item, why } => {
                let why = Text::apart(why);
                (item, format!("撤销决定：{}", why.zh), format!("revoked: {}", why.en), true)
            }
            EventKind::CertificateIssued { item, number } => {
                let issued = self.program.item(*item)?.certificates.get(usize::from(*number))?;
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
                let why = why.as_deref().map(Text::apart);
                let zh = why.as_ref().map(|why| format!("：{}", why.zh)).unwrap_or_default();
                let en = why.map(|why| format!(": {}", why.en)).unwrap_or_default();
                let (zh, en) = (format!("{}{zh}", status.zh), format!("{}{en}", status.en.to_lowercase()));
                (item, zh, en, *ending != Ending::Approved)
            }
            _ => return None,
        };
        let department = self.program.item(*item).map(|i| self.department(Lane::Department(i.department)));
        let title = self.item(*item);
        let what = Text::new(format!("{}：{zh}", title.zh), format!("{}: {en}", title.en));
        Some((department.unwrap_or_default(), what, unusual))
    }
}

/// `Mother: Name`, `Mother: Sex`, `Father: Name` as `Mother: Name, Sex; Father: Name`.
fn by_party<'t>(titles: impl Iterator<Item = &'t str>, colon: &str, between: (&str, &str)) -> String {
    let mut parties: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for title in titles {
        let (party, fact) = title.split_once(colon).unwrap_or(("", title));
        parties.entry(party).or_default().push(fact);
    }
    let told = parties.into_iter().map(|(party, facts)| match party {
        "" => facts.join(between.0),
        party => format!("{party}{colon}{}", facts.join(between.0)),
    });
    told.collect::<Vec<_>>().join(between.1)
}
