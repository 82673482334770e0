//! The schema as the database has it, compared with the entities and written down for people.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, EntityName, EntityTrait, FromQueryResult, Iterable, sea_query::ColumnType,
};

use crate::{Store, StoreError, entity, sql};

/// A column as the database describes it.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct ColumnInfo {
    /// The table.
    pub table_name: String,
    /// The column.
    pub column_name: String,
    /// Its type in the database's own words.
    pub data_type: String,
    /// Whether it may be empty.
    pub nullable: bool,
}

/// How the names of SQLite's index for searching people begin.
const TRIGRAMS: &str = "people_trigrams";

const POSTGRES: &str = "SELECT table_name::text, column_name::text, data_type::text, \
    is_nullable = 'YES' AS nullable FROM information_schema.columns \
    WHERE table_schema = 'public' ORDER BY table_name, ordinal_position";

const SQLITE: &str = "SELECT m.name AS table_name, c.name AS column_name, c.type AS data_type, \
    c.\"notnull\" = 0 AND c.pk = 0 AS nullable FROM sqlite_master m, pragma_table_info(m.name) c \
    WHERE m.type = 'table' ORDER BY m.name, c.cid";

impl Store {
    /// Reads the columns of every table, in order.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn columns(&self) -> Result<Vec<ColumnInfo>, StoreError> {
        let text = if self.is_postgres() { POSTGRES } else { SQLITE };
        let statement = sql::statement(&self.reader.0, text, []);
        Ok(ColumnInfo::find_by_statement(statement).all(&self.reader.0).await?)
    }

    /// Says in sentences where the entities and the database disagree; nothing when they agree.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn compare_schema(&self) -> Result<Vec<String>, StoreError> {
        let mut tables: BTreeMap<String, BTreeMap<String, ColumnInfo>> = BTreeMap::new();
        for column in self.columns().await? {
            let table = tables.entry(column.table_name.clone()).or_default();
            table.insert(column.column_name.clone(), column);
        }
        let mut differences = Vec::new();
        let postgres = self.is_postgres();
        macro_rules! compare {
            ($($name:ident),+ $(,)?) => {
                $(compare::<entity::$name::Entity>(
                    entity::$name::Entity::default().table_name(),
                    &mut tables,
                    postgres,
                    &mut differences,
                );)+
            };
        }
        entity::each!(compare);
        // Tables of libraries: the migrator's own, the job queue's, SQLite's, those of its indexes.
        let foreign = |name: &str| {
            let beginnings = ["seaql_", "sqlite_", "_", TRIGRAMS];
            beginnings.iter().any(|beginning| name.starts_with(beginning))
        };
        let left = tables.keys().filter(|name| !foreign(name.as_str()));
        differences.extend(left.map(|name| format!("the table {name} has no entity")));
        Ok(differences)
    }
}

fn compare<E: EntityTrait>(
    table: &str,
    tables: &mut BTreeMap<String, BTreeMap<String, ColumnInfo>>,
    postgres: bool,
    differences: &mut Vec<String>,
) {
    let Some(mut found) = tables.remove(table) else {
        differences.push(format!("there is no table {table}"));
        return;
    };
    for column in E::Column::iter() {
        let name = sea_orm::IdenStatic::as_str(&column).to_owned();
        let Some(info) = found.remove(&name) else {
            differences.push(format!("{table} has no column {name}"));
            continue;
        };
        let def = column.def();
        if def.is_null() != info.nullable {
            differences.push(format!("{table}.{name} differs in being nullable"));
        }
        let expected = type_names(def.get_column_type(), postgres);
        if !expected.contains(&info.data_type.to_lowercase().as_str()) {
            differences.push(format!("{table}.{name} is {}, not {expected:?}", info.data_type));
        }
    }
    differences.extend(found.into_keys().map(|name| format!("{table}.{name} has no field")));
}

/// Returns the database's names for the type of a field.
fn type_names(column: &ColumnType, postgres: bool) -> &'static [&'static str] {
    match column {
        ColumnType::BigInteger if postgres => &["bigint"],
        ColumnType::SmallInteger if postgres => &["smallint"],
        ColumnType::Boolean if postgres => &["boolean"],
        ColumnType::TimestampWithTimeZone if postgres => &["timestamp with time zone"],
        ColumnType::VarBinary(_) | ColumnType::Blob | ColumnType::Binary(_) if postgres => {
            &["bytea"]
        }
        ColumnType::BigInteger | ColumnType::SmallInteger | ColumnType::Boolean => &["integer"],
        ColumnType::VarBinary(_) | ColumnType::Blob | ColumnType::Binary(_) => &["blob"],
        ColumnType::String(_) | ColumnType::Text | ColumnType::TimestampWithTimeZone => &["text"],
        _ => &[],
    }
}
