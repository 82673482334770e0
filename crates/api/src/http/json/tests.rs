use actix_web::{FromRequest as _, ResponseError as _, http::header, test::TestRequest};
use serde::Deserialize;
use umbra_domain::Patch;

use super::{BODY_LIMIT, Body};
use crate::http::{Problem, patch};

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Order {
    title: String,
    count: Option<i64>,
    #[serde(default)]
    size: Size,
    #[serde(default)]
    lines: Vec<Line>,
    #[serde(default, deserialize_with = "patch::given")]
    note: Patch<String>,
}

#[derive(Debug, Deserialize, PartialEq, Default)]
#[serde(rename_all = "snake_case")]
enum Size {
    #[default]
    Small,
    Large,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Line {
    amount: u8,
}

async fn send(content_type: &'static str, body: impl Into<Vec<u8>>) -> Result<Order, Problem> {
    let (request, mut payload) = TestRequest::post()
        .insert_header((header::CONTENT_TYPE, content_type))
        .set_payload(body.into())
        .to_http_parts();
    Body::from_request(&request, &mut payload).await.map(|Body(order)| order)
}

async fn refusal(body: impl Into<Vec<u8>>) -> (u16, String, String) {
    let problem = send("application/json", body).await.unwrap_err();
    let (pointer, code) = match problem.errors() {
        [field] => (field.pointer.clone(), field.code),
        _ => (String::new(), problem.code()),
    };
    (problem.status_code().as_u16(), code.to_owned(), pointer)
}

fn expected(status: u16, code: &str, pointer: &str) -> (u16, String, String) {
    (status, code.to_owned(), pointer.to_owned())
}

#[actix_web::test]
async fn a_body_of_the_right_shape_is_read() {
    let body = r#"{"title":"é😀","count":null,"size":"large","lines":[{"amount":255}]}"#;
    let order = send("application/json; charset=UTF-8", body).await.unwrap();
    assert_eq!(
        order,
        Order {
            title: "é😀".into(),
            count: None,
            size: Size::Large,
            lines: vec![Line { amount: 255 }],
            note: Patch::Keep,
        }
    );
}

#[actix_web::test]
async fn an_omitted_field_stays_null_clears_and_a_value_sets() {
    for (body, note) in [
        (r#"{"title":"a"}"#, Patch::Keep),
        (r#"{"title":"a","note":null}"#, Patch::Clear),
        (r#"{"title":"a","note":"b"}"#, Patch::Set("b".to_owned())),
    ] {
        assert_eq!(send("application/json", body).await.unwrap().note, note);
    }
}

#[actix_web::test]
async fn a_wrong_shape_is_refused_with_its_place() {
    for (body, code, pointer) in [
        (r#"{"title":"a","is_admin":true}"#, "unknown_field", "/is_admin"),
        (r#"{"title":"a","a/b~c":1}"#, "unknown_field", "/a~1b~0c"),
        (
            r#"{"title":"a","lines":[{"amount":1},{"amount":1,"x":0}]}"#,
            "unknown_field",
            "/lines/1/x",
        ),
        (r#"{}"#, "missing_field", "/title"),
        (r#"{"title":"a","lines":[{}]}"#, "missing_field", "/lines/0/amount"),
        (r#"{"title":1}"#, "invalid_type", "/title"),
        (r#"{"title":null}"#, "invalid_type", "/title"),
        (r#"{"title":"a","count":"1"}"#, "invalid_type", "/count"),
        (r#"{"title":"a","count":1.5}"#, "invalid_type", "/count"),
        (r#"{"title":"a","note":1}"#, "invalid_type", "/note"),
        (r#"{"title":"a","lines":{}}"#, "invalid_type", "/lines"),
        (r#"{"title":"a","lines":[[1]]}"#, "invalid_type", "/lines/0"),
        (r#"{"title":"a","size":"huge"}"#, "invalid_value", "/size"),
        (r#"{"title":"a","size":{"large":null}}"#, "invalid_type", "/size"),
        (r#"{"title":"a","title":"b"}"#, "duplicate_field", "/title"),
        (r#"["a"]"#, "invalid_type", ""),
        ("null", "invalid_type", ""),
        ("17", "invalid_type", ""),
    ] {
        assert_eq!(refusal(body).await, expected(422, code, pointer), "{body}");
    }
}

#[actix_web::test]
async fn numbers_end_where_64_bits_end() {
    let count = |number: &str| format!(r#"{{"title":"a","count":{number}}}"#);
    for (number, value) in [("9223372036854775807", i64::MAX), ("-9223372036854775808", i64::MIN)] {
        assert_eq!(send("application/json", count(number)).await.unwrap().count, Some(value));
    }
    for number in [
        "9223372036854775808",
        "18446744073709551616",
        "-9223372036854775809",
        "1e3",
        "1e19",
        "100000000000000000000000000000000",
    ] {
        let (status, _, pointer) = refusal(count(number)).await;
        assert_eq!((status, pointer.as_str()), (422, "/count"), "{number}");
    }
    let lines = r#"{"title":"a","lines":[{"amount":256}]}"#;
    assert_eq!(refusal(lines).await, expected(422, "out_of_range", "/lines/0/amount"));
    assert_eq!(refusal(count("1e999")).await.0, 422);
}

#[actix_web::test]
async fn what_is_not_json_is_malformed() {
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    for body in [
        "{",
        "{}x",
        "{'title':1}",
        r#"{"title":"\ud800"}"#,
        r#"{"title":"\udc00x"}"#,
        "{\"title\":\"a\0\"}",
        "\u{feff}{}",
        "NaN",
        &deep,
    ] {
        assert_eq!(refusal(body).await, expected(400, "malformed_json", ""), "{body}");
    }
    assert_eq!(refusal(b"{\"title\":\"\xff\"}".to_vec()).await.0, 400, "not UTF-8");
    assert_eq!(refusal("").await, expected(400, "empty_body", ""));
}

#[actix_web::test]
async fn a_body_over_the_limit_is_too_large_with_or_without_a_length() {
    let body = format!(r#"{{"title":"{}"}}"#, "a".repeat(BODY_LIMIT));
    assert_eq!(refusal(body.clone()).await, expected(413, "payload_too_large", ""));
    let (request, mut payload) = TestRequest::post()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CONTENT_LENGTH, "99999999999"))
        .to_http_parts();
    let problem = Body::<Order>::from_request(&request, &mut payload).await.unwrap_err();
    assert_eq!(problem.code(), "payload_too_large");
}

#[actix_web::test]
async fn only_json_in_utf_8_is_taken() {
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin1",
        "application/problem+json",
        "application/jsonx",
        "",
    ] {
        let problem = send(content_type, r#"{"title":"a"}"#).await.unwrap_err();
        assert_eq!(problem.code(), "unsupported_media_type", "{content_type}");
    }
    let (request, mut payload) =
        TestRequest::post().set_payload(r#"{"title":"a"}"#).to_http_parts();
    let problem = Body::<Order>::from_request(&request, &mut payload).await.unwrap_err();
    assert_eq!(problem.code(), "unsupported_media_type", "no content type");
    let (request, mut payload) = TestRequest::post()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CONTENT_ENCODING, "gzip"))
        .set_payload(r#"{"title":"a"}"#)
        .to_http_parts();
    let problem = Body::<Order>::from_request(&request, &mut payload).await.unwrap_err();
    assert_eq!(problem.code(), "unsupported_media_type", "a content coding");
}

#[actix_web::test]
async fn a_refusal_never_repeats_the_value() {
    for body in [
        r#"{"title":"a","size":"SECRET"}"#,
        r#"{"title":"a","count":"SECRET"}"#,
        r#"{"title":["SECRET"]}"#,
        r#"{"SECRET"#,
    ] {
        let problem = send("application/json", body).await.unwrap_err();
        assert!(!format!("{problem:?}").contains("SECRET"), "{body}");
    }
}

#[actix_web::test]
async fn a_hostile_key_reaches_the_pointer_without_control_characters() {
    let (_, _, pointer) =
        refusal(format!(r#"{{"title":"a","\u0000\n{}":1}}"#, "k".repeat(999))).await;
    assert!(pointer.starts_with("/??kkk") && pointer.len() < 300, "{pointer}");
}
