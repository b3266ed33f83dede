//! The rules of a line, told one by one.

use super::{Played, at, calendar, holder, join, period, three_years};
use crate::hold::{
    Command, ENDED_KEPT, Ending, Line, News, Rejection, RenewalTerm, Term, apply, is_free, news, turn,
};
use crate::scenario::model::{TermFrom, Unit};

fn freeze(number: u8, published: &str) -> Command {
    let rank = at(published).as_millisecond();
    join(number, Some(rank), at("2026-03-02 09:00"), Some(three_years(TermFrom::TakingEffect)))
}

fn renew(number: u8) -> Command {
    Command::Renew { holder: holder(number) }
}

fn release(number: u8) -> Command {
    Command::Release { holder: holder(number) }
}

fn date(text: &str) -> jiff::civil::Date {
    text.parse().unwrap()
}

#[test]
fn the_first_takes_effect_and_others_wait_in_order() {
    let mut line = Played::new();
    assert_eq!(
        line.send("2026-03-02 09:00", &freeze(1, "2026-03-02 00:00")).unwrap(),
        ["1 Joined", "1 TookEffect"]
    );
    assert_eq!(line.send("2026-03-03 09:00", &freeze(2, "2026-03-03 00:00")).unwrap(), ["2 Joined"]);
    // Published before the second, though it came later; who holds the thing is not put out of it.
    assert_eq!(line.send("2026-03-04 09:00", &freeze(3, "2026-03-01 00:00")).unwrap(), ["3 Joined"]);
    let heard: Vec<_> = news(&line.events).map(|(h, n)| (h.application, n)).collect();
    assert_eq!(heard, [(1, News::Took), (2, News::Waits(1)), (3, News::Waits(1))]);
    assert_eq!((line.line.before(holder(3)), line.line.before(holder(2))), (Some(1), Some(2)));
    assert_eq!(line.until(1).unwrap(), "2029-03-03 00:00");
    assert_eq!(line.until(2), None, "its term begins when it takes effect");
    assert!(!is_free(&line.line, at("2029-03-02 23:59"), &line.calendar));

    let events = line.send("2026-05-06 10:30", &release(1)).unwrap();
    assert_eq!(events, ["1 Released", "3 TookEffect"]);
    assert_eq!(line.until(3).unwrap(), "2029-05-07 00:00");
    let moments: Vec<_> = line.events.iter().rev().take(2).map(|e| e.at).collect();
    assert_eq!(moments, [at("2026-05-06 10:30"); 2]);
}

#[test]
fn a_lapse_is_dated_to_its_moment_however_late_it_is_noticed() {
    let mut line = Played::new();
    line.send("2026-03-02 09:00", &freeze(1, "2026-03-02 00:00")).unwrap();
    line.send("2026-03-03 09:00", &freeze(2, "2026-03-03 00:00")).unwrap();
    assert_eq!(line.line.next_due(), Some(at("2029-03-03 00:00")));
    assert!(line.send("2029-03-02 23:59", &Command::Due).unwrap().is_empty());
    assert_eq!(line.send("2029-03-20 08:00", &Command::Due).unwrap(), ["1 Lapsed", "2 TookEffect"]);
    assert!(line.events.iter().rev().take(2).all(|e| e.at == at("2029-03-03 00:00")));
    assert_eq!(line.until(2).unwrap(), "2032-03-04 00:00");
    assert!(is_free(&line.line, at("2032-03-04 00:00"), &line.calendar));
    assert!(line.line.holding.is_some(), "asking changes nothing");
}

#[test]
fn renewal_has_a_window() {
    let mut line = Played::new();
    line.send("2026-03-02 09:00", &freeze(1, "2026-03-02 00:00")).unwrap();
    line.send("2026-03-02 09:00", &freeze(2, "2026-03-03 00:00")).unwrap();
    let sent = |line: &mut Played, local: &str, number| line.send(local, &renew(number));
    let early = sent(&mut line, "2028-12-02 23:59:59.999", 1);
    assert_eq!(early, Err(Rejection::RenewalTooEarly(date("2028-12-03"))));
    assert_eq!(sent(&mut line, "2028-12-03 00:00", 2), Err(Rejection::NotInEffect));
    assert_eq!(sent(&mut line, "2028-12-03 00:00", 3), Err(Rejection::NotInLine));
    assert_eq!(sent(&mut line, "2029-03-02 23:59:59.999", 1).unwrap(), ["1 Renewed"]);
    assert_eq!(line.until(1).unwrap(), "2032-03-03 00:00", "three years from the end of the old term");
    let again = sent(&mut line, "2029-03-02 23:59:59.999", 1);
    assert_eq!(again, Err(Rejection::RenewalTooEarly(date("2031-12-04"))));
    // One day late: it has lapsed, and the next has taken its place.
    let before = line.line.clone();
    let late = sent(&mut line, "2032-03-03 00:00", 1);
    assert_eq!(late, Err(Rejection::HoldEnded(Ending::Lapsed, date("2032-03-02"))));
    assert_eq!(line.line, before, "a rejection changes nothing");
    assert_eq!(line.send("2032-03-03 00:00", &Command::Due).unwrap(), ["1 Lapsed", "2 TookEffect"]);
    let late = sent(&mut line, "2032-03-04 09:00", 1).unwrap_err();
    assert_eq!(late, Rejection::HoldEnded(Ending::Lapsed, date("2032-03-02")));
    assert!(late.text().zh.contains("2032-03-02") && late.text().en.contains("2032-03-02"));
}

#[test]
fn a_window_that_closes_before_the_end_refuses_with_its_last_day() {
    let mut line = Played::new();
    let renew_term =
        RenewalTerm { opens: None, closes: Some(period(7, Unit::Days)), lasts: period(1, Unit::Months) };
    let term = Term { lasts: period(1, Unit::Months), from: TermFrom::TakingEffect, renew: Some(renew_term) };
    line.send("2026-03-02 09:00", &join(1, None, at("2026-03-02 09:00"), Some(term))).unwrap();
    assert_eq!(line.until(1).unwrap(), "2026-04-03 00:00");
    let late = line.send("2026-03-27 00:00", &renew(1)).unwrap_err();
    assert_eq!(late, Rejection::RenewalTooLate(date("2026-03-26")));
    assert_eq!(&*late.text().en, "renewal closed with 2026-03-26");
    assert_eq!(line.send("2026-03-26 23:59:59.999", &renew(1)).unwrap(), ["1 Renewed"]);
    assert_eq!(line.until(1).unwrap(), "2026-05-03 00:00");
}

#[test]
fn a_release_reaches_one_who_waits() {
    let mut line = Played::new();
    for number in 1..=3 {
        line.send("2026-03-02 09:00", &freeze(number, "2026-03-02 00:00")).unwrap();
    }
    assert_eq!(line.send("2026-03-05 09:00", &release(2)).unwrap(), ["2 LeftLine"]);
    assert_eq!(line.send("2026-03-06 09:00", &release(1)).unwrap(), ["1 Released", "3 TookEffect"]);
    let again = line.send("2026-03-06 09:00", &release(1));
    assert_eq!(again, Err(Rejection::HoldEnded(Ending::Released, date("2026-03-06"))));
    let never = line.send("2026-03-06 09:00", &release(4));
    assert_eq!(never, Err(Rejection::NotInLine));
    // Whose application is over need not know how its hold stands.
    let leave = |number| Command::Leave { holder: holder(number) };
    assert!(line.send("2026-03-06 09:00", &leave(1)).unwrap().is_empty());
    assert_eq!(line.send("2026-03-06 09:00", &leave(3)).unwrap(), ["3 Released"]);
    assert!(is_free(&line.line, at("2026-03-06 09:00"), &line.calendar));
}

#[test]
fn nobody_joins_twice() {
    let mut line = Played::new();
    line.send("2026-03-02 09:00", &freeze(1, "2026-03-02 00:00")).unwrap();
    line.send("2026-03-02 09:00", &freeze(2, "2026-03-02 00:00")).unwrap();
    for number in [1, 2] {
        let again = line.send("2026-03-02 09:00", &freeze(number, "2026-03-02 00:00"));
        assert_eq!(again, Err(Rejection::AlreadyInLine));
    }
    line.send("2026-03-03 09:00", &release(1)).unwrap();
    // An order that is carried out a second time does not bring a released hold back.
    let again = line.send("2026-03-04 09:00", &freeze(1, "2026-03-02 00:00"));
    assert_eq!(again, Err(Rejection::HoldEnded(Ending::Released, date("2026-03-03"))));
    let past = line.send("2026-03-02 09:00", &freeze(3, "2026-03-02 00:00"));
    assert_eq!(past, Err(Rejection::BackInTime(at("2026-03-03 09:00"))));
}

#[test]
fn a_term_from_joining_runs_out_in_line() {
    let mut line = Played::new();
    let week = |from| Term { lasts: period(7, Unit::Days), from, renew: None };
    let accepted = at("2026-03-02 09:00");
    line.send("2026-03-02 09:00", &freeze(1, "2026-03-02 00:00")).unwrap();
    line.send("2026-03-02 09:00", &join(2, None, accepted, Some(week(TermFrom::JoiningTheLine)))).unwrap();
    line.send("2026-03-02 09:00", &join(3, None, accepted, Some(week(TermFrom::TakingEffect)))).unwrap();
    assert_eq!(line.until(2).unwrap(), "2026-03-10 00:00");
    assert_eq!(
        line.send("2026-03-11 00:00", &renew(2)),
        Err(Rejection::HoldEnded(Ending::LeftLine, date("2026-03-09")))
    );
    assert_eq!(line.send("2026-03-11 00:00", &Command::Due).unwrap(), ["2 LeftLine over"]);
    assert_eq!(line.events.last().unwrap().at, at("2026-03-10 00:00"));
    assert_eq!(line.send("2026-03-12 09:00", &release(1)).unwrap(), ["1 Released", "3 TookEffect"]);
    assert_eq!(line.until(3).unwrap(), "2026-03-20 00:00");
    assert_eq!(line.send("2026-03-12 09:00", &renew(3)), Err(Rejection::NotRenewable));
}

#[test]
fn ends_of_one_moment_have_one_order() {
    // The holder lapses, and at the same moment the term of the next is over: it never takes effect.
    let accepted = at("2026-03-02 09:00");
    let day = |from| Some(Term { lasts: period(1, Unit::Days), from, renew: None });
    let mut line = Played::new();
    line.send("2026-03-02 09:00", &join(1, None, accepted, day(TermFrom::TakingEffect))).unwrap();
    line.send("2026-03-02 10:00", &join(2, None, accepted, day(TermFrom::JoiningTheLine))).unwrap();
    line.send("2026-03-02 11:00", &join(3, None, accepted, day(TermFrom::TakingEffect))).unwrap();
    let both = line.send("2026-03-04 00:00", &release(3)).unwrap();
    assert_eq!(both, ["2 LeftLine over", "1 Lapsed", "3 TookEffect", "3 Released"]);
    // A release at the moment of the lapse comes too late.
    let mut line = Played::new();
    line.send("2026-03-02 09:00", &join(1, None, accepted, day(TermFrom::TakingEffect))).unwrap();
    let late = line.send("2026-03-04 00:00", &release(1));
    assert_eq!(late, Err(Rejection::HoldEnded(Ending::Lapsed, date("2026-03-03"))));
    // One after the other lapses while nobody looks.
    for number in 2..=4 {
        line.send("2026-03-03 12:00", &join(number, None, accepted, day(TermFrom::TakingEffect))).unwrap();
    }
    // Each begins at 00:00 of a day, which is not counted: its one day is the next.
    let chain = line.send("2026-03-08 00:00", &Command::Due).unwrap();
    assert_eq!(chain, ["1 Lapsed", "2 TookEffect", "2 Lapsed", "3 TookEffect", "3 Lapsed", "4 TookEffect"]);
    // A term without length takes effect and is over at once.
    let none = Some(Term { lasts: period(0, Unit::Hours), from: TermFrom::TakingEffect, renew: None });
    let mut line = Played::new();
    let brief = line.send("2026-03-02 09:00", &join(1, None, accepted, none)).unwrap();
    assert_eq!(brief, ["1 Joined", "1 TookEffect", "1 Lapsed"]);
}

#[test]
fn a_term_whose_end_is_not_known_yet_is_dated_when_it_is() {
    let accepted = at("2026-12-30 09:00");
    let renew_term = RenewalTerm { opens: None, closes: None, lasts: period(5, Unit::WorkingDays) };
    let term =
        Term { lasts: period(5, Unit::WorkingDays), from: TermFrom::TakingEffect, renew: Some(renew_term) };
    let mut line = Line::default();
    turn(&mut line, &join(1, None, accepted, Some(term)), accepted, &calendar(true)).unwrap();
    assert_eq!((line.next_due(), line.holding.is_some()), (None, true));
    let unknown = turn(&mut line, &renew(1), at("2027-01-04 09:00"), &calendar(true));
    assert_eq!(unknown, Err(Rejection::EndUnknown));
    let dated = turn(&mut line, &Command::Due, at("2027-01-04 09:00"), &calendar(false)).unwrap();
    assert_eq!(super::told(&dated), ["1 Dated"]);
    assert_eq!(line.next_due(), Some(at("2027-01-06 17:00")));
}

#[test]
fn what_ended_is_remembered_within_bounds() {
    let mut line = Played::new();
    let many = u8::try_from(ENDED_KEPT).unwrap() + 5;
    for number in 1..=many {
        line.send("2026-03-02 09:00", &freeze(number, "2026-03-02 00:00")).unwrap();
        line.send("2026-03-02 09:00", &release(number)).unwrap();
    }
    assert_eq!(line.line.ended.len(), ENDED_KEPT);
    assert_eq!(line.line.ended.last().unwrap().holder, holder(many));
    assert_eq!(line.send("2026-03-02 09:00", &release(1)), Err(Rejection::NotInLine));
}

#[test]
fn every_rejection_tells_what_is_wrong_and_how_to_mend_it() {
    let day = date("2026-03-02");
    let all = [
        Rejection::BackInTime(at("2026-03-02 09:00")),
        Rejection::AlreadyInLine,
        Rejection::NotInLine,
        Rejection::HoldEnded(Ending::Released, day),
        Rejection::NotInEffect,
        Rejection::NotRenewable,
        Rejection::RenewalTooEarly(day),
        Rejection::RenewalTooLate(day),
        Rejection::EndUnknown,
    ];
    let names: Vec<&str> = all.iter().map(|r| r.name()).collect();
    assert_eq!(names, Rejection::NAMES);
    for rejection in all {
        for text in [rejection.text(), rejection.mend()] {
            assert!(!text.zh.is_empty() && !text.en.is_empty() && text.zh != text.en, "{rejection:?}");
        }
    }
}

#[test]
fn a_line_is_stored_and_read_back() {
    let mut line = Played::new();
    for number in 1..=3 {
        line.send("2026-03-02 09:00", &freeze(number, "2026-03-02 00:00")).unwrap();
    }
    line.send("2026-03-02 10:00", &release(1)).unwrap();
    let text = serde_json::to_string(&line.line).unwrap();
    assert_eq!(serde_json::from_str::<Line>(&text).unwrap(), line.line, "{text}");
    let text = serde_json::to_string(&line.events).unwrap();
    let events: Vec<crate::hold::Event> = serde_json::from_str(&text).unwrap();
    let mut again = Line::default();
    events.iter().for_each(|event| apply(&mut again, event));
    assert_eq!(again, line.line);
}
