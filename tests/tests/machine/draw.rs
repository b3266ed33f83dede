//! Scenarios drawn from a seed, as a designer would write them: the YAML text, with every construct of the
//! language. What is drawn is meant to be clean; what the check refuses is drawn anew.

mod items;
mod plans;
mod steps;

use items::Item;
use onething_engine::random::Random;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The catalogue that every drawn scenario stands on.
pub const CATALOGUE: &str = include_str!("catalogue.yaml");

/// A situation: its name, and conditions over it that sometimes hold.
struct Situation {
    name: &'static str,
    conditions: &'static [&'static str],
}

/// All situations that may be drawn.
const SITUATIONS: [(Situation, &str); 4] = [
    (
        Situation { name: "size", conditions: &["size = \"large\"", "size = \"small\""] },
        "ask: { zh: 大吗？, en: Large? }, answers: [small, large], weights: [0.6, 0.4]",
    ),
    (
        Situation { name: "colour", conditions: &["colour != \"red\"", "colour in [\"red\", \"blue\"]"] },
        "ask: { zh: 颜色？, en: Colour? }, answers: [red, green, blue], known_from: owner.pick, \
         weights: [0.5, 0.25, 0.25]",
    ),
    (
        Situation { name: "extras", conditions: &["\"music\" in extras", "not(\"food\" in extras)"] },
        "ask: { zh: 还要什么？, en: What else? }, any_of: { music: { zh: 音乐, en: music }, food: { zh: 餐饮, en: food } }, \
         weights: [0.5, 0.5]",
    ),
    (
        Situation { name: "opened", conditions: &["opened = \"already\"", "opened != \"already\""] },
        "ask_field: shop.open, answers: { already: shop.open, never_yet: otherwise }, weights: [0.5, 0.5], \
         stops: { already: { zh: 已开业, en: It is open already } }",
    ),
];

/// A drawer of scenarios.
pub struct Draw {
    random: Random,
    /// Positions in [`SITUATIONS`].
    situations: Vec<usize>,
    /// Those of which no condition was written yet.
    unread: BTreeSet<usize>,
    partner: bool,
    workers: bool,
    /// Messages that a step waits for.
    messages: BTreeSet<String>,
    items: Vec<Item>,
}

/// The scenario of a seed.
pub fn scenario(seed: u64) -> String {
    let mut random = Random::new(seed);
    let situations: Vec<usize> = (0..SITUATIONS.len()).filter(|_| random.unit() < 0.45).collect();
    let unread = situations.iter().copied().collect();
    let (partner, workers) = (random.unit() < 0.5, random.unit() < 0.45);
    let (messages, items) = (BTreeSet::new(), Vec::new());
    let mut draw = Draw { random, situations, unread, partner, workers, messages, items };
    draw.write()
}

impl Draw {
    fn chance(&mut self, percent: usize) -> bool {
        self.random.below(100) < percent
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.random.below(of.len())]
    }

    /// A condition over situations, in single quotes.
    fn when(&mut self) -> Option<String> {
        let at = match self.unread.first().copied().filter(|_| self.chance(50)) {
            Some(unread) => unread,
            None if self.situations.is_empty() => return None,
            None => self.situations[self.random.below(self.situations.len())],
        };
        self.unread.remove(&at);
        let condition = self.one(SITUATIONS[at].0.conditions);
        Some(format!("'{condition}'"))
    }

    fn perhaps_when(&mut self, percent: usize) -> Option<String> {
        if self.chance(percent) { self.when() } else { None }
    }

    fn write(&mut self) -> String {
        // Items come first: they say which messages and situations there have to be.
        let body = if self.chance(12) { self.flow() } else { self.items() };
        let plans = self.plans();
        let mut text = String::from(
            "onething: 1\nkind: scenario\nid: drawn-scenario\ntitle: { zh: 抽样, en: Drawn }\n\
             description: { zh: 抽样场景, en: A drawn scenario }\ncatalogue: city\nsource: assumed\nlead: d0\n",
        );
        self.people(&mut text);
        self.outer(&mut text);
        text.push_str(&body);
        text.push_str(&plans);
        text
    }

    fn people(&mut self, text: &mut String) {
        text.push_str("people:\n  owner: { title: { zh: 店主, en: Owner }, applicant: true }\n");
        if self.partner {
            let when = self.perhaps_when(30).map_or(String::new(), |when| format!(", when: {when}"));
            writeln!(text, "  partner: {{ title: {{ zh: 合伙人, en: Partner }}{when} }}").unwrap();
        }
        let owner = if self.partner && self.chance(30) {
            match self.when() {
                Some(when) => format!("{{ owner: {when}, partner: {when} }}"),
                None => "owner".to_owned(),
            }
        } else {
            "owner".to_owned()
        };
        writeln!(text, "  shop: {{ is: premises, owner: {owner} }}").unwrap();
        if self.workers {
            let told = if self.chance(20) { ", count_from: registry.premises" } else { "" };
            writeln!(text, "  workers: {{ many: 1..2, weights: [0.6, 0.4]{told} }}").unwrap();
        }
        text.push_str("  case: { is: case }\n  stake: { is: stake }\n  parcel: { is: parcel }\n");
        text.push_str("sign_in: [applicant.id_number, applicant.name]\n");
    }

    /// Situations, what cannot be together, costs, values that hold here, messages.
    fn outer(&mut self, text: &mut String) {
        if !self.situations.is_empty() {
            text.push_str("situations:\n");
        }
        for at in self.situations.clone() {
            writeln!(text, "  {}: {{ {} }}", SITUATIONS[at].0.name, SITUATIONS[at].1).unwrap();
        }
        if self.situations.starts_with(&[0, 1]) {
            if self.chance(50) {
                text.push_str("never: ['size = \"large\" and colour = \"green\"']\n");
            }
            if self.chance(50) {
                text.push_str("base: { size: large, colour: blue }\n");
            }
        }
        if self.chance(30) {
            text.push_str("costs: { field: 2, material: 5 }\n");
        }
        let mut facts = Vec::new();
        if self.partner && self.chance(40) {
            facts.push("partner.nickname: { computed: owner.nickname }");
        }
        if self.chance(30) {
            facts.push("materials.ruling: { about: case, provisional: 2wd }");
        }
        if self.chance(30) {
            facts.push("systems.registry.simulated.retry: { times: 0, every: 1h }");
        }
        if !facts.is_empty() {
            writeln!(text, "facts:\n  {}", facts.join("\n  ")).unwrap();
        }
        if !self.messages.is_empty() {
            text.push_str("messages:\n");
        }
        for name in &self.messages {
            let gives = match name.as_str() {
                "renewal" => ", gives: [case.renewal_number]".to_owned(),
                reply => reply
                    .strip_prefix("reply_")
                    .map_or(String::new(), |item| format!(", gives: [case.done_{item}]")),
            };
            let title = format!("title: {{ zh: 消息, en: Message {name} }}");
            writeln!(text, "  {name}: {{ {title}, reply_to: case.number{gives} }}").unwrap();
        }
    }
}

/// `{ a, b }`.
fn map(keys: &[String]) -> String {
    format!("{{ {} }}", keys.join(", "))
}

/// `[a, b]`.
fn list<T: AsRef<str>>(members: &[T]) -> String {
    let members: Vec<&str> = members.iter().map(T::as_ref).collect();
    format!("[{}]", members.join(", "))
}
