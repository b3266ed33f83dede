//! The people around an application: an applicant who fills forms with what is so, clerks who do what is on their
//! lists. They see what the index shows, as over the API, and act through the same asks.

use super::house::House;
use onething_engine::application::command::Declared;
use onething_engine::application::program::{FactKind, StepKind};
use onething_engine::application::state::{Fees, How, Mode, Standing, TaskId, Work};
use onething_engine::application::{Actor, Application, Command, FactId, Submission};
use onething_engine::plan::route::Lane;
use onething_server::runner::dispatch::standing;
use onething_server::runner::{Ask, Course, Dossier, Found, Receipt, Refusal, Start, Version};
use onething_server::systems::known;
use std::sync::Arc;
use uuid::Uuid;

/// A start of a plan by the first who may apply.
pub fn start(house: &House, scenario: &str, plan: &str, version: Version) -> Start {
    let definition = house.runner.shared().definitions.definition(version).unwrap();
    let applicant = definition.scenario.applicants().next().unwrap();
    Start {
        scenario: scenario.into(),
        version,
        plan: plan.into(),
        applicant: definition.scenario.party(applicant).unwrap().id.clone(),
        answers: Vec::new(),
        subject: Arc::from("somebody"),
        run_by: None,
        handed: None,
    }
}

/// Something that an applicant or clerk asks.
pub fn asks(id: Uuid, by: Actor, commands: Vec<Command>) -> Ask {
    let principal: Arc<str> = match by {
        Actor::Applicant => Arc::from("somebody"),
        _ => Arc::from("a clerk"),
    };
    Ask { principal: Some(principal), commands, ..Ask::of_world(id, by, Command::Withdraw { item: None }) }
}

impl House {
    /// What is so, of facts of an application.
    pub fn tells(&self, dossier: &Dossier, course: &Course, facts: &[FactId]) -> Vec<Submission> {
        let way = dossier.start.way(&course.definition.scenario).unwrap();
        let known = known(&dossier.state);
        let standing = standing(dossier, course, &way, &known);
        let told = self.runner.simulated().tells(&standing, facts);
        told.into_iter().map(|(fact, value)| Submission { fact, value }).collect()
    }

    /// Begins an application.
    pub fn begin(&mut self, start: Start) -> Result<Receipt, Refusal> {
        let id = self.id();
        let course = self.runner.course(&start).unwrap().unwrap();
        let mut dossier = Dossier::new(id, start.clone());
        dossier.state.opened = Some(onething_engine::application::Moment(self.runner.shared().clock.now()));
        let values = self.tells(&dossier, &course, &course.signed_in);
        let ask = Ask { start: Some(start), ..asks(id, Actor::Applicant, vec![Command::Open { values }]) };
        self.ask(ask).unwrap()
    }

    pub fn application(&self, id: Uuid) -> Found {
        self.runner.application(id).unwrap().expect("it was begun")
    }

    /// Does one thing that a person has to do now; whether there was any.
    pub fn act(&mut self, id: Uuid) -> bool {
        let Some((by, commands)) = self.next_deed(id) else { return false };
        let told = self.ask(asks(id, by, commands.clone())).unwrap();
        assert!(told.is_ok(), "{commands:?} by {by:?}: {told:?}");
        true
    }

    /// What a person has to do now.
    pub fn next_deed(&self, id: Uuid) -> Option<(Actor, Vec<Command>)> {
        self.deeds(id).into_iter().next()
    }

    /// Everything that people have to do now.
    pub fn deeds(&self, id: Uuid) -> Vec<(Actor, Vec<Command>)> {
        let (dossier, course) = self.application(id);
        let mut all: Vec<_> =
            dossier.state.work.iter().filter_map(|work| self.deed(&dossier, &course, work)).collect();
        if let Fees::Due(amount, _) = dossier.state.fees
            && amount > 0
            && dossier.state.closed.is_none()
        {
            all.push((Actor::Applicant, vec![Command::Pay { amount }]));
        }
        all
    }

    fn deed(&self, dossier: &Dossier, course: &Course, work: &Work) -> Option<(Actor, Vec<Command>)> {
        let facts = course.program.step(work.step)?;
        let task = dossier.state.task(work.step);
        let by_people = work.mode != Mode::Usual;
        match (&facts.kind, work.standing) {
            (_, Standing::Supplement) => {
                let wanted = wanted(&dossier.state);
                let mut commands = self.hand_over(dossier, course, &wanted);
                commands.push(Command::Supplement { task });
                Some((Actor::Applicant, commands))
            }
            (StepKind::Form, Standing::Working) => {
                let mut commands = self.hand_over(dossier, course, &facts.asks);
                commands.push(Command::Submit { task });
                Some((Actor::Applicant, commands))
            }
            (StepKind::Collect, Standing::Working) => {
                Some((Actor::Applicant, vec![Command::Collect { task }]))
            }
            (StepKind::Task | StepKind::Special, Standing::Working) => {
                self.work_of(dossier, course, work, task)
            }
            (_, Standing::Working) if by_people => self.work_of(dossier, course, work, task),
            _ => None,
        }
    }

    fn work_of(
        &self,
        dossier: &Dossier,
        course: &Course,
        work: &Work,
        task: TaskId,
    ) -> Option<(Actor, Vec<Command>)> {
        let facts = course.program.step(work.step)?;
        let Lane::Department(own) = facts.lane else { return None };
        let all = [own].into_iter().chain(facts.with.iter().copied());
        let department = all.into_iter().find(|d| !work.agreed.contains(d)).unwrap_or(own);
        let person = self.runner.person(&format!("clerk of {}", course.department(department))).unwrap();
        let supplies: Vec<FactId> = facts.supplies.iter().copied().filter(|f| course.is_field(*f)).collect();
        let values = self.tells(dossier, course, &supplies);
        let mut commands = Vec::new();
        if work.claimed_by.is_none() {
            commands.push(Command::Claim { task });
        }
        commands.push(Command::Complete { task, values });
        Some((Actor::Clerk { person, department }, commands))
    }

    /// Fields filled and materials attached, or declared where the plan says so, of what is not known yet.
    fn hand_over(&self, dossier: &Dossier, course: &Course, facts: &[FactId]) -> Vec<Command> {
        let open: Vec<FactId> = facts.iter().copied().filter(|f| !dossier.state.knows(*f)).collect();
        let is_field =
            |fact: &FactId| course.program.fact(*fact).is_some_and(|f| matches!(f.kind, FactKind::Field(..)));
        let (fields, papers): (Vec<FactId>, Vec<FactId>) = open.into_iter().partition(is_field);
        let mut commands = Vec::new();
        let values = self.tells(dossier, course, &fields);
        if !values.is_empty() {
            commands.push(Command::Fill { values });
        }
        for fact in papers {
            if dossier.state.declares(&course.program, fact) {
                commands.push(Command::Commit { declared: Declared::Material(fact) });
                continue;
            }
            // The paper is on the medium before anybody hears its name.
            let stored = self.materials.put(&fact.0.to_be_bytes()).unwrap();
            commands.push(Command::Attach { fact, hash: stored.name.as_str().into() });
        }
        commands
    }
}

fn wanted(state: &Application) -> Vec<FactId> {
    let facts = (0_u16..).zip(&state.facts);
    facts.filter(|(_, f)| f.how == How::Wanted).map(|(at, _)| FactId(at)).collect()
}

impl House {
    /// The world says what an application waits to hear; whether it waits for anything.
    pub fn say(&mut self, id: Uuid) -> bool {
        let (dossier, course) = self.application(id);
        for work in dossier.state.work.iter().filter(|w| w.standing == Standing::Working) {
            let Some(facts) = course.program.step(work.step) else { continue };
            if let StepKind::WaitMessage(message, _) = facts.kind {
                let values = self.tells(&dossier, &course, &facts.brings);
                let command = Command::Message { message, values };
                let told = self.ask(Ask::of_world(id, Actor::System, command)).unwrap();
                assert!(told.is_ok(), "{told:?}");
                return true;
            }
        }
        false
    }
}
