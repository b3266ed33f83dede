//! The same request again, under the same key: answered as before, done once; at once, later, and after the process
//! began again. Something else under that key is refused.

use super::house::House;
use super::people::{asks, start};
use onething_engine::application::command::PersonId;
use onething_engine::application::{Actor, Command};
use onething_engine::random::Random;
use onething_server::runner::{Ask, AskedUnder, Error, Filter, Receipt, Refusal, Start};
use std::collections::BTreeSet;
use std::sync::mpsc::channel;
use uuid::Uuid;

/// Begins an application under a key.
fn begin(house: &mut House, begun: &Start, under: AskedUnder) -> Ask {
    let shards = house.runner.shared().shards.len() as u64;
    let id = loop {
        let id = house.id();
        if house.runner.shared().shard_of(id) as u64 == under.key() % shards {
            break id;
        }
    };
    let open = Command::Open { values: Vec::new() };
    Ask { start: Some(begun.clone()), key: Some(under), ..asks(id, Actor::Applicant, vec![open]) }
}

fn under(key: u64, payload: u64) -> AskedUnder {
    AskedUnder::new("wang", &key.to_string(), &payload.to_be_bytes())
}

/// Keys of one store: a store that begins again often has to be small.
const AT_ONCE: u64 = 250;

/// Begins under keys of their own, each repeated at once and later, over restarts.
pub fn begins(count: u64) {
    let mut restarts = 0;
    for from in (0..count).step_by(AT_ONCE as usize) {
        restarts += some(from, AT_ONCE.min(count - from));
    }
    println!("{count} begins, each three times or more, {restarts} restarts");
    assert!(count < AT_ONCE || restarts > 0);
}

/// The same of one store; how often it began again.
fn some(seed: u64, count: u64) -> usize {
    let mut random = Random::new(seed);
    let mut house = House::new(seed);
    let version = house.publish("newborn-birth");
    let newborn = start(&house, "newborn-birth", "joint", version);
    let mut begun: Vec<Receipt> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut restarts = 0;
    for key in 0..count {
        // Two at once: the second finds the first, before either is on the medium.
        let (first, second) =
            (begin(&mut house, &newborn, under(key, 1)), begin(&mut house, &newborn, under(key, 1)));
        let (tell, hears) = channel::<Result<Result<Receipt, Refusal>, Error>>();
        for ask in [first, second] {
            let tell = tell.clone();
            let reply = Box::new(move |answer| drop(tell.send(answer)));
            house.runner.submit(Ask { reply: Some(reply), ..ask }).unwrap();
        }
        house.work();
        let told: Vec<Receipt> = (0..2).map(|_| hears.recv().unwrap().unwrap().unwrap()).collect();
        assert_eq!((told[0].application, told[0].sequence), (told[1].application, told[1].sequence));
        assert!(ids.insert(told[0].application), "one application for two keys");
        begun.push(told[0]);
        if random.below(40) == 0 {
            restarts += 1;
            let keep = random.below(2) == 0;
            house =
                if random.below(2) == 0 { house.crash(keep).unwrap() } else { house.restart(keep).unwrap() };
        }
        // An earlier one again, and with something else.
        let earlier = random.below(begun.len()) as u64;
        let again = begin(&mut house, &newborn, under(earlier, 1));
        let told = house.ask(again).unwrap().unwrap();
        let before = begun[usize::try_from(earlier).unwrap()];
        assert_eq!((told.application, told.sequence), (before.application, before.sequence));
        let other = begin(&mut house, &newborn, under(earlier, 2));
        assert_eq!(house.ask(other).unwrap(), Err(Refusal::KeyReused));
    }
    let (mut shown, mut after): (BTreeSet<Uuid>, Option<Vec<u8>>) = (BTreeSet::new(), None);
    loop {
        let page = house.runner.list(&Filter::default(), after.as_deref(), 200).unwrap();
        shown.extend(page.found.into_iter().map(|(id, _)| id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(shown, ids, "every key is one application");
    house.let_go();
    restarts
}

/// A claim that is repeated after a restart is one claim.
pub fn claims() {
    let mut house = House::new(8);
    let (id, task, department) = super::races::task_of(&mut house);
    let (_, course) = house.application(id);
    let own = course.find_department(&department).unwrap();
    let by = |person| Actor::Clerk { person: PersonId(person), department: own };
    let claim = |key, payload, person| Ask {
        key: Some(under(key, payload)),
        ..asks(id, by(person), vec![Command::Claim { task }])
    };
    let first = house.ask(claim(1, 1, 7)).unwrap().unwrap();
    let mut house = house.restart(false).unwrap();
    let again = house.ask(claim(1, 1, 7)).unwrap().unwrap();
    assert_eq!(again.sequence, first.sequence);
    assert_eq!(house.ask(claim(1, 2, 7)).unwrap(), Err(Refusal::KeyReused));
    assert!(matches!(house.ask(claim(2, 1, 8)).unwrap(), Err(Refusal::Rejected(_))), "it is taken");
    let (dossier, _) = house.application(id);
    assert_eq!(dossier.state.sequence, first.sequence, "nothing happened since");
}

/// Whoever has a number has it after a restart, and nobody else gets it.
pub fn people_keep_their_numbers() {
    let house = House::new(9);
    let one = house.runner.person("one").unwrap();
    let two = house.runner.person("two").unwrap();
    assert_ne!(one, two, "two people have one number");
    for keep in [true, false] {
        let house = House::new(9);
        house.runner.person("one").unwrap();
        let house = house.restart(keep).unwrap();
        assert_eq!(house.runner.shared().people.name(one).as_deref(), Some("one"), "who was it?");
        assert_ne!(house.runner.person("two").unwrap(), one, "another's number was given again");
    }
}
