//! Statements written by hand, where the query builder would hide what matters.
//!
//! Both drivers take `$1`, `$2`, … so one text serves both databases.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, FromQueryResult, Statement, Value,
    sea_query::{Expr, ExprTrait as _, LikeExpr},
};
use umbra_domain::text::fold;

use crate::StoreError;

/// Prepares a statement for the database at hand.
pub(crate) fn statement<const N: usize>(
    db: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: [Value; N],
) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), sql, values)
}

/// Runs a statement and tells how many rows it changed.
pub(crate) async fn execute<const N: usize>(
    db: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: [Value; N],
) -> Result<u64, StoreError> {
    Ok(db.execute_raw(statement(db, sql, values)).await?.rows_affected())
}

/// Reads at most one row.
pub(crate) async fn one<Row: FromQueryResult, const N: usize>(
    db: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: [Value; N],
) -> Result<Option<Row>, StoreError> {
    Ok(Row::find_by_statement(statement(db, sql, values)).one(db).await?)
}

/// Writes the condition that a number is one of those in the parameter with this number, which
/// [`ids`] makes: the same text for any number of them, so that few statements are prepared.
pub(crate) fn one_of(db: &impl ConnectionTrait, parameter: usize) -> String {
    if db.get_database_backend() == DatabaseBackend::Postgres {
        format!("= ANY(string_to_array(${parameter}, ',')::bigint[])")
    } else {
        format!("IN (SELECT value FROM json_each('[' || ${parameter} || ']'))")
    }
}

/// Is true of rows whose column, by its full name, is one of these numbers: [`one_of`] in a selection that the
/// query builder makes.
pub(crate) fn is_one_of(db: &impl ConnectionTrait, column: &str, numbers: &[i64]) -> Expr {
    let text = format!("{column} {}", one_of(db, 1));
    // The builder counts parameters by itself, and writes them as each database does.
    let text = match db.get_database_backend() {
        DatabaseBackend::Postgres => text,
        _ => text.replace("$1", "?"),
    };
    Expr::cust_with_values(text, [ids(numbers)])
}

/// Makes the parameter of [`one_of`].
pub(crate) fn ids(ids: &[i64]) -> Value {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",").into()
}

/// Is true of rows whose column, of folded text, has this text in it, however it is written.
pub(crate) fn contains(column: impl ColumnTrait, text: &str) -> Expr {
    contains_folded(column, &fold(text))
}

/// Is true of rows whose column has this text in it, which is folded as the column is.
pub(crate) fn contains_folded(column: impl ColumnTrait, text: &str) -> Expr {
    let pattern = LikeExpr::new(contains_pattern(text)).escape('\\');
    Expr::col(column.as_column_ref()).like(pattern)
}

/// Builds a `LIKE` pattern that finds the text itself: `%`, `_` and `\` are literal.
pub(crate) fn contains_pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// Takes text from a cursor, which a client may have made up: PostgreSQL refuses NUL.
pub(crate) fn cursor_text(text: &str) -> Result<Value, StoreError> {
    if text.contains('\0') { Err(StoreError::BadCursor) } else { Ok(text.into()) }
}

/// Splits a cursor's key into the sort order and the folded name, which may have colons too.
pub(crate) fn placed_name(key: &str) -> Result<Vec<Value>, StoreError> {
    let (sort_order, name_key) = key.split_once(':').ok_or(StoreError::BadCursor)?;
    let sort_order: i32 = sort_order.parse().map_err(|_| StoreError::BadCursor)?;
    Ok(vec![i64::from(sort_order).into(), cursor_text(name_key)?])
}

#[cfg(test)]
mod tests {
    #[test]
    fn wildcards_in_a_search_are_literal() {
        assert_eq!(super::contains_pattern(r"50%_\"), r"%50\%\_\\%");
    }
}
