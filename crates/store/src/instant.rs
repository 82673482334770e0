//! Instants and dates between the domain (jiff) and the columns (chrono).

use chrono::{DateTime, Utc};
use jiff::Timestamp;

use crate::StoreError;

/// Converts an instant for a column; every jiff timestamp fits.
pub(crate) fn to_column(at: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.as_microsecond()).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// Reads an instant from a column.
pub(crate) fn from_column(at: DateTime<Utc>) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(at.timestamp_micros()).map_err(|_| StoreError::Corrupt("instant"))
}

/// Reads an optional instant from a column.
pub(crate) fn from_nullable(at: Option<DateTime<Utc>>) -> Result<Option<Timestamp>, StoreError> {
    at.map(from_column).transpose()
}

/// No row is older. PostgreSQL refuses instants before 4714 BC, which a forged cursor may name.
const YEAR_1: Timestamp = Timestamp::constant(-62_135_596_800, 0);

/// Reads an instant from a cursor, which has it in microseconds.
pub(crate) fn from_cursor(text: &str) -> Result<Timestamp, StoreError> {
    let micros = text.parse().map_err(|_| StoreError::BadCursor)?;
    let at = Timestamp::from_microsecond(micros).map_err(|_| StoreError::BadCursor)?;
    if at < YEAR_1 { Err(StoreError::BadCursor) } else { Ok(at) }
}
