//! A database on the server for every test, cloned from a template.

use std::{env, sync::OnceLock};

use sea_orm::sqlx::{
    self, AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection,
    postgres::PgConnectOptions,
};
use umbra_auth::OsEntropy;
use umbra_domain::Entropy as _;
use umbra_store::DatabaseUrl;
use umbra_testkit_postgres::Cluster;
use url::Url;

use super::migrate;
use crate::once::block_on;

/// Names the server on which tests make their databases, as a superuser.
const URL_VARIABLE: &str = "UMBRA_TEST_POSTGRES_URL";

/// How the names of the tests' databases begin.
const TEST_PREFIX: &str = "umbra_test_";

/// How the names of templates begin.
const TEMPLATE_PREFIX: &str = "umbra_template_";

/// The template for the schema as it was when this crate was compiled.
const TEMPLATE: &str = concat!("umbra_template_", env!("SCHEMA_FINGERPRINT"));

/// Held while making the template, so that processes started together don't make it twice.
const LOCK: i64 = 0x756d_6272_6174;

/// The server that this process's tests use.
struct Server {
    url: Url,
    /// What to say when cloning, for the fastest way.
    strategy: &'static str,
    /// Lives as long as the process: the operating system tells it of the end.
    _cluster: Option<Cluster>,
}

/// A database that goes when [`PostgresDatabase::remove`] is called.
#[derive(Debug)]
pub(super) struct PostgresDatabase {
    name: String,
    url: Url,
    /// Stays open as long as the database is needed, under the database's name: that is how
    /// other processes tell it from one that a killed process left behind.
    control: PgConnection,
}

impl PostgresDatabase {
    /// Clones the template.
    pub(super) async fn create() -> Self {
        Self::clone_of(TEMPLATE).await
    }

    /// Clones a database to which nobody is connected.
    pub(super) async fn copy(&self) -> Self {
        Self::clone_of(&self.name).await
    }

    async fn clone_of(template: &str) -> Self {
        let server = Server::get();
        let mut chance = [0; 8];
        OsEntropy.fill(&mut chance);
        let name = format!("{TEST_PREFIX}{:016x}", u64::from_be_bytes(chance));
        let mut control = server.connect(&name).await.expect("the PostgreSQL server answers");
        let strategy = server.strategy;
        run(&mut control, format!("CREATE DATABASE {name} TEMPLATE {template}{strategy}"))
            .await
            .expect("the template can be cloned");
        Self { url: server.database(&name), name, control }
    }

    pub(super) fn url(&self) -> DatabaseUrl {
        DatabaseUrl::parse(self.url.as_str()).expect("a PostgreSQL URL")
    }

    pub(super) async fn remove(mut self) {
        run(&mut self.control, format!("DROP DATABASE {} WITH (FORCE)", self.name))
            .await
            .expect("the test's database can be dropped");
        // The server notices a connection that ends without a word, too.
        let _ = self.control.close().await;
    }
}

impl Server {
    /// Gives the server, prepared once in a process.
    fn get() -> &'static Self {
        static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
        match SERVER.get_or_init(|| block_on(Self::prepare)) {
            Ok(server) => server,
            Err(reason) => panic!("no PostgreSQL for this test: {reason}"),
        }
    }

    async fn prepare() -> Result<Self, String> {
        let mut server = Self::find()?;
        server.prepare_template().await.map_err(|error| error.to_string())?;
        Ok(server)
    }

    #[expect(clippy::disallowed_methods, reason = "tests have no configuration but this")]
    fn find() -> Result<Self, String> {
        let given = env::var(URL_VARIABLE).ok().filter(|url| !url.is_empty());
        let (url, cluster) = if let Some(url) = given {
            (url, None)
        } else {
            let cluster = Cluster::start().map_err(|error| {
                format!("{error}; install PostgreSQL, or set {URL_VARIABLE} to a server's URL")
            })?;
            (cluster.url().to_owned(), Some(cluster))
        };
        let url = Url::parse(&url).map_err(|error| format!("{URL_VARIABLE}: {error}"))?;
        Ok(Self { url, strategy: "", _cluster: cluster })
    }

    /// Removes what killed processes left behind, and makes the template unless there is one.
    async fn prepare_template(&mut self) -> Result<(), sqlx::Error> {
        let mut control = self.connect("umbra_testkit").await?;
        self.strategy = strategy(&mut control).await?;
        sqlx::query("SELECT pg_advisory_lock($1)").bind(LOCK).execute(&mut control).await?;
        sweep(&mut control).await?;
        let there: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
                .bind(TEMPLATE)
                .fetch_one(&mut control)
                .await?;
        if !there {
            self.make_template(&mut control).await?;
        }
        // Ending the connection unlocks, too.
        control.close().await
    }

    /// Migrates a database and only then gives it the template's name, so that a template with
    /// half of the schema never exists.
    async fn make_template(&self, control: &mut PgConnection) -> Result<(), sqlx::Error> {
        let unfinished = "umbra_template_unfinished";
        run(control, format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)")).await?;
        run(control, format!("CREATE DATABASE {unfinished} TEMPLATE template0")).await?;
        let url = DatabaseUrl::parse(self.database(unfinished).as_str()).expect("a PostgreSQL URL");
        migrate(url).await;
        run(control, format!("ALTER DATABASE {unfinished} RENAME TO {TEMPLATE}")).await?;
        // A template can't be cloned while somebody is connected to it.
        run(control, format!("ALTER DATABASE {TEMPLATE} ALLOW_CONNECTIONS false")).await
    }

    /// Connects under a name that shows in `pg_stat_activity`.
    async fn connect(&self, name: &str) -> Result<PgConnection, sqlx::Error> {
        let options: PgConnectOptions = self.url.as_str().parse()?;
        // Cloning a database is slow and not worth a warning.
        options.application_name(name).disable_statement_logging().connect().await
    }

    fn database(&self, name: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(name);
        url
    }
}

/// Chooses how to clone. Where nothing is synced, copying files is several times as fast as writing
/// every page to the log, which is the default of PostgreSQL from version 15 on.
async fn strategy(control: &mut PgConnection) -> Result<&'static str, sqlx::Error> {
    let copies: bool = sqlx::query_scalar(
        "SELECT current_setting('server_version_num')::int >= 150000 \
         AND NOT current_setting('fsync')::bool",
    )
    .fetch_one(control)
    .await?;
    Ok(if copies { " STRATEGY file_copy" } else { "" })
}

/// Drops tests' databases whose process is gone, and templates of other schemas that were made
/// more than a week ago.
async fn sweep(control: &mut PgConnection) -> Result<(), sqlx::Error> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT datname FROM pg_database WHERE starts_with(datname, $1) AND datname NOT IN \
         (SELECT application_name FROM pg_stat_activity WHERE application_name IS NOT NULL) \
         UNION ALL \
         SELECT datname FROM pg_database WHERE starts_with(datname, $2) AND datname <> $3 \
         AND (pg_stat_file('base/' || oid || '/PG_VERSION', true)).modification \
         < now() - interval '7 days'",
    )
    .bind(TEST_PREFIX)
    .bind(TEMPLATE_PREFIX)
    .bind(TEMPLATE)
    .fetch_all(&mut *control)
    .await?;
    for name in names {
        run(control, format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)")).await?;
    }
    Ok(())
}

/// Runs a statement that takes no parameters, and that names only databases of this module.
async fn run(control: &mut PgConnection, sql: String) -> Result<(), sqlx::Error> {
    control.execute(AssertSqlSafe(sql)).await.map(drop)
}
