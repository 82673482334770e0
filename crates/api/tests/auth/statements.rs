//! How many statements a request takes.

use umbra_testkit::{TestApp, umbra_test};

use crate::statistics::Statistics;

#[umbra_test]
async fn the_status_takes_one_statement_and_a_list_one_beside_the_sessions(t: TestApp) {
    let ana = t.user("ana").await;
    let Some(mut statistics) = Statistics::of(&t, &ana).await else { return };
    for (path, statements) in [
        ("/api/auth/status", 1.0),
        ("/api/todos", 2.0),
        ("/api/connections", 2.0),
        ("/api/connections/requests/incoming", 2.0),
        ("/api/connections/requests/outgoing", 2.0),
        ("/api/connections/blocked", 2.0),
    ] {
        let each = statistics.of_request(&t, &ana, path).await;
        assert!((each - statements).abs() < 0.3, "{path} takes {each}");
    }
}
