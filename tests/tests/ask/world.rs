//! The parties of one way, their relations, and who fills the roles of a service: rules 1 to 4 of the format,
//! read anew.

use super::model::{Datum, Document, Filler, Item, Kind, Model, Role, RoleDatum, Who, holds, named};

/// A party, or one of its members, as it is there in a way.
#[derive(Debug, Clone)]
pub struct Instance {
    pub party: usize,
    /// From 1 where there are several; 0 else.
    pub member: usize,
    /// The situations by which one knows that it is there.
    pub premises: Vec<usize>,
}

/// An item as it applies: for a member, or once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    pub item: usize,
    pub bound: Option<usize>,
}

/// Who fills each role, and the situations by which one knows.
#[derive(Debug, Clone, Default)]
pub struct Filling {
    pub roles: Vec<Vec<usize>>,
    pub premises: Vec<usize>,
}

/// One way of one applicant.
pub struct World<'m> {
    pub model: &'m Model,
    pub answers: &'m [u64],
    pub applicant: usize,
    pub instances: Vec<Instance>,
}

type Related = (usize, Vec<usize>);

impl<'m> World<'m> {
    pub fn new(model: &'m Model, answers: &'m [u64], applicant: usize) -> Self {
        let mut instances = Vec::new();
        for (party, facts) in model.people.iter().enumerate().filter(|(_, p)| holds(&p.when, answers)) {
            let more = model.count_of(party).map_or(0, |q| answers[q].trailing_zeros() as usize);
            let members = facts.many.as_ref().map_or(1, |m| m.min + more);
            for member in 1..=members {
                let member = if members == 1 { 0 } else { member };
                instances.push(Instance { party, member, premises: named(&facts.when) });
            }
        }
        Self { model, answers, applicant, instances }
    }

    pub fn kind(&self, instance: usize) -> Kind {
        self.model.people[self.instances[instance].party].kind
    }

    /// `p2`, `p2_1`.
    pub fn name(&self, instance: usize) -> String {
        let Instance { party, member, .. } = self.instances[instance];
        let name = &self.model.people[party].name;
        if member > 0 { format!("{name}_{member}") } else { name.clone() }
    }

    fn of_party(&self, party: usize) -> Vec<usize> {
        (0..self.instances.len()).filter(|i| self.instances[*i].party == party).collect()
    }

    /// Whom a name means; inside what is done for one member, that member.
    pub fn resolve(&self, who: Who, bound: Option<usize>) -> Vec<usize> {
        match who {
            Who::Applicant => self.of_party(self.applicant),
            Who::Party(party) => match bound.filter(|b| self.instances[*b].party == party) {
                Some(member) => vec![member],
                None => self.of_party(party),
            },
        }
    }

    /// All for whom `relation of start` holds.
    pub fn related(&self, start: usize, relation: &str) -> Vec<Related> {
        let mut found = self.stated(start, relation);
        for other in 0..self.instances.len() {
            let back = |relation: &str| {
                let hits = self.stated(other, relation).into_iter().filter(|(target, _)| *target == start);
                hits.map(|(_, premises)| (other, self.with_presence(other, premises))).collect::<Vec<_>>()
            };
            match relation {
                "child" if self.kind(other) == Kind::Person => {
                    found.extend(back("mother"));
                    found.extend(back("father"));
                }
                "household" if self.kind(other) == Kind::Household => found.extend(back("of")),
                "spouse" if self.kind(other) == Kind::Couple => {
                    let members = [self.stated(other, "one"), self.stated(other, "other")].concat();
                    if members.iter().any(|(member, _)| *member == start) {
                        let spouse = members.into_iter().filter(|(member, _)| *member != start);
                        found.extend(spouse.map(|(member, p)| (member, self.with_presence(other, p))));
                    }
                }
                _ => {}
            }
        }
        found
    }

    fn stated(&self, start: usize, relation: &str) -> Vec<Related> {
        let facts = &self.model.people[self.instances[start].party];
        let targets = facts.relations.iter().filter(|(name, _)| *name == relation).flat_map(|(_, t)| t);
        let mut found = Vec::new();
        for (party, when) in targets.filter(|(_, when)| holds(when, self.answers)) {
            for instance in self.of_party(*party) {
                found.push((instance, self.with_presence(instance, named(when))));
            }
        }
        found
    }

    fn with_presence(&self, instance: usize, mut premises: Vec<usize>) -> Vec<usize> {
        premises.extend(&self.instances[instance].premises);
        premises
    }

    /// Every way to fill roles; a role by kind is never one who fills another already.
    pub fn fillings(&self, roles: &[Role]) -> Vec<Filling> {
        let mut all = vec![Filling::default()];
        for role in roles {
            let mut next = Vec::new();
            for filling in &all {
                let fits = self.candidates(role, filling);
                if role.each && !fits.is_empty() {
                    let mut whole = filling.clone();
                    whole.roles.push(fits.iter().map(|(instance, _)| *instance).collect());
                    whole.premises.extend(fits.iter().flat_map(|(_, premises)| premises));
                    next.push(whole);
                } else if !role.each {
                    next.extend(fits.into_iter().map(|(instance, premises)| {
                        let mut one = filling.clone();
                        one.roles.push(vec![instance]);
                        one.premises.extend(premises);
                        one
                    }));
                }
            }
            all = next;
        }
        all
    }

    fn candidates(&self, role: &Role, filling: &Filling) -> Vec<Related> {
        match &role.filler {
            Filler::Kind(kind) => (0..self.instances.len())
                .filter(|i| self.kind(*i) == *kind && !filling.roles.iter().flatten().any(|taken| taken == i))
                .map(|i| (i, self.instances[i].premises.clone()))
                .collect(),
            Filler::Related(relation, start) => {
                filling.roles[*start].iter().flat_map(|from| self.related(*from, relation)).collect()
            }
        }
    }

    /// The data a role's datum names, with what must be known to follow its relation.
    pub fn role_datum(&self, filling: &Filling, datum: &RoleDatum) -> (Vec<(usize, usize)>, Vec<usize>) {
        let roles = &filling.roles[datum.role];
        let Some(relation) = datum.path else {
            return (roles.iter().map(|i| (*i, datum.element)).collect(), Vec::new());
        };
        let related: Vec<Related> = roles.iter().flat_map(|i| self.related(*i, relation)).collect();
        let data = related.iter().map(|(i, _)| (*i, datum.element)).collect();
        (data, related.into_iter().flat_map(|(_, premises)| premises).collect())
    }

    /// The items that apply.
    pub fn uses(&self) -> Vec<Use> {
        let mut uses = Vec::new();
        let optional = self.model.optional_items();
        for (item, facts) in self.model.items.iter().enumerate() {
            let question = optional.iter().position(|o| *o == item);
            let left = question.is_some_and(|q| self.answers[self.model.situations.len() + q] != 1);
            if left || !holds(&facts.when, self.answers) {
                continue;
            }
            match facts.each {
                None => uses.push(Use { item, bound: None }),
                Some(party) => {
                    uses.extend(self.of_party(party).into_iter().map(|m| Use { item, bound: Some(m) }));
                }
            }
        }
        uses
    }

    pub fn item(&self, of: Use) -> &'m Item {
        &self.model.items[of.item]
    }

    pub fn data(&self, of: Datum, bound: Option<usize>) -> Vec<(usize, usize)> {
        self.resolve(of.who, bound).into_iter().map(|i| (i, of.element)).collect()
    }

    pub fn documents(&self, of: &Document, bound: Option<usize>) -> Vec<(usize, usize)> {
        self.resolve(of.who, bound).into_iter().map(|i| (i, of.material)).collect()
    }

    /// The condition by which the party of a name is there at all.
    pub fn presence(&self, who: Who) -> Vec<usize> {
        match who {
            Who::Applicant => Vec::new(),
            Who::Party(party) => named(&self.model.people[party].when),
        }
    }
}
