//! Costs are least: compared with a search that knows nothing, on nets made up.

use crate::analyse::conform::align::{Bounds, Move, align};
use crate::analyse::conform::net::{Builder, Net, PlaceKind};
use crate::analyse::conform::reduce::reduced;
use crate::analyse::conform::space::Space;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const LABELS: [&str; 4] = ["a", "b", "c", "d"];

/// A block of a process: what stands between two places.
#[derive(Debug, Clone)]
enum Block {
    Nothing,
    Do(usize),
    Then(Vec<Block>),
    Either(Vec<Block>),
    All(Vec<Block>),
    Again(Box<Block>),
    /// Done unless something was stopped before, which it may be as well.
    Unless(usize),
}

fn block() -> impl Strategy<Value = Block> {
    let leaf = prop_oneof![
        1 => Just(Block::Nothing),
        4 => (0..LABELS.len()).prop_map(Block::Do),
        1 => (0..LABELS.len()).prop_map(Block::Unless),
    ];
    leaf.prop_recursive(3, 10, 3, |inner| {
        let several = proptest::collection::vec(inner.clone(), 1..3);
        prop_oneof![
            3 => several.clone().prop_map(Block::Then),
            2 => several.clone().prop_map(Block::Either),
            2 => several.prop_map(Block::All),
            1 => inner.prop_map(|block| Block::Again(Box::new(block))),
        ]
    })
}

struct Putter {
    builder: Builder,
    /// Whether it goes on, and whether it was stopped.
    stop: (usize, usize),
}

impl Putter {
    fn place(&mut self) -> usize {
        self.builder.place("", PlaceKind::Control)
    }

    fn put(&mut self, block: &Block, from: usize, to: usize) {
        let (goes_on, stopped) = self.stop;
        let mut add = |label: Option<usize>, takes: Vec<usize>, gives: Vec<usize>| {
            // Labels of one step are told apart by more than the step: `a` and `c`, `b` and `d` are of one.
            let name = label.map_or("", |label| ["one", "other"][label % 2]);
            self.builder.transition(name, label.map(|l| LABELS[l].to_owned()), takes, gives);
        };
        match block {
            Block::Nothing => add(None, vec![from], vec![to]),
            Block::Do(label) => add(Some(*label), vec![from], vec![to]),
            Block::Unless(label) => {
                add(Some(*label), vec![from, goes_on], vec![to, goes_on]);
                add(Some((label + 1) % LABELS.len()), vec![from, goes_on], vec![to, stopped]);
                add(None, vec![from, stopped], vec![to, stopped]);
            }
            Block::Then(blocks) => {
                let mut at = from;
                for block in blocks {
                    let next = self.place();
                    self.put(block, at, next);
                    at = next;
                }
                self.builder.transition("", None, vec![at], vec![to]);
            }
            Block::Either(blocks) => blocks.iter().for_each(|block| self.put(block, from, to)),
            Block::All(blocks) => {
                let ends: Vec<(usize, usize)> = blocks.iter().map(|_| (self.place(), self.place())).collect();
                let (into, out) = (ends.iter().map(|e| e.0).collect(), ends.iter().map(|e| e.1).collect());
                self.builder.transition("", None, vec![from], into);
                for (block, (from, to)) in blocks.iter().zip(ends) {
                    self.put(block, from, to);
                }
                self.builder.transition("", None, out, vec![to]);
            }
            Block::Again(block) => {
                let (again, until) = (self.place(), self.place());
                self.builder.transition("", None, vec![from], vec![again]);
                self.put(block, again, until);
                self.builder.transition("", None, vec![until], vec![again]);
                self.builder.transition("", None, vec![until], vec![to]);
            }
        }
    }
}

fn net_of(block: &Block) -> Net {
    let mut builder = Builder::default();
    let goes_on = builder.place("goes on", PlaceKind::Until);
    let stopped = builder.place("stopped", PlaceKind::Since);
    let (from, to, end) = (
        builder.place("", PlaceKind::Control),
        builder.place("", PlaceKind::Control),
        builder.place("", PlaceKind::Control),
    );
    builder.mark(goes_on);
    builder.mark(from);
    let mut putter = Putter { builder, stop: (goes_on, stopped) };
    putter.put(block, from, to);
    putter.builder.transition("", None, vec![to, goes_on], vec![end]);
    putter.builder.transition("", None, vec![to, stopped], vec![end]);
    putter.builder.finish(vec![end])
}

/// The least cost by taking up every pair of a marking and a position, the cheapest first.
fn brute(net: &Net, trace: &[Option<usize>]) -> Option<u32> {
    let marked = |places: &[usize]| -> Vec<u8> {
        (0..net.places.len()).map(|place| u8::from(places.contains(&place))).collect()
    };
    let (begin, end) = (marked(&net.begin), marked(&net.end));
    let mut open = BTreeSet::from([(0_u32, begin, 0_usize)]);
    let mut settled: BTreeMap<(Vec<u8>, usize), u32> = BTreeMap::new();
    while let Some((cost, marking, at)) = open.pop_first() {
        if marking == end && at == trace.len() {
            return Some(cost);
        }
        if settled.insert((marking.clone(), at), cost).is_some() {
            continue;
        }
        if at < trace.len() {
            open.insert((cost + 1, marking.clone(), at + 1));
        }
        for transition in &net.transitions {
            if transition.takes.iter().any(|place| marking[*place] == 0) {
                continue;
            }
            let mut after = marking.clone();
            transition.takes.iter().for_each(|place| after[*place] -= 1);
            transition.gives.iter().for_each(|place| after[*place] += 1);
            // A net that is not sound has no bound; these are.
            assert!(after.iter().all(|tokens| *tokens <= 1), "{net:?}");
            open.insert((cost + u32::from(transition.label.is_some()), after.clone(), at));
            if transition.label.is_some() && trace.get(at) == Some(&transition.label) {
                open.insert((cost, after, at + 1));
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn nothing_cheaper_is_found_by_looking_everywhere(
        block in block(),
        trace in proptest::collection::vec(proptest::option::weighted(0.9, 0..LABELS.len()), 0..7),
    ) {
        let net = net_of(&block);
        let smaller = reduced(net.clone());
        prop_assert!(smaller.transitions.len() <= net.transitions.len());
        let labelled = |net: &Net| -> Vec<Option<usize>> {
            let label = |at: usize| net.labels.binary_search(&LABELS[at].to_owned()).ok();
            trace.iter().map(|row| row.and_then(label)).collect()
        };
        let wanted = brute(&net, &labelled(&net));
        for net in [&net, &smaller] {
            let trace = labelled(net);
            let mut space = Space::new(net);
            let found = align(&mut space, &trace, u32::MAX, Bounds::default()).ok();
            prop_assert_eq!(found.as_ref().map(|found| found.cost), wanted);
            let Some(found) = found else { continue };
            // Its moves are the trace, row by row, and a run of the net.
            let rows: Vec<usize> = found.moves.iter().filter_map(|by| match by {
                Move::Both(at) | Move::Log(at) => Some(*at),
                Move::Model(_) => None,
            }).collect();
            prop_assert_eq!(rows, (0..trace.len()).collect::<Vec<_>>());
            let run: Vec<Option<usize>> = found.moves.iter().filter_map(|by| match by {
                Move::Both(at) => Some(trace[*at]),
                Move::Model(label) => Some(Some(*label)),
                Move::Log(_) => None,
            }).collect();
            prop_assert_eq!(brute(net, &run), Some(0));
            // Less than the least is not to be had.
            if let Some(less) = found.cost.checked_sub(1) {
                let dearer = align(&mut space, &trace, less, Bounds::default());
                prop_assert!(dearer.is_err());
            }
        }
    }
}
