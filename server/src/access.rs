//! Who may do what: principals, their tokens, the written policy, and the rule of where a server may listen.
//!
//! Nothing here reads a clock, a disk or the network: moments and random bytes are passed in. Tokens are events
//! of the journal ([`TokenEvent`]), folded into [`Tokens`].
//!
//! ```text
//! headers ─ Credentials ─▶ authenticate ─▶ Principal ─ policy::permit(operation) ─▶ Scope ─ covers(row) ─▶ done
//!                              │ 401                        │ 401, 403                   │ 404
//! ```

mod absences;
pub mod browser;
mod credentials;
mod denied;
mod development;
mod listen;
pub mod policy;
mod principal;
mod role;
mod row;
mod token;
mod tokens;

pub use absences::{Absence, AbsenceEvent, Absences};
pub use credentials::{Credentials, DEVELOPMENT_COOKIE, DEVELOPMENT_HEADER, authenticate};
pub use denied::Denied;
pub use development::{Development, DevelopmentRole};
pub use listen::{Refusal, may_listen};
pub use principal::{Lack, Principal, PrincipalId};
pub use role::Role;
pub use row::{Row, Scope};
pub use token::{NewToken, TokenHash, TokenId, TokenText, entropy};
pub use tokens::{Proof, Token, TokenEvent, Tokens, Verified};
