//! What people were told: they can read what it is about, and nothing is kept that they don't see.

use std::collections::BTreeSet;

use serde_json::Value;

use super::world::{World, all_of};
use crate::notifications::{PATH, unread};

pub async fn compare(world: &World) {
    let mut all = BTreeSet::new();
    for who in &world.people {
        unread(who).await;
        let told = all_of(who, &format!("{PATH}?limit=20")).await;
        for one in &told {
            assert!(all.insert(one["id"].as_i64().unwrap()), "two read {one}");
            let path = one["path"].as_str().unwrap();
            let reply = who.get(path).await;
            assert_eq!(reply.status(), 200, "{} was told {one}", who.username);
            let actor = one["actor"]["id"].as_i64().unwrap_or(0);
            assert!(!world.model.blocked.contains(&(who.id.0, actor)), "{one}");
        }
    }
    // One of a request is shown as long as the request is, and cleared away later: it doesn't come back,
    // as no request has its id again.
    let sql = "SELECT id || ' is of ' || user_id || ': ' || notice FROM notifications \
               WHERE NOT is_deleted AND (connection_request_id IS NULL \
               OR connection_request_id IN (SELECT id FROM connection_requests WHERE is_delivered))";
    for row in world.t.texts(sql).await {
        let id: i64 = row.split(' ').next().unwrap().parse().unwrap();
        assert!(all.contains(&id), "nobody is shown {row}");
    }
    for who in &world.people {
        let told: Vec<Value> = all_of(who, PATH).await;
        let mine: BTreeSet<_> = told.iter().map(|one| one["id"].as_i64().unwrap()).collect();
        for id in &all {
            let reply = who.post(format!("{PATH}/{id}/read"), ()).await;
            if mine.contains(id) {
                reply.assert_status(200);
            } else {
                reply.assert_problem(404, "not_found");
            }
        }
    }
}
