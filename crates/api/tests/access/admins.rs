//! What only admins may do.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use crate::access::operations::Operation;

fn of_admins() -> Vec<Operation> {
    let all = Operation::all().into_iter();
    let of_admins: Vec<_> =
        all.filter(|operation| operation.path.starts_with("/api/admin")).collect();
    assert!(!of_admins.is_empty());
    of_admins
}

#[umbra_test]
async fn every_operation_for_admins_answers_a_member_403(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    let before = t.database_dump().await;
    for operation in of_admins() {
        // Of a row that isn't there, of somebody else's and of one's own.
        for id in [i64::MAX, admin.id.0, ana.id.0] {
            operation.on(&ana, &[id; 4]).await.assert_problem(403, "admin_only");
        }
        operation.garbled(&ana).await.assert_problem(403, "admin_only");
    }
    assert_eq!(t.database_dump().await, before, "a refusal changed something");
}

#[umbra_test]
async fn every_operation_for_admins_answers_404_for_what_is_nowhere(t: TestApp) {
    let admin = t.admin().await;
    for operation in of_admins().into_iter().filter(Operation::has_id) {
        operation.on(&admin, &[i64::MAX; 4]).await.assert_problem(404, "not_found");
    }
}

#[umbra_test]
async fn who_stops_being_an_admin_stops_at_once(t: TestApp) {
    let (admin, other) = (t.admin().await, t.admin().await);
    admin.get("/api/admin/users").await.assert_status(200);
    let sql = "UPDATE users SET role = 'standard'";
    t.execute(sql).await;
    for browser in [&admin, &other] {
        for operation in of_admins() {
            operation.of(browser).await.assert_problem(403, "admin_only");
        }
        let status = browser.get("/api/auth/status").await.json();
        assert_eq!(status["role"], json!("standard"));
    }
}
