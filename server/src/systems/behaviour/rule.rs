//! Rules and conditions of behaviours: expressions in the words of a service.

use super::read::Mistake;
use super::{Answers, Behaviour};
use crate::systems::roles::{RoleFact, Roles, offered, role_name};
use crate::systems::{Answer, Call};
use jiff::civil::Date;
use onething_engine::expression::{
    self, Expression, ExpressionError, Scope, Slot, Type, UnknownName, Value, Values, WorkingDays,
};
use onething_engine::population::values;
use onething_engine::rehearsal::time::zone;
use onething_engine::scenario::lower::expressions::element_type;
use onething_engine::scenario::model::{Catalogue, ElementType, Id};
use onething_engine::scenario::text::Text;
use std::sync::Arc;

/// What a service is given, with the type of each.
struct Given<'c> {
    catalogue: &'c Catalogue,
    names: Vec<(String, ElementType, bool)>,
}

impl<'c> Given<'c> {
    fn of(catalogue: &'c Catalogue, service: &str) -> Option<Self> {
        let (about, given, _) = offered(catalogue, service)?;
        let mut names = Vec::new();
        for datum in given {
            let Some(name) = role_name(catalogue, about, datum) else { continue };
            let Some((_, element)) = catalogue.element(datum.element) else { continue };
            let each = about.get(usize::from(datum.role)).is_some_and(|role| role.each);
            names.push((name, element.ty.clone(), each));
        }
        Some(Self { catalogue, names })
    }
}

impl Scope for Given<'_> {
    fn resolve(&self, path: &[&str]) -> Result<(Slot, Type), UnknownName> {
        let wanted = path.join(".");
        let Some(at) = self.names.iter().position(|(name, ..)| *name == wanted) else {
            let nearest = self.names.first().map(|(name, ..)| name.clone());
            return Err(UnknownName { nearest, at_segment: 0 });
        };
        let (_, ty, each) = self.names.get(at).ok_or(UnknownName { nearest: None, at_segment: 0 })?;
        let ty = element_type(ty, self.catalogue);
        let ty = if *each { Type::List(Box::new(ty)) } else { ty };
        Ok((Slot(u32::try_from(at).unwrap_or(u32::MAX)), ty))
    }

    fn resolve_found(&self, _: &[&str], _: Option<&str>) -> Result<Slot, UnknownName> {
        Err(UnknownName { nearest: None, at_segment: 0 })
    }

    fn has_calendar(&self) -> bool {
        true
    }
}

/// What a call is given, as values.
struct Told {
    values: Vec<Option<Value>>,
    today: Date,
}

impl Told {
    fn of(call: &Call, given: &Given<'_>, roles: &Roles) -> Self {
        let of = |(name, ty, each): &(String, ElementType, bool)| {
            let role = roles.given.iter().find(|role| role.name == *name)?;
            let members: Option<Vec<Value>> =
                role.facts.iter().map(|fact| values::read(ty, text(call, fact)?, given.catalogue)).collect();
            match (members?, each) {
                (members, true) => Some(Value::List(Arc::from(members))),
                (members, false) => members.into_iter().next(),
            }
        };
        Self { values: given.names.iter().map(of).collect(), today: call.at.to_zoned(zone(None)).date() }
    }
}

fn text<'c>(call: &'c Call, fact: &str) -> Option<&'c str> {
    call.given.iter().find(|(name, _)| &**name == fact)?.1.as_deref()
}

impl Values for Told {
    fn get(&self, slot: Slot) -> Option<Value> {
        self.values.get(slot.0 as usize).cloned().flatten()
    }

    fn today(&self) -> Option<Date> {
        Some(self.today)
    }

    fn working_days(&self) -> Option<&dyn WorkingDays> {
        None
    }
}

/// Whether a condition holds of what a call is given; one that cannot be told does not.
pub fn holds(when: &str, call: &Call) -> bool {
    let Some(given) = Given::of(&call.scenario.catalogue, &call.service) else { return false };
    let Ok(condition) = expression::compile(when, &given, Some(&Type::Boolean)) else { return false };
    condition.evaluate_boolean(&Told::of(call, &given, &Roles::of(call))).unwrap_or(false)
}

/// What is answered by rule: `truth` with the values that the rule names otherwise.
pub fn evaluate(
    rules: &std::collections::BTreeMap<String, String>,
    call: &Call,
    mut truth: Vec<(Id, Arc<str>)>,
) -> Answer {
    let catalogue = &call.scenario.catalogue;
    let failed = |name: &str, why: &str| Answer::Failed(format!("the rule for `{name}` {why}"));
    let Some(given) = Given::of(catalogue, &call.service) else {
        return Answer::Failed("a rule is set for a service that the catalogue does not have".to_owned());
    };
    let roles = Roles::of(call);
    let told = Told::of(call, &given, &roles);
    for (name, text) in rules {
        // What this scenario does not ask of the service is left out.
        let Some(role) = roles.returned(name) else { continue };
        let Ok(compiled) = expression::compile(text, &given, None) else {
            return failed(name, "does not fit the service in this version of the scenario");
        };
        let Ok(value) = compiled.evaluate(&told) else {
            return failed(name, "cannot be worked out from what the call gives");
        };
        put(role, &value, &mut truth);
    }
    Answer::Found(truth)
}

fn put(role: &RoleFact, value: &Value, truth: &mut Vec<(Id, Arc<str>)>) {
    let text: Arc<str> = values::write(value).into();
    for fact in &role.facts {
        match truth.iter_mut().find(|(name, _)| name == fact) {
            Some((_, told)) => *told = text.clone(),
            None => truth.push((fact.clone(), text.clone())),
        }
    }
}

/// What is wrong with a behaviour for a system, a service or a licence of a catalogue.
pub fn checked(behaviour: &Behaviour, target: &str, catalogue: &Catalogue) -> Vec<Mistake> {
    let offers = offered(catalogue, target);
    if offers.is_none() && !catalogue.systems.contains_key(target) {
        let (zh, en) =
            (format!("没有系统、服务或证照 `{target}`"), format!("no system, service or licence `{target}`"));
        return vec![Mistake::new("", (&zh, &en), ("见 GET /systems", "see GET /systems"))];
    }
    let mut mistakes = Vec::new();
    let rule = match &behaviour.answers {
        Some(Answers::Rule(rule)) => Some(rule),
        _ => None,
    };
    let (Some((about, _, returns)), Some(given)) = (offers, Given::of(catalogue, target)) else {
        let mend =
            ("为一个服务设置，如 data_platform.spouse", "set it for a service, such as data_platform.spouse");
        for (at, is_there) in [("/answers", rule.is_some()), ("/when", behaviour.when.is_some())] {
            if is_there {
                let what = (
                    "一个系统没有可供表达式使用的名字",
                    "a system has no names that an expression could read",
                );
                mistakes.push(Mistake::new(at, what, mend));
            }
        }
        return mistakes;
    };
    if let Some(when) = &behaviour.when {
        mistakes.extend(compiled("/when", when, &given, &Type::Boolean).err().into_iter().flatten());
    }
    let returned: Vec<(String, Type)> = returns
        .iter()
        .filter_map(|datum| {
            let ty = element_type(&catalogue.element(datum.element)?.1.ty, catalogue);
            Some((role_name(catalogue, about, datum)?, ty))
        })
        .collect();
    for (name, text) in rule.into_iter().flatten() {
        let at = format!("/answers/{}", name.replace('~', "~0").replace('/', "~1"));
        match returned.iter().find(|(known, _)| known == name) {
            Some((_, ty)) => mistakes.extend(compiled(&at, text, &given, ty).err().into_iter().flatten()),
            None => {
                let known: Vec<&str> = returned.iter().map(|(known, _)| &**known).collect();
                let known = known.join(" ");
                let (zh, en) = (format!("它不返回 `{name}`"), format!("it does not return `{name}`"));
                let (mend_zh, mend_en) = (format!("它返回：{known}"), format!("it returns: {known}"));
                mistakes.push(Mistake::new(at, (&zh, &en), (&mend_zh, &mend_en)));
            }
        }
    }
    mistakes
}

fn compiled(at: &str, text: &str, given: &Given<'_>, ty: &Type) -> Result<Expression, Vec<Mistake>> {
    expression::compile(text, given, Some(ty)).map_err(|errors| {
        let names: Vec<&str> = given.names.iter().map(|(name, ..)| &**name).collect();
        errors.iter().map(|error| mistake(at, error, &names.join(" "))).collect()
    })
}

fn mistake(at: &str, error: &ExpressionError, names: &str) -> Mistake {
    let mend = match (error.mend_zh(), error.mend_en()) {
        ("", _) | (_, "") => Text::new(format!("可用的名字：{names}"), format!("names to read: {names}")),
        (zh, en) => Text::new(zh, en),
    };
    Mistake { at: at.to_owned(), what: Text::new(error.message_zh(), error.message_en()), mend }
}
