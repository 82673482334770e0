//! How things recur, in the columns that todos and tasks have alike.

use umbra_domain::{
    recurrence::Rule,
    todo::{Basis, Recurrence},
};

use crate::StoreError;

/// The columns of one row.
pub(crate) struct Columns<'a> {
    pub(crate) rule: Option<&'a str>,
    pub(crate) basis: Option<&'a str>,
    pub(crate) anchor: Option<&'a str>,
    pub(crate) done: i64,
}

/// Reads how a thing recurs; `None` when it doesn't.
pub(crate) fn read(columns: &Columns<'_>) -> Result<Option<Recurrence>, StoreError> {
    const BAD: StoreError = StoreError::Corrupt("recurrence");
    let Some(rule) = columns.rule else { return Ok(None) };
    let rule = Rule::from_stored(rule).map_err(|_| BAD)?;
    let basis = columns.basis.and_then(Basis::from_stored).ok_or(BAD)?;
    let anchor = columns.anchor.and_then(|day| day.parse().ok()).ok_or(BAD)?;
    let done = columns.done.try_into().map_err(|_| BAD)?;
    Ok(Some(Recurrence::from_stored(rule, basis, anchor, done)))
}
