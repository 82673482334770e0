//! What an `Idempotency-Key` stands for, and what it looks like.

use umbra_testkit::{Client, Reply, TestApp, umbra_test};

use crate::contract::{
    resource::Resource,
    table::{all, resources},
};

const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";

async fn send(client: &Client, resource: &Resource, key: &str) -> Reply {
    client.post(&resource.path, resource.full()).header("Idempotency-Key", key).await
}

#[umbra_test]
async fn a_key_stands_for_one_body_at_one_path(t: TestApp) {
    for resource in resources() {
        let ana = t.user(&format!("ana-of-{}", resource.table)).await;
        let resource = resource.of(&ana).await;
        let mut others = Vec::new();
        for other in all().into_iter().filter(|other| other.template != resource.template) {
            others.push(other.of(&ana).await);
        }
        let before = resource.rows(&ana).await.len();
        let first = send(&ana, &resource, KEY).await.assert_status(201);
        // All but one field as before, and fewer fields, unless there is only one.
        let changed = resource.fields.iter().map(|field| {
            let mut body = resource.full();
            body[field.name] = field.other.clone();
            body
        });
        let changed = changed.chain([resource.least(), resource.other()]);
        for body in changed.filter(|body| *body != resource.full()) {
            let other = ana.post(&resource.path, &body).header("Idempotency-Key", KEY).await;
            other.assert_problem(422, "idempotency_key_reused");
        }
        for other in &others {
            let elsewhere = send(&ana, other, KEY).await;
            elsewhere.assert_problem(422, "idempotency_key_reused");
        }
        assert_eq!(resource.rows(&ana).await.len(), before + 1);

        // Another spelling of the body and of the path is no other request.
        let mut spelled = serde_json::to_string_pretty(&resource.full()).unwrap();
        for (letter, escape) in [("i", "\\u0069"), ("m", "\\u006d"), ("o", "\\u006F")] {
            spelled = spelled.replace(letter, escape);
        }
        let respelled = ana.post(format!("{}/", resource.path), ()).header("Idempotency-Key", KEY);
        let respelled = respelled.body("application/json; charset=utf-8", spelled).await;
        assert_eq!(respelled.header("idempotent-replayed"), Some("true"), "{respelled:?}");
        assert_eq!(respelled.text(), first.text());
    }
}

#[umbra_test]
async fn a_key_is_1_to_255_visible_ascii_characters_compared_exactly(t: TestApp) {
    for resource in resources() {
        let ana = t.user(&format!("ana-of-{}", resource.table)).await;
        let resource = resource.of(&ana).await;
        let before = resource.rows(&ana).await.len();
        for bad in ["", " ", "a b", "a\tb", "ä", &"x".repeat(256)] {
            let refused = send(&ana, &resource, bad).await;
            refused.assert_problem(400, "invalid_idempotency_key");
        }
        assert_eq!(resource.rows(&ana).await.len(), before);
        let good = ["x", "!", "~", "a;b=\"c\"", KEY, &KEY.to_uppercase(), &"x".repeat(255)];
        for good in good {
            let reply = send(&ana, &resource, good).await.assert_status(201);
            assert_eq!(reply.header("idempotent-replayed"), None);
        }
        assert_eq!(resource.rows(&ana).await.len(), before + 7);
    }
}
