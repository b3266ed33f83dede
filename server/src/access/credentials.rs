//! From the headers of a request to who acts.

use super::denied::Denied;
use super::development::Development;
use super::token::TokenText;
use super::tokens::{Proof, Tokens, Verified};
use onething_engine::application::moment::Moment;

/// The header that names a role under `--dev`.
pub const DEVELOPMENT_HEADER: &str = "onething-role";
/// The cookie that names a role under `--dev`, set by the one-click roles of the pages.
pub const DEVELOPMENT_COOKIE: &str = "onething_role";

/// What a request says of who sends it; values as they stand in its headers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Credentials<'a> {
    /// `Authorization`.
    pub authorization: Option<&'a str>,
    /// `Onething-Role`.
    pub role: Option<&'a str>,
    /// `Cookie`.
    pub cookie: Option<&'a str>,
}

impl<'a> Credentials<'a> {
    /// The token of `Authorization: Bearer …`, whatever its shape.
    fn bearer(&self) -> Option<&'a str> {
        let (scheme, token) = self.authorization?.trim().split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }

    /// The role asked for under `--dev`: the header before the cookie, so that a script beside a browser has its
    /// way.
    fn development(&self) -> Option<&'a str> {
        let cookie = || {
            let pairs = self.cookie?.split(';').filter_map(|pair| pair.trim().split_once('='));
            pairs.into_iter().find_map(|(name, value)| (name == DEVELOPMENT_COOKIE).then_some(value))
        };
        self.role.map(str::trim).or_else(cookie)
    }
}

/// Who acts. `development` is there under `--dev` alone.
///
/// A token counts before a role. Under `--dev` a request that names nothing is a tester's, so that the first
/// `curl` of a newcomer works.
///
/// # Errors
/// Any [`Denied`] with status 401.
pub fn authenticate(
    credentials: Credentials<'_>,
    tokens: &Tokens,
    development: Option<&Development>,
    now: Moment,
) -> Result<Verified, Denied> {
    if credentials.authorization.is_some() {
        let text = credentials.bearer().and_then(TokenText::read).ok_or(Denied::UnknownToken)?;
        return tokens.verify(&text, now);
    }
    let principal = match (development, credentials.development()) {
        (None, Some(_)) if credentials.role.is_some() => return Err(Denied::DevelopmentOff),
        // A cookie is sent by the browser of who once used `--dev` here; it is nobody's claim.
        (None, _) => return Err(Denied::NoToken),
        (Some(roles), None) => roles.tester(),
        (Some(roles), Some(said)) => roles.principal(said)?,
    };
    Ok(Verified { principal, proof: Proof::Development, note: None })
}

#[cfg(test)]
mod tests {
    use super::{Credentials, authenticate};
    use crate::access::{
        Denied, Development, NewToken, Principal, PrincipalId, Role, TokenEvent, TokenId, Tokens,
    };
    use onething_engine::application::moment::Moment;
    use onething_engine::scenario::model::Catalogue;
    use uuid::Uuid;

    const NOW: Moment = Moment(1);

    fn with_token() -> (Tokens, String) {
        let token = NewToken::from_entropy([1; 32]);
        let principal = Principal::new(PrincipalId::new("u").unwrap(), "u", Role::Operator);
        let (id, at) = (TokenId(Uuid::nil()), Moment(0));
        let mut tokens = Tokens::default();
        let hash = token.hash;
        tokens.apply(&TokenEvent::Created { id, hash, principal, label: "".into(), at, expires: None });
        (tokens, token.text.reveal().to_owned())
    }

    #[test]
    fn a_token_is_read_from_the_bearer_header() {
        let (tokens, text) = with_token();
        for good in [format!("Bearer {text}"), format!("bearer  {text} ")] {
            let credentials = Credentials { authorization: Some(&good), ..Credentials::default() };
            assert_eq!(authenticate(credentials, &tokens, None, NOW).unwrap().principal.role, Role::Operator);
        }
        for wrong in [text.clone(), format!("Basic {text}"), "Bearer".to_owned(), "Bearer ot_x".to_owned()] {
            let credentials = Credentials { authorization: Some(&wrong), ..Credentials::default() };
            assert_eq!(authenticate(credentials, &tokens, None, NOW), Err(Denied::UnknownToken), "{wrong}");
        }
        assert_eq!(authenticate(Credentials::default(), &tokens, None, NOW), Err(Denied::NoToken));
    }

    #[test]
    fn roles_count_under_dev_alone() {
        let (tokens, text) = with_token();
        let roles = Development::of(&Catalogue::default());
        let header = Credentials { role: Some("auditor"), ..Credentials::default() };
        let cookie = Credentials { cookie: Some("a=b; onething_role=designer"), ..Credentials::default() };
        let role = |c| authenticate(c, &tokens, Some(&roles), NOW).unwrap().principal.role;
        assert_eq!(role(header), Role::Auditor);
        assert_eq!(role(cookie), Role::Designer);
        assert_eq!(role(Credentials { role: Some("auditor"), ..cookie }), Role::Auditor);
        assert_eq!(role(Credentials::default()), Role::Tester);
        let bearer = format!("Bearer {text}");
        assert_eq!(role(Credentials { authorization: Some(&bearer), ..header }), Role::Operator);
        assert_eq!(authenticate(header, &tokens, None, NOW), Err(Denied::DevelopmentOff));
        assert_eq!(authenticate(cookie, &tokens, None, NOW), Err(Denied::NoToken));
        // A bad token is not quietly a tester.
        let wrong = Credentials { authorization: Some("Bearer ot_wrong"), ..Credentials::default() };
        assert_eq!(authenticate(wrong, &tokens, Some(&roles), NOW), Err(Denied::UnknownToken));
    }
}
