//! The caller's deliveries.

use actix_web::{HttpResponse, get, web};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use umbra_app::{App, delivery::DeliveryQuery};
use umbra_domain::{
    Invalid, NotificationId,
    civil::format_local,
    delivery::{Channel, Delivery, DeliveryState, Reason},
    id::Id as _,
    notification::Text,
    settings::Locale,
};
use utoipa::{IntoParams, ToSchema};

use crate::{
    docs::known::known_text,
    extract::Caller,
    http::{
        Problem,
        fields::Fields,
        page::{List, Paging},
    },
    notification::response::{KindName, SubjectType},
};

/// The order of the lists, which their cursors belong to.
pub(crate) const ORDER: &str = "delivery";

/// The state of a delivery.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DeliveryState)]
pub(crate) enum StateName {
    /// It is to be sent, now or when `next_at` comes.
    Waiting,
    /// It was sent.
    Sent,
    /// It was sent, and taken away from the phone when nothing was left to tell.
    Cleared,
    /// It wasn't sent, and needn't be any more.
    Skipped,
    /// It couldn't be sent, and nobody tries any more.
    Failed,
}

impl From<DeliveryState> for StateName {
    fn from(state: DeliveryState) -> Self {
        match state {
            DeliveryState::Waiting => Self::Waiting,
            DeliveryState::Sent => Self::Sent,
            DeliveryState::Cleared => Self::Cleared,
            DeliveryState::Skipped => Self::Skipped,
            DeliveryState::Failed => Self::Failed,
        }
    }
}

impl From<StateName> for DeliveryState {
    fn from(name: StateName) -> Self {
        match name {
            StateName::Waiting => Self::Waiting,
            StateName::Sent => Self::Sent,
            StateName::Cleared => Self::Cleared,
            StateName::Skipped => Self::Skipped,
            StateName::Failed => Self::Failed,
        }
    }
}

known_text! {
    /// A channel that messages are sent by.
    pub(crate) ChannelName as "DeliveryChannel": [Channel::Ntfy.as_str()]
}

known_text! {
    /// Why a delivery is in its state.
    pub(crate) ReasonName as "DeliveryReason": Reason::ALL.map(Reason::code)
}

/// Which deliveries a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeliveryParameters {
    /// Only deliveries in this state. Default: all.
    #[param(inline)]
    state: Option<StateName>,
    /// Only deliveries of the notification with this id.
    #[param(minimum = 1)]
    notification: Option<i64>,
    /// Only deliveries about this subject: the `type` and `id` of a notification's `subject`, with a
    /// colon between.
    #[param(max_length = 64, example = "reminder:1")]
    subject: Option<String>,
}

/// The kinds of things that deliveries are about.
const TYPES: [&str; 10] = [
    "connection_request",
    "connection",
    "reminder",
    "event",
    "calendar",
    "comment",
    "task",
    "project",
    "todo",
    "person",
];

fn parse_subject(text: &str) -> Result<(String, i64), Invalid> {
    let bad = || {
        let detail = "subject must be a type and an id, such as reminder:12";
        Invalid::new("invalid_subject", detail)
    };
    let (kind, id) = text.split_once(':').ok_or_else(bad)?;
    let id: i64 = id.parse().ok().filter(|id| *id > 0).ok_or_else(bad)?;
    if TYPES.contains(&kind) { Ok((kind.to_owned(), id)) } else { Err(bad()) }
}

impl DeliveryParameters {
    fn parse(&self) -> Result<DeliveryQuery, Problem> {
        let mut fields = Fields::default();
        let bad = || Invalid::new("out_of_range", "an id is a positive number");
        let id = self.notification.map(|id| NotificationId::from_positive(id).ok_or_else(bad));
        let notification = fields.take("/notification", id.transpose());
        let subject = self.subject.as_deref().map(parse_subject).transpose();
        let subject = fields.take("/subject", subject);
        let state = self.state.map(Into::into);
        fields.build(|| {
            let (notification, subject) = (notification?, subject?);
            Some(DeliveryQuery { state, notification, subject, ..DeliveryQuery::default() })
        })
    }
}

/// What a delivery is about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeliverySubject)]
struct SubjectBody {
    /// Its type.
    #[serde(rename = "type")]
    #[schema(value_type = SubjectType)]
    subject_type: String,
    /// Its id.
    #[schema(minimum = 1)]
    id: i64,
    /// The occurrence that it is about.
    #[schema(example = "2026-12-01T19:00:00")]
    recurrence_id: Option<String>,
}

/// A message to the caller's phone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Delivery)]
pub(crate) struct DeliveryBody {
    /// The id of the delivery.
    #[schema(minimum = 1)]
    id: i64,
    /// The channel that it is sent by.
    #[schema(value_type = ChannelName)]
    channel: &'static str,
    /// Its state.
    #[schema(inline)]
    state: StateName,
    /// Why it is in this state, as a stable code; `null` for what was sent and for what is about to be.
    /// Why something was not sent: `read`, `done`, `dismissed`, `snoozed`, `replaced` (it was moved, or
    /// superseded by a newer notification), `switched_off`, `gone` (deleted, or the caller can't see it
    /// any more), `digest` (it came while no worker ran, and is counted in one message), `ntfy_off`,
    /// `category_off`, `account_off`. Why it waits: `quiet_hours`, `gathering` (for others that go into
    /// the same message), or what went wrong with the last try. What may go wrong: `ntfy_refused` (with
    /// `status`), `ntfy_timed_out`, `ntfy_unreachable`, `ntfy_address_not_allowed`, `ntfy_token_lost`,
    /// `interrupted`, `unreadable`.
    #[schema(value_type = Option<ReasonName>, example = "dismissed")]
    reason: Option<&'static str>,
    /// The HTTP status that the caller's server answered with, if that is the reason.
    #[schema(minimum = 100, maximum = 999)]
    status: Option<u16>,
    /// What became of it, in a sentence in the caller's `locale`.
    #[schema(
        example = "Not sent, because the reminder was dismissed before, here or on another device."
    )]
    explanation: String,
    /// What it is about.
    #[schema(inline)]
    kind: KindName,
    /// The title of the message; `null` when the caller can't see that any more.
    #[schema(example = "Water the plants")]
    title: Option<String>,
    /// The id of the notification that it was sent for; it may be deleted.
    #[schema(minimum = 1)]
    notification_id: i64,
    /// What it is about; `null` if that is the caller's account.
    subject: Option<SubjectBody>,
    /// The path of what it is about in this API; `null` when the caller can't see it any more.
    #[schema(example = "/api/reminders/12")]
    path: Option<String>,
    /// The number of attempts to send it.
    #[schema(minimum = 0)]
    attempts: u32,
    /// When what it is about was due or happened.
    #[schema(format = DateTime)]
    due_at: String,
    /// When it was sent.
    #[schema(format = DateTime)]
    sent_at: Option<String>,
    /// When it is tried next; `null` if that is at once, or never.
    #[schema(format = DateTime)]
    next_at: Option<String>,
    /// When it was created.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl DeliveryBody {
    pub(crate) fn of(delivery: Delivery, locale: &Locale, clock: &TimeZone) -> Self {
        let explanation = delivery.explanation(locale, clock);
        let recurrence_id = delivery.occurrence.map(format_local);
        let subject = |(subject_type, id)| SubjectBody { subject_type, id, recurrence_id };
        let told = delivery.told.as_ref();
        let title = |Text { title, .. }| title;
        Self {
            id: delivery.id.0,
            channel: delivery.channel.as_str(),
            state: delivery.state.into(),
            reason: delivery.reason.map(Reason::code),
            status: delivery.reason.and_then(Reason::status),
            explanation,
            kind: delivery.notice.kind().into(),
            title: told.map(|told| title(told.text(clock))),
            notification_id: delivery.notification.0,
            path: told.map(umbra_domain::notification::Notification::path),
            attempts: delivery.attempts,
            due_at: delivery.due_at.to_string(),
            sent_at: delivery.sent_at.map(|at| at.to_string()),
            next_at: next_at(&delivery),
            created_at: delivery.created_at.to_string(),
            updated_at: delivery.updated_at.to_string(),
            subject: delivery.subject.map(subject),
        }
    }
}

/// Tells when a delivery is tried next, if it waits for that.
pub(crate) fn next_at(delivery: &Delivery) -> Option<String> {
    let waits = delivery.state == DeliveryState::Waiting && delivery.reason.is_some();
    delivery.next_at.filter(|_| waits).map(|at| at.to_string())
}

/// List deliveries
///
/// What was to be sent to the caller's phone, what became of it, and why: the answer to "why did I get
/// this?" and "why didn't I?". The newest first. What happened while ntfy was switched off is only in the
/// list of notifications. Deliveries are kept for 30 days.
#[utoipa::path(
    tag = "notifications",
    params(DeliveryParameters, Paging),
    responses((status = 200, description = "A page of deliveries.", body = [DeliveryBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("/deliveries")]
pub(crate) async fn list_deliveries(
    app: web::Data<App>,
    caller: Caller,
    list: List<DeliveryParameters>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let (after, limit) = (list.after(ORDER)?, list.limit);
    let query = DeliveryQuery { after, limit, ..list.filter.parse()? };
    let (page, locale) = app.deliveries(who, &query).await?;
    let clock = zone.rules();
    Ok(list.answer(ORDER, page, |delivery| DeliveryBody::of(delivery, &locale, &clock)))
}
