//! What happens around the routes: paths and methods normalized, and requests that match none.

use std::collections::BTreeMap;

use actix_web::{
    Error, HttpMessage as _, HttpRequest, HttpResponse,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, Uri, header, uri::PathAndQuery},
    middleware::Next,
};

use super::Problem;

/// Treats `HEAD` as `GET` (RFC 9110 section 9.3.2) and removes one slash at the end, with which the
/// service that Umbra replaces wrote the paths of its lists.
pub(crate) fn normalize(request: &mut ServiceRequest) {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
        request.extensions_mut().insert(ForHead);
    }
    if let Some(uri) = without_slash(request.uri()) {
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
}

/// A note from within, that only the head of an answer is wanted.
#[derive(Debug, Clone, Copy)]
struct ForHead;

/// Tells whether a request asks for nothing but the head of what `GET` answers, so that what that does besides
/// isn't to be done (RFC 9110 section 9.2.1).
pub(crate) fn is_for_head(request: &HttpRequest) -> bool {
    request.extensions().get::<ForHead>().is_some()
}

fn without_slash(uri: &Uri) -> Option<Uri> {
    let path = uri.path().strip_suffix('/').filter(|path| !path.is_empty())?;
    let path_and_query = match uri.query() {
        Some(query) => PathAndQuery::try_from(format!("{path}?{query}")),
        None => PathAndQuery::try_from(path),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(path_and_query.ok()?);
    Uri::from_parts(parts).ok()
}

/// The paths of the app and their methods, as they were registered.
///
/// actix matches path and method in one step, so it can't tell a wrong method from a wrong path.
#[derive(Debug)]
pub(crate) struct Methods(Vec<(String, Vec<Method>)>);

impl Methods {
    /// Sorts operations by their paths.
    pub(crate) fn of(operations: impl IntoIterator<Item = (String, Method)>) -> Self {
        let mut paths = BTreeMap::<String, Vec<Method>>::new();
        for (path, method) in operations {
            paths.entry(path).or_default().push(method);
        }
        for methods in paths.values_mut() {
            methods.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        }
        Self(paths.into_iter().collect())
    }

    /// Returns the methods that a path has; none when the path doesn't exist. `HEAD` goes with
    /// `GET`, and `OPTIONS` with anything. Of several patterns the one with the first literal counts.
    fn at(&self, path: &str) -> Vec<Method> {
        let best = self.best(path);
        let mut methods = best.map(|(_, methods)| methods.clone()).unwrap_or_default();
        if methods.contains(&Method::GET) {
            methods.push(Method::HEAD);
        }
        if !methods.is_empty() {
            methods.push(Method::OPTIONS);
        }
        methods
    }

    /// Returns the pattern that a path fits.
    pub(crate) fn pattern(&self, path: &str) -> Option<String> {
        self.best(path).map(|(pattern, _)| pattern.clone())
    }

    fn best(&self, path: &str) -> Option<&(String, Vec<Method>)> {
        let fitting = self.0.iter().filter(|(pattern, _)| matches(pattern, path));
        fitting.max_by_key(|(pattern, _)| literals(pattern).collect::<Vec<_>>())
    }
}

/// The routes with a literal segment where another route has a parameter, such as
/// `/api/reminders/due`, which `/api/reminders/{id}` would match too.
#[derive(Debug)]
pub(crate) struct LiteralRoutes(Vec<(String, Vec<Method>)>);

impl LiteralRoutes {
    /// Finds them.
    pub(crate) fn of(methods: &Methods) -> Self {
        let all = &methods.0;
        let literal = all.iter().filter(|(pattern, _)| {
            all.iter().any(|(other, _)| other != pattern && matches(other, pattern))
        });
        Self(literal.cloned().collect())
    }

    /// Tells whether a path is one of them, but doesn't have this method.
    fn shadow(&self, method: &Method, path: &str) -> bool {
        let mut literal = self.0.iter().filter(|(pattern, _)| matches(pattern, path));
        literal.next().is_some_and(|(_, methods)| !methods.contains(method))
    }
}

/// Middleware that answers requests for a literal path with a method that it doesn't have. The router
/// would pass them on to the route with a parameter, but `due` is no id.
///
/// # Errors
/// Only when what it wraps fails.
pub(crate) async fn reject_shadowed<B: MessageBody>(
    literal_routes: &LiteralRoutes,
    methods: &Methods,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    if !literal_routes.shadow(request.method(), request.match_info().as_str()) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let answer = match unmatched(methods, request.request()) {
        Ok(response) => request.into_response(response),
        Err(problem) => request.error_response(problem),
    };
    Ok(answer.map_into_right_body())
}

/// Tells of each segment whether it is a literal.
fn literals(pattern: &str) -> impl Iterator<Item = bool> {
    pattern.split('/').map(|segment| !segment.starts_with('{'))
}

/// Tells whether a path fits a pattern such as `/api/todos/{id}`.
fn matches(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(name), Some(segment)) if name.starts_with('{') && !segment.is_empty() => {}
            (Some(literal), Some(segment)) if literal == segment => {}
            _ => return false,
        }
    }
}

/// Answers a request that no route took: 404, or 405 when the path has other methods.
///
/// # Errors
/// Always, except for `OPTIONS` on a path that exists.
pub(crate) fn unmatched(methods: &Methods, request: &HttpRequest) -> Result<HttpResponse, Problem> {
    let allowed = methods.at(request.match_info().as_str());
    if allowed.is_empty() {
        return Err(Problem::not_found());
    }
    if request.method() == Method::OPTIONS {
        return Ok(HttpResponse::NoContent().insert_header(header::Allow(allowed)).finish());
    }
    Err(Problem::method_not_allowed(&allowed))
}

#[cfg(test)]
mod tests {
    use actix_web::http::Method;

    use super::{LiteralRoutes, Methods, matches};

    fn methods() -> Methods {
        Methods::of([
            ("/api/todos/{id}".to_owned(), Method::GET),
            ("/api/todos/{id}".to_owned(), Method::PUT),
            ("/api/todos/due".to_owned(), Method::GET),
            ("/api/todos/{id}/{part}".to_owned(), Method::DELETE),
            ("/api/todos/{id}/toggle".to_owned(), Method::PATCH),
        ])
    }

    #[test]
    fn a_literal_stands_over_a_name() {
        let methods = methods();
        let at = |path| methods.at(path).iter().map(Method::as_str).collect::<Vec<_>>().join(" ");
        assert_eq!(at("/api/todos/due"), "GET HEAD OPTIONS");
        assert_eq!(at("/api/todos/17"), "GET PUT HEAD OPTIONS");
        assert_eq!(at("/api/todos/17/toggle"), "PATCH OPTIONS");
        assert_eq!(at("/api/todos/17/x"), "DELETE OPTIONS");
        assert_eq!(at("/api/todos"), "");
    }

    #[test]
    fn only_a_path_that_a_parameter_would_match_is_a_literal_route() {
        let literal_routes = LiteralRoutes::of(&methods());
        for (method, path, refused) in [
            (Method::GET, "/api/todos/due", false),
            (Method::PUT, "/api/todos/due", true),
            (Method::PUT, "/api/todos/17", false),
            (Method::DELETE, "/api/todos/17", false),
            (Method::DELETE, "/api/todos/17/toggle", true),
            (Method::DELETE, "/api/todos/17/x", false),
            (Method::PUT, "/nowhere", false),
        ] {
            assert_eq!(literal_routes.shadow(&method, path), refused, "{method} {path}");
        }
    }

    #[test]
    fn a_segment_in_braces_fits_any_segment() {
        assert!(matches("/api/todos/{id}", "/api/todos/17"));
        assert!(matches("/api/todos/{id}/toggle", "/api/todos/x/toggle"));
        for path in ["/api/todos", "/api/todos/", "/api/todos/17/toggle", "/api/notes/17", ""] {
            assert!(!matches("/api/todos/{id}", path), "{path}");
        }
    }
}
