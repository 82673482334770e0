//! Who may be the same person.

use sea_orm::{
    ColumnTrait, QueryFilter,
    sea_query::{Alias, Expr, ExprTrait, Order, Query, UnionType},
};
use umbra_domain::{PersonId, Stored, UserId, person::Person};

use crate::{
    Read, StoreError,
    entity::{
        person::Column,
        person_key::{Column as Key, Entity as Keys},
    },
    rights,
    table::Table,
};

/// How many people are looked at closer.
const MAX_CANDIDATES: u64 = 200;

/// Finds a person together with those who share a key with them, the strongest keys first.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn alike(
    db: &impl Read,
    who: UserId,
    id: PersonId,
) -> Result<Vec<Stored<Person>>, StoreError> {
    let own = Query::select()
        .column(Key::MatchKey)
        .from(Keys)
        .and_where(Expr::col(Key::PersonId).eq(id.0))
        .to_owned();
    // The owner is only part of the index here; whom the caller sees is decided below.
    let sharing = Query::select()
        .column(Key::PersonId)
        .from(Keys)
        .and_where(Expr::col(Key::UserId).eq(who.0))
        .and_where(Expr::col(Key::MatchKey).in_subquery(own))
        .and_where(Expr::col(Key::PersonId).ne(id.0))
        .group_by_col(Key::PersonId)
        .order_by_expr(Expr::col(Key::MatchKey).min(), Order::Asc)
        .order_by(Key::PersonId, Order::Asc)
        .limit(MAX_CANDIDATES)
        .to_owned();
    let ids = Query::select()
        .column(Key::PersonId)
        .from_subquery(sharing, Alias::new("sharing"))
        .union(UnionType::All, Query::select().expr(Expr::val(id.0)).to_owned())
        .to_owned();
    let rows = rights::visible::<Person>(who).filter(Column::Id.in_subquery(ids));
    Person::read(db, rows.all(db.db()).await?).await
}
