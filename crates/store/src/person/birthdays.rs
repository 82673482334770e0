//! Whose birthday is in a range of days.

use sea_orm::{
    ColumnTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Cond, ExprTrait, Order},
};
use umbra_domain::{
    Stored, UserId,
    person::{BirthdayOf, Birthdays, Person},
};

use crate::{
    Read, StoreError,
    entity::person::{Column, Entity},
    rights,
    table::Table,
};

/// Lists the birthdays of those whom a person knows by day; on one day those of 29 February come
/// last, and then it goes by name and id. No more than `most`.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn birthdays(
    db: &impl Read,
    who: UserId,
    range: Birthdays,
    most: u64,
) -> Result<Vec<BirthdayOf>, StoreError> {
    let rows = born(who, range, most).all(db.db()).await?;
    let people: Vec<Stored<Person>> = Person::read(db, rows).await?;
    Ok(range.in_order(people))
}

/// Selects those whose birthday it is, by day, as [`Birthdays::in_order`] has it.
pub(crate) fn born(who: UserId, range: Birthdays, most: u64) -> Select<Entity> {
    let days = range.days();
    let within = days.iter().fold(Cond::any(), |any, days| {
        let born = Column::BirthYear.is_null().or(Column::BirthYear.lte(days.year));
        any.add(Cond::all().add(Column::BirthDay.between(days.from, days.to)).add(born))
    });
    let mut select = rights::visible::<Person>(who).filter(within);
    if let [first, _] = days[..] {
        select = select.order_by(Column::BirthDay.lt(first.from), Order::Asc);
    }
    select
        .order_by_asc(Column::BirthDay)
        .order_by_asc(Column::LastKey)
        .order_by_asc(Column::Id)
        .limit(most)
}
