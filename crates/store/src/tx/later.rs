//! Changes that are kept for the end of a transaction.

use std::{
    fmt::Write as _,
    sync::{Mutex, PoisonError},
};

use sea_orm::{DatabaseBackend, Statement, Value};

use crate::sqlite::Trip;

/// The changes kept so far.
#[derive(Debug, Default)]
pub(super) struct Later(Mutex<Vec<Change>>);

/// One change, with parameters `$1`, `$2`, …
#[derive(Debug)]
struct Change {
    sql: &'static str,
    values: Vec<Value>,
}

impl Later {
    pub(super) fn push<const N: usize>(&self, sql: &'static str, values: [Value; N]) {
        let change = Change { sql, values: values.into() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(change);
    }

    /// Makes one statement for PostgreSQL of all changes, and forgets them: it takes several with
    /// parameters only as parts of one, in `WITH`.
    pub(super) fn take_as_one(&self) -> Option<Statement> {
        let mut changes = self.take();
        let last = changes.pop()?;
        let (mut sql, mut values) = (String::new(), Vec::new());
        for (place, change) in changes.into_iter().enumerate() {
            let before = if place == 0 { "WITH" } else { "," };
            let _ = write!(sql, "{before} c{place} AS (");
            change.add_to(&mut sql, &mut values);
            sql.push(')');
        }
        if !sql.is_empty() {
            sql.push(' ');
        }
        last.add_to(&mut sql, &mut values);
        Some(Statement::from_sql_and_values(DatabaseBackend::Postgres, sql, values))
    }

    /// Makes one trip to SQLite of all changes, and forgets them.
    pub(super) fn take_as_trip(&self) -> Option<Trip> {
        let (mut texts, mut values) = (Vec::new(), Vec::new());
        for change in self.take() {
            let mut text = String::new();
            change.add_to(&mut text, &mut values);
            texts.push(text);
        }
        (!texts.is_empty()).then(|| Trip::of(texts, values))
    }

    fn take(&self) -> Vec<Change> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Change {
    /// Appends the change; its parameters are numbered on from those that are there.
    fn add_to(self, sql: &mut String, values: &mut Vec<Value>) {
        let mut parts = self.sql.split('$');
        sql.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            let (number, rest) = part.split_at(digits);
            let number: usize = number.parse().unwrap_or_default();
            let _ = write!(sql, "${}{rest}", number + values.len());
        }
        values.extend(self.values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(count: usize) -> Later {
        let later = Later::default();
        let some = [
            ("UPDATE a SET x = $2 WHERE id = $1", ["1", "2"]),
            ("DELETE FROM b WHERE y = $1 AND z > $2", ["3", "4"]),
            ("INSERT INTO c (v, w) VALUES ($1, $2)", ["5", "6"]),
        ];
        for (sql, values) in some.into_iter().take(count) {
            later.push(sql, values.map(Value::from));
        }
        later
    }

    fn as_one(count: usize) -> Option<(String, usize)> {
        let statement = kept(count).take_as_one()?;
        Some((statement.sql, statement.values.map_or(0, |values| values.0.len())))
    }

    #[test]
    fn sqlite_gets_one_change_after_the_other() {
        let texts = [
            "UPDATE a SET x = $2 WHERE id = $1",
            "DELETE FROM b WHERE y = $3 AND z > $4",
            "INSERT INTO c (v, w) VALUES ($5, $6)",
        ];
        let values = ["1", "2", "3", "4", "5", "6"].map(Value::from);
        let expected = Trip::of(texts.map(str::to_owned).into(), values.into());
        assert_eq!(kept(3).take_as_trip(), Some(expected));
        assert_eq!(kept(0).take_as_trip(), None);
    }

    #[test]
    fn postgresql_gets_one_statement() {
        let expected = "WITH c0 AS (UPDATE a SET x = $2 WHERE id = $1), \
                        c1 AS (DELETE FROM b WHERE y = $3 AND z > $4) \
                        INSERT INTO c (v, w) VALUES ($5, $6)";
        assert_eq!(as_one(3), Some((expected.to_owned(), 6)));
        assert_eq!(as_one(0), None);
    }

    #[test]
    fn one_change_is_left_as_it_is() {
        assert_eq!(as_one(1), Some(("UPDATE a SET x = $2 WHERE id = $1".to_owned(), 2)));
    }

    #[test]
    fn what_was_taken_is_not_kept() {
        let later = kept(2);
        assert!(later.take_as_trip().is_some());
        assert!(later.take_as_trip().is_none());
        assert!(later.take_as_one().is_none());
    }
}
