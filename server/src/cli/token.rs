//! `onething token`: gives out and revokes tokens of a store that no server has open.

use super::store::not_opened;
use super::{Everywhere, Failure, GOOD, INTERNAL, output};
use crate::access::{Lack, NewToken, Principal, PrincipalId, Role, TokenEvent, TokenId, Tokens, entropy};
use crate::host::{self, Offline};
use crate::runner::Runner;
use clap::{Args, Subcommand};
use onething_engine::application::Moment;
use onething_engine::scenario::text::Text;
use std::path::PathBuf;
use uuid::Uuid;

/// The room of the journal that keeps tokens.
pub const ROOM: &str = "token";

/// Give out and revoke tokens.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething token create admin --role administrator --data ./data\n  onething token list --data ./data"
)]
pub struct TokenVerb {
    #[command(subcommand)]
    what: What,
    /// The folder of the store; no server may have it open (a server gives out tokens over its API)
    #[arg(long, global = true, value_name = "DIR", default_value = "./data")]
    data: PathBuf,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Give out a token; its text is shown once
    Create {
        /// Who: letters, digits, `.`, `_`, `-`, `:`
        id: String,
        /// As what: applicant, clerk, designer, operator, administrator, auditor, tester, worker
        #[arg(long)]
        role: String,
        /// Of which department; a clerk has one
        #[arg(long)]
        department: Option<String>,
        /// The system whose work a worker fetches
        #[arg(long)]
        system: Option<String>,
        /// How they are shown to those they work with
        #[arg(long)]
        name: Option<String>,
        /// What it is for
        #[arg(long, default_value = "")]
        label: String,
    },
    /// List tokens
    List,
    /// Refuse a token from now on
    Revoke {
        /// Its id, as listed
        token: Uuid,
    },
}

/// Runs the verb.
///
/// # Errors
/// The store cannot be opened, or what is asked for is not there.
pub fn run(verb: &TokenVerb, everywhere: &Everywhere) -> Result<u8, Failure> {
    let said = match &verb.what {
        What::Create { id, role, department, system, name, label } => {
            // Who could do nothing is refused before there is a store.
            let mut principal = principal(id, role, name.as_deref().unwrap_or(id))?;
            principal.department = department.as_deref().map(Into::into);
            principal.system = system.as_deref().map(Into::into);
            if let Some(lack) = principal.lack() {
                return Err(lacking(lack));
            }
            create(&*opened(verb)?, principal, label)?
        }
        What::List => Text::same(list(&*opened(verb)?)?),
        What::Revoke { token } => revoke(&*opened(verb)?, *token)?,
    };
    output::write(None, said.in_language(everywhere.language()))?;
    Ok(GOOD)
}

fn opened(verb: &TokenVerb) -> Result<Offline, Failure> {
    let (offline, _) = host::offline(&verb.data).map_err(|e| not_opened(&e))?;
    Ok(offline)
}

fn revoke(runner: &Runner, token: Uuid) -> Result<Text, Failure> {
    let id = TokenId(token);
    if tokens(runner)?.get(id).is_none() {
        return Err(Failure::usage(Text::new("没有这个令牌", "there is no such token")));
    }
    keep(runner, &format!("{token}.revoked"), &TokenEvent::Revoked { id, at: now(runner) })?;
    Ok(Text::new("已撤销", "revoked"))
}

/// Who could not do their role's work, or is given what is another's.
fn lacking(lack: Lack) -> Failure {
    let what = lack.text();
    let (zh, en) = match lack {
        Lack::Department => (
            "加上 --department 部门；部门编号见场景目录的 departments",
            "add --department ID; the catalogue of the scenarios names them under departments",
        ),
        Lack::System => (
            "加上 --system 系统；系统编号见场景目录的 systems",
            "add --system ID; the catalogue of the scenarios names them under systems",
        ),
        Lack::OtherRole("system") => ("去掉 --system", "leave out --system"),
        Lack::OtherRole(_) => ("去掉 --department", "leave out --department"),
    };
    Failure::usage(Text::new(format!("{}：{zh}", what.zh), format!("{}: {en}", what.en)))
}

fn principal(id: &str, role: &str, name: &str) -> Result<Principal, Failure> {
    let id = PrincipalId::new(id).ok_or_else(|| {
        Failure::usage(Text::new(
            format!("`{id}`：名字用 1–64 个字母、数字和 . _ - :"),
            format!("`{id}`: a name has 1 to 64 letters, digits, `.`, `_`, `-`, `:`"),
        ))
    })?;
    let found = Role::ALL.into_iter().find(|known| known.name() == role);
    let role = found.ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|known| known.name()).collect();
        let known = known.join(" ");
        Failure::usage(Text::new(
            format!("没有角色 `{role}`；现有：{known}"),
            format!("there is no role `{role}`; there are: {known}"),
        ))
    })?;
    Ok(Principal::new(id, name, role))
}

fn create(runner: &Runner, principal: Principal, label: &str) -> Result<Text, Failure> {
    let bits = entropy().map_err(|e| failed(&e))?;
    let token = NewToken::from_entropy(bits);
    let id = TokenId(Uuid::now_v7());
    let event = TokenEvent::Created {
        id,
        hash: token.hash,
        principal,
        label: label.into(),
        at: now(runner),
        expires: None,
    };
    keep(runner, &id.0.to_string(), &event)?;
    let text = token.text.reveal();
    Ok(Text::new(
        format!("{text}\n编号 {id}；令牌只显示这一次"),
        format!("{text}\nid {id}; the token is shown this once"),
    ))
}

fn list(runner: &Runner) -> Result<String, Failure> {
    let tokens = tokens(runner)?;
    let line = |token: &crate::access::Token| {
        let state = if token.revoked.is_some() { "revoked" } else { "good" };
        let principal = &token.principal;
        format!("{}\t{}\t{}\t{state}\t{}", token.id, principal.id, principal.role.name(), token.label)
    };
    let lines: Vec<String> = tokens.list().map(line).collect();
    Ok(lines.join("\n"))
}

fn tokens(runner: &Runner) -> Result<Tokens, Failure> {
    let mut tokens = Tokens::default();
    let mut after = None;
    loop {
        let page = runner.kept(ROOM, after.as_deref(), 1_000).map_err(|e| failed(&e))?;
        for (_, value) in &page.found {
            tokens.apply(&rmp_serde::from_slice(value).map_err(|e| failed(&e))?);
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(tokens),
        }
    }
}

fn keep(runner: &Runner, key: &str, event: &TokenEvent) -> Result<(), Failure> {
    let value = rmp_serde::to_vec_named(event).map_err(|e| failed(&e))?;
    runner.keep(ROOM, key, Some(value)).map_err(|e| failed(&e))
}

fn now(runner: &Runner) -> Moment {
    Moment(runner.shared().clock.now())
}

fn failed(error: &dyn std::fmt::Display) -> Failure {
    Failure { code: INTERNAL, message: Text::same(error.to_string()) }
}
