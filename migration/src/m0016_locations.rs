//! Locations, with an index for the order of their list and for each filter.
//!
//! Coordinates are in units of 1e-7 degrees, so that both databases keep them exactly. `name_key`
//! and `search_text` are lower case, so that both sort and search alike.

crate::dialect::migration! {
    up: "
CREATE TABLE locations (
    id {id},
    user_id {int} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    version {int} NOT NULL,
    name TEXT NOT NULL,
    name_key {ordered} NOT NULL,
    category TEXT,
    address TEXT,
    latitude {int} CHECK (latitude BETWEEN -900000000 AND 900000000),
    longitude {int} CHECK (longitude BETWEEN -1800000000 AND 1800000000),
    phone TEXT,
    email TEXT,
    website TEXT,
    notes TEXT,
    is_favorite {bool} NOT NULL,
    search_text TEXT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK ((latitude IS NULL) = (longitude IS NULL))
) {strict};;
CREATE INDEX locations_order ON locations (user_id, name_key, id);;
CREATE INDEX locations_category ON locations (user_id, category, name_key, id);;
CREATE INDEX locations_favorite ON locations (user_id, is_favorite, name_key, id)
",
    down: "DROP TABLE locations",
}
