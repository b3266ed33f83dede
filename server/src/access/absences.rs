//! Who is away (离岗), and who stands in for them: a fold of what was said of it.

use super::principal::PrincipalId;
use onething_engine::application::moment::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Somebody is away for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// Who.
    pub person: PrincipalId,
    /// Since when.
    pub from: Moment,
    /// Until when; then they are there again.
    pub until: Moment,
    /// Who has their tasks meanwhile; none: they go back to the list.
    pub deputy: Option<PrincipalId>,
    /// Who said so.
    pub by: PrincipalId,
    /// When it was said, by the time that applications live in.
    pub at: Moment,
}

impl Absence {
    /// Whether they are away at a moment.
    pub fn covers(&self, at: Moment) -> bool {
        self.from <= at && at < self.until
    }

    /// Whether any moment is in both.
    pub fn meets(&self, from: Moment, until: Moment) -> bool {
        self.from < until && from < self.until
    }

    /// Whether the same is said, whoever says it and when.
    pub fn says(&self, from: Moment, until: Moment, deputy: Option<&PrincipalId>) -> bool {
        (self.from, self.until, self.deputy.as_ref()) == (from, until, deputy)
    }
}

/// What is said of absences; records of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AbsenceEvent {
    /// Somebody is away; in the place of what was said of them before.
    Said(Absence),
    /// They are not, or no longer.
    Over {
        /// Who.
        person: PrincipalId,
        /// Who said so.
        by: PrincipalId,
        /// When.
        at: Moment,
    },
}

/// Who is away, or will be: what was said last of each.
#[derive(Debug, Clone, Default)]
pub struct Absences(BTreeMap<PrincipalId, Absence>);

impl Absences {
    /// Writes one event into them.
    pub fn apply(&mut self, event: &AbsenceEvent) {
        match event {
            AbsenceEvent::Said(absence) => {
                self.0.insert(absence.person.clone(), absence.clone());
            }
            AbsenceEvent::Over { person, .. } => {
                self.0.remove(person);
            }
        }
    }

    /// That of a person, unless it is over.
    pub fn of(&self, person: &PrincipalId, at: Moment) -> Option<&Absence> {
        self.0.get(person).filter(|absence| at < absence.until)
    }

    /// Those of everybody who is away at a moment.
    pub fn covering(&self, at: Moment) -> impl Iterator<Item = &Absence> {
        self.0.values().filter(move |absence| absence.covers(at))
    }
}

#[cfg(test)]
mod tests {
    use super::{Absence, AbsenceEvent, Absences};
    use crate::access::PrincipalId;
    use onething_engine::application::moment::Moment;

    fn away(person: &str, from: i64, until: i64) -> AbsenceEvent {
        let id = |id| PrincipalId::new(id).unwrap();
        let (from, until, at) = (Moment(from), Moment(until), Moment(1));
        AbsenceEvent::Said(Absence {
            person: id(person),
            from,
            until,
            deputy: Some(id("d")),
            by: id("o"),
            at,
        })
    }

    #[test]
    fn what_was_said_last_counts_until_it_is_over() {
        let (mut all, li) = (Absences::default(), PrincipalId::new("li").unwrap());
        all.apply(&away("li", 10, 20));
        all.apply(&away("li", 30, 40));
        all.apply(&away("wang", 5, 15));
        assert_eq!(all.of(&li, Moment(10)).unwrap().from, Moment(30));
        let away_at = |at| all.covering(Moment(at)).map(|a| a.person.to_string()).collect::<Vec<_>>();
        assert_eq!((away_at(9), away_at(29), away_at(30)), (vec!["wang".into()], vec![], vec!["li".into()]));
        assert_eq!(all.of(&li, Moment(40)), None);
        let mut over = all.clone();
        over.apply(&AbsenceEvent::Over { person: li.clone(), by: li.clone(), at: Moment(31) });
        assert_eq!(over.of(&li, Moment(31)), None);
    }

    #[test]
    fn what_is_said_survives_the_journal_and_overlaps_are_told() {
        let said = away("li", 10, 20);
        let bytes = rmp_serde::to_vec_named(&said).unwrap();
        assert_eq!(rmp_serde::from_slice::<AbsenceEvent>(&bytes).unwrap(), said);
        let AbsenceEvent::Said(absence) = said else { unreachable!() };
        assert!(absence.meets(Moment(19), Moment(30)) && !absence.meets(Moment(20), Moment(30)));
        assert!(!absence.says(Moment(10), Moment(20), None));
        assert!(absence.says(Moment(10), Moment(20), absence.deputy.as_ref()));
    }
}
