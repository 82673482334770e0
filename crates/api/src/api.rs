//! The app builder, the same for the server and for tests.

use std::{future::ready, sync::Arc};

use actix_web::{
    App, Error,
    body::BoxBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    middleware::{Condition, from_fn},
    web,
};
use serde_json::Value;
use umbra_domain::Entropy;

use crate::{
    action_link::is_link,
    config::ApiConfig,
    docs,
    extract::identify,
    http::{
        csrf,
        edge::{Edge, edge},
        headers,
        problem::catch_panics,
        rate::{RateLimits, Ticks},
        registry::{Register, Routes, describe, operations},
        routing::{LiteralRoutes, Methods, reject_shadowed},
    },
    routes,
    web::otherwise,
};

/// The HTTP layer, ready to build an actix app for each worker thread.
#[derive(Debug, Clone)]
pub struct Api {
    edge: Arc<Edge>,
    origins: Arc<csrf::Origins>,
    use_cases: Option<web::Data<umbra_app::App>>,
    config: web::Data<ApiConfig>,
    limits: web::Data<RateLimits>,
    document: web::Data<docs::Document>,
    routes: Register,
    methods: Arc<Methods>,
    literal_routes: Arc<LiteralRoutes>,
}

impl Api {
    /// Prepares the HTTP layer.
    #[must_use]
    pub fn new(use_cases: Arc<umbra_app::App>, config: ApiConfig, ticks: &Ticks) -> Self {
        let entropy = Arc::clone(use_cases.entropy());
        let api = Self::without_use_cases(routes, config, entropy, ticks);
        Self { use_cases: Some(web::Data::from(use_cases)), ..api }
    }

    /// Prepares the HTTP layer for routes that need no use case.
    fn without_use_cases(
        routes: Register,
        config: ApiConfig,
        entropy: Arc<dyn Entropy>,
        ticks: &Ticks,
    ) -> Self {
        let methods = Arc::new(Methods::of(operations(routes)));
        let edge = Edge {
            trusted_proxies: config.trusted_proxies.clone(),
            over_tls: config.public_url.is_secure(),
            methods: Arc::clone(&methods),
            entropy,
        };
        Self {
            routes,
            literal_routes: Arc::new(LiteralRoutes::of(&methods)),
            methods,
            use_cases: None,
            document: web::Data::new(docs::Document::new(openapi)),
            limits: web::Data::new(RateLimits::new(&config.rates, ticks)),
            origins: Arc::new(config.origins()),
            edge: Arc::new(edge),
            config: web::Data::new(config),
        }
    }

    /// Builds the app for one worker thread.
    pub fn app(
        &self,
    ) -> App<
        impl ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<BoxBody>,
            Error = Error,
            InitError = (),
        > + use<>,
    > {
        let (at_edge, origins) = (Arc::clone(&self.edge), Arc::clone(&self.origins));
        let mut app = App::new()
            .app_data(self.limits.clone())
            .app_data(self.config.clone())
            .app_data(self.document.clone());
        if let Some(use_cases) = &self.use_cases {
            app = app.app_data(use_cases.clone());
        }
        let (routes, methods) = (self.routes, Arc::clone(&self.methods));
        let config = self.config.clone();
        let (literal_routes, known) = (Arc::clone(&self.literal_routes), Arc::clone(&self.methods));
        let cors_origins = &self.config.cors_origins;
        // The layer that is wrapped last sees a request first.
        app.configure(|service| routes(&mut Routes::of(service)))
            .default_service(web::to(move |request| ready(otherwise(&methods, &config, &request))))
            .wrap(from_fn(move |request, next| {
                let (literal_routes, known) = (Arc::clone(&literal_routes), Arc::clone(&known));
                async move { reject_shadowed(&literal_routes, &known, request, next).await }
            }))
            .wrap(from_fn(identify))
            .wrap(from_fn(move |request, next| {
                let origins = Arc::clone(&origins);
                async move { csrf::refuse_forged(&origins, is_link, request, next).await }
            }))
            .wrap(from_fn(catch_panics))
            .wrap(Condition::new(!cors_origins.is_empty(), headers::cors(cors_origins)))
            .wrap(from_fn(move |request, next| edge(Arc::clone(&at_edge), request, next)))
    }
}

/// Describes the API without starting anything.
#[must_use]
pub fn openapi() -> Value {
    docs::complete(&describe(routes, docs::base()))
}

#[cfg(test)]
mod tests;
