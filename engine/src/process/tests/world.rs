//! A small scenario whose steps are made in code: every construct of the language, from parts or from a seed.

use crate::check::check;
use crate::random::Random;
use crate::scenario::model::{
    Branch, Call, Condition, Datum, Each, Gives, Hold, HoldFree, Id, Message, MessageId, Need, Needs, Notice,
    Outcome, PartyId, PartyRef, Period, Renewal, Repeat, Run, Scenario, Step, StepKind, TermFrom, Unit, Wait,
    WaitFor,
};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::text::Text;
use std::sync::Arc;

pub(super) type Steps = Vec<Arc<Step>>;

/// The scenario, and makers of steps over its names.
#[derive(Clone)]
pub(super) struct World {
    pub(super) scenario: Scenario,
}

impl World {
    pub(super) fn new() -> Self {
        let checked =
            check(("shop.yaml", include_bytes!("shop.yaml")), &[("city.yaml", include_bytes!("city.yaml"))]);
        let errors: Vec<String> =
            checked.diagnostics.iter().map(|d| format!("{} {}", d.code, d.message.en)).collect();
        let mut scenario = Arc::unwrap_or_clone(checked.scenario.unwrap_or_else(|| panic!("{errors:?}")));
        let reply = Message {
            title: Text::new("回函", "Reply"),
            reply_to: Spanned::new(datum(&scenario, "shop.number"), Span::default()),
            gives: vec![Spanned::new(datum(&scenario, "shop.reply"), Span::default())],
            span: Span::default(),
            comes_in: None,
        };
        let release = Message { title: Text::new("解除", "Release"), gives: Vec::new(), ..reply.clone() };
        scenario.messages.insert("reply".into(), reply);
        scenario.messages.insert("release".into(), release);
        Self { scenario }
    }

    /// With these steps of the item `permit`.
    pub(super) fn with(&self, steps: Steps) -> Scenario {
        let mut scenario = self.scenario.clone();
        scenario.items["permit"].steps = steps;
        scenario
    }

    pub(super) fn datum(&self, name: &str) -> Datum {
        datum(&self.scenario, name)
    }

    pub(super) fn party(&self, name: &str) -> PartyId {
        self.scenario.people.get_index_of(name).expect("a party").into()
    }

    /// What only a run tells: `large` from the area that is asked, `passed` and `answered` from what steps give.
    pub(super) fn run_time(&self, element: &str) -> Condition {
        let datum = self.datum(&format!("shop.{element}"));
        let fact = self.scenario.computed.iter().find(|c| c.datum == datum);
        fact.expect("a computed value").value.clone()
    }

    /// Cold dishes are sold.
    pub(super) fn cold(&self) -> Condition {
        self.scenario.items["sign"].when.clone().expect("a condition")
    }

    pub(super) fn wait(
        &self,
        name: &str,
        until: WaitFor,
        within: Option<Period>,
        otherwise: Steps,
    ) -> Arc<Step> {
        let within = within.map(|p| Spanned::new(p, Span::default()));
        step(name, StepKind::Wait(Wait { until, within, otherwise, otherwise_rejects: false }))
    }

    pub(super) fn hold(&self, name: &str, waiting: Steps, effect: Steps, at_end: Steps) -> Arc<Step> {
        step(
            name,
            StepKind::Hold(Box::new(Hold {
                thing: PartyRef::Party(self.party("shop")),
                by: self.datum("shop.number"),
                line_by: Some(Spanned::new(self.datum("shop.hearing"), Span::default())),
                lasts: period(3, Unit::Years),
                from: TermFrom::TakingEffect,
                renew: Some(Renewal {
                    message: MessageId::from(0),
                    opens: None,
                    closes: None,
                    lasts: period(3, Unit::Years),
                    steps: Vec::new(),
                }),
                release: Some(MessageId::from(1)),
                waiting,
                effect,
                at_end,
            })),
        )
    }

    pub(super) fn each(&self, name: &str, steps: Steps) -> Arc<Step> {
        step(name, StepKind::Each(Each { party: self.party("worker"), steps }))
    }

    pub(super) fn repeat(&self, name: &str, until: Condition, steps: Steps) -> Arc<Step> {
        step(name, StepKind::Repeat(Repeat { steps, until, chance: Some(0.7), most: 5 }))
    }

    /// A call of the service that tells the shop's credit.
    pub(super) fn call(&self, name: &str) -> Arc<Step> {
        let service = self.scenario.catalogue.services.get_index_of("registry.credit").expect("a service");
        step(name, StepKind::Call(Call { service: service.into(), roles: Vec::new() }))
    }

    /// A work that gives elements.
    pub(super) fn giving(&self, name: &str, elements: &[&str]) -> Arc<Step> {
        let fields = elements.iter().map(|e| Spanned::new(self.datum(e), Span::default())).collect();
        Arc::new(Step { gives: Gives { fields, ..Gives::default() }, ..plain(name, StepKind::Human) })
    }

    /// A work that needs elements.
    pub(super) fn needing(&self, name: &str, elements: &[&str]) -> Arc<Step> {
        let need = |e: &&str| Need { what: self.datum(e), when: None, span: Span::default() };
        let needs = Needs { fields: elements.iter().map(need).collect(), ..Needs::default() };
        Arc::new(Step { needs, ..plain(name, StepKind::Human) })
    }

    /// Steps from a seed, nested up to a depth; names are numbered on.
    pub(super) fn random(&self, random: &mut Random, depth: usize, next: &mut usize) -> Steps {
        (0..random.below(3) + usize::from(depth > 2)).map(|_| self.random_step(random, depth, next)).collect()
    }

    fn random_step(&self, random: &mut Random, depth: usize, next: &mut usize) -> Arc<Step> {
        *next += 1;
        let name = format!("s{next}");
        let kinds = if depth == 0 { 9 } else { 17 };
        let made = match random.below(kinds) {
            0 | 1 => work(&name),
            2 => step(&name, StepKind::Special("inspection".into())),
            3 => self.call(&name),
            4 => step(&name, StepKind::Notify(Notice { to: PartyRef::Applicant, text: Text::same(&*name) })),
            5 => step(&name, StepKind::Run(self.run())),
            6 => step(
                &name,
                StepKind::HoldFree(HoldFree {
                    thing: PartyRef::Party(self.party("shop")),
                    by: self.datum("shop.number"),
                    rejects: random.below(2) == 0,
                }),
            ),
            7 => self.needing(&name, &["shop.area", "owner.name", "worker.name"]),
            8 => self.giving(&name, &["shop.permit_number"]),
            9 => choose(&name, self.branches(random, depth, next)),
            10 => step(&name, StepKind::Any(self.branches(random, depth, next))),
            11 => {
                let branches = self.branches(random, depth, next).into_iter();
                step(&name, StepKind::Parallel(branches.map(|b| Branch { when: None, ..b }).collect()))
            }
            12 => self.each(&name, self.random(random, depth - 1, next)),
            13 => self.repeat(&name, self.run_time("large"), self.random(random, depth - 1, next)),
            14 => {
                let within = (random.below(2) == 0).then(|| period(30, Unit::Days).value);
                let otherwise =
                    if within.is_some() { self.random(random, depth - 1, next) } else { Vec::new() };
                let until = match random.below(3) {
                    0 => WaitFor::Period(period(7, Unit::Days)),
                    1 => WaitFor::Moment(Spanned::new(self.datum("shop.hearing"), Span::default())),
                    _ => WaitFor::Message(MessageId::from(0)),
                };
                self.wait(&name, until, within, otherwise)
            }
            _ => {
                let mut body = || self.random(random, depth - 1, next);
                let (waiting, effect, at_end) = (body(), body(), body());
                self.hold(&name, waiting, effect, at_end)
            }
        };
        match random.below(6) {
            0 => Arc::new(Step { when: Some(self.cold()), ..Arc::unwrap_or_clone(made) }),
            _ => made,
        }
    }

    fn run(&self) -> Run {
        let parties =
            vec![(Spanned::new(Id::from("company"), Span::default()), PartyRef::Party(self.party("shop")))];
        let scenario = Spanned::new(Id::from("other-scenario"), Span::default());
        Run { scenario, plan: None, parties, must_succeed: true }
    }

    fn branches(&self, random: &mut Random, depth: usize, next: &mut usize) -> Vec<Branch> {
        (0..1 + random.below(3))
            .map(|_| {
                let when = match random.below(4) {
                    0 => None,
                    1 => Some(self.cold()),
                    _ => Some(self.run_time("large")),
                };
                let chance = (random.below(2) == 0).then_some(0.3);
                Branch { chance, ..branch(when, self.random(random, depth - 1, next)) }
            })
            .collect()
    }
}

fn datum(scenario: &Scenario, name: &str) -> Datum {
    let (party, element) = name.split_once('.').expect("party.element");
    let (id, _, facts) = scenario.people.get_full(party).expect("a party");
    let element = format!("{}.{element}", facts.kind);
    let element = scenario.catalogue.elements.get_index_of(element.as_str()).expect("an element");
    Datum { party: PartyRef::Party(PartyId::from(id)), element: element.into() }
}

pub(super) fn period(amount: u32, unit: Unit) -> Spanned<Period> {
    Spanned::new(Period { amount, unit }, Span::default())
}

fn plain(name: &str, kind: StepKind) -> Step {
    Step {
        name: name.into(),
        title: Text::same(name),
        kind,
        role: None,
        department: None,
        with: Vec::new(),
        system: None,
        takes: None,
        within: None,
        outcome: Outcome::default(),
        needs: Needs::default(),
        gives: Gives::default(),
        undo: None,
        when: None,
        span: Span::default(),
    }
}

pub(super) fn step(name: &str, kind: StepKind) -> Arc<Step> {
    Arc::new(plain(name, kind))
}

pub(super) fn work(name: &str) -> Arc<Step> {
    step(name, StepKind::Human)
}

/// The same step with another label.
pub(super) fn titled(step: Arc<Step>, zh: &str, en: &str) -> Arc<Step> {
    Arc::new(Step { title: Text::new(zh, en), ..Arc::unwrap_or_clone(step) })
}

pub(super) fn branch(when: Option<Condition>, steps: Steps) -> Branch {
    let title = when.as_ref().map_or_else(|| Text::new("否则", "Otherwise"), |c| Text::same(&*c.text.value));
    Branch { title, when, chance: None, steps, span: Span::default() }
}

pub(super) fn choose(name: &str, branches: Vec<Branch>) -> Arc<Step> {
    step(name, StepKind::Choose(branches))
}

pub(super) fn parallel(name: &str, bodies: Vec<Steps>) -> Arc<Step> {
    let beside = |steps| Branch { title: Text::default(), ..branch(None, steps) };
    step(name, StepKind::Parallel(bodies.into_iter().map(beside).collect()))
}
