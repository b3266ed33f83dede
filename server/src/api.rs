//! The HTTP interface: one resource a file, no rule in any of them.
//!
//! A request passes [`guard`] (trace, bounds, who asks, how often, how long), reaches a handler of a few lines, and
//! its answer passes back; whatever is no success leaves as a [`problem`] document. [`serve`] holds the connections.
//! [`openapi`] is generated from the handlers, so that what is described is what there is.

mod absences;
mod absent;
mod applications;
mod calls;
mod clock;
pub mod closing;
mod deliveries;
mod departments;
mod docs;
mod drafts;
pub mod dto;
mod events;
mod found;
pub mod gate;
pub mod granted;
pub mod guard;
mod guides;
mod home;
mod html;
mod incidents;
pub mod json;
pub mod language;
pub mod limits;
mod lockout;
mod me;
mod messages;
mod migrations;
mod misread;
mod missing;
pub mod openapi;
pub mod operations;
mod overview;
pub mod paging;
mod portfolio;
pub mod precondition;
pub mod problem;
pub mod query;
pub mod rate;
mod refusal;
mod repeat;
mod scenarios;
mod schemas;
pub mod serve;
pub mod shelf;
mod simulations;
pub mod slots;
mod store;
pub mod stream;
mod systems;
mod tasks;
pub mod titles;
mod tokens;
pub mod trace;
mod versions;
pub mod web;
mod workers;

use crate::access::Development;
use crate::desk::Desk;
use crate::host::Outwards;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use closing::Closing;
use gate::Gate;
use limits::Limits;
use lockout::Tries;
use operations::Operations;
use problem::{Problem, kinds};
use rate::Buckets;
use repeat::Repeats;
use shelf::Shelf;
use std::sync::Arc;
use stream::StreamSlots;
use tokio::sync::Semaphore;
use tower_http::compression::predicate::Predicate;
use tower_http::compression::{CompressionLayer, DefaultPredicate};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use web::assets::Assets;

/// What the interface stands on.
pub struct Parts {
    /// Its bounds.
    pub limits: Limits,
    /// The library.
    pub shelf: Arc<Shelf>,
    /// What people ask, and of what runs.
    pub desk: Desk,
    /// The systems that are not simulated, where there are any.
    pub outwards: Option<Arc<Outwards>>,
    /// Who asks.
    pub gate: Gate,
    /// What the host knows of itself.
    pub operations: Arc<dyn Operations>,
    /// The web front end.
    pub assets: Assets,
    /// The sign to stop.
    pub closing: Closing,
}

/// What handlers reach; copies are the same.
#[derive(Clone)]
pub struct Api(Arc<Inner>);

struct Inner {
    limits: Arc<Limits>,
    shelf: Arc<Shelf>,
    desk: Desk,
    outwards: Option<Arc<Outwards>>,
    gate: Gate,
    operations: Arc<dyn Operations>,
    assets: Assets,
    closing: Closing,
    requests: Buckets,
    submissions: Buckets,
    tries: Tries,
    repeats: Repeats,
    streams: StreamSlots,
    migration: migrations::Job,
    simulations: simulations::jobs::Jobs,
    /// Derivations at once, and those that may wait beside them.
    derivations: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api").field("limits", &self.0.limits).finish_non_exhaustive()
    }
}

impl Api {
    /// Over its parts.
    pub fn new(parts: Parts) -> Self {
        let Parts { limits, shelf, desk, outwards, gate, operations, assets, closing } = parts;
        Self(Arc::new(Inner {
            requests: Buckets::new(limits.requests),
            submissions: Buckets::new(limits.submissions),
            tries: Tries::new(limits.tries, limits.lock),
            repeats: Repeats::default(),
            streams: StreamSlots::default(),
            migration: migrations::Job::default(),
            simulations: simulations::kept(&limits, &closing, &desk, &shelf),
            derivations: Arc::new(Semaphore::new(limits.derivations)),
            queue: Arc::new(Semaphore::new(limits.derivations + limits.derivations_waiting)),
            limits: Arc::new(limits),
            shelf,
            desk,
            outwards,
            gate,
            operations,
            assets,
            closing,
        }))
    }

    /// Its bounds.
    pub fn limits(&self) -> &Arc<Limits> {
        &self.0.limits
    }

    /// The library.
    pub fn shelf(&self) -> &Shelf {
        &self.0.shelf
    }

    /// What the host knows of itself.
    pub fn operations(&self) -> &dyn Operations {
        &*self.0.operations
    }

    /// The web front end; empty where it is not in this build.
    pub fn assets(&self) -> &Assets {
        &self.0.assets
    }

    /// The sign to stop.
    pub fn closing(&self) -> &Closing {
        &self.0.closing
    }

    /// How often somebody may ask.
    pub fn requests(&self) -> &Buckets {
        &self.0.requests
    }

    /// How often somebody may submit.
    pub fn submissions(&self) -> &Buckets {
        &self.0.submissions
    }

    /// Who showed wrong tokens.
    pub fn tries(&self) -> &Tries {
        &self.0.tries
    }

    /// What was asked under which key, and answered.
    pub fn repeats(&self) -> &Repeats {
        &self.0.repeats
    }

    /// Places for event streams.
    pub fn streams(&self) -> &StreamSlots {
        &self.0.streams
    }

    /// The migration that runs.
    pub fn migration(&self) -> &migrations::Job {
        &self.0.migration
    }

    /// Simulations that wait, run and are over.
    pub(crate) fn simulations(&self) -> &simulations::jobs::Jobs {
        &self.0.simulations
    }

    /// What people ask, and of what runs.
    pub fn desk(&self) -> &Desk {
        &self.0.desk
    }

    /// The systems that are not simulated, where there are any.
    pub fn outwards(&self) -> Option<&Arc<Outwards>> {
        self.0.outwards.as_ref()
    }

    /// Who asks.
    pub fn gate(&self) -> &Gate {
        &self.0.gate
    }

    /// The roles that may be taken under `--dev`.
    pub fn development(&self) -> Option<&Development> {
        self.0.gate.development()
    }

    /// Derivations that run or wait for their turn.
    pub fn derivations(&self) -> usize {
        let places = self.0.limits.derivations + self.0.limits.derivations_waiting;
        places - self.0.queue.available_permits()
    }

    /// Does a piece of computing off the threads that serve requests, a few at once.
    ///
    /// # Errors
    /// Too many wait for their turn already; or it panicked.
    pub async fn derive<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let busy = || Problem::new(kinds::BUSY).retry_after(2);
        let place = self.0.queue.clone().try_acquire_owned().map_err(|_| busy())?;
        let turn = self.0.derivations.clone().acquire_owned().await.map_err(|_| busy())?;
        // A request that is given up leaves the work running, and so the work keeps its place to the end.
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((turn, place));
            done
        });
        done.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a derivation panicked");
            Err(Problem::new(kinds::INTERNAL))
        })
    }
}

/// The resources under `/api/v1`, with their description.
fn resources() -> OpenApiRouter<Api> {
    with_the_rest(with_applications(with_scenarios(OpenApiRouter::new())))
}

/// What is designed: scenarios, their versions, simulations of them.
fn with_scenarios(router: OpenApiRouter<Api>) -> OpenApiRouter<Api> {
    router
        .routes(routes!(scenarios::list))
        .routes(routes!(scenarios::check::check))
        .routes(routes!(scenarios::show, versions::publish))
        .routes(routes!(versions::list))
        .routes(routes!(migrations::list, migrations::start))
        .routes(routes!(migrations::check))
        .routes(routes!(migrations::show))
        .routes(routes!(simulations::list, simulations::start))
        .routes(routes!(simulations::show, simulations::rename, simulations::cancel))
        .routes(routes!(simulations::exports::export))
        .routes(routes!(scenarios::graph::graph))
        .routes(routes!(scenarios::form))
        .routes(routes!(scenarios::text::text))
        .routes(routes!(scenarios::text::templates))
        .routes(routes!(scenarios::tests::tests))
        .routes(routes!(scenarios::count::count))
        .routes(routes!(scenarios::names::names))
        .routes(routes!(scenarios::parameters::parameters))
        .routes(routes!(scenarios::edit::format))
        .routes(routes!(scenarios::edit::difference))
        .routes(routes!(scenarios::compare::compare))
        .routes(routes!(portfolio::show))
        .routes(routes!(portfolio::export))
}

/// What runs: applications and what happens to them.
fn with_applications(router: OpenApiRouter<Api>) -> OpenApiRouter<Api> {
    router
        .routes(routes!(applications::start, applications::list))
        .routes(routes!(applications::generated::generate))
        .routes(routes!(applications::show))
        .routes(routes!(applications::form, applications::moves::save))
        .routes(routes!(applications::materials::add))
        .routes(routes!(applications::materials::give))
        .routes(routes!(applications::moves::submit))
        .routes(routes!(applications::moves::correct))
        .routes(routes!(applications::moves::withdraw))
        .routes(routes!(applications::moves::rate))
        .routes(routes!(applications::moves::collect))
        .routes(routes!(applications::moves::pay))
        .routes(routes!(applications::moves::commit))
        .routes(routes!(applications::story::waiting))
        .routes(routes!(messages::list))
        .routes(routes!(messages::send))
        .routes(routes!(applications::story::timeline))
        .routes(routes!(applications::story::facts))
        .routes(routes!(applications::story::results))
        .routes(routes!(applications::story::notices))
        .routes(routes!(applications::story::graph))
        .routes(routes!(events::one))
        .routes(routes!(events::all))
}

/// Who works on it and keeps it running.
fn with_the_rest(router: OpenApiRouter<Api>) -> OpenApiRouter<Api> {
    router
        .routes(routes!(tasks::list))
        .routes(routes!(tasks::show))
        .routes(routes!(tasks::pass::claim))
        .routes(routes!(tasks::pass::release))
        .routes(routes!(tasks::pass::reassign))
        .routes(routes!(tasks::decide::approve))
        .routes(routes!(tasks::decide::complete))
        .routes(routes!(tasks::decide::give_back))
        .routes(routes!(tasks::decide::refuse))
        .routes(routes!(tasks::decide::not_accept))
        .routes(routes!(tasks::decide::suspend))
        .routes(routes!(tasks::decide::resume))
        .routes(routes!(calls::list))
        .routes(routes!(calls::reply))
        .routes(routes!(incidents::list))
        .routes(routes!(incidents::show))
        .routes(routes!(incidents::retry))
        .routes(routes!(incidents::answer))
        .routes(routes!(incidents::fallback))
        .routes(routes!(deliveries::list))
        .routes(routes!(deliveries::show))
        .routes(routes!(deliveries::redeliver))
        .routes(routes!(drafts::list))
        .routes(routes!(drafts::show, drafts::save, drafts::delete))
        .routes(routes!(overview::show))
        .routes(routes!(clock::show))
        .routes(routes!(clock::advance))
        .routes(routes!(me::me))
        .routes(routes!(absences::own, absences::say_own, absences::end_own))
        .routes(routes!(absences::show, absences::say, absences::end))
        .routes(routes!(absences::list))
        .routes(routes!(me::roles))
        .routes(routes!(departments::list))
        .routes(routes!(departments::colleagues))
        .routes(routes!(systems::list))
        .routes(routes!(systems::behave))
        .routes(routes!(workers::lease))
        .routes(routes!(workers::heartbeat))
        .routes(routes!(workers::complete))
        .routes(routes!(workers::fail))
        .routes(routes!(workers::callback))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::revoke))
        .routes(routes!(store::stats))
        .routes(routes!(store::verify))
}

/// The description of the interface.
pub fn description() -> utoipa::openapi::OpenApi {
    let framed = OpenApiRouter::with_openapi(openapi::frame());
    openapi::completed(framed.nest(openapi::BASE, resources()).into_openapi())
}

/// Everything that is served.
pub fn router(api: Api) -> axum::Router {
    let (resources, _) = resources().split_for_parts();
    let resources = resources.route("/openapi.json", get(openapi::document));
    let routes = axum::Router::new()
        .nest(openapi::BASE, resources)
        .route("/", get(web::start))
        .route(web::FILES, get(web::file))
        .route("/plain", get(home::page))
        .route("/style.css", get(html::style))
        .route("/problems", get(problem::page::all))
        .route("/problems/{name}", get(problem::page::one))
        .route("/schemas/{file}", get(schemas::one))
        .route("/guides", get(guides::index))
        .route("/guides/{name}", get(guides::one))
        .route("/api/docs", get(docs::index))
        .route("/api/docs/{file}", get(docs::file))
        .route("/healthz", get(operations::health))
        .route("/readyz", get(operations::ready))
        .route("/metrics", get(operations::metrics));
    guarded(api, routes)
}

/// Routes with everything around them that a request passes.
pub fn guarded(api: Api, routes: axum::Router<Api>) -> axum::Router {
    routes
        .fallback(web::page)
        .layer(from_fn_with_state(api.clone(), guard::around))
        .layer(CompressionLayer::new().compress_when(DefaultPredicate::new().and(web::answer::compressible)))
        .with_state(api)
}
