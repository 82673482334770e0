//! Deliveries of all accounts.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use umbra_app::{
    App,
    delivery::{DeliveryQuery, RetryDeliveryError},
};
use umbra_domain::{
    DeliveryId, Invalid, UserId,
    delivery::{Delivery, DeliveryState, Reason},
    id::Id as _,
};
use utoipa::{IntoParams, ToSchema};

use super::own::{ChannelName, ORDER, ReasonName, StateName, next_at};
use crate::{
    errors::no_admin,
    extract::{Admin, Caller},
    http::{
        Problem,
        client::Client,
        fields::Fields,
        page::{List, Paging},
        path::Id,
    },
    notification::response::KindName,
};

/// Which deliveries a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct AllDeliveriesParameters {
    /// Only deliveries in this state. Default: `failed`.
    #[param(inline)]
    state: Option<StateName>,
    /// Only deliveries to the account with this id.
    #[param(minimum = 1)]
    user: Option<i64>,
}

/// A message to somebody's phone, without its contents and subject.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnybodysDelivery)]
struct AnybodysDeliveryBody {
    /// The id of the delivery.
    #[schema(minimum = 1)]
    id: i64,
    /// The id of the account that it is for.
    #[schema(minimum = 1)]
    user_id: i64,
    /// The channel that it is sent by.
    #[schema(value_type = ChannelName)]
    channel: &'static str,
    /// Its state.
    #[schema(inline)]
    state: StateName,
    /// Why it is in this state, as in the person's own list.
    #[schema(value_type = Option<ReasonName>, example = "ntfy_refused")]
    reason: Option<&'static str>,
    /// The HTTP status that the person's server answered with, if that is the reason.
    #[schema(minimum = 100, maximum = 999)]
    status: Option<u16>,
    /// The kind of its notification.
    #[schema(inline)]
    kind: KindName,
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

impl From<Delivery> for AnybodysDeliveryBody {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id.0,
            user_id: delivery.to.0,
            channel: delivery.channel.as_str(),
            state: delivery.state.into(),
            reason: delivery.reason.map(Reason::code),
            status: delivery.reason.and_then(Reason::status),
            kind: delivery.notice.kind().into(),
            attempts: delivery.attempts,
            due_at: delivery.due_at.to_string(),
            sent_at: delivery.sent_at.map(|at| at.to_string()),
            next_at: next_at(&delivery),
            created_at: delivery.created_at.to_string(),
            updated_at: delivery.updated_at.to_string(),
        }
    }
}

/// List deliveries of all accounts
///
/// Messages to people's phones by their state, the newest first; by default those that failed. Contents
/// and subjects aren't shown.
#[utoipa::path(
    tag = "admin",
    params(AllDeliveriesParameters, Paging),
    responses((status = 200, description = "A page of deliveries.", body = [AnybodysDeliveryBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("/deliveries")]
pub(crate) async fn list_all_deliveries(
    app: web::Data<App>,
    _admin: Caller<Admin>,
    list: List<AllDeliveriesParameters>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let bad = || Invalid::new("out_of_range", "an id is a positive number");
    let to = list.filter.user.map(|id| UserId::from_positive(id).ok_or_else(bad));
    let to = fields.take("/user", to.transpose());
    let to = fields.build(|| to)?;
    let state = list.filter.state.map_or(DeliveryState::Failed, Into::into);
    let (after, limit) = (list.after(ORDER)?, list.limit);
    let query = DeliveryQuery { state: Some(state), to, after, limit, ..DeliveryQuery::default() };
    let page = app.all_deliveries(&query).await?;
    Ok(list.answer(ORDER, page, AnybodysDeliveryBody::from))
}

/// Send a failed delivery again
///
/// It is tried at once, and for as long as a new delivery. Its notification has to be unread. Refused
/// for a delivery that hasn't failed (409 `not_failed`).
#[utoipa::path(
    tag = "admin",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The delivery.", body = AnybodysDeliveryBody)),
)]
#[post("/deliveries/{id}/retry")]
pub(crate) async fn retry_delivery(
    app: web::Data<App>,
    admin: Caller<Admin>,
    Id(id): Id<DeliveryId>,
    Client(origin): Client,
) -> Result<HttpResponse, Problem> {
    let retried = app.retry_delivery(&admin.identity, id, &origin).await?;
    Ok(HttpResponse::Ok().json(AnybodysDeliveryBody::from(retried)))
}

impl From<RetryDeliveryError> for Problem {
    fn from(error: RetryDeliveryError) -> Self {
        match error {
            RetryDeliveryError::NotFound => Self::not_found(),
            RetryDeliveryError::NotFailed => {
                Self::conflict("not_failed", "Only a delivery that failed can be sent again.")
            }
            RetryDeliveryError::NoAdmin => no_admin(),
            RetryDeliveryError::Store(error) => error.into(),
        }
    }
}
