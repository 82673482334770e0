//! What can go wrong between a use case and its rows.

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

use crate::measure;

/// A failure of the database or of what it holds.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database can't be reached or is too busy right now; trying later may help.
    #[error("the database is not available")]
    Unavailable(#[source] DbErr),
    /// A unique constraint refused the change.
    #[error("a row with this {0:?} exists already")]
    Conflict(Constraint),
    /// A foreign key refused the change: what the row refers to is gone.
    #[error("a row that this one refers to is gone")]
    Dangling(#[source] DbErr),
    /// The account or the session that the change was for has ended meanwhile.
    #[error("whoever asked is signed out")]
    SignedOut,
    /// Something that should never happen: a bug, or a damaged database.
    #[error("the database failed")]
    Unexpected(#[source] DbErr),
    /// A cursor that no list of this order gave out.
    #[error("the cursor doesn't belong to this list")]
    BadCursor,
    /// A newer version of Umbra has migrated the database: these migrations are unknown here.
    #[error("it has {0}, which this version doesn't know")]
    Newer(String),
    /// This table can't be migrated: others have had it for minutes.
    #[error("others don't let go of the table {0}")]
    InUse(String, #[source] DbErr),
    /// A stored value that no version of Umbra wrote.
    #[error("a stored {0} can't be read")]
    Corrupt(&'static str),
}

/// The unique constraints that a request can run into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// `users.username_key`.
    Username,
    /// `idempotency_keys (user_id, key)`.
    IdempotencyKey,
    /// `passkeys.credential_id`.
    CredentialId,
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(message)) = error.sql_err()
            && let Some(constraint) = constraint(&message)
        {
            return Self::Conflict(constraint);
        }
        if let Some(SqlErr::ForeignKeyConstraintViolation(_)) = error.sql_err() {
            return Self::Dangling(error);
        }
        if is_unavailable(&error) {
            measure::failed("unavailable");
            Self::Unavailable(error)
        } else {
            measure::failed("unexpected");
            Self::Unexpected(error)
        }
    }
}

impl StoreError {
    /// Says what is gone where a change refers to nothing but the account or the session of whoever asked.
    #[must_use]
    pub fn signed_out(self) -> Self {
        match self {
            Self::Dangling(_) => Self::SignedOut,
            other => other,
        }
    }

    /// Tells whether somebody else has locked an SQLite file, and not, for one, that the disk is full: that, too, is
    /// [`Unavailable`](Self::Unavailable), and nobody to be stopped is to blame.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        let Self::Unavailable(DbErr::Conn(error) | DbErr::Exec(error) | DbErr::Query(error)) = self
        else {
            return false;
        };
        let RuntimeErr::SqlxError(error) = error else { return false };
        is_locked(error)
    }
}

/// Tells whether somebody else has locked an SQLite file.
pub(crate) fn is_locked(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| is_lock(&code))
}

/// Finds the constraint: PostgreSQL names it, SQLite names its columns.
fn constraint(message: &str) -> Option<Constraint> {
    let named = |names: [&str; 2]| names.iter().any(|name| message.contains(name));
    if named(["users_username_key", "users.username_key"]) {
        Some(Constraint::Username)
    } else if named(["idempotency_keys_key", "idempotency_keys.user_id"]) {
        Some(Constraint::IdempotencyKey)
    } else if named(["passkeys_credential_id", "passkeys.credential_id"]) {
        Some(Constraint::CredentialId)
    } else {
        None
    }
}

fn is_unavailable(error: &DbErr) -> bool {
    let runtime = match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => return true,
        DbErr::Exec(runtime) | DbErr::Query(runtime) => runtime,
        _ => return false,
    };
    let RuntimeErr::SqlxError(error) = runtime else { return false };
    match &**error {
        sea_orm::sqlx::Error::Io(_)
        | sea_orm::sqlx::Error::Tls(_)
        | sea_orm::sqlx::Error::Protocol(_)
        | sea_orm::sqlx::Error::PoolTimedOut
        | sea_orm::sqlx::Error::PoolClosed
        | sea_orm::sqlx::Error::WorkerCrashed => true,
        sea_orm::sqlx::Error::Database(error) => {
            error.code().is_some_and(|code| is_transient(&code))
        }
        _ => false,
    }
}

/// Tells whether an SQLSTATE (PostgreSQL appendix A) or an SQLite result code passes by itself:
/// connection trouble, resources, lock and statement time-outs, deadlocks, a full disk.
fn is_transient(code: &str) -> bool {
    match code.len() {
        5 => {
            ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class))
                || matches!(code, "40001" | "40P01" | "55P03" | "25006")
        }
        // The low byte is the primary code: BUSY 5, LOCKED 6, READONLY 8, IOERR 10, FULL 13,
        // CANTOPEN 14.
        _ => code.parse::<i32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14)),
    }
}

/// Tells whether an SQLite result code says that somebody else has a lock: BUSY or LOCKED.
fn is_lock(code: &str) -> bool {
    // Those of five characters are SQLSTATEs.
    code.len() != 5 && code.parse::<i32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6))
}

#[cfg(test)]
mod tests {
    use super::{is_lock, is_transient};

    #[test]
    fn a_lock_is_told_from_other_transient_errors() {
        for lock in ["5", "6", "261", "517"] {
            assert!(is_lock(lock) && is_transient(lock), "{lock}");
        }
        for other in ["8", "10", "13", "14", "778", "55P03", "53100", "40965"] {
            assert!(!is_lock(other), "{other}");
        }
    }

    #[test]
    fn transient_errors_are_told_from_bugs() {
        for transient in ["57P01", "08006", "53300", "40P01", "57014", "5", "517", "13", "6"] {
            assert!(is_transient(transient), "{transient}");
        }
        for bug in ["23505", "42P01", "22021", "1", "19", "2067"] {
            assert!(!is_transient(bug), "{bug}");
        }
    }
}
