//! Expand, then contract: what a migration leaves for the version before it, which goes on running.

use std::collections::BTreeMap;

use sea_orm::sqlx::{Connection, PgConnection, Row, query};

use crate::postgres::block_on;
use crate::umbra::Umbra;

/// The first migration that has to keep to the rule: docs/upgrade.md says what is about the one before.
const FIRST: &str = "m0032_connections";

/// Rules for old tables that are new and refuse nothing that the version before writes, and why.
const HARMLESS: [(&str, &str); 4] = [
    (
        "event_personal: FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE",
        "in place of one to calendar_members, whose rows refer to users",
    ),
    (
        "notifications: CHECK (((snoozed_until IS NULL) OR (read_at IS NOT NULL)))",
        "the version before leaves the first empty",
    ),
    (
        "action_links: CHECK ((act = ANY (ARRAY['done'::text, 'snooze'::text, 'hour'::text, 'tomorrow'::text])))",
        "in place of one that allows the first two",
    ),
    (
        "action_links: CHECK (((act = 'done'::text) OR ((act = 'snooze'::text) = (reminder_id IS NOT NULL))))",
        "in place of one that is the same for the first two acts",
    ),
];

/// What a statement of an older version meets in a column.
#[derive(Debug, PartialEq, Eq)]
struct Column {
    kind: String,
    /// Whether a new row must name it.
    is_demanded: bool,
}

type Schema = BTreeMap<(String, String), Column>;

/// Reads the columns of all tables, and the constraints and unique indexes beside them.
fn schema(umbra: &Umbra) -> (Schema, Vec<(String, String)>) {
    let url = umbra.postgres_url().unwrap();
    block_on(async {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let columns = query(
            "SELECT table_name::text, column_name::text, udt_name::text, is_nullable = 'NO' \
             AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER' \
             FROM information_schema.columns WHERE table_schema = 'public'",
        );
        let columns = columns.fetch_all(&mut connection).await.unwrap();
        let columns = columns.iter().map(|row| {
            let column = Column { kind: row.get(2), is_demanded: row.get(3) };
            ((row.get(0), row.get(1)), column)
        });
        let rules = query(
            "SELECT conrelid::regclass::text, conrelid::regclass || ': ' || \
             pg_get_constraintdef(oid) FROM pg_constraint \
             WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 \
             UNION SELECT tablename::text, indexdef FROM pg_indexes \
             WHERE schemaname = 'public' AND indexdef LIKE 'CREATE UNIQUE%'",
        );
        let rules = rules.fetch_all(&mut connection).await.unwrap();
        (columns.collect(), rules.iter().map(|row| (row.get(0), row.get(1))).collect())
    })
}

#[test]
fn newer_migrations_leave_what_the_version_before_uses_on_postgres() {
    let umbra = Umbra::on_postgres();
    let listed = umbra.done(&["migrate", "status"]);
    let names: Vec<_> = listed.lines().filter_map(|line| line.strip_prefix("pending  m")).collect();
    let first = names.iter().position(|name| format!("m{name}") == FIRST).unwrap();
    umbra.done(&["migrate", "up", &first.to_string()]);
    let mut broken = Vec::new();
    for name in &names[first..] {
        let (before, rules_before) = schema(&umbra);
        umbra.done(&["migrate", "up", "1"]);
        let (after, rules_after) = schema(&umbra);
        let is_old = |table: &String| before.keys().any(|(known, _)| known == table);
        for (place, column) in &before {
            match after.get(place) {
                None => broken.push(format!("m{name} takes {place:?} away")),
                Some(now) if now.kind != column.kind => {
                    broken.push(format!("m{name} makes {now:?} of {place:?}, {column:?}"));
                }
                Some(now) if now.is_demanded && !column.is_demanded => {
                    broken.push(format!("m{name} demands {place:?}"));
                }
                Some(_) => {}
            }
        }
        for (place, column) in &after {
            if is_old(&place.0) && !before.contains_key(place) && column.is_demanded {
                broken.push(format!("m{name} demands {place:?}, which is new"));
            }
        }
        for (table, rule) in rules_after {
            let is_new = !rules_before.iter().any(|(_, known)| *known == rule);
            // The version before leaves new columns empty, or at their default.
            let mentions = |column: &str| {
                rule.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == column)
            };
            let is_about_old =
                before.keys().any(|(known, column)| *known == table && mentions(column));
            let is_harmless = HARMLESS.iter().any(|(known, _)| *known == rule);
            if is_new && is_old(&table) && is_about_old && !is_harmless {
                broken.push(format!("m{name} adds a rule to {table}: {rule}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}
