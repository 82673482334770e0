//! An empty PostgreSQL database.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::OnceLock;

use sea_orm::sqlx::{self, AssertSqlSafe, Connection, Executor, PgConnection};
use umbra_testkit_postgres::Cluster;
use url::Url;

/// A database that goes with the test.
pub struct Database {
    server: Url,
    name: String,
}

impl Database {
    /// Makes an empty database, on the server that tests are given or on one of our own.
    pub fn create() -> Self {
        let server = Url::parse(&server()).unwrap();
        let chance = RandomState::new().build_hasher().finish();
        let name = format!("umbra_process_{chance:016x}");
        administer(&server, format!("CREATE DATABASE {name} TEMPLATE template0")).unwrap();
        Self { server, name }
    }

    pub fn url(&self) -> String {
        let mut url = self.server.clone();
        url.set_path(&self.name);
        url.into()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // What is left behind is a nuisance and no reason to fail a test.
        let _ = administer(&self.server, format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// A database of somebody else's, and a user who may do nothing but connect.
pub struct Limited {
    // Goes before the user does, who may own something in it.
    database: Option<Database>,
    role: String,
}

impl Limited {
    pub fn create() -> Self {
        let database = Database::create();
        let role = database.name.replace("process", "role");
        administer(&database.server, format!("CREATE ROLE {role} LOGIN PASSWORD '{role}'"))
            .unwrap();
        Self { database: Some(database), role }
    }

    pub fn url(&self) -> String {
        let mut url = Url::parse(&self.database().url()).unwrap();
        url.set_username(&self.role).unwrap();
        url.set_password(Some(&self.role)).unwrap();
        url.into()
    }

    pub fn role(&self) -> &str {
        &self.role
    }

    pub fn name(&self) -> &str {
        &self.database().name
    }

    /// Runs statements in the database as its administrator.
    pub fn administer(&self, sql: &str) {
        let url = Url::parse(&self.database().url()).unwrap();
        administer(&url, sql.to_owned()).unwrap();
    }

    fn database(&self) -> &Database {
        self.database.as_ref().unwrap()
    }
}

impl Drop for Limited {
    fn drop(&mut self) {
        let server = self.database().server.clone();
        drop(self.database.take());
        let _ = administer(&server, format!("DROP ROLE {}", self.role));
    }
}

fn server() -> String {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    given_server()
        .unwrap_or_else(|| CLUSTER.get_or_init(|| Cluster::start().unwrap()).url().to_owned())
}

#[expect(clippy::disallowed_methods, reason = "names the server that tests are given")]
fn given_server() -> Option<String> {
    std::env::var("UMBRA_TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty())
}

/// Runs statements that name only databases and users of this module.
fn administer(server: &Url, sql: String) -> Result<(), sqlx::Error> {
    block_on(async {
        let mut connection = PgConnection::connect(server.as_str()).await?;
        connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await?;
        connection.close().await
    })
}

/// Waits for what talks to a database behind the program's back.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
