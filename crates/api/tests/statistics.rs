//! How many statements a request takes, as PostgreSQL counts them.

use std::collections::BTreeMap;

use sea_orm::sqlx::{self, ConnectOptions as _, PgConnection, postgres::PgConnectOptions};
use umbra_testkit::{Client, Person, Process, TestApp};

/// So many that what else the database does is lost among them.
const REQUESTS: usize = 100;

/// A database's statistics, looked at from another one, so that looking doesn't count.
pub struct Statistics {
    database: String,
    connection: PgConnection,
    /// What a process does that answers nothing.
    idle: i64,
}

impl Statistics {
    /// Begins to count; `None` where there is nobody to ask.
    pub async fn of(t: &TestApp, who: &Person) -> Option<Self> {
        if !t.is_postgres() {
            return None;
        }
        for process in t.processes() {
            tell_what_was_done(&process).await;
        }
        let options: PgConnectOptions = t.database().url.expose().parse().unwrap();
        let database = options.get_database().unwrap().to_owned();
        let connection = options.database("postgres").connect().await.unwrap();
        t.close_backdoor().await;
        let mut statistics = Self { database, connection, idle: 0 };
        statistics.until_only_servers_are_connected().await;
        statistics.idle = statistics.of_process(t, who, "", 0).await;
        Some(statistics)
    }

    /// Counts the statements of a request, that for the session included.
    pub async fn of_request(&mut self, t: &TestApp, who: &Person, path: &str) -> f64 {
        let counted = self.of_process(t, who, path, REQUESTS).await;
        (counted - self.idle) as f64 / REQUESTS as f64
    }

    async fn number(&mut self, query: &'static str) -> i64 {
        let query = sqlx::query_scalar(query).bind(&self.database);
        query.fetch_one(&mut self.connection).await.unwrap()
    }

    async fn connections(&mut self) -> i64 {
        self.number("SELECT count(*) FROM pg_stat_activity WHERE datname = $1").await
    }

    /// Waits for the end of what a test connected besides: PostgreSQL notices it a moment later, and such a connection
    /// would be taken for one of the process that is counted.
    async fn until_only_servers_are_connected(&mut self) {
        let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 \
                      AND backend_type = 'client backend' AND application_name <> 'umbra'";
        while self.number(others).await > 0 {
            tokio::task::yield_now().await;
        }
    }

    /// Outside a transaction each statement is one.
    async fn transactions(&mut self) -> i64 {
        self.number("SELECT xact_commit FROM pg_stat_database WHERE datname = $1").await
    }

    /// Counts what a process does from its start to its end, which answers so many requests.
    async fn of_process(&mut self, t: &TestApp, who: &Person, path: &str, requests: usize) -> i64 {
        let before = self.transactions().await;
        self.while_running(t, who, async |browser| {
            for _ in 0..requests {
                browser.get(path).await.assert_status(200);
            }
        })
        .await;
        self.transactions().await - before
    }

    /// Lets a process of its own answer somebody, and waits until what it did is counted.
    async fn while_running(&mut self, t: &TestApp, who: &Person, run: impl AsyncFnOnce(Client)) {
        let connections = self.connections().await;
        let process = t.second_process().await;
        run(who.at(&process)).await;
        process.store.close().await;
        // A connection has told what it did when it is gone.
        while self.connections().await > connections {
            tokio::task::yield_now().await;
        }
    }

    /// Counts how the tables whose names begin so are used while a process answers somebody.
    pub async fn uses(
        &mut self,
        t: &TestApp,
        tables: &str,
        who: &Person,
        run: impl AsyncFnOnce(Client),
    ) -> BTreeMap<String, Use> {
        let before = all_uses(t, tables).await;
        self.until_only_servers_are_connected().await;
        self.while_running(t, who, run).await;
        let mut uses = all_uses(t, tables).await;
        for (table, uses) in &mut uses {
            uses.iter_mut().zip(before[table]).for_each(|(now, before)| *now -= before);
        }
        uses
    }
}

/// Lets each connection of a process tell now what it did. It would by itself, seconds later, and be counted then.
async fn tell_what_was_done(process: &Process) {
    let pool = process.store.postgres_pool().unwrap();
    let mut all = Vec::new();
    for _ in 0..pool.size() {
        all.push(pool.acquire().await.unwrap());
    }
    for connection in &mut all {
        // It tells when the transaction of the statement has ended.
        let text = "SELECT pg_stat_force_next_flush()";
        sqlx::query(text).execute(&mut **connection).await.unwrap();
    }
}

/// How often a table was read, and how many of its rows were made, changed and deleted.
pub type Use = [i64; 4];

async fn all_uses(t: &TestApp, tables: &str) -> BTreeMap<String, Use> {
    let text = "SELECT relname::text, coalesce(seq_scan, 0) + coalesce(idx_scan, 0), n_tup_ins, \
                n_tup_upd, n_tup_del FROM pg_stat_user_tables WHERE relname LIKE $1 || '%'";
    let options: PgConnectOptions = t.database().url.expose().parse().unwrap();
    let mut connection = options.connect().await.unwrap();
    let rows: Vec<(String, i64, i64, i64, i64)> =
        sqlx::query_as(text).bind(tables).fetch_all(&mut connection).await.unwrap();
    rows.into_iter().map(|(name, a, b, c, d)| (name, [a, b, c, d])).collect()
}
