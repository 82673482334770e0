//! How many statements a request takes, as PostgreSQL counts them.

use sea_orm::sqlx::{self, ConnectOptions as _, PgConnection, postgres::PgConnectOptions};
use umbra_testkit::{Person, TestApp, umbra_test};

/// So many that what else the database does is lost among them.
const REQUESTS: usize = 200;

/// A database's statistics, looked at from another one, so that looking doesn't count.
struct Statistics {
    database: String,
    connection: PgConnection,
}

impl Statistics {
    async fn of(t: &TestApp) -> Self {
        let options: PgConnectOptions = t.database().url.expose().parse().unwrap();
        let database = options.get_database().unwrap().to_owned();
        let connection = options.database("postgres").connect().await.unwrap();
        Self { database, connection }
    }

    async fn number(&mut self, query: &'static str) -> i64 {
        let query = sqlx::query_scalar(query).bind(&self.database);
        query.fetch_one(&mut self.connection).await.unwrap()
    }

    async fn connections(&mut self) -> i64 {
        self.number("SELECT count(*) FROM pg_stat_activity WHERE datname = $1").await
    }

    /// Outside a transaction each statement is one.
    async fn transactions(&mut self) -> i64 {
        self.number("SELECT xact_commit FROM pg_stat_database WHERE datname = $1").await
    }

    /// Counts what a process does from its start to its end, which answers so many requests.
    async fn of_process(&mut self, t: &TestApp, who: &Person, path: &str, requests: usize) -> i64 {
        let (connections, before) = (self.connections().await, self.transactions().await);
        let process = t.second_process().await;
        let browser = who.at(&process);
        for _ in 0..requests {
            browser.get(path).await.assert_status(200);
        }
        process.store.close().await;
        // A connection has told what it did when it is gone.
        while self.connections().await > connections {
            tokio::task::yield_now().await;
        }
        self.transactions().await - before
    }
}

#[umbra_test]
async fn the_status_takes_one_statement_and_a_list_one_beside_the_sessions(t: TestApp) {
    if !t.is_postgres() {
        return;
    }
    let ana = t.user("ana").await;
    let mut statistics = Statistics::of(&t).await;
    let none = statistics.of_process(&t, &ana, "", 0).await;
    for (path, statements) in [("/api/auth/status", 1.0), ("/api/todos", 2.0)] {
        let counted = statistics.of_process(&t, &ana, path, REQUESTS).await;
        let each = (counted - none) as f64 / REQUESTS as f64;
        assert!((each - statements).abs() < 0.3, "{path} takes {each}");
    }
}
