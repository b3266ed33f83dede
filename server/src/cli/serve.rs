//! `onething serve`: opens a store, serves it, and shuts it down again.

mod operations;

use super::store::not_opened;
use super::{Everywhere, Failure, GOOD, INTERNAL, USAGE, output};
use crate::access::{Development, may_listen};
use crate::api::closing::{Close, closing};
use crate::api::gate::Gate;
use crate::api::limits::Limits;
use crate::api::serve::serve;
use crate::api::shelf::Shelf;
use crate::api::web::assets::Assets;
use crate::api::{Api, Parts, router};
use crate::config::secret::OwnVault;
use crate::config::{
    Config, FileText, Flags, Mistakes, Settings, Sources, config_path, print, read_file, resolve,
};
use crate::host::{Host, check_system};
use crate::library::{self, Place};
use crate::notices::Endpoint;
use crate::runner::definitions::{check, version};
use crate::runner::{NotPublished, Runner};
use crate::store::{self, Look};
use crate::telemetry::{Metrics, start_log};
use clap::Args;
use onething_engine::application::Moment;
use onething_engine::scenario::text::{Language, Text};
use operations::Own;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// How often the host looks after itself.
const ROUND: Duration = Duration::from_secs(2);

/// Serve the API and the page.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething serve --dev\n  onething serve --data /var/lib/onething --listen 10.0.0.5:8080 --print-config"
)]
pub struct Serve {
    #[command(flatten)]
    flags: Flags,
}

/// Plain `onething`: a sandbox on loopback, open to everybody on this machine.
///
/// # Errors
/// As [`run`].
pub fn plain(everywhere: &Everywhere) -> Result<u8, Failure> {
    let mut flags = Flags::default();
    flags.give("dev", "true");
    run(&Serve { flags }, everywhere)
}

/// Runs the verb.
///
/// # Errors
/// The configuration is wrong, the store cannot be opened, or the address cannot be listened on.
pub fn run(verb: &Serve, everywhere: &Everywhere) -> Result<u8, Failure> {
    let config = configured(verb, everywhere)?;
    let language = everywhere.language();
    if verb.flags.print {
        output::write(None, &print(&config, language))?;
        return Ok(GOOD);
    }
    let settings = &config.settings;
    let place = settings.scenarios.clone().map_or_else(|| everywhere.place(), Place::Directory);
    may_begin(settings, &place)?;
    start_log(&settings.log_filter, settings.log_format).map_err(|e| refused(e.text()))?;
    let metrics = Metrics::install().map_err(|e| failed(&e))?;
    let runtime = runtime(settings)?;
    let host = Host::open(&config, runtime.handle().clone(), progress).map_err(|e| not_opened(&e))?;
    tell_found(&host);
    publish_library(&host.runner, &place);
    let outcome = runtime.block_on(served(&host, &config, place, metrics, language));
    // What is under way has had its time; threads that serve are gone before the store is.
    runtime.shutdown_timeout(Duration::from_secs(1));
    let fatal = host.runner.shared().fatal.get().cloned();
    let closed = host.close(settings.drain);
    let code = outcome?;
    match (fatal, closed) {
        (Some(error), _) | (None, Err(error)) => Err(failed(&error)),
        (None, Ok(())) => Ok(code),
    }
}

/// Refuses what could not be served before a folder is made for it: where nobody could come in, or everybody would, the
/// address is taken, or there is no library.
fn may_begin(settings: &Settings, place: &Place) -> Result<(), Failure> {
    // The tokens of a store are known once it is open; where there is none yet there are none.
    let may_have_tokens = store::is_there(&settings.data);
    may_listen(settings.listen, settings.dev, may_have_tokens).map_err(|refusal| refused(refusal.text()))?;
    library::ids(place)?;
    // It is let go of again: whoever connects while the store is being opened is refused, and does not wait.
    std::net::TcpListener::bind(settings.listen).map(drop).map_err(|error| in_use(settings.listen, &error))
}

fn refused(message: Text) -> Failure {
    Failure { code: USAGE, message }
}

fn failed(error: &dyn std::fmt::Display) -> Failure {
    Failure { code: INTERNAL, message: Text::same(error.to_string()) }
}

fn configured(verb: &Serve, everywhere: &Everywhere) -> Result<Config, Failure> {
    let environment: Vec<(String, String)> = std::env::vars().collect();
    let mut flags = verb.flags.clone();
    if let Some(folder) = &everywhere.scenarios {
        flags.give("scenarios", &folder.to_string_lossy());
    }
    if let Some(lang) = everywhere.lang {
        flags.give("language", lang.name());
    }
    let path = config_path(&flags, &environment);
    let file: Option<FileText> = match &path {
        Some(path) => Some(read_file(path).map_err(|mistake| refused(told(&Mistakes(vec![mistake]))))?),
        None => None,
    };
    let webhook = |id: &str, table: &toml::Table| Endpoint::read(id, table, &OwnVault).map(drop);
    let sources = Sources {
        flags: &flags,
        environment: &environment,
        file: file.as_ref(),
        systems: &check_system,
        webhooks: &webhook,
    };
    resolve(&sources).map_err(|mistakes| refused(told(&mistakes)))
}

fn told(mistakes: &Mistakes) -> Text {
    Text::new(mistakes.text(Language::Zh), mistakes.text(Language::En))
}

fn runtime(settings: &Settings) -> Result<Runtime, Failure> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    if let Some(workers) = settings.workers {
        builder.worker_threads(usize::try_from(workers).unwrap_or(1));
    }
    builder.enable_all().thread_name("network").build().map_err(|e| failed(&e))
}

fn progress(record: u64, from: u64) {
    const OFTEN: u64 = 100_000;
    let read = record.saturating_sub(from) + 1;
    if read.is_multiple_of(OFTEN) {
        tracing::info!(records = read, "the index is being brought up from the journal");
    }
}

fn tell_found(host: &Host) {
    let found = &host.found;
    // A store that begins has nothing that an index could be made again from.
    if let Some(reason) = found.rebuilt.as_ref().filter(|_| found.seen.last > 0) {
        tracing::warn!(%reason, records = found.seen.caught_up, "the index was made again from the journal");
    }
    if found.seen.torn {
        tracing::warn!("a batch that nobody was told of was cut off the journal, as after a crash");
    }
    if found.was_full {
        tracing::error!(
            "the disk is full: what is there is served, and writes are refused until there is room"
        );
    }
    tracing::info!(last = found.seen.last, caught_up = found.seen.caught_up, "the store is open");
}

/// What the library has and the store does not is published, so that a first start has something to apply for.
fn publish_library(runner: &Runner, place: &Place) {
    let ids = match library::ids(place) {
        Ok(ids) => ids,
        Err(error) => return tracing::warn!(%error, "the library cannot be read"),
    };
    for id in ids {
        let published = match library::files(place, &id) {
            // What was published once and then overtaken is not published again by every start.
            Ok(files) if is_known(runner, &files) => continue,
            Ok(files) => runner.publish(files, None),
            Err(error) => {
                tracing::warn!(scenario = id, %error, "it cannot be read and is not offered");
                continue;
            }
        };
        match published {
            Ok(version) => tracing::info!(scenario = id, %version, "published"),
            Err(NotPublished::Findings(findings, _)) => {
                tracing::warn!(scenario = id, findings = findings.len(), "it has errors and is not offered");
            }
            Err(NotPublished::NoScenario) => tracing::warn!(scenario = id, "there is no scenario in it"),
            Err(NotPublished::Failed(error)) => {
                tracing::error!(scenario = id, %error, "it cannot be published")
            }
        }
    }
}

fn is_known(runner: &Runner, files: &[(String, String)]) -> bool {
    matches!(runner.shared().definitions.files(version(files)), Ok(Some(_)))
}

/// The library, and over it what was published since.
fn shelf(place: Place, runner: &Runner) -> Result<Shelf, Failure> {
    let shelf = Shelf::open(place).map_err(Failure::from)?;
    for (id, listing) in runner.scenarios().map_err(|e| failed(&e))? {
        let own = library::files(shelf.place(), &id).ok().map(|files| version(&files));
        if own == Some(listing.version) {
            continue;
        }
        let published = runner.shared().definitions.files(listing.version).map_err(|e| failed(&e))?;
        if let Some(checked) = published.and_then(|published| check(&published.files)) {
            shelf.put(&id, checked);
        }
    }
    Ok(shelf)
}

async fn served(
    host: &Host,
    config: &Config,
    place: Place,
    metrics: Metrics,
    language: Language,
) -> Result<u8, Failure> {
    let settings = &config.settings;
    let shelf = shelf(place, &host.runner)?;
    let development = settings.dev.then(|| development(&shelf));
    let gate = Gate::open(host.runner.clone(), development).map_err(|e| failed(&e))?;
    let now = Moment(host.runner.shared().clock.now());
    let has_tokens = gate.tokens(|tokens| tokens.any_good(now));
    may_listen(settings.listen, settings.dev, has_tokens).map_err(|refusal| refused(refusal.text()))?;
    let listener = TcpListener::bind(settings.listen).await;
    let listener = listener.map_err(|error| in_use(settings.listen, &error))?;
    let address = listener.local_addr().unwrap_or(settings.listen);
    let (close, closing) = closing();
    let limits = Limits::of(settings);
    let look = Look::new(host.store.disk(), host.store.folder(), settings.limits_upload);
    let shelf = Arc::new(shelf);
    let parts = Parts {
        limits: limits.clone(),
        shelf: shelf.clone(),
        desk: host.desk.clone(),
        gate,
        outwards: Some(host.outwards.clone()),
        operations: Arc::new(Own::new(host.runner.clone(), metrics.clone(), settings.data.clone(), look)),
        assets: Assets::EMBEDDED,
        closing: closing.clone(),
    };
    tell_address(address, settings.dev, language);
    let until = closing.clone();
    // Without it whoever asks first waits.
    let counting = std::thread::Builder::new().name("count".into()).spawn(move || shelf.count(&until));
    drop(counting);
    let watching = tokio::spawn(watch(host.runner.clone(), metrics, close));
    let api = Api::new(parts);
    let absences = tokio::spawn(api.clone().watch_absences());
    let ended = serve(listener, router(api), Arc::new(limits), closing).await;
    absences.abort();
    watching.abort();
    if ended.cut_off > 0 {
        tracing::warn!(connections = ended.cut_off, "did not finish in time and were cut off");
    }
    Ok(GOOD)
}

/// The roles of everybody that the library speaks of.
fn development(shelf: &Shelf) -> Development {
    let catalogues = shelf.sound().into_iter().map(|(_, scenario)| scenario.catalogue.clone());
    Development::of_all(catalogues.collect::<Vec<_>>().iter().map(|catalogue| &**catalogue))
}

fn in_use(address: SocketAddr, error: &std::io::Error) -> Failure {
    let message = Text::new(
        format!("不能在 {address} 上监听：{error}；请停止占用它的程序，或用 --listen 换一个"),
        format!(
            "{address} cannot be listened on: {error}; stop what has it, or choose another with --listen"
        ),
    );
    Failure { code: USAGE, message }
}

fn tell_address(address: SocketAddr, dev: bool, language: Language) {
    if dev {
        tracing::warn!("{}", Development::banner(address).in_language(language));
    }
    let open = Text::new(
        format!("请在浏览器打开 http://{address}/ ；接口文档 http://{address}/api/docs"),
        format!("open http://{address}/ in a browser; the API is described at http://{address}/api/docs"),
    );
    tracing::info!("{}", open.in_language(language));
}

/// Looks after the host until it is told to stop, or has to.
async fn watch(runner: Arc<Runner>, metrics: Metrics, close: Close) {
    let mut round = tokio::time::interval(ROUND);
    let mut told = std::pin::pin!(told_to_stop());
    loop {
        tokio::select! {
            () = &mut told => break,
            _ = round.tick() => metrics.upkeep(),
        }
        if let Some(error) = runner.shared().fatal.get() {
            tracing::error!(%error, "the server has to end; what was acknowledged is on the medium");
            break;
        }
    }
    close.now();
}

/// Returns when the system asks the process to end.
async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        match terminated {
            Ok(mut terminated) => {
                tokio::select! {
                    _ = interrupted => {}
                    _ = terminated.recv() => {}
                }
            }
            Err(_) => drop(interrupted.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupted.await);
}
