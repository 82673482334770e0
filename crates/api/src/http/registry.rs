//! Where modules register their routes, at a worker's app and in the document.
//!
//! `utoipa-actix-web` by itself describes every route anew for each worker thread, which leaves
//! each with megabytes of memory that it doesn't need again. Here the same functions register
//! routes for both, and describe them only when somebody asks for the document.

use actix_web::{
    App, Error,
    body::MessageBody,
    dev::{
        AppService, HttpServiceFactory, ServiceFactory, ServiceRequest, ServiceResponse, Transform,
    },
    http::Method,
    web,
};
use utoipa::{
    Path,
    openapi::{HttpMethod, OpenApi, Paths, RefOr, Schema},
};
use utoipa_actix_web::OpenApiFactory;

/// Takes the routes of one app.
pub(crate) struct Routes<'c> {
    config: &'c mut web::ServiceConfig,
    notes: Option<&'c mut Notes>,
}

/// What is written down of routes.
#[derive(Default)]
pub(crate) struct Notes {
    operations: Vec<(String, Method)>,
    document: Option<Document>,
}

/// Paths and schemas for the document.
#[derive(Default)]
struct Document {
    paths: Paths,
    schemas: Vec<(String, RefOr<Schema>)>,
}

/// A function that registers routes.
pub(crate) type Register = fn(&mut Routes<'_>);

/// Lists the paths and methods of the operations that a function registers.
pub(crate) fn operations(register: Register) -> Vec<(String, Method)> {
    noted(register, Notes::default()).operations
}

/// Describes the operations that a function registers, on top of what is said of all.
pub(crate) fn describe(register: Register, mut base: OpenApi) -> OpenApi {
    let notes = Notes { document: Some(Document::default()), ..Notes::default() };
    let Document { paths, schemas } = noted(register, notes).document.unwrap_or_default();
    base.paths.merge(paths);
    base.components.get_or_insert_default().schemas.extend(schemas);
    base
}

fn noted(register: Register, mut notes: Notes) -> Notes {
    let unused = App::new().configure(|config| {
        register(&mut Routes { config, notes: Some(&mut notes) });
    });
    drop(unused);
    notes
}

impl<'c> Routes<'c> {
    /// Takes routes that are described elsewhere.
    pub(crate) fn of(config: &'c mut web::ServiceConfig) -> Self {
        Self { config, notes: None }
    }

    /// Registers an operation, or a scope with its operations.
    pub(crate) fn service<F>(&mut self, service: F) -> &mut Self
    where
        F: HttpServiceFactory + Noted + 'static,
    {
        if let Some(notes) = &mut self.notes {
            service.note(notes);
        }
        self.config.service(service);
        self
    }

    /// Begins a scope, whose operations have paths below this one.
    pub(crate) fn scope(
        &self,
        path: &'static str,
    ) -> Scope<impl Inner<Response = ServiceResponse> + use<>> {
        let notes = self.notes.as_ref().map(|notes| notes.empty());
        Scope { scope: web::scope(path), path, notes }
    }

    /// Registers what is no operation, so that the document leaves it out.
    pub(crate) fn undocumented(&mut self, register: fn(&mut web::ServiceConfig)) -> &mut Self {
        register(self.config);
        self
    }
}

impl Notes {
    /// Returns empty notes of the same kind.
    fn empty(&self) -> Self {
        let document = self.document.as_ref().map(|_| Document::default());
        Self { document, ..Self::default() }
    }
}

/// Has something to be noted.
pub(crate) trait Noted {
    /// Adds what is to be known of the service.
    fn note(&self, notes: &mut Notes);
}

impl<F: Path + OpenApiFactory> Noted for F {
    fn note(&self, notes: &mut Notes) {
        let methods = F::methods().into_iter().filter_map(method);
        notes.operations.extend(methods.map(|method| (F::path(), method)));
        if let Some(document) = &mut notes.document {
            document.paths.merge(self.paths());
            self.schemas(&mut document.schemas);
        }
    }
}

fn method(method: HttpMethod) -> Option<Method> {
    match method {
        HttpMethod::Get => Some(Method::GET),
        HttpMethod::Post => Some(Method::POST),
        HttpMethod::Put => Some(Method::PUT),
        HttpMethod::Patch => Some(Method::PATCH),
        HttpMethod::Delete => Some(Method::DELETE),
        // The router answers these by itself.
        HttpMethod::Options | HttpMethod::Head | HttpMethod::Trace => None,
    }
}

/// What a scope wraps its services in.
pub(crate) trait Inner:
    ServiceFactory<ServiceRequest, Config = (), Error = Error, InitError = ()>
{
}

impl<T> Inner for T where
    T: ServiceFactory<ServiceRequest, Config = (), Error = Error, InitError = ()>
{
}

/// Operations below one path.
pub(crate) struct Scope<T> {
    scope: actix_web::Scope<T>,
    path: &'static str,
    notes: Option<Notes>,
}

impl<T: Inner> Scope<T> {
    /// Lets a middleware see the requests for these operations.
    pub(crate) fn wrap<M, B>(
        self,
        middleware: M,
    ) -> Scope<impl Inner<Response = ServiceResponse<B>>>
    where
        M: Transform<
                T::Service,
                ServiceRequest,
                Response = ServiceResponse<B>,
                Error = Error,
                InitError = (),
            > + 'static,
        B: MessageBody,
    {
        Scope { scope: self.scope.wrap(middleware), path: self.path, notes: self.notes }
    }

    /// Registers an operation, or a scope with its operations.
    pub(crate) fn service<F>(mut self, service: F) -> Self
    where
        F: HttpServiceFactory + Noted + 'static,
    {
        if let Some(notes) = &mut self.notes {
            service.note(notes);
        }
        Self { scope: self.scope.service(service), ..self }
    }
}

impl<T> Noted for Scope<T> {
    fn note(&self, notes: &mut Notes) {
        let Some(own) = &self.notes else { return };
        let below = |path: &String| format!("{}{path}", self.path);
        let operations = own.operations.iter();
        notes.operations.extend(operations.map(|(path, method)| (below(path), method.clone())));
        if let (Some(document), Some(own)) = (&mut notes.document, &own.document) {
            let paths = own.paths.paths.iter();
            let mut moved = Paths::new();
            moved.paths = paths.map(|(path, item)| (below(path), item.clone())).collect();
            document.paths.merge(moved);
            document.schemas.extend(own.schemas.iter().cloned());
        }
    }
}

impl<T, B> HttpServiceFactory for Scope<T>
where
    T: Inner<Response = ServiceResponse<B>> + 'static,
    B: MessageBody + 'static,
{
    fn register(self, config: &mut AppService) {
        self.scope.register(config);
    }
}
