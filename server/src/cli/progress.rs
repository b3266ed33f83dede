//! A sign of life on a terminal for work that takes longer than a second; nothing in a pipe.

use super::words::say;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use onething_engine::scenario::text::Language;
use onething_engine::simulate::Watch;
use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Work shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar for work whose amount is known: rate and time left, once it has taken a second; on a terminal alone. An
/// interrupt (Ctrl-C) ends the work, and what is done so far is told.
pub struct Bar {
    bar: ProgressBar,
    over: Arc<AtomicBool>,
    since: Instant,
}

impl Bar {
    /// Of so many pieces.
    pub fn of(message: &str, pieces: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(pieces), ProgressDrawTarget::hidden());
        bar.set_message(message.to_owned());
        let template = "{msg} {wide_bar} {percent}% {per_sec} {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let over = Arc::new(AtomicBool::new(false));
        listen(over.clone());
        Self { bar, over, since: Instant::now() }
    }
}

impl Bar {
    /// Ends it; where the work was interrupted, that what follows is of a part of it stands on stderr, for the report
    /// of a search does not say.
    pub fn end(self, language: Language) {
        if self.is_over() {
            self.bar.finish_and_clear();
            let told = say(
                language,
                "中途停止；以下只是已完成的部分",
                "it was stopped; what follows is what was done until then",
            );
            // Nobody is left to tell if stderr is closed, and that is no failure of ours.
            let _ = writeln!(anstream::stderr(), "onething: {told}");
        }
    }
}

impl Watch for Bar {
    fn done(&self, pieces: u64) {
        self.bar.inc(pieces);
        if self.bar.is_hidden() && self.since.elapsed() >= PATIENCE && std::io::stderr().is_terminal() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Sets a flag at the first interrupt; the second ends the process, as it would without this.
fn listen(over: Arc<AtomicBool>) {
    let wait = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
        runtime.block_on(async {
            if tokio::signal::ctrl_c().await.is_ok() {
                over.store(true, Ordering::Relaxed);
            }
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(130);
            }
        });
    };
    // Without the thread an interrupt ends the process at once.
    let _ = thread::Builder::new().name("interrupt".into()).spawn(wait);
}

/// Does some work; on a terminal, `message` and the seconds gone stand on stderr once it has taken a second.
pub fn shown<T>(message: &str, work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let (done, waiting) = channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            // The channel says nothing; that its other end is dropped says that the work is done.
            if waiting.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let bar = ProgressBar::new_spinner().with_message(message.to_owned());
                if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
                    bar.set_style(style);
                }
                bar.enable_steady_tick(Duration::from_millis(120));
                let _ = waiting.recv();
                bar.finish_and_clear();
            }
        });
        let result = work();
        drop(done);
        result
    })
}
