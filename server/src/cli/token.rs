//! `onething token`: gives out and revokes tokens of a store that no server has open.

use super::store::{no_store, not_opened};
use super::table::table;
use super::{Everywhere, Failure, GOOD, INTERNAL, output};
use crate::access::{
    Lack, NewToken, Principal, PrincipalId, Role, Token, TokenEvent, TokenId, Tokens, entropy,
};
use crate::desk::views::moment;
use crate::host::{self, Offline};
use crate::runner::Runner;
use crate::store::Store;
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use onething_engine::application::Moment;
use onething_engine::scenario::text::{Language, Text};
use serde::Serialize;
use std::path::PathBuf;
use uuid::Uuid;

/// The room of the journal that keeps tokens.
pub const ROOM: &str = "token";

/// Give out and revoke tokens.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething token create admin --role administrator --data ./data\n  onething token list --data ./data\n  onething token list --format json --data ./data"
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
    /// List tokens, without their texts
    List {
        /// How the list is written
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Refuse a token from now on
    Revoke {
        /// Its id, as listed
        token: Uuid,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
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
        What::List { format } => {
            // No store is made to be told that it has no tokens.
            Store::existing(&verb.data).map_err(|e| no_store(&e))?;
            listed(&tokens(&*opened(verb)?)?, *format, everywhere.language())?
        }
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

/// A token as it is listed for programs.
#[derive(Debug, Serialize)]
struct Listed<'a> {
    id: TokenId,
    /// Who acts with it.
    principal: &'a Principal,
    /// What it is for.
    label: &'a str,
    created_at: String,
    /// From when on it is refused; null: until it is revoked.
    expires_at: Option<String>,
    /// When it was used last, to the hour.
    used_at: Option<String>,
    revoked_at: Option<String>,
}

impl<'a> Listed<'a> {
    fn of(token: &'a Token) -> Self {
        Self {
            id: token.id,
            principal: &token.principal,
            label: &token.label,
            created_at: moment(token.created),
            expires_at: token.expires.map(moment),
            used_at: token.used.map(moment),
            revoked_at: token.revoked.map(moment),
        }
    }
}

fn listed(tokens: &Tokens, format: Format, language: Language) -> Result<Text, Failure> {
    if format == Format::Json {
        let all: Vec<Listed<'_>> = tokens.list().map(Listed::of).collect();
        return Ok(Text::same(output::json(&all)?));
    }
    if tokens.list().next().is_none() {
        return Ok(Text::new("没有令牌", "there are no tokens"));
    }
    let header = match language {
        Language::Zh => ["编号", "持有者", "角色", "部门或系统", "用途", "发放", "到期", "最近使用", "吊销"],
        Language::En => ["id", "who", "role", "of", "for", "created", "expires", "last used", "revoked"],
    };
    Ok(Text::same(table(&header, tokens.list().map(row), false)))
}

/// What a table says of a token: moments to the minute, in the zone of the machine.
fn row(token: &Token) -> Vec<String> {
    let said = |at: Moment| {
        let at = Timestamp::from_millisecond(at.0).unwrap_or_default().to_zoned(TimeZone::system());
        at.strftime("%Y-%m-%d %H:%M").to_string()
    };
    let maybe = |at: Option<Moment>| at.map_or_else(|| "–".to_owned(), said);
    let principal = &token.principal;
    let name = &*principal.name;
    let who =
        if *name == *principal.id.as_str() { name.to_owned() } else { format!("{} ({name})", principal.id) };
    let posts = principal.posts.iter().map(|post| format!("/{post}"));
    let of = principal.department.iter().chain(&principal.system).map(ToString::to_string).chain(posts);
    vec![
        token.id.to_string(),
        who,
        principal.role.name().to_owned(),
        of.collect(),
        token.label.to_string(),
        said(token.created),
        maybe(token.expires),
        maybe(token.used),
        maybe(token.revoked),
    ]
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
