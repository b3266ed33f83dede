//! Clerks who reach for one task at once, on threads of their own: one of them has it, whoever that is.

use super::house::House;
use super::people::{asks, start};
use onething_engine::application::state::{Mode, Standing};
use onething_engine::application::{Actor, Command, Rejection, TaskId};
use onething_engine::plan::route::Lane;
use onething_server::runner::{Ask, Error, Receipt, Refusal, Runner};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier, Mutex};
use uuid::Uuid;

/// Those who reach for it.
const CLERKS: usize = 32;

/// An application of newborns, where a clerk has a task that nobody has claimed: the task, and whose it is.
pub fn task_of(house: &mut House) -> (Uuid, TaskId, String) {
    let version = house.publish("newborn-birth");
    let begun = start(house, "newborn-birth", "joint", version);
    let id = house.begin(begun).unwrap().application;
    for _ in 0..200 {
        let (dossier, course) = house.application(id);
        let of_people = dossier.state.work.iter().find(|work| {
            let is_task = course
                .program
                .step(work.step)
                .is_some_and(|s| matches!(s.kind, onething_engine::application::program::StepKind::Task));
            is_task && work.standing == Standing::Working && work.mode == Mode::Usual
        });
        if let Some(work) = of_people {
            let Lane::Department(own) = course.program.step(work.step).unwrap().lane else {
                panic!("no lane")
            };
            return (id, dossier.state.task(work.step), course.department(own).to_string());
        }
        if !house.act(id) {
            assert!(house.next(), "nobody ever has anything to do");
        }
    }
    panic!("nobody ever has anything to do");
}

fn told(runner: &Runner, ask: Ask) -> Result<Receipt, Refusal> {
    let (tell, hears) = channel();
    let reply = Box::new(move |answer| drop(tell.send(answer)));
    runner.submit(Ask { reply: Some(reply), ..ask }).unwrap();
    let answer: Result<_, Error> = hears.recv().unwrap();
    answer.unwrap()
}

/// One task, and clerks who reach for it time and again. Of each race: who won.
pub fn race(races: usize) {
    let mut house = House::threaded(5, 2);
    let (id, task, department) = task_of(&mut house);
    let (_, course) = house.application(id);
    let own = course.find_department(&department).unwrap();
    let runner = house.runner.clone();
    let (start, end) = (Barrier::new(CLERKS), Barrier::new(CLERKS));
    let winners: Mutex<Vec<usize>> = Mutex::new(Vec::new());
    let lost = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for number in 0..CLERKS {
            let (runner, start, end, winners, lost) = (&runner, &start, &end, &winners, &lost);
            scope.spawn(move || {
                let name: Arc<str> = format!("clerk {number}").into();
                for race in 0..races {
                    start.wait();
                    // Numbers are given in the race too.
                    let person = runner.person(&name).unwrap();
                    let by = Actor::Clerk { person, department: own };
                    let has_it = match told(runner, asks(id, by, vec![Command::Claim { task }])) {
                        Ok(_) => {
                            winners.lock().unwrap().push(number);
                            true
                        }
                        Err(Refusal::Rejected(why)) => {
                            assert!(matches!(*why, Rejection::ClaimedByOther(_)), "{why:?}");
                            lost.fetch_add(1, Ordering::Relaxed);
                            false
                        }
                        Err(other) => panic!("{other:?}"),
                    };
                    if end.wait().is_leader() {
                        let won = winners.lock().unwrap().len();
                        assert_eq!(won, race + 1, "one winner each");
                        let (dossier, _) = runner.application(id).unwrap().unwrap();
                        let claimed =
                            dossier.state.work_of(task.step).and_then(|work| work.claimed_by).unwrap();
                        let winner = winners.lock().unwrap()[race];
                        assert_eq!(
                            runner.shared().people.name(claimed).as_deref(),
                            Some(&*format!("clerk {winner}"))
                        );
                    }
                    end.wait();
                    if has_it {
                        told(runner, asks(id, by, vec![Command::Release { task }])).unwrap();
                    }
                }
            });
        }
    });
    let winners = winners.into_inner().unwrap();
    assert_eq!((winners.len(), lost.into_inner()), (races, races * (CLERKS - 1)));
    let mut different = winners.clone();
    different.sort_unstable();
    different.dedup();
    println!("{races} races of {CLERKS}: {} different clerks won", different.len());
}

/// Clerks who decide on what they read, each time on another task.
pub fn decide(races: usize) {
    let mut house = House::threaded(6, 2);
    for _ in 0..races {
        let (id, task, department) = task_of(&mut house);
        let (dossier, course) = house.application(id);
        let own = course.find_department(&department).unwrap();
        let read = dossier.state.sequence;
        let results: Vec<Result<Receipt, Refusal>> = std::thread::scope(|scope| {
            let decide = |number: usize| {
                let runner = &house.runner;
                scope.spawn(move || {
                    let person = runner.person(&format!("clerk {number}")).unwrap();
                    let by = Actor::Clerk { person, department: own };
                    let commands =
                        vec![Command::Claim { task }, Command::Complete { task, values: Vec::new() }];
                    told(runner, Ask { expect: Some(read), ..asks(id, by, commands) })
                })
            };
            let all: Vec<_> = (0..CLERKS).map(decide).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let won = results.iter().filter(|result| result.is_ok()).count();
        assert_eq!(won, 1, "{results:?}");
        for refusal in results.into_iter().filter_map(Result::err) {
            assert!(matches!(refusal, Refusal::Stale(now) if now > read), "{refusal:?}");
        }
    }
}
