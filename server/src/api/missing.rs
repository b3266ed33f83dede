//! What is not there: a 404 says of which kind the thing is that was asked for, by the route alone. So it says the same
//! of what there is not and of what whoever asks may not see, and tells nobody which of both it is.

use super::problem::{Problem, kinds};
use axum::extract::MatchedPath;
use axum::response::Response;
use onething_engine::scenario::text::Text;

/// Things by how their routes begin, longer ones first: route, Chinese, English, and where they are listed.
const THINGS: &[(&str, &str, &str, Option<&str>)] = &[
    (
        "/applications/{id}/materials/",
        "这个办件或这份材料",
        "such application or material",
        Some("/applications/{id}/form"),
    ),
    ("/applications/{id}", "这个办件", "such application", Some("/applications")),
    // Lists are of a department where whoever asks works in one.
    (
        "/applications",
        "这个部门，或它不是您所在的部门",
        "such department, or it is not yours",
        Some("/departments"),
    ),
    ("/callbacks/{system}", "这个系统", "such system", Some("/systems")),
    ("/calls/{id}", "这次调用", "such call", Some("/calls")),
    ("/deliveries/{id}", "这次投递", "such delivery", Some("/deliveries")),
    ("/departments/{id}", "这个部门", "such department", Some("/departments")),
    ("/drafts/{id}", "这份草稿", "such draft", Some("/drafts")),
    ("/incidents/{id}", "这个异常（可能已处理）", "such incident; it may be over", Some("/incidents")),
    ("/migrations/{id}", "这次迁移", "such migration", Some("/migrations")),
    ("/people/{id}", "这个人", "such person", None),
    ("/scenarios/{id}", "这个场景", "such scenario", Some("/scenarios")),
    (
        "/simulations/{id}",
        "这次模拟（可能已被清理）",
        "such simulation; it may be kept no longer",
        Some("/simulations"),
    ),
    ("/systems/{id}", "这个系统", "such system", Some("/systems")),
    ("/tasks/{id}", "这项待办（可能已办结）", "such task; it may be done", Some("/tasks")),
    ("/tasks", "这个部门，或它不是您所在的部门", "such department, or it is not yours", Some("/departments")),
    ("/tokens/{id}", "这个令牌", "such token", Some("/tokens")),
    ("/workers/{system}", "这个系统", "such system", Some("/systems")),
];

/// Names what is not there, in an answer that does not say so itself.
pub fn named(mut response: Response, route: Option<&MatchedPath>) -> Response {
    let Some(problem) = response.extensions_mut().get_mut::<Problem>() else { return response };
    if problem.kind() == kinds::NOT_FOUND
        && !problem.is_detailed()
        && let Some((what, mend)) = route.and_then(|route| thing(route.as_str()))
    {
        *problem = problem.clone().detail(&*what.zh, &*what.en).mend(mend);
    }
    response
}

/// What a route's thing is missing as, and how to find one that there is.
fn thing(route: &str) -> Option<(Text, Text)> {
    let path = route.strip_prefix(super::openapi::BASE)?;
    let (_, zh, en, list) = THINGS.iter().find(|(begins, ..)| path.starts_with(begins))?;
    let what =
        Text::new(format!("没有{zh}，或您无权查看"), format!("there is no {en}, or none that you may see"));
    let mend = match list {
        Some(list) => Text::new(
            format!("核对编号；可用的见 GET {}{list}", super::openapi::BASE),
            format!("check its id; GET {}{list} lists those there are", super::openapi::BASE),
        ),
        None => Text::new("核对编号", "check its id"),
    };
    Some((what, mend))
}

#[cfg(test)]
mod tests {
    use super::thing;

    #[test]
    fn a_route_tells_what_is_missing_and_other_paths_do_not() {
        let what = |route: &str| thing(route).map(|(what, _)| what.en.to_string());
        let application = "there is no such application, or none that you may see";
        assert_eq!(what("/api/v1/applications/{id}/form").as_deref(), Some(application));
        let material = "there is no such application or material, or none that you may see";
        assert_eq!(what("/api/v1/applications/{id}/materials/{m}").as_deref(), Some(material));
        assert!(what("/api/v1/tasks/{id}/approve").is_some_and(|what| what.contains("task")));
        assert!(what("/api/v1/tasks").is_some_and(|what| what.contains("department")));
        for other in ["/api/v1/nowhere", "/problems/{name}", "/", "/applications/{id}"] {
            assert_eq!(what(other), None, "{other}");
        }
    }
}
