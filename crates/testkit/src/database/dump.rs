//! Everything in a database, to look for what must not be there.

use std::{collections::BTreeMap, fmt};

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use sea_orm::sqlx::Error;

use super::Backdoor;

/// Lists the tables: the name, a line's end, and what selects a table's rows, each as one text.
const POSTGRES_TABLES: &str = r#"
    SELECT CASE schemaname WHEN 'public' THEN '' ELSE schemaname || '.' END || tablename
        || CHR(10) || 't::text FROM "' || schemaname || '"."' || tablename || '" t'
    FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"#;

/// Does the same as [`POSTGRES_TABLES`].
const SQLITE_TABLES: &str = r#"
    SELECT t.name || CHAR(10) || (
        SELECT GROUP_CONCAT('quote("' || name || '")', ' || '','' || ') FROM pragma_table_info(t.name)
    ) || ' FROM "' || t.name || '"'
    FROM sqlite_schema t WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'"#;

/// All rows of all tables as text, blobs in hexadecimal; but not what SQLite keeps for itself.
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

    pub(crate) async fn read(backdoor: &Backdoor) -> Self {
        Self { tables: read(backdoor).await.expect("the database can be read") }
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

/// Reads all tables in one statement. Each row begins with the name of its table in a line of its own.
async fn read(backdoor: &Backdoor) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let list = if backdoor.is_postgres() { POSTGRES_TABLES } else { SQLITE_TABLES };
    let (mut tables, mut selects) = (BTreeMap::new(), Vec::new());
    for table in backdoor.texts(list).await? {
        let (name, rows) = in_two(&table);
        selects.push(format!("SELECT '{name}\n' || {rows}"));
        tables.insert(name.to_owned(), Vec::new());
    }
    for row in backdoor.texts(&selects.join(" UNION ALL ")).await? {
        let (name, row) = in_two(&row);
        tables.get_mut(name).expect("a table that is listed").push(row.to_owned());
    }
    Ok(tables)
}

/// Parts the first line from what follows.
fn in_two(text: &str) -> (&str, &str) {
    text.split_once('\n').expect("more than one line")
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
