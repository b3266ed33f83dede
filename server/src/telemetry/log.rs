//! Log lines to stderr.

use crate::config::LogFormat;
use onething_engine::scenario::text::Text;
use std::io;
use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

/// Why there is no log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// The filter cannot be read.
    Filter {
        /// As it was given.
        filter: String,
        /// Why.
        why: String,
    },
    /// This process has one already.
    Started,
}

impl Unusable {
    /// What is wrong, and how to mend it.
    pub fn text(&self) -> Text {
        match self {
            Unusable::Filter { filter, why } => Text::new(
                format!(
                    "log.filter：无法理解 `{filter}`：{why}；写成 info 或 info,onething_server::journal=debug"
                ),
                format!(
                    "log.filter: `{filter}` is not understood: {why}; write it as info or \
                     info,onething_server::journal=debug"
                ),
            ),
            Unusable::Started => Text::new("本进程已有日志", "this process has a log already"),
        }
    }
}

/// Starts the log of this process, on stderr.
///
/// # Errors
/// Where the filter cannot be read, or the process has a log already.
pub fn start(filter: &str, format: LogFormat) -> Result<(), Unusable> {
    let colour = format == LogFormat::Human && io::IsTerminal::is_terminal(&io::stderr());
    subscriber(filter, format, colour, io::stderr)?.try_init().map_err(|_| Unusable::Started)
}

/// Writes the lines that a filter lets through.
fn subscriber<W>(
    filter: &str,
    format: LogFormat,
    colour: bool,
    writer: W,
) -> Result<Box<dyn Subscriber + Send + Sync>, Unusable>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let unreadable = |why: String| Unusable::Filter { filter: filter.to_owned(), why };
    let parsed = EnvFilter::builder().parse(filter).map_err(|error| unreadable(error.to_string()))?;
    let lines = tracing_subscriber::fmt().with_env_filter(parsed).with_writer(writer).with_ansi(colour);
    Ok(match format {
        LogFormat::Human => Box::new(lines.finish()),
        LogFormat::Json => Box::new(lines.json().flatten_event(true).with_current_span(true).finish()),
    })
}

#[cfg(test)]
mod tests {
    use super::{Unusable, subscriber};
    use crate::config::LogFormat;
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What two lines look like, one of them below the filter.
    fn written(filter: &str, format: LogFormat, say: impl FnOnce()) -> String {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = subscriber(filter, format, false, move || writer.clone()).unwrap();
        tracing::subscriber::with_default(subscriber, say);
        String::from_utf8(lines.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn json_lines_are_json_and_a_line_end_in_a_value_makes_no_line() {
        let text = written("info", LogFormat::Json, || {
            tracing::info!(application = "0192\n{\"level\":\"ERROR\"}", "started");
            tracing::debug!("not seen");
        });
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 1, "{text}");
        let line: serde_json::Value = serde_json::from_str(lines[0]).unwrap();
        assert_eq!(line["level"], "INFO");
        assert_eq!(line["message"], "started");
        assert_eq!(line["application"], "0192\n{\"level\":\"ERROR\"}");
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z'));
    }

    #[test]
    fn lines_to_be_read_are_filtered_by_room_and_have_no_control_characters() {
        let text = written("warn,onething_server::telemetry=debug", LogFormat::Human, || {
            tracing::debug!(name = "a\u{1b}[31m\nb", "seen");
            tracing::info!(target: "elsewhere", "not seen");
            tracing::warn!(target: "elsewhere", "seen too");
        });
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }

    #[test]
    fn a_filter_that_cannot_be_read_is_refused() {
        for wrong in ["onething=loud", "a=b=c", "[["] {
            let refused = subscriber(wrong, LogFormat::Human, false, io::sink).err();
            assert!(matches!(refused, Some(Unusable::Filter { .. })), "{wrong}");
            assert!(refused.unwrap().text().en.contains(wrong));
        }
    }
}
