//! What a person made in what others own: it stays when their account goes.

use sea_orm::{ConnectionTrait as _, DatabaseBackend};
use umbra_domain::{UserId, rights::Right};

use crate::{StoreError, Tx, sql, tx::handle::Handle as _};

/// Gives what says who made it, and comments that mention them, a new version before that becomes nobody.
/// Tasks that they are assigned to get one with their membership. Events and projects are locked as by
/// whoever changes them.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub(super) async fn leave(tx: &Tx, who: UserId) -> Result<(), StoreError> {
    let events = format!(
        "created_by = $1 AND NOT EXISTS (SELECT 1 FROM calendar_members m \
         WHERE m.calendar_id = events.calendar_id AND m.user_id = $1 AND m.held = {})",
        Right::Own.level()
    );
    let projects = "id IN (SELECT project_id FROM project_members WHERE user_id = $1 \
        UNION SELECT project_id FROM tasks WHERE created_by = $1 \
        UNION SELECT project_id FROM task_comments WHERE created_by = $1)";
    let lock = |table: &str, which: &str| {
        format!("SELECT id FROM {table} WHERE {which} ORDER BY id FOR NO KEY UPDATE")
    };
    // Nobody's at once: PostgreSQL checks a row that this transaction has changed when a cascade changes it
    // again, and the account is gone by then.
    let renew = |table: &str, which: &str| {
        format!(
            "UPDATE {table} SET version = version + 1, \
             created_by = CASE WHEN created_by = $1 THEN NULL ELSE created_by END WHERE {which}"
        )
    };
    // What is in projects of their own goes with these.
    let tasks = format!(
        "created_by = $1 AND NOT EXISTS (SELECT 1 FROM project_members m \
         WHERE m.project_id = tasks.project_id AND m.user_id = $1 AND m.held = {})",
        Right::Own.level()
    );
    let comments = "id IN (SELECT id FROM task_comments WHERE created_by = $1 \
        UNION SELECT comment_id FROM task_comment_mentions WHERE user_id = $1)";
    let mut all =
        vec![renew("events", &events), renew("tasks", &tasks), renew("task_comments", comments)];
    if tx.db().get_database_backend() == DatabaseBackend::Postgres {
        // Invitations go with the account, and change under the lock of their event.
        let invited = "id IN (SELECT event_id FROM event_invitations \
            WHERE user_id = $1 OR invited_by = $1)";
        all.insert(0, lock("events", &format!("({events}) OR {invited}")));
        all.insert(2, lock("projects", projects));
    }
    for text in all {
        sql::execute(tx.db(), text, [who.0.into()]).await?;
    }
    Ok(())
}
