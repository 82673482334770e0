//! What others have of a person's things, and the person of others'.

use sea_orm::{
    EntityTrait, FromQueryResult, QueryOrder, QuerySelect, QueryTrait as _, Select, sea_query::Expr,
};
use umbra_domain::{UserId, calendar::Calendar, project::Project, rights::Right};

use crate::{
    StoreError, Tx,
    entity::{calendar, project},
    rights::{self, Held},
    table::Table,
    tx::handle::Handle as _,
};

/// A calendar or a project with several people in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedThing {
    /// Names it.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// How many hold a right on it beside the person; `None` where the person may not see what is in it,
    /// and so neither who is.
    pub others: Option<u64>,
}

/// What a person shares with others, in the order of ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shared {
    /// Their calendars in which others are.
    pub calendars: Vec<SharedThing>,
    /// Their projects in which others are.
    pub projects: Vec<SharedThing>,
    /// Other people's calendars in which they are.
    pub member_of_calendars: Vec<SharedThing>,
    /// Other people's projects in which they are.
    pub member_of_projects: Vec<SharedThing>,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    name: String,
    others: i64,
}

/// Finds what a person shares with others. Their row is locked.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn shared(tx: &Tx, who: UserId) -> Result<Shared, StoreError> {
    let (calendars, member_of_calendars) =
        things::<Calendar>(tx, who, calendar::Column::Name, OF_CALENDAR).await?;
    let (projects, member_of_projects) =
        things::<Project>(tx, who, project::Column::Name, OF_PROJECT).await?;
    Ok(Shared { calendars, projects, member_of_calendars, member_of_projects })
}

const OF_CALENDAR: &str =
    "(SELECT count(*) - 1 FROM calendar_members o WHERE o.calendar_id = calendars.id)";

const OF_PROJECT: &str =
    "(SELECT count(*) - 1 FROM project_members o WHERE o.project_id = projects.id)";

/// Reads what the person owns and isn't alone in, and where they are a member.
async fn things<T: Table>(
    tx: &Tx,
    who: UserId,
    name: <T::Entity as EntityTrait>::Column,
    others: &'static str,
) -> Result<(Vec<SharedThing>, Vec<SharedThing>), StoreError> {
    let id = T::COLUMNS.id;
    let select: Select<T::Entity> = rights::numbers::<T>(who, Right::Busy)
        .column(name)
        .expr_as(Expr::cust(others), "others")
        .order_by_asc(id);
    let backend = sea_orm::ConnectionTrait::get_database_backend(tx.db());
    let statement = rights::with_right::<T>(select).build(backend);
    let rows: Vec<Held<Row>> = rights::rows(tx.db(), statement).await?;
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for Held { row, right } in rows {
        let count: u64 = row.others.try_into().map_err(|_| StoreError::Corrupt("count"))?;
        let others_count = (right >= Right::View).then_some(count);
        let thing = SharedThing { id: row.id, name: row.name, others: others_count };
        match right {
            Right::Own if count == 0 => {}
            Right::Own => own.push(thing),
            _ => others.push(thing),
        }
    }
    Ok((own, others))
}
