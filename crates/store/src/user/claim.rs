//! What proving a password asks first, in one statement: the account under a name, and what is
//! counted against the attempt.

use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, IdenStatic as _, Iterable as _};

use super::{Account, searchable, to_account};
use crate::{
    Read, StoreError,
    attempts::{self, AttemptsRow},
    entity::{login_counter, totp_secret, user},
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

/// Finds the account under a name's key, and the rows among `keys` that exist.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn claimant(
    db: &impl Read,
    username_key: &str,
    keys: &[[u8; 32]; 3],
) -> Result<Claimant, StoreError> {
    // Joined to a row that is always there: neither the account nor a counter may exist.
    let text = format!(
        "SELECT {}, {}, {} FROM (SELECT 1 AS one) x LEFT JOIN users u ON u.username_key = $1 \
         LEFT JOIN totp_secrets t ON t.user_id = u.id \
         LEFT JOIN login_counters c ON c.key IN ($2, $3, $4)",
        columns::<user::Entity>("u"),
        columns::<totp_secret::Entity>("t"),
        columns::<login_counter::Entity>("c"),
    );
    let [client, account, source] = keys.map(|key| key.to_vec().into());
    let values = [searchable(username_key).into(), client, account, source];
    let rows = db.db().query_all_raw(sql::statement(db.db(), text, values)).await?;
    let mut claimant = Claimant { account: None, has_totp: false, attempts: Vec::new() };
    for row in &rows {
        if claimant.account.is_none() {
            let account = user::Model::from_query_result_optional(row, "u_")?;
            claimant.account = account.map(to_account).transpose()?;
            let totp = totp_secret::Model::from_query_result_optional(row, "t_")?;
            claimant.has_totp = totp.is_some_and(|totp| totp.confirmed_at.is_some());
        }
        let counted = login_counter::Model::from_query_result_optional(row, "c_")?;
        claimant.attempts.extend(counted.map(attempts::to_row).transpose()?);
    }
    Ok(claimant)
}

/// Names all columns of a table, each with the table's letter before it.
fn columns<E: EntityTrait>(table: &str) -> String {
    let columns = E::Column::iter().map(|column| {
        let column = column.as_str();
        format!("{table}.{column} AS {table}_{column}")
    });
    columns.collect::<Vec<_>>().join(", ")
}
