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
