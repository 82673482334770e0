//! Which secret key the database belongs to: one row, or none before the first start.

use sea_orm::EntityTrait;

use crate::{Read, StoreError, Write, entity::key_check, sql};

/// What the database remembers of the secret key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyCheck {
    /// The key's name, for people.
    pub key_id: String,
    /// What only this key yields.
    pub value: Vec<u8>,
}

/// Reads the check value; `None` before the first start.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find(db: &impl Read) -> Result<Option<KeyCheck>, StoreError> {
    let row = key_check::Entity::find_by_id(1).one(db.db()).await?;
    Ok(row.map(|row| KeyCheck { key_id: row.key_id, value: row.value }))
}

/// Writes the check value unless there is one, which another process may have written meanwhile.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn insert(db: &impl Write, check: &KeyCheck) -> Result<(), StoreError> {
    let text =
        "INSERT INTO key_check (id, key_id, value) VALUES (1, $1, $2) ON CONFLICT DO NOTHING";
    let values = [check.key_id.as_str().into(), check.value.clone().into()];
    sql::execute(db.db(), text, values).await?;
    Ok(())
}

/// Replaces a check value, if it still is the one that was read; tells whether it was.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn replace(
    db: &impl Write,
    before: &KeyCheck,
    after: &KeyCheck,
) -> Result<bool, StoreError> {
    let text = "UPDATE key_check SET key_id = $1, value = $2 WHERE id = 1 AND value = $3";
    let values =
        [after.key_id.as_str().into(), after.value.clone().into(), before.value.clone().into()];
    Ok(sql::execute(db.db(), text, values).await? == 1)
}

/// Writes a check value, whatever was there.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn put(db: &impl Write, check: &KeyCheck) -> Result<(), StoreError> {
    let text = "INSERT INTO key_check (id, key_id, value) VALUES (1, $1, $2) \
                ON CONFLICT (id) DO UPDATE SET key_id = excluded.key_id, value = excluded.value";
    let values = [check.key_id.as_str().into(), check.value.clone().into()];
    sql::execute(db.db(), text, values).await?;
    Ok(())
}
