//! What leaves the house.

use super::outgoing::Outgoing;
use serde::Serialize;

/// The body of a webhook: type, moment, and of what it is. Fields stand here by name, so that a new field of
/// [`Outgoing`] does not leave the house by itself.
#[derive(Serialize)]
struct Payload<'a> {
    #[serde(rename = "type")]
    kind: String,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    application: String,
    scenario: &'a str,
    kind: &'static str,
    item: Option<&'a str>,
}

/// The body of the webhook that tells of a notification, as JSON; the same bytes at every attempt. Whom it is for,
/// what it says and every value stay in the house.
pub fn payload(outgoing: &Outgoing) -> Vec<u8> {
    let payload = Payload {
        kind: format!("application.{}", outgoing.kind.name()),
        timestamp: outgoing.created.timestamp().to_string(),
        data: Data {
            application: outgoing.application.to_string(),
            scenario: &outgoing.scenario,
            kind: outgoing.kind.name(),
            item: outgoing.item.as_deref(),
        },
    };
    // Texts and options of texts: nothing in it can fail to be written.
    serde_json::to_vec(&payload).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::payload;
    use crate::notices::{Kind, Outgoing, OutgoingId};
    use onething_engine::application::moment::Moment;
    use onething_engine::scenario::text::Text;
    use uuid::Uuid;

    #[test]
    fn the_body_is_these_fields_and_no_others() {
        let outgoing = Outgoing {
            id: OutgoingId("ntc_1".into()),
            to: "mother".into(),
            text: Text::new("张三，您好", "Dear Zhang San"),
            application: Uuid::from_u128(1),
            scenario: "newborn-birth".into(),
            kind: Kind::CertificateIssued,
            item: Some("birth_certificate".into()),
            created: Moment(1_772_413_200_000),
        };
        assert_eq!(
            String::from_utf8(payload(&outgoing)).unwrap(),
            "{\"type\":\"application.certificate_issued\",\"timestamp\":\"2026-03-02T01:00:00Z\",\"data\":\
             {\"application\":\"00000000-0000-0000-0000-000000000001\",\"scenario\":\"newborn-birth\",\
             \"kind\":\"certificate_issued\",\"item\":\"birth_certificate\"}}"
        );
    }
}
