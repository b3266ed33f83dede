//! Simulations of several scenarios at the same desks: each plays as the simulator itself does, and is a file too.

use super::host::{get, post, router};
use super::simulations::{BASE, begun, loaded_scenario, over};
use onething_engine::simulate::Unwatched;
use onething_server::library::observations::Observations;
use onething_server::library::{self, Place};
use onething_server::simulation::{Beside, Came, Said};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn several_scenarios_wait_at_the_same_desks() {
    let router = router();
    let asked = json!({
        "scenario": "newborn-birth", "per_day": 60, "cases": 200, "replications": 2, "seed": 7,
        "scenarios": [{ "scenario": "citizen-death", "plan": "separate", "per_day": 30 }]
    });
    let id = begun(&router, asked.clone()).await;
    let view = over(&router, &id).await;
    assert_eq!(view["status"], "done", "{view}");
    let request = &view["request"];
    assert_eq!((&request["scenario"], &request["per_day"]), (&json!("newborn-birth"), &json!(60.0)));
    let beside = json!({ "scenario": "citizen-death", "plan": "separate", "per_day": 30.0, "against": null });
    assert_eq!(request["scenarios"], json!([beside]));
    let loaded = ["newborn-birth", "citizen-death"].map(|id| library::load(&Place::Embedded, id).unwrap());
    let files: Vec<Observations> = loaded.iter().map(Observations::beside).collect();
    let beside = |(one, files)| Beside { scenario: loaded_scenario(one), files };
    let all: Vec<Beside<'_>> = loaded.iter().zip(&files).map(beside).collect();
    let said = Said {
        plan: vec!["citizen-death=separate".to_owned()],
        cases: 200,
        replications: 2,
        seed: 7,
        per_day: vec!["newborn-birth=60".to_owned(), "citizen-death=30".to_owned()],
        ..Said::default()
    };
    let Came::One(outcome) = said.play(&all, &Unwatched).unwrap().1 else { panic!("it is of one run") };
    assert_eq!(view["outcome"], serde_json::to_value(&*outcome).unwrap());
    assert_eq!(view["outcome"]["scenarios"].as_array().unwrap().len(), 2, "{view}");
    let file = async |format: &str| get(&router, &format!("{BASE}/{id}/exports/{format}")).await;
    assert_eq!(
        (file("json").await.status, file("log.csv").await.status),
        (200.try_into().unwrap(), 200.try_into().unwrap())
    );
    for (format, media, begins) in [
        ("csv", "text/csv; charset=utf-8", "scenario,group,name,figure,mean,half_width,unit\n,outcome,,"),
        ("html", "text/html; charset=utf-8", "<!doctype html>"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK"),
    ] {
        let told = file(format).await;
        assert_eq!((told.status.as_u16(), told.header("content-type")), (200, media));
        assert!(told.body.starts_with(begins.as_bytes()), "{format}");
        let named = told.header("content-disposition");
        assert!(named.contains(&format!("newborn-birth+citizen-death.{format}")), "{named}");
    }
    let table = String::from_utf8(file("csv").await.body).unwrap();
    for scenario in ["newborn-birth", "citizen-death"] {
        assert!(table.contains(&format!("\n{scenario},whole,,cycle_mean,")), "{table}");
    }
    let page = String::from_utf8(file("html").await.body).unwrap();
    assert_eq!(page.matches("<figure class=\"picture\">").count(), 2, "a process of each scenario");
    // What is wrong with one of them stands at its place.
    for (wrong, pointer) in [("newborn-birth", "/scenarios/0/scenario"), ("moon", "/scenarios/0/scenario")] {
        let mut asked = asked.clone();
        asked["scenarios"][0]["scenario"] = json!(wrong);
        let told = post(&router, BASE, asked.to_string()).await;
        assert_eq!(told.status, 422, "{}", String::from_utf8_lossy(&told.body));
        assert_eq!(told.problem()["errors"][0]["pointer"], pointer);
    }
}

/// Pairs and searches of several scenarios are files too.
#[tokio::test(flavor = "multi_thread")]
async fn what_else_is_asked_of_several_scenarios_is_a_file_too() {
    let router = router();
    let asked = |more: Value| {
        let mut asked = json!({
            "scenario": "newborn-birth", "per_day": 60, "cases": 60, "replications": 2,
            "scenarios": [{ "scenario": "citizen-death", "plan": "separate", "per_day": 30 }]
        });
        asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        asked
    };
    for (more, first) in [
        (json!({ "kind": "pair", "against": "separate" }), "scenario,figure,from_mean,"),
        (json!({ "kind": "sensitivity" }), "change,figure,from_mean,"),
        (json!({ "kind": "staffing", "candidates": 3 }), "people,cycle_mean_hours,"),
    ] {
        let view = over(&router, &begun(&router, asked(more.clone())).await).await;
        assert_eq!(view["status"], "done", "{view}");
        let id = view["id"].as_str().unwrap();
        for (format, begins) in [("csv", first), ("html", "<!doctype html>"), ("xlsx", "PK")] {
            let told = get(&router, &format!("{BASE}/{id}/exports/{format}")).await;
            assert_eq!(told.status, 200, "{more} {format}");
            assert!(told.body.starts_with(begins.as_bytes()), "{more} {format}");
            let text = String::from_utf8_lossy(&told.body);
            assert!(format != "html" || text.contains("newborn-birth + citizen-death"), "{more}");
        }
    }
}
