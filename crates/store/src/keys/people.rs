//! People, whose keys come from all that is kept of them.

use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Value,
};

use super::{BATCH, write};
use crate::{
    StoreError,
    entity::person::{self, Column},
    person::to_person,
    table::Table,
};

const DERIVED: [&str; 4] = ["last_key", "first_key", "search_text", "match_keys"];

/// Derives the keys of all people, and writes those that differ. Somebody who can't be read keeps
/// nobody from migrating.
pub(super) async fn refresh(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let found = person::Entity::find()
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(u64::try_from(BATCH).unwrap_or(u64::MAX))
            .all(db)
            .await?;
        let (read, mut changed) = (found.len(), Vec::new());
        for row in found {
            after = row.id;
            let stored = [&row.last_key, &row.first_key, &row.search_text, &row.match_keys];
            let stored = stored.map(Clone::clone);
            let Ok(person) = to_person(row) else {
                tracing::warn!(person.id = after, "a person can't be read and isn't found anew");
                continue;
            };
            let fresh = person.body.to_row();
            let fresh = [fresh.last_key, fresh.first_key, fresh.search_text, fresh.match_keys];
            let fresh = fresh.map(ActiveValue::unwrap);
            if fresh != stored {
                changed.push((after, fresh.map(Value::from).to_vec()));
            }
        }
        write(db, "people", &DERIVED, changed).await?;
        if read < BATCH {
            return Ok(());
        }
    }
}
