//! Conditions and computed values over a scenario's names.

use super::Reader;
use crate::expression::{Scope, Slot, Type, UnknownName};
use crate::nearest::nearest;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::lower::expressions::{compile, element_type};
use crate::scenario::model::{
    Condition, Datum, Id, Name, PartyId, PartyRef, ServiceId, Situation, SituationId,
};
use crate::scenario::syntax::Node;
use crate::scenario::text::Text;
use std::sync::Arc;

impl Reader<'_> {
    /// A `when`: over situations only, so that what applies can be told before any value is known (rule 8).
    pub(super) fn when_node(&mut self, node: &Node, bound: Option<PartyId>) -> Option<Condition> {
        let condition = self.condition(node, bound, Some(&Type::Boolean))?;
        if let Some(Name::Datum(_) | Name::Found(..) | Name::Count(_)) =
            condition.reads.iter().find(|n| !matches!(n, Name::Situation(_)))
        {
            let message = Text::new(
                "`when` 只能看情形，不能看数据元的值",
                "`when` may read situations only, not values of elements",
            );
            let mend = Text::new(
                "声明一个情形，用 known_from 由这些值得出答案，再在这里写它",
                "declare a situation whose answers are `known_from` these values, and name it here",
            );
            self.findings.push(Diagnostic::new("E0320", node.span, message).mend(mend));
            return None;
        }
        Some(condition)
    }

    /// A condition that is judged when it is reached: over situations and values of elements (rule 8).
    pub(super) fn judged_when_reached(&mut self, node: &Node, bound: Option<PartyId>) -> Option<Condition> {
        let condition = self.condition(node, bound, Some(&Type::Boolean))?;
        if condition.reads.iter().any(|n| matches!(n, Name::Found(..))) {
            let message = Text::new(
                "这里不能写 found(…)，它只用在 known_from 里",
                "`found(…)` cannot stand here; it is for `known_from`",
            );
            let mend = Text::new(
                "声明一个情形，写 known_from: 服务，再在这里写它",
                "declare a situation that is `known_from` the service, and name it here",
            );
            self.findings.push(Diagnostic::new("E0322", node.span, message).mend(mend));
            return None;
        }
        Some(condition)
    }

    /// The `when` of a map.
    pub(super) fn when(&mut self, node: &Node, bound: Option<PartyId>) -> Option<Condition> {
        node.get("when").and_then(|n| self.when_node(n, bound))
    }

    /// A computed value of an element.
    pub(super) fn value_of(
        &mut self,
        node: &Node,
        datum: Datum,
        bound: Option<PartyId>,
    ) -> Option<Condition> {
        let ty = self.catalogue.element(datum.element).map(|(_, e)| element_type(&e.ty, self.catalogue));
        self.condition(node, bound, ty.as_ref())
    }

    /// Any expression over situations, elements and `found(…)`.
    pub(super) fn condition(
        &mut self,
        node: &Node,
        bound: Option<PartyId>,
        ty: Option<&Type>,
    ) -> Option<Condition> {
        let mut findings = Vec::new();
        let compiled = compile(node, &ScenarioScope { reader: self, bound }, ty, &mut findings);
        self.findings.append(&mut findings);
        let (text, expression) = compiled?;
        let names = self.names.borrow();
        let mut reads: Vec<Name> = Vec::new();
        for name in expression.reads().iter().filter_map(|r| names.name(r.slot)) {
            if !reads.contains(&name) {
                reads.push(name);
            }
        }
        Some(Condition { text, expression, reads })
    }
}

/// The names of a scenario; inside what is done for each member of a party, its elements are those of the
/// member, elsewhere lists over all members.
struct ScenarioScope<'r, 'a> {
    reader: &'r Reader<'a>,
    bound: Option<PartyId>,
}

impl ScenarioScope<'_, '_> {
    fn slot(&self, name: Name) -> Slot {
        self.reader.names.borrow_mut().slot(name)
    }

    /// Whether a party stands for one member: by the item, or by a block around this place.
    fn is_bound(&self, party: PartyId) -> bool {
        self.bound == Some(party) || self.reader.bound.contains(&party)
    }

    fn situation(&self, name: &str) -> Result<(Slot, Type), UnknownName> {
        match self.reader.situations.get_full(name) {
            Some((index, _, situation)) => {
                Ok((self.slot(Name::Situation(SituationId::from(index))), situation_type(situation)))
            }
            None => {
                let known = self.reader.situations.keys().chain(self.reader.people.keys()).map(|k| &**k);
                Err(UnknownName { nearest: nearest(name, known).map(str::to_owned), at_segment: 0 })
            }
        }
    }

    fn datum(&self, party: &str, element: &str) -> Result<(Slot, Type), UnknownName> {
        let reader = self.reader;
        let (party, many) = match reader.people.get_full(party) {
            _ if party == "applicant" => (PartyRef::Applicant, false),
            Some((index, _, facts)) => {
                let id = PartyId::from(index);
                (PartyRef::Party(id), facts.many.is_some() && !self.is_bound(id))
            }
            None => {
                let known = reader.people.keys().map(|k| &**k).chain(["applicant"]);
                return Err(UnknownName { nearest: nearest(party, known).map(str::to_owned), at_segment: 0 });
            }
        };
        let prefix = format!("{}.", reader.kind(party));
        let Some((index, _, facts)) = reader.catalogue.elements.get_full(&*format!("{prefix}{element}"))
        else {
            let known = reader.catalogue.elements.keys().filter_map(|k| k.strip_prefix(&prefix));
            return Err(UnknownName { nearest: nearest(element, known).map(str::to_owned), at_segment: 1 });
        };
        let ty = element_type(&facts.ty, reader.catalogue);
        let slot = self.slot(Name::Datum(Datum { party, element: index.into() }));
        Ok((slot, if many { Type::List(Box::new(ty)) } else { ty }))
    }
}

impl Scope for ScenarioScope<'_, '_> {
    fn resolve(&self, path: &[&str]) -> Result<(Slot, Type), UnknownName> {
        match path {
            [name] => self.situation(name),
            [party, element] => self.datum(party, element),
            _ => Err(UnknownName { nearest: None, at_segment: 2 }),
        }
    }

    fn resolve_found(&self, path: &[&str], about: Option<&str>) -> Result<Slot, UnknownName> {
        let name = path.join(".");
        let Some(index) = self.reader.catalogue.services.get_index_of(&*name) else {
            let known = self.reader.catalogue.services.keys().map(|k| &**k);
            return Err(UnknownName { nearest: nearest(&name, known).map(str::to_owned), at_segment: 0 });
        };
        let party = match about {
            None => None,
            Some("applicant") => Some(PartyRef::Applicant),
            Some(name) => match self.reader.people.get_index_of(name) {
                Some(index) => Some(PartyRef::Party(index.into())),
                None => {
                    let known = self.reader.people.keys().map(|k| &**k).chain(["applicant"]);
                    let nearest = nearest(name, known).map(str::to_owned);
                    return Err(UnknownName { nearest, at_segment: path.len() });
                }
            },
        };
        Ok(self.slot(Name::Found(ServiceId::from(index), party)))
    }

    fn has_calendar(&self) -> bool {
        true
    }
}

/// One of the answers, or a list of them.
fn situation_type(situation: &Situation) -> Type {
    let answers: Vec<Id> = situation.answers.iter().map(|a| a.id.clone()).collect();
    let one = Type::OneOf(Arc::from(answers));
    if situation.several { Type::List(Box::new(one)) } else { one }
}
