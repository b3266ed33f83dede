//! Petri nets with labels: places, transitions, one marking to begin with and one to end with.

use indexmap::IndexSet;

/// The position of a place.
pub type PlaceAt = usize;

/// What a place stands for, which says what can be relied on of its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    /// Where the process has come to.
    Control,
    /// Something that holds until it does not, for good: no transition marks it anew.
    Until,
    /// Something that holds for good once it does: only what ends the whole takes its token.
    Since,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// What it stands for.
    pub kind: PlaceKind,
}

/// A transition: it takes a token of each place in `takes` and puts one on each in `gives`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Transition {
    /// Of which step of the process.
    pub name: String,
    /// The position of its label among those of the net; none: it is silent.
    pub label: Option<usize>,
    /// Places that it takes a token from, in order, each once.
    pub takes: Vec<PlaceAt>,
    /// Places that it puts a token on, in order, each once.
    pub gives: Vec<PlaceAt>,
}

/// A Petri net whose arcs weigh 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Net {
    /// Labels, each once, sorted.
    pub labels: Vec<String>,
    /// Places.
    pub places: Vec<Place>,
    /// Transitions.
    pub transitions: Vec<Transition>,
    /// Places with a token in the marking that it begins with.
    pub begin: Vec<PlaceAt>,
    /// Places with a token in the marking that it ends with.
    pub end: Vec<PlaceAt>,
}

/// A net while it is put together; labels by their text.
#[derive(Debug, Default)]
pub(super) struct Builder {
    places: Vec<Place>,
    transitions: Vec<Transition>,
    labels: IndexSet<String>,
    begin: Vec<PlaceAt>,
}

impl Builder {
    /// Adds a place.
    pub fn place(&mut self, name: impl Into<String>, kind: PlaceKind) -> PlaceAt {
        self.places.push(Place { name: name.into(), kind });
        self.places.len() - 1
    }

    /// Puts a token on a place to begin with.
    pub fn mark(&mut self, place: PlaceAt) {
        self.begin.push(place);
    }

    /// Adds a transition; a place named twice on one side counts once.
    pub fn transition(
        &mut self,
        name: &str,
        label: Option<String>,
        takes: Vec<PlaceAt>,
        gives: Vec<PlaceAt>,
    ) {
        let label = label.map(|label| self.labels.insert_full(label).0);
        let (takes, gives) = (set(takes), set(gives));
        let transition = Transition { name: name.to_owned(), label, takes, gives };
        // The same twice would only be found twice.
        let is_same = |other: &Transition| {
            (other.label, &other.takes, &other.gives)
                == (transition.label, &transition.takes, &transition.gives)
        };
        if !self.transitions.iter().any(is_same) {
            self.transitions.push(transition);
        }
    }

    /// The net, its labels sorted.
    pub fn finish(self, end: Vec<PlaceAt>) -> Net {
        let mut labels: Vec<String> = self.labels.iter().cloned().collect();
        labels.sort();
        let at: Vec<usize> =
            self.labels.iter().map(|label| labels.binary_search(label).unwrap_or_default()).collect();
        let mut transitions = self.transitions;
        for transition in &mut transitions {
            transition.label = transition.label.and_then(|label| at.get(label).copied());
        }
        Net { labels, places: self.places, transitions, begin: set(self.begin), end: set(end) }
    }
}

/// Sorted, each once.
pub(super) fn set(mut places: Vec<PlaceAt>) -> Vec<PlaceAt> {
    places.sort_unstable();
    places.dedup();
    places
}
