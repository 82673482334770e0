//! Changing a calendar, and how it looks to somebody.

use umbra_domain::{
    CalendarId, UserId,
    calendar::{CalendarPatch, CalendarPreferences, CalendarPreferencesPatch, SeenCalendar},
    precondition::IfMatch,
    rights::Denied,
};
use umbra_store::{Busy, Granted, Manage, StoreError, Tx, View, calendar, user};

use super::IsDefault;
use crate::{
    App,
    errors::{ChangeError, ReadError},
};

/// How somebody wants to change a calendar; every omitted field stays.
#[derive(Debug, Clone, Default)]
pub struct UpdateCalendar {
    /// What is everybody's, which takes the right to manage it; the default flag is the owner's.
    pub patch: CalendarPatch,
    /// How it looks to the caller, which takes the right to view it.
    pub preferences: CalendarPreferencesPatch,
}

impl App {
    /// Changes a calendar, all of it or nothing. One that becomes the default takes the place of the one
    /// before, which gets a new version too. A change that changes nothing keeps the version.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn update_calendar(
        &self,
        who: UserId,
        id: CalendarId,
        change: UpdateCalendar,
        if_match: &IfMatch,
    ) -> Result<SeenCalendar, ChangeError<IsDefault>> {
        let UpdateCalendar { patch, preferences } = change;
        self.store
            .write(async |tx| {
                // Before the calendar's own row: two that become the default at once come one
                // after the other, and neither waits for a row that the other holds.
                user::lock_owner(tx, who).await?.ok_or(Denied::Missing)?;
                let granted = calendar::lock_seen::<View>(tx, who, id).await?.granted()?;
                if !if_match.allows(granted.row().version()) {
                    return Err(ChangeError::Changed);
                }
                if let Some(needed) = patch.needs() {
                    granted.row().right.allows(needed)?;
                }
                let before = granted.row().calendar.version;
                let granted = match granted.also::<Manage>() {
                    Ok(()) => self.change_for_all(tx, who, granted.with()?, patch).await?.with()?,
                    Err(_) => granted.with::<Busy>()?,
                };
                // A change of both is one change: the sum of the versions grows by one.
                let grows = granted.row().calendar.version == before;
                Ok(self.change_preferences(tx, who, granted, (preferences, grows)).await?)
            })
            .await
    }

    /// Changes how a calendar looks to the caller, who need not see what is in it.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn set_calendar_preferences(
        &self,
        who: UserId,
        id: CalendarId,
        preferences: CalendarPreferencesPatch,
    ) -> Result<CalendarPreferences, ReadError> {
        self.store
            .write(async |tx| {
                let granted = calendar::lock_seen::<Busy>(tx, who, id).await?.granted()?;
                Ok(self
                    .change_preferences(tx, who, granted, (preferences, true))
                    .await?
                    .preferences)
            })
            .await
    }

    async fn change_for_all(
        &self,
        tx: &Tx,
        who: UserId,
        mut granted: Granted<SeenCalendar, Manage>,
        patch: CalendarPatch,
    ) -> Result<Granted<SeenCalendar, Manage>, ChangeError<IsDefault>> {
        let now = self.clock.now();
        let mut body = granted.row().calendar.body.clone();
        let was_default = body.is_default;
        let changed = patch.apply(&mut body);
        if !changed.map_err(|_| ChangeError::Refused(IsDefault::Demoted))? {
            return Ok(granted);
        }
        if body.is_default && !was_default {
            calendar::clear_default(tx, who, now).await?;
        }
        calendar::update(tx, &granted, &body, now).await?;
        let seen = &mut granted.row_mut().calendar;
        (seen.version, seen.updated_at, seen.body) = (seen.version + 1, now, body);
        Ok(granted)
    }

    async fn change_preferences(
        &self,
        tx: &Tx,
        who: UserId,
        granted: Granted<SeenCalendar, Busy>,
        (patch, grows): (CalendarPreferencesPatch, bool),
    ) -> Result<SeenCalendar, StoreError> {
        let now = self.clock.now();
        let mut preferences = granted.row().preferences.clone();
        if !patch.apply(&mut preferences) {
            return Ok(granted.into_row());
        }
        let version = granted.row().preferences_version + i64::from(grows);
        calendar::update_preferences(tx, &granted, who, (&preferences, version), now).await?;
        let mut seen = granted.into_row();
        seen.preferences = preferences;
        seen.preferences_version = version;
        seen.preferences_changed_at = Some(now);
        Ok(seen)
    }
}
