//! The only place that writes the state of a held thing. It accepts any events and never fails.

use super::event::{Event, EventKind};
use super::line::{ENDED_KEPT, Ended, Ending, Line};
use super::term::Term;
use crate::scenario::model::TermFrom;

/// Writes an event to a line.
pub fn apply(line: &mut Line, event: &Event) {
    line.sequence = event.sequence;
    line.at = event.at;
    match &event.kind {
        EventKind::Joined { place, .. } => {
            let at = line.waiting.partition_point(|other| other.order() <= place.order());
            line.waiting.insert(at, (**place).clone());
        }
        EventKind::TookEffect { until } => {
            let at = line.waiting.iter().position(|p| p.holder == event.holder);
            let Some(mut place) = at.map(|at| line.waiting.remove(at)) else { return };
            if place.term.is_some_and(|t: Term| t.from == TermFrom::TakingEffect) {
                place.from = Some(event.at);
            }
            place.until = *until;
            line.holding = Some(place);
        }
        EventKind::Dated { until } | EventKind::Renewed { until } => {
            let mut places = line.holding.iter_mut().chain(&mut line.waiting);
            if let Some(place) = places.find(|p| p.holder == event.holder) {
                place.until = Some(*until);
            }
        }
        EventKind::Lapsed => end(line, event, Ending::Lapsed, true),
        EventKind::Released => end(line, event, Ending::Released, false),
        EventKind::LeftLine { term_over } => end(line, event, Ending::LeftLine, *term_over),
    }
}

fn end(line: &mut Line, event: &Event, how: Ending, term_over: bool) {
    line.holding.take_if(|p| p.holder == event.holder);
    line.waiting.retain(|p| p.holder != event.holder);
    let over = (line.ended.len() + 1).saturating_sub(ENDED_KEPT);
    line.ended.drain(..over.min(line.ended.len()));
    line.ended.push(Ended { holder: event.holder, how, term_over, at: event.at });
}
