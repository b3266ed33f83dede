//! Results as JUnit XML, as build servers read them.

use super::page;
use crate::cases::{Case, Tested};
use crate::cli::{Failure, INTERNAL};
use onething_engine::scenario::text::Language;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

/// One suite a scenario, one case a test.
pub fn xml(all: &[Tested], language: Language) -> Result<String, Failure> {
    let mut report = Report::new("onething");
    for tested in all {
        let mut suite = TestSuite::new(tested.name.as_str());
        suite.add_test_cases(tested.cases.iter().map(|c| case(&tested.name, c, language)));
        suite.set_time(tested.cases.iter().map(|c| c.took).sum());
        report.add_test_suite(suite);
    }
    let text =
        report.to_string().map_err(|error| Failure { code: INTERNAL, message: error.to_string().into() })?;
    // The schema that build servers check against (xUnit's junit-10.xsd) has no such attribute on the root, where
    // it would come first.
    Ok(text.replacen(" skipped=\"0\"", "", 1))
}

fn case(scenario: &str, case: &Case, language: Language) -> TestCase {
    let mut status = TestCaseStatus::success();
    if !case.passed() {
        // A test that cannot be read or played is an error of the test, not of the scenario.
        let kind = if case.rehearsal.is_some() { NonSuccessKind::Failure } else { NonSuccessKind::Error };
        status = TestCaseStatus::non_success(kind);
        let findings = case.findings.iter().map(|finding| finding.message.clone());
        let first = findings.chain(case.failures.iter().map(|failure| failure.what.clone())).next();
        status.set_message(first.unwrap_or_default().in_language(language).to_owned());
        status.set_description(page::failed(case, language, false));
    }
    let mut junit = TestCase::new(case.name.trim_end_matches(".yaml"), status);
    junit.set_classname(scenario).set_time(case.took);
    junit
}
