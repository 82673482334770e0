//! What happens around the routes: spellings that are forgiven, and requests that match none.

use std::collections::BTreeMap;

use actix_web::{
    HttpRequest, HttpResponse,
    dev::ServiceRequest,
    http::{Method, Uri, header, uri::PathAndQuery},
};

use crate::Problem;

/// Takes `HEAD` for `GET` (RFC 9110 section 9.3.2) and forgives one slash at the end, with which the
/// service that Umbra replaces spelled its lists.
pub(crate) fn forgive(request: &mut ServiceRequest) {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    if let Some(uri) = without_slash(request.uri()) {
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
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
    /// `GET`, and `OPTIONS` with anything.
    fn at(&self, path: &str) -> Vec<Method> {
        let fitting = self.0.iter().filter(|(pattern, _)| matches(pattern, path));
        let mut methods: Vec<_> = fitting.flat_map(|(_, methods)| methods.clone()).collect();
        if methods.contains(&Method::GET) {
            methods.push(Method::HEAD);
        }
        if !methods.is_empty() {
            methods.push(Method::OPTIONS);
        }
        methods
    }
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
    use super::matches;

    #[test]
    fn a_segment_in_braces_fits_any_segment() {
        assert!(matches("/api/todos/{id}", "/api/todos/17"));
        assert!(matches("/api/todos/{id}/toggle", "/api/todos/x/toggle"));
        for path in ["/api/todos", "/api/todos/", "/api/todos/17/toggle", "/api/notes/17", ""] {
            assert!(!matches("/api/todos/{id}", path), "{path}");
        }
    }
}
