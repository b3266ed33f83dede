//! The tokens of a server: a fold of their events.

use super::denied::Denied;
use super::principal::Principal;
use super::token::{TokenHash, TokenId, TokenText};
use crate::planted::{Bug, has};
use indexmap::IndexMap;
use onething_engine::application::moment::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Between two notes of the last use of one token, in milliseconds: a use is written down at most once an hour,
/// so that reading costs no writing.
const NOTE_EVERY: i64 = 60 * 60 * 1_000;

/// What happens to tokens; records of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenEvent {
    /// One was given out.
    Created {
        /// Its name.
        id: TokenId,
        /// Of its text, which nobody has but whom it was shown to.
        hash: TokenHash,
        /// Who acts with it.
        principal: Principal,
        /// What it is for, in the words of who made it.
        label: Arc<str>,
        /// When.
        at: Moment,
        /// From when on it is refused; none: until it is revoked.
        expires: Option<Moment>,
    },
    /// It was used; noted at most once an hour.
    Used {
        /// Which.
        id: TokenId,
        /// When.
        at: Moment,
    },
    /// It is refused from now on.
    Revoked {
        /// Which.
        id: TokenId,
        /// When.
        at: Moment,
    },
}

/// One token as it is listed; without its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Token {
    /// Its name.
    pub id: TokenId,
    /// Who acts with it.
    pub principal: Principal,
    /// What it is for.
    pub label: Arc<str>,
    /// When it was given out.
    pub created: Moment,
    /// From when on it is refused.
    pub expires: Option<Moment>,
    /// When it was used last, to the hour.
    pub used: Option<Moment>,
    /// When it was revoked.
    pub revoked: Option<Moment>,
}

/// By what somebody is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// A token, until this moment; none: until it is revoked.
    Token {
        /// When it ends.
        until: Option<Moment>,
    },
    /// Nothing: under `--dev` one is who one says.
    Development,
}

/// A token that is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Who acts.
    pub principal: Principal,
    /// By what.
    pub proof: Proof,
    /// To be written into the journal when convenient; losing it loses no more than an hour of "last used".
    pub note: Option<TokenEvent>,
}

/// All tokens.
///
/// A token is found by the hash of its text in one step, whatever their number. How long that takes tells
/// nothing about another's: whoever sends a token does not choose its hash.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    tokens: BTreeMap<TokenId, Token>,
    by_hash: IndexMap<TokenHash, TokenId>,
}

impl Tokens {
    /// Writes one event into them. What names no token changes nothing.
    pub fn apply(&mut self, event: &TokenEvent) {
        match event {
            TokenEvent::Created { id, hash, principal, label, at, expires } => {
                self.by_hash.insert(*hash, *id);
                let (principal, label) = (principal.clone(), label.clone());
                let (created, expires) = (*at, *expires);
                let token = Token { id: *id, principal, label, created, expires, used: None, revoked: None };
                self.tokens.insert(*id, token);
            }
            TokenEvent::Used { id, at } => {
                if let Some(token) = self.tokens.get_mut(id) {
                    token.used = token.used.max(Some(*at));
                }
            }
            TokenEvent::Revoked { id, at } => {
                if let Some(token) = self.tokens.get_mut(id) {
                    token.revoked.get_or_insert(*at);
                }
            }
        }
    }

    /// Who acts with a token now.
    ///
    /// # Errors
    /// [`Denied::UnknownToken`], [`Denied::Revoked`], [`Denied::Expired`].
    pub fn verify(&self, text: &TokenText, now: Moment) -> Result<Verified, Denied> {
        let token = self.by_hash.get(&text.hash()).and_then(|id| self.tokens.get(id));
        let token = token.ok_or(Denied::UnknownToken)?;
        if token.revoked.is_some() && !has(Bug::RevokedTokenTaken) {
            return Err(Denied::Revoked);
        }
        if token.expires.is_some_and(|expires| expires <= now) {
            return Err(Denied::Expired);
        }
        let stale = token.used.is_none_or(|used| used.plus(NOTE_EVERY) <= now);
        let note = stale.then_some(TokenEvent::Used { id: token.id, at: now });
        Ok(Verified {
            principal: token.principal.clone(),
            proof: Proof::Token { until: token.expires },
            note,
        })
    }

    /// One by its name.
    pub fn get(&self, id: TokenId) -> Option<&Token> {
        self.tokens.get(&id)
    }

    /// All, in order of their names, which is that in which they were made.
    pub fn list(&self) -> impl Iterator<Item = &Token> {
        self.tokens.values()
    }

    /// Who acts with those that are good now, the newest first.
    pub fn good(&self, now: Moment) -> impl Iterator<Item = &Principal> {
        let is_good = move |token: &&Token| {
            token.revoked.is_none() && token.expires.is_none_or(|expires| now < expires)
        };
        self.tokens.values().rev().filter(is_good).map(|token| &token.principal)
    }

    /// Whether anybody could come in now: some token is neither revoked nor expired.
    pub fn any_good(&self, now: Moment) -> bool {
        self.list().any(|t| t.revoked.is_none() && t.expires.is_none_or(|expires| now < expires))
    }
}

#[cfg(test)]
mod tests {
    use super::{TokenEvent, Tokens};
    use crate::access::{Denied, NewToken, Principal, PrincipalId, Role, TokenId};
    use onething_engine::application::moment::Moment;
    use uuid::Uuid;

    fn created(number: u8, expires: Option<Moment>) -> (NewToken, TokenEvent) {
        let token = NewToken::from_entropy([number; 32]);
        let principal =
            Principal::new(PrincipalId::new("c").unwrap(), "张三", Role::Clerk).of_department("police");
        let id = TokenId(Uuid::from_u128(u128::from(number)));
        let (hash, at) = (token.hash, Moment(1_000));
        (token, TokenEvent::Created { id, hash, principal, label: "window 3".into(), at, expires })
    }

    #[test]
    fn a_token_is_good_until_it_expires_or_is_revoked() {
        let mut tokens = Tokens::default();
        let (first, event) = created(1, Some(Moment(5_000)));
        assert_eq!(tokens.verify(&first.text, Moment(2_000)), Err(Denied::UnknownToken));
        tokens.apply(&event);
        let (second, event) = created(2, None);
        tokens.apply(&event);
        let verified = tokens.verify(&first.text, Moment(4_999)).unwrap();
        assert_eq!(verified.principal.department.as_deref(), Some("police"));
        assert_eq!(tokens.verify(&first.text, Moment(5_000)), Err(Denied::Expired));
        assert!(tokens.verify(&second.text, Moment(i64::MAX)).is_ok());
        assert!(tokens.any_good(Moment(i64::MAX)));
        let id = TokenId(Uuid::from_u128(2));
        tokens.apply(&TokenEvent::Revoked { id, at: Moment(6_000) });
        tokens.apply(&TokenEvent::Revoked { id, at: Moment(7_000) });
        assert_eq!(tokens.verify(&second.text, Moment(6_000)), Err(Denied::Revoked));
        assert_eq!(tokens.get(id).unwrap().revoked, Some(Moment(6_000)));
        assert!(!tokens.any_good(Moment(5_000)));
        assert!(tokens.any_good(Moment(4_000)));
    }

    #[test]
    fn a_use_is_noted_once_an_hour() {
        let mut tokens = Tokens::default();
        let (token, event) = created(1, None);
        tokens.apply(&event);
        let note = tokens.verify(&token.text, Moment(10_000)).unwrap().note.unwrap();
        tokens.apply(&note);
        assert_eq!(tokens.list().next().unwrap().used, Some(Moment(10_000)));
        assert_eq!(tokens.verify(&token.text, Moment(10_000 + 3_599_999)).unwrap().note, None);
        assert!(tokens.verify(&token.text, Moment(10_000 + 3_600_000)).unwrap().note.is_some());
        tokens.apply(&TokenEvent::Used { id: TokenId(Uuid::from_u128(1)), at: Moment(1) });
        assert_eq!(tokens.list().next().unwrap().used, Some(Moment(10_000)));
    }

    #[test]
    fn events_of_tokens_survive_the_journal_and_lists_hold_no_hash() {
        let (token, event) = created(3, Some(Moment(9)));
        let id = TokenId(Uuid::from_u128(3));
        for event in
            [event, TokenEvent::Used { id, at: Moment(4) }, TokenEvent::Revoked { id, at: Moment(5) }]
        {
            let bytes = rmp_serde::to_vec_named(&event).unwrap();
            assert_eq!(rmp_serde::from_slice::<TokenEvent>(&bytes).unwrap(), event);
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(!text.contains(token.text.reveal()));
        }
        let mut tokens = Tokens::default();
        let (_, event) = created(3, None);
        tokens.apply(&event);
        let listed = serde_json::to_value(tokens.list().next().unwrap()).unwrap();
        assert!(listed.get("hash").is_none() && listed.get("label").is_some());
    }
}
