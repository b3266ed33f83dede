//! Crossings of the drawn lines against the fewest possible.
//!
//! The optimum is taken over all orders of the items (nodes and the bends of long edges and returns) inside
//! each lane and column; columns of nodes and lanes of bends are as the layout chose them. For each order
//! the crossings that no drawing with that order can avoid are counted: pairs of links in opposite order,
//! and links with one end inside a return's turn. That this is a lower bound for drawn lines is itself
//! tested, with orders by chance. The least is found exactly, column by column.

use super::generate::{Dice, diagram};
use super::geometry::crossings;
use crate::process::diagram::Diagram;
use crate::process::layout::network::{Link, Network};
use crate::process::layout::order::{channel_crossings, order};
use crate::process::layout::{layout, layout_with, measure, network, rank};
use crate::scenario::text::Language;

/// Pairs of orders of neighbouring columns that are still tried.
const PAIRS: usize = 20_000;

#[test]
fn crossings_are_near_the_fewest_possible() {
    let (mut compared, mut with_crossings, mut drawn_sum, mut least_sum) = (0, 0, 0, 0);
    for seed in 0..400_u64 {
        let input = diagram(seed, (4, 12), (1, 4));
        let Some(least) = optimum(&network_of(&input)) else {
            continue;
        };
        let drawn = crossings(&layout(&input, Language::Zh));
        assert!(drawn * 10 <= least * 12, "seed {seed}: {drawn} crossings, {least} would do");
        compared += 1;
        with_crossings += usize::from(least > 0);
        drawn_sum += drawn;
        least_sum += least;
    }
    println!("{compared} compared, {with_crossings} with crossings: {drawn_sum} drawn, {least_sum} least");
    assert!(compared >= 200, "only {compared} could be compared");
    assert!(with_crossings >= 50, "only {with_crossings} need a crossing");
}

#[test]
fn the_count_is_a_lower_bound_for_drawn_lines() {
    let (mut same, mut all) = (0, 0);
    for seed in 0..300_u64 {
        let input = diagram(seed, (4, 16), (1, 4));
        let mut counted = 0;
        let drawn = layout_with(&input, Language::Zh, |network| {
            by_chance(network, seed);
            counted = total(network);
        });
        let drawn = crossings(&drawn);
        assert!(counted <= drawn, "seed {seed}: counted {counted}, drawn {drawn}");
        all += 1;
        same += usize::from(counted == drawn);
    }
    println!("{same} of {all} drawn as counted");
    assert!(same * 20 >= all * 19, "only {same} of {all} are drawn with as many crossings as counted");
}

#[test]
fn larger_diagrams_are_drawn_as_counted() {
    let (mut counted, mut drawn) = (0, 0);
    for seed in 0..40_u64 {
        let input = diagram(seed, (20, 60), (2, 8));
        let mut network = network_of(&input);
        order(&mut network);
        counted += total(&network);
        drawn += crossings(&layout(&input, Language::Zh));
    }
    println!("{drawn} drawn, {counted} counted");
    assert!(drawn * 20 <= counted * 21, "{drawn} drawn, {counted} counted");
}

fn network_of(input: &Diagram) -> Network {
    let sizes = measure::sizes(input, Language::Zh);
    network::build(input, &sizes, &rank::rank(input, &sizes))
}

fn links(network: &Network, channel: usize) -> Vec<Link> {
    network.channels[channel].iter().map(|link| network.links[*link]).collect()
}

fn total(network: &Network) -> usize {
    let mut position = vec![0; network.items.len()];
    for column in &network.columns {
        number(column, &mut position);
    }
    (0..network.channels.len()).map(|c| channel_crossings(&links(network, c), &position)).sum()
}

fn number(column: &[usize], position: &mut [usize]) {
    for (place, item) in column.iter().enumerate() {
        position[*item] = place;
    }
}

fn by_chance(network: &mut Network, seed: u64) {
    let mut dice = Dice(seed);
    let lanes: Vec<usize> = network.items.iter().map(|item| item.lane).collect();
    for column in &mut network.columns {
        column.sort_by_cached_key(|item| (lanes[*item], dice.below(1000)));
    }
}

/// The fewest crossings; none when there are too many orders to try.
fn optimum(network: &Network) -> Option<usize> {
    let orders: Vec<Vec<Vec<usize>>> =
        network.columns.iter().map(|column| permutations(network, column)).collect::<Option<_>>()?;
    if orders.windows(2).any(|pair| pair[0].len() * pair[1].len() > PAIRS) {
        return None;
    }
    let mut position = vec![0; network.items.len()];
    let mut best: Vec<usize> = Vec::new();
    for (column, here) in orders.iter().enumerate() {
        let links = links(network, column);
        let mut next = Vec::with_capacity(here.len());
        for order in here {
            number(order, &mut position);
            let before = if column == 0 { &[][..] } else { &orders[column - 1][..] };
            let over = before.iter().zip(&best).map(|(earlier, cost)| {
                number(earlier, &mut position);
                cost + channel_crossings(&links, &position)
            });
            next.push(if column == 0 { channel_crossings(&links, &position) } else { over.min()? });
        }
        best = next;
    }
    let last = links(network, orders.len());
    let ends = orders.last()?.iter().zip(best).map(|(order, cost)| {
        number(order, &mut position);
        cost + channel_crossings(&last, &position)
    });
    ends.min()
}

/// All orders of a column that keep its lanes in order.
fn permutations(network: &Network, column: &[usize]) -> Option<Vec<Vec<usize>>> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for cell in column.chunk_by(|x, y| network.items[*x].lane == network.items[*y].lane) {
        let mut longer = Vec::new();
        for start in &all {
            extend(start.clone(), cell, &mut longer);
            if longer.len() > PAIRS {
                return None;
            }
        }
        all = longer;
    }
    Some(all)
}

fn extend(order: Vec<usize>, cell: &[usize], found: &mut Vec<Vec<usize>>) {
    if found.len() > PAIRS {
        return;
    }
    let rest: Vec<usize> = cell.iter().copied().filter(|item| !order.contains(item)).collect();
    if rest.is_empty() {
        found.push(order);
        return;
    }
    for item in rest {
        let mut longer = order.clone();
        longer.push(item);
        extend(longer, cell, found);
    }
}
