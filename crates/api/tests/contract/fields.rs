//! What nobody asked for is refused, in bodies and in queries.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use crate::contract::{resource::assert_unchanged, table::resources};

#[umbra_test]
async fn fields_that_are_not_the_clients_to_set_are_refused(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let made = resource.draft(&ana).create().await;
        let before = t.database_dump().await;
        let shouted = resource.label().to_uppercase();
        for (field, value) in [
            ("id", json!(77)),
            ("user_id", json!(ben.id.0)),
            ("owner_id", json!(ben.id.0)),
            ("owner", json!(ben.id.0)),
            ("is_admin", json!(true)),
            ("role", json!("admin")),
            ("version", json!(9)),
            ("created_at", json!("2026-03-02T08:00:00Z")),
            ("updated_at", json!("2026-03-02T08:00:00Z")),
            (&*shouted, json!("x")),
            ("constructor", json!({"prototype": {"is_admin": true}})),
            ("__proto__", json!({"is_admin": true})),
        ] {
            let mut new = resource.least();
            new[field] = value.clone();
            let change = json!({field: value});
            for request in [
                ana.post(&resource.path, new),
                ana.put(made.url(), &change),
                ana.patch(made.url(), &change),
            ] {
                let problem = request.await.assert_problem(422, "invalid");
                problem.assert_field(&format!("/{field}"), "unknown_field");
            }
        }
        assert_eq!(t.database_dump().await, before, "nothing was done");
        assert_unchanged(&ana, &made.url(), &made.body, &made.etag).await;
    }
}

#[umbra_test]
async fn parameters_that_nobody_knows_are_refused(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        for name in ["nonsense", "user_id", "id", "LIMIT"] {
            let refused = ana.get(format!("{}&{name}=1", resource.list_path())).await;
            let problem = refused.assert_problem(422, "invalid");
            problem.assert_field(&format!("/{name}"), "unknown_field");
        }
    }
}
