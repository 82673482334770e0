//! How people's phones are told, and when they are left in peace.
//!
//! Without a server of one's own it is the operator's default, and the token is sealed. Quiet hours
//! are on the person's own clock, `HH:MM`. What SQLite can only check at a column stands at the later
//! one of two.

crate::dialect::migration! {
    up: "
ALTER TABLE settings ADD COLUMN ntfy_enabled {bool} NOT NULL DEFAULT {false};;
ALTER TABLE settings ADD COLUMN ntfy_server_url TEXT;;
ALTER TABLE settings ADD COLUMN ntfy_topic TEXT
    CONSTRAINT settings_ntfy_topic CHECK (ntfy_topic IS NOT NULL OR NOT ntfy_enabled);;
ALTER TABLE settings ADD COLUMN ntfy_auth_token TEXT
    CONSTRAINT settings_ntfy_token CHECK (ntfy_auth_token IS NULL OR ntfy_server_url IS NOT NULL);;
ALTER TABLE settings ADD COLUMN ntfy_events_enabled {bool} NOT NULL DEFAULT {true};;
ALTER TABLE settings ADD COLUMN ntfy_event_lead_minutes {small} NOT NULL DEFAULT 15;;
ALTER TABLE settings ADD COLUMN ntfy_reminders_enabled {bool} NOT NULL DEFAULT {true};;
ALTER TABLE settings ADD COLUMN ntfy_todos_enabled {bool} NOT NULL DEFAULT {true};;
ALTER TABLE settings ADD COLUMN ntfy_todo_lead_days {small} NOT NULL DEFAULT 0;;
ALTER TABLE settings ADD COLUMN ntfy_projects_enabled {bool} NOT NULL DEFAULT {true};;
ALTER TABLE settings ADD COLUMN ntfy_project_lead_days {small} NOT NULL DEFAULT 1;;
ALTER TABLE settings ADD COLUMN quiet_hours_start TEXT;;
ALTER TABLE settings ADD COLUMN quiet_hours_end TEXT
    CONSTRAINT settings_quiet_hours CHECK ((quiet_hours_start IS NULL) = (quiet_hours_end IS NULL))
",
    down: "
ALTER TABLE settings DROP COLUMN quiet_hours_end;;
ALTER TABLE settings DROP COLUMN quiet_hours_start;;
ALTER TABLE settings DROP COLUMN ntfy_project_lead_days;;
ALTER TABLE settings DROP COLUMN ntfy_projects_enabled;;
ALTER TABLE settings DROP COLUMN ntfy_todo_lead_days;;
ALTER TABLE settings DROP COLUMN ntfy_todos_enabled;;
ALTER TABLE settings DROP COLUMN ntfy_reminders_enabled;;
ALTER TABLE settings DROP COLUMN ntfy_event_lead_minutes;;
ALTER TABLE settings DROP COLUMN ntfy_events_enabled;;
ALTER TABLE settings DROP COLUMN ntfy_auth_token;;
ALTER TABLE settings DROP COLUMN ntfy_topic;;
ALTER TABLE settings DROP COLUMN ntfy_server_url;;
ALTER TABLE settings DROP COLUMN ntfy_enabled
",
}
