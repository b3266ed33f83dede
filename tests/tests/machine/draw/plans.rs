//! Plans: one by one, and jointly with any of the measures.

use super::{Draw, list};

impl Draw {
    /// `plans:`.
    pub(super) fn plans(&mut self) -> String {
        let mut text = String::from("plans:\n");
        if self.chance(25) {
            text.push_str("  separate: { title: { zh: 分头办, en: One by one } }\n");
        }
        if let Some(when) = self.perhaps_when(40) {
            let plan = self.plan(Some(when));
            text.push_str(&format!("  special_plan:\n{plan}"));
        }
        let plan = self.plan(None);
        text.push_str(&format!("  joint:\n{plan}"));
        text
    }

    fn plan(&mut self, when: Option<String>) -> String {
        let mut text = String::new();
        if let Some(when) = when {
            text.push_str(&format!("    when: {when}\n"));
        }
        if self.chance(40) {
            text.push_str("    runs_on: [portal]\n");
        }
        text.push_str("    measures:\n");
        for measure in self.measures() {
            text.push_str(&format!("      - {measure}\n"));
        }
        let mut rungs = vec!["upload", "provisional", "commitment", "wait"];
        for at in (1..rungs.len()).rev() {
            let other = self.random.below(at + 1);
            rungs.swap(at, other);
        }
        rungs.truncate(self.random.between(0, 4));
        if !rungs.is_empty() {
            text.push_str(&format!("    fallbacks: {}\n", list(&rungs)));
        }
        text
    }

    fn measures(&mut self) -> Vec<String> {
        let mut measures = vec!["one_form".to_owned()];
        for (percent, measure) in
            [(70, "one_set"), (80, "sign_in: portal"), (50, "results: reuse"), (60, "parallel")]
        {
            if self.chance(percent) {
                measures.push(measure.to_owned());
            }
        }
        if self.chance(75) {
            measures.push(self.shared());
        }
        if self.chance(60) {
            let some = "licences: all".to_owned();
            let listed = match self.perhaps_when(40) {
                Some(when) => format!("licences: [id_licence, {{ plan_licence: {{ when: {when} }} }}]"),
                None => some,
            };
            measures.push(listed);
        }
        if self.chance(35) {
            measures.push(self.papers("cancel", "permit_paper"));
        }
        if self.chance(35) {
            measures.push(self.papers("commit", "photo"));
        }
        if self.chance(50) {
            measures.push(self.papers("verify", "id_card"));
        }
        if self.items.iter().filter(|i| i.accepts).count() > 0 && self.chance(35) {
            let by = self.one(&["d0", "d1"]);
            let rest = self.one(&["", ", role: clerk, system: portal, takes: 5min"]);
            measures.push(format!("merge: {{ steps: accept, into: joint_acceptance, by: {by}{rest} }}"));
        }
        measures.extend(self.automatic());
        if let Some(item) = self.items.iter().find(|i| i.may_promise).map(|i| i.name.clone())
            && self.chance(30)
        {
            measures.push(format!("promise: {{ {item}: 3wd }}"));
        }
        if self.chance(30) {
            let together = self.chance(50);
            measures.push(format!("deliver: {{ together: {together}, needs: [parcel.address] }}"));
        }
        if self.chance(30) {
            measures.push("online".to_owned());
        }
        measures
    }

    fn shared(&mut self) -> String {
        let person = match self.perhaps_when(30) {
            Some(when) => format!("{{ people_register.person: {{ when: {when} }} }}"),
            None => "people_register.person".to_owned(),
        };
        match self.random.below(3) {
            0 => "share: all".to_owned(),
            1 => format!("share: [{person}, registry.premises]"),
            _ => format!("share: [{person}, people_register.contact]"),
        }
    }

    /// A measure that lets do without papers: all that are marked so, or one by name.
    fn papers(&mut self, measure: &str, paper: &str) -> String {
        match self.perhaps_when(40) {
            Some(when) => format!("{measure}: [{{ {paper}: {{ when: {when} }} }}]"),
            None => format!("{measure}: {}", self.one(&["all", paper]).replace(paper, &format!("[{paper}]"))),
        }
    }

    fn automatic(&mut self) -> Option<String> {
        let steps: Vec<String> = self
            .items
            .iter()
            .flat_map(|item| item.human.iter().map(|step| format!("{}.{step}", item.name)))
            .collect();
        if steps.is_empty() || !self.chance(50) {
            return None;
        }
        let share = self.one(&["", "", ": { else: human, decides: 0.5 }", ": { decides: 0.9 }"]);
        let entries: Vec<String> = steps
            .into_iter()
            .filter(|_| self.chance(60))
            .map(|step| if share.is_empty() { step } else { format!("{{ {step}{share} }}") })
            .collect();
        (!entries.is_empty()).then(|| format!("auto: {}", list(&entries)))
    }
}
