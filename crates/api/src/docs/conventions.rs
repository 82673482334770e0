//! What all operations share, written into the document once.

use utoipa::{
    OpenApi as _,
    openapi::{
        Components, Content, Header, OpenApi, PathItem, Ref, RefOr, Required, ResponseBuilder,
        Server,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
        security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme},
    },
};

use crate::http::problem::{FieldError, ProblemBody};

/// The tag of the operations that describe the API itself.
pub(crate) const CONVENTIONS_TAG: &str = "meta";

const SESSION: &str = "session";
const CSRF_HEADER: &str = "XRequestedWith";
const PROBLEM: &str = "Problem";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Umbra",
        description = include_str!("conventions.md"),
        license(name = "MIT or Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    components(schemas(ProblemBody, FieldError)),
)]
struct Base;

/// Returns the document before any route is registered.
pub(crate) fn base() -> OpenApi {
    Base::openapi()
}

/// Adds the session cookie, the CSRF header and the error answer to every operation.
pub(super) fn apply(mut api: OpenApi) -> OpenApi {
    api.info.version = env!("CARGO_PKG_VERSION").to_owned();
    api.servers = Some(vec![Server::new("/")]);
    api.security = Some(vec![SecurityRequirement::new(SESSION, Vec::<String>::new())]);
    let components = api.components.get_or_insert_with(Components::new);
    components.add_security_scheme(SESSION, session_cookie());
    components.parameters.insert(CSRF_HEADER.to_owned(), csrf_header().into());
    components.responses.insert(PROBLEM.to_owned(), problem().into());
    for item in api.paths.paths.values_mut() {
        for (safe, operation) in operations(item) {
            let any = Ref::from_response_name(PROBLEM);
            operation.responses.responses.insert("default".to_owned(), any.into());
            if !safe {
                let header = Ref::new(format!("#/components/parameters/{CSRF_HEADER}"));
                operation.parameters.get_or_insert_default().push(RefOr::Ref(header));
            }
        }
    }
    api
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let safe =
        [&mut item.get, &mut item.head].into_iter().flatten().map(|operation| (true, operation));
    let unsafe_ = [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
    safe.chain(unsafe_.into_iter().flatten().map(|operation| (false, operation)))
}

fn session_cookie() -> SecurityScheme {
    SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
        SESSION,
        "Set by signing in. Under https the cookie is called `__Host-session`.",
    )))
}

fn csrf_header() -> Parameter {
    ParameterBuilder::new()
        .name("X-Requested-With")
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some("Shows that the request doesn't come from a page of another site."))
        .schema(Some(
            ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["XMLHttpRequest"])),
        ))
        .build()
}

fn problem() -> utoipa::openapi::Response {
    let request_id = Header::new(ObjectBuilder::new().schema_type(Type::String).build());
    ResponseBuilder::new()
        .description("The request failed; `code` says why.")
        .content("application/problem+json", Content::new(Some(Ref::from_schema_name(PROBLEM))))
        .header("X-Request-Id", request_id)
        .build()
}
