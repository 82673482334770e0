//! What is in the tables: nothing that refers to what somebody has lost.

use std::collections::BTreeSet;

use umbra_testkit::{TestApp, umbra_test};

use super::{
    tables::{Holds, tables},
    world::World,
};

/// Reads the names of the tables in which a row is about somebody.
async fn about_people(t: &TestApp) -> BTreeSet<String> {
    let sql = if t.is_postgres() {
        "SELECT DISTINCT c.relname::text FROM pg_constraint k \
         JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid \
         WHERE k.contype = 'f' AND r.relname IN ('users', 'calendar_members', 'project_members') \
         UNION SELECT table_name::text FROM information_schema.columns \
         WHERE table_schema = 'public' AND column_name IN ('user_id', 'actor_id', 'created_by')"
    } else {
        "SELECT DISTINCT m.name FROM sqlite_schema m, pragma_foreign_key_list(m.name) f \
         WHERE m.type = 'table' AND f.\"table\" IN ('users', 'calendar_members', 'project_members') \
         UNION SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND c.name IN ('user_id', 'actor_id', 'created_by')"
    };
    t.texts(sql).await.into_iter().collect()
}

#[umbra_test]
async fn every_table_about_people_says_what_becomes_of_its_rows(t: TestApp) {
    let mut unnamed = about_people(&t).await;
    for (name, holds) in tables() {
        let is_named = unnamed.remove(name);
        assert!(is_named || matches!(holds, Holds::While(_)), "{name} isn't about people");
        // The statements fit the schema.
        if let Holds::While(traces) = holds {
            for sql in traces {
                assert_eq!(t.texts(&sql).await, Vec::<String>::new());
            }
        }
    }
    assert!(unnamed.is_empty(), "worlds/tables.rs doesn't say what becomes of {unnamed:?}");
}

/// Checks that people hold what they should, and have nothing of what they don't.
pub async fn compare(world: &World) {
    let t = &world.t;
    let rights =
        |all: &std::collections::BTreeMap<i64, super::model::Members>| -> BTreeSet<String> {
            let of = |(id, members): (&i64, &super::model::Members)| -> Vec<String> {
                members.iter().map(|(who, held)| format!("{id} {who} {held}")).collect()
            };
            all.iter().flat_map(of).collect()
        };
    let rows = async |sql: &str| -> BTreeSet<String> { t.texts(sql).await.into_iter().collect() };
    let pairs = |all: &BTreeSet<(i64, i64)>| -> BTreeSet<String> {
        all.iter().map(|(one, other)| format!("{one} {other}")).collect()
    };
    let model = &world.model;
    let offers =
        model.offers.iter().map(|((id, who), held)| format!("{id} {who} {held}")).collect();
    for (sql, expected) in [
        (
            "SELECT calendar_id || ' ' || user_id || ' ' || held FROM calendar_members \
             WHERE calendar_id IN (SELECT calendar_id FROM calendar_members m JOIN users u \
             ON u.id = m.user_id WHERE m.held = 6 AND u.role <> 'admin')",
            rights(&model.calendars),
        ),
        (
            "SELECT project_id || ' ' || user_id || ' ' || held FROM project_members",
            rights(&model.projects),
        ),
        ("SELECT calendar_id || ' ' || user_id || ' ' || held FROM calendar_offers", offers),
        ("SELECT lower_id || ' ' || higher_id FROM connections", pairs(&model.connected)),
        ("SELECT user_id || ' ' || blocked_id FROM connection_blocks", pairs(&model.blocked)),
        (
            "SELECT id || ' ' || user_id FROM calendars WHERE user_id <> (SELECT m.user_id \
          FROM calendar_members m WHERE m.calendar_id = calendars.id AND m.held = 6)",
            BTreeSet::new(),
        ),
        (
            "SELECT id || ' ' || user_id FROM projects WHERE user_id <> (SELECT m.user_id \
          FROM project_members m WHERE m.project_id = projects.id AND m.held = 6)",
            BTreeSet::new(),
        ),
    ] {
        assert_eq!(rows(sql).await, expected, "{sql}");
    }
    for (name, holds) in tables() {
        if let Holds::While(traces) = holds {
            for sql in traces {
                assert_eq!(t.texts(&sql).await, Vec::<String>::new(), "left in {name}: {sql}");
            }
        }
    }
}
