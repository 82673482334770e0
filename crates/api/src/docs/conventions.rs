//! What all operations share, written into the document once.

use serde_json::{Map, Value, json};
use utoipa::{
    OpenApi as _,
    openapi::{
        Components, OpenApi, Server,
        security::{ApiKey, ApiKeyValue, SecurityScheme},
    },
};

use super::tree::{each_object, each_operation};
use crate::{
    action_link::is_link,
    http::problem::{FieldError, ProblemBody},
};

/// The tag of the operations that describe the server itself.
pub(crate) const CONVENTIONS_TAG: &str = "server";

const SESSION: &str = "session";
const CSRF: &str = "csrf";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Umbra",
        description = include_str!("conventions.md"),
        contact(name = "The operator of this server"),
        license(name = "MIT or Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    components(schemas(ProblemBody, FieldError)),
)]
struct Base;

/// Returns the document before any route is registered.
pub(crate) fn base() -> OpenApi {
    let mut api = Base::openapi();
    api.info.version = env!("CARGO_PKG_VERSION").to_owned();
    api.servers = Some(vec![Server::new("/")]);
    let components = api.components.get_or_insert_with(Components::new);
    components.add_security_scheme(SESSION, session_cookie());
    components.add_security_scheme(CSRF, csrf_header());
    api
}

/// Says what each operation takes to be let in.
pub(super) fn apply(document: &mut Value) {
    // What an operation needs that says nothing.
    document["security"] = json!([{SESSION: []}]);
    each_operation(document, |method, path, operation| {
        if method != "get" && !is_link(path) {
            prove_no_other_site(operation);
        }
    });
}

/// Adds the header of changing requests to each way of being let in.
fn prove_no_other_site(operation: &mut Map<String, Value>) {
    let ways = operation.entry("security").or_insert_with(|| json!([{SESSION: []}]));
    for way in ways.as_array_mut().into_iter().flatten() {
        way[CSRF] = json!([]);
    }
}

/// Takes apart what the derive macro makes of an inline field with a description: "this, and an object",
/// though it is none.
pub(super) fn mend_inline(document: &mut Value) {
    each_object(document, &mut |schema| {
        let Some([of, said]) = schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice)
        else {
            return;
        };
        let says_nothing = said["type"] == "object"
            && said
                .as_object()
                .is_some_and(|said| said.keys().all(|key| key == "type" || key == "description"));
        if says_nothing && let Some(of) = of.as_object() {
            let (mut mended, text) = (of.clone(), said.get("description").cloned());
            mended.extend(text.map(|text| ("description".to_owned(), text)));
            *schema = mended;
        }
    });
}

/// Says of a value that is the only one of its kind that it is constant, as generators understand it best.
pub(super) fn name_constants(document: &mut Value) {
    each_object(document, &mut |schema| {
        let is_typed = schema.get("type").is_some_and(Value::is_string);
        let only = match schema.get("enum").and_then(Value::as_array).map(Vec::as_slice) {
            Some([only]) if is_typed => only.clone(),
            _ => return,
        };
        schema.remove("enum");
        schema.insert("const".to_owned(), only);
    });
}

fn session_cookie() -> SecurityScheme {
    SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
        SESSION,
        "Set by signing in. Under https the cookie is called `__Host-session`. Browsers send it by \
         themselves.",
    )))
}

fn csrf_header() -> SecurityScheme {
    SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
        "X-Requested-With",
        "Always `XMLHttpRequest`. It shows that a request that changes something doesn't come from a page of \
         another site. Set it once, for all requests of a client.",
    )))
}
