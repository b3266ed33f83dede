//! Why somebody may not.

use super::role::Role;
use onething_engine::scenario::text::Text;

/// Why a request is turned away before anything is looked at, or as if nothing were there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denied {
    /// No token was sent.
    NoToken,
    /// No such token: mistyped, made up, or of another server.
    UnknownToken,
    /// Its time is over.
    Expired,
    /// It was revoked.
    Revoked,
    /// The header or cookie of a development role was sent to a server that does not run with `--dev`.
    DevelopmentOff,
    /// No such development role.
    UnknownRole(String),
    /// A browser was led here by another site.
    OtherSite,
    /// The role may not do this at all.
    Forbidden {
        /// The operation's id.
        operation: &'static str,
        /// The role.
        role: Role,
    },
    /// There is nothing of that name, or nothing that this principal may know of: the answer is the same, so
    /// that it tells nothing.
    NotFound,
}

impl Denied {
    /// The status of the answer.
    pub fn status(&self) -> u16 {
        match self {
            Denied::NoToken | Denied::UnknownToken | Denied::Expired | Denied::Revoked => 401,
            Denied::DevelopmentOff | Denied::UnknownRole(_) => 401,
            Denied::OtherSite | Denied::Forbidden { .. } => 403,
            Denied::NotFound => 404,
        }
    }

    /// The stable name, of which the `type` of a problem document is made.
    pub fn code(&self) -> &'static str {
        match self {
            Denied::NoToken => "token-missing",
            Denied::UnknownToken => "token-unknown",
            Denied::Expired => "token-expired",
            Denied::Revoked => "token-revoked",
            Denied::DevelopmentOff => "development-off",
            Denied::UnknownRole(_) => "role-unknown",
            Denied::OtherSite => "other-site",
            Denied::Forbidden { .. } => "forbidden",
            Denied::NotFound => "not-found",
        }
    }

    /// What is wrong, and how to mend it.
    pub fn text(&self) -> Text {
        match self {
            Denied::NoToken => Text::new(
                "未提供令牌；请加请求头 `Authorization: Bearer ot_…`",
                "no token was sent; add the header `Authorization: Bearer ot_…`",
            ),
            Denied::UnknownToken => Text::new(
                "令牌无效；请核对是否完整，或请安全管理员另发",
                "the token is not known here; check that it is whole, or ask the administrator for another",
            ),
            Denied::Expired => Text::new(
                "令牌已过期；请安全管理员另发",
                "the token has expired; ask the administrator for another",
            ),
            Denied::Revoked => Text::new(
                "令牌已吊销；请安全管理员另发",
                "the token was revoked; ask the administrator for another",
            ),
            Denied::DevelopmentOff => Text::new(
                "开发角色只在 `--dev` 下可用；请改用令牌",
                "development roles work under `--dev` only; use a token",
            ),
            Denied::UnknownRole(said) => Text::new(
                format!(
                    "没有开发角色 `{said}`；写成 `clerk:部门`、`clerk:部门:名字`、`applicant:名字`、`worker:系统` 或其他角色名"
                ),
                format!(
                    "no development role `{said}`; write `clerk:DEPARTMENT`, `clerk:DEPARTMENT:NAME`, `applicant:NAME`, `worker:SYSTEM` \
                     or another role's name"
                ),
            ),
            Denied::OtherSite => Text::new(
                "请求来自其他网站，已拒绝；请从本服务器自己的页面操作，或不经浏览器调用",
                "the request comes from another site and was refused; use this server's own pages, or call it \
                 without a browser",
            ),
            Denied::Forbidden { operation: "stream_events", role: Role::Designer } => Text::new(
                "场景设计人员不查看办件，因而不能订阅办件的实时事件；沙盒中请以测试人员身份订阅",
                "a designer sees no applications, and so does not follow what happens to them; in a sandbox follow it \
                 as a tester",
            ),
            Denied::Forbidden { operation, role } => {
                let may = |name: &dyn Fn(Role) -> String, between: &str| {
                    let rule = super::policy::rule(operation);
                    let scope = |role: &Role| rule.is_some_and(|rule| rule.scope(*role).is_some());
                    Role::ALL.into_iter().filter(scope).map(name).collect::<Vec<_>>().join(between)
                };
                let title = role.title();
                Text::new(
                    format!(
                        "{}无权办理 {operation}；请换用有此权限的令牌：{}",
                        title.zh,
                        may(&|role| role.title().zh.to_string(), "、")
                    ),
                    format!(
                        "the role {} may not do {operation}; use a token that may: {}",
                        role.name(),
                        may(&|role| role.name().to_owned(), ", ")
                    ),
                )
            }
            Denied::NotFound => Text::new("没有找到", "there is nothing here of that name"),
        }
    }
}
