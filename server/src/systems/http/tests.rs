//! Addresses, templates, configurations and signatures.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

mod addresses;
mod configured;
mod signed;

use crate::config::secret::Vault;
use crate::systems::roles::RoleFact;
use crate::systems::work::Work;
use onething_engine::application::program::StepId;
use onething_engine::application::state::{CallId, TaskId};
use onething_engine::scenario::text::Text;
use serde_json::json;
use std::path::Path;
use uuid::Uuid;

struct TestVault;

impl Vault for TestVault {
    fn variable(&self, name: &str) -> Option<String> {
        (name == "TOKEN").then(|| "canary-4711\n".to_owned())
    }

    fn file(&self, path: &Path) -> Result<String, Text> {
        match path.to_str() {
            Some("/run/empty") => Ok("\n".to_owned()),
            Some("/run/callback") => Ok("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n".to_owned()),
            _ => Err(Text::same("it is not there".to_owned())),
        }
    }
}

fn work() -> Work {
    let given = json!({ "one.id_number": "37 0/..?#", "baby.name": ["甲", "乙"], "one.phone": null });
    Work {
        key: "018f-3-0".to_owned(),
        application: Uuid::from_u128(7),
        attempt: CallId { task: TaskId { step: StepId(0), visit: 1 }, attempt: 1 },
        system: "data_platform".into(),
        service: "data_platform.spouse".into(),
        given: given.as_object().unwrap().clone().into_iter().collect(),
        returns: vec![
            RoleFact { name: "other.name".to_owned(), facts: vec!["father.name".into()], each: false },
            RoleFact {
                name: "baby.sex".to_owned(),
                facts: vec!["child_1.sex".into(), "child_2.sex".into()],
                each: true,
            },
        ],
        stands_for: Vec::new(),
        undo: false,
        at: "2026-03-02T08:59:00+08:00".parse().unwrap(),
        until: "2026-03-02T09:00:00+08:00".parse().unwrap(),
    }
}
