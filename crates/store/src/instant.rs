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
