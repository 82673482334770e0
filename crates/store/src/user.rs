//! Accounts.

mod change;
mod claim;
mod made;
mod profile;
mod record;
mod shared;

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::{ExprTrait as _, LockType},
};
use umbra_domain::{
    UserId,
    calendar::{Calendar, CalendarPreferences},
    text::sort_key,
    user::{Role, Username, UsernameKey},
};

pub use self::{
    change::{delete, has_other_admin, set_active, set_role},
    claim::{Claimant, claimant},
    profile::{profile, set_profile},
    record::{UserFilter, UserRecord, UserTotals, list, record, totals},
    shared::{Shared, SharedThing, shared},
};
use crate::{
    Read, StoreError, Tx, Write, calendar, entity::user, instant, sql, tx::handle::Handle,
};

/// What signing in needs to know of an account.
#[derive(Clone)]
pub struct Account {
    /// Names the account.
    pub id: UserId,
    /// The name as its owner wrote it.
    pub username: String,
    /// What the account may do.
    pub role: Role,
    /// Whether the account may be used at all.
    pub is_active: bool,
    /// The password's hash as a PHC string, or bcrypt.
    pub password_hash: String,
    /// Whether the password was set by somebody else.
    pub must_change_password: bool,
    /// When such a password stops working.
    pub password_expires_at: Option<Timestamp>,
    /// Whether a second factor has to be set up before anything else.
    pub mfa_enforce_pending: bool,
    /// Whether the person signs in with passkeys only.
    pub passwordless_enabled: bool,
    /// Grows with every change of the password or a factor; pending sign-ins end with it.
    pub credential_version: i64,
    /// Codes that failed one after another, over all sign-ins.
    pub code_failures: i64,
    /// What passkeys call the account; made with the first passkey.
    pub passkey_handle: Option<Vec<u8>>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("id", &self.id).finish_non_exhaustive()
    }
}

/// An account about to be created.
#[derive(Debug)]
pub struct NewUser<'a> {
    /// The name to sign in with.
    pub username: &'a Username,
    /// Where mail could go.
    pub email: Option<&'a str>,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Option<String>,
    /// What the account may do.
    pub role: Role,
    /// The password's hash.
    pub password_hash: &'a str,
    /// When the password stops working; one that does has to be changed first.
    pub password_expires_at: Option<Timestamp>,
    /// Whether a second factor has to be set up before anything else.
    pub mfa_enforce_pending: bool,
}

impl<'a> NewUser<'a> {
    /// Describes an ordinary account of which nothing else is known.
    #[must_use]
    pub const fn standard(username: &'a Username, password_hash: &'a str) -> Self {
        Self {
            username,
            email: None,
            date_of_birth: None,
            role: Role::Standard,
            password_hash,
            password_expires_at: None,
            mfa_enforce_pending: false,
        }
    }
}

#[derive(FromQueryResult)]
struct CountRow {
    count: i64,
}

/// Counts all accounts.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn count(db: &impl Read) -> Result<u64, StoreError> {
    // Of whatever schema: no other column is named.
    let counted: Option<CountRow> =
        sql::one(db.db(), "SELECT COUNT(*) AS count FROM users", []).await?;
    let counted = counted.ok_or(StoreError::Corrupt("count"))?;
    Ok(u64::try_from(counted.count).unwrap_or_default())
}

/// Tells whether there is any account yet.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn any(db: &impl Read) -> Result<bool, StoreError> {
    let found: Option<i64> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .limit(1)
        .into_tuple()
        .one(db.db())
        .await?;
    Ok(found.is_some())
}

/// Finds the account that a name signs in to: the one whose key it has, but rather the one of before
/// whose own spelling it is, where two have come to have one key.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn by_key(db: &impl Read, key: &UsernameKey) -> Result<Option<Account>, StoreError> {
    let former = bindable(key.former());
    let by_key = user::Column::UsernameKey.eq(bindable(key));
    let found = user::Entity::find()
        .filter(by_key.or(user::Column::FormerKey.eq(former.as_str())))
        .all(db.db())
        .await?;
    signs_in(found, &former).map(to_account).transpose()
}

/// Picks the account of before whose own spelling it is or, unless there is one, the other.
fn signs_in(found: Vec<user::Model>, former: &str) -> Option<user::Model> {
    let own = found.iter().position(|row| row.former_key.as_deref() == Some(former));
    found.into_iter().nth(own.unwrap_or(0))
}

/// Makes a name's key fit for a query. PostgreSQL takes no NUL, not even to say that nobody has it.
/// The character that takes its place is no name's either, and the statement stays the same.
pub(crate) fn bindable(key: &str) -> String {
    key.replace('\0', "\u{fffd}")
}

/// Finds an account and locks its row until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock(tx: &Tx, id: UserId) -> Result<Option<Account>, StoreError> {
    let row = user::Entity::find_by_id(id.0).lock_exclusive().one(tx.db()).await?;
    row.map(to_account).transpose()
}

/// Finds an account and locks its row until the transaction ends, so that changes of what it owns
/// come one after the other. Unlike [`lock`], it lets new rows refer to the account meanwhile.
///
/// Whoever puts an event into a calendar holds the calendar, and then keeps the answer for its
/// owner; whoever deletes the calendar holds the owner, and then waits for the calendar. With
/// [`lock`] each would wait for the other.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn lock_owner(tx: &Tx, id: UserId) -> Result<Option<Account>, StoreError> {
    let row = user::Entity::find_by_id(id.0).lock(LockType::NoKeyUpdate).one(tx.db()).await?;
    row.map(to_account).transpose()
}

/// Finds an account.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn by_id(db: &impl Read, id: UserId) -> Result<Option<Account>, StoreError> {
    let row = user::Entity::find_by_id(id.0).one(db.db()).await?;
    row.map(to_account).transpose()
}

/// Creates an account, and its default calendar: without one no account is whole, so nobody who
/// makes accounts has to think of it.
///
/// # Errors
/// [`StoreError::Conflict`] with [`crate::Constraint::Username`] when the name is taken.
pub async fn create(tx: &Tx, new: &NewUser<'_>, now: Timestamp) -> Result<UserId, StoreError> {
    let row = user::ActiveModel {
        username: Set(new.username.as_str().to_owned()),
        username_key: Set(new.username.key().as_str().to_owned()),
        username_order: Set(sort_key(new.username.as_str())),
        email: Set(new.email.map(str::to_owned)),
        date_of_birth: Set(new.date_of_birth.clone()),
        role: Set(new.role.as_str().to_owned()),
        is_active: Set(true),
        password_hash: Set(new.password_hash.to_owned()),
        must_change_password: Set(new.password_expires_at.is_some()),
        password_expires_at: Set(new.password_expires_at.map(instant::to_column)),
        mfa_enforce_pending: Set(new.mfa_enforce_pending),
        passwordless_enabled: Set(false),
        credential_version: Set(1),
        code_failures: Set(0),
        last_login_at: Set(None),
        created_at: Set(instant::to_column(now)),
        updated_at: Set(instant::to_column(now)),
        ..user::ActiveModel::default()
    };
    let inserted = user::Entity::insert(row).exec(tx.db()).await?;
    let id = UserId(inserted.last_insert_id);
    calendar::create(tx, id, Calendar::personal(), &CalendarPreferences::default(), now).await?;
    Ok(id)
}

/// Replaces a password. One that expires has to be changed first.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn set_password(
    db: &impl Write,
    id: UserId,
    password_hash: &str,
    expires_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = "UPDATE users SET password_hash = $2, must_change_password = $3, \
                password_expires_at = $4, updated_at = $5, \
                credential_version = credential_version + 1 WHERE id = $1";
    let values = [
        id.0.into(),
        password_hash.into(),
        expires_at.is_some().into(),
        expires_at.map(instant::to_column).into(),
        instant::to_column(now).into(),
    ];
    sql::execute(db.db(), text, values).await?;
    Ok(())
}

/// Notes how many codes have failed one after another.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn set_code_failures(tx: &Tx, id: UserId, failures: i64) -> Result<(), StoreError> {
    let text = "UPDATE users SET code_failures = $2 WHERE id = $1";
    sql::execute(tx.db(), text, [id.0.into(), failures.into()]).await?;
    Ok(())
}

/// Notes that a factor was added or removed: sign-ins under way end.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn factors_changed(
    tx: &Tx,
    id: UserId,
    mfa_enforce_pending: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = "UPDATE users SET credential_version = credential_version + 1, \
                mfa_enforce_pending = $2, updated_at = $3 WHERE id = $1";
    let values = [id.0.into(), mfa_enforce_pending.into(), instant::to_column(now).into()];
    sql::execute(tx.db(), text, values).await?;
    Ok(())
}

/// Gives an account the handle by which passkeys call it, unless it has one; tells whether it took
/// this one. A handle never changes: the passkeys made under it would not fit any more.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn set_passkey_handle(tx: &Tx, id: UserId, handle: &[u8]) -> Result<bool, StoreError> {
    let text = "UPDATE users SET passkey_handle = $2 WHERE id = $1 AND passkey_handle IS NULL";
    Ok(sql::execute(tx.db(), text, [id.0.into(), handle.to_vec().into()]).await? == 1)
}

/// Switches signing in with passkeys only on or off: sign-ins under way end.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn set_passwordless(
    tx: &Tx,
    id: UserId,
    enabled: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = "UPDATE users SET passwordless_enabled = $2, updated_at = $3, \
                credential_version = credential_version + 1 WHERE id = $1";
    let values = [id.0.into(), enabled.into(), instant::to_column(now).into()];
    sql::execute(tx.db(), text, values).await?;
    Ok(())
}

/// Stores a better hash of the same password.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn replace_hash(tx: &Tx, id: UserId, password_hash: &str) -> Result<(), StoreError> {
    let text = "UPDATE users SET password_hash = $2 WHERE id = $1";
    sql::execute(tx.db(), text, [id.0.into(), password_hash.into()]).await?;
    Ok(())
}

/// Notes a sign-in.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn record_sign_in(tx: &Tx, id: UserId, now: Timestamp) -> Result<(), StoreError> {
    let text = "UPDATE users SET last_login_at = $2 WHERE id = $1";
    sql::execute(tx.db(), text, [id.0.into(), instant::to_column(now).into()]).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct CostRow {
    cost: Option<String>,
}

/// Finds the highest cost among the bcrypt hashes that are left, if any are.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn bcrypt_cost(db: &impl Read) -> Result<Option<u32>, StoreError> {
    // $2b$12$…: the cost is two digits from the fifth character on (crypt(5)).
    let text = "SELECT MAX(SUBSTR(password_hash, 5, 2)) AS cost FROM users \
                WHERE password_hash LIKE '$2%'";
    let row: Option<CostRow> = sql::one(db.db(), text, []).await?;
    Ok(row.and_then(|row| row.cost).and_then(|cost| cost.parse().ok()))
}

fn to_role(role: &str) -> Result<Role, StoreError> {
    Role::parse(role).map_err(|_| StoreError::Corrupt("role"))
}

fn to_account(row: user::Model) -> Result<Account, StoreError> {
    Ok(Account {
        id: UserId(row.id),
        role: to_role(&row.role)?,
        username: row.username,
        is_active: row.is_active,
        password_hash: row.password_hash,
        must_change_password: row.must_change_password,
        password_expires_at: instant::from_nullable(row.password_expires_at)?,
        mfa_enforce_pending: row.mfa_enforce_pending,
        passwordless_enabled: row.passwordless_enabled,
        credential_version: row.credential_version,
        code_failures: row.code_failures,
        passkey_handle: row.passkey_handle,
    })
}
