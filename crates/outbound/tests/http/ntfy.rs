//! ntfy's client against a server on this machine.

use std::{sync::Arc, time::Duration};

use umbra_domain::push::{
    Fault, Priority, Push, PushAction, PushError, PushTarget, Pusher as _, SequenceId,
    ServerRefused, ServerUrl, Topic,
};
use umbra_outbound::{AddressPolicy, Client, Ntfy, SystemNames};

use crate::server::{NoNames, Serve, Server};

fn ntfy() -> Ntfy {
    let policy = AddressPolicy::allowing(vec!["127.0.0.0/8".parse().unwrap()]);
    Ntfy::new(Client::new(policy, Arc::new(SystemNames)).unwrap())
}

fn to(server: &str) -> PushTarget {
    PushTarget {
        server: ServerUrl::from_origin(server.to_owned()),
        topic: Topic::parse("umbra").unwrap(),
        token: None,
    }
}

fn push() -> Push {
    Push {
        title: "Call mum".to_owned(),
        body: String::new(),
        priority: Priority::High,
        tags: vec!["alarm_clock".to_owned()],
        click: None,
        actions: vec![PushAction { label: "Done".to_owned(), url: "https://a/b".to_owned() }],
        sequence: SequenceId::of_bytes(&[7; 16]),
    }
}

async fn publish(serve: Serve) -> Result<(), PushError> {
    let server = Server::start(serve).await;
    ntfy().publish(&to(&server.url("")), &push()).await
}

async fn clear(serve: Serve) -> Result<(), PushError> {
    let server = Server::start(serve).await;
    ntfy().clear(&to(&server.url("")), &push().sequence).await
}

fn status(status: u16, headers: &str) -> Serve {
    Serve::Status(status, headers.to_owned())
}

fn later(fault: Fault, seconds: Option<u64>) -> Result<(), PushError> {
    Err(PushError::Later { fault, retry_after: seconds.map(Duration::from_secs) })
}

#[tokio::test]
async fn what_may_pass_and_what_will_not_are_told_apart() {
    assert_eq!(publish(status(200, "")).await, Ok(()));
    for code in [408, 425, 429, 500, 502, 503, 507] {
        assert_eq!(publish(status(code, "")).await, later(Fault::Status(code), None));
    }
    for code in [204, 201] {
        assert_eq!(publish(status(code, "")).await, Ok(()), "any success");
    }
    for code in [400, 401, 403, 404, 405, 413] {
        assert_eq!(publish(status(code, "")).await, Err(PushError::Never(Fault::Status(code))));
    }
    let elsewhere = Serve::Redirect("http://127.0.0.1:1/".to_owned());
    assert_eq!(publish(elsewhere).await, Err(PushError::Never(Fault::Status(302))));
    assert_eq!(publish(Serve::HangUp).await, later(Fault::Unreachable, None));
    let blocked = ntfy().publish(&to("http://10.0.0.1"), &push()).await;
    assert_eq!(blocked, Err(PushError::Never(Fault::AddressNotAllowed)));
    let nameless = Client::new(AddressPolicy::default(), Arc::new(NoNames)).unwrap();
    let nowhere = Ntfy::new(nameless).publish(&to("http://no-such-name.invalid"), &push()).await;
    assert_eq!(nowhere, later(Fault::Unreachable, None));
}

#[tokio::test]
async fn an_answer_that_never_ends_was_success_and_none_is_waited_for_no_longer_than_ten_seconds() {
    assert_eq!(publish(Serve::Endless).await, Ok(()), "its head said so");
    let began = std::time::Instant::now();
    assert_eq!(publish(Serve::Silence).await, later(Fault::TimedOut, None));
    // A busy machine may hold it up besides.
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn the_server_says_when_to_come_again_in_seconds_or_as_a_date() {
    let date = "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    let at = |text: &str| format!("{date}retry-after: {text}\r\n");
    for (headers, seconds) in [
        (at("17"), Some(17)),
        (at("Sun, 06 Nov 1994 08:51:37 GMT"), Some(120)),
        (at("Sun, 06 Nov 1994 08:00:00 GMT"), Some(0)),
        (at("999999999"), Some(24 * 3600)),
        (at("Sat, 06 Nov 2094 08:49:37 GMT"), Some(24 * 3600)),
        (at("soon"), None),
        (at("-5"), None),
        // Whose clock would that be?
        ("retry-after: Sun, 06 Nov 1994 08:51:37 GMT\r\n".to_owned(), None),
    ] {
        let told = publish(status(429, &headers)).await;
        assert_eq!(told, later(Fault::Status(429), seconds), "{headers:?}");
    }
}

#[tokio::test]
async fn an_older_server_that_can_not_take_messages_back_is_no_error() {
    for code in [200, 404, 405] {
        assert_eq!(clear(status(code, "")).await, Ok(()));
    }
    assert_eq!(clear(status(403, "")).await, Err(PushError::Never(Fault::Status(403))));
    assert_eq!(clear(status(429, "retry-after: 5\r\n")).await, later(Fault::Status(429), Some(5)));
    let server = Server::start(status(200, "")).await;
    ntfy().clear(&to(&server.url("")), &push().sequence).await.unwrap();
    let asked = &server.requests()[0];
    let line = "PUT /umbra/umbra-07070707070707070707070707070707/clear HTTP/1.1\r\n";
    assert!(asked.starts_with(line), "{asked}");
}

#[tokio::test]
async fn a_server_is_an_origin_that_may_be_called() {
    let ntfy = ntfy();
    for (server, origin) in [
        ("https://1.1.1.1", "https://1.1.1.1"),
        (" HTTPS://NTFY.invalid:443/ ", "https://ntfy.invalid"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
    ] {
        assert_eq!(ntfy.check(server).await.unwrap().as_str(), origin);
    }
    for malformed in ["", "ntfy.sh", "ftp://a", "https://a/b", "https://a/?b", "https://a:b@c"] {
        let refused = ntfy.check(malformed).await;
        assert_eq!(refused, Err(ServerRefused::Malformed), "{malformed}");
    }
    for blocked in ["http://169.254.169.254", "http://[::1]", "http://192.168.0.1"] {
        let refused = ntfy.check(blocked).await;
        assert_eq!(refused, Err(ServerRefused::AddressNotAllowed), "{blocked}");
    }
    let none = Ntfy::new(Client::new(AddressPolicy::default(), Arc::new(SystemNames)).unwrap());
    let by_name = none.check("http://localhost").await;
    assert_eq!(by_name, Err(ServerRefused::AddressNotAllowed), "its name was looked up");
}
