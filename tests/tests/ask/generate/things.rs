//! The catalogue: elements, materials, services, licences.

use super::Draw;
use crate::ask::model::{Element, Filler, Kind, Licence, Material, Role, RoleDatum, Service};

impl Draw {
    pub(super) fn elements(&mut self) {
        let numbers = self.random.between(3, 4);
        for at in 0..numbers {
            let never = at > 0 && self.chance(15);
            let computed = match at > 1 && !never && self.chance(30) {
                true if self.chance(50) => vec![0, at - 1],
                true => vec![at - 1],
                false => Vec::new(),
            };
            self.push_element(Kind::Person, format!("e{at}"), never, computed);
        }
        self.push_element(Kind::Person, "pick".to_owned(), false, Vec::new());
        for (kind, names) in [(Kind::Household, ["g0", "g1"]), (Kind::Couple, ["k0", "k1"])] {
            for (at, name) in names.into_iter().enumerate() {
                let never = at == 1 && self.chance(15);
                self.push_element(kind, name.to_owned(), never, Vec::new());
            }
        }
        for (name, kind) in
            [("m0", Kind::Person), ("m1", Kind::Person), ("hm", Kind::Household), ("cm", Kind::Couple)]
        {
            self.model.materials.push(Material { kind, name: name.to_owned() });
        }
    }

    fn push_element(&mut self, kind: Kind, name: String, never: bool, computed: Vec<usize>) {
        let choice = name == "pick";
        self.model.elements.push(Element { kind, name, choice, never, computed });
    }

    /// An element of a kind; one that may not be asked in so many of a hundred draws at most.
    pub(super) fn element(&mut self, kind: Kind, never: usize) -> usize {
        let forbidden = self.chance(never);
        let fits = |e: &Element| e.kind == kind && (forbidden || !e.never);
        let of: Vec<usize> =
            (0..self.model.elements.len()).filter(|e| fits(&self.model.elements[*e])).collect();
        self.one(&of)
    }

    fn role_data(&mut self, role: usize, kind: Kind, count: usize) -> Vec<RoleDatum> {
        let mut data: Vec<RoleDatum> = Vec::new();
        for _ in 0..count {
            let datum = RoleDatum { role, path: None, element: self.element(kind, 60) };
            if !data.contains(&datum) {
                data.push(datum);
            }
        }
        data
    }

    pub(super) fn services(&mut self) {
        for _ in 0..self.random.between(2, 5) {
            let (roles, given, returns) = match self.random.below(8) {
                0..2 => self.about_one(),
                shape => self.about_two(shape),
            };
            self.push_service(roles, given, returns);
        }
        if self.chance(40) {
            // Each returns what the other needs.
            let (one, other) = (self.element(Kind::Person, 60), self.element(Kind::Person, 60));
            if one != other {
                for (from, to) in [(one, other), (other, one)] {
                    let datum = |element| vec![RoleDatum { role: 0, path: None, element }];
                    self.push_service(vec![role("it", Kind::Person, false)], datum(from), datum(to));
                }
            }
        }
        let mut order: Vec<usize> = (0..self.model.services.len()).collect();
        if self.chance(50) {
            order.reverse();
        }
        self.model.share_order = order;
    }

    fn push_service(&mut self, roles: Vec<Role>, given: Vec<RoleDatum>, mut returns: Vec<RoleDatum>) {
        returns.retain(|r| !given.contains(r));
        let name = format!("v{}", self.model.services.len());
        let shared = self.chance(85).then(|| self.perhaps_cond(30));
        if !returns.is_empty() {
            self.model.services.push(Service { name, roles, given, returns, shared });
        } else if self.model.services.is_empty() {
            // There is one at least, for `found`.
            let element = self.model.elements.len() - 1;
            let roles = vec![role("c", Kind::Couple, false)];
            let given = vec![RoleDatum { role: 0, path: Some("one"), element: 0 }];
            let returns = vec![RoleDatum { role: 0, path: None, element }];
            self.model.services.push(Service { name, roles, given, returns, shared });
        }
    }

    /// One role and one or several keys.
    fn about_one(&mut self) -> (Vec<Role>, Vec<RoleDatum>, Vec<RoleDatum>) {
        let kind = self.kind();
        let keys = self.random.between(1, 2);
        let given = self.role_data(0, kind, keys);
        let count = self.random.between(1, 3);
        (vec![role("it", kind, false)], given, self.role_data(0, kind, count))
    }

    fn about_two(&mut self, shape: usize) -> (Vec<Role>, Vec<RoleDatum>, Vec<RoleDatum>) {
        let related =
            |name, kind, relation, each| Role { name, kind, filler: Filler::Related(relation, 0), each };
        let person = Kind::Person;
        let second = match shape {
            2 => related("other", person, "spouse", false),
            3 => related("mother", person, "mother", false),
            4 => related("father", person, "father", false),
            5 => related("babies", person, "child", true),
            6 => related("home", Kind::Household, "household", false),
            _ => role("second", if self.chance(50) { person } else { Kind::Couple }, false),
        };
        let kind = second.kind;
        let roles = vec![role("first", person, false), second];
        let (from, to) = if self.chance(50) { ((0, person), (1, kind)) } else { ((1, kind), (0, person)) };
        let mut given = self.role_data(from.0, from.1, 1);
        if self.chance(30) {
            given.extend(self.role_data(to.0, to.1, 1));
        }
        let count = self.random.between(1, 2);
        (roles, given, self.role_data(to.0, to.1, count))
    }

    pub(super) fn licences(&mut self) {
        for at in 0..self.random.below(4) {
            let kind = self.kind();
            let mut given = self.role_data(0, kind, 1);
            if kind == Kind::Couple && self.chance(85) {
                let path = Some(self.one(&["one", "other"]));
                given = vec![RoleDatum { role: 0, path, element: self.element(Kind::Person, 60) }];
            }
            let papers: Vec<usize> =
                (0..self.model.materials.len()).filter(|m| self.model.materials[*m].kind == kind).collect();
            let stands_for = if self.chance(75) { vec![self.one(&papers)] } else { Vec::new() };
            let count = usize::from(stands_for.is_empty()) + self.random.below(2);
            let returns = self.role_data(0, kind, count);
            let listed = self.chance(85).then(|| self.perhaps_cond(30));
            let name = format!("l{at}");
            self.model.licences.push(Licence { name, kind, given, returns, stands_for, listed });
        }
    }
}

fn role(name: &'static str, kind: Kind, each: bool) -> Role {
    Role { name, kind, filler: Filler::Kind(kind), each }
}
