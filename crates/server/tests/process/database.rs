//! The program's database, behind its back.

use std::fs;

use sea_orm::sqlx::{self, AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use crate::postgres::block_on;
use crate::umbra::Umbra;

/// Runs a statement that both databases understand.
pub fn execute(umbra: &Umbra, sql: &str) {
    let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    block_on(async {
        if let Some(url) = umbra.postgres_url() {
            let mut connection = PgConnection::connect(&url).await.unwrap();
            sql.execute(&mut connection).await.unwrap();
        } else {
            let mut connection = SqliteConnection::connect(&umbra.sqlite_url()).await.unwrap();
            sql.execute(&mut connection).await.unwrap();
            // Dropped, it would bring the log into the file some time later.
            connection.close().await.unwrap();
        }
    });
}

/// Reads a number from the SQLite file.
pub fn number(umbra: &Umbra, sql: &'static str) -> i64 {
    block_on(async {
        let mut connection = SqliteConnection::connect(&umbra.sqlite_url()).await.unwrap();
        let number = sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        number
    })
}

/// Copies an SQLite database as a crash leaves it: 20 megabytes of it are in the log beside its file.
pub fn leave_log(from: &Umbra, to: &Umbra) {
    const FILL: &str = "PRAGMA wal_autocheckpoint = 0; CREATE TABLE filler (bytes BLOB); \
        INSERT INTO filler VALUES (zeroblob(20000000))";
    let data = |umbra: &Umbra| umbra.folder.path().join("data");
    fs::create_dir(data(to)).unwrap();
    block_on(async {
        let mut connection = SqliteConnection::connect(&from.sqlite_url()).await.unwrap();
        sqlx::raw_sql(FILL).execute(&mut connection).await.unwrap();
        for name in ["umbra.db", "umbra.db-wal"] {
            fs::copy(data(from).join(name), data(to).join(name)).unwrap();
        }
        connection.close().await.unwrap();
    });
    assert!(data(to).join("umbra.db-wal").metadata().unwrap().len() > 20_000_000);
}
