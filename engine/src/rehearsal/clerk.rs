//! What clerks do: work off their desks within their shifts, and decide as the script says or the draw falls.

use super::host::{Due, Host};
use super::script::{Decision, Deed, Verb};
use super::time::{drawn, mean, worked};
use crate::application::asked::NOT_CONFIRMED;
use crate::application::command::{Actor, Command, PersonId, Submission, Wanted};
use crate::application::program::{FactId, FactKind, ItemIndex};
use crate::application::state::{Mode, TaskId};
use crate::plan::route::Lane;
use crate::scenario::model::{DepartmentId, Period};
use crate::scenario::source::Span;
use crate::scenario::text::Text;
use jiff::Timestamp;
use std::sync::Arc;

impl Host<'_> {
    /// When a task that is put on a desk now will be done.
    pub(super) fn worked_by(&mut self, task: TaskId) -> Timestamp {
        let node = self.stage.node(task.step);
        let takes = node.and_then(|n| n.step.as_ref()).and_then(|s| s.takes.as_ref());
        let told = match (takes, self.script.drawn) {
            (Some(takes), true) => drawn(takes, &mut self.random),
            (Some(takes), false) => mean(takes),
            (None, _) => None,
        };
        let minutes = node.and_then(|n| n.minutes).map(|minutes| (minutes * 60_000.0) as i64);
        let length = told.or(minutes).unwrap_or(self.habits.work);
        worked(self.now, length, self.stage.calendar_of(task.step))
    }

    fn clerk(&self, task: TaskId) -> Actor {
        let owner = match self.lane(task) {
            Some(Lane::Department(department)) => department,
            // Work in the applicant's lane is nobody's of a department; the machine will say so.
            Some(Lane::Applicant) | None => DepartmentId(u32::MAX),
        };
        // Where several departments take part, each in turn.
        let agreed = self.application.work_of(task.step).map(|w| w.agreed.clone()).unwrap_or_default();
        let with = self.stage.program.step(task.step).map(|s| s.with.clone()).unwrap_or_default();
        let department = [owner].into_iter().chain(with).find(|d| !agreed.contains(d)).unwrap_or(owner);
        Actor::Clerk { person: PersonId(department.0.wrapping_mul(100).wrapping_add(1)), department }
    }

    /// A clerk gets to a task: what the script decides there, what is drawn, else it goes well.
    pub(super) fn work(&mut self, task: TaskId) -> bool {
        if !self.is_open(task) {
            return true;
        }
        if self.takes_until_later(task) {
            return false;
        }
        let mode = self.application.work_of(task.step).map(|w| w.mode);
        let scripted = self.decisions.iter().position(|(_, d)| self.is_at(d, task));
        if let Some(at) = scripted.filter(|_| mode != Some(Mode::Undo)) {
            let (_, decision) = self.decisions.remove(at);
            return self.decide(&decision, task);
        }
        if let Some(decision) = self.draw(task).filter(|_| self.script.drawn && mode != Some(Mode::Undo)) {
            // A second return, or a refusal where none is possible, is no end: the clerk then approves.
            if self.quietly(&decision, task) {
                return true;
            }
        }
        self.complete(task)
    }

    fn complete(&mut self, task: TaskId) -> bool {
        let by = self.clerk(task);
        self.claim(by, task);
        let mode = self.application.work_of(task.step).map(|w| w.mode);
        if matches!(mode, Some(Mode::Usual | Mode::ByPeople)) {
            self.settle(task.step);
        }
        let supplies = self.stage.program.step(task.step).map(|s| s.supplies.clone()).unwrap_or_default();
        let values =
            supplies.into_iter().filter(|f| self.is_field(*f)).filter_map(|f| self.truth(f)).collect();
        self.command(by, Command::Complete { task, values })
    }

    fn claim(&mut self, by: Actor, task: TaskId) {
        if self.application.work_of(task.step).is_some_and(|w| w.claimed_by.is_none()) {
            // Some tasks need no claim; completing tells.
            let _ = self.sent(by, &Command::Claim { task });
        }
    }

    fn is_field(&self, fact: FactId) -> bool {
        self.stage.program.fact(fact).is_some_and(|f| matches!(f.kind, FactKind::Field(..)))
    }

    /// A fact as it is in the population.
    pub(super) fn truth(&self, fact: FactId) -> Option<Submission> {
        self.value(fact).map(|value| Submission { fact, value })
    }

    fn is_at(&self, decision: &Decision, task: TaskId) -> bool {
        let step = self.stage.program.step(task.step);
        decision.verb != Verb::Revoke && step.is_some_and(|s| s.id == decision.at.value)
    }

    /// A decision of the script: at once where its time is written and its task is open, or needs no task; else
    /// when a clerk gets to the task.
    pub(super) fn scripted(&mut self, span: Span, decision: &Decision, timed: bool) {
        let step = self.stage.program.find_step(&decision.at.value);
        let open = step.map(|s| self.application.task(s)).filter(|t| self.is_open(*t));
        match (decision.verb, open) {
            (Verb::Revoke, _) => {
                let item = self.stage.program.find_item(&decision.at.value);
                if let Some(item) = item {
                    let department = self.stage.program.item(item).map_or(DepartmentId(0), |i| i.department);
                    let by = Actor::Clerk { person: PersonId(1), department };
                    self.command(by, Command::Revoke { item, why: why(&decision.because) });
                }
            }
            (Verb::Resume, _) => {
                if let Some(task) = step.map(|s| self.application.task(s)) {
                    self.decide(decision, task);
                }
            }
            (_, Some(task)) if timed => {
                self.decide(decision, task);
            }
            _ => self.decisions.push((span, decision.clone())),
        }
    }

    /// Whether the script tells a time at which the task will be done, and it has not come.
    fn takes_until_later(&self, task: TaskId) -> bool {
        let approves =
            |deed: &Deed| matches!(deed, Deed::Clerk(d) if d.verb == Verb::Approve && self.is_at(d, task));
        let mut happenings = self.script.happenings.iter().enumerate();
        happenings
            .any(|(index, h)| h.at.is_some() && !self.has_happened(index) && h.deeds.iter().any(approves))
    }

    fn decide(&mut self, decision: &Decision, task: TaskId) -> bool {
        if decision.verb == Verb::Approve {
            return self.complete(task);
        }
        let by = self.clerk(task);
        let commands = self.commands_of(decision, task);
        if decision.verb != Verb::Resume {
            self.claim(by, task);
        }
        let mut taken = true;
        for command in commands {
            taken &= self.command(by, command);
        }
        // A special procedure that the script does not end lasts as long as its limit.
        if decision.verb == Verb::Suspend && taken && !self.is_resumed(task) {
            let limit = decision.within.unwrap_or_else(|| Period::working_days(5));
            let at = super::time::later(self.now, limit, self.stage.calendar_of(task.step));
            for item in self.items(task) {
                self.push(at, Due::Command(by, Command::Resume { item }));
            }
        }
        // While suspended the task cannot be done; the clerk takes it up when it goes on.
        decision.verb != Verb::Suspend && taken
    }

    fn is_resumed(&self, task: TaskId) -> bool {
        let name = self.stage.program.step(task.step).map(|s| s.id.clone());
        let deeds = self.script.happenings.iter().flat_map(|h| &h.deeds);
        deeds.into_iter().any(|deed| {
            matches!(deed, Deed::Clerk(d) if d.verb == Verb::Resume && Some(&d.at.value) == name.as_ref())
        })
    }

    /// A drawn decision; what the machine does not take leaves no trace.
    fn quietly(&mut self, decision: &Decision, task: TaskId) -> bool {
        let by = self.clerk(task);
        self.claim(by, task);
        let commands = self.commands_of(decision, task);
        commands.into_iter().all(|command| self.sent(by, &command).is_ok())
    }

    fn items(&self, task: TaskId) -> Vec<ItemIndex> {
        let items = self.stage.program.step(task.step).map(|s| s.items.clone()).unwrap_or_default();
        items.into_iter().filter(|item| self.application.is_live(*item)).collect()
    }

    fn commands_of(&self, decision: &Decision, task: TaskId) -> Vec<Command> {
        let because = why(&decision.because);
        match decision.verb {
            Verb::Return => {
                let wanted = self.wanted(decision, task, &because);
                vec![Command::Return { task, item: None, wanted }]
            }
            Verb::Refuse => vec![Command::Refuse { task, item: None, why: because }],
            Verb::NotAccept => vec![Command::NotAccept { task, item: None, why: because }],
            Verb::Suspend => {
                let limit = decision.within.unwrap_or_else(|| Period::working_days(5));
                let suspend = |item| Command::Suspend { item, limit, why: because.clone() };
                self.items(task).into_iter().map(suspend).collect()
            }
            Verb::Resume => self.items(task).into_iter().map(|item| Command::Resume { item }).collect(),
            Verb::Approve | Verb::Revoke => Vec::new(),
        }
    }

    /// What is to be mended: what the script names, else the first thing that the applicant gave and the items need.
    fn wanted(&self, decision: &Decision, task: TaskId, because: &Arc<str>) -> Vec<Wanted> {
        let program = self.stage.program;
        let named: Vec<FactId> =
            decision.what.iter().filter_map(|name| program.find_fact(&name.value)).collect();
        let facts = if named.is_empty() { self.mendable(task).into_iter().collect() } else { named };
        facts.into_iter().map(|fact| Wanted { fact, why: because.clone() }).collect()
    }

    fn mendable(&self, task: TaskId) -> Option<FactId> {
        let program = self.stage.program;
        // What is not confirmed is the paper itself.
        if let Some(paper) = program.step(task.step).filter(|s| s.verifies).map(|s| s.supplies.first()) {
            return paper.copied();
        }
        let needs: Vec<FactId> = self
            .items(task)
            .into_iter()
            .filter_map(|i| program.item(i))
            .flat_map(|i| i.needs.clone())
            .collect();
        let asked = |fact: &FactId| self.application.fact(*fact).is_some_and(|f| f.asked > 0);
        let askable = |fact: &FactId| program.fact(*fact).is_some_and(|f| f.askable);
        let given =
            needs.iter().find(|f| asked(f) && askable(f)).or_else(|| needs.iter().find(|f| askable(f)));
        given.copied()
    }

    /// How a task ends by chance.
    fn draw(&mut self, task: TaskId) -> Option<Decision> {
        let outcome = self.stage.node(task.step)?.step.as_ref()?.outcome.clone();
        let fall = self.random.unit();
        let verb = match fall {
            fall if fall < outcome.reject => Verb::Refuse,
            fall if fall < outcome.reject + outcome.correct => Verb::Return,
            _ => return None,
        };
        let because = match verb {
            Verb::Refuse => Text::new("不符合条件", "the conditions are not met"),
            _ if self.stage.program.step(task.step).is_some_and(|s| s.verifies) => {
                Text::new(NOT_CONFIRMED.0, NOT_CONFIRMED.1)
            }
            _ => Text::new("内容有误", "it has mistakes"),
        };
        let at = crate::scenario::source::Spanned::new(Arc::from(""), Span::default());
        Some(Decision { verb, at, what: Vec::new(), because, within: None })
    }
}

/// The reason in words; a reason is never empty.
fn why(text: &Text) -> Arc<str> {
    if text.zh.is_empty() { Arc::from("不符合要求") } else { text.zh.clone() }
}
