//! Entity tags from row versions, and the conditions that clients put on them (RFC 9110 section 13).

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderName},
    },
};
use serde::Serialize;
use umbra_domain::precondition;
use utoipa::{
    IntoParams,
    openapi::{
        ObjectBuilder,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::Type,
    },
};

use super::Problem;

/// Writes the strong entity tag of a row version: `"17"`.
#[must_use]
pub fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

/// Writes the strong entity tag of one of several answers that a row version has: `"17@+3600"`; of
/// the only one, where there is no variant.
pub(super) fn etag_of(version: i64, variant: &str) -> String {
    if variant.is_empty() { etag(version) } else { format!("\"{version}@{variant}\"") }
}

/// Answers a read with its entity tag, or 304 when the client has this version already
/// (`If-None-Match`, RFC 9110 section 13.1.2).
///
/// A malformed condition is ignored: the full answer is right in any case.
#[must_use]
pub fn fresh_or_not_modified(
    request: &HttpRequest,
    version: i64,
    body: &impl Serialize,
) -> HttpResponse {
    unless_known(request, &etag(version), || body)
}

/// Answers as [`fresh_or_not_modified`] does, by the whole entity tag; the body is only made when it
/// is sent.
pub(super) fn unless_known<B: Serialize>(
    request: &HttpRequest,
    etag: &str,
    body: impl FnOnce() -> B,
) -> HttpResponse {
    if knows(request, etag) {
        return HttpResponse::build(StatusCode::NOT_MODIFIED)
            .insert_header((header::ETAG, etag))
            .finish();
    }
    HttpResponse::Ok().insert_header((header::ETAG, etag)).json(body())
}

/// Tells whether the client has the answer with this entity tag already (`If-None-Match`). A
/// malformed condition is ignored.
pub(crate) fn knows(request: &HttpRequest, etag: &str) -> bool {
    match parse(request.headers(), &header::IF_NONE_MATCH).ok().flatten() {
        None => false,
        Some(Condition::Any) => true,
        Some(Condition::Tags(tags)) => tags.iter().any(|tag| tag.is(etag)),
    }
}

/// The condition of an update or delete: which versions it may change (`If-Match`, RFC 9110 section
/// 13.1.1). Without the header any version will do; weak tags never match (section 8.8.3.2).
///
/// Answers 400 when the header is malformed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IfMatch(pub precondition::IfMatch);

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = "Changes it only if its `ETag` is one of these, such as `\"17\"`; 412 otherwise. \
                    Default: `*`, any.";
        let schema = ObjectBuilder::new().schema_type(Type::String);
        vec![
            ParameterBuilder::new()
                .name("If-Match")
                .parameter_in(ParameterIn::Header)
                .description(Some(text))
                .example(Some("*".into()))
                .schema(Some(schema))
                .build(),
        ]
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let condition = parse(request.headers(), &header::IF_MATCH).map_err(|Malformed| {
            Problem::bad_request(
                "malformed_if_match",
                "If-Match must be * or a list of entity tags such as \"17\".",
            )
        });
        ready(condition.map(|condition| {
            Self(match condition {
                None | Some(Condition::Any) => precondition::IfMatch::Any,
                Some(Condition::Tags(tags)) => precondition::IfMatch::Versions(
                    tags.iter().filter(|tag| !tag.weak).filter_map(Tag::version).collect(),
                ),
            })
        }))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Condition {
    /// `*`: whatever version there is.
    Any,
    Tags(Vec<Tag>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Tag {
    weak: bool,
    opaque: String,
}

impl Tag {
    /// Tells whether it is a tag as [`etag`] writes it.
    fn is(&self, etag: &str) -> bool {
        etag.trim_matches('"') == self.opaque
    }

    /// Reads the version that [`etag_of`] wrote; `None` for a tag that isn't ours. The variant is about
    /// how the version was shown, which changes nothing of what it is.
    fn version(&self) -> Option<i64> {
        let text = self.opaque.split_once('@').map_or(&*self.opaque, |(version, _)| version);
        text.parse().ok().filter(|version: &i64| version.to_string() == text)
    }
}

struct Malformed;

/// Reads a condition from all lines of its header.
fn parse(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Condition>, Malformed> {
    let mut lines = Vec::new();
    for line in headers.get_all(name) {
        lines.push(line.to_str().map_err(|_| Malformed)?);
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let list = lines.join(",");
    if list.trim() == "*" {
        return Ok(Some(Condition::Any));
    }
    let mut tags = Vec::new();
    let mut rest = list.as_str();
    loop {
        // Empty list elements are allowed (RFC 9110 section 5.6.1.2).
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            break;
        }
        let (tag, after) = entity_tag(rest).ok_or(Malformed)?;
        let after = after.trim_start_matches([' ', '\t']);
        if !after.is_empty() && !after.starts_with(',') {
            return Err(Malformed);
        }
        tags.push(tag);
        rest = after;
    }
    if tags.is_empty() { Err(Malformed) } else { Ok(Some(Condition::Tags(tags))) }
}

/// Reads one entity tag (RFC 9110 section 8.8.3) and returns what follows it.
fn entity_tag(text: &str) -> Option<(Tag, &str)> {
    let (weak, quoted) = match text.strip_prefix("W/") {
        Some(quoted) => (true, quoted),
        None => (false, text),
    };
    let (opaque, after) = quoted.strip_prefix('"')?.split_once('"')?;
    let visible = opaque.bytes().all(|byte| byte.is_ascii_graphic());
    visible.then(|| (Tag { weak, opaque: opaque.to_owned() }, after))
}

#[cfg(test)]
mod tests {
    use actix_web::{FromRequest as _, dev::Payload, http::StatusCode, test::TestRequest};

    use super::{IfMatch, fresh_or_not_modified};

    async fn if_match(lines: &[&str]) -> Result<IfMatch, &'static str> {
        let request = lines
            .iter()
            .fold(TestRequest::put(), |request, line| request.append_header(("if-match", *line)));
        let extracted = IfMatch::from_request(&request.to_http_request(), &mut Payload::None).await;
        extracted.map_err(|problem| problem.code())
    }

    #[actix_web::test]
    async fn a_condition_names_the_versions_that_may_change() {
        for (lines, accepts_17) in [
            (&[][..], true),
            (&["*"], true),
            (&["\"17\""], true),
            (&["\"16\", \"17\""], true),
            (&["\"16\"", "\"17\""], true),
            (&[" , \"17\" ,, "], true),
            (&["\"16\""], false),
            (&["W/\"17\""], false),
            (&["\"17@+3600\""], true),
            (&["\"16@17\"", "\"@17\""], false),
            (&["\"a,b\", W/\"17\""], false),
            (&["\"017\""], false),
            (&["\"\""], false),
        ] {
            let condition = if_match(lines).await;
            assert_eq!(
                condition.map(|condition| condition.0.allows(17)),
                Ok(accepts_17),
                "{lines:?}"
            );
        }
    }

    #[actix_web::test]
    async fn a_malformed_condition_is_refused() {
        for line in
            ["", ",", "17", "\"17", "\"17\"\"18\"", "\"17\" \"18\"", "*, \"17\"", "w/\"17\""]
        {
            assert_eq!(if_match(&[line]).await, Err("malformed_if_match"), "{line:?}");
        }
    }

    #[test]
    fn a_known_version_is_not_sent_again() {
        for (condition, status) in [
            (None, StatusCode::OK),
            (Some("\"16\""), StatusCode::OK),
            (Some("nonsense"), StatusCode::OK),
            (Some("\"17@+3600\""), StatusCode::OK),
            (Some("\"17\""), StatusCode::NOT_MODIFIED),
            (Some("W/\"17\""), StatusCode::NOT_MODIFIED),
            (Some("*"), StatusCode::NOT_MODIFIED),
        ] {
            let mut request = TestRequest::get();
            if let Some(condition) = condition {
                request = request.insert_header(("if-none-match", condition));
            }
            let response = fresh_or_not_modified(&request.to_http_request(), 17, &"body");
            assert_eq!(response.status(), status, "{condition:?}");
            assert_eq!(
                response.headers().get("etag").map(|tag| tag.as_bytes()),
                Some(&b"\"17\""[..])
            );
        }
    }
}
