//! Which table comes before which: what is referred to comes first.

use sea_orm::sqlx::{self, PgConnection};

use super::pair::Pair;
use crate::{StoreError, snapshot::failed};

/// A table, and one that it refers to.
pub(super) type Link = (String, String);

/// Reads which tables refer to which, other than to themselves.
pub(super) async fn links(db: &mut PgConnection) -> Result<Vec<Link>, StoreError> {
    let text = "SELECT c.relname::text, f.relname::text FROM pg_constraint k \
        JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid \
        JOIN pg_namespace n ON n.oid = c.relnamespace \
        WHERE k.contype = 'f' AND n.nspname = current_schema() AND c.oid <> f.oid";
    sqlx::query_as(text).fetch_all(db).await.map_err(failed)
}

/// Puts tables in an order in which each comes after those that it refers to. Were there a circle, its tables would
/// come last, and PostgreSQL would refuse the first of them.
pub(super) fn ordered(mut pairs: Vec<Pair>, links: &[Link]) -> Vec<Pair> {
    let mut ordered: Vec<Pair> = Vec::with_capacity(pairs.len());
    loop {
        let waits = |pair: &Pair| {
            links.iter().any(|(table, other)| {
                *table == pair.from.name && pairs.iter().any(|pair| pair.from.name == *other)
            })
        };
        let (waiting, free): (Vec<bool>, usize) = {
            let waiting: Vec<bool> = pairs.iter().map(waits).collect();
            let free = waiting.iter().filter(|waits| !**waits).count();
            (waiting, free)
        };
        if free == 0 {
            ordered.append(&mut pairs);
            return ordered;
        }
        let mut left = Vec::new();
        for (pair, waits) in pairs.into_iter().zip(waiting) {
            if waits { left.push(pair) } else { ordered.push(pair) }
        }
        pairs = left;
    }
}
