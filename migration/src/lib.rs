//! The schema of Umbra, one change a migration, append-only.
//!
//! Each migration is one SQL text for both databases; `dialect` fills in what they name
//! differently. Every migration goes up and down; the store's tests run them up, down and up on
//! both databases and compare the entities with the result.

mod dialect;
mod m0001_accounts;
mod m0002_sessions;
mod m0003_login_counters;
mod m0004_audit_log;
mod m0005_idempotency_and_outbox;
mod m0006_todos;
mod m0007_factors;
mod m0008_calendars;
mod m0009_recurring_todos;
mod m0010_events;
mod m0011_reminders;
mod m0012_event_templates;
mod m0013_purge_indexes;
mod m0014_outbox_payload;
mod m0015_calendar_members;
mod m0016_locations;
mod m0017_key_check;
mod m0018_audit_guards;
mod m0019_standard_role;
mod m0020_temporary_passwords;
mod m0021_local_times;
mod m0022_text_keys;
mod m0023_guesses;
mod m0024_people;
mod m0025_projects;
mod m0026_tasks;
mod m0027_task_completions;
mod m0028_task_comments;
mod m0029_weather;
mod m0030_event_columns;
mod m0031_personal;
mod m0032_connections;
mod m0033_agenda;
mod m0034_shared_calendars;
mod m0035_project_members;
mod m0036_notifications;
mod m0038_offer_notices;
mod m0039_mentions;
mod m0040_event_invitations;
mod m0041_ntfy;
mod m0042_action_links;
mod m0043_deliveries;
mod m0044_audit_retention;
mod m0045_due;
mod m0046_event_notices;
mod m0047_snoozed_notices;
mod m0048_kept_notices;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// Applies and reverts the migrations.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_accounts::Migration),
            Box::new(m0002_sessions::Migration),
            Box::new(m0003_login_counters::Migration),
            Box::new(m0004_audit_log::Migration),
            Box::new(m0005_idempotency_and_outbox::Migration),
            Box::new(m0006_todos::Migration),
            Box::new(m0007_factors::Migration),
            Box::new(m0008_calendars::Migration),
            Box::new(m0009_recurring_todos::Migration),
            Box::new(m0010_events::Migration),
            Box::new(m0011_reminders::Migration),
            Box::new(m0012_event_templates::Migration),
            Box::new(m0013_purge_indexes::Migration),
            Box::new(m0014_outbox_payload::Migration),
            Box::new(m0015_calendar_members::Migration),
            Box::new(m0016_locations::Migration),
            Box::new(m0017_key_check::Migration),
            Box::new(m0018_audit_guards::Migration),
            Box::new(m0019_standard_role::Migration),
            Box::new(m0020_temporary_passwords::Migration),
            Box::new(m0021_local_times::Migration),
            Box::new(m0022_text_keys::Migration),
            Box::new(m0023_guesses::Migration),
            Box::new(m0024_people::Migration),
            Box::new(m0025_projects::Migration),
            Box::new(m0026_tasks::Migration),
            Box::new(m0027_task_completions::Migration),
            Box::new(m0028_task_comments::Migration),
            Box::new(m0029_weather::Migration),
            Box::new(m0030_event_columns::Migration),
            Box::new(m0031_personal::Migration),
            Box::new(m0032_connections::Migration),
            Box::new(m0033_agenda::Migration),
            Box::new(m0034_shared_calendars::Migration),
            Box::new(m0035_project_members::Migration),
            Box::new(m0036_notifications::Migration),
            Box::new(m0038_offer_notices::Migration),
            Box::new(m0039_mentions::Migration),
            Box::new(m0040_event_invitations::Migration),
            Box::new(m0041_ntfy::Migration),
            Box::new(m0042_action_links::Migration),
            Box::new(m0043_deliveries::Migration),
            Box::new(m0044_audit_retention::Migration),
            Box::new(m0045_due::Migration),
            Box::new(m0046_event_notices::Migration),
            Box::new(m0047_snoozed_notices::Migration),
            Box::new(m0048_kept_notices::Migration),
        ]
    }
}
