//! Deliveries of notifications on the wire.

use crate::desk::label::Label;
use crate::desk::views::moment;
use crate::notices::{Delivery, Outcome, Standing};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A notification to one receiver.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DeliveryView {
    /// Its id: that of the notification, and the receiver.
    pub id: String,
    /// The id of the notification, which the receiver gets as `webhook-id`.
    pub notice: String,
    /// The receiver, as the configuration names it.
    pub receiver: String,
    /// `waiting`, `delivered` or `dead` (given up).
    pub standing: &'static str,
    /// When it is tried, or when it was done or given up.
    pub at: String,
    /// Attempts since a person last asked for it.
    pub attempts: u8,
    /// How the last attempt ended: `delivered`, `refused`, `unreachable` or `gone`.
    pub last: Option<&'static str>,
    /// The status that the receiver answered.
    pub status: Option<u16>,
    /// What kind of thing is told.
    pub kind: &'static str,
    /// Of which application.
    pub application: Uuid,
    /// Of which scenario.
    pub scenario: String,
    /// About which item.
    pub item: Option<String>,
    /// Whom it is for.
    pub to: String,
    /// What they read; it does not leave the house.
    pub text: Label,
    /// When it came about.
    pub created_at: String,
}

impl DeliveryView {
    /// A delivery.
    pub fn of(delivery: &Delivery) -> Self {
        let notice = &delivery.notice;
        let (standing, at) = standing(delivery);
        let (last, status) = match delivery.last {
            None => (None, None),
            Some(Outcome::Delivered { status }) => (Some("delivered"), Some(status)),
            Some(Outcome::Refused { status, .. }) => (Some("refused"), Some(status)),
            Some(Outcome::Unreachable) => (Some("unreachable"), None),
            Some(Outcome::Gone) => (Some("gone"), Some(410)),
        };
        Self {
            id: delivery.id().to_string(),
            notice: notice.id.to_string(),
            receiver: delivery.endpoint.to_string(),
            standing,
            at: moment(at),
            attempts: delivery.attempts,
            last,
            status,
            kind: notice.kind.name(),
            application: notice.application,
            scenario: notice.scenario.to_string(),
            item: notice.item.as_deref().map(str::to_owned),
            to: notice.to.to_string(),
            text: (&notice.text).into(),
            created_at: moment(notice.created),
        }
    }
}

fn standing(delivery: &Delivery) -> (&'static str, onething_engine::application::Moment) {
    match delivery.standing {
        Standing::Waiting(at) => ("waiting", at),
        Standing::Delivered(at) => ("delivered", at),
        Standing::Dead(at) => ("dead", at),
    }
}

/// How deliveries stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandingAsked {
    /// To be tried.
    Waiting,
    /// Taken.
    Delivered,
    /// Given up.
    Dead,
}

/// Which deliveries.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveryQuery {
    /// To this receiver. 接收方。
    pub receiver: Option<String>,
    /// That stand so. 状态。
    #[param(inline)]
    pub standing: Option<StandingAsked>,
    /// `next_cursor` of the page before; the first page where it is absent.
    #[param(max_length = 1024)]
    pub cursor: Option<String>,
    /// Entries at most, 1 to 200; 50 where it is absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

impl DeliveryQuery {
    /// Whether a delivery is asked for.
    pub fn takes(&self, delivery: &Delivery) -> bool {
        let stands = self.standing.is_none_or(|asked| {
            let asked = match asked {
                StandingAsked::Waiting => "waiting",
                StandingAsked::Delivered => "delivered",
                StandingAsked::Dead => "dead",
            };
            standing(delivery).0 == asked
        });
        stands && self.receiver.as_ref().is_none_or(|receiver| **receiver == *delivery.endpoint)
    }
}
