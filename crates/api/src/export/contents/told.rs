//! Whom the caller knows here, what they were invited to and told of, and what is on record of them.

use serde::Serialize;
use umbra_app::{
    App,
    admin::{AuditFilter, AuditRecord},
    delivery::DeliveryQuery,
    event::EventInvitation,
    notification::NotificationQuery,
};
use umbra_domain::{
    UserId,
    page::{Keyset, Page},
    session::Identity,
};

use super::lists::{page, pages};
use crate::{
    connection::{BlockedBody, ConnectionBody, IncomingBody, OutgoingBody},
    delivery::own::DeliveryBody,
    event::InvitationBody,
    export::archive::Archive,
    http::Problem,
    notification::response::NotificationBody,
};

/// A request to connect, in one of both directions.
#[derive(Serialize)]
#[serde(tag = "direction", rename_all = "snake_case")]
enum RequestBody {
    Incoming(IncomingBody),
    Outgoing(OutgoingBody),
}

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Actor {
    /// The caller.
    You,
    /// Somebody else who was signed in, such as an admin.
    SomebodyElse,
    /// Nobody who was signed in, or the operator.
    Nobody,
}

/// An entry of the audit log that is about the caller. Of another account it tells no more than that there was one.
#[derive(Serialize)]
struct AuditBody {
    id: i64,
    at: String,
    action: String,
    outcome: String,
    by: Actor,
    on_another_account: bool,
    address: Option<String>,
    detail: Option<String>,
}

impl AuditBody {
    fn of(record: AuditRecord, who: UserId) -> Self {
        let by = match record.actor {
            Some(actor) if actor == who => Actor::You,
            Some(_) => Actor::SomebodyElse,
            None => Actor::Nobody,
        };
        let on_another_account = record.target.is_some_and(|target| target != who);
        Self {
            id: record.id.0,
            at: record.at.to_string(),
            action: record.action,
            outcome: record.outcome,
            by,
            on_another_account,
            address: record.address.filter(|_| by != Actor::SomebodyElse),
            detail: record.detail.filter(|_| !on_another_account),
        }
    }
}

pub(super) async fn write(
    app: &App,
    caller: &Identity,
    archive: &mut Archive,
) -> Result<(), Problem> {
    let who = caller.user;
    acquaintances(app, who, archive).await?;
    let clock = caller.timezone.rules();

    let mut list = archive.list("invitations.json")?;
    let invitations = async |after: Option<Keyset>| {
        app.event_invitations(who, None, after.as_ref(), page()).await
    };
    // What the event is about is its owner's.
    pages!(list, invitations, |one: EventInvitation| InvitationBody::from(&one));
    list.end().await?;

    let mut list = archive.list("notifications.json")?;
    let notifications = async |after: Option<Keyset>| {
        let query = NotificationQuery { unread: None, after, limit: page() };
        app.notifications(who, &query).await
    };
    pages!(list, notifications, |one| NotificationBody::of(one, &clock));
    list.end().await?;

    let mut list = archive.list("deliveries.json")?;
    let mut query = DeliveryQuery { limit: page(), ..DeliveryQuery::default() };
    loop {
        let (Page { items, next }, locale) = app.deliveries(who, &query).await?;
        list.add(items.into_iter().map(|one| DeliveryBody::of(one, &locale, &clock))).await?;
        query.after = next;
        if query.after.is_none() {
            break;
        }
    }
    list.end().await?;
    audit_log(app, who, archive).await
}

async fn acquaintances(app: &App, who: UserId, archive: &mut Archive) -> Result<(), Problem> {
    let mut list = archive.list("connections.json")?;
    let connections =
        async |after: Option<Keyset>| app.connections(who, after.as_ref(), page()).await;
    pages!(list, connections, ConnectionBody::from);
    list.end().await?;
    let mut list = archive.list("connection_requests.json")?;
    let incoming =
        async |after: Option<Keyset>| app.incoming_requests(who, after.as_ref(), page()).await;
    pages!(list, incoming, |one| RequestBody::Incoming(IncomingBody::from(one)));
    let outgoing =
        async |after: Option<Keyset>| app.outgoing_requests(who, after.as_ref(), page()).await;
    pages!(list, outgoing, |one| RequestBody::Outgoing(OutgoingBody::from(one)));
    list.end().await?;
    let mut list = archive.list("blocked.json")?;
    let blocked =
        async |after: Option<Keyset>| app.blocked_people(who, after.as_ref(), page()).await;
    pages!(list, blocked, BlockedBody::from);
    list.end().await
}

/// Writes what was done to the account, and then what its owner did otherwise; the newest first, of both.
async fn audit_log(app: &App, who: UserId, archive: &mut Archive) -> Result<(), Problem> {
    let mut list = archive.list("audit_log.json")?;
    let on = AuditFilter { target: Some(who), ..AuditFilter::default() };
    let by = AuditFilter { actor: Some(who), ..AuditFilter::default() };
    for filter in [on, by] {
        let is_there_already =
            |one: &AuditRecord| filter.actor.is_some() && one.target == Some(who);
        let mut after = None;
        loop {
            let Page { items, next } = app.audit_log(&filter, after.as_ref(), page()).await?;
            let items = items.into_iter().filter(|one| !is_there_already(one));
            list.add(items.map(|one| AuditBody::of(one, who))).await?;
            after = match next {
                Some(next) => Some(next),
                None => break,
            };
        }
    }
    list.end().await
}
