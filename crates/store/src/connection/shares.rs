//! What two people share with each other.

use sea_orm::Value;

use super::{Pair, places};
use crate::{StoreError, Tx, rights::OWNER, sql, tx::handle::Handle as _};

/// Ends everything that either of two people shares with the other: the one place that knows what
/// that is. What a third person shares with both stays.
///
/// Whoever gives somebody a right on something of theirs holds both rows as well, so nothing is
/// shared meanwhile. What a member has for themselves on what was shared, and being assigned to
/// tasks, goes with the membership, and gives what shows it a new version: the schema sees to that.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub(super) async fn end(tx: &Tx, pair: &Pair) -> Result<(), StoreError> {
    let people = || [pair.who().0.into(), pair.other().0.into()];
    // Before rights, as whoever accepts an offer does.
    let text = format!(
        "DELETE FROM calendar_offers WHERE user_id IN ($1, $2) AND calendar_id IN \
         (SELECT calendar_id FROM calendar_members WHERE user_id IN ($1, $2) AND held = {OWNER})"
    );
    sql::execute(tx.db(), text, people()).await?;
    end_invitations(tx, &invited(), people()).await?;
    sql::execute(tx.db(), leave("calendar"), people()).await?;
    // Whoever was about to put an event into such a calendar held their membership, and has done so.
    places::leave(tx, [pair.who(), pair.other()], None).await?;
    // Tasks change under the lock of their project.
    let mut text = format!("SELECT id FROM projects WHERE {} ORDER BY id", shared("project", "id"));
    if sea_orm::ConnectionTrait::get_database_backend(tx.db()) == sea_orm::DatabaseBackend::Postgres
    {
        text.push_str(" FOR NO KEY UPDATE");
    }
    sql::execute(tx.db(), text, people()).await?;
    sql::execute(tx.db(), leave("project"), people()).await?;
    Ok(())
}

/// Ends invitations, of which a condition on `i` is true. They change under the lock of their event.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub(crate) async fn end_invitations(
    tx: &Tx,
    these: &str,
    values: [Value; 2],
) -> Result<(), StoreError> {
    let mut text = format!(
        "SELECT id FROM events WHERE id IN (SELECT i.event_id FROM event_invitations i \
         WHERE {these}) ORDER BY id"
    );
    if sea_orm::ConnectionTrait::get_database_backend(tx.db()) == sea_orm::DatabaseBackend::Postgres
    {
        text.push_str(" FOR NO KEY UPDATE");
    }
    sql::execute(tx.db(), text, values.clone()).await?;
    let text = format!(
        "DELETE FROM event_invitations WHERE id IN (SELECT i.id FROM event_invitations i WHERE {these})"
    );
    sql::execute(tx.db(), text, values).await?;
    Ok(())
}

/// Is true of invitations of one of the two that the other one made, or to what is in a calendar of theirs.
fn invited() -> String {
    format!(
        "i.user_id IN ($1, $2) AND ((i.invited_by IN ($1, $2) AND i.invited_by <> i.user_id) \
         OR EXISTS (SELECT 1 FROM events e JOIN calendar_members m ON m.calendar_id = e.calendar_id \
         AND m.held = {OWNER} WHERE e.id = i.event_id AND m.user_id IN ($1, $2) \
         AND m.user_id <> i.user_id))"
    )
}

/// Takes the memberships of either of the two in what the other one owns.
fn leave(of: &str) -> String {
    format!(
        "DELETE FROM {of}_members WHERE user_id IN ($1, $2) AND held < {OWNER} AND {}",
        shared(of, &format!("{of}_members.{of}_id"))
    )
}

/// Is true of projects or calendars that one of the two owns and the other one is a member of.
fn shared(of: &str, id: &str) -> String {
    format!(
        "{id} IN (SELECT mine.{of}_id FROM {of}_members mine JOIN {of}_members theirs \
         ON theirs.{of}_id = mine.{of}_id AND theirs.user_id <> mine.user_id \
         WHERE mine.user_id IN ($1, $2) AND theirs.user_id IN ($1, $2) AND mine.held = {OWNER})"
    )
}
