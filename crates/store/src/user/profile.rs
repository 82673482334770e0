//! What people have told about themselves.

use chrono::{DateTime, Utc};
use jiff::{Timestamp, civil::Date};
use sea_orm::FromQueryResult;
use umbra_domain::{
    UserId,
    user::{Email, PreferredName, Profile},
};

use super::to_role;
use crate::{Read, StoreError, Tx, instant, sql, tx::handle::Handle};

#[derive(FromQueryResult)]
struct ProfileRow {
    id: i64,
    username: String,
    role: String,
    email: Option<String>,
    date_of_birth: Option<String>,
    preferred_name: Option<String>,
    created_at: DateTime<Utc>,
}

/// Reads what a person has told about themselves.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn profile(db: &impl Read, id: UserId) -> Result<Option<Profile>, StoreError> {
    let text = "SELECT u.id, u.username, u.role, u.email, u.date_of_birth, p.preferred_name, \
                u.created_at FROM users u JOIN settings p ON p.user_id = u.id WHERE u.id = $1";
    let row: Option<ProfileRow> = sql::one(db.db(), text, [id.0.into()]).await?;
    row.map(to_profile).transpose()
}

/// Writes e-mail address and date of birth. The caller holds the account's row.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn set_profile(
    tx: &Tx,
    id: UserId,
    email: Option<&Email>,
    date_of_birth: Option<Date>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = "UPDATE users SET email = $2, date_of_birth = $3, updated_at = $4 WHERE id = $1";
    let values = [
        id.0.into(),
        email.map(|email| email.as_str().to_owned()).into(),
        date_of_birth.map(|date| date.to_string()).into(),
        instant::to_column(now).into(),
    ];
    sql::execute(tx.db(), text, values).await?;
    Ok(())
}

fn to_profile(row: ProfileRow) -> Result<Profile, StoreError> {
    let date = row.date_of_birth.map(|text| text.parse::<Date>()).transpose();
    Ok(Profile {
        id: UserId(row.id),
        username: row.username,
        role: to_role(&row.role)?,
        email: row.email.map(Email::from_stored),
        date_of_birth: date.map_err(|_| StoreError::Corrupt("date of birth"))?,
        preferred_name: row.preferred_name.map(PreferredName::from_stored),
        created_at: instant::from_column(row.created_at)?,
    })
}
