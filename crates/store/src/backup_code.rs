//! Backup codes: an Argon2 hash each, and a keyed tag by which one is found without hashing all.

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
};
use umbra_domain::UserId;

use crate::{Read, StoreError, Tx, entity::backup_code, instant, sql, tx::handle::Handle};

/// A code about to be stored.
#[derive(Debug)]
pub struct NewBackupCode {
    /// The keyed tag.
    pub tag: [u8; 32],
    /// The Argon2 hash.
    pub hash: String,
}

/// A stored code.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct BackupCodeRow {
    /// Names the row.
    pub id: i64,
    /// The Argon2 hash.
    pub hash: String,
}

/// Replaces a person's codes.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn replace(
    tx: &Tx,
    user: UserId,
    codes: Vec<NewBackupCode>,
    now: Timestamp,
) -> Result<(), StoreError> {
    delete_all(tx, user).await?;
    let rows = codes.into_iter().map(|code| backup_code::ActiveModel {
        user_id: Set(user.0),
        tag: Set(code.tag.to_vec()),
        hash: Set(code.hash),
        created_at: Set(instant::to_column(now)),
        ..backup_code::ActiveModel::default()
    });
    backup_code::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Finds the code with one of these tags: the present key's and those of older ones.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find(
    db: &impl Read,
    user: UserId,
    tags: &[[u8; 32]],
) -> Result<Option<BackupCodeRow>, StoreError> {
    let row = backup_code::Entity::find()
        .filter(backup_code::Column::UserId.eq(user.0))
        .filter(backup_code::Column::Tag.is_in(tags.iter().map(|tag| tag.to_vec())))
        .one(db.db())
        .await?;
    Ok(row.map(|row| BackupCodeRow { id: row.id, hash: row.hash }))
}

/// Uses a code up; tells whether it was still there.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn consume(tx: &Tx, user: UserId, id: i64) -> Result<bool, StoreError> {
    let text = "DELETE FROM backup_codes WHERE id = $1 AND user_id = $2";
    Ok(sql::execute(tx.db(), text, [id.into(), user.0.into()]).await? == 1)
}

/// Counts the codes that are left.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn count(db: &impl Read, user: UserId) -> Result<u64, StoreError> {
    let codes = backup_code::Entity::find().filter(backup_code::Column::UserId.eq(user.0));
    Ok(codes.count(db.db()).await?)
}

/// Forgets a person's codes.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn delete_all(tx: &Tx, user: UserId) -> Result<(), StoreError> {
    sql::execute(tx.db(), "DELETE FROM backup_codes WHERE user_id = $1", [user.0.into()]).await?;
    Ok(())
}
