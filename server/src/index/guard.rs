//! Keeps what fails inside a library from reaching further: a panic becomes a text, a hang an end of patience.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Duration;

/// How something that was watched did not end.
pub(super) enum Lost {
    /// It panicked, with these words.
    Panicked(String),
    /// It had not ended when patience did; its thread is left behind.
    Hung,
}

/// Does something; a panic is told in words. What was touched must not be used again.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(words)
}

/// Does something on a thread of its own, and waits no longer than `patience`.
pub(super) fn watched<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Lost> {
    let (tell, told) = mpsc::sync_channel(1);
    let run = move || {
        let done = guarded(work);
        if let Err(mpsc::SendError(unwanted)) = tell.send(done) {
            // Nobody waits any more; what was made is given up here, where its panics harm nobody.
            let _ = guarded(|| drop(unwanted));
        }
    };
    if let Err(error) = std::thread::Builder::new().name("index-guard".into()).spawn(run) {
        return Err(Lost::Panicked(format!("no thread for it: {error}")));
    }
    match told.recv_timeout(patience) {
        Ok(done) => done.map_err(Lost::Panicked),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(Lost::Hung),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(Lost::Panicked("its thread ended".to_owned())),
    }
}

fn words(panic: Box<dyn Any + Send>) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without words".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Lost, guarded, watched};
    use std::time::Duration;

    #[test]
    fn a_panic_becomes_words_and_a_hang_an_end() {
        assert_eq!(guarded(|| 1), Ok(1));
        assert_eq!(guarded(|| -> u8 { panic!("so {}", 1) }), Err("so 1".to_owned()));
        let long = Duration::from_secs(60);
        assert!(matches!(watched(long, || 2), Ok(2)));
        assert!(matches!(watched(long, || -> u8 { panic!("thus") }), Err(Lost::Panicked(w)) if w == "thus"));
        let hangs = watched(Duration::from_millis(20), || std::thread::sleep(Duration::from_millis(400)));
        assert!(matches!(hangs, Err(Lost::Hung)));
    }
}
