//! Test files as tests: their grammar, names looked up in the scenario, times read.

mod others;

use super::model::{Expectation, Expected, ScenarioTest};
use crate::application::event::EventKind;
use crate::application::rejection::Rejection;
use crate::hold;
use crate::plan::figure::Figure;
use crate::plan::way::Way;
use crate::rehearsal::record::snake;
use crate::rehearsal::{
    Behaviour, Decision, Deed, Handing, Happening, Library, Move, OtherHold, Script, Verb, When,
};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::grammar::{self, test as shapes};
use crate::scenario::lower::catalogue::version;
use crate::scenario::lower::{read, value};
use crate::scenario::model::{Id, Period, Plan, Scenario, SituationId};
use crate::scenario::source::Spanned;
use crate::scenario::syntax::{Entry, Node};
use crate::scenario::text::Text;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Values of elements, by name of party and element.
pub type People = Vec<(Spanned<Id>, Id)>;

/// Finds a file of people by its name.
pub type FindPeople<'a> = dyn FnMut(&str) -> Result<People, Text> + 'a;

/// Reads a test. `people` finds a file of people that it names, `library` the scenarios of other applications in
/// it. What could be read is returned with all findings; a test with errors among them is not to be run.
pub fn read(
    file: &Node,
    scenario: &Scenario,
    people: &mut FindPeople<'_>,
    library: &dyn Library,
) -> (Option<ScenarioTest>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    grammar::validate(file, &shapes::TEST, &mut findings);
    version(file, &mut findings);
    let mut reader = Reader { scenario, findings };
    if let Some(name) = file.get("scenario").and_then(read::spanned)
        && name.value != scenario.id.value
    {
        let found = read::unknown(&name.value, name.span, ("场景", "scenario"), [&*scenario.id.value]);
        reader.findings.push(found);
    }
    let nothing = Node { value: crate::scenario::syntax::NodeValue::Null, span: file.span };
    let given = file.get("given").unwrap_or(&nothing);
    let mut script = reader.script(given, people);
    let plan = reader.plan(given, &script.way);
    script.start = given.get("start").and_then(|n| reader.instant(n)).unwrap_or(script.start);
    script.others = reader.others(given.get("others"), (script.start, script.seed), people, library);
    script.happenings =
        file.get("when").map_or(&[][..], Node::members).iter().filter_map(|n| reader.happening(n)).collect();
    let expected = file.get("expect").map(|node| reader.expected(node)).unwrap_or_default();
    let title = read::label(file.get("title"), "");
    (Some(ScenarioTest { title, plan, script, expected, span: file.span }), reader.findings)
}

/// Reads a file of people.
pub fn read_people(file: &Node) -> (People, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    grammar::validate(file, &shapes::PEOPLE, &mut findings);
    version(file, &mut findings);
    (file.get("people").map(values_by_party).unwrap_or_default(), findings)
}

/// `{ mother: { name: 王芳 } }` as `mother.name`.
fn values_by_party(node: &Node) -> People {
    let mut values = Vec::new();
    for party in node.entries() {
        for element in party.value.entries() {
            if let Some(text) = element.value.text() {
                let name: Id = format!("{}.{}", party.key.value, element.key.value).into();
                values.push((Spanned::new(name, element.value.span), text.clone()));
            }
        }
    }
    values
}

fn named_values(node: Option<&Node>) -> People {
    let entries = node.map_or(&[][..], Node::entries).iter();
    entries.filter_map(|e| Some((e.key.clone(), e.value.text()?.clone()))).collect()
}

struct Reader<'s> {
    scenario: &'s Scenario,
    findings: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// The plan; else the first that is offered and not separate, else the first.
    fn plan(&mut self, given: &Node, way: &Way) -> Id {
        let plans = &self.scenario.plans;
        let is_offered = |plan: &Plan| way.holds_or_none(self.scenario, plan.when.as_ref());
        let joint = plans.iter().find(|(id, plan)| &***id != "separate" && is_offered(plan));
        let usual = joint.map(|(id, _)| id).or(plans.keys().next());
        let Some(name) = given.get("plan").and_then(read::spanned) else {
            return usual.cloned().unwrap_or_default();
        };
        if !plans.contains_key(&name.value) {
            let known = plans.keys().map(|k| &**k);
            self.findings.push(read::unknown(&name.value, name.span, ("方案", "plan"), known));
        }
        name.value
    }

    fn script(&mut self, given: &Node, people: &mut FindPeople<'_>) -> Script {
        let mut script = Script::usual(self.way(given), default_start());
        script.people = self.people(given.get("people"), people);
        script.spontaneous = false;
        script.seed = given.get("seed").and_then(value::count).map_or(1, u64::from);
        script.form = named_values(given.get("form"));
        for entry in given.get("materials").map_or(&[][..], Node::entries) {
            let handing = match entry.value.text().map(|t| &**t) {
                Some("missing") => Handing::Missing,
                Some("provisional") => Handing::Provisional,
                Some("commitment") => Handing::Commitment,
                _ => continue,
            };
            script.materials.push((entry.key.clone(), handing));
        }
        script.systems = self.behaviours(given.get("systems"));
        script.holds =
            given.get("holds").map_or(&[][..], Node::members).iter().filter_map(|n| self.held(n)).collect();
        script
    }

    fn people(&mut self, node: Option<&Node>, find: &mut FindPeople<'_>) -> People {
        let Some(node) = node else { return Vec::new() };
        let Some(name) = node.text() else { return values_by_party(node) };
        find(name).unwrap_or_else(|why| {
            self.findings.push(Diagnostic::new("E0201", node.span, why));
            Vec::new()
        })
    }

    fn way(&mut self, given: &Node) -> Way {
        let mut way = Way::base(self.scenario);
        if let Some(name) = given.get("applicant").and_then(read::spanned) {
            let of = |id| self.scenario.party(id).map(|p| p.id.clone());
            match self.scenario.applicants().find(|id| of(*id).as_ref() == Some(&name.value)) {
                Some(id) => way = way.for_applicant(id),
                None => {
                    let known: Vec<Id> = self.scenario.applicants().filter_map(of).collect();
                    let known = known.iter().map(|k| &**k);
                    self.findings.push(read::unknown(&name.value, name.span, ("申请人", "applicant"), known));
                }
            }
        }
        for entry in given.get("answers").map_or(&[][..], Node::entries) {
            let what = ("情形", "situation");
            let found = read::position(&self.scenario.situations, &entry.key, what, &mut self.findings);
            let Some(index) = found else { continue };
            let Some((_, situation)) = self.scenario.situations.get_index(index) else { continue };
            let mut answers = Vec::new();
            for name in entry.value.one_or_many().iter().filter_map(read::spanned) {
                match situation.answers.iter().position(|a| a.id == name.value) {
                    Some(at) => answers.push(at),
                    None => {
                        let known = situation.answers.iter().map(|a| &*a.id);
                        self.findings.push(read::unknown(&name.value, name.span, ("答案", "answer"), known));
                    }
                }
            }
            way.set(SituationId::from(index), &answers);
        }
        way
    }

    /// `2026-03-02 09:00`, in China's zone where no offset is written.
    fn instant(&mut self, node: &Node) -> Option<jiff::Timestamp> {
        let text = node.text()?;
        let instant = instant(text);
        if instant.is_none() {
            let message = Text::new(format!("`{text}` 不是时刻"), format!("`{text}` is not a time"));
            let mend = Text::new("写成 2026-03-02 09:00", "write it as 2026-03-02 09:00");
            self.findings.push(Diagnostic::new("E0409", node.span, message).mend(mend));
        }
        instant
    }

    fn behaviours(&mut self, node: Option<&Node>) -> Vec<(Spanned<Id>, Behaviour)> {
        let period = |node: &Node, key: &str| node.get(key).and_then(value::period);
        let entries = node.map_or(&[][..], Node::entries).iter();
        let behaviour = |entry: &Entry| {
            let node = &entry.value;
            let behaviour = Behaviour {
                down: node.get("down").and_then(value::boolean).unwrap_or(false),
                not_found: node.get("answers").and_then(Node::text).is_some_and(|t| &**t == "not_found"),
                fails: node.get("fails").and_then(value::count).unwrap_or(0),
                latency: period(node, "latency"),
                from: period(node, "from"),
                until: period(node, "until"),
            };
            (entry.key.clone(), behaviour)
        };
        entries.map(behaviour).collect()
    }

    /// What another application holds.
    fn held(&mut self, node: &Node) -> Option<OtherHold> {
        let thing = node.get("thing").and_then(read::spanned)?;
        let line_by = node.get("line_by").and_then(read::spanned);
        let since = node.get("since").and_then(|n| self.when(n));
        let until = node.get("until").and_then(|n| self.when(n));
        Some(OtherHold { thing, line_by, since, until })
    }

    fn happening(&mut self, node: &Node) -> Option<Happening> {
        let at = node.get("at").and_then(|at| self.when(at));
        let after = node.get("after").and_then(read::spanned);
        let mut deeds = Vec::new();
        if let Some(clerk) = node.get("clerk") {
            deeds.extend(self.decision(clerk).map(Deed::Clerk));
        }
        if let Some(applicant) = node.get("applicant") {
            deeds.extend(moves(applicant).into_iter().map(Deed::Applicant));
        }
        if let Some(system) = node.get("system") {
            deeds.push(Deed::System(self.behaviours(Some(system))));
        }
        for entry in node.get("message").map_or(&[][..], Node::entries) {
            let what = ("消息", "message");
            if read::position(&self.scenario.messages, &entry.key, what, &mut self.findings).is_some() {
                deeds.push(Deed::Message(entry.key.clone(), named_values(Some(&entry.value))));
            }
        }
        // A deed that is written and cannot be read has its own finding.
        let written = ["clerk", "applicant", "system", "message"].iter().any(|key| node.get(key).is_some());
        if deeds.is_empty() && written {
            return None;
        }
        if deeds.is_empty() {
            let message = Text::new("这一条没有说发生了什么", "this entry does not say what happens");
            let mend = Text::new(
                "写 clerk、applicant、system 或 message 之一",
                "write one of `clerk`, `applicant`, `system`, `message`",
            );
            self.findings.push(Diagnostic::new("E0103", node.span, message).mend(mend));
            return None;
        }
        Some(Happening { at, after, deeds, span: node.span })
    }

    fn when(&mut self, node: &Node) -> Option<When> {
        let text = node.text()?;
        match text.strip_prefix('+') {
            Some(period) => {
                let read = value::period_text(period);
                if read.is_none() {
                    let message =
                        Text::new(format!("`{text}` 不是时长"), format!("`{text}` is not a length of time"));
                    let mend = Text::new("写成 +2h、+3d 或 +1wd", "write +2h, +3d or +1wd");
                    self.findings.push(Diagnostic::new("E0403", node.span, message).mend(mend));
                }
                read.map(When::Later)
            }
            None => self.instant(node).map(When::At),
        }
    }

    fn decision(&mut self, node: &Node) -> Option<Decision> {
        let verbs = [
            ("approve", Verb::Approve),
            ("return", Verb::Return),
            ("refuse", Verb::Refuse),
            ("not_accept", Verb::NotAccept),
            ("suspend", Verb::Suspend),
            ("resume", Verb::Resume),
            ("revoke", Verb::Revoke),
        ];
        let mut written = verbs.iter().filter_map(|(key, verb)| Some((verb, read::spanned(node.get(key)?)?)));
        let Some((verb, at)) = written.next() else {
            let message = Text::new("没有写工作人员作了什么决定", "it does not say what the clerk decides");
            let mend = Text::new(
                "写成 { return: 环节 }，或 approve、refuse、not_accept、suspend、resume、revoke",
                "write `{ return: step }`, or approve, refuse, not_accept, suspend, resume, revoke",
            );
            self.findings.push(Diagnostic::new("E0103", node.span, message).mend(mend));
            return None;
        };
        if let Some((_, second)) = written.next() {
            let message = Text::new("一条里只能有一个决定", "one entry is one decision");
            let mend = Text::new("分成两条写", "write the other as an entry of its own");
            self.findings.push(Diagnostic::new("E0105", second.span, message).mend(mend));
        }
        let what = node.get("what").map_or(&[][..], Node::members).iter().filter_map(read::spanned).collect();
        let because = read::label(node.get("because"), "");
        Some(Decision { verb: *verb, at, what, because, within: node.get("within").and_then(value::period) })
    }

    fn expected(&mut self, node: &Node) -> Vec<Expectation> {
        let mut all = Vec::new();
        for entry in node.entries() {
            let many: Vec<Expectation> = match &*entry.key.value {
                "items" | "offices" | "days_used" | "count" => {
                    entry.value.entries().iter().filter_map(|e| self.by_name(&entry.key.value, e)).collect()
                }
                "others" => entry.value.entries().iter().flat_map(|e| self.of_another(e)).collect(),
                "asked" => entry.value.entries().iter().filter_map(asked).collect(),
                _ => self.plainly(entry).into_iter().collect(),
            };
            all.extend(many);
        }
        all
    }

    fn of_another(&mut self, entry: &Entry) -> Vec<Expectation> {
        let of = |e: Expectation| {
            let (key, span) = (e.key, e.span);
            Expectation { what: Expected::Of(entry.key.clone(), Box::new(e)), key, span }
        };
        self.expected(&entry.value).into_iter().map(of).collect()
    }

    fn by_name(&mut self, key: &str, entry: &Entry) -> Option<Expectation> {
        let name = entry.key.clone();
        let what = match key {
            "items" => Expected::Item(name, entry.value.text()?.clone()),
            "offices" => Expected::Office(name, entry.value.text()?.clone()),
            "days_used" => Expected::DaysUsed(name, value::period(&entry.value)?),
            _ => {
                if !Figure::ALL.iter().any(|f| f.name() == &*name.value) {
                    let known = Figure::ALL.iter().map(|f| f.name());
                    self.findings.push(read::unknown(&name.value, name.span, ("指标", "figure"), known));
                    return None;
                }
                Expected::Figure(name, value::number(&entry.value)?)
            }
        };
        Some(Expectation { what, key: entry.key.span, span: entry.value.span })
    }

    fn plainly(&mut self, entry: &Entry) -> Option<Expectation> {
        let node = &entry.value;
        let key = &*entry.key.value;
        let what = match key {
            "plan" => Expected::Plan(node.text()?.clone()),
            "status" => Expected::Status(node.text()?.clone()),
            "handoffs" => Expected::Handoffs(value::count(node)?),
            "trips" => Expected::Trips(value::count(node)?),
            "steps" => Expected::Steps(names(node)),
            "not_steps" => Expected::NotSteps(names(node)),
            "certificates" => Expected::Certificates(names(node)),
            "notices" => Expected::Notices(names(node)),
            "events" => {
                self.kinds(node, ("事件", "event"), EventKind::NAMES);
                Expected::Events(names(node))
            }
            "not_events" => {
                self.kinds(node, ("事件", "event"), EventKind::NAMES);
                Expected::NotEvents(names(node))
            }
            "rejections" => {
                let known: Vec<&str> =
                    Rejection::NAMES.iter().chain(hold::Rejection::NAMES).copied().collect();
                self.kinds(node, ("被拒原因", "rejection"), &known);
                Expected::Rejections(names(node))
            }
            _ => return None,
        };
        Some(Expectation { what, key: entry.key.span, span: node.span })
    }

    /// Whether the first word of every entry is a kind that there is.
    fn kinds(&mut self, node: &Node, what: (&'static str, &'static str), known: &[&str]) {
        let known: Vec<String> = known.iter().map(|name| snake(name)).collect();
        for name in node.members().iter().filter_map(read::spanned) {
            let kind = name.value.split(' ').next().unwrap_or_default();
            if !known.iter().any(|k| k == kind) {
                self.findings.push(read::unknown(kind, name.span, what, known.iter().map(|k| &**k)));
            }
        }
    }
}

fn names(node: &Node) -> Vec<Id> {
    node.members().iter().filter_map(|n| n.text().cloned()).collect()
}

fn asked(entry: &Entry) -> Option<Expectation> {
    let what = match &*entry.key.value {
        "fields" => Expected::Fields(names(&entry.value)),
        "materials" => Expected::Materials(names(&entry.value)),
        _ => return None,
    };
    Some(Expectation { what, key: entry.key.span, span: entry.value.span })
}

fn moves(node: &Node) -> Vec<Move> {
    match node.text().map(|t| &**t) {
        Some("withdraw") => return vec![Move::Withdraw(None)],
        Some("wait") => return vec![Move::Wait],
        Some("rate") => return vec![Move::Rate],
        _ => {}
    }
    let mut moves = Vec::new();
    moves.extend(node.get("withdraw").and_then(read::spanned).map(|item| Move::Withdraw(Some(item))));
    moves.extend(node.get("commit").and_then(read::spanned).map(Move::Commit));
    if let Some(fill) = node.get("fill") {
        moves.push(Move::Fill(named_values(Some(fill))));
    }
    let takes: Option<Period> = node.get("supplement_after").and_then(value::period);
    moves.extend(takes.map(Move::SupplementAfter));
    moves
}

/// An instant as people write it: a local time of China, or with an offset or `Z`.
pub fn instant(text: &str) -> Option<jiff::Timestamp> {
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Some(instant);
    }
    let local: DateTime = text.parse().ok()?;
    let zone = TimeZone::fixed(jiff::tz::Offset::constant(8));
    local.to_zoned(zone).ok().map(|zoned| zoned.timestamp())
}

/// When a test begins that does not say.
pub fn default_start() -> jiff::Timestamp {
    // 2026-03-02 09:00 +08:00, a Monday on which offices open.
    jiff::Timestamp::from_second(1_772_413_200).unwrap_or_default()
}
