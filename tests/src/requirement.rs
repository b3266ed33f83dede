//! What a test needs that a machine may lack: a browser, a database, a tool.

/// The variable under which nothing may be skipped; CI sets it to `1`.
pub const REQUIRE_ALL: &str = "ONETHING_REQUIRE_ALL";

/// Whether the thing called `name` is there, as `probe` finds it. A test returns early where it is not, and
/// its output says so.
///
/// # Panics
/// The thing is missing and [`REQUIRE_ALL`] is `1`: a skipped test would look like a passed one.
pub fn requires(name: &str, probe: impl FnOnce() -> bool) -> bool {
    let all = std::env::var(REQUIRE_ALL).is_ok_and(|value| value == "1");
    // The test harness names each test's thread after the test.
    let thread = std::thread::current();
    decide(thread.name().unwrap_or("a test"), name, probe(), all)
}

fn decide(test: &str, name: &str, there: bool, all: bool) -> bool {
    assert!(
        there || !all,
        "{test} needs {name}, which is missing, and {REQUIRE_ALL}=1 lets nothing be skipped"
    );
    if !there {
        println!("skipped: {test} needs {name}");
    }
    there
}

#[cfg(test)]
mod tests {
    use super::{decide, requires};

    #[test]
    fn what_is_there_is_not_skipped() {
        assert!(requires("nothing", || true));
        assert!(decide("t", "x", true, true));
    }

    #[test]
    fn what_is_missing_skips() {
        assert!(!decide("t", "x", false, false));
    }

    #[test]
    #[should_panic(expected = "t needs x, which is missing")]
    fn what_is_missing_fails_where_all_is_required() {
        decide("t", "x", false, true);
    }
}
