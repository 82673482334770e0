//! Where a person's weather is, the language that they read, and what weather servers answered.

crate::dialect::migration! {
    up: "
ALTER TABLE settings ADD COLUMN locale TEXT NOT NULL DEFAULT 'en';;
ALTER TABLE settings ADD COLUMN weather_name TEXT;;
ALTER TABLE settings ADD COLUMN weather_latitude {int};;
ALTER TABLE settings ADD COLUMN weather_longitude {int};;
CREATE TABLE weather_answers (
    key TEXT PRIMARY KEY,
    answer TEXT,
    fetched_at {instant},
    lease_until {instant},
    retry_at {instant},
    failures {int} NOT NULL,
    updated_at {instant} NOT NULL
) {strict}
",
    down: "
DROP TABLE weather_answers;;
ALTER TABLE settings DROP COLUMN weather_longitude;;
ALTER TABLE settings DROP COLUMN weather_latitude;;
ALTER TABLE settings DROP COLUMN weather_name;;
ALTER TABLE settings DROP COLUMN locale
",
}
