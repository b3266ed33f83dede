//! What people do besides what is usual: return for correction, refuse, suspend, take back, give back, hand over,
//! mend incidents; and several clerks who reach for one task at once.

use super::house::House;
use onething_engine::application::command::Wanted;
use onething_engine::application::program::{FactKind, StepKind};
use onething_engine::application::state::{Fees, How, Mode, Standing, Work};
use onething_engine::application::{Actor, Command, FactId, ItemIndex, TaskId};
use onething_engine::plan::route::Lane;
use onething_engine::random::Random;
use onething_engine::scenario::model::{DepartmentId, Period, Unit};
use onething_server::runner::{Course, Dossier};
use uuid::Uuid;

/// Tasks that people have to do: by which department, and its claimant's work.
fn tasks<'d>(dossier: &'d Dossier, course: &Course) -> Vec<(TaskId, DepartmentId, &'d Work)> {
    let of_people = |work: &&Work| {
        let facts = course.program.step(work.step);
        let kind = facts.is_some_and(|f| matches!(f.kind, StepKind::Task | StepKind::Special));
        work.standing == Standing::Working && (kind || work.mode != Mode::Usual)
    };
    let of = |work: &'d Work| {
        let Lane::Department(own) = course.program.step(work.step)?.lane else { return None };
        Some((dossier.state.task(work.step), own, work))
    };
    dossier.state.work.iter().filter(of_people).filter_map(of).collect()
}

impl House {
    /// A clerk of a department, by number.
    pub fn clerk(&self, course: &Course, department: DepartmentId, number: usize) -> Actor {
        let name = format!("clerk {number} of {}", course.department(department));
        Actor::Clerk { person: self.runner.person(&name).unwrap(), department }
    }

    /// Several clerks of one department who reach for one task: who, and for what. None where nobody has one.
    pub fn rivals(&self, id: Uuid, chance: &mut Random) -> Vec<(Actor, Vec<Command>)> {
        let (dossier, course) = self.application(id);
        let tasks = tasks(&dossier, &course);
        if tasks.is_empty() {
            return Vec::new();
        }
        let (task, department, work) = tasks[chance.below(tasks.len())];
        let claims = work.claimed_by.is_none();
        let count = chance.between(2, 5);
        let one = |number: usize| {
            let by = self.clerk(&course, department, number);
            let mut commands = if claims { vec![Command::Claim { task }] } else { Vec::new() };
            match chance.below(4) {
                0 if claims => commands.push(Command::Release { task }),
                1 => commands.push(Command::Complete { task, values: Vec::new() }),
                2 => commands
                    .push(Command::Reassign { task, to: self.runner.person("somebody else").unwrap() }),
                _ if claims => {}
                _ => commands.push(Command::Release { task }),
            }
            (by, commands)
        };
        (1..=count).map(one).collect()
    }

    /// Something that is not what people usually do; whether it is taken is the machine's to say.
    pub fn odd_deed(&self, id: Uuid, chance: &mut Random) -> Option<(Actor, Vec<Command>)> {
        let (dossier, course) = self.application(id);
        let state = &dossier.state;
        let items = (0_u16..).map(ItemIndex).take(state.items.len()).collect::<Vec<_>>();
        let tasks = tasks(&dossier, &course);
        if items.is_empty() || state.closed.is_some() {
            return None;
        }
        let item = items[chance.below(items.len())];
        let some = chance.below(3) > 0;
        let applicants = |command| Some((Actor::Applicant, vec![command]));
        let deed = chance.below(12);
        match deed {
            0 => return applicants(Command::Withdraw { item: some.then_some(item) }),
            1 => return applicants(Command::Rate { grade: 5 }),
            2 => {
                let paper = |f: &FactId| {
                    course.program.fact(*f).is_some_and(|f| matches!(f.kind, FactKind::Material(Some(_))))
                };
                let fact = (0_u16..).map(FactId).take(state.facts.len()).find(paper)?;
                return applicants(Command::Defer { fact });
            }
            3 if matches!(state.fees, Fees::Due(..)) => return applicants(Command::Pay { amount: 1 }),
            _ => {}
        }
        let (task, department, work) = *tasks.get(chance.below(tasks.len().max(1)))?;
        let item = course.program.step(task.step)?.items.first().copied().unwrap_or(item);
        let by = self.clerk(&course, department, chance.below(3));
        let why = || "for a reason".into();
        let command = match deed {
            4 => Command::Refuse { task, item: some.then_some(item), why: why() },
            5 => Command::NotAccept { task, item: some.then_some(item), why: why() },
            6 | 7 => {
                let needs = course.program.item(item).map(|i| i.needs.clone()).unwrap_or_default();
                let known = needs.iter().find(|f| course.program.fact(**f).is_some_and(|f| f.askable))?;
                Command::Return {
                    task,
                    item: some.then_some(item),
                    wanted: vec![Wanted { fact: *known, why: why() }],
                }
            }
            8 => Command::Suspend { item, limit: Period { amount: 5, unit: Unit::Days }, why: why() },
            9 => Command::Resume { item },
            10 => Command::Release { task },
            _ => {
                // Of another department: it is not theirs to do.
                let others =
                    (0..course.definition.scenario.catalogue.departments.len()).map(DepartmentId::from);
                let facts = course.program.step(task.step)?;
                let is_other = |d: &DepartmentId| *d != department && !facts.with.contains(d);
                let other = others.into_iter().find(is_other)?;
                let by = self.clerk(&course, other, 9);
                return Some((by, vec![Command::Complete { task, values: Vec::new() }]));
            }
        };
        let claims = work.claimed_by.is_none() && !matches!(deed, 8..=10);
        let claim = claims.then_some(Command::Claim { task });
        Some((by, claim.into_iter().chain([command]).collect()))
    }

    /// What people of good will do where nothing else goes on: whoever has a task gives it back, what is suspended is
    /// taken up again, an incident is tried again, or done without, a paper that was promised is brought.
    pub fn help(&mut self, id: Uuid) -> bool {
        let (dossier, course) = self.application(id);
        let operator = Actor::Operator(self.runner.person("operator").unwrap());
        let mut deeds = Vec::new();
        for (task, department, work) in tasks(&dossier, &course) {
            let Some(person) = work.claimed_by else { continue };
            deeds.push((Actor::Clerk { person, department }, Command::Release { task }));
        }
        for (at, item) in (0_u16..).zip(&dossier.state.items) {
            let department = course.program.items[usize::from(at)].department;
            if item.suspended {
                let by = self.clerk(&course, department, 0);
                deeds.push((by, Command::Resume { item: ItemIndex(at) }));
            }
        }
        for work in &dossier.state.work {
            if matches!(work.standing, Standing::Incident(_)) {
                let task = dossier.state.task(work.step);
                deeds.push((operator, Command::Retry { task }));
                deeds.push((operator, Command::FallBack { task }));
            }
        }
        // What was promised is brought.
        for (at, known) in (0_u16..).zip(&dossier.state.facts) {
            if known.how == How::Deferred {
                let stored = self.materials.put(&at.to_be_bytes()).unwrap();
                let hash = stored.name.as_str().into();
                deeds.push((Actor::Applicant, Command::Attach { fact: FactId(at), hash }));
            }
        }
        deeds
            .into_iter()
            .any(|(by, command)| self.ask(super::people::asks(id, by, vec![command])).unwrap().is_ok())
    }
}
