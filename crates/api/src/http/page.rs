//! Paging by keyset: [`List`].

use std::{
    borrow::Cow,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, http::header};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use umbra_domain::{
    Invalid,
    page::{Keyset, Limit, Page},
};
use url::form_urlencoded;
use utoipa::IntoParams;

use super::{
    Problem,
    problem::FieldError,
    query::{parameters, read},
};

/// Cursors are short; anything longer wasn't made here.
const CURSOR_LIMIT: usize = 4096;

/// The query string of a list: `limit`, `cursor` and the list's own filters.
///
/// Answers 422 for a limit outside 1 to 200 and for whatever the filters refuse.
#[derive(Debug)]
pub struct List<T> {
    /// The list's own parameters.
    pub filter: T,
    /// How many rows the page holds.
    pub limit: Limit,
    cursor: Option<String>,
    path: String,
    kept: Vec<(String, String)>,
}

/// Documents the paging parameters of an operation that takes a [`List`].
#[expect(dead_code, reason = "only its description is used")]
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// The number of items on a page.
    #[param(minimum = 1, maximum = 200, default = 100, required = false)]
    pub limit: u8,
    /// The cursor from the `Link` header of the previous page. It is opaque and belongs to one sort
    /// order. Default: the first page.
    #[param(max_length = 4096, required = false)]
    pub cursor: String,
}

/// The filters of a list that has none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoFilter {}

#[derive(Deserialize)]
struct PageParameters {
    limit: Option<i64>,
    cursor: Option<String>,
}

/// What a cursor holds: the sort order it was made for and the place in it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cursor<'a> {
    o: Cow<'a, str>,
    k: Cow<'a, str>,
    i: i64,
}

impl<T: DeserializeOwned> FromRequest for List<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::parse(request.path(), request.query_string()))
    }
}

impl<T: DeserializeOwned> List<T> {
    fn parse(path: &str, query: &str) -> Result<Self, Problem> {
        let (paging, filters): (Vec<_>, Vec<_>) = parameters(query)
            .into_iter()
            .partition(|(name, _)| name == "limit" || name == "cursor");
        let kept = paging.iter().filter(|(name, _)| name == "limit").chain(&filters).cloned();
        let kept = kept.collect();
        let PageParameters { limit, cursor } = read(paging)?;
        let limit = limit.map_or(Ok(Limit::default()), Limit::parse).map_err(|invalid| {
            Problem::invalid(vec![FieldError::from_invalid("/limit", invalid)])
        })?;
        Ok(Self { filter: read(filters)?, limit, cursor, path: path.to_owned(), kept })
    }
}

impl<T> List<T> {
    /// Refuses parameters of paging, where everything is answered at once.
    ///
    /// # Errors
    /// 422 `not_paged`.
    pub fn whole(&self) -> Result<(), Problem> {
        let refuse = |pointer| {
            let detail = "this list has no pages: it answers everything at once";
            Problem::invalid(vec![FieldError::from_invalid(
                pointer,
                Invalid::new("not_paged", detail),
            )])
        };
        if self.kept.iter().any(|(name, _)| name == "limit") {
            return Err(refuse("/limit"));
        }
        if self.cursor.is_some() { Err(refuse("/cursor")) } else { Ok(()) }
    }

    /// Returns where the page begins; `None` for the first page. `order` names the sort order.
    ///
    /// # Errors
    /// 422 `invalid_cursor` when the cursor is malformed or belongs to another sort order.
    pub fn after(&self, order: &str) -> Result<Option<Keyset>, Problem> {
        let Some(text) = &self.cursor else { return Ok(None) };
        let keyset = (text.len() <= CURSOR_LIMIT).then(|| decode(text, order)).flatten();
        keyset.map(Some).ok_or_else(invalid_cursor)
    }

    /// Answers with a page: a bare JSON array and, unless it is the last page, the way to the next
    /// one (`Link`, RFC 8288) with all other parameters as they were.
    pub fn answer<I, V: Serialize>(
        &self,
        order: &str,
        page: Page<I>,
        view: impl Fn(I) -> V,
    ) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        if let Some(next) = &page.next {
            response.insert_header((header::LINK, self.link(&encode(next, order))));
        }
        response.json(page.items.into_iter().map(view).collect::<Vec<_>>())
    }

    fn link(&self, cursor: &str) -> String {
        format!("<{}>; rel=\"next\"", with_cursor(&self.path, &self.kept, cursor))
    }
}

/// Writes the path under which a list goes on, with these parameters.
pub(crate) fn next_path(path: &str, kept: &[(&str, String)], next: &Keyset, order: &str) -> String {
    with_cursor(path, kept, &encode(next, order))
}

fn with_cursor(path: &str, kept: &[(impl AsRef<str>, impl AsRef<str>)], cursor: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair("cursor", cursor)
        .finish();
    format!("{path}?{query}")
}

/// Refuses a cursor, also one whose key the list can't read.
#[must_use]
pub fn invalid_cursor() -> Problem {
    let invalid =
        Invalid::new("invalid_cursor", "the cursor wasn't made by this list in this order");
    Problem::invalid(vec![FieldError::from_invalid("/cursor", invalid)])
}

fn encode(keyset: &Keyset, order: &str) -> String {
    let cursor = Cursor { o: order.into(), k: keyset.key.as_str().into(), i: keyset.id };
    // Two strings and a number always are JSON.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).unwrap_or_default())
}

fn decode(text: &str, order: &str) -> Option<Keyset> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let Cursor { o, k, i } = serde_json::from_slice(&bytes).ok()?;
    // NUL can't be sent to PostgreSQL, so no key has one.
    let fits = o == order && i > 0 && !k.contains('\0');
    fits.then(|| Keyset { key: k.into_owned(), id: i })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header;
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use serde::Deserialize;
    use umbra_domain::page::{Keyset, Page};

    use super::{CURSOR_LIMIT, List, decode, encode};
    use crate::http::Problem;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Filter {
        search: Option<String>,
    }

    fn list(query: &str) -> Result<List<Filter>, Problem> {
        List::parse("/api/todos", query)
    }

    fn place() -> Keyset {
        Keyset { key: "2026-01-01 ü\"".into(), id: 17 }
    }

    #[test]
    fn a_limit_is_1_to_200_and_100_by_default() {
        assert_eq!(list("").unwrap().limit.get(), 100);
        assert_eq!(list("limit=200").unwrap().limit.get(), 200);
        for (query, code) in [
            ("limit=0", "out_of_range"),
            ("limit=-1", "out_of_range"),
            ("limit=201", "out_of_range"),
            ("limit=9223372036854775807", "out_of_range"),
            ("limit=9223372036854775808", "invalid_type"),
            ("limit=", "invalid_type"),
            ("limit=1&limit=2", "duplicate_field"),
        ] {
            let problem = list(query).unwrap_err();
            let error = &problem.errors()[0];
            assert_eq!((error.code, error.pointer.as_str()), (code, "/limit"), "{query}");
        }
    }

    #[test]
    fn filters_are_read_beside_the_paging() {
        let search = list("limit=5&search=milk&cursor=x").unwrap().filter.search;
        assert_eq!(search.as_deref(), Some("milk"));
        assert_eq!(list("sarch=milk").unwrap_err().errors()[0].code, "unknown_field");
    }

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let cursor = encode(&place(), "due_date");
        let list = list(&format!("cursor={cursor}")).unwrap();
        assert_eq!(list.after("due_date").unwrap(), Some(place()));
    }

    #[test]
    fn a_cursor_of_another_order_or_of_nobodys_making_is_refused() {
        let json = |text: &str| URL_SAFE_NO_PAD.encode(text);
        for cursor in [
            encode(&place(), "title"),
            String::new(),
            "%%%".into(),
            "AAAA".into(),
            json("{}"),
            json(r#"{"o":"due_date","k":"a","i":0}"#),
            json(r#"{"o":"due_date","k":"a\u0000","i":1}"#),
            json(r#"{"o":"due_date","k":"a","i":1,"x":1}"#),
            json(r#"{"o":"due_date","k":"a","i":99999999999999999999}"#),
            encode(&Keyset { key: "a".repeat(CURSOR_LIMIT), id: 1 }, "due_date"),
        ] {
            let list = list(&format!("cursor={cursor}")).unwrap();
            let problem = list.after("due_date").unwrap_err();
            assert_eq!(problem.errors()[0].code, "invalid_cursor", "{cursor}");
        }
    }

    #[test]
    fn the_next_link_keeps_the_other_parameters() {
        let list = list("search=a%26b+c&limit=2&cursor=old").unwrap();
        let page = Page { items: vec![1, 2], next: Some(place()) };
        let response = list.answer("due_date", page, |n| n);
        let link = response.headers().get(header::LINK).unwrap().to_str().unwrap();
        let cursor = encode(&place(), "due_date");
        assert!(link.starts_with("</api/todos?") && link.ends_with(">; rel=\"next\""), "{link}");
        assert!(link.contains("search=a%26b+c") && link.contains("limit=2"), "{link}");
        assert!(link.contains(&format!("cursor={cursor}>")) && !link.contains("old"), "{link}");
        assert_eq!(decode(&cursor, "due_date"), Some(place()));
    }

    #[test]
    fn the_last_page_has_no_link() {
        let page = Page { items: vec![1], next: None };
        let response = list("").unwrap().answer("due_date", page, |n| n);
        assert!(response.headers().get(header::LINK).is_none());
    }
}
