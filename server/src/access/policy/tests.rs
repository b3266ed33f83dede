//! The policy is total, and says what it should where that matters most.

use super::{TABLE, permit, rule};
use crate::access::{Denied, Principal, PrincipalId, Role, Scope};
use std::collections::BTreeSet;

/// Every operation that the interfaces promise. Written out beside the table, so that a row that is lost is missed.
const PROMISED: &str = "
    GET /scenarios; GET /scenarios/{id}; POST /scenarios/check; PUT /scenarios/{id}; GET /scenarios/{id}/graph;
    GET /scenarios/{id}/form; GET /scenarios/{id}/compare; POST /applications; GET /applications;
    GET /applications/{id}; GET /applications/{id}/form; GET /applications/{id}/timeline;
    GET /applications/{id}/events; GET /applications/{id}/graph; PUT /applications/{id}/form;
    POST /applications/{id}/materials; POST /applications/{id}/submit; POST /applications/{id}/correct;
    POST /applications/{id}/withdraw; POST /applications/{id}/rating; GET /applications/{id}/waiting;
    GET /applications/{id}/results; GET /applications/{id}/notices; GET /applications/{id}/materials/{m};
    GET /tasks; POST /tasks/{id}/claim; POST /tasks/{id}/release; POST /tasks/{id}/approve;
    POST /tasks/{id}/return; POST /tasks/{id}/refuse; POST /tasks/{id}/suspend; POST /tasks/{id}/resume;
    POST /tasks/{id}/complete; POST /tasks/{id}/reassign; POST /tasks/{id}/not-accept; GET /calls;
    POST /calls/{id}/reply; PUT /systems/{id}/behaviour; GET /clock; POST /clock/advance; POST /simulations;
    GET /simulations/{id}; GET /incidents; POST /incidents/{id}/retry; POST /incidents/{id}/answer;
    POST /incidents/{id}/fallback; POST /workers/{system}/lease; POST /workers/{system}/heartbeat;
    POST /workers/{system}/complete; POST /workers/{system}/fail; POST /callbacks/{system}; GET /departments;
    GET /systems; GET /overview; GET /drafts; GET /versions; GET /migrations; GET /tokens; GET /store/verify;
    GET /simulations/{id}/exports/{format}; GET /events; GET /healthz; GET /readyz; GET /metrics";

fn principal(role: Role) -> Principal {
    Principal::new(PrincipalId::new("p").unwrap(), "p", role)
}

#[test]
fn every_promised_operation_has_one_row() {
    let rows: BTreeSet<String> = TABLE.iter().map(|r| format!("{} {}", r.method, r.path)).collect();
    assert_eq!(rows.len(), TABLE.len(), "a method and path stand twice");
    let names: BTreeSet<&str> = TABLE.iter().map(|r| r.operation).collect();
    assert_eq!(names.len(), TABLE.len(), "an operation stands twice");
    let promised: Vec<&str> = PROMISED.split(';').map(str::trim).collect();
    assert!(promised.len() > 60);
    let missing: Vec<&&str> = promised.iter().filter(|p| !rows.contains(**p)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_policy_answers_for_every_role_and_operation() {
    for rule in TABLE {
        let allowed =
            Role::ALL.into_iter().filter(|r| permit(Some(&principal(*r)), rule.operation).is_ok()).count();
        assert!(allowed > 0, "{}: nobody may", rule.operation);
        assert_eq!(permit(None, rule.operation).is_ok(), rule.public, "{}", rule.operation);
        for role in Role::ALL {
            match (permit(Some(&principal(role)), rule.operation), rule.public) {
                (Ok(scope), false) => assert_eq!(Some(scope), rule.scope(role)),
                (Ok(scope), true) => assert_eq!(scope, Scope::All),
                (Err(denied), _) => {
                    assert_eq!(denied, Denied::Forbidden { operation: rule.operation, role });
                    assert_eq!(denied.status(), 403);
                }
            }
        }
    }
    for role in Role::ALL {
        assert!(TABLE.iter().any(|r| !r.public && r.scope(role).is_some()), "{role:?} may do nothing");
    }
}

#[test]
fn what_has_no_row_nobody_may_do() {
    assert_eq!(rule("drop_everything"), None);
    for role in Role::ALL {
        let denied = permit(Some(&principal(role)), "drop_everything");
        assert_eq!(denied, Err(Denied::Forbidden { operation: "drop_everything", role }));
    }
    assert_eq!(permit(None, "drop_everything"), Err(Denied::NoToken));
}

#[test]
fn roles_are_kept_apart() {
    let scopes =
        |role: Role| TABLE.iter().filter(|r| !r.public).filter_map(move |r| Some((r, r.scope(role)?)));
    // Who applies reaches nothing but their own where anything is anybody's.
    for (rule, scope) in scopes(Role::Applicant).filter(|(r, _)| r.path.starts_with("/applications")) {
        assert_eq!(scope, Scope::Own, "{}", rule.operation);
    }
    for (rule, scope) in scopes(Role::Clerk).filter(|(r, _)| {
        ["/applications", "/tasks", "/events", "/overview"].iter().any(|start| r.path.starts_with(start))
    }) {
        assert_eq!(scope, Scope::Department, "{}", rule.operation);
    }
    for (rule, _) in scopes(Role::Auditor) {
        assert_eq!(rule.method, "GET", "{}: an auditor changes nothing", rule.operation);
    }
    for (rule, scope) in
        scopes(Role::Worker).filter(|(r, _)| r.path.contains("{system}") || r.path.contains("calls"))
    {
        assert_eq!(scope, Scope::Own, "{}", rule.operation);
    }
    let may = |role, operation| permit(Some(&principal(role)), operation).is_ok();
    for role in Role::ALL {
        assert_eq!(may(role, "create_token"), role == Role::Administrator);
        assert_eq!(may(role, "advance_clock"), role == Role::Tester);
        assert_eq!(may(role, "approve_task"), matches!(role, Role::Clerk | Role::Tester));
    }
    for private in ["get_application_form", "get_application_material", "list_application_events"] {
        assert!(!may(Role::Operator, private), "{private}: an operator need not read what people told");
    }
}
