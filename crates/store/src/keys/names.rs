//! Usernames, of which two may come to have one key.
//!
//! The older account then has the key. The other one gets one that no name has, the key with a
//! slash and its id behind it, and both keep the key that they had as `former_key`: by it each
//! person still signs in with their own spelling ([`crate::user::by_key`]), and nobody else can
//! take either. Nothing is merged, and nobody is locked out. It is told in the log and in the admin's
//! list of users.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, FromQueryResult};
use umbra_domain::{text::sort_key, user::username_key};

use super::{BATCH, write};
use crate::{StoreError, sql};

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    username: String,
    username_key: String,
    former_key: Option<String>,
    username_order: String,
}

/// What an account gets.
struct Fresh {
    id: i64,
    key: String,
    former: String,
}

/// Derives the keys of all names, the oldest account first.
pub(super) async fn refresh(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    let text = format!(
        "SELECT id, username, username_key, former_key, username_order FROM users \
         WHERE id > $1 ORDER BY id LIMIT {BATCH}"
    );
    let (mut taken, mut changed, mut after) = (HashSet::new(), Vec::new(), 0);
    loop {
        let found = Row::find_by_statement(sql::statement(db, text.clone(), [after.into()]));
        let found = found.all(db).await?;
        let (read, mut orders) = (found.len(), Vec::new());
        for row in found {
            after = row.id;
            let order = sort_key(&row.username);
            if order != row.username_order {
                orders.push((row.id, vec![order.into()]));
            }
            let key = username_key(&row.username).as_str().to_owned();
            // Of what can't be seen nothing is left, and that is nobody's name.
            let is_free = !key.is_empty() && !taken.contains(&key);
            let key = if is_free {
                taken.insert(key.clone());
                key
            } else {
                tracing::warn!(
                    user.id = row.id,
                    "an older account has come to have the same username; both sign in with their \
                     own spelling"
                );
                format!("{key}/{}", row.id)
            };
            if key != row.username_key {
                let former = row.former_key.unwrap_or(row.username_key);
                changed.push(Fresh { id: row.id, key, former });
            }
        }
        write(db, "users", &["username_order"], orders).await?;
        if read < BATCH {
            break;
        }
    }
    // One may get the key that another one still has, so all give up theirs first.
    for step in [|fresh: &Fresh| format!("/{}", fresh.id), |fresh: &Fresh| fresh.key.clone()] {
        for batch in changed.chunks(BATCH) {
            let rows = batch.iter();
            let rows = rows
                .map(|fresh| (fresh.id, vec![step(fresh).into(), fresh.former.as_str().into()]));
            write(db, "users", &["username_key", "former_key"], rows.collect()).await?;
        }
    }
    Ok(())
}
