//! What people read, in Chinese and English, for each effect that tells somebody something.

use super::outgoing::{Kind, Outgoing, OutgoingId};
use onething_engine::application::effect::{Effect, EffectKind};
use onething_engine::application::moment::Moment;
use onething_engine::application::program::{ItemIndex, Program};
use onething_engine::scenario::model::{Catalogue, Id};
use onething_engine::scenario::text::Text;
use uuid::Uuid;

/// Who is told of what is late.
const ESCALATION: &str = "escalation";
/// Who is told of everything else.
const APPLICANT: &str = "applicant";

/// Where the names that texts speak of come from.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// What the application runs.
    pub program: &'a Program,
    /// The catalogue of its scenario.
    pub catalogue: &'a Catalogue,
}

impl Names<'_> {
    fn item(&self, item: ItemIndex) -> (Option<Id>, Text) {
        match self.program.item(item) {
            Some(facts) => (Some(facts.id.clone()), facts.title.clone()),
            None => (None, self.program.title.clone()),
        }
    }

    fn licence(&self, licence: &Id) -> Text {
        let found = self.catalogue.licences.get(licence);
        found.map_or_else(|| Text::same(licence.clone()), |licence| licence.title.clone())
    }
}

/// Yuan of fen, with two decimals.
fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

impl Outgoing {
    /// The notification that an effect owes; none where it tells nobody anything.
    pub fn of(application: Uuid, effect: &Effect, names: Names<'_>, at: Moment) -> Option<Self> {
        let (kind, to, item, text) = told(&effect.kind, names)?;
        Some(Self {
            id: OutgoingId::of(application, effect.id),
            to,
            text,
            application,
            scenario: names.program.scenario.clone(),
            kind,
            item,
            created: at,
        })
    }
}

fn told(effect: &EffectKind, names: Names<'_>) -> Option<(Kind, Id, Option<Id>, Text)> {
    let thing = &names.program.title;
    Some(match effect {
        EffectKind::Notify { to, text } => (Kind::Notice, to.clone(), None, text.clone()),
        EffectKind::Escalate { item } => {
            let (id, title) = names.item(*item);
            let text = Text::new(
                format!("督办：“{}”（{}）已超过办理时限，请尽快办理", title.zh, thing.zh),
                format!("Hurry along: \"{}\" ({}) is past its limit; please see to it", title.en, thing.en),
            );
            (Kind::Escalation, ESCALATION.into(), id, text)
        }
        EffectKind::RequestPayment { amount } => {
            let amount = yuan(*amount);
            let text = Text::new(
                format!("“{}”需缴费 {amount} 元，请缴费后继续办理", thing.zh),
                format!("\"{}\": a fee of {amount} yuan is due; it goes on once it is paid", thing.en),
            );
            (Kind::PaymentRequested, APPLICANT.into(), None, text)
        }
        EffectKind::Refund { item, amount } => {
            let ((id, title), amount) = (names.item(*item), yuan(*amount));
            let text = Text::new(
                format!("“{}”的费用 {amount} 元将退还", title.zh),
                format!("The fee of {amount} yuan for \"{}\" is paid back", title.en),
            );
            (Kind::Refunded, APPLICANT.into(), id, text)
        }
        EffectKind::IssueCertificate { item, licence, .. } => {
            let ((id, title), licence) = (names.item(*item), names.licence(licence));
            let text = Text::new(
                format!("“{}”已办结，电子证照《{}》已签发", title.zh, licence.zh),
                format!("\"{}\" is done; the e-licence \"{}\" is issued", title.en, licence.en),
            );
            (Kind::CertificateIssued, APPLICANT.into(), id, text)
        }
        EffectKind::Deliver { task } => {
            let items = names.program.step(task.step).map(|step| step.items.as_slice()).unwrap_or_default();
            // What serves several items is about the whole.
            let (id, title) = if let [item] = items { names.item(*item) } else { (None, thing.clone()) };
            let text = Text::new(
                format!("“{}”的办理结果已寄出", title.zh),
                format!("The results of \"{}\" are on their way", title.en),
            );
            (Kind::ResultsSent, APPLICANT.into(), id, text)
        }
        EffectKind::Call { .. }
        | EffectKind::SetTimer { .. }
        | EffectKind::DropTimer { .. }
        | EffectKind::Decide { .. }
        | EffectKind::AwaitMessage { .. }
        | EffectKind::RunScenario { .. }
        | EffectKind::WithdrawRun { .. }
        | EffectKind::TakeHold { .. }
        | EffectKind::LeaveHold { .. }
        | EffectKind::TestHold { .. } => return None,
    })
}

#[cfg(test)]
mod tests;
