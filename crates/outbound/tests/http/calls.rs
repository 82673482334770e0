//! Calls to a real server on this machine.

use std::{net::IpAddr, sync::Arc, time::Duration};

use tokio::net::TcpSocket;
use umbra_outbound::{
    AddressPolicy, Blocked, CallError, Client, Limits, Lookup, Names, SystemNames, TargetError,
};
use url::Url;

use crate::server::{NoNames, Serve, Server};

const LIMITS: Limits = Limits { time: Duration::from_secs(30), bytes: 10_000 };

fn loopback() -> AddressPolicy {
    AddressPolicy::allowing(vec!["127.0.0.0/8".parse().unwrap()])
}

fn client(policy: AddressPolicy) -> Client {
    Client::new(policy, Arc::new(SystemNames)).unwrap()
}

async fn get(client: &Client, url: &str) -> Result<Vec<u8>, CallError> {
    client.get(Url::parse(url).unwrap(), LIMITS).await
}

/// Answers with another address each time it is asked.
#[derive(Debug)]
struct Rebinding(std::sync::Mutex<Vec<Vec<&'static str>>>);

impl Rebinding {
    fn client(policy: AddressPolicy, answers: &[&[&'static str]]) -> Client {
        let answers = answers.iter().rev().map(|addresses| addresses.to_vec()).collect();
        Client::new(policy, Arc::new(Self(std::sync::Mutex::new(answers)))).unwrap()
    }
}

impl Names for Rebinding {
    fn lookup(&self, _: &str) -> Lookup {
        let answer = self.0.lock().unwrap().pop().unwrap_or_default();
        let addresses: Vec<IpAddr> = answer.iter().map(|text| text.parse().unwrap()).collect();
        Box::pin(async move { Ok(addresses) })
    }
}

#[tokio::test]
async fn an_answer_comes_whole_and_says_who_asked() {
    let server = Server::start(Serve::Body("{\"temperature\": 21}".to_owned())).await;
    let body = get(&client(loopback()), &server.url("/v1?latitude=48.2")).await.unwrap();
    assert_eq!(body, b"{\"temperature\": 21}");
    let requests = server.requests();
    assert!(requests[0].starts_with("GET /v1?latitude=48.2 HTTP/1.1\r\n"), "{requests:?}");
    assert!(requests[0].contains("user-agent: umbra/"), "{requests:?}");
    assert!(!requests[0].contains("accept-encoding"), "no answer can unfold: {requests:?}");
}

#[tokio::test]
async fn what_the_operator_does_not_list_is_not_called() {
    let server = Server::start(Serve::Body("secret".to_owned())).await;
    let policy = AddressPolicy::default;
    let by_name = format!("http://localhost:{}/", server.port());
    for url in [server.url("/"), by_name] {
        let called = get(&client(policy()), &url).await;
        let refused =
            matches!(called, Err(CallError::Refused(TargetError::Blocked(Blocked::Private))));
        assert!(refused, "{url}: {called:?}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_name_with_one_address_that_is_not_called_is_not_called() {
    let server = Server::start(Serve::Body("secret".to_owned())).await;
    let url = format!("http://rebinding.example:{}/", server.port());
    for addresses in [&["93.184.215.14", "169.254.169.254"][..], &["::ffff:127.0.0.1"]] {
        let client = Rebinding::client(loopback(), &[addresses]);
        let called = get(&client, &url).await;
        let refused =
            matches!(called, Err(CallError::Refused(TargetError::Blocked(Blocked::Never))));
        assert!(refused, "{called:?}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_address_that_was_looked_at_is_the_one_that_is_called() {
    let server = Server::start(Serve::Body("fine".to_owned())).await;
    let url = format!("http://rebinding.example:{}/", server.port());
    // The second look-up would give another address; there is none.
    let client = Rebinding::client(loopback(), &[&["127.0.0.1"], &["10.0.0.1"]]);
    assert_eq!(get(&client, &url).await.unwrap(), b"fine");
    let requests = server.requests();
    assert!(requests[0].contains("host: rebinding.example"), "{requests:?}");
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let elsewhere = Server::start(Serve::Body("secret".to_owned())).await;
    let server = Server::start(Serve::Redirect(elsewhere.url("/"))).await;
    let called = get(&client(loopback()), &server.url("/")).await;
    assert!(matches!(called, Err(CallError::Status { status: 302, .. })), "{called:?}");
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_failure_tells_its_status_and_when_to_come_again() {
    let server = Server::start(Serve::Status(429, "retry-after: 17\r\n".to_owned())).await;
    let called = get(&client(loopback()), &server.url("/")).await;
    let after = Duration::from_secs(17);
    let told = matches!(called, Err(CallError::Status { status: 429, retry_after: Some(wait) }) if wait == after);
    assert!(told, "{called:?}");
}

#[tokio::test]
async fn an_endless_answer_and_a_long_one_are_given_up() {
    for serve in [Serve::Endless, Serve::Body("x".repeat(10_001))] {
        let server = Server::start(serve).await;
        let called = get(&client(loopback()), &server.url("/")).await;
        assert!(matches!(called, Err(CallError::TooLarge(10_000))), "{called:?}");
    }
}

#[tokio::test]
async fn a_silent_server_and_a_slow_one_are_given_up() {
    let limits = Limits { time: Duration::from_millis(1500), ..LIMITS };
    for serve in [Serve::Silence, Serve::Drip] {
        let server = Server::start(serve).await;
        let url = Url::parse(&server.url("/")).unwrap();
        let called = client(loopback()).get(url, limits).await;
        assert!(matches!(called, Err(CallError::TimedOut)), "{called:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_away_or_hangs_up_is_unreachable() {
    let server = Server::start(Serve::HangUp).await;
    // The port stays taken, or a server of another test could get it.
    let away = TcpSocket::new_v4().unwrap();
    away.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let gone = format!("http://{}/", away.local_addr().unwrap());
    let nameless = Client::new(loopback(), Arc::new(NoNames)).unwrap();
    for (client, url) in [
        (client(loopback()), server.url("/")),
        (client(loopback()), gone),
        (nameless, "http://no-such-name.invalid/".to_owned()),
    ] {
        let called = get(&client, &url).await;
        assert!(matches!(called, Err(CallError::Unreachable(_))), "{url}: {called:?}");
    }
}
