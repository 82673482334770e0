//! Whatever a stranger sends, the answer is no server error and every error is a problem.

use actix_web::{http::Method, rt::System, test::TestRequest};
use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof},
    proptest,
    string::string_regex,
};

use super::{config, tested};

fn path() -> impl Strategy<Value = String> {
    let segment = prop_oneof![
        Just("things".to_owned()),
        Just("auth/sign-in".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        string_regex("[a-z0-9._~!$&'()*+,;=:@-]{0,8}").unwrap(),
        string_regex("(%[0-9A-Fa-f]{2}){1,4}").unwrap(),
    ];
    vec(segment, 0..4).prop_map(|segments| format!("/{}", segments.join("/")))
}

fn query() -> impl Strategy<Value = String> {
    string_regex(
        "((loud|limit|cursor|[a-z]{1,3})(=(true|-?[0-9]{1,30}|(%[0-9a-f]{2})*|[a-z]*))?&?){0,4}",
    )
    .unwrap()
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..64),
        string_regex(
            r#"\{"text":("([a-z]|\\u[0-9a-f]{4})*"|-?[0-9]{1,40}(e[0-9]{1,4})?|null|\[\[)\}"#
        )
        .unwrap()
        .prop_map(String::into_bytes),
        (0..9000_usize).prop_map(|depth| "[".repeat(depth).into_bytes()),
    ]
}

fn header() -> impl Strategy<Value = (&'static str, String)> {
    let name = proptest::sample::select(vec![
        "accept-encoding",
        "access-control-request-method",
        "content-encoding",
        "content-type",
        "cookie",
        "if-match",
        "if-none-match",
        "origin",
        "sec-fetch-site",
        "user-agent",
        "x-forwarded-for",
        "x-request-id",
    ]);
    let value = prop_oneof![
        string_regex("[ -~\t\u{80}-\u{ff}]{0,40}").unwrap(),
        string_regex("(W/)?\"[ -~]{0,6}\"(, \"[0-9]{0,20}\")?").unwrap(),
        string_regex("[0-9a-f.:, \\[\\]]{0,40}").unwrap(),
        Just("application/json".to_owned()),
        Just("gzip;q=0.5, *;q=0".to_owned()),
    ];
    (name, value)
}

proptest! {
    #[test]
    fn no_request_makes_the_server_fail(
        method in proptest::sample::select(vec!["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "ODD"]),
        path in path(),
        query in query(),
        headers in vec(header(), 0..6),
        body in body(),
        own in any::<bool>(),
    ) {
        let answer = System::new().block_on(async {
            let api = tested(config()).await;
            let mut request = TestRequest::default()
                .method(Method::from_bytes(method.as_bytes()).unwrap())
                .uri(&format!("{path}?{query}"))
                .peer_addr(super::peer("10.0.0.1"))
                .set_payload(body);
            if own {
                request = request
                    .insert_header(("x-requested-with", "XMLHttpRequest"))
                    .insert_header(("content-type", "application/json"));
            }
            for (name, value) in headers {
                request = request.append_header((name, value));
            }
            api.send(request).await
        });
        // One route of the test answers 503 on purpose.
        assert!(answer.status < 500 || answer.status == 503, "{}", answer.status);
        if answer.status >= 400 && method != "HEAD" {
            assert_eq!(answer.header("content-type"), Some("application/problem+json"));
            assert_eq!(answer.json()["status"], answer.status);
        }
    }
}
