//! Accounts as an admin sees them: one query, whatever is counted.

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement},
};
use umbra_domain::{
    UserId,
    page::{Keyset, Limit, Page},
    text::sort_key,
    user::{Role, username_key},
};

use super::to_role;
use crate::{
    Read, StoreError,
    entity::user::{Column, Entity},
    instant, sql,
};

/// An account as an admin sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRecord {
    /// Names the account.
    pub id: UserId,
    /// The name as its owner wrote it.
    pub username: String,
    /// Whether another account of before has come to have the same name, and this one came later.
    pub shares_name: bool,
    /// Where mail could go.
    pub email: Option<String>,
    /// What the account may do.
    pub role: Role,
    /// Whether the account may be used.
    pub is_active: bool,
    /// Whether the password has to be changed first.
    pub must_change_password: bool,
    /// When such a password stops working.
    pub password_expires_at: Option<Timestamp>,
    /// Whether a second factor has to be set up before anything else.
    pub mfa_enforce_pending: bool,
    /// Whether TOTP is switched on.
    pub totp_enabled: bool,
    /// How many passkeys the person has.
    pub passkeys: i64,
    /// Whether the person signs in with passkeys only.
    pub passwordless_enabled: bool,
    /// Codes that failed one after another, over all sign-ins.
    pub code_failures: i64,
    /// When somebody last signed in.
    pub last_login_at: Option<Timestamp>,
    /// How many sessions are alive.
    pub sessions: i64,
    /// When the account was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Which accounts an admin's list shows.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    /// Only those whose name contains this, whatever its case.
    pub search: Option<String>,
    /// Only this role.
    pub role: Option<Role>,
    /// Only usable, or only switched-off ones.
    pub active: Option<bool>,
}

#[derive(FromQueryResult)]
struct RecordRow {
    id: i64,
    username: String,
    username_key: String,
    email: Option<String>,
    role: String,
    is_active: bool,
    must_change_password: bool,
    password_expires_at: Option<DateTime<Utc>>,
    mfa_enforce_pending: bool,
    totp_enabled: bool,
    passkeys: i64,
    passwordless_enabled: bool,
    code_failures: i64,
    last_login_at: Option<DateTime<Utc>>,
    sessions: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// Selects accounts with what belongs to them; a session counts as alive when it was used after
/// `seen_after` and ends after `now`.
fn records(now: Timestamp, seen_after: Timestamp) -> Select<Entity> {
    use Column as C;
    let alive: SelectStatement = Query::select()
        .expr(Expr::cust("COUNT(*)"))
        .from(Alias::new("sessions"))
        .and_where(Expr::cust("sessions.user_id = users.id"))
        .and_where(Expr::col(Alias::new("expires_at")).gt(instant::to_column(now)))
        .and_where(Expr::col(Alias::new("last_seen_at")).gt(instant::to_column(seen_after)))
        .to_owned();
    let totp = "EXISTS (SELECT 1 FROM totp_secrets t WHERE t.user_id = users.id \
                AND t.confirmed_at IS NOT NULL)";
    let passkeys = "(SELECT COUNT(*) FROM passkeys p WHERE p.user_id = users.id)";
    Entity::find()
        .select_only()
        .columns([C::Id, C::Username, C::UsernameKey, C::Email, C::Role, C::IsActive])
        .columns([C::MustChangePassword, C::PasswordExpiresAt])
        .columns([C::MfaEnforcePending, C::PasswordlessEnabled])
        .columns([C::CodeFailures, C::LastLoginAt, C::CreatedAt, C::UpdatedAt])
        .expr_as(Expr::cust(totp), "totp_enabled")
        .expr_as(Expr::cust(passkeys), "passkeys")
        .expr_as(Expr::SubQuery(None, Box::new(alive.into())), "sessions")
}

/// Lists accounts by name, a page at a time.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn list(
    db: &impl Read,
    filter: &UserFilter,
    after: Option<&Keyset>,
    limit: Limit,
    now: Timestamp,
    seen_after: Timestamp,
) -> Result<Page<UserRecord>, StoreError> {
    let mut select = records(now, seen_after);
    if let Some(text) = &filter.search {
        select = select.filter(sql::contains_folded(Column::UsernameKey, &username_key(text)));
    }
    if let Some(role) = filter.role {
        select = select.filter(Column::Role.eq(role.as_str()));
    }
    if let Some(active) = filter.active {
        select = select.filter(Column::IsActive.eq(active));
    }
    if let Some(Keyset { key, id }) = after {
        let here = [Column::UsernameOrder, Column::Id].map(Expr::col);
        let there = [sql::cursor_text(key)?, (*id).into()].map(Expr::val);
        select = select.filter(Expr::tuple(here).gt(Expr::tuple(there)));
    }
    let rows = select
        .order_by_asc(Column::UsernameOrder)
        .order_by_asc(Column::Id)
        .limit(limit.get() + 1)
        .into_model::<RecordRow>()
        .all(db.db())
        .await?;
    let items = rows.into_iter().map(to_record).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_overfetched(items, limit, |row| Keyset {
        key: sort_key(&row.username),
        id: row.id.0,
    }))
}

/// Finds one account as an admin sees it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn record(
    db: &impl Read,
    id: UserId,
    now: Timestamp,
    seen_after: Timestamp,
) -> Result<Option<UserRecord>, StoreError> {
    let select = records(now, seen_after).filter(Column::Id.eq(id.0));
    select.into_model::<RecordRow>().one(db.db()).await?.map(to_record).transpose()
}

/// What a server is made of, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct UserTotals {
    /// All accounts.
    pub users: i64,
    /// Those that may be used.
    pub active: i64,
    /// Those that may be used and run the server.
    pub admins: i64,
    /// Those whose password has to be changed first.
    pub must_change_password: i64,
    /// Sessions that are alive.
    pub sessions: i64,
    /// People who have one.
    pub signed_in: i64,
    /// Names, of somebody or of nobody, that are locked for some source.
    pub locked_names: i64,
    /// Accounts whose codes are frozen.
    pub frozen_codes: i64,
    /// People whose TOTP is on.
    pub totp: i64,
    /// People with a passkey.
    pub with_passkey: i64,
    /// People who sign in with passkeys only.
    pub passwordless: i64,
    /// People who still have to set up a second factor.
    pub enforce_pending: i64,
}

/// Counts everything in one query; `ceiling` is how many failures freeze an account's codes.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn totals(
    db: &impl Read,
    now: Timestamp,
    seen_after: Timestamp,
    ceiling: i64,
) -> Result<UserTotals, StoreError> {
    let text = "SELECT COUNT(*) AS users, \
        COUNT(CASE WHEN is_active THEN 1 END) AS active, \
        COUNT(CASE WHEN is_active AND role = 'admin' THEN 1 END) AS admins, \
        COUNT(CASE WHEN must_change_password THEN 1 END) AS must_change_password, \
        COUNT(CASE WHEN passwordless_enabled THEN 1 END) AS passwordless, \
        COUNT(CASE WHEN mfa_enforce_pending THEN 1 END) AS enforce_pending, \
        COUNT(CASE WHEN code_failures >= $3 THEN 1 END) AS frozen_codes, \
        (SELECT COUNT(*) FROM sessions WHERE expires_at > $1 AND last_seen_at > $2) AS sessions, \
        (SELECT COUNT(DISTINCT user_id) FROM sessions WHERE expires_at > $1 \
        AND last_seen_at > $2) AS signed_in, \
        (SELECT COUNT(DISTINCT account_key) FROM login_counters WHERE locked_until > $1) \
        AS locked_names, \
        (SELECT COUNT(*) FROM totp_secrets WHERE confirmed_at IS NOT NULL) AS totp, \
        (SELECT COUNT(DISTINCT user_id) FROM passkeys) AS with_passkey FROM users";
    let values =
        [instant::to_column(now).into(), instant::to_column(seen_after).into(), ceiling.into()];
    sql::one(db.db(), text, values).await?.ok_or(StoreError::Corrupt("count"))
}

fn to_record(row: RecordRow) -> Result<UserRecord, StoreError> {
    Ok(UserRecord {
        id: UserId(row.id),
        role: to_role(&row.role)?,
        shares_name: row.username_key != *username_key(&row.username),
        username: row.username,
        email: row.email,
        is_active: row.is_active,
        must_change_password: row.must_change_password,
        password_expires_at: instant::from_nullable(row.password_expires_at)?,
        mfa_enforce_pending: row.mfa_enforce_pending,
        totp_enabled: row.totp_enabled,
        passkeys: row.passkeys,
        passwordless_enabled: row.passwordless_enabled,
        code_failures: row.code_failures,
        last_login_at: instant::from_nullable(row.last_login_at)?,
        sessions: row.sessions,
        created_at: instant::from_column(row.created_at)?,
        updated_at: instant::from_column(row.updated_at)?,
    })
}
