//! Rows of several tables in one statement.
//!
//! A union has the same columns in all of its parts. So each part has those of all the others as nulls of
//! the right type, and columns that are called alike share a place: a row says by its kind how it reads.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{
    ColumnTrait, ColumnType, ConnectionTrait as _, EntityTrait, FromQueryResult, IdenStatic as _,
    Iterable as _, QueryResult, QueryTrait, Select,
    sea_query::{Alias, Expr, Query, SelectStatement, UnionType},
};

use crate::{Read, StoreError, table::Table};

/// The column that tells the parts apart.
const KIND: &str = "kind";

/// A column that is none of a table: its name and its type.
pub(crate) type Named = (&'static str, &'static str);

/// What is to be read in one statement.
#[derive(Default)]
pub(crate) struct UnionQuery(Vec<Part>);

struct Part {
    kind: i16,
    select: SelectStatement,
    columns: Vec<Named>,
}

impl UnionQuery {
    /// Adds rows of a table, selected as [`crate::rights::visible`] selects them, and what else is in
    /// the selection. Two parts of one kind are read as one.
    pub(crate) fn things<T: Table>(
        self,
        kind: i16,
        select: Select<T::Entity>,
        more: &[Named],
    ) -> Self {
        let columns = columns::<T>().chain(more.iter().copied()).collect();
        self.part(Part { kind, select: select.into_query(), columns })
    }

    /// Adds rows that are none of a table, with all the columns that are selected.
    pub(crate) fn rows(self, kind: i16, select: SelectStatement, columns: &[Named]) -> Self {
        self.part(Part { kind, select, columns: columns.to_vec() })
    }

    fn part(mut self, part: Part) -> Self {
        self.0.push(part);
        self
    }

    /// Reads everything.
    pub(crate) async fn read(self, db: &impl Read) -> Result<Rows, StoreError> {
        let mut rows = Rows::default();
        let Some(statement) = self.statement() else { return Ok(rows) };
        let statement = db.db().get_database_backend().build(&statement);
        for row in db.db().query_all_raw(statement).await? {
            rows.0.entry(row.try_get("", KIND)?).or_default().push(row);
        }
        Ok(rows)
    }

    fn statement(self) -> Option<SelectStatement> {
        let all: BTreeMap<_, _> = self.0.iter().flat_map(|part| part.columns.clone()).collect();
        let parts =
            self.0.into_iter().enumerate().map(|(number, Part { kind, select, columns })| {
                let mut whole = Query::select();
                whole.expr_as(Expr::cust(format!("CAST({kind} AS smallint)")), KIND);
                for (&name, sql_type) in &all {
                    if columns.iter().any(|(own, _)| *own == name) {
                        whole.column(Alias::new(name));
                    } else {
                        whole.expr_as(Expr::cust(format!("CAST(NULL AS {sql_type})")), name);
                    }
                }
                // In a selection of its own a part may have an order and a limit.
                whole.from_subquery(select, Alias::new(format!("part{number}"))).take()
            });
        parts.reduce(|mut first, next| first.union(UnionType::All, next).take())
    }
}

/// What was read, by kind. A union has no order of its own.
#[derive(Default)]
pub(crate) struct Rows(HashMap<i16, Vec<QueryResult>>);

impl Rows {
    /// Takes out the rows of a kind.
    pub(crate) fn take<Row: FromQueryResult>(&mut self, kind: i16) -> Result<Vec<Row>, StoreError> {
        let rows = self.0.remove(&kind).unwrap_or_default();
        let rows = rows.iter().map(|row| Row::from_query_result(row, ""));
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Lists the columns of a table with their types.
fn columns<T: Table>() -> impl Iterator<Item = Named> {
    let all = <T::Entity as EntityTrait>::Column::iter();
    all.map(|column| (column.as_str(), sql_type(column.def().get_column_type())))
}

/// Names the type that a column has on PostgreSQL. SQLite takes the names by how they sound.
const fn sql_type(column: &ColumnType) -> &'static str {
    match column {
        ColumnType::BigInteger => "bigint",
        ColumnType::SmallInteger => "smallint",
        ColumnType::Boolean => "boolean",
        ColumnType::TimestampWithTimeZone => "timestamptz",
        _ => "text",
    }
}

#[cfg(test)]
mod tests {
    use umbra_domain::{
        calendar::Calendar, person::Person, project::Project, reminder::Reminder, task::Task,
        todo::Todo,
    };

    use super::*;

    /// Lists the columns of a table, and checks that their types are known.
    fn known<T: Table>() -> Vec<Named> {
        for column in <T::Entity as EntityTrait>::Column::iter() {
            let def = column.def();
            let is_text = matches!(def.get_column_type(), ColumnType::Text | ColumnType::String(_));
            let is_named_text = sql_type(def.get_column_type()) == "text";
            assert_eq!(is_named_text, is_text, "{}", column.as_str());
        }
        columns::<T>().collect()
    }

    #[test]
    fn columns_that_are_called_alike_are_of_one_type() {
        let tables = [
            known::<Calendar>(),
            known::<Person>(),
            known::<Project>(),
            known::<Reminder>(),
            known::<Task>(),
            known::<Todo>(),
        ];
        let mut types = BTreeMap::new();
        for (name, sql_type) in tables.into_iter().flatten() {
            assert_eq!(*types.entry(name).or_insert(sql_type), sql_type, "{name}");
        }
        assert!(types.len() > 40, "{types:?}");
    }
}
