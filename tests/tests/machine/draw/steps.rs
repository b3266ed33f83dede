//! Steps of every kind, nested.

use super::items::Item;
use super::{Draw, list, map};

/// Conditions that are judged when a branch is reached.
const CONDITIONS: [&str; 10] = [
    "owner.flag",
    "not(owner.flag)",
    "shop.open",
    "case.amount > 100",
    "shop.area <= 50",
    "owner.pick = \"red\"",
    "owner.pick in [\"red\", \"blue\"] and shop.open",
    "shop.area + case.amount > 150 or owner.flag",
    // Computed, the second from what is computed itself.
    "shop.twice + case.amount > 150",
    "shop.large",
];

impl Draw {
    /// A new name in an item.
    pub(super) fn name(&mut self, item: &mut Item) -> String {
        item.steps += 1;
        format!("s{}", item.steps)
    }

    fn entry(&mut self, item: &mut Item, keys: &[String]) -> String {
        let name = self.name(item);
        format!("{{ {name}: {} }}", map(keys))
    }

    /// One step or two that belong together; blocks down to a depth.
    pub(super) fn piece(&mut self, item: &mut Item, depth: usize) -> Vec<String> {
        if depth == 0 {
            return self.leaf(item);
        }
        let keys = match self.random.below(15) {
            0 | 1 => self.choose(item, depth),
            2 | 3 => self.any(item, depth),
            4 | 5 => self.parallel(item, depth),
            6 if self.workers && !item.member => self.each(item, depth),
            7 | 8 => self.repeat(item, depth),
            9 | 10 if !item.holds && !item.member => return self.hold(item),
            11 if item.at == 0 && !item.member && !item.published => return self.looked_up(item, depth),
            _ => return self.leaf(item),
        };
        vec![self.entry(item, &keys)]
    }

    fn pieces(&mut self, item: &mut Item, depth: usize) -> String {
        let count = self.random.between(1, 2);
        let steps: Vec<String> = (0..count).flat_map(|_| self.piece(item, depth - 1)).collect();
        list(&steps)
    }

    fn leaf(&mut self, item: &mut Item) -> Vec<String> {
        let keys = match self.random.below(20) {
            0..=4 => self.work(item),
            5 | 6 => self.special(item),
            7 | 8 | 19 => self.call(item),
            9 => self.notify(),
            10 | 11 => self.wait_time(),
            12..=14 => self.wait_message(item),
            15 | 16 => self.run(item),
            _ => {
                let way = self.one(&["reject", "wait"]);
                vec!["hold_free: stake".to_owned(), "by: stake.number".to_owned(), format!("else: {way}")]
            }
        };
        vec![self.entry(item, &keys)]
    }

    /// Work of a person.
    pub(super) fn work(&mut self, item: &mut Item) -> Vec<String> {
        // Now and then it is said where that is known from.
        let mut keys = if self.chance(5) { vec!["source: 办事指南".to_owned()] } else { Vec::new() };
        keys.push(format!("role: {}", self.one(&["clerk", "inspector"])));
        if self.chance(20) {
            keys.push("title: { zh: 审查, en: Review }".to_owned());
        }
        if self.chance(30) {
            keys.push(format!("takes: {}", self.one(&["5min", "{ lognormal: { median: 10min, p95: 1h } }"])));
        }
        if self.chance(25) {
            keys.push(format!("within: {}", self.one(&["2h", "5h", "1d"])));
        }
        if self.chance(25) {
            keys.push("outcome: { approve: 0.8, correct: 0.1, reject: 0.1 }".to_owned());
            keys.push("corrects_in: 1d".to_owned());
        }
        if self.chance(12) {
            keys.push(format!("with: {}", self.one(&["d1", "[d0, d1]"])));
        }
        if self.chance(15) {
            keys.push(format!("department: {}", self.one(&["d0", "d1", "firm"])));
        }
        if self.chance(10) {
            keys.push("system: portal".to_owned());
        }
        if self.chance(15) {
            keys.push(self.one(&["needs: [case.filed]", "needs: { materials: [owner.photo] }"]).to_owned());
        }
        if item.member && !item.each && self.chance(50) {
            keys.push("gives: [workers.mark]".to_owned());
        } else if !item.member && self.chance(10) {
            let gives =
                self.one(&["{ materials: [case.slip] }", "{ fields: [case.trace], licences: [shop.badge] }"]);
            keys.push(format!("gives: {gives}"));
        }
        keys.extend(self.undo(35));
        keys.extend(self.perhaps_when(8).map(|when| format!("when: {when}")));
        keys
    }

    fn undo(&mut self, percent: usize) -> Option<String> {
        let ways = [
            "{ call: registry.cancel }",
            "{ role: clerk }",
            "{ notify: owner, text: { zh: 已撤回, en: It was taken back } }",
            "{ special: hearing, role: clerk }",
        ];
        self.chance(percent).then(|| format!("undo: {}", self.one(&ways)))
    }

    fn special(&mut self, item: &mut Item) -> Vec<String> {
        let mut keys = self.work(item);
        keys.retain(|key| !key.starts_with("with: ") && !key.starts_with("outcome"));
        keys.push(format!("special: {}", self.one(&["hearing", "inspection", "expert_review"])));
        if self.chance(50) {
            keys.push(format!("with: {}", self.one(&["d1", "[d0, d1]", "[d1, firm]"])));
        }
        keys
    }

    fn call(&mut self, item: &mut Item) -> Vec<String> {
        let mut keys = match self.random.below(3) {
            0 if self.partner => {
                vec!["call: people_register.contact".to_owned(), "with: { it: owner }".to_owned()]
            }
            1 if item.at == 0 && !item.member && !item.published => {
                item.published = true;
                vec!["call: registry.publish".to_owned(), "gives: [case.published_at]".to_owned()]
            }
            _ => vec!["call: registry.record".to_owned()],
        };
        keys.extend(self.undo(50));
        keys
    }

    fn notify(&mut self) -> Vec<String> {
        let to = self.one(&["owner", "applicant"]);
        vec![format!("notify: {to}"), "text: { zh: 请知悉, en: Please note }".to_owned()]
    }

    fn wait_time(&mut self) -> Vec<String> {
        vec![format!("wait: {}", self.one(&["3h", "2d", "1wd", "1mo", "case.due", "case.due_time"]))]
    }

    /// A message; what it brings is the item's own.
    fn wait_message(&mut self, item: &mut Item) -> Vec<String> {
        let name =
            if item.each || self.chance(50) { "note".to_owned() } else { format!("reply_{}", item.at) };
        self.awaited(item, name)
    }

    fn awaited(&mut self, item: &mut Item, name: String) -> Vec<String> {
        let mut keys = vec![format!("wait: {name}")];
        self.messages.insert(name);
        if self.chance(65) {
            keys.push(format!("within: {}", self.one(&["5h", "3d", "2wd"])));
            let steps = self.notify();
            let instead = self.one(&["reject", "steps"]).replace("steps", &list(&[self.entry(item, &steps)]));
            keys.push(format!("else: {instead}"));
        }
        keys
    }

    fn run(&mut self, item: &mut Item) -> Vec<String> {
        let mut keys = vec!["run: another-scenario".to_owned()];
        if self.chance(40) {
            keys.push("plan: joint".to_owned());
        }
        if self.chance(60) {
            keys.push("with: { seller: owner, target: shop }".to_owned());
        }
        if self.chance(80) {
            keys.push(format!("else: {}", self.one(&["reject", "go_on"])));
        }
        if self.chance(30) {
            keys.push("needs: [case.filed]".to_owned());
        }
        if item.at == 0 && !item.member && self.chance(20) {
            keys.push("gives: { materials: [case.slip] }".to_owned());
        }
        keys.extend(self.undo(40));
        keys
    }

    /// A condition over values, one over situations, or one that reads both.
    fn judged(&mut self, item: &Item) -> String {
        if let Some(when) = self.perhaps_when(20) {
            return when;
        }
        let condition = self.one(&CONDITIONS);
        match self.random.below(6) {
            0 if item.member => "'workers.flag'".to_owned(),
            0 if self.workers => "'every w in workers.flag satisfies w'".to_owned(),
            _ => format!("'{condition}'"),
        }
    }

    fn branch(&mut self, item: &mut Item, depth: usize, when: Option<String>, chance: Option<f64>) -> String {
        let mut keys: Vec<String> = when.map(|when| format!("when: {when}")).into_iter().collect();
        keys.extend(chance.map(|share| format!("chance: {share}")));
        if self.chance(30) {
            keys.push("title: { zh: 分支, en: Branch }".to_owned());
        }
        let steps = if self.chance(15) { "[]".to_owned() } else { self.pieces(item, depth) };
        keys.push(format!("steps: {steps}"));
        map(&keys)
    }

    fn choose(&mut self, item: &mut Item, depth: usize) -> Vec<String> {
        let count = self.random.between(1, 2);
        let chance = self.chance(40).then_some(0.25);
        let mut branches: Vec<String> = Vec::new();
        for _ in 0..count {
            let when = self.judged(item);
            branches.push(self.branch(item, depth, Some(when), chance));
        }
        branches.push(self.branch(item, depth, None, None));
        vec![format!("choose: {}", list(&branches))]
    }

    fn any(&mut self, item: &mut Item, depth: usize) -> Vec<String> {
        let count = self.random.between(2, 3);
        let chance = self.chance(40).then_some(0.5);
        let mut branches: Vec<String> = Vec::new();
        for _ in 0..count {
            let when = self.judged(item);
            branches.push(self.branch(item, depth, Some(when), chance));
        }
        if self.chance(25) {
            branches.push(self.branch(item, depth, None, None));
        }
        vec![format!("any: {}", list(&branches))]
    }

    fn parallel(&mut self, item: &mut Item, depth: usize) -> Vec<String> {
        let count = self.random.between(2, 3);
        let branches: Vec<String> = (0..count)
            .map(|_| {
                if self.chance(50) { self.pieces(item, depth) } else { self.branch(item, depth, None, None) }
            })
            .collect();
        vec![format!("parallel: {}", list(&branches))]
    }

    fn each(&mut self, item: &mut Item, depth: usize) -> Vec<String> {
        item.member = true;
        let steps = self.pieces(item, depth);
        item.member = false;
        vec!["each: workers".to_owned(), format!("steps: {steps}")]
    }

    /// Rounds that work, a message, or a correction brings to an end.
    fn repeat(&mut self, item: &mut Item, depth: usize) -> Vec<String> {
        let mut steps: Vec<String> =
            (0..self.random.below(2)).flat_map(|_| self.piece(item, depth - 1)).collect();
        let own = !item.member;
        let (last, until) = match self.random.below(3) {
            0 if own => {
                let gives = format!("gives: [case.done_{}]", item.at);
                (vec!["role: clerk".to_owned(), gives], format!("case.done_{}", item.at))
            }
            1 if own => (self.awaited(item, format!("reply_{}", item.at)), format!("case.done_{}", item.at)),
            _ => {
                let outcome = "outcome: { correct: 0.5 }".to_owned();
                let needs = "needs: [owner.flag]".to_owned();
                (vec!["role: clerk".to_owned(), outcome, needs], "owner.flag".to_owned())
            }
        };
        let at = self.random.below(steps.len() + 1);
        let last = self.entry(item, &last);
        steps.insert(at, last);
        let mut keys = vec![format!("repeat: {}", list(&steps)), format!("until: {until}")];
        if self.chance(40) {
            keys.push("chance: 0.6".to_owned());
        }
        if self.chance(60) {
            keys.push(format!("most: {}", self.one(&[1, 2, 5])));
        }
        keys
    }

    fn hold(&mut self, item: &mut Item) -> Vec<String> {
        item.holds = true;
        let mut steps = Vec::new();
        let mut line_by = self.one(&["", "line_by: case.filed", "line_by: case.amount"]);
        if item.at == 0 && !item.published && self.chance(30) {
            item.published = true;
            let publish = ["call: registry.publish".to_owned(), "gives: [case.published_at]".to_owned()];
            steps.push(self.entry(item, &publish));
            line_by = "line_by: case.published_at";
        }
        let mut keys = vec!["hold: stake".to_owned(), "by: stake.number".to_owned()];
        if !line_by.is_empty() {
            keys.push(line_by.to_owned());
        }
        let from = self.one(&["", ", from: taking_effect", ", from: joining_the_line"]);
        keys.push(format!("term: {{ lasts: {}{from} }}", self.one(&["3y", "30d", "2h"])));
        for key in ["waiting", "effect", "at_end"] {
            if self.chance(45) {
                let inner = if self.chance(60) { self.notify() } else { self.work(item) };
                keys.push(format!("{key}: {}", list(&[self.entry(item, &inner)])));
            }
        }
        if self.chance(40) {
            self.messages.insert("renewal".to_owned());
            let told = if self.chance(60) {
                let inner = if self.chance(60) { self.notify() } else { self.work(item) };
                format!(", steps: {}", list(&[self.entry(item, &inner)]))
            } else {
                String::new()
            };
            keys.push(format!("renew: {{ message: renewal, opens: 90d, closes: 1d, lasts: 1y{told} }}"));
        }
        self.messages.insert("release".to_owned());
        keys.push("release: { message: release }".to_owned());
        steps.push(self.entry(item, &keys));
        steps
    }

    /// A look-up, and a branch by what it found.
    fn looked_up(&mut self, item: &mut Item, depth: usize) -> Vec<String> {
        item.published = true;
        let call = ["call: registry.look_up".to_owned(), "gives: [case.found]".to_owned()];
        let call = self.entry(item, &call);
        let found = self.branch(item, depth, Some("'case.found > 5'".to_owned()), None);
        let rest = self.branch(item, depth, None, None);
        let choose = [format!("choose: {}", list(&[found, rest]))];
        vec![call, self.entry(item, &choose)]
    }
}
