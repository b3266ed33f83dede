//! JUnit XML: as xUnit's schema junit-10.xsd, which build servers check against, has it.

use super::program::Folder;
use roxmltree::{Document, Node};
use std::fs;

/// Elements of the schema that occur here, with the attributes that must stand and those that may.
const SCHEMA: &[(&str, &[&str], &[&str])] = &[
    ("testsuites", &[], &["name", "time", "tests", "failures", "errors"]),
    (
        "testsuite",
        &["name", "tests", "failures", "errors"],
        &["group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"],
    ),
    ("testcase", &["name"], &["time", "classname", "group"]),
    ("failure", &[], &["type", "message"]),
    ("error", &[], &["type", "message"]),
];

fn report(folder: &Folder) -> String {
    folder.onething(&["test", "newborn-birth", "equity-transfer", "--format", "junit"]).stdout
}

fn number(node: Node<'_, '_>, name: &str) -> usize {
    node.attribute(name).unwrap_or_else(|| panic!("no {name}")).parse().unwrap()
}

#[test]
fn it_is_valid_and_its_sums_are_right() {
    let folder = Folder::new("junit");
    let tests = folder.path("scenarios/newborn-birth/tests");
    let joint = fs::read_to_string(tests.join("joint.yaml")).unwrap();
    // A title and a reason that XML has to escape, and a test that cannot be read.
    fs::write(tests.join("joint.yaml"), joint.replace("status: concluded", "status: withdrawn")).unwrap();
    fs::write(tests.join("odd.yaml"), "onething: 1\nkind: test\nscenario: <&\">\n").unwrap();
    let text = report(&folder);
    let document = Document::parse(&text).unwrap_or_else(|why| panic!("{why}\n{text}"));
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        let found = SCHEMA.iter().find(|(element, ..)| *element == name);
        let (_, must, may) = found.unwrap_or_else(|| panic!("<{name}> is not in the schema"));
        for attribute in node.attributes() {
            let known = must.contains(&attribute.name()) || may.contains(&attribute.name());
            assert!(known, "<{name} {}=…> is not in the schema", attribute.name());
        }
        assert!(must.iter().all(|m| node.has_attribute(*m)), "<{name}> lacks one of {must:?}");
        if let Some(time) = node.attribute("time") {
            assert!(time.parse::<f64>().is_ok_and(|t| t >= 0.0), "time {time}");
        }
    }
    let root = document.root_element();
    for outer in document.descendants().filter(|n| n.has_attribute("tests")) {
        for (sum, element) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
            let inside = outer.descendants().filter(|n| n.has_tag_name(element)).count();
            assert_eq!(number(outer, sum), inside, "{sum} of {:?}", outer.attribute("name"));
        }
    }
    assert_eq!((number(root, "failures"), number(root, "errors")), (1, 1));
    let failure = document.descendants().find(|n| n.has_tag_name("failure")).unwrap();
    assert_eq!(failure.attribute("message"), Some("the status should be withdrawn, and is concluded"));
    assert!(failure.text().unwrap().contains("joint.yaml:"), "{failure:?}");
}
