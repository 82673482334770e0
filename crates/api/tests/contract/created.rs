//! Creating, reading, listing and deleting.

use serde_json::{Value, json};
use umbra_domain::Clock as _;
use umbra_testkit::{TestApp, umbra_test};

use crate::contract::{
    resource::{List, assert_refused, ids},
    table::resources,
};

#[umbra_test]
async fn what_is_created_is_there_as_it_was_sent(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let sent = resource.full();
        let reply = ana.post(&resource.path, &sent).await.assert_status(201);
        let made = reply.json();
        for field in &resource.fields {
            assert_eq!(made[field.name], field.one, "{}", field.name);
        }
        let now = json!(t.clock.now().to_string());
        assert_eq!((&made["created_at"], &made["updated_at"]), (&now, &now));
        assert!(made["id"].as_i64().is_some_and(|id| id > 0), "{made}");
        assert_eq!(reply.etag(), "\"1\"");
        let location = reply.header("location").unwrap();
        assert_eq!(location, resource.url(&made));

        let read = ana.get(location).await.assert_status(200);
        assert_eq!((&read.json(), read.etag()), (&made, "\"1\""));
        let head = ana.head(location).await.assert_status(200);
        assert!(head.bytes().is_empty(), "{head:?}");
        assert_eq!(head.etag(), "\"1\"");
        let rows = resource.rows(&ana).await;
        assert!(ids(&rows).contains(&made["id"].as_i64().unwrap()), "{rows:?}");
    }
}

#[umbra_test]
async fn what_is_required_is_enough_and_null_is_as_good_as_nothing(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let made = resource.draft(&ana).create().await;
        let mut nothing = resource.least();
        for field in &resource.fields {
            if let Some(empty) = &field.empty {
                assert_eq!(&made.body[field.name], empty, "{}", field.name);
                nothing[field.name] = Value::Null;
            }
        }
        let twin = ana.post(&resource.path, nothing).await.assert_status(201).json();
        assert_ne!(twin["id"], made.id);
        for field in &resource.fields {
            assert_eq!(twin[field.name], made.body[field.name], "{}", field.name);
        }
        for field in resource.fields.iter().filter(|field| field.is_required) {
            let pointer = format!("/{}", field.name);
            let mut body = resource.least();
            body[field.name] = Value::Null;
            let refused = ana.post(&resource.path, &body).await;
            refused.assert_problem(422, "invalid").assert_field(&pointer, "invalid_type");
            body.as_object_mut().unwrap().remove(field.name);
            let refused = ana.post(&resource.path, &body).await;
            refused.assert_problem(422, "invalid").assert_field(&pointer, "missing_field");
        }
    }
}

#[umbra_test]
async fn a_list_shows_what_a_single_one_shows(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        ana.post(&resource.path, resource.full()).await.assert_status(201);
        resource.draft(&ana).create().await;
        for row in resource.rows(&ana).await {
            let single = ana.get(resource.url(&row)).await.assert_status(200).json();
            assert_eq!(row, single);
        }
        if let List::Paged { .. } = resource.list {
            let plain: Vec<Value> = ana.get(&resource.path).await.assert_status(200).json_as();
            assert_eq!(plain, resource.rows(&ana).await);
        }
    }
}

#[umbra_test]
async fn what_is_deleted_is_gone_and_its_id_is_not_given_out_again(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let kept = resource.draft(&ana).create().await;
        let before = resource.rows(&ana).await;
        let made = resource.draft(&ana).create().await;
        let deleted = ana.delete(made.url()).await.assert_status(204);
        assert!(deleted.bytes().is_empty(), "{deleted:?}");
        for request in resource.verbs(&ana, &made.url()) {
            assert_refused(&request.await, 404, "not_found");
        }
        ana.put(made.url(), json!({})).await.assert_problem(404, "not_found");
        assert_eq!(resource.rows(&ana).await, before);
        assert_eq!(ana.get(kept.url()).await.json(), kept.body);
        let next = resource.draft(&ana).create().await;
        assert!(next.id > made.id, "{} after {}", next.id, made.id);
    }
}

#[umbra_test]
async fn rows_go_with_their_account(t: TestApp) {
    let admin = t.admin().await;
    for resource in resources() {
        resource.clone().of(&admin).await.draft(&admin).create().await;
        let before = t.database_dump().await;
        let ana = t.user("ana").await;
        let resource = resource.of(&ana).await;
        ana.post(&resource.path, resource.full()).await.assert_status(201);
        let during = t.database_dump().await;
        assert!(during.table(resource.table).len() > before.table(resource.table).len());
        admin.delete(format!("/api/admin/users/{}", ana.id)).await.assert_status(204);
        let after = t.database_dump().await;
        assert_eq!(after.table(resource.table), before.table(resource.table));
    }
}
