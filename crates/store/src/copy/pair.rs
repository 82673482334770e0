//! The tables that are copied, as each database has them.

use super::CopyError;
use crate::snapshot::Table;

/// A table of both databases, with the same columns and the same types, which are PostgreSQL's: those say
/// more.
#[derive(Debug)]
pub(super) struct Pair {
    /// As it is read.
    pub from: Table,
    /// As it is written.
    pub to: Table,
}

/// Gives the tables of both databases. Each has noted its own migrations, and the queue's tables are not
/// alike.
pub(super) fn common(
    from: &[Table],
    to: &[Table],
    from_postgres: bool,
) -> Result<Vec<Pair>, CopyError> {
    let own = |table: &&Table| {
        !table.name.contains('.')
            && !table.name.starts_with("seaql_")
            && !table.name.starts_with('_')
            && !["Jobs", "Workers"].contains(&table.name.as_str())
    };
    let mut pairs = Vec::new();
    for table in from.iter().filter(own) {
        let differs = || CopyError::Schema(table.name.clone());
        let other = to.iter().find(|other| other.name == table.name).ok_or_else(differs)?;
        let names = |table: &Table| {
            table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>()
        };
        if names(table) != names(other) {
            return Err(differs());
        }
        let (mut from, mut to) = (table.clone(), other.clone());
        if from_postgres {
            to.columns.clone_from(&from.columns);
        } else {
            from.columns.clone_from(&to.columns);
        }
        to.key.clone_from(&from.key);
        pairs.push(Pair { from, to });
    }
    match to.iter().filter(own).find(|table| !from.iter().any(|other| other.name == table.name)) {
        Some(table) => Err(CopyError::Schema(table.name.clone())),
        None => Ok(pairs),
    }
}
