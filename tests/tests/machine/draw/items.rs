//! Items, and the flow that may stand in their place.

use super::{Draw, list};

/// What has to be remembered of an item.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub(super) name: String,
    /// Its position.
    pub(super) at: usize,
    /// It is handled once a worker.
    pub(super) each: bool,
    /// Steps written so far, blocks and their steps included.
    pub(super) steps: usize,
    /// Steps are written for one worker.
    pub(super) member: bool,
    /// Names of its outermost steps of people that may be left to rule, or follow a commitment.
    pub(super) human: Vec<String>,
    /// It has a step `accept` of people.
    pub(super) accepts: bool,
    /// It takes a hold already.
    pub(super) holds: bool,
    /// It waits for a supply of its own that comes once: a publication, a look-up.
    pub(super) published: bool,
    /// It has a statutory limit of 20 working days, so that a plan may promise less.
    pub(super) may_promise: bool,
    /// It gives the permit, which stands for a paper.
    pub(super) licenses: bool,
    /// It gives its result, for later items.
    pub(super) gives: bool,
}

const LIMITS: [&str; 7] = [
    "{ statutory: 20wd }",
    "{ statutory: 20wd, promised: 5wd }",
    "{ promised: 6h }",
    "{ promised: 2wd }",
    "{ promised: 0wd }",
    "{ statutory: 30d, promised: 10d }",
    "{ promised: 1y }",
];

const FIELDS: [&str; 10] = [
    "applicant.phone",
    "owner.nickname",
    "owner.called",
    "owner.name",
    "shop.region",
    "shop.known_area",
    "shop.opens_at",
    "case.amount",
    "case.filed",
    "stake.number",
];

impl Draw {
    /// `items:` with all of them.
    pub(super) fn items(&mut self) -> String {
        let count = self.random.between(1, 3);
        let mut text = String::from("items:\n");
        for at in 0..count {
            let (item, written) = self.item(at);
            self.items.push(item);
            text.push_str(&written);
        }
        if self.chance(10) {
            text.push_str("  stock:\n    use: stock\n    when: ");
            match self.when() {
                Some(when) => text.push_str(&format!("{when}\n")),
                None => text.truncate(text.len() - "    when: ".len()),
            }
        }
        text
    }

    fn item(&mut self, at: usize) -> (Item, String) {
        let mut item = Item { name: format!("i{at}"), at, ..Item::default() };
        item.each = self.workers && at > 0 && self.chance(30);
        item.member = item.each;
        let department = self.one(&["d0", "d0", "d1", "d1", "firm"]);
        let mut keys = vec![format!("title: {{ zh: 事项{at}, en: Item {at} }}")];
        keys.push(format!("department: {department}"));
        let limit = self.one(&LIMITS);
        item.may_promise = limit.starts_with("{ statutory: 20wd");
        keys.push(format!("limit: {limit}"));
        if item.each {
            keys.push("each: workers".to_owned());
        }
        keys.extend(self.perhaps_when(20).map(|when| format!("when: {when}")));
        if self.chance(12) {
            keys.push("optional: true\n    chosen: 0.75".to_owned());
        }
        if at > 0 && self.chance(35) {
            keys.push(format!("after: i{}", self.random.below(at)));
        }
        self.terms(&mut keys);
        let gives = self.gives(&mut item);
        keys.push(self.needs(&item));
        keys.extend(gives);
        let steps = self.item_steps(&mut item);
        if self.chance(35) && !item.human.is_empty() {
            let when = self.perhaps_when(30).map_or(String::new(), |when| format!(", when: {when}"));
            let last = item.human.last().cloned().unwrap_or_default();
            let then = if self.chance(70) { format!(", then: [{last}]") } else { String::new() };
            keys.push(format!("commitment: {{ limit: 1wd{when}{then} }}"));
        }
        keys.push(format!("steps: {steps}"));
        let text = format!("  {}:\n    {}\n", item.name, keys.join("\n    "));
        (item, text)
    }

    /// Refusal, fee, office, visits, code, system.
    fn terms(&mut self, keys: &mut Vec<String>) {
        if self.chance(60) {
            keys.push(format!("on_refusal: {}", self.one(&["go_on", "stop_all", "stop_dependants"])));
        }
        if self.chance(30) {
            keys.push("fee: 12.5".to_owned());
            if self.chance(50) {
                keys.push("refund: true".to_owned());
            }
        }
        if self.chance(20) {
            keys.push(
                self.one(&["at: shop.region", "at: { region: shop.region, level: county }"]).to_owned(),
            );
        }
        if self.chance(40) {
            keys.push(self.one(&["visits: 1", "visits: { apply: 1, collect: 1 }"]).to_owned());
        }
        if self.chance(10) {
            let office = onething_engine::scenario::identifiers::credit_code(370_303, 7);
            keys.push(format!("code: {office}4370113001001"));
        }
        if self.chance(20) {
            keys.push("system: registry".to_owned());
        }
    }

    /// What it needs, some of it under a condition; every situation that nothing else reads is read here.
    fn needs(&mut self, item: &Item) -> String {
        let mut fields: Vec<String> = Vec::new();
        for _ in 0..self.random.between(0, 3) {
            let field = self.one(&FIELDS);
            fields.push(self.under(field));
        }
        if self.partner && self.chance(20) {
            fields.push("partner.nickname".to_owned());
        }
        if item.member {
            fields.push(self.one(&["workers.phone", "workers.nickname"]).to_owned());
        }
        if let Some(earlier) = self.items.iter().find(|earlier| earlier.gives && self.workers == earlier.each)
        {
            fields.push(format!("case.result_{}", earlier.at));
        }
        let mut materials: Vec<String> = Vec::new();
        for paper in ["owner.id_card", "shop.plan", "case.ruling", "owner.photo", "shop.permit_paper"] {
            if self.chance(22) && !(paper == "shop.permit_paper" && item.licenses) {
                materials.push(self.under(paper));
            }
        }
        if item.member && self.chance(40) {
            materials.push("workers.photo".to_owned());
        }
        fields.sort();
        fields.dedup_by(|a, b| {
            a.trim_start_matches("{ ").split([':', ' ']).next()
                == b.trim_start_matches("{ ").split([':', ' ']).next()
        });
        format!("needs: {{ fields: {}, materials: {} }}", list(&fields), list(&materials))
    }

    fn under(&mut self, name: &str) -> String {
        match self.perhaps_when(20) {
            Some(when) => format!("{{ {name}: {{ when: {when} }} }}"),
            None => name.to_owned(),
        }
    }

    fn gives(&mut self, item: &mut Item) -> Option<String> {
        if item.each || !self.chance(50) {
            return None;
        }
        item.gives = true;
        let paper = if self.chance(20) { ", materials: [case.slip]" } else { "" };
        item.licenses = item.at == 0 && self.chance(40);
        let licence = if item.licenses { ", licences: [shop.permit]" } else { "" };
        Some(format!("gives: {{ fields: [case.result_{}]{paper}{licence} }}", item.at))
    }

    /// `flow:` in place of items.
    pub(super) fn flow(&mut self) -> String {
        let mut item = Item { name: "drawn_scenario".to_owned(), ..Item::default() };
        let steps = self.item_steps(&mut item);
        let limit = self.one(&LIMITS);
        item.may_promise = limit.starts_with("{ statutory: 20wd");
        self.items.push(item);
        format!("flow: {steps}\nlimit: {limit}\n")
    }

    /// The steps of an item, its outermost ones of people noted.
    fn item_steps(&mut self, item: &mut Item) -> String {
        let mut steps = Vec::new();
        if self.chance(60) {
            item.accepts = true;
            let takes = self.one(&["10min", "{ triangular: [1min, 5min, 20min] }"]);
            steps.push(format!("{{ accept: {{ role: clerk, takes: {takes} }} }}"));
        }
        for _ in 0..self.random.between(1, 3) {
            steps.extend(self.piece(item, 2));
        }
        for name in ["review", "check_again"] {
            if self.chance(55) {
                item.human.push(name.to_owned());
                let keys = self.work(item);
                steps.push(format!("{{ {name}: {} }}", super::map(&keys)));
            }
        }
        // A situation that nothing has read yet is read by a step of its own.
        while let Some(when) = (!self.unread.is_empty() && item.at == 0).then(|| self.when()).flatten() {
            let name = self.name(item);
            steps.push(format!("{{ {name}: {{ role: clerk, when: {when} }} }}"));
        }
        list(&steps)
    }
}
