//! An empty database of each kind.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use umbra_store::{DatabaseSettings, DatabaseUrl, Store};
use umbra_testkit_postgres::Cluster;

/// How long a statement waits for others, and may take.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A database that goes away with the test.
pub struct Empty {
    pub store: Store,
    pub url: DatabaseUrl,
    _folder: Option<tempfile::TempDir>,
}

/// Makes an empty SQLite database.
pub async fn sqlite() -> Empty {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("umbra.db").display());
    Empty { store: connect(&url).await, url: parse(&url), _folder: Some(folder) }
}

#[expect(clippy::disallowed_methods, reason = "names the server that tests are given")]
fn given_server() -> Option<String> {
    std::env::var("UMBRA_TEST_POSTGRES_URL").ok()
}

/// Makes an empty PostgreSQL database, on the server that tests are given or on one of our own.
pub async fn postgres() -> Empty {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let server = given_server()
        .unwrap_or_else(|| CLUSTER.get_or_init(|| Cluster::start().unwrap()).url().to_owned());
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("umbra_store_{}_{number}", std::process::id());
    let admin = connect(&server).await;
    let pool = admin.postgres_pool().unwrap();
    let create = format!("CREATE DATABASE {name}");
    sea_orm::sqlx::query(sea_orm::sqlx::AssertSqlSafe(create)).execute(&pool).await.unwrap();
    let (base, query) =
        server.split_once('?').map_or((server.as_str(), None), |(b, q)| (b, Some(q)));
    let (base, _) = base.rsplit_once('/').unwrap();
    let url = query.map_or_else(|| format!("{base}/{name}"), |q| format!("{base}/{name}?{q}"));
    Empty { store: connect(&url).await, url: parse(&url), _folder: None }
}

fn parse(url: &str) -> DatabaseUrl {
    DatabaseUrl::parse(url).unwrap()
}

async fn connect(url: &str) -> Store {
    let settings = DatabaseSettings { max_connections: 4, ..settings(&parse(url)) };
    Store::connect(&settings).await.unwrap()
}

/// Returns how to open a database: a busy machine makes a test slow, and that is no reason to fail.
pub fn settings(url: &DatabaseUrl) -> DatabaseSettings {
    DatabaseSettings {
        statement_timeout: PATIENCE,
        acquire_timeout: PATIENCE,
        ..DatabaseSettings::new(url.clone())
    }
}

/// Runs a test's body on both databases, as two tests.
#[macro_export]
macro_rules! on_both {
    ($(#[$doc:meta])* async fn $name:ident($db:ident: Empty) $body:block) => {
        $(#[$doc])*
        async fn $name($db: $crate::database::Empty) $body

        mod $name {
            #[tokio::test]
            async fn on_sqlite() {
                super::$name($crate::database::sqlite().await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                super::$name($crate::database::postgres().await).await;
            }
        }
    };
}
