//! Everything in a database, to look for what must not be there.

use std::{collections::BTreeMap, fmt};

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use sea_orm::sqlx::{
    AssertSqlSafe, Connection as _, PgConnection, SqliteConnection, query_as, query_scalar,
};
use umbra_store::DatabaseUrl;

/// All rows of all tables as text, blobs in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dump {
    tables: BTreeMap<String, Vec<String>>,
}

impl Dump {
    /// Tells whether the secret is anywhere: as it is, in hexadecimal (and so inside of a blob),
    /// or in base64 of any kind.
    #[must_use]
    pub fn holds(&self, secret: impl AsRef<[u8]>) -> bool {
        let secret = secret.as_ref();
        assert!(!secret.is_empty(), "nothing is everywhere");
        let hexadecimal: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut forms =
            vec![BASE64_STANDARD_NO_PAD.encode(secret), BASE64_URL_SAFE_NO_PAD.encode(secret)];
        forms.extend(str::from_utf8(secret).map(str::to_owned));
        self.rows().any(|row| {
            forms.iter().any(|form| row.contains(form))
                || row.to_ascii_lowercase().contains(&hexadecimal)
        })
    }

    /// Returns the rows of a table, in no particular order.
    ///
    /// # Panics
    /// When there is no such table.
    #[must_use]
    pub fn table(&self, name: &str) -> &[String] {
        self.tables.get(name).unwrap_or_else(|| panic!("there is no table {name}"))
    }

    /// Returns the names of all tables; those outside the usual schema as `schema.table`.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().map(String::as_str)
    }

    fn rows(&self) -> impl Iterator<Item = &String> {
        self.tables.values().flatten()
    }

    pub(crate) async fn read(url: &DatabaseUrl) -> Self {
        let tables = if url.is_postgres() {
            postgres(url.expose()).await
        } else {
            sqlite(url.expose()).await
        };
        Self { tables: tables.expect("the database can be read") }
    }
}

impl fmt::Display for Dump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (table, rows) in &self.tables {
            writeln!(f, "{table}:")?;
            rows.iter().try_for_each(|row| writeln!(f, "  {row}"))?;
        }
        Ok(())
    }
}

type Tables = Result<BTreeMap<String, Vec<String>>, sea_orm::sqlx::Error>;

async fn postgres(url: &str) -> Tables {
    let mut connection = PgConnection::connect(url).await?;
    let names: Vec<(String, String)> = query_as(
        "SELECT schemaname, tablename FROM pg_tables \
         WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    )
    .fetch_all(&mut connection)
    .await?;
    let mut tables = BTreeMap::new();
    for (schema, table) in names {
        let sql = format!("SELECT t::text FROM \"{schema}\".\"{table}\" t");
        let rows = query_scalar(AssertSqlSafe(sql)).fetch_all(&mut connection).await?;
        let name = if schema == "public" { table } else { format!("{schema}.{table}") };
        tables.insert(name, rows);
    }
    connection.close().await?;
    Ok(tables)
}

async fn sqlite(url: &str) -> Tables {
    let mut connection = SqliteConnection::connect(url).await?;
    let names: Vec<String> = query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .fetch_all(&mut connection)
        .await?;
    let mut tables = BTreeMap::new();
    for table in names {
        let columns: Vec<String> = query_scalar("SELECT name FROM pragma_table_info($1)")
            .bind(&table)
            .fetch_all(&mut connection)
            .await?;
        let quoted: Vec<_> = columns.iter().map(|name| format!("quote(\"{name}\")")).collect();
        let sql = format!("SELECT {} FROM \"{table}\"", quoted.join(" || ',' || "));
        let rows = query_scalar(AssertSqlSafe(sql)).fetch_all(&mut connection).await?;
        tables.insert(table, rows);
    }
    connection.close().await?;
    Ok(tables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_in_any_form() {
        let dump = |row: &str| Dump { tables: [("t".to_owned(), vec![row.to_owned()])].into() };
        for row in
            ["1,'abc?>'", "1,X'006162633F3E'", "(1,\"\\\\x6162633f3e\")", "YWJjPz4", "YWJjPz4="]
        {
            assert!(dump(row).holds("abc?>"), "{row}");
        }
        assert!(dump("YWJjPz4-").holds([0x61, 0x62, 0x63, 0x3f, 0x3e, 0x3e]));
        assert!(!dump("1,'abc'").holds("abc?>"));
    }
}
