//! What problems say.

use std::time::Duration;

use actix_web::{ResponseError as _, http::Method};

use super::{FieldError, Problem};

fn header(problem: &Problem, name: &str) -> Option<String> {
    let response = problem.error_response();
    response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

#[test]
fn a_wait_is_rounded_up_to_whole_seconds_and_never_zero() {
    let after = |wait| header(&Problem::too_many_requests(wait), "retry-after");
    assert_eq!(after(Duration::ZERO).as_deref(), Some("1"));
    assert_eq!(after(Duration::from_millis(1001)).as_deref(), Some("2"));
    assert_eq!(after(Duration::from_secs(60)).as_deref(), Some("60"));
}

#[test]
fn a_busy_server_and_a_lost_database_say_when_to_come_back() {
    assert_eq!(header(&Problem::saturated(), "retry-after").as_deref(), Some("1"));
    assert_eq!(header(&Problem::database_unavailable(), "retry-after").as_deref(), Some("5"));
}

#[test]
fn a_wrong_method_names_the_right_ones() {
    let problem = Problem::method_not_allowed(&[Method::GET, Method::PUT]);
    assert_eq!(header(&problem, "allow").as_deref(), Some("GET, PUT"));
}

#[test]
fn one_refused_field_explains_itself_in_the_detail() {
    let one = FieldError::new("/title", "too_long", "title is too long");
    assert_eq!(Problem::invalid(vec![one.clone()]).detail, "title is too long");
    assert_eq!(Problem::invalid(vec![one.clone(), one]).detail, "Some fields were refused.");
}

#[test]
fn an_internal_error_tells_the_client_nothing() {
    let problem = Problem::internal(&std::io::Error::other("password table on fire"));
    assert_eq!(problem.code(), "internal");
    assert!(!String::from_utf8_lossy(&problem.to_json(None)).contains("fire"));
}
