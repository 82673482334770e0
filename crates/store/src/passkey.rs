//! Passkeys.

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use umbra_domain::{
    PasskeyId, UserId,
    factor::{Passkey, PasskeyName},
    user::UsernameKey,
};

use crate::{
    Constraint, Edit, Granted, Read, StoreError, Tx, entity::passkey, instant, sql,
    tx::handle::Handle, user,
};

/// A passkey with its credential, for verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyRow {
    /// Whose it is.
    pub user: UserId,
    /// What its owner sees of it.
    pub passkey: Passkey,
    /// What never changes about the credential, as JSON.
    pub credential: String,
    /// The highest signature counter seen.
    pub sign_count: i64,
}

/// A passkey about to be stored.
#[derive(Debug)]
pub struct NewPasskey {
    /// What its owner calls it.
    pub name: PasskeyName,
    /// What the authenticator calls it.
    pub credential_id: Vec<u8>,
    /// What never changes about the credential, as JSON.
    pub credential: String,
    /// The signature counter.
    pub sign_count: i64,
    /// Whether the authenticator may copy it to other devices; `None` when nobody knows.
    pub backup_eligible: Option<bool>,
    /// Whether it has.
    pub backup_state: bool,
}

/// What an assertion changes.
#[derive(Debug)]
pub struct PasskeyUse {
    /// The signature counter that was checked against.
    pub before: i64,
    /// The new signature counter.
    pub sign_count: i64,
    /// Whether the authenticator may copy it to other devices.
    pub backup_eligible: bool,
    /// Whether it is copied to other devices now.
    pub backup_state: bool,
}

/// Lists a person's passkeys in the order they were made.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn of_user(db: &impl Read, user: UserId) -> Result<Vec<PasskeyRow>, StoreError> {
    let rows = passkey::Entity::find()
        .filter(passkey::Column::UserId.eq(user.0))
        .order_by_asc(passkey::Column::Id)
        .all(db.db())
        .await?;
    rows.into_iter().map(to_row).collect()
}

/// Finds the passkey that an authenticator calls by this id.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn by_credential(
    db: &impl Read,
    credential_id: &[u8],
) -> Result<Option<PasskeyRow>, StoreError> {
    let row = passkey::Entity::find()
        .filter(passkey::Column::CredentialId.eq(credential_id.to_vec()))
        .one(db.db())
        .await?;
    row.map(to_row).transpose()
}

#[derive(FromQueryResult)]
struct CredentialRow {
    credential: String,
}

/// Lists the credentials of whoever has a name's key, in the order they were made: one query, the
/// same whether there is such a person or not.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn credentials_of(db: &impl Read, key: &UsernameKey) -> Result<Vec<String>, StoreError> {
    let text = "SELECT p.credential FROM passkeys p WHERE p.user_id = (SELECT u.id FROM users u \
                WHERE u.username_key = $1 OR u.former_key = $2 \
                ORDER BY CASE WHEN u.former_key = $2 THEN 0 ELSE 1 END LIMIT 1) ORDER BY p.id";
    let values = [user::bindable(key).into(), user::bindable(key.former()).into()];
    let statement = sql::statement(db.db(), text, values);
    let rows = CredentialRow::find_by_statement(statement).all(db.db()).await?;
    Ok(rows.into_iter().map(|row| row.credential).collect())
}

/// Finds one of a person's passkeys and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn for_edit(
    tx: &Tx,
    user: UserId,
    id: PasskeyId,
) -> Result<Option<Granted<Passkey, Edit>>, StoreError> {
    let row = passkey::Entity::find_by_id(id.0)
        .filter(passkey::Column::UserId.eq(user.0))
        .lock_exclusive()
        .one(tx.db())
        .await?;
    Ok(row.map(to_row).transpose()?.map(|row| Granted::own(row.passkey)))
}

/// Counts a person's passkeys.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn count(db: &impl Read, user: UserId) -> Result<u64, StoreError> {
    let all = passkey::Entity::find().filter(passkey::Column::UserId.eq(user.0));
    Ok(all.count(db.db()).await?)
}

/// Stores a passkey.
///
/// # Errors
/// [`StoreError::Conflict`] with [`Constraint::CredentialId`] when it is registered already.
pub async fn create(
    tx: &Tx,
    user: UserId,
    new: NewPasskey,
    now: Timestamp,
) -> Result<Passkey, StoreError> {
    let row = passkey::ActiveModel {
        user_id: Set(user.0),
        name: Set(new.name.as_str().to_owned()),
        credential_id: Set(new.credential_id),
        credential: Set(new.credential),
        sign_count: Set(new.sign_count),
        backup_eligible: Set(new.backup_eligible),
        backup_state: Set(new.backup_state),
        created_at: Set(instant::to_column(now)),
        updated_at: Set(instant::to_column(now)),
        last_used_at: Set(None),
        ..passkey::ActiveModel::default()
    };
    let inserted = passkey::Entity::insert(row).exec(tx.db()).await?;
    Ok(Passkey {
        id: PasskeyId(inserted.last_insert_id),
        name: new.name,
        backup_eligible: new.backup_eligible,
        backup_state: new.backup_state,
        created_at: now,
        updated_at: now,
        last_used_at: None,
    })
}

/// Renames a passkey.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn rename(
    tx: &Tx,
    granted: Granted<Passkey, Edit>,
    name: PasskeyName,
    now: Timestamp,
) -> Result<Passkey, StoreError> {
    let mut changed = granted.into_row();
    changed.name = name;
    changed.updated_at = now;
    let text = "UPDATE passkeys SET name = $2, updated_at = $3 WHERE id = $1";
    let values =
        [changed.id.0.into(), changed.name.as_str().into(), instant::to_column(now).into()];
    sql::execute(tx.db(), text, values).await?;
    Ok(changed)
}

/// Deletes a passkey.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn delete(tx: &Tx, granted: Granted<Passkey, Edit>) -> Result<(), StoreError> {
    let id = granted.row().id;
    sql::execute(tx.db(), "DELETE FROM passkeys WHERE id = $1", [id.0.into()]).await?;
    Ok(())
}

/// Deletes all of a person's passkeys.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn delete_all(tx: &Tx, user: UserId) -> Result<(), StoreError> {
    sql::execute(tx.db(), "DELETE FROM passkeys WHERE user_id = $1", [user.0.into()]).await?;
    Ok(())
}

/// Notes an accepted assertion, unless another one moved the counter meanwhile or the passkey is
/// gone; tells whether it was noted.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn record_use(
    tx: &Tx,
    id: PasskeyId,
    used: &PasskeyUse,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let text = "UPDATE passkeys SET sign_count = $2, backup_eligible = $3, backup_state = $4, \
                last_used_at = $5 WHERE id = $1 AND sign_count = $6";
    let values = [
        id.0.into(),
        used.sign_count.into(),
        used.backup_eligible.into(),
        used.backup_state.into(),
        instant::to_column(now).into(),
        used.before.into(),
    ];
    Ok(sql::execute(tx.db(), text, values).await? == 1)
}

/// Tells whether an error means that the credential is registered already.
#[must_use]
pub const fn is_registered(error: &StoreError) -> bool {
    matches!(error, StoreError::Conflict(Constraint::CredentialId))
}

fn to_row(row: passkey::Model) -> Result<PasskeyRow, StoreError> {
    Ok(PasskeyRow {
        user: UserId(row.user_id),
        credential: row.credential,
        sign_count: row.sign_count,
        passkey: Passkey {
            id: PasskeyId(row.id),
            name: PasskeyName::from_stored(row.name),
            backup_eligible: row.backup_eligible,
            backup_state: row.backup_state,
            created_at: instant::from_column(row.created_at)?,
            updated_at: instant::from_column(row.updated_at)?,
            last_used_at: instant::from_nullable(row.last_used_at)?,
        },
    })
}
