//! The document of the API and the pages that show it.

use serde_json::Value;
use umbra_testkit::{TestApp, umbra_test};

use crate::system::{assert_protected, attributes, document};

/// Walks all references of a document.
fn references<'d>(value: &'d Value, found: &mut Vec<&'d str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[umbra_test]
async fn the_document_is_served_to_anybody_and_is_whole(t: TestApp) {
    let reply = t.anonymous().get("/api/openapi.json").await.assert_status(200);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_protected(&reply);
    let document = reply.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."), "{}", document["openapi"]);
    assert_eq!(document, umbra_api::openapi());
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 100);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference}"));
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

#[umbra_test]
async fn every_operation_has_a_name_of_its_own_and_says_how_it_fails(t: TestApp) {
    let document = document(&t).await;
    let mut names = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap_or_else(|| panic!("{path}"));
            names.push(name);
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(!summary.is_empty(), "{method} {path}");
            for failed in ["4XX", "5XX"] {
                assert!(operation["responses"][failed].is_object(), "{method} {path}");
            }
            let with_id = operation["parameters"].as_array().into_iter().flatten();
            let ids: Vec<_> = with_id.filter(|parameter| parameter["in"] == "path").collect();
            assert_eq!(ids.len(), path.matches('{').count(), "{method} {path}");
            for id in ids {
                let text = id["description"].as_str().unwrap_or_default();
                assert!(!text.is_empty(), "{method} {path} doesn't say what {} is", id["name"]);
            }
        }
    }
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[umbra_test]
async fn the_pages_work_without_any_other_host(t: TestApp) {
    let stranger = t.anonymous();
    for path in ["/docs", "/docs/", "/redoc", "/redoc/", "/"] {
        let page = stranger.get(path).await.assert_status(200);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        assert_protected(&page);
        let html = page.text();
        let mut links = attributes(html, "src");
        links.extend(attributes(html, "href"));
        assert!(links.len() >= 2, "{html}");
        assert!(attributes(html, "style").is_empty() && !html.contains("<style"), "{html}");
        // An empty icon keeps browsers from asking for one.
        for link in links.into_iter().filter(|link| *link != "data:,") {
            assert!(link.starts_with('/') && !link.starts_with("//"), "{link} in {path}");
            let file = stranger.get(link).await.assert_status(200);
            assert!(!file.bytes().is_empty(), "{link}");
            assert_protected(&file);
        }
        assert!(!html.contains("://"), "{html}");
        let inline = html.split("<script").skip(1).any(|rest| !rest.contains("></script>"));
        assert!(!inline, "{html}");
    }
}

#[umbra_test]
async fn the_pages_load_nothing_from_elsewhere_by_policy(t: TestApp) {
    for path in ["/docs", "/redoc"] {
        let page = t.anonymous().get(path).await;
        let policy = page.header("content-security-policy").unwrap();
        for directive in policy.split(';').map(str::trim) {
            let sources = directive.split_whitespace().skip(1);
            for source in sources {
                let here = source.starts_with('\'') || ["data:", "blob:"].contains(&source);
                assert!(here, "{source} in {policy}");
            }
        }
        assert!(policy.contains("script-src 'self'"), "{policy}");
    }
}
