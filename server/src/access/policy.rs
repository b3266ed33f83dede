//! The written policy: which role may do which operation of the API, and how far it reaches.
//!
//! Deny by default: what is not written here nobody may do. An operation's name is its id in the OpenAPI
//! document. `docs/access.md` is made from this table.

use super::denied::Denied;
use super::principal::Principal;
use super::role::Role;
use super::row::Scope;
use crate::planted::{Bug, has};
use indexmap::IndexMap;
use std::fmt::Write;
use std::sync::LazyLock;

/// One operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its method.
    pub method: &'static str,
    /// Its path, without `/api/v1` where it stands under it.
    pub path: &'static str,
    /// Its id.
    pub operation: &'static str,
    /// Whether nobody needs to be known for it.
    pub public: bool,
    /// How far it reaches for each role, in the order of [`Role::ALL`]; none: not allowed.
    pub scopes: [Option<Scope>; Role::ALL.len()],
}

impl Rule {
    /// How far it reaches for a role; none: not allowed.
    pub fn scope(&self, role: Role) -> Option<Scope> {
        self.scopes.get(role.column()).copied().flatten()
    }
}

/// A row: a letter for each role, applicant, clerk, designer, operator, administrator, auditor, tester, worker.
/// `o` their own, `d` their department's, `a` all, `.` not allowed. Another letter does not compile.
#[allow(clippy::panic, reason = "evaluated by the compiler alone")]
const fn row(
    method: &'static str,
    path: &'static str,
    operation: &'static str,
    letters: &[u8; Role::ALL.len()],
) -> Rule {
    let mut scopes = [None; Role::ALL.len()];
    let mut at = 0;
    while at < letters.len() {
        scopes[at] = match letters[at] {
            b'o' => Some(Scope::Own),
            b'd' => Some(Scope::Department),
            b'a' => Some(Scope::All),
            b'.' => None,
            _ => panic!("no such scope"),
        };
        at += 1;
    }
    Rule { method, path, operation, public: false, scopes }
}

/// A row for everybody, known or not.
const fn open(method: &'static str, path: &'static str, operation: &'static str) -> Rule {
    let scopes = [Some(Scope::All); Role::ALL.len()];
    Rule { method, path, operation, public: true, scopes }
}

/// All operations, by resource.
///
/// Why it is so where it is not plain: operators keep the server running and need not read what people told
/// (forms, materials, facts, events); auditors read and never write; whoever gives out tokens does nothing else but say
/// who is away; names of clerks are for those who see tokens, for their colleagues, and for a tester, who plays every
/// part but giving out tokens, for that would make of a tester whatever they like.
pub const TABLE: &[Rule] = &[
    row("GET", "/scenarios", "list_scenarios", b"aaaaaaa."),
    row("GET", "/scenarios/{id}", "get_scenario", b"aaaaaaa."),
    row("POST", "/scenarios/check", "check_scenario", b"..a...a."),
    row("POST", "/scenarios/format", "format_scenario", b"..a...a."),
    row("PUT", "/scenarios/{id}", "put_scenario", b"..a...a."),
    row("GET", "/scenarios/{id}/graph", "get_scenario_graph", b"aaaaaaa."),
    row("GET", "/scenarios/{id}/form", "get_scenario_form", b"aaaaaaa."),
    row("GET", "/scenarios/{id}/compare", "compare_scenario", b"aaaaaaa."),
    row("GET", "/portfolio", "get_portfolio", b"aaaaaaa."),
    row("GET", "/portfolio/exports/{format}", "export_portfolio", b"aaaaaaa."),
    row("GET", "/scenarios/{id}/count", "count_scenario", b"aaaaaaa."),
    row("POST", "/scenarios/{id}/difference", "compare_scenario_text", b"..a...a."),
    row("GET", "/scenarios/{id}/names", "list_scenario_names", b"..aa.aa."),
    row("GET", "/scenarios/{id}/parameters", "list_scenario_parameters", b"..aa.aa."),
    row("GET", "/scenarios/{id}/text", "get_scenario_text", b"..aa.aa."),
    row("GET", "/scenarios/{id}/tests", "test_scenario", b"..aa.aa."),
    row("GET", "/templates", "list_templates", b"..a...a."),
    row("GET", "/drafts", "list_drafts", b"..a...a."),
    row("GET", "/drafts/{id}", "get_draft", b"..a...a."),
    row("PUT", "/drafts/{id}", "put_draft", b"..a...a."),
    row("DELETE", "/drafts/{id}", "delete_draft", b"..a...a."),
    row("GET", "/versions", "list_versions", b"..aa.aa."),
    row("GET", "/migrations", "list_migrations", b"..aa.aa."),
    row("GET", "/migrations/{id}", "get_migration", b"..aa.aa."),
    row("POST", "/migrations/check", "check_migration", b"..aa..a."),
    row("POST", "/migrations", "start_migration", b"...a..a."),
    row("POST", "/applications", "start_application", b"o.....a."),
    row("POST", "/applications/generated", "generate_applications", b"......a."),
    row("GET", "/applications", "list_applications", b"od.a.aa."),
    row("GET", "/applications/{id}", "get_application", b"od.a.aa."),
    row("GET", "/applications/{id}/form", "get_application_form", b"od....a."),
    row("PUT", "/applications/{id}/form", "put_application_form", b"o.....a."),
    row("GET", "/applications/{id}/timeline", "get_application_timeline", b"od.a.aa."),
    row("GET", "/applications/{id}/events", "list_application_events", b"od...aa."),
    row("GET", "/applications/{id}/facts", "list_application_facts", b"od...aa."),
    row("GET", "/applications/{id}/graph", "get_application_graph", b"od.a.aa."),
    row("GET", "/applications/{id}/waiting", "get_application_waiting", b"od.a.aa."),
    row("GET", "/applications/{id}/messages", "list_application_messages", b"...a.aa."),
    row("GET", "/applications/{id}/results", "list_application_results", b"od....a."),
    row("GET", "/applications/{id}/notices", "list_application_notices", b"od...aa."),
    row("POST", "/applications/{id}/materials", "add_application_material", b"o.....a."),
    row("GET", "/applications/{id}/materials/{m}", "get_application_material", b"od....a."),
    row("POST", "/applications/{id}/submit", "submit_application", b"o.....a."),
    row("POST", "/applications/{id}/correct", "correct_application", b"o.....a."),
    row("POST", "/applications/{id}/withdraw", "withdraw_application", b"o.....a."),
    row("POST", "/applications/{id}/rating", "rate_application", b"o.....a."),
    row("POST", "/applications/{id}/collect", "collect_application", b"o.....a."),
    row("POST", "/applications/{id}/payment", "pay_application", b"o.....a."),
    row("POST", "/applications/{id}/commitment", "commit_application", b"o.....a."),
    row("GET", "/tasks", "list_tasks", b".d.a.aa."),
    row("GET", "/tasks/{id}", "get_task", b".d.a.aa."),
    row("POST", "/tasks/{id}/claim", "claim_task", b".d....a."),
    row("POST", "/tasks/{id}/release", "release_task", b".d....a."),
    row("POST", "/tasks/{id}/approve", "approve_task", b".d....a."),
    row("POST", "/tasks/{id}/return", "return_task", b".d....a."),
    row("POST", "/tasks/{id}/refuse", "refuse_task", b".d....a."),
    row("POST", "/tasks/{id}/suspend", "suspend_task", b".d....a."),
    row("POST", "/tasks/{id}/resume", "resume_task", b".d....a."),
    row("POST", "/tasks/{id}/complete", "complete_task", b".d....a."),
    row("POST", "/tasks/{id}/reassign", "reassign_task", b".d....a."),
    row("POST", "/tasks/{id}/not-accept", "not_accept_task", b".d....a."),
    row("GET", "/calls", "list_calls", b"...a.aao"),
    row("POST", "/calls/{id}/reply", "reply_call", b"......ao"),
    row("GET", "/systems", "list_systems", b".aaa.aao"),
    row("PUT", "/systems/{id}/behaviour", "put_system_behaviour", b"......a."),
    row("POST", "/workers/{system}/lease", "lease_work", b"......ao"),
    row("POST", "/workers/{system}/heartbeat", "heartbeat_work", b"......ao"),
    row("POST", "/workers/{system}/complete", "complete_work", b"......ao"),
    row("POST", "/workers/{system}/fail", "fail_work", b"......ao"),
    // Its signature says who sends it, not a token.
    open("POST", "/callbacks/{system}", "receive_callback"),
    row("GET", "/incidents", "list_incidents", b"...a.aa."),
    row("GET", "/incidents/{id}", "get_incident", b"...a.aa."),
    row("POST", "/incidents/{id}/retry", "retry_incident", b"...a..a."),
    row("POST", "/incidents/{id}/answer", "answer_incident", b"...a..a."),
    row("POST", "/incidents/{id}/fallback", "fallback_incident", b"...a..a."),
    row("GET", "/deliveries", "list_deliveries", b"...a.aa."),
    row("GET", "/deliveries/{id}", "get_delivery", b"...a.aa."),
    row("POST", "/deliveries/{id}/redeliver", "redeliver_delivery", b"...a..a."),
    row("POST", "/messages", "send_message", b"...a..aa"),
    row("GET", "/clock", "get_clock", b"aaaaaaaa"),
    row("POST", "/clock/advance", "advance_clock", b"......a."),
    row("POST", "/simulations", "start_simulation", b"..a...a."),
    row("GET", "/simulations", "list_simulations", b"..a...a."),
    row("GET", "/simulations/{id}", "get_simulation", b"..a...a."),
    row("PATCH", "/simulations/{id}", "rename_simulation", b"..a...a."),
    row("DELETE", "/simulations/{id}", "cancel_simulation", b"..a...a."),
    row("GET", "/simulations/{id}/exports/{format}", "export_simulation", b"..a...a."),
    row("GET", "/departments", "list_departments", b"aaaaaaaa"),
    row("GET", "/departments/{id}/colleagues", "list_colleagues", b".d..aaa."),
    row("GET", "/overview", "get_overview", b".d.a.aa."),
    row("GET", "/tokens", "list_tokens", b"....aa.."),
    row("POST", "/tokens", "create_token", b"....a..."),
    row("DELETE", "/tokens/{id}", "revoke_token", b"....a..."),
    row("GET", "/store/verify", "verify_store", b"...a.aa."),
    row("GET", "/store/stats", "get_store_stats", b"...a.aa."),
    row("GET", "/events", "stream_events", b"od.a.aa."),
    row("GET", "/me", "get_me", b"aaaaaaaa"),
    row("GET", "/me/absence", "get_own_absence", b".o......"),
    row("PUT", "/me/absence", "put_own_absence", b".o......"),
    row("DELETE", "/me/absence", "delete_own_absence", b".o......"),
    row("GET", "/people/{id}/absence", "get_absence", b"...aaaa."),
    row("PUT", "/people/{id}/absence", "put_absence", b"...aa.a."),
    row("DELETE", "/people/{id}/absence", "delete_absence", b"...aa.a."),
    row("GET", "/absences", "list_absences", b"...aaaa."),
    open("GET", "/roles", "list_roles"),
    open("GET", "/openapi.json", "get_openapi"),
    open("GET", "/healthz", "get_health"),
    open("GET", "/readyz", "get_readiness"),
    row("GET", "/metrics", "get_metrics", b"...a.aa."),
];

static BY_OPERATION: LazyLock<IndexMap<&'static str, &'static Rule>> =
    LazyLock::new(|| TABLE.iter().map(|rule| (rule.operation, rule)).collect());

/// The row of an operation.
pub fn rule(operation: &str) -> Option<&'static Rule> {
    BY_OPERATION.get(operation).copied()
}

/// Whether a principal may do an operation, and how far it then reaches; [`Scope::covers`] judges each thing.
///
/// # Errors
/// [`Denied::NoToken`] without a principal where one is needed; [`Denied::Forbidden`] for a role that may not,
/// and for everybody where the operation has no row: such an operation is not served by mistake.
pub fn permit(principal: Option<&Principal>, operation: &'static str) -> Result<Scope, Denied> {
    let rule = rule(operation);
    if rule.is_some_and(|rule| rule.public) {
        return Ok(Scope::All);
    }
    let role = principal.ok_or(Denied::NoToken)?.role;
    let scope = rule.and_then(|rule| rule.scope(role)).or(has(Bug::RoleUnasked).then_some(Scope::All));
    scope.ok_or(Denied::Forbidden { operation, role })
}

/// `docs/access.md`: the policy as a page.
pub fn markdown() -> String {
    let mut out = String::from(
        "# Who may do what · 谁可以做什么\n\n\
         Made from the policy that the server asks (`server/src/access/policy.rs`). Not written: not allowed.\n\n\
         由服务器执行的权限表生成；表中没有的一律不许。\n\n\
         **own** an applicant's own applications, a worker's own system, a clerk's own absence; **dept** what the clerk's department has \
         to do with; **all** everything; **open** needs no token. What one may not see answers 404, as if it were \
         not there.\n\n\
         **own** 本人的办件、本系统的调用、本人的离岗登记；**dept** 本部门的办件与任务；**all** 全部；**open** 无需令牌。\
         无权看到的一律答复 404，与不存在相同。\n\n| operation |",
    );
    let titles = Role::ALL.map(|role| format!(" {}<br>{} |", role.name(), role.title().zh));
    out.push_str(&titles.concat());
    let _ = writeln!(out, "\n|---|{}", "---|".repeat(Role::ALL.len()));
    for rule in TABLE {
        let _ = write!(out, "| `{}`<br>{} {} |", rule.operation, rule.method, rule.path);
        for role in Role::ALL {
            let cell = match rule.scope(role) {
                _ if rule.public => "open",
                Some(Scope::Own) => "own",
                Some(Scope::Department) => "dept",
                Some(Scope::All) => "all",
                None => "",
            };
            let _ = write!(out, " {cell} |");
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests;
