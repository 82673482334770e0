//! What proving a password asks first, in one statement: the account under a name, and what is
//! counted against the attempt.

use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, IdenStatic as _, Iterable as _};

use umbra_domain::user::UsernameKey;

use super::{Account, bindable, signs_in, to_account};
use crate::{
    Read, StoreError,
    attempts::{self, AttemptsRow},
    entity::{attempt_counter, totp_secret, user},
    sql,
};

/// Somebody who claims to be the owner of a name.
#[derive(Debug)]
pub struct Claimant {
    /// The account under the name, if there is one.
    pub account: Option<Account>,
    /// Whether TOTP was switched on, which the account's `credential_version` tells the age of.
    pub has_totp: bool,
    /// Those of the rows asked for that exist.
    pub attempts: Vec<AttemptsRow>,
}

/// Finds the account that a name signs in to, as [`by_key`](super::by_key) does, and the rows among
/// `keys` that exist.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn claimant(
    db: &impl Read,
    username_key: &UsernameKey,
    keys: &[[u8; 32]; 3],
) -> Result<Claimant, StoreError> {
    // Joined to a row that is always there: neither the account nor a counter may exist.
    let text = format!(
        "SELECT {}, {}, {} FROM (SELECT 1 AS one) x \
         LEFT JOIN users u ON u.username_key = $1 OR u.former_key = $5 \
         LEFT JOIN totp_secrets t ON t.user_id = u.id \
         LEFT JOIN login_counters c ON c.key IN ($2, $3, $4)",
        columns::<user::Entity>("u"),
        columns::<totp_secret::Entity>("t"),
        columns::<attempt_counter::Entity>("c"),
    );
    let [client, account, source] = keys.map(|key| key.to_vec().into());
    let former = bindable(username_key.former());
    let values = [bindable(username_key).into(), client, account, source, former.as_str().into()];
    let rows = db.db().query_all_raw(sql::statement(db.db(), text, values)).await?;
    // Each account comes with each counter.
    let (mut accounts, mut with_totp, mut counted) = (Vec::new(), Vec::new(), Vec::new());
    for row in &rows {
        let account = user::Model::from_query_result_optional(row, "u_")?;
        accounts.extend(account.filter(|account| !accounts.contains(account)));
        let totp = totp_secret::Model::from_query_result_optional(row, "t_")?;
        let confirmed = totp.filter(|totp| totp.confirmed_at.is_some());
        with_totp.extend(confirmed.map(|totp| totp.user_id));
        let counter = attempt_counter::Model::from_query_result_optional(row, "c_")?;
        counted.extend(counter.filter(|counter| !counted.contains(counter)));
    }
    let account = signs_in(accounts, &former);
    Ok(Claimant {
        has_totp: account.as_ref().is_some_and(|account| with_totp.contains(&account.id)),
        account: account.map(to_account).transpose()?,
        attempts: counted.into_iter().map(attempts::to_row).collect::<Result<_, _>>()?,
    })
}

/// Names all columns of a table, each with the table's letter before it.
fn columns<E: EntityTrait>(table: &str) -> String {
    let columns = E::Column::iter().map(|column| {
        let column = column.as_str();
        format!("{table}.{column} AS {table}_{column}")
    });
    columns.collect::<Vec<_>>().join(", ")
}
