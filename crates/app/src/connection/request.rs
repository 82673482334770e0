//! Asking somebody to connect, by their username.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use umbra_domain::{
    UserId,
    connection::{
        self as rules, Connection, MAX_OPEN_REQUESTS, OutgoingRequest, REST_AFTER_REJECTION,
    },
    notification::NotificationDraft,
    user::Username,
};
use umbra_store::{
    StoreError, Tx,
    connection::{self, Locked, Pair, Relationship, Sending, Sent},
    notification, user,
};

use crate::{
    App,
    idempotency::{Once, OnceError, Outcome},
};

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requested {
    /// It is open, and says nothing else.
    Pending(OutgoingRequest),
    /// The other one had asked, too, so the two are connected.
    Connected(Connection),
}

/// Why somebody could not be asked. None of these tells the caller what they don't know.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// It is the caller's own name.
    #[error("one can't connect with oneself")]
    Yourself,
    /// The two are connected.
    #[error("the two are connected already")]
    AlreadyConnected,
    /// The caller blocks that person.
    #[error("the caller blocks that person")]
    Blocked,
    /// The caller has as many open requests as there may be.
    #[error("there are too many open requests")]
    TooMany,
    /// The caller has sent too many requests lately.
    #[error("too many requests were sent lately")]
    TooOften {
        /// When to try again.
        retry_after: Duration,
    },
    /// The account was deleted meanwhile.
    #[error("the session has ended")]
    SessionEnded,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Asks whoever has a name to connect. A request to the same name that is open is sent anew.
    ///
    /// The answer is the same whether an account has the name, and whatever its owner thinks of the
    /// caller: the same statements run, and each answer, a refusal too, comes after whole steps of
    /// time, which hide that an account that is there has a row to lock and to refer to. Whoever has
    /// asked too much is refused before the name is looked up.
    ///
    /// # Errors
    /// [`RequestError`].
    pub async fn request_connection(
        &self,
        who: UserId,
        username: &Username,
        once: Option<Once<Requested>>,
    ) -> Result<Outcome<Requested>, OnceError<RequestError>> {
        let (began, now) = (Instant::now(), self.clock.now());
        let requested =
            self.once(who, once, async |tx| request(tx, who, username, now).await).await;
        let step = self.hashes.failure_floor();
        tokio::time::sleep(step.remaining(began, Instant::now())).await;
        requested
    }
}

async fn request(
    tx: &Tx,
    who: UserId,
    username: &Username,
    now: Timestamp,
) -> Result<Requested, RequestError> {
    allowed(tx, who, username, now).await?;
    let named = user::by_key(tx, username.key()).await?.map(|account| account.id);
    if named == Some(who) {
        return Err(RequestError::Yourself);
    }
    let pair = match connection::lock(tx, who, named).await? {
        Locked::Gone => return Err(RequestError::SessionEnded),
        Locked::Alone => None,
        Locked::Both(pair) => Some(pair),
    };
    let recipient = pair.as_ref().map(connection::Pair::other);
    let relationship = Relationship::read(tx, who, recipient).await?;
    if relationship.are_connected {
        return Err(RequestError::AlreadyConnected);
    }
    if relationship.blocks {
        return Err(RequestError::Blocked);
    }
    // Another request may have come in relationship.
    let Allowed { open, used_until } = allowed(tx, who, username, now).await?;
    connection::spend(tx, who, used_until).await?;
    // Only where the other one has asked, which the caller may know.
    if let Some(pair) = pair.filter(|_| relationship.was_asked)
        && connection::cross(tx, &pair).await?
    {
        return Ok(Requested::Connected(connect(tx, &pair, now).await?));
    }
    let rests =
        relationship.rejected_at.is_some_and(|at| now.duration_since(at) < REST_AFTER_REJECTION);
    let is_delivered = !relationship.is_blocked && !rests;
    // Sending a request again that waits for an answer tells nobody anew.
    let waits = |open: &Sent| open.is_delivered && open.recipient == recipient;
    let told = recipient.filter(|_| is_delivered && !open.as_ref().is_some_and(waits));
    let open = open.map(|open| open.id);
    let sending = Sending { sender: who, open, username, recipient, is_delivered };
    let request = connection::send(tx, &sending, now).await?;
    let draft = NotificationDraft::connection_requested(who, request.id, told);
    notification::notify(tx, &[draft], now).await?;
    Ok(Requested::Pending(request))
}

/// Connects who acts with somebody who had asked them, and tells that one.
pub(super) async fn connect(
    tx: &Tx,
    pair: &Pair,
    now: Timestamp,
) -> Result<Connection, StoreError> {
    let made = connection::connect(tx, pair, now).await?;
    let draft = NotificationDraft::connection_accepted(pair.who(), made.id, pair.other());
    notification::notify(tx, &[draft], now).await?;
    Ok(made)
}

/// What the caller's own rows allow.
struct Allowed {
    /// The request to the same name that is open.
    open: Option<Sent>,
    /// Until when the allowance is used up by this request.
    used_until: Timestamp,
}

/// Refuses who has asked too much, by nothing but their own rows.
async fn allowed(
    tx: &Tx,
    who: UserId,
    username: &Username,
    now: Timestamp,
) -> Result<Allowed, RequestError> {
    let mut sent = connection::sent(tx, who).await?;
    let number = sent.len();
    let place = sent.iter().position(|sent| sent.names(username.key()));
    let open = place.map(|place| sent.swap_remove(place));
    if open.is_none() && number >= MAX_OPEN_REQUESTS {
        return Err(RequestError::TooMany);
    }
    let used_until = connection::used_until(tx, who).await?;
    let used_until = rules::spend(used_until, now).map_err(|wait| RequestError::TooOften {
        retry_after: Duration::try_from(wait).unwrap_or_default(),
    })?;
    Ok(Allowed { open, used_until })
}
