//! The tables as the database itself describes them.

use sea_orm::sqlx::{self, PgConnection, Row as _, SqliteConnection};

use super::failed;
use crate::StoreError;

/// How a column is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Integer,
    /// Yes or no on PostgreSQL; SQLite has 1 and 0.
    Flag,
    /// Text.
    Text,
    /// An instant on PostgreSQL; SQLite has text (RFC 3339, in UTC).
    Instant,
    /// Bytes.
    Bytes,
    /// A type that only a library's tables have; read as text.
    Other,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// How it is stored.
    pub kind: Kind,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name, with its schema where it isn't the first one of the search path.
    pub name: String,
    /// Its name in SQL.
    pub(crate) sql_name: String,
    /// Its columns, by name.
    pub columns: Vec<Column>,
    /// The columns of its key, in order.
    pub(crate) key: Vec<String>,
}

/// What SQLite keeps for itself and for its full-text index are no tables of this type.
const SQLITE: &str = "SELECT t.name AS table_name, '\"' || t.name || '\"' AS sql_name, \
    c.name AS column_name, lower(c.type) AS type, c.pk AS place \
    FROM pragma_table_list t, pragma_table_info(t.name) c \
    WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!' \
    ORDER BY t.name, c.name";

const POSTGRES: &str = "SELECT CASE WHEN n.nspname = current_schema() THEN c.relname::text \
    ELSE n.nspname || '.' || c.relname END AS table_name, \
    quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS sql_name, \
    a.attname::text AS column_name, format_type(a.atttypid, NULL) AS type, \
    COALESCE(array_position(string_to_array(i.indkey::text, ' ')::int2[], a.attnum), 0)::bigint \
    AS place FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary \
    WHERE c.relkind = 'r' AND n.nspname IN (current_schema(), 'apalis') \
    ORDER BY n.nspname <> current_schema(), c.relname::text COLLATE \"C\", a.attname::text COLLATE \"C\"";

/// A row of the selections above.
type Described = (String, String, String, String, i64);

pub(crate) async fn of_sqlite(db: &mut SqliteConnection) -> Result<Vec<Table>, StoreError> {
    let rows = sqlx::query(SQLITE).fetch_all(db).await.map_err(failed)?;
    let described: Result<Vec<Described>, _> = rows
        .iter()
        .map(|row| {
            Ok((
                row.try_get_unchecked(0)?,
                row.try_get_unchecked(1)?,
                row.try_get_unchecked(2)?,
                row.try_get_unchecked(3)?,
                row.try_get_unchecked(4)?,
            ))
        })
        .collect();
    Ok(gathered(described.map_err(failed)?))
}

pub(crate) async fn of_postgres(db: &mut PgConnection) -> Result<Vec<Table>, StoreError> {
    let described: Vec<Described> = sqlx::query_as(POSTGRES).fetch_all(db).await.map_err(failed)?;
    Ok(gathered(described))
}

fn gathered(described: Vec<Described>) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut keys: Vec<Vec<(i64, String)>> = Vec::new();
    for (name, sql_name, column, kind, place) in described {
        if tables.last().is_none_or(|table| table.name != name) {
            tables.push(Table { name, sql_name, columns: Vec::new(), key: Vec::new() });
            keys.push(Vec::new());
        }
        if let (Some(table), Some(key)) = (tables.last_mut(), keys.last_mut()) {
            if place > 0 {
                key.push((place, column.clone()));
            }
            table.columns.push(Column { name: column, kind: kind_of(&kind) });
        }
    }
    for (table, mut key) in tables.iter_mut().zip(keys) {
        key.sort_unstable();
        table.key = key.into_iter().map(|(_, column)| column).collect();
    }
    tables
}

/// Understands the types of both databases.
fn kind_of(name: &str) -> Kind {
    match name {
        "bigint" | "integer" | "smallint" => Kind::Integer,
        "boolean" => Kind::Flag,
        "text" | "varchar" | "character varying" => Kind::Text,
        "timestamp with time zone" => Kind::Instant,
        "blob" | "bytea" => Kind::Bytes,
        _ => Kind::Other,
    }
}

impl Table {
    /// Tells whether it has a column of this name.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|known| known.name == column)
    }

    /// Writes the selection of all its rows in the order of its key, as both databases have it.
    pub(super) fn selection(&self, postgres: bool) -> String {
        let selected: Vec<_> = self.columns.iter().map(|column| column.read(postgres)).collect();
        let ordered: Vec<_> =
            self.columns_of_key().map(|column| column.ordered(postgres)).collect();
        format!(
            "SELECT {} FROM {} ORDER BY {}",
            selected.join(", "),
            self.sql_name,
            ordered.join(", ")
        )
    }

    fn columns_of_key(&self) -> impl Iterator<Item = &Column> {
        let key: Vec<&Column> = self
            .key
            .iter()
            .filter_map(|name| self.columns.iter().find(|column| column.name == *name))
            .collect();
        // Without a key the order is that of all columns.
        let all = if key.is_empty() { self.columns.iter().collect() } else { key };
        all.into_iter()
    }
}

impl Column {
    /// Quotes the name.
    pub(crate) fn quoted(&self) -> String {
        format!("\"{}\"", self.name.replace('"', "\"\""))
    }

    fn read(&self, postgres: bool) -> String {
        let name = self.quoted();
        match self.kind {
            Kind::Integer if postgres => format!("{name}::bigint"),
            Kind::Flag if postgres => format!("{name}::int::bigint"),
            Kind::Text | Kind::Other if postgres => format!("{name}::text"),
            Kind::Flag => format!("CAST({name} AS INTEGER)"),
            Kind::Other => format!("CAST({name} AS TEXT)"),
            _ => name,
        }
    }

    fn ordered(&self, postgres: bool) -> String {
        let name = self.quoted();
        match self.kind {
            Kind::Text if postgres => format!("{name} COLLATE \"C\""),
            Kind::Other if postgres => format!("{name}::text COLLATE \"C\""),
            _ => name,
        }
    }
}
