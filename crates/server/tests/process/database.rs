//! The program's database, behind its back.

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
