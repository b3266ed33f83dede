//! The moments of a state: those that a turn may read, each at its place, and those that nobody reads.

use crate::application::moment::Moment;
use crate::application::program::ItemIndex;
use crate::application::state::{Application, Fees, ItemState, StepState, TimerId};

/// Where a moment stands that a turn may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// When an item was handed in.
    Submitted(ItemIndex),
    /// When an item was accepted.
    Accepted(ItemIndex),
    /// When a stop of an item's clock began.
    From(ItemIndex, usize),
    /// When a stop of an item's clock was over.
    Until(ItemIndex, usize),
    /// When a timer is due.
    Timer(TimerId),
}

/// A moment with its place.
pub(super) type Placed = (Place, Moment);

/// Visits all of them in their order, which the shape of the state alone decides; those of timers come last.
fn visit(application: &mut Application, mut visitor: impl FnMut(Place, &mut Moment)) {
    let numbered = (0..=u16::MAX).map(ItemIndex).zip(&mut application.items);
    for (number, item) in numbered {
        if let Some(moment) = &mut item.submitted {
            visitor(Place::Submitted(number), moment);
        }
        // Of what has ended nobody asks any more when it was accepted, nor how long it stood still.
        if item.ended.is_some() {
            continue;
        }
        if let Some(moment) = &mut item.accepted {
            visitor(Place::Accepted(number), moment);
        }
        for (at, stop) in item.stops.iter_mut().enumerate() {
            visitor(Place::From(number, at), &mut stop.from);
            if let Some(moment) = &mut stop.until {
                visitor(Place::Until(number, at), moment);
            }
        }
    }
    for timer in &mut application.timers {
        visitor(Place::Timer(timer.id), &mut timer.at);
    }
}

/// Every moment with its place.
pub(super) fn places(application: &mut Application) -> Vec<Placed> {
    let mut all = Vec::new();
    visit(application, |place, moment| all.push((place, *moment)));
    all
}

/// The moment at a place.
pub(super) fn at(application: &Application, place: usize) -> Option<Moment> {
    let item = |item: &ItemState| {
        let stops = item.stops.iter().flat_map(|stop| [Some(stop.from), stop.until]).flatten();
        let runs =
            item.accepted.into_iter().chain(stops).take(if item.ended.is_none() { usize::MAX } else { 0 });
        item.submitted.into_iter().chain(runs).collect::<Vec<_>>()
    };
    application.items.iter().flat_map(item).nth(place)
}

/// Puts moments at their places.
pub(super) fn fill(application: &mut Application, moments: &[i64]) {
    let mut moments = moments.iter();
    visit(application, |_, place| {
        if let Some(moment) = moments.next() {
            *place = Moment(*moment);
        }
    });
}

/// Where the moment stands at which an item was handed in; none where it was not.
pub fn submitted(application: &Application, item: ItemIndex) -> Option<usize> {
    application.item(item)?.submitted?;
    let moments = |item: &ItemState| {
        let stops = item.stops.iter().map(|stop| 1 + usize::from(stop.until.is_some())).sum::<usize>();
        let while_it_runs =
            if item.ended.is_none() { usize::from(item.accepted.is_some()) + stops } else { 0 };
        usize::from(item.submitted.is_some()) + while_it_runs
    };
    Some(application.items.iter().take(item.index()).map(moments).sum())
}

/// Takes out what nothing rests on that is decided from now on: moments, numbers of events and timers (which are
/// numbered anew in their order), what befell items that have ended, and in which order steps were done, which is
/// kept beside the state.
pub(super) fn forget(application: &mut Application) {
    visit(application, |_, moment| *moment = Moment(0));
    let nothing = Moment(0);
    application.sequence = 0;
    application.at = nothing;
    application.opened = application.opened.map(|_| nothing);
    application.closed = application.closed.map(|(closing, _)| (closing, nothing));
    if let Fees::Due(amount, _) = application.fees {
        application.fees = Fees::Due(amount, nothing);
    }
    for work in &mut application.work {
        work.since = nothing;
    }
    for item in application.items.iter_mut().filter(|item| item.ended.is_some()) {
        *item = ItemState {
            submitted: item.submitted,
            accepted: item.accepted.map(|_| nothing),
            ended: item.ended.map(|(ending, _)| (ending, nothing)),
            committed: item.committed,
            ..ItemState::default()
        };
    }
    application.done.clear();
    let mut number = 0;
    for timer in &mut application.timers {
        number += 1;
        timer.id = TimerId(number);
    }
    application.last_timer = number;
}

/// A number that few other states share: FNV-1a over steps, work, facts and items.
pub(super) fn fingerprint(application: &Application) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut mix = |word: u64| hash = (hash ^ word).wrapping_mul(0x0100_0000_01b3);
    application.steps.iter().for_each(|step: &StepState| mix(u64::from(*step)));
    for work in &application.work {
        mix(u64::from(work.step.0) << 16 | u64::from(work.attempts) << 8 | work.agreed.len() as u64);
    }
    for fact in &application.facts {
        mix(u64::from(u8::from(fact.how)) << 8 | u64::from(fact.asked));
        let value = fact.value.as_deref().unwrap_or_default();
        mix(value.bytes().fold(value.len() as u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte)));
    }
    for item in &application.items {
        let flags = [item.submitted.is_some(), item.accepted.is_some(), item.ended.is_some(), item.returned];
        mix(flags.iter().fold(item.stops.len() as u64, |bits, flag| bits << 1 | u64::from(*flag)));
    }
    hash
}

/// About how many bytes a state takes.
pub(super) fn size(application: &Application) -> usize {
    size_of::<Application>()
        + size_of_val(&application.steps[..])
        + size_of_val(&application.items[..])
        + size_of_val(&application.facts[..])
        + size_of_val(&application.work[..])
        + size_of_val(&application.timers[..])
}
