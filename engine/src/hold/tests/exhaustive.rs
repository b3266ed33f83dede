//! Every history of three holders and up to six commands, each at the same moment as the one before or some
//! moments after it, compared with [`reference`](super::reference) after every command.

use super::reference::{Stands, play};
use super::{calendar, holder, period};
use crate::calendar::Calendar;
use crate::hold::{Command, Ending, HolderId, Joining, Line, RenewalTerm, Term, apply, decide, is_free};
use crate::scenario::model::{TermFrom, Unit};
use jiff::Timestamp;
use std::collections::BTreeMap;

const COMMANDS: usize = 6;

fn moment(at: i64) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap()
}

fn ms(amount: u32) -> crate::scenario::model::Period {
    period(amount, Unit::Milliseconds)
}

fn term(lasts: u32, from: TermFrom, renew: Option<(u32, u32, u32)>) -> Option<Term> {
    let renew = renew.map(|(opens, closes, lasts)| RenewalTerm {
        opens: Some(ms(opens)),
        closes: Some(ms(closes)),
        lasts: ms(lasts),
    });
    Some(Term { lasts: ms(lasts), from, renew })
}

struct Search {
    calendar: Calendar,
    joining: Vec<Joining>,
    later: i64,
    seen: u64,
    ends: [u64; 3],
}

/// How a line says that everybody stands.
fn standing(line: &Line) -> BTreeMap<HolderId, Stands> {
    let ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
    let waits = line.waiting.iter().map(|p| (p.holder, Stands::Waits(ms(p.until))));
    let holds = line.holding.iter().map(|p| (p.holder, Stands::Holds(ms(p.until))));
    let over = line.ended.iter().map(|e| {
        let at = e.at.as_millisecond();
        let stands = match e.how {
            Ending::Released => Stands::Released(at),
            Ending::Lapsed => Stands::Lapsed(at),
            Ending::LeftLine => Stands::Left(at),
        };
        (e.holder, stands)
    });
    waits.chain(holds).chain(over).collect()
}

impl Search {
    fn commands(&self) -> Vec<Command> {
        let mut all = vec![Command::Due];
        for joining in &self.joining {
            let holder = joining.holder;
            all.extend([
                Command::Join(joining.clone()),
                Command::Renew { holder },
                Command::Release { holder },
                Command::Leave { holder },
            ]);
        }
        all
    }

    /// Every continuation of a history that was taken.
    fn go(&mut self, line: &Line, history: &mut Vec<(i64, Command)>) {
        let now = history.last().map_or(0, |(at, _)| *at);
        for later in [0, self.later] {
            for command in self.commands() {
                history.push((now + later, command.clone()));
                self.compare(line, history);
                history.pop();
            }
        }
    }

    fn compare(&mut self, line: &Line, history: &mut Vec<(i64, Command)>) {
        let Some((now, command)) = history.last().cloned() else { return };
        self.seen += 1;
        let (expected, taken) = play(history);
        let decided = decide(line, &command, moment(now), &self.calendar);
        assert_eq!(decided.is_ok(), taken, "{history:#?}\n{decided:?}");
        let Ok(events) = decided else { return };
        let mut next = line.clone();
        for event in &events {
            apply(&mut next, event);
            assert_eq!(event.sequence, next.sequence);
        }
        assert_eq!(standing(&next), expected, "{history:#?}\n{events:#?}");
        let nobody = !expected.values().any(|s| matches!(s, Stands::Holds(_)));
        assert_eq!(is_free(&next, moment(now), &self.calendar), nobody);
        for over in &next.ended {
            self.ends[over.how as usize] += 1;
        }
        // What changes nothing leads nowhere new.
        if !events.is_empty() && history.len() < COMMANDS {
            self.go(&next, history);
        }
    }
}

fn search(terms: [Option<Term>; 3], ranks: [Option<i64>; 3], accepted: [i64; 3], later: i64) -> Search {
    let joining = (0_u8..3).map(|n| {
        let at = usize::from(n);
        Joining { holder: holder(n + 1), rank: ranks[at], accepted_at: moment(accepted[at]), term: terms[at] }
    });
    let mut search =
        Search { calendar: calendar(false), joining: joining.collect(), later, seen: 0, ends: [0; 3] };
    search.go(&Line::default(), &mut Vec::new());
    search
}

fn holds_everywhere(found: &Search) {
    assert!(found.seen > 50_000, "only {} histories were played", found.seen);
    assert!(found.ends.iter().all(|count| *count > 1_000), "{:?}", found.ends);
}

#[test]
fn terms_from_taking_effect() {
    let effect = |lasts| term(lasts, TermFrom::TakingEffect, Some((2, 1, 2)));
    holds_everywhere(&search([effect(3), effect(2), effect(1)], [Some(2), Some(1), Some(1)], [0, 5, 5], 1));
}

#[test]
fn terms_from_joining_the_line() {
    let joining = |lasts| term(lasts, TermFrom::JoiningTheLine, Some((1, 0, 3)));
    holds_everywhere(&search([joining(2), joining(2), joining(3)], [None, None, None], [2, 1, 1], 1));
}

#[test]
fn terms_of_every_kind_together() {
    let (effect, joining) = (TermFrom::TakingEffect, TermFrom::JoiningTheLine);
    let terms = [term(2, joining, None), term(1, effect, Some((3, 0, 1))), None];
    holds_everywhere(&search(terms, [Some(1), None, Some(1)], [3, 0, 2], 2));
}

#[test]
fn terms_without_length() {
    let terms = [
        term(0, TermFrom::TakingEffect, None),
        term(1, TermFrom::TakingEffect, None),
        term(0, TermFrom::JoiningTheLine, None),
    ];
    let found = search(terms, [Some(1), Some(1), Some(1)], [0, 0, 0], 1);
    assert!(found.seen > 10_000, "only {} histories were played", found.seen);
}
