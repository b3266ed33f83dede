//! Opaque tokens: what is shown once, and the hash that is kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// What every token begins with, so that scanners for leaked secrets find it.
const PREFIX: &str = "ot_";
/// Random bytes of a token.
const BYTES: usize = 32;
/// Keeps these hashes apart from every other use of BLAKE3.
const CONTEXT: &str = "onething 2026-11 access token";

/// Names a token where it is listed and revoked; no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenId(pub Uuid);

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What is kept of a token: BLAKE3 of its text, in a context of its own.
///
/// No password hash: those are slow because passwords are few and can be tried. A token has 256 random bits;
/// nobody finds one from its hash, however fast the hash is, and every request needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenHash([u8; 32]);

/// A token as it is carried; never printed but through [`TokenText::reveal`].
#[derive(Clone, PartialEq, Eq)]
pub struct TokenText(String);

impl TokenText {
    /// Takes what stands in a header; nothing that has not the shape of a token is hashed or looked up.
    pub fn read(text: &str) -> Option<Self> {
        let body = text.strip_prefix(PREFIX)?;
        // 32 bytes are 43 letters of base64; the last letter's spare bits must be zero, so that one token has
        // one spelling.
        let bytes = URL_SAFE_NO_PAD.decode(body).ok()?;
        (bytes.len() == BYTES).then(|| Self(text.to_owned()))
    }

    /// The token itself, to be shown once to whom it was made for.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn hash(&self) -> TokenHash {
        TokenHash(blake3::derive_key(CONTEXT, self.0.as_bytes()))
    }
}

impl fmt::Debug for TokenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ot_***")
    }
}

/// A token that was just made: its text is shown once, its hash is kept.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// To show.
    pub text: TokenText,
    /// To keep.
    pub hash: TokenHash,
}

impl NewToken {
    /// From 256 random bits, those of [`entropy`] on a real server.
    pub fn from_entropy(bits: [u8; BYTES]) -> Self {
        let text = TokenText(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bits)));
        Self { hash: text.hash(), text }
    }
}

/// 256 random bits of the operating system.
///
/// # Errors
/// Where the operating system has none to give.
pub fn entropy() -> std::io::Result<[u8; BYTES]> {
    let mut bits = [0; BYTES];
    let source = rustls::crypto::ring::default_provider().secure_random;
    let failed = |_| std::io::Error::other("the operating system gives no random numbers");
    source.fill(&mut bits).map_err(failed)?;
    Ok(bits)
}

#[cfg(test)]
mod tests {
    use super::{NewToken, TokenText, entropy};

    #[test]
    fn a_token_is_read_back_and_has_one_spelling() {
        let made = NewToken::from_entropy([7; 32]);
        let text = made.text.reveal();
        assert_eq!(text.len(), 46);
        assert_eq!(TokenText::read(text).unwrap().hash(), made.hash);
        let mut other = text.to_owned();
        other.pop();
        // `c` ends the only spelling of these bytes; its neighbours differ in bits that carry nothing.
        for last in ["d", "e", "f"] {
            assert_eq!(TokenText::read(&format!("{other}{last}")), None);
        }
        for wrong in
            ["", "ot_", "ot_abc", &text[3..], &format!("{text}="), &format!(" {text}"), &text.to_uppercase()]
        {
            assert_eq!(TokenText::read(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn neither_text_nor_hash_can_be_had_from_what_is_printed() {
        let made = NewToken::from_entropy([9; 32]);
        assert_eq!(format!("{:?}", made.text), "ot_***");
        assert_ne!(&made.hash.0, blake3::hash(made.text.reveal().as_bytes()).as_bytes());
    }

    #[test]
    fn two_tokens_differ() {
        assert_ne!(entropy().unwrap(), entropy().unwrap());
    }
}
