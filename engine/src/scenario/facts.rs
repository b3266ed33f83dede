//! What a scenario says, as facts one by one: path → value, names in place of numbers, without places in
//! files, order of keys, comments or spelling variants. Two scenarios with the same facts mean the same.

mod catalogue;
mod items;
mod plans;
mod simulation;
mod steps;

use super::model::{Condition, KnownFrom, Party, Scenario, Situation, SituationKind};
use super::text::Text;
use indexmap::IndexMap;

/// Facts by path, in the order of the scenario: `items.household_registration.limit.promised` → `1wd`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts(IndexMap<String, String>);

impl Facts {
    /// The facts of a scenario and of the catalogue entries it is built over.
    pub fn of(scenario: &Scenario) -> Self {
        let mut facts = Self::default();
        facts.text("title", &scenario.title);
        if let Some((id, _)) = scenario.lead.and_then(|lead| scenario.catalogue.department(lead)) {
            facts.put("lead", id);
        }
        let signed: Vec<String> = scenario.sign_in.iter().map(|d| scenario.datum_name(d.value)).collect();
        facts.put("sign_in", signed.join(", "));
        facts.put("costs", format!("field {}, material {}", scenario.costs.field, scenario.costs.material));
        for (id, party) in &scenario.people {
            facts.party(scenario, &format!("people.{id}"), party);
        }
        for (id, situation) in &scenario.situations {
            if situation.kind == SituationKind::Question {
                facts.situation(scenario, &format!("situations.{id}"), situation);
            }
        }
        for (number, never) in scenario.never.iter().enumerate() {
            facts.put(format!("never.{}", number + 1), expression(never));
        }
        for computed in &scenario.computed {
            let path = format!("facts.{}", scenario.datum_name(computed.datum));
            facts.put(format!("{path}.computed"), expression(&computed.value));
            facts.when(&path, computed.when.as_ref());
        }
        for (id, message) in &scenario.messages {
            let path = format!("messages.{id}");
            facts.text(&format!("{path}.title"), &message.title);
            facts.put(format!("{path}.reply_to"), scenario.datum_name(message.reply_to.value));
            let gives: Vec<String> = message.gives.iter().map(|d| scenario.datum_name(d.value)).collect();
            if !gives.is_empty() {
                facts.put(format!("{path}.gives"), gives.join(", "));
            }
            if let Some(time) = &message.comes_in {
                facts.put(format!("{path}.comes_in"), time.to_string());
            }
        }
        for (id, item) in &scenario.items {
            items::item(&mut facts, scenario, &format!("items.{id}"), item);
        }
        for (id, plan) in &scenario.plans {
            plans::plan(&mut facts, scenario, &format!("plans.{id}"), plan);
        }
        simulation::simulation(&mut facts, &scenario.simulation);
        catalogue::catalogue(&mut facts, &scenario.catalogue);
        facts
    }

    /// Path and value of every fact.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, value)| (path.as_str(), value.as_str()))
    }

    /// The value at a path.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    fn put(&mut self, path: impl Into<String>, value: impl AsRef<str>) {
        self.0.insert(path.into(), value.as_ref().to_owned());
    }

    fn text(&mut self, path: &str, text: &Text) {
        let value =
            if text.zh == text.en { text.zh.to_string() } else { format!("{} / {}", text.zh, text.en) };
        self.put(path, value);
    }

    fn when(&mut self, path: &str, when: Option<&Condition>) {
        if let Some(when) = when {
            self.put(format!("{path}.when"), expression(when));
        }
    }

    fn party(&mut self, scenario: &Scenario, path: &str, party: &Party) {
        self.text(&format!("{path}.title"), &party.title);
        self.put(format!("{path}.is"), &party.kind);
        if party.applicant {
            self.put(format!("{path}.applicant"), "true");
        }
        for (relation, targets) in &party.relations {
            for target in targets {
                let name = scenario.party(target.party).map_or("?", |p| &*p.id);
                let always = target.when.as_ref().map_or_else(|| "always".to_owned(), expression);
                self.put(format!("{path}.{relation}.{name}"), always);
            }
        }
        self.when(path, party.when.as_ref());
        if let Some(many) = &party.many {
            self.put(format!("{path}.many"), format!("{}..{}", many.min, many.max));
            if let Some((id, _)) = many.count_from.as_ref().and_then(|s| scenario.catalogue.service(s.value))
            {
                self.put(format!("{path}.count_from"), id);
            }
            self.put(format!("{path}.weights"), numbers(&many.weights));
        }
    }

    fn situation(&mut self, scenario: &Scenario, path: &str, situation: &Situation) {
        if let Some(ask) = &situation.ask {
            self.text(&format!("{path}.ask"), ask);
        }
        if let Some(field) = situation.ask_field {
            self.put(format!("{path}.ask_field"), scenario.datum_name(field));
        }
        let answers: Vec<&str> = situation.answers.iter().map(|a| &*a.id).collect();
        let key = if situation.several { "any_of" } else { "answers" };
        self.put(format!("{path}.{key}"), answers.join(", "));
        for answer in &situation.answers {
            self.text(&format!("{path}.answers.{}", answer.id), &answer.title);
            if let Some(stops) = &answer.stops {
                self.text(&format!("{path}.stops.{}", answer.id), stops);
            }
        }
        match &situation.known_from {
            None => {}
            Some(KnownFrom::Element(datum)) => {
                self.put(format!("{path}.known_from"), scenario.datum_name(datum.value));
            }
            Some(KnownFrom::Conditions(conditions)) => {
                for (answer, condition) in conditions {
                    let answer = situation.answers.get(*answer).map_or("?", |a| &*a.id);
                    self.put(format!("{path}.known_from.{answer}"), expression(condition));
                }
            }
        }
        self.put(format!("{path}.weights"), numbers(&situation.weights));
        for conditional in &situation.conditional {
            self.put(
                format!("{path}.weights when {}", expression(&conditional.when)),
                numbers(&conditional.weights),
            );
        }
    }
}

/// An expression, blanks evened out.
fn expression(condition: &Condition) -> String {
    condition.text.value.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn numbers(numbers: &[f64]) -> String {
    numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(", ")
}
