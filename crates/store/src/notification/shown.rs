//! What of it a person gets to see: what they may see of what it is about.

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryTrait, Select,
    sea_query::{Expr, ExprTrait},
};
use umbra_domain::{
    calendar::Calendar,
    notification::{Kind, Notice},
    person::Person,
    project::Project,
    reminder::Reminder,
    rights::Right,
    todo::Todo,
};

use crate::{
    entity::notification::{Column, Entity},
    rights::{self, Who},
    table::Table,
};

/// Selects what a person was told and may still see. The database lets rows go with the right; this is
/// what counts in between, and where something is seen in another way.
pub(super) fn shown(who: impl Into<Who>) -> Select<Entity> {
    Entity::find().filter(may_see(who))
}

/// Is true of rows that a person gets to see.
pub(crate) fn may_see(who: impl Into<Who>) -> Condition {
    let who = who.into();
    let answers = Notice::ALL.iter().filter(|one| one.kind() == Kind::InvitationResponse);
    let answers = answers.map(|one| format!("'{}'", one.code())).collect::<Vec<_>>().join(", ");
    Condition::all()
        .add(rights::is_recipient(who))
        .add(Expr::cust("NOT notifications.is_deleted"))
        // Who is offered a calendar holds nothing on it yet, and is told of it.
        .add(
            about::<Calendar>(Column::CalendarId, who, Right::View)
                .or(Expr::cust(rights::is_offered("notifications.calendar_id", Who::Recipient))),
        )
        .add(Expr::cust(format!(
            "(notifications.event_id IS NULL OR {})",
            rights::sees_event("notifications.event_id", "notifications.occurrence", who)
        )))
        .add(Expr::cust(format!(
            "(notifications.event_id IS NULL OR notifications.notice NOT IN ({answers}) OR {})",
            rights::manages_event("notifications.event_id", who)
        )))
        .add(about::<Project>(Column::ProjectId, who, Right::View))
        .add(about::<Reminder>(Column::ReminderId, who, Right::View))
        // What rang of an occurrence shows what that is.
        .add(Expr::cust(format!(
            "NOT EXISTS (SELECT 1 FROM reminders r WHERE r.id = notifications.reminder_id \
             AND r.event_id IS NOT NULL AND NOT {})",
            rights::sees_event("r.event_id", "notifications.occurrence", who)
        )))
        .add(about::<Todo>(Column::TodoId, who, Right::View))
        .add(about::<Person>(Column::PersonId, who, Right::View))
        .add(Expr::cust(format!(
            "(notifications.connection_request_id IS NULL OR {})",
            rights::is_requested("notifications.connection_request_id", Who::Recipient)
        )))
        .add(Expr::cust(format!(
            "(notifications.actor_id IS NULL OR NOT {})",
            rights::blocks("notifications.user_id", "notifications.actor_id")
        )))
}

/// Is true of rows that are about none of these things, or about one on which the person holds a right.
fn about<T: Table>(column: Column, who: Who, right: Right) -> Expr {
    let id = T::COLUMNS.id;
    let it = Expr::col(id.as_column_ref()).eq(Expr::col(column.as_column_ref()));
    let held = rights::numbers::<T>(who, right).filter(it).into_query();
    column.is_null().or(Expr::exists(held))
}
