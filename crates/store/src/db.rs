//! Both databases behind SeaORM's trait.

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr, ExecResult,
    QueryResult, Statement,
};

use crate::sqlite;

/// Connections that run single statements.
#[derive(Debug, Clone)]
pub enum Db {
    /// PostgreSQL's pool.
    Postgres(DatabaseConnection),
    /// Connections to SQLite.
    Sqlite(sqlite::Pool),
}

/// A transaction on one of them.
#[derive(Debug)]
pub enum TxDb {
    /// On PostgreSQL.
    Postgres(DatabaseTransaction),
    /// On SQLite.
    Sqlite(sqlite::Transaction),
}

macro_rules! connection {
    ($type:ty) => {
        #[async_trait]
        impl ConnectionTrait for $type {
            fn get_database_backend(&self) -> DatabaseBackend {
                match self {
                    Self::Postgres(_) => DatabaseBackend::Postgres,
                    Self::Sqlite(_) => DatabaseBackend::Sqlite,
                }
            }

            async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
                match self {
                    Self::Postgres(db) => db.execute_raw(statement).await,
                    Self::Sqlite(db) => Ok(db.run(statement).await?.done()),
                }
            }

            async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
                match self {
                    Self::Postgres(db) => db.execute_unprepared(sql).await,
                    Self::Sqlite(db) => {
                        let statement = Statement::from_string(DatabaseBackend::Sqlite, sql);
                        Ok(db.run(statement).await?.done())
                    }
                }
            }

            async fn query_one_raw(
                &self,
                statement: Statement,
            ) -> Result<Option<QueryResult>, DbErr> {
                match self {
                    Self::Postgres(db) => db.query_one_raw(statement).await,
                    Self::Sqlite(db) => Ok(db.run(statement).await?.one()),
                }
            }

            async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
                match self {
                    Self::Postgres(db) => db.query_all_raw(statement).await,
                    Self::Sqlite(db) => Ok(db.run(statement).await?.all()),
                }
            }
        }
    };
}

connection!(Db);
connection!(TxDb);
