//! Changing a todo.

use jiff::{Timestamp, tz::TimeZone};
use umbra_domain::{
    Stored, TodoId, UserId,
    precondition::IfMatch,
    settings::Zone,
    todo::{Due, Todo, TodoPatch, Unsound},
};
use umbra_store::{Edit, Granted, StoreError, Tx};

use super::complete::{complete, reopen, take_back};
use crate::{
    App,
    errors::{ChangeError, NotDue, acted},
};

/// What to change.
enum Change {
    Fields(Box<TodoPatch>),
    Toggle,
}

impl App {
    /// Changes a todo that the caller may edit. A change that changes nothing keeps the version.
    /// What day it is for a completion is decided by the wall clock of `zone`.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn update_todo(
        &self,
        who: UserId,
        zone: &Zone,
        id: TodoId,
        patch: TodoPatch,
        if_match: &IfMatch,
    ) -> Result<Stored<Todo>, ChangeError<Unsound>> {
        self.edit_todo(who, zone, id, Change::Fields(Box::new(patch)), if_match).await
    }

    /// Completes an open todo, reopens a completed one. One that recurs and was moved on today, by
    /// the wall clock of `zone`, is moved back.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn toggle_todo(
        &self,
        who: UserId,
        zone: &Zone,
        id: TodoId,
        if_match: &IfMatch,
    ) -> Result<Stored<Todo>, ChangeError<Unsound>> {
        self.edit_todo(who, zone, id, Change::Toggle, if_match).await
    }

    /// Completes a todo as far as it is open and due as it was, as a button on a phone does; tells
    /// whether it was, and theirs.
    pub(crate) async fn complete_todo_as_due(
        &self,
        tx: &Tx,
        who: UserId,
        zone: &Zone,
        id: TodoId,
        due: Option<Due>,
    ) -> Result<bool, StoreError> {
        let (now, zone) = (self.clock.now(), zone.rules());
        let complete = async |tx: &Tx, todo: &mut Granted<Stored<Todo>, Edit>| {
            if todo.row().completed_at.is_some() || todo.row().due != due {
                return Err(ChangeError::Refused(NotDue));
            }
            Ok(complete(tx, todo, now, &zone).await?)
        };
        acted(self.change_in(tx, who, id, &IfMatch::Any, complete).await)
    }

    async fn edit_todo(
        &self,
        who: UserId,
        zone: &Zone,
        id: TodoId,
        change: Change,
        if_match: &IfMatch,
    ) -> Result<Stored<Todo>, ChangeError<Unsound>> {
        let (now, zone) = (self.clock.now(), zone.rules());
        self.change_thing(who, id, if_match, async |tx, todo| match change {
            Change::Fields(patch) => apply(tx, todo, *patch, now, &zone).await,
            Change::Toggle => Ok(toggle(tx, todo, now, &zone).await?),
        })
        .await
    }
}

/// Applies the fields and then completes or reopens.
///
/// An open todo that recurs is shown as not completed, so `completed: false` leaves it alone: a
/// client that sends back what it was shown takes no completion back.
async fn apply(
    tx: &Tx,
    todo: &mut Granted<Stored<Todo>, Edit>,
    patch: TodoPatch,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(), ChangeError<Unsound>> {
    let wanted = patch.completed;
    patch.apply(&mut todo.row_mut().body).map_err(ChangeError::Refused)?;
    match (todo.row().completed_at, wanted) {
        (None, Some(true)) => complete(tx, todo, now, zone).await?,
        (Some(_), Some(false)) => reopen(tx, todo).await?,
        (None, Some(false)) | (Some(_), Some(true)) | (_, None) => {}
    }
    Ok(())
}

/// Completes or takes back, so that toggling twice on a day changes nothing.
async fn toggle(
    tx: &Tx,
    todo: &mut Granted<Stored<Todo>, Edit>,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(), StoreError> {
    if todo.row().completed_at.is_some() {
        reopen(tx, todo).await
    } else if todo.row().was_done_today(now, zone) {
        take_back(tx, todo).await.map(drop)
    } else {
        complete(tx, todo, now, zone).await
    }
}
