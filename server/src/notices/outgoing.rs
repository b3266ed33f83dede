//! One notification.

use onething_engine::application::effect::EffectId;
use onething_engine::application::moment::Moment;
use onething_engine::scenario::model::Id;
use onething_engine::scenario::text::Text;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

/// Names a notification for ever, by the effect it comes from: made twice, it is the same, and a receiver that got
/// it twice can tell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OutgoingId(pub Arc<str>);

impl OutgoingId {
    /// Of an application's effect.
    pub fn of(application: Uuid, effect: EffectId) -> Self {
        Self(format!("ntc_{}_{}_{}", application.simple(), effect.sequence, effect.number).into())
    }
}

impl fmt::Display for OutgoingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What kind of thing is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A notice of the scenario, or that something must be corrected.
    Notice,
    /// An item is late (督办).
    Escalation,
    /// Something is to be paid.
    PaymentRequested,
    /// Something is paid back.
    Refunded,
    /// A licence is issued.
    CertificateIssued,
    /// The results are sent.
    ResultsSent,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 6] = [
        Kind::Notice,
        Kind::Escalation,
        Kind::PaymentRequested,
        Kind::Refunded,
        Kind::CertificateIssued,
        Kind::ResultsSent,
    ];

    /// As it is written in configurations and payloads.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Notice => "notice",
            Kind::Escalation => "escalation",
            Kind::PaymentRequested => "payment_requested",
            Kind::Refunded => "refunded",
            Kind::CertificateIssued => "certificate_issued",
            Kind::ResultsSent => "results_sent",
        }
    }

    /// The kind of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// For ever.
    pub id: OutgoingId,
    /// Whom, by name of party; `applicant`, `escalation`.
    pub to: Id,
    /// What they read; stays in the house.
    pub text: Text,
    /// Of which application.
    pub application: Uuid,
    /// Of which scenario.
    pub scenario: Id,
    /// What kind of thing.
    pub kind: Kind,
    /// Which item, where it is about one.
    pub item: Option<Id>,
    /// When the effect came about.
    pub created: Moment,
}
