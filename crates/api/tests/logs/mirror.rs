//! The audit log reaches the log stream.

use serde_json::json;
use umbra_testkit::{Engine, Setup, TestApp};

use crate::capture::{captured, listen};

/// Returns the mirrored entries of requests from an address, in the order in which they came.
fn mirrored(address: &str) -> Vec<String> {
    let address = format!("address=\"{address}\"");
    let lines = captured();
    lines
        .lines()
        .filter(|line| line.contains(" audit: ") && line.contains(&address))
        .map(str::to_owned)
        .collect()
}

fn place(line: &str) -> i64 {
    let (_, rest) = line.split_once("place=").expect("an entry has a place");
    rest.split(' ').next().unwrap().parse().unwrap()
}

fn every_entry_is_mirrored_once_and_in_order(engine: Engine, address: &'static str) {
    listen();
    umbra_testkit::run(engine, Setup::default(), async |t: TestApp| {
        t.user("ana").await;
        let stranger = t.from_address(address);
        let fail = async || {
            let wrong = json!({"username": "ana", "password": "not the one"});
            stranger
                .post("/api/auth/login", wrong)
                .await
                .assert_problem(401, "invalid_credentials");
        };
        for _ in 0..4 {
            fail().await;
        }
        // However many entries there are, workers are told once.
        assert_eq!(t.app.pending_facts(100).await.unwrap().len(), 1);
        assert_eq!(t.drain_jobs().await, 1);
        assert_eq!(mirrored(address).len(), 4);

        fail().await;
        assert_eq!(t.drain_jobs().await, 1);
        let places: Vec<_> = mirrored(address).iter().map(|line| place(line)).collect();
        let first = places[0];
        assert_eq!(places, (first..first + 5).collect::<Vec<_>>());

        // The fact is lost, so nobody is told of what comes; housekeeping makes up for it.
        fail().await;
        let lost: Vec<_> =
            t.app.pending_facts(100).await.unwrap().iter().map(|fact| fact.id).collect();
        t.app.forget_facts(&lost).await.unwrap();
        fail().await;
        assert_eq!((t.drain_jobs().await, mirrored(address).len()), (0, 5));
        t.app.mirror_audit_log().await.unwrap();
        assert_eq!(mirrored(address).len(), 7);
        fail().await;
        assert_eq!((t.drain_jobs().await, mirrored(address).len()), (1, 8));
    });
}

mod every_entry_is_mirrored_once_and_in_order {
    use umbra_testkit::Engine;

    #[test]
    fn on_sqlite() {
        super::every_entry_is_mirrored_once_and_in_order(Engine::Sqlite, "203.0.113.17");
    }

    #[test]
    fn on_postgres() {
        super::every_entry_is_mirrored_once_and_in_order(Engine::Postgres, "203.0.113.18");
    }
}
