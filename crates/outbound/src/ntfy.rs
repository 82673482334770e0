//! Messages to phones by ntfy's API (<https://docs.ntfy.sh/publish/#publish-as-json>).

use std::time::Duration;

use reqwest::Method;
use serde::Serialize;
use umbra_domain::push::{
    Fault, Push, PushError, PushTarget, Pusher, Pushing, SequenceId, ServerRefused, ServerUrl,
};
use url::Url;

use crate::{CallError, Client, Limits, Target, TargetError, client::Order};

/// ntfy answers with the message, which has some 5 KB at most.
const LIMITS: Limits = Limits { time: Duration::from_secs(10), bytes: 64 * 1024 };

/// The longest that a server may ask to be left alone: ntfy's daily quota is over then.
const MAX_WAIT: Duration = Duration::from_hours(24);

/// Servers that speak ntfy's API: ntfy.sh, or one's own.
///
/// Version 2.16 brought sequence ids. Older servers ignore them, so that a message that is sent twice
/// alerts twice, and don't know how to take a message back.
#[derive(Debug, Clone)]
pub struct Ntfy {
    client: Client,
}

impl Ntfy {
    /// Calls servers over this client.
    #[must_use]
    pub const fn new(client: Client) -> Self {
        Self { client }
    }

    async fn order(
        &self,
        target: &PushTarget,
        method: Method,
        path: &str,
        json: Option<Vec<u8>>,
    ) -> Result<(), PushError> {
        let url = Url::parse(&format!("{}/{path}", target.server.as_str()))
            .map_err(|_| PushError::Never(Fault::AddressNotAllowed))?;
        let bearer = target.token.as_ref().map(|token| token.expose());
        let called = self.client.order(Order { method, url, bearer, json }, LIMITS).await;
        called.map_err(|error| {
            // No host, no topic: whose message it was is in the span, if anywhere.
            tracing::debug!(%error, "a message was not handed over");
            to_push_error(&error)
        })
    }

    async fn checked(&self, server: &str) -> Result<ServerUrl, ServerRefused> {
        let url = Url::parse(server.trim()).map_err(|_| ServerRefused::Malformed)?;
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(ServerRefused::Malformed);
        }
        let target = Target::from_url(url, self.client.policy()).map_err(to_refused)?;
        self.client.check(&target).await.map_err(to_refused)?;
        Ok(ServerUrl::from_origin(target.url().origin().ascii_serialization()))
    }
}

impl Pusher for Ntfy {
    fn publish<'a>(&'a self, target: &'a PushTarget, push: &'a Push) -> Pushing<'a, (), PushError> {
        let message = Message::new(target, push);
        Box::pin(async move {
            // Serializing text and numbers doesn't fail.
            let json = serde_json::to_vec(&message).unwrap_or_default();
            self.order(target, Method::POST, "", Some(json)).await
        })
    }

    fn clear<'a>(
        &'a self,
        target: &'a PushTarget,
        sequence: &'a SequenceId,
    ) -> Pushing<'a, (), PushError> {
        Box::pin(async move {
            let path = format!("{}/{}/clear", target.topic.as_str(), sequence.as_str());
            match self.order(target, Method::PUT, &path, None).await {
                // An older server doesn't know the path.
                Err(error) if matches!(error.fault().status(), Some(404 | 405)) => Ok(()),
                cleared => cleared,
            }
        })
    }

    fn check<'a>(&'a self, server: &'a str) -> Pushing<'a, ServerUrl, ServerRefused> {
        Box::pin(self.checked(server))
    }
}

/// What is sent to `/` of a server.
#[derive(Serialize)]
struct Message<'a> {
    topic: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    message: String,
    priority: u8,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    click: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    actions: Vec<Action<'a>>,
    sequence_id: &'a str,
}

#[derive(Serialize)]
struct Action<'a> {
    action: &'static str,
    label: &'a str,
    url: &'a str,
    method: &'static str,
    clear: bool,
}

impl<'a> Message<'a> {
    fn new(target: &'a PushTarget, push: &'a Push) -> Self {
        // ntfy would write "triggered" where nothing is said.
        let (title, body) = match push.body.trim() {
            "" => (None, push.title.as_str()),
            body => (Some(push.title.as_str()), body),
        };
        let action = |action: &'a umbra_domain::push::PushAction| Action {
            action: "http",
            label: &action.label,
            url: &action.url,
            method: "POST",
            clear: true,
        };
        Self {
            topic: target.topic.as_str(),
            title: title.map(|title| &title[..boundary(title, Push::MAX_TITLE)]),
            message: cut(body, Push::MAX_BODY),
            priority: push.priority.number(),
            tags: &push.tags,
            click: push.click.as_deref(),
            actions: push.actions.iter().take(Push::MAX_ACTIONS).map(action).collect(),
            sequence_id: push.sequence.as_str(),
        }
    }
}

/// Cuts text to a number of bytes, and shows that it did.
fn cut(text: &str, most: usize) -> String {
    const MORE: &str = "…";
    if text.len() <= most {
        return text.to_owned();
    }
    format!("{}{MORE}", &text[..boundary(text, most - MORE.len())])
}

/// Returns the end of the last whole character within a number of bytes.
fn boundary(text: &str, most: usize) -> usize {
    text.floor_char_boundary(most)
}

fn to_push_error(error: &CallError) -> PushError {
    let later = |fault| PushError::Later { fault, retry_after: None };
    match error {
        CallError::Refused(_) => PushError::Never(Fault::AddressNotAllowed),
        CallError::Status { status, retry_after } => {
            let fault = Fault::Status(*status);
            match status {
                408 | 425 | 429 | 500..=599 => {
                    let retry_after = retry_after.map(|wait| wait.min(MAX_WAIT));
                    PushError::Later { fault, retry_after }
                }
                _ => PushError::Never(fault),
            }
        }
        CallError::TimedOut => later(Fault::TimedOut),
        CallError::Unreachable(_) | CallError::TooLarge(_) => later(Fault::Unreachable),
    }
}

fn to_refused(error: TargetError) -> ServerRefused {
    match error {
        TargetError::Blocked(_) => ServerRefused::AddressNotAllowed,
        TargetError::Malformed | TargetError::Scheme | TargetError::Credentials => {
            ServerRefused::Malformed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_between_characters() {
        assert_eq!(cut("Milk", 4), "Milk");
        assert_eq!(cut("Milk and bread", 8), "Milk …");
        assert_eq!(cut("ääää", 7), "ää…");
        assert_eq!(cut(&"ä".repeat(5000), Push::MAX_BODY).len(), 4095);
    }
}
