//! What statements give.

use futures_util::TryStreamExt;
use sea_orm::{
    ExecResult, QueryResult, Statement,
    sea_query::Values,
    sqlx::{
        self, AssertSqlSafe, Either, Executor, SqliteConnection,
        sqlite::{SqliteQueryResult, SqliteRow},
    },
};
use sea_query_sqlx::SqlxValues;

/// What one statement gave, or several that were sent together.
#[derive(Default)]
pub(crate) struct Given {
    /// The rows of all of them.
    rows: Vec<SqliteRow>,
    /// What the last one did.
    last: SqliteQueryResult,
}

impl Given {
    /// Returns all rows.
    pub(crate) fn all(self) -> Vec<QueryResult> {
        self.rows.into_iter().map(QueryResult::from).collect()
    }

    /// Returns the first row.
    pub(crate) fn one(self) -> Option<QueryResult> {
        self.rows.into_iter().next().map(QueryResult::from)
    }

    /// Returns what the last statement did.
    pub(crate) fn done(self) -> ExecResult {
        self.last.into()
    }
}

/// What one trip takes along: a statement, or several whose parameters are numbered through.
#[derive(Debug)]
pub(crate) struct Trip {
    statement: Statement,
    count: usize,
}

impl Trip {
    /// Joins `count` statements in one text.
    pub(crate) const fn of(count: usize, statement: Statement) -> Self {
        Self { statement, count }
    }

    /// Puts a statement without parameters before the others.
    pub(super) fn begin_with(&mut self, text: &str) {
        self.statement.sql.insert(0, ';');
        self.statement.sql.insert_str(0, text);
        self.count += 1;
    }

    /// Adds a statement without parameters.
    pub(super) fn end_with(&mut self, text: &str) {
        self.statement.sql.push(';');
        self.statement.sql.push_str(text);
        self.count += 1;
    }
}

impl From<Statement> for Trip {
    fn from(statement: Statement) -> Self {
        Self::of(1, statement)
    }
}

/// Runs all statements of a trip.
pub(super) async fn run(
    connection: &mut SqliteConnection,
    Trip { statement, mut count }: Trip,
) -> Result<Given, sqlx::Error> {
    let values = statement.values.unwrap_or(Values(Vec::new()));
    // The text is this crate's own; what people write is among the values.
    let query = sqlx::query_with(AssertSqlSafe(statement.sql), SqlxValues(values));
    let mut results = connection.fetch_many(query);
    let mut given = Given::default();
    // Being told that no more results follow would be one more change of threads.
    while count > 0 {
        match results.try_next().await? {
            Some(Either::Left(done)) => {
                given.last = done;
                count -= 1;
            }
            Some(Either::Right(row)) => given.rows.push(row),
            // The thread has gone before it told of all statements.
            None => return Err(sqlx::Error::WorkerCrashed),
        }
    }
    Ok(given)
}
