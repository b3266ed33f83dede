//! Files that mean harm, and a command line that meets them: each ends in a finding or a clear message, never
//! in a panic, within ten times the bounds of one second and 64 MiB.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// What a check may take at most, ten times over: other work may share the machine.
const MOST_TIME: Duration = Duration::from_secs(10);
/// What it may hold at most, ten times 64 MiB, in KiB as `ulimit -v` counts.
const MOST_KIB: u64 = 10 * 64 * 1024;

const HEAD: &str = "onething: 1\nkind: scenario\nid: hostile\ncatalogue: city\n";
const CATALOGUE: &str = "onething: 1\nkind: catalogue\nid: city\ndepartments:\n  health: { level: city }\n";

/// A folder of its own for a test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("onething-hostile-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("catalogue")).unwrap();
        fs::create_dir_all(path.join("hostile")).unwrap();
        fs::write(path.join("catalogue/city.yaml"), CATALOGUE).unwrap();
        Self(path)
    }

    fn scenario(&self) -> PathBuf {
        self.0.join("hostile/scenario.yaml")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn onething(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_onething")).args(arguments).output().unwrap()
}

/// `onething check` of bytes as a scenario, held to the memory bound where the system can hold it.
fn check(name: &str, bytes: &[u8]) -> (Output, Duration) {
    let folder = Folder::new(name);
    fs::write(folder.scenario(), bytes).unwrap();
    let program = env!("CARGO_BIN_EXE_onething");
    let path = folder.scenario();
    let mut command = if cfg!(target_os = "linux") {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("ulimit -v {MOST_KIB} && exec \"$0\" \"$@\"")).arg(program);
        shell
    } else {
        println!("skipped: the memory bound of `{name}` needs Linux (ulimit -v)");
        Command::new(program)
    };
    let start = Instant::now();
    let output = command.args(["check", "--format", "human"]).arg(&path).output().unwrap();
    (output, start.elapsed())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Checks that bytes end in findings of which one has a code, within the bounds.
fn ends_in(name: &str, code: &str, bytes: impl AsRef<[u8]>) {
    let (output, took) = check(name, bytes.as_ref());
    let (said, complained) = (text(&output.stdout), text(&output.stderr));
    let start: String = said.chars().take(600).collect();
    println!("{name}: {took:?}, {} bytes in, {} out", bytes.as_ref().len(), said.len());
    assert_eq!(output.status.code(), Some(1), "{name}: {:?}\n{start}\n{complained}", output.status);
    assert!(said.contains(&format!("[{code}]")), "{name}: no {code}:\n{start}");
    assert!(!complained.contains("panicked"), "{name}: {complained}");
    if std::env::var("CARGO_PROFILE_TEST_OPT_LEVEL").as_deref() == Ok("0") {
        println!("skipped: the time bound of `{name}` needs an optimised build");
    } else {
        assert!(took < MOST_TIME, "{name}: took {took:?}");
    }
    assert!(said.len() < 1 << 20, "{name}: {} bytes of findings", said.len());
}

fn scenario(rest: &str) -> String {
    format!("{HEAD}{rest}")
}

/// Many lines made from their numbers.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, n| {
        let _ = writeln!(text, "{}", line(n));
        text
    })
}

#[test]
fn nesting_without_end_is_refused() {
    ends_in("flow_lists", "E0004", scenario(&format!("never: {}", "[".repeat(100_000))));
    ends_in("flow_maps", "E0004", scenario(&format!("base: {}", "{a: ".repeat(100_000))));
    ends_in("block_lists", "E0004", scenario(&format!("never:\n  {}x\n", "- ".repeat(100_000))));
    ends_in("keys_in_keys", "E0004", scenario(&format!("base:\n  {}x\n", "? ".repeat(100_000))));
    ends_in("closed_lists", "E0004", format!("never: {}{}", "[".repeat(100_000), "]".repeat(100_000)));
}

#[test]
fn huge_texts_are_refused_or_shown_short() {
    let long = "a".repeat(16 << 20);
    ends_in("plain", "E0103", scenario(&format!("title: {long}\n")));
    ends_in("quoted", "E0103", scenario(&format!("title: \"{long}\"\n")));
    ends_in("block", "E0103", scenario(&format!("title: |\n  {long}\n")));
    ends_in("key", "E0101", scenario(&format!("? {}\n: x\n", &long[..1 << 20])));
    ends_in("open_quote", "E0021", scenario(&format!("title: \"{long}\n")));
    ends_in(
        "name",
        "E0204",
        format!("onething: 1\nkind: scenario\nid: {}-\ncatalogue: city\n", &long[..1 << 20]),
    );
}

#[test]
fn brackets_of_64_mib_are_refused() {
    ends_in("brackets", "E0004", vec![b'['; 64 << 20].as_slice());
}

#[test]
fn aliases_do_not_multiply() {
    let mut laughs = "a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n".to_owned();
    for (this, last) in ('b'..='z').zip('a'..) {
        let _ = writeln!(laughs, "{this}: &{this} [*{last}, *{last}, *{last}, *{last}, *{last}, *{last}]");
    }
    ends_in("laughs", "E0005", laughs);
    ends_in("itself", "E0005", scenario("base: &base { base: *base }\n"));
    ends_in("merge", "E0005", scenario("base: { <<: *base }\n"));
}

#[test]
fn a_million_keys_end_in_findings() {
    ends_in("one_key", "E0009", scenario(&"a: 1\n".repeat(1_000_000)));
    ends_in("each_twice", "E0009", scenario(&lines(300_000, |n| format!("k{}: 1", n % 150_000))));
    ends_in("unknown_keys", "E0101", scenario(&lines(20_000, |n| format!("k{n}: 1"))));
    ends_in("nodes", "E0003", scenario(&format!("never: [{}]\n", "a,".repeat(3_000_000))));
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    ends_in("latin", "E0001", b"onething: 1\ntitle: caf\xe9\n");
    ends_in("utf16", "E0001", b"\xff\xfeo\0n\0e\0");
    ends_in("surrogate", "E0001", b"title: \xed\xa0\x80\n");
    ends_in("nul", "E0011", b"onething: 1\0\n");
    ends_in("only_nul", "E0011", vec![0; 1 << 20]);
    ends_in("bom_inside", "E0101", scenario("a\u{feff}: 1\n"));
    ends_in("long_line_of_bytes", "E0001", vec![0xff; 8 << 20]);
}

#[test]
fn files_of_nothing_are_refused() {
    ends_in("empty", "E0002", "");
    ends_in("spaces", "E0002", "  \n\n \n");
    ends_in("comments", "E0002", "# onething: 1\n".repeat(10_000));
    ends_in("bom_only", "E0002", "\u{feff}");
    ends_in("dashes", "E0002", "---\n");
    ends_in("list", "E0010", "- onething: 1\n- kind: scenario\n");
    ends_in("text", "E0010", "onething");
    ends_in("version", "E0110", "onething: 999999999999999999999\nkind: scenario\nid: a\n");
}

#[test]
fn a_byte_order_mark_is_no_mistake() {
    let (output, _) = check(
        "bom",
        format!("\u{feff}{HEAD}people: {{ me: {{ applicant: true }} }}\nitems: {{}}\n").as_bytes(),
    );
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
}

#[test]
fn expressions_without_end_are_refused() {
    let never = |expression: &str| {
        scenario(&format!("people: {{ me: {{ applicant: true }} }}\nitems: {{}}\nnever: ['{expression}']\n"))
    };
    ends_in("long", "E0308", never(&"1 = 1 and ".repeat(1_000_000)));
    ends_in("brackets", "E0308", never(&format!("{}1{}", "(".repeat(1_900), ")".repeat(1_900))));
    ends_in("minus", "E0308", never(&"-".repeat(4_000)));
    ends_in("not", "E0308", never(&"not(".repeat(1_000)));
    ends_in("if", "E0308", never(&"if ".repeat(1_300)));
    ends_in("lists", "E0308", never(&"[".repeat(4_000)));
    ends_in("every", "E0308", never(&"every x in ".repeat(300)));
    ends_in("power", "E0308", never(&format!("2{} = 1", "**2".repeat(1_300))));
}

#[test]
fn many_mistakes_are_counted_but_not_all_shown() {
    let item = |n: usize| {
        format!("  i{n}: {{ department: nowhere{n}, limit: {{ statutory: 5wd }}, after: none{n} }}")
    };
    let items = format!("people: {{ me: {{ applicant: true }} }}\nitems:\n{}", lines(2_000, item));
    ends_in("items", "E0201", scenario(&items));
    let situation =
        |n: usize| format!("  s{n}: {{ ask: x, answers: [a, b], known_from: {{ a: t{n} = \"a\" }} }}");
    let situations = format!(
        "people: {{ me: {{ applicant: true }} }}\nitems: {{}}\nsituations:\n{}",
        lines(1_000, situation)
    );
    ends_in("situations", "E0302", scenario(&situations));
}

/// What a command line that cannot be carried out says: nothing on stdout, a word on stderr.
fn fails(arguments: &[&str], code: i32, says: &str) {
    let output = onething(arguments);
    let (said, complained) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}{complained}");
    assert!(said.is_empty(), "{arguments:?} wrote to stdout: {said}");
    assert!(complained.contains(says), "{arguments:?} says: {complained}");
    assert!(!complained.contains("panicked"), "{arguments:?}: {complained}");
}

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = Folder::new("unreadable");
    fails(&["check", shown(&folder.0.join("nothing.yaml"))], 3, "no such file");
    fails(&["check", shown(&folder.0.join("nothing/scenario.yaml"))], 3, "no such file");
    fails(&["check", shown(&folder.0.join("hostile"))], 3, "no scenario in it");
    fails(&["check", "no-such-scenario"], 3, "no scenario `no-such-scenario`");
    fails(&["compare", shown(&folder.0.join("hostile"))], 3, "without a scenario.yaml");
    fails(&["check", "--scenarios", shown(&folder.0.join("none")), "x"], 3, "no such file");
    let large = fs::File::create(folder.scenario()).unwrap();
    large.set_len((64 << 20) + 1).unwrap();
    fails(&["check", shown(&folder.scenario())], 3, "more than the 67108864 that are read");
}

#[test]
fn a_wrong_command_line_is_told_so() {
    fails(&["chekc"], 2, "check");
    fails(&["check", "--fromat", "json"], 2, "--format");
    fails(&["check", "--format", "xml"], 2, "human");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_does_not_lead_out() {
    let folder = Folder::new("link");
    let outside = folder.0.join("secret.yaml");
    fs::write(&outside, "secret: 1\n").unwrap();
    std::os::unix::fs::symlink(&outside, folder.scenario()).unwrap();
    fails(&["check", shown(&folder.0.join("hostile"))], 3, "symbolic link");
    fs::remove_file(folder.scenario()).unwrap();
    std::os::unix::fs::symlink(folder.scenario(), folder.scenario()).unwrap();
    let output = onething(&["check", shown(&folder.scenario())]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
}

#[test]
fn an_empty_file_is_a_finding_and_a_sound_one_is_none() {
    let folder = Folder::new("codes");
    fs::write(folder.scenario(), "").unwrap();
    let output = onething(&["check", shown(&folder.scenario())]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("E0002"), "{}", text(&output.stdout));
    fs::write(folder.scenario(), scenario("people: { me: { applicant: true } }\nitems: {}\n")).unwrap();
    let output = onething(&["check", shown(&folder.scenario())]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn an_output_that_cannot_be_written_leaves_nothing_behind() {
    let folder = Folder::new("output");
    let plan = "people: { me: { applicant: true } }\nitems: {}\nplans: { joint: { measures: [one_form] } }\n";
    fs::write(folder.scenario(), scenario(plan)).unwrap();
    let into = folder.0.join("no/such/folder/out.json");
    fails(&["compare", shown(&folder.scenario()), "--output", shown(&into)], 3, "cannot be written");
    assert!(!into.exists());
    // A folder stands where the file should be.
    let taken = folder.0.join("hostile");
    fails(&["compare", shown(&folder.scenario()), "--output", shown(&taken)], 3, "cannot be written");
    let left: Vec<_> = fs::read_dir(&folder.0).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".part")), "{left:?}");
}
