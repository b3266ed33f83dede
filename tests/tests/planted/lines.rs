//! The line of a held thing by itself: a renewal window that closes before the term ends. In the shipped scenes it
//! closes with the term, so that who comes too late has lapsed already.

use onething_engine::calendar::{Calendar, WeeklyShifts};
use onething_engine::hold::{Command, HolderId, Joining, Line, Rejection, RenewalTerm, Term, turn};
use onething_engine::scenario::model::{Period, TermFrom, Unit};

/// A renewal is taken on the window's last day and refused on the next.
pub fn renewals() -> Result<(), String> {
    let week = [(); 7].map(|()| vec![(9 * 60, 17 * 60)]);
    let calendar = Calendar::build("Asia/Shanghai", WeeklyShifts::new(week).unwrap(), None).unwrap();
    let at = |local: &str| format!("{local}+08:00").parse::<jiff::Timestamp>().unwrap();
    let month = Period { amount: 1, unit: Unit::Months };
    let closes = Some(Period { amount: 7, unit: Unit::Days });
    let renew = Some(RenewalTerm { opens: None, closes, lasts: month });
    let term = Some(Term { lasts: month, from: TermFrom::TakingEffect, renew });
    let holder = HolderId { application: 1, step: 7, visit: 1 };
    let begin = at("2026-03-02T09:00");
    let mut line = Line::default();
    let join = Command::Join(Joining { holder, rank: None, accepted_at: begin, term });
    turn(&mut line, &join, begin, &calendar).map_err(|e| format!("{e:?}"))?;
    let renew = Command::Renew { holder };
    match turn(&mut line, &renew, at("2026-03-27T00:00"), &calendar) {
        Err(Rejection::RenewalTooLate(_)) => {}
        other => return Err(format!("a renewal one day late: {other:?}")),
    }
    turn(&mut line, &renew, at("2026-03-26T23:59"), &calendar).map(|_| ()).map_err(|e| format!("{e:?}"))
}
