//! The same rules once more, as plainly as can be: a whole history is played again moment by moment. Moments
//! are milliseconds, and so are terms.

use crate::hold::{Command, HolderId, Joining};
use crate::scenario::model::TermFrom;
use std::collections::BTreeMap;

/// How one stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// In line, until its term is over if it runs.
    Waits(Option<i64>),
    /// With the thing.
    Holds(Option<i64>),
    /// Over: how, and when.
    Released(i64),
    Lapsed(i64),
    Left(i64),
}

#[derive(Debug, Clone)]
struct One {
    joining: Joining,
    number: usize,
    stands: Stands,
}

/// Everybody's standing after a history, and whether its last command was taken. The commands before it were.
pub fn play(history: &[(i64, Command)]) -> (BTreeMap<HolderId, Stands>, bool) {
    let last = history.last().map_or(0, |(at, _)| *at);
    let mut all: Vec<One> = Vec::new();
    let mut taken = true;
    for now in 0..=last {
        settle(&mut all, now);
        for (_, command) in history.iter().filter(|(at, _)| *at == now) {
            taken = obey(&mut all, command, now);
            settle(&mut all, now);
        }
    }
    (all.into_iter().map(|one| (one.joining.holder, one.stands)).collect(), taken)
}

fn settle(all: &mut [One], now: i64) {
    // Everybody ends at most once, so this comes to rest.
    for _ in 0..=2 * all.len() {
        for one in all.iter_mut() {
            match one.stands {
                Stands::Waits(Some(end)) if end <= now => one.stands = Stands::Left(now),
                Stands::Holds(Some(end)) if end <= now => one.stands = Stands::Lapsed(now),
                _ => {}
            }
        }
        if all.iter().any(|one| matches!(one.stands, Stands::Holds(_))) {
            continue;
        }
        let waits = all.iter_mut().filter(|one| matches!(one.stands, Stands::Waits(_)));
        let rank = |one: &One| {
            let accepted = one.joining.accepted_at.as_millisecond();
            (one.joining.rank.unwrap_or(accepted), accepted, one.number)
        };
        if let Some(first) = waits.min_by_key(|one| rank(one)) {
            first.stands = match (first.stands, first.joining.term) {
                (_, Some(term)) if term.from == TermFrom::TakingEffect => {
                    Stands::Holds(Some(now + milliseconds(term.lasts)))
                }
                (Stands::Waits(end), _) => Stands::Holds(end),
                (stands, _) => stands,
            };
        }
    }
}

fn obey(all: &mut Vec<One>, command: &Command, now: i64) -> bool {
    match command {
        Command::Due => true,
        Command::Join(joining) => {
            if all.iter().any(|one| one.joining.holder == joining.holder) {
                return false;
            }
            let runs = joining.term.filter(|t| t.from == TermFrom::JoiningTheLine);
            let stands = Stands::Waits(runs.map(|t| now + milliseconds(t.lasts)));
            all.push(One { joining: joining.clone(), number: all.len(), stands });
            true
        }
        Command::Release { holder } | Command::Leave { holder } => {
            let Some(one) = all.iter_mut().find(|one| one.joining.holder == *holder) else {
                return matches!(command, Command::Leave { .. });
            };
            match one.stands {
                Stands::Waits(_) => one.stands = Stands::Left(now),
                Stands::Holds(_) => one.stands = Stands::Released(now),
                _ => return matches!(command, Command::Leave { .. }),
            }
            true
        }
        Command::Renew { holder } => {
            let Some(one) = all.iter_mut().find(|one| one.joining.holder == *holder) else { return false };
            let Some(renew) = one.joining.term.and_then(|t| t.renew) else { return false };
            let (Stands::Waits(Some(end)) | Stands::Holds(Some(end))) = one.stands else { return false };
            let opens = renew.opens.map_or(i64::MIN, |p| end - milliseconds(p));
            let closes = renew.closes.map_or(end, |p| end - milliseconds(p));
            if now < opens || now >= closes {
                return false;
            }
            let until = Some(end + milliseconds(renew.lasts));
            one.stands = match one.stands {
                Stands::Waits(_) => Stands::Waits(until),
                _ => Stands::Holds(until),
            };
            true
        }
    }
}

fn milliseconds(period: crate::scenario::model::Period) -> i64 {
    i64::try_from(period.milliseconds().expect("elapsed time")).expect("a short time")
}
