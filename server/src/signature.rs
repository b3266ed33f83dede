//! Signatures of webhooks, those that go out and those that come in, as
//! [Standard Webhooks](https://github.com/standard-webhooks/standard-webhooks) 1.0 says: HMAC-SHA256 of
//! `id.timestamp.body`, in base64 behind `v1,`; several of them, a space between, while a secret is exchanged.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use onething_engine::application::moment::Moment;
use onething_engine::scenario::text::Text;
use sha2::Sha256;
use std::fmt;

/// How far the moment of a message may be from now, in milliseconds, before or after.
pub const TOLERANCE: i64 = 5 * 60 * 1_000;
/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// Least and most bytes of a secret, as the specification has them.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;
/// Most signatures of one message that are looked at.
const MOST_SIGNATURES: usize = 8;

/// What is no secret of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

impl Malformed {
    /// What it should be.
    pub fn text(self) -> Text {
        Text::new(
            "Webhook 密钥应为 whsec_ 加 24 至 64 字节的 base64；可用 `openssl rand -base64 32` 生成",
            "a webhook's secret is whsec_ and 24 to 64 bytes in base64; `openssl rand -base64 32` makes one",
        )
    }
}

/// The secret that sender and receiver share.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(Vec<u8>);

impl WebhookSecret {
    /// Reads `whsec_…`.
    ///
    /// # Errors
    /// [`Malformed`], which does not repeat it.
    pub fn read(text: &str) -> Result<Self, Malformed> {
        let bytes = STANDARD.decode(text.strip_prefix(PREFIX).ok_or(Malformed)?).map_err(|_| Malformed)?;
        if BYTES.contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(Malformed) }
    }

    fn mac(&self, id: &str, timestamp: i64, body: &[u8]) -> Option<Hmac<Sha256>> {
        // A key of any length is taken.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        Some(mac)
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("whsec_***")
    }
}

/// The secrets of one receiver: the one in use, and while it is exchanged the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    current: WebhookSecret,
    previous: Option<WebhookSecret>,
}

impl Signer {
    /// With the secret in use first; the one before as long as the receiver may still know no other.
    pub fn new(current: WebhookSecret, previous: Option<WebhookSecret>) -> Self {
        Self { current, previous }
    }

    /// With one secret.
    pub fn single(secret: WebhookSecret) -> Self {
        Self::new(secret, None)
    }

    fn secrets(&self) -> impl Iterator<Item = &WebhookSecret> {
        std::iter::once(&self.current).chain(&self.previous)
    }

    /// The header `webhook-signature`; `timestamp` in seconds since 1970.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let one = |secret: &WebhookSecret| {
            let mac = secret.mac(id, timestamp, body)?;
            Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
        };
        self.secrets().filter_map(one).collect::<Vec<_>>().join(" ")
    }
}

/// Why a message is not what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forged {
    /// Its moment is no whole number of seconds.
    NoTimestamp,
    /// Its moment is too far from now: replayed, or a clock is wrong.
    OutOfTime,
    /// No signature of it is one of ours.
    NoSignature,
}

/// Judges a message that came in, as an asynchronous answer of a system does: headers `webhook-id`,
/// `webhook-timestamp`, `webhook-signature`, and the body as it came. Whoever takes it in must still see that the
/// same id is not taken twice.
///
/// # Errors
/// [`Forged`]. How long it takes does not tell how much of a signature was right.
pub fn verify(
    signer: &Signer,
    id: &str,
    timestamp: &str,
    signatures: &str,
    body: &[u8],
    now: Moment,
) -> Result<(), Forged> {
    let seconds: i64 = timestamp.parse().map_err(|_| Forged::NoTimestamp)?;
    let distance = now.0.saturating_sub(seconds.saturating_mul(1_000)).saturating_abs();
    if distance > TOLERANCE {
        return Err(Forged::OutOfTime);
    }
    let sent = signatures.split(' ').filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok());
    for signature in sent.take(MOST_SIGNATURES) {
        for secret in signer.secrets() {
            let mac = secret.mac(id, seconds, body);
            if mac.is_some_and(|mac| mac.verify_slice(&signature).is_ok()) {
                return Ok(());
            }
        }
    }
    Err(Forged::NoSignature)
}

#[cfg(test)]
mod tests {
    use super::{Forged, Signer, WebhookSecret, verify};
    use onething_engine::application::moment::Moment;

    // The vector that the libraries of the specification test themselves with.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const AT: i64 = 1_614_265_330;
    const BODY: &[u8] = b"{\"test\": 2432232314}";
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const NOW: Moment = Moment(AT * 1_000);

    fn signer(current: &str, previous: Option<&str>) -> Signer {
        let read = |text: &str| WebhookSecret::read(text).unwrap();
        Signer::new(read(current), previous.map(read))
    }

    #[test]
    fn the_specifications_vector_comes_out() {
        let signer = signer(SECRET, None);
        assert_eq!(signer.sign(ID, AT, BODY), SIGNATURE);
        assert_eq!(verify(&signer, ID, "1614265330", SIGNATURE, BODY, NOW), Ok(()));
        let many = format!("v1a,xxxx v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,xx {SIGNATURE}");
        assert_eq!(verify(&signer, ID, "1614265330", &many, BODY, NOW), Ok(()));
    }

    #[test]
    fn while_a_secret_is_exchanged_both_are_good() {
        let new = "whsec_c2VjcmV0LW9mLWEtcm90YXRlZC1lbmRwb2ludC0=";
        let both = signer(new, Some(SECRET)).sign(ID, AT, BODY);
        assert_eq!(both.split(' ').count(), 2);
        for known in [new, SECRET] {
            assert_eq!(verify(&signer(known, None), ID, "1614265330", &both, BODY, NOW), Ok(()));
        }
        let other = "whsec_b3RoZXItc2VjcmV0LW9mLWFub3RoZXItc3lzdGVt";
        assert_eq!(
            verify(&signer(other, None), ID, "1614265330", &both, BODY, NOW),
            Err(Forged::NoSignature)
        );
        assert_eq!(verify(&signer(new, Some(SECRET)), ID, "1614265330", SIGNATURE, BODY, NOW), Ok(()));
    }

    #[test]
    fn what_was_changed_replayed_or_has_no_signature_is_forged() {
        let signer = signer(SECRET, None);
        let judge = |id: &str, at: &str, signature: &str, body: &[u8], now: i64| {
            verify(&signer, id, at, signature, body, Moment(now))
        };
        let (at, now) = ("1614265330", NOW.0);
        assert_eq!(judge("msg_other", at, SIGNATURE, BODY, now), Err(Forged::NoSignature));
        assert_eq!(judge(ID, "1614265331", SIGNATURE, BODY, now), Err(Forged::NoSignature));
        assert_eq!(judge(ID, at, SIGNATURE, b"{\"test\": 2432232315}", now), Err(Forged::NoSignature));
        for wrong in
            ["", "v1,", "v1", &SIGNATURE[3..], "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1,AAAA"]
        {
            assert_eq!(judge(ID, at, wrong, BODY, now), Err(Forged::NoSignature), "{wrong}");
        }
        for no_number in ["", "soon", "1614265330.5", " 1614265330"] {
            assert_eq!(judge(ID, no_number, SIGNATURE, BODY, now), Err(Forged::NoTimestamp));
        }
        for edge in [300_000, -300_000] {
            assert_eq!(judge(ID, at, SIGNATURE, BODY, now + edge), Ok(()));
            assert_eq!(judge(ID, at, SIGNATURE, BODY, now + edge + edge.signum()), Err(Forged::OutOfTime));
        }
        assert_eq!(judge(ID, &i64::MIN.to_string(), SIGNATURE, BODY, now), Err(Forged::OutOfTime));
    }

    #[test]
    fn a_secret_has_its_prefix_and_24_to_64_bytes_and_is_not_printed() {
        use base64::Engine as _;
        let of = |bytes: usize| {
            format!("whsec_{}", base64::engine::general_purpose::STANDARD.encode(vec![7; bytes]))
        };
        assert!(WebhookSecret::read(&of(24)).is_ok() && WebhookSecret::read(&of(64)).is_ok());
        for wrong in
            [of(23), of(65), "whsec_".into(), "whsec_!!".into(), SECRET[6..].to_owned(), String::new()]
        {
            assert!(WebhookSecret::read(&wrong).is_err(), "{wrong}");
        }
        assert_eq!(format!("{:?}", WebhookSecret::read(SECRET).unwrap()), "whsec_***");
    }
}
