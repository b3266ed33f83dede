//! The same net without silent transitions that have to come anyway: what is said of traces stays as it is.

use super::net::{Net, PlaceAt, PlaceKind, set};

/// Leaves out silent transitions that alone follow a place, and places and transitions that nothing comes to.
///
/// A token on a place whose only way out is a silent transition that takes nothing else goes that way sooner or later,
/// so it may as well at once: whoever would give the place gives what the transition gives (the fusion of series of
/// Murata 1989, "Petri nets: properties, analysis and applications", with several places behind it).
pub(super) fn reduced(mut net: Net) -> Net {
    while let Some((at, place)) = fusible(&net) {
        let gone = net.transitions.remove(at);
        let instead = |places: &mut Vec<PlaceAt>| {
            if places.contains(&place) {
                places.retain(|other| *other != place);
                places.extend(&gone.gives);
                *places = set(std::mem::take(places));
            }
        };
        net.transitions.iter_mut().for_each(|transition| instead(&mut transition.gives));
        instead(&mut net.begin);
    }
    compact(net)
}

/// A silent transition, and the place that it alone follows and alone takes.
fn fusible(net: &Net) -> Option<(usize, PlaceAt)> {
    net.transitions.iter().enumerate().find_map(|(at, transition)| {
        let [place] = *transition.takes.as_slice() else { return None };
        let followers = net.transitions.iter().filter(|other| other.takes.contains(&place)).count();
        let is_control = net.places.get(place).is_some_and(|p| p.kind == PlaceKind::Control);
        let alone = transition.label.is_none() && followers == 1 && is_control;
        let stays = net.end.contains(&place) || transition.gives.contains(&place);
        // Two tokens must not come together on one place.
        let gives_place = |other: &super::net::Transition| other.gives.contains(&place);
        let apart = net
            .transitions
            .iter()
            .filter(|other| gives_place(other))
            .all(|other| transition.gives.iter().all(|place| !other.gives.contains(place)));
        let begins = net.begin.contains(&place);
        let apart = apart && !(begins && transition.gives.iter().any(|place| net.begin.contains(place)));
        (alone && !stays && apart).then_some((at, place))
    })
}

/// Drops what no token comes to, in the order in which tokens come, so that equal processes are equal nets.
fn compact(net: Net) -> Net {
    let mut order: Vec<PlaceAt> = net.begin.clone();
    let mut seen = vec![false; net.places.len()];
    order.iter().for_each(|place| seen[*place] = true);
    let mut fired: Vec<usize> = Vec::new();
    let mut is_fired = vec![false; net.transitions.len()];
    loop {
        let next = net
            .transitions
            .iter()
            .enumerate()
            .find(|(at, transition)| !is_fired[*at] && transition.takes.iter().all(|place| seen[*place]));
        let Some((at, transition)) = next else { break };
        is_fired[at] = true;
        fired.push(at);
        for place in &transition.gives {
            if !seen[*place] {
                seen[*place] = true;
                order.push(*place);
            }
        }
    }
    // The end stays, though nothing should come to it.
    order.extend(net.end.iter().copied().filter(|place| !seen[*place]));
    let mut to = vec![0; net.places.len()];
    order.iter().enumerate().for_each(|(new, old)| to[*old] = new);
    let moved = |places: &[PlaceAt]| set(places.iter().map(|place| to[*place]).collect());
    let transitions = fired.iter().filter_map(|at| net.transitions.get(*at)).map(|transition| {
        let (takes, gives) = (moved(&transition.takes), moved(&transition.gives));
        super::net::Transition { takes, gives, ..transition.clone() }
    });
    Net {
        places: order.iter().filter_map(|place| net.places.get(*place)).cloned().collect(),
        transitions: transitions.collect(),
        begin: moved(&net.begin),
        end: moved(&net.end),
        labels: net.labels,
    }
}
