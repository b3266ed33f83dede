//! Commands that bring an application to its end, as anybody of good will would give them.

use super::at_work::promised;
use super::{Driver, values};
use onething_engine::application::command::{Actor, Command, Envelope, PersonId, Submission};
use onething_engine::application::program::{FactId, FactKind, ItemIndex, StepFacts, StepKind};
use onething_engine::application::state::{Application, CallId, Fees, How, Mode, Standing, TaskId, Work};
use onething_engine::plan::route::Lane;

/// What somebody does.
type Deed = (Actor, Command);

impl Driver<'_> {
    /// Commands one of which is taken and leads on towards the end, in order of preference.
    pub fn helpful(&self, state: &Application) -> Vec<Envelope> {
        let mut deeds: Vec<Deed> = Vec::new();
        if let Fees::Due(amount, _) = state.fees {
            deeds.push((Actor::Applicant, Command::Pay { amount }));
        }
        deeds.extend(promised(state).map(|fact| (Actor::Applicant, self.given(fact))));
        for (at, _) in state.items.iter().enumerate().filter(|(_, i)| i.suspended) {
            let department = self.program.items[at].department;
            let by = Actor::Clerk { person: PersonId(0), department };
            deeds.push((by, Command::Resume { item: ItemIndex(super::index(at)) }));
        }
        for work in &state.work {
            deeds.extend(self.help(state, work));
        }
        let at = self.now.max(state.at);
        let mut all: Vec<Envelope> =
            deeds.into_iter().map(|(by, command)| Envelope { at, by, key: None, command }).collect();
        if let Some(timer) = state.timers.iter().min_by_key(|t| t.at) {
            let command = Command::Due { timer: timer.id };
            all.push(Envelope { at: at.max(timer.at), by: Actor::Timer, key: None, command });
        }
        all
    }

    fn submission(&self, fact: FactId) -> Submission {
        Submission { fact, value: values::helpful(&self.program.facts[fact.index()], self.now) }
    }

    /// The applicant gives a field or a material.
    fn given(&self, fact: FactId) -> Command {
        match self.program.facts[fact.index()].kind {
            FactKind::Field(..) => Command::Fill { values: vec![self.submission(fact)] },
            FactKind::Material(_) => Command::Attach { fact, hash: values::hash() },
        }
    }

    fn help(&self, state: &Application, work: &Work) -> Vec<Deed> {
        let task = state.task(work.step);
        let facts = &self.program.steps[work.step.index()];
        match work.standing {
            Standing::Calling(attempt) => {
                let values = facts.supplies.iter().map(|fact| self.submission(*fact)).collect();
                let call = CallId { task, attempt };
                vec![(Actor::System, Command::Answer { call, values: Some(values) })]
            }
            Standing::Supplement => {
                let open = |f: &&FactId| !state.knows(**f) && state.facts[f.index()].how != How::Redone;
                let give = work.wanted.iter().filter(open).map(|f| (Actor::Applicant, self.given(*f)));
                give.chain([(Actor::Applicant, Command::Supplement { task })]).collect()
            }
            Standing::Incident(_) => vec![(Actor::Operator(PersonId(7)), Command::FallBack { task })],
            Standing::Retrying(_) | Standing::Withheld => Vec::new(),
            Standing::Working if work.mode == Mode::Usual => self.usual(state, work, facts, task),
            Standing::Working => self.complete(work, facts, task).into_iter().collect(),
        }
    }

    fn usual(&self, state: &Application, work: &Work, facts: &StepFacts, task: TaskId) -> Vec<Deed> {
        let system = |command| vec![(Actor::System, command)];
        match &facts.kind {
            StepKind::Form => self.hand_in(state, facts, task),
            StepKind::Collect => vec![(Actor::Applicant, Command::Collect { task })],
            StepKind::Deliver => system(Command::Delivered { task }),
            StepKind::Automatic => system(Command::Rule { task, decided: true }),
            StepKind::Hold => system(Command::HoldOver { task }),
            StepKind::HoldLine | StepKind::HoldEnd => {
                system(Command::HoldOver { task: state.task(facts.belongs_to.expect("a hold")) })
            }
            StepKind::HoldFree(_) => system(Command::HoldTested { task, free: true }),
            StepKind::WaitMessage(message, _) => {
                let values = facts.brings.iter().map(|fact| self.submission(*fact)).collect();
                system(Command::Message { message: *message, values })
            }
            StepKind::Run(_) => system(Command::ChildEnded { task, granted: true, values: Vec::new() }),
            StepKind::Task | StepKind::Special => self.complete(work, facts, task).into_iter().collect(),
            StepKind::WaitTime(_)
            | StepKind::WaitMoment(_)
            | StepKind::Start
            | StepKind::End
            | StepKind::Call
            | StepKind::Notice
            | StepKind::Split(_)
            | StepKind::Join(_) => Vec::new(),
        }
    }

    fn hand_in(&self, state: &Application, facts: &StepFacts, task: TaskId) -> Vec<Deed> {
        let open = |f: &&FactId| !state.knows(**f) && state.facts[f.index()].how != How::Redone;
        let asked = || facts.asks.iter().filter(open);
        let blank = asked().filter(|f| state.facts[f.index()].how != How::Draft);
        let mut deeds: Vec<Deed> = blank.map(|f| (Actor::Applicant, self.given(*f))).collect();
        deeds.push((Actor::Applicant, Command::Submit { task }));
        // A draft may hold nonsense.
        deeds.extend(asked().map(|f| (Actor::Applicant, self.given(*f))));
        deeds
    }

    /// The next department that has not agreed ends a task well.
    fn complete(&self, work: &Work, facts: &StepFacts, task: TaskId) -> Option<Deed> {
        let Lane::Department(owner) = facts.lane else { return None };
        let mut all = std::iter::once(owner).chain(facts.with.iter().copied());
        let department = all.find(|d| !work.agreed.contains(d)).unwrap_or(owner);
        let by = Actor::Clerk { person: work.claimed_by.unwrap_or(PersonId(0)), department };
        let values = facts.supplies.iter().map(|fact| self.submission(*fact)).collect();
        Some((by, Command::Complete { task, values }))
    }
}
