//! What statements give.

use futures_util::TryStreamExt;
use sea_orm::{
    ExecResult, QueryResult, Statement,
    sea_query::{Value, Values},
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
#[derive(Debug, PartialEq)]
pub(crate) struct Trip {
    texts: Vec<String>,
    values: Vec<Value>,
}

impl Trip {
    /// Takes statements along with the parameters of all of them.
    pub(crate) const fn of(texts: Vec<String>, values: Vec<Value>) -> Self {
        Self { texts, values }
    }

    /// Puts a statement without parameters before the others.
    pub(super) fn begin_with(&mut self, text: &str) {
        self.texts.insert(0, text.to_owned());
    }
}

impl From<Statement> for Trip {
    fn from(statement: Statement) -> Self {
        let values = statement.values.map_or_else(Vec::new, |Values(values)| values);
        Self::of(vec![statement.sql], values)
    }
}

/// Runs all statements of a trip.
pub(super) async fn run(
    connection: &mut SqliteConnection,
    Trip { texts, values }: Trip,
) -> Result<Given, sqlx::Error> {
    // The text is this crate's own; what people write is among the values.
    let text = AssertSqlSafe(texts.join(";"));
    let query = sqlx::query_with(text, SqlxValues(Values(values)));
    let mut results = connection.fetch_many(query);
    let mut given = Given::default();
    // Being told that no more results follow would be one more change of threads.
    let mut left = texts.len();
    while left > 0 {
        match results.try_next().await? {
            Some(Either::Left(done)) => {
                given.last = done;
                left -= 1;
            }
            Some(Either::Right(row)) => given.rows.push(row),
            // The thread has gone before it told of all statements.
            None => return Err(sqlx::Error::WorkerCrashed),
        }
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use sqlx::Connection as _;

    use super::*;

    #[tokio::test]
    async fn a_trip_ends_with_its_last_statement_and_gives_the_rows_of_all() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let texts = [
            "CREATE TABLE t (x)",
            "INSERT INTO t VALUES ($1), ($2)",
            "SELECT x FROM t",
            "DELETE FROM t WHERE x = 7",
        ];
        let mut trip = Trip::of(texts.map(str::to_owned).into(), vec![7.into(), 8.into()]);
        trip.begin_with("SELECT 6 AS x");
        let given = run(&mut connection, trip).await.unwrap();
        assert_eq!(given.last.rows_affected(), 1);
        let numbers = given.all().into_iter().map(|row| row.try_get::<i64>("", "x"));
        assert_eq!(numbers.collect::<Result<Vec<_>, _>>().unwrap(), [6, 7, 8]);
    }

    #[tokio::test]
    async fn a_statement_that_tells_nothing_is_an_error() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let trip = Trip::of(vec!["SELECT 1".to_owned(), String::new()], Vec::new());
        let error = run(&mut connection, trip).await.err();
        assert!(matches!(error, Some(sqlx::Error::WorkerCrashed)), "{error:?}");
    }
}
