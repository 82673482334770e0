//! A request about to be sent.

use std::{future::IntoFuture, pin::Pin};

use reqwest::{
    Method,
    header::{self, HeaderMap, HeaderName, HeaderValue},
};
use serde::Serialize;

use super::{Client, Reply};

/// What a request can carry: `()` for nothing, or JSON.
pub trait Body {
    /// Returns the media type and the bytes, if there are any.
    fn encode(self) -> Option<(HeaderValue, Vec<u8>)>;
}

impl Body for () {
    fn encode(self) -> Option<(HeaderValue, Vec<u8>)> {
        None
    }
}

impl Body for serde_json::Value {
    fn encode(self) -> Option<(HeaderValue, Vec<u8>)> {
        (&self).encode()
    }
}

impl Body for &serde_json::Value {
    fn encode(self) -> Option<(HeaderValue, Vec<u8>)> {
        Some(json(self))
    }
}

fn json(value: &impl Serialize) -> (HeaderValue, Vec<u8>) {
    let bytes = serde_json::to_vec(value).expect("a value that JSON can express");
    (HeaderValue::from_static("application/json"), bytes)
}

/// A request, sent when it is awaited.
#[must_use = "a request is sent when it is awaited"]
#[derive(Debug)]
pub struct Request {
    client: Client,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Request {
    pub(super) fn new(client: &Client, method: Method, path: &str, body: impl Body) -> Self {
        let headers = HeaderMap::new();
        let (path, client) = (path.to_owned(), client.clone());
        let mut request = Self { client, method, path, headers, body: Vec::new() };
        request.headers.insert("x-requested-with", HeaderValue::from_static("XMLHttpRequest"));
        match body.encode() {
            Some((media_type, bytes)) => request.body(media_type, bytes),
            None => request,
        }
    }

    /// Sets a header, in place of one that is there.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(header_name(name), header_value(value));
        self
    }

    /// Adds a header, beside one that is there.
    pub fn another_header(mut self, name: &str, value: &str) -> Self {
        self.headers.append(header_name(name), header_value(value));
        self
    }

    /// Leaves out a header that is sent otherwise, such as `X-Requested-With`.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    /// Adds a query string, encoded as it is to be sent.
    pub fn query(mut self, query: &str) -> Self {
        self.path.push('?');
        self.path.push_str(query);
        self
    }

    /// Sets the body to JSON.
    pub fn json(self, value: impl Serialize) -> Self {
        let (media_type, bytes) = json(&value);
        self.body(media_type, bytes)
    }

    /// Sets the body to any bytes, and its media type.
    ///
    /// # Panics
    /// When the media type can't be a header.
    pub fn body<M>(mut self, media_type: M, bytes: impl Into<Vec<u8>>) -> Self
    where
        M: TryInto<HeaderValue, Error: std::fmt::Debug>,
    {
        let media_type = media_type.try_into().expect("a header's value");
        self.headers.insert(header::CONTENT_TYPE, media_type);
        self.body = bytes.into();
        self
    }

    async fn send(self) -> Reply {
        let Self { client, method, path, mut headers, body } = self;
        if let Some(cookies) = client.jar.header()
            && !headers.contains_key(header::COOKIE)
        {
            headers.insert(header::COOKIE, header_value(&cookies));
        }
        if let Some(address) = client.address {
            headers.insert("x-forwarded-for", header_value(&address.to_string()));
        }
        let request = format!("{method} {path}");
        let mut sent = client.http.request(method, format!("{}{path}", client.origins.next()));
        if !body.is_empty() {
            sent = sent.body(body);
        }
        let answer = sent.headers(headers).send().await;
        let answer = answer.unwrap_or_else(|error| panic!("{request} got no answer: {error:?}"));
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await;
        let body =
            body.unwrap_or_else(|error| panic!("{request} got half of an answer: {error:?}"));
        let reply = Reply { request, status, headers, body: body.into() };
        reply.cookies().iter().for_each(|cookie| client.jar.take(cookie));
        reply
    }
}

impl IntoFuture for Request {
    type Output = Reply;
    type IntoFuture = Pin<Box<dyn Future<Output = Reply> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

fn header_name(name: &str) -> HeaderName {
    name.parse().expect("a header's name")
}

fn header_value(value: &str) -> HeaderValue {
    HeaderValue::from_bytes(value.as_bytes()).expect("a header's value")
}
