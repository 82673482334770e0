//! Changing a person's own settings.

use umbra_domain::{
    Patch, UserId,
    precondition::IfMatch,
    settings::{
        AutoLock, Color, DailyTime, Locale, NtfySettings, Settings, UpcomingDays, WeatherPlace,
        Weekday, Zone,
    },
    user::PreferredName,
};
use umbra_store::{StoreError, action_link, settings};

use super::{UpdateSettingsError, push::PushPatch, refused};
use crate::{App, event::sync_all_day_reminders};

/// A change of settings; every omitted field stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsPatch {
    /// A new zone; clearing it means UTC.
    pub timezone: Patch<Zone>,
    /// A new or cleared name.
    pub preferred_name: Patch<PreferredName>,
    /// A new or cleared colour.
    pub accent_color: Patch<Color>,
    /// A new first day of the week; clearing it means Monday.
    pub first_day_of_week: Patch<Weekday>,
    /// A new number of days; clearing it means 7.
    pub upcoming_days: Patch<UpcomingDays>,
    /// A new or cleared number of idle minutes.
    pub auto_lock_minutes: Patch<AutoLock>,
    /// A new language; clearing it means English.
    pub locale: Patch<Locale>,
    /// A new or cleared place.
    pub weather_place: Patch<WeatherPlace>,
    /// A new time of day at which they are told of what is due; clearing it means eight in the morning.
    pub daily_notice: Patch<DailyTime>,
    /// What changes about messages to the person's phone.
    pub push: PushPatch,
}

impl App {
    /// Changes the caller's settings.
    ///
    /// # Errors
    /// [`UpdateSettingsError`].
    pub async fn update_settings(
        &self,
        who: UserId,
        mut patch: SettingsPatch,
        if_match: &IfMatch,
    ) -> Result<Settings, UpdateSettingsError> {
        // Names are looked up before anything is locked.
        let server = self.checked_server(std::mem::take(&mut patch.push.server_url)).await?;
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let found = settings::for_edit(tx, who).await?;
                let mut granted = found.ok_or(StoreError::Corrupt("settings"))?;
                let before = granted.row().clone();
                if !if_match.allows(before.version) {
                    return Err(UpdateSettingsError::Changed);
                }
                if let Patch::Set(zone) = &patch.timezone {
                    let allowed = zone.clone().known_or_present(&[&before.timezone]);
                    allowed.map_err(|why| refused("timezone", why))?;
                }
                self.apply_push(who, server, std::mem::take(&mut patch.push), granted.row_mut())?;
                apply(patch, granted.row_mut());
                if *granted.row() == before {
                    return Ok(before);
                }
                let changed = settings::update(tx, who, granted, now).await?;
                if elsewhere(&before.ntfy, &changed.ntfy) {
                    action_link::revoke(tx, who).await?;
                }
                if changed.timezone != before.timezone {
                    sync_all_day_reminders(tx, who, &changed.timezone, now).await?;
                }
                Ok(changed)
            })
            .await
    }
}

fn apply(patch: SettingsPatch, settings: &mut Settings) {
    fn or_default<T: Default>(patch: Patch<T>, field: &mut T) {
        match patch {
            Patch::Keep => {}
            Patch::Clear => *field = T::default(),
            Patch::Set(value) => *field = value,
        }
    }
    or_default(patch.timezone, &mut settings.timezone);
    or_default(patch.first_day_of_week, &mut settings.first_day_of_week);
    or_default(patch.upcoming_days, &mut settings.upcoming_days);
    or_default(patch.locale, &mut settings.locale);
    or_default(patch.daily_notice, &mut settings.daily_notice);
    settings.weather_place = patch.weather_place.apply(settings.weather_place.take());
    settings.preferred_name = patch.preferred_name.apply(settings.preferred_name.take());
    settings.accent_color = patch.accent_color.apply(settings.accent_color.take());
    settings.auto_lock_minutes = patch.auto_lock_minutes.apply(settings.auto_lock_minutes.take());
}

/// Tells whether messages go elsewhere, or nowhere, so that what the old place knows ends.
fn elsewhere(before: &NtfySettings, after: &NtfySettings) -> bool {
    let same = (&before.server_url, &before.topic) == (&after.server_url, &after.topic);
    !same || (before.enabled && !after.enabled)
}
