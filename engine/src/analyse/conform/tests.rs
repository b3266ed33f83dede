//! Alignments: that what the house writes itself fits, that costs are least, and what deviates is told.

mod brute;
mod examples;
mod own;

use super::net::{Builder, Net, PlaceKind};
use super::{By, Conformance, Processes, Traces, align::Bounds, conform};
use crate::analyse::calibrate::Row;
use crate::application::Moment;
use crate::scenario::model::Id;

/// A row that ended at a second.
fn row(case: &str, activity: &str, end: i64, outcome: Option<&str>) -> Row {
    Row {
        case: case.into(),
        activity: activity.into(),
        item: None,
        department: None,
        role: None,
        resource: None,
        kind: None,
        outcome: outcome.map(Id::from),
        enabled: None,
        start: Some(Moment(end * 1_000)),
        end: Some(Moment(end * 1_000)),
    }
}

/// A net whose places are numbers: label, takes, gives; the first place begins, the last ends.
fn net(places: usize, transitions: &[(&str, &[usize], &[usize])]) -> Net {
    let mut builder = Builder::default();
    let all: Vec<usize> = (0..places).map(|at| builder.place(at.to_string(), PlaceKind::Control)).collect();
    builder.mark(all[0]);
    for (label, takes, gives) in transitions {
        let name = (!label.is_empty()).then(|| (*label).to_owned());
        builder.transition(label, name, takes.to_vec(), gives.to_vec());
    }
    builder.finish(vec![places - 1])
}

/// A log of a net alone.
fn conformed(net: Net, rows: &[Row]) -> Conformance {
    let way = super::WayNet { net, chance: 1.0, ways: 1, answers: Vec::new() };
    let processes = Processes { plan: "joint".into(), by: By::Activity, nets: vec![way], covered: 1.0 };
    let traces = Traces::of(rows, Some(By::Activity));
    conform(&traces, &processes, Bounds::default())
}
