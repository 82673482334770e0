//! Who is in a project.
//!
//! Whoever changes that holds the lock on the project ([`crate::task::lock_project`]), as whoever
//! changes its tasks does: nobody is assigned to one and put out of the project at once. Whoever adds
//! somebody, or hands the project over, holds the rows of both accounts before that.

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait as _, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use umbra_domain::{
    ProjectId, UserId,
    connection::Peer,
    page::{Keyset, Limit, Page},
    project::{Member, Project, Role},
    rights::Right,
    text::sort_key,
    user::PreferredName,
};

use crate::{
    Access, Granted, Needed, Own, Read, StoreError, Tx,
    connection::{Pair, blocked_either_way},
    entity::{project, project_member, settings, user},
    instant,
    rights::{self, OWNER},
    sql,
    tx::handle::Handle as _,
};

const BAD: StoreError = StoreError::Corrupt("member");

#[derive(FromQueryResult)]
struct MemberRow {
    user_id: i64,
    held: i16,
    username: String,
    preferred_name: Option<String>,
    created_at: DateTime<Utc>,
}

impl MemberRow {
    fn read(self) -> Result<Member, StoreError> {
        let preferred_name = self.preferred_name.map(PreferredName::from_stored);
        Ok(Member {
            who: Peer { id: UserId(self.user_id), username: self.username, preferred_name },
            role: Role::of(Right::from_level(self.held).ok_or(BAD)?),
            created_at: instant::from_column(self.created_at)?,
        })
    }
}

/// Lists who is in a project that a person may see, by name, then by id. Nobody is in one that they may
/// not see.
///
/// # Errors
/// [`StoreError`] when the database fails, [`StoreError::BadCursor`] for a cursor whose key doesn't
/// fit.
pub async fn members(
    db: &impl Read,
    who: UserId,
    id: ProjectId,
    after: Option<&Keyset>,
    limit: Limit,
) -> Result<Page<Member>, StoreError> {
    use project_member::Column;
    let seen = rights::numbers::<Project>(who, Right::View)
        .filter(project::Column::Id.eq(id.0))
        .into_query();
    let mut select = project_member::Entity::find()
        .select_only()
        .columns([Column::UserId, Column::Held])
        .column(user::Column::Username)
        .column(settings::Column::PreferredName)
        // Rows from before this was written are as old as the project.
        .expr_as(
            Expr::cust("COALESCE(project_members.created_at, projects.created_at)"),
            "created_at",
        )
        .filter(Column::ProjectId.in_subquery(seen));
    let of = |column: Expr, key: Column| column.eq(key.into_expr());
    QueryTrait::query(&mut select)
        .inner_join(project::Entity, of(project::Column::Id.into_expr(), Column::ProjectId))
        .inner_join(user::Entity, of(user::Column::Id.into_expr(), Column::UserId))
        .left_join(settings::Entity, of(settings::Column::UserId.into_expr(), Column::UserId));
    if let Some(Keyset { key, id }) = after {
        let here = [user::Column::UsernameOrder.into_expr(), user::Column::Id.into_expr()];
        let there = [sql::cursor_text(key)?, (*id).into()].map(Expr::val);
        select = select.filter(Expr::tuple(here).gt(Expr::tuple(there)));
    }
    let rows = select
        .order_by_asc(user::Column::UsernameOrder)
        .order_by_asc(user::Column::Id)
        .limit(limit.get() + 1)
        .into_model::<MemberRow>()
        .all(db.db())
        .await?;
    let members = rows.into_iter().map(MemberRow::read).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_overfetched(members, limit, |member| Keyset {
        key: sort_key(&member.who.username),
        id: member.who.id.0,
    }))
}

/// Reads somebody who is in a project.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn member<R: Needed>(
    tx: &Tx,
    project: &Granted<ProjectId, R>,
    user: UserId,
) -> Result<Option<Member>, StoreError> {
    let text = "SELECT m.user_id, m.held, u.username, s.preferred_name, \
                COALESCE(m.created_at, p.created_at) AS created_at FROM project_members m \
                JOIN projects p ON p.id = m.project_id JOIN users u ON u.id = m.user_id \
                LEFT JOIN settings s ON s.user_id = u.id \
                WHERE m.project_id = $1 AND m.user_id = $2";
    let values = [project.row().0.into(), user.0.into()];
    let row: Option<MemberRow> = sql::one(tx.db(), text, values).await?;
    row.map(MemberRow::read).transpose()
}

/// Finds a project for somebody who needs a right on it, without a lock.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn find<R: Needed>(
    db: &impl Read,
    who: UserId,
    id: ProjectId,
) -> Result<Access<ProjectId, R>, StoreError> {
    use project::{Column, Entity};
    let number = Entity::find().select_only().column(Column::Id).filter(Column::Id.eq(id.0));
    let select = rights::with_right::<Project>(rights::joined::<Project>(number, who));
    let statement = select.build(db.db().get_database_backend());
    rights::decide(db.db(), statement, ProjectId).await
}

#[derive(FromQueryResult)]
struct HeldRow {
    held: i16,
}

/// Tells as what somebody is in a project.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn role_of<R: Needed>(
    tx: &Tx,
    project: &Granted<ProjectId, R>,
    user: UserId,
) -> Result<Option<Role>, StoreError> {
    let text = "SELECT held FROM project_members WHERE project_id = $1 AND user_id = $2";
    let values = [project.row().0.into(), user.0.into()];
    let row: Option<HeldRow> = sql::one(tx.db(), text, values).await?;
    row.map(|row| Right::from_level(row.held).map(Role::of).ok_or(BAD)).transpose()
}

#[derive(FromQueryResult)]
struct NameRow {
    user_id: i64,
    username: String,
}

/// Reads the usernames of all who are in a project, in the order of their ids.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn names_of_members<R: Needed>(
    tx: &Tx,
    project: &Granted<ProjectId, R>,
) -> Result<Vec<(UserId, String)>, StoreError> {
    let text = "SELECT m.user_id, u.username FROM project_members m \
                JOIN users u ON u.id = m.user_id WHERE m.project_id = $1 ORDER BY m.user_id";
    let rows = NameRow::find_by_statement(sql::statement(tx.db(), text, [project.row().0.into()]));
    let rows = rows.all(tx.db()).await?.into_iter();
    Ok(rows.map(|row| (UserId(row.user_id), row.username)).collect())
}

/// Gives the project a new version: who is in it is part of its answer.
async fn touch(tx: &Tx, id: ProjectId, now: Timestamp) -> Result<(), StoreError> {
    let text = "UPDATE projects SET version = version + 1, updated_at = $2 WHERE id = $1";
    sql::execute(tx.db(), text, [id.0.into(), instant::to_column(now).into()]).await?;
    Ok(())
}

/// Takes the other one of a pair into a project; tells whether they weren't in it already.
///
/// Their own version begins with the instant: they may have been in the project before, and what they
/// saw then mustn't share a number with what they come to see.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn add_member(
    tx: &Tx,
    pair: &Pair,
    project: &Granted<ProjectId, Own>,
    role: Role,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let id = *project.row();
    let text = "INSERT INTO project_members (project_id, user_id, held, version, created_at) \
                VALUES ($1, $2, $3, $4, $5) ON CONFLICT (project_id, user_id) DO NOTHING";
    let values = [
        id.0.into(),
        pair.other().0.into(),
        role.right().level().into(),
        now.as_microsecond().into(),
        instant::to_column(now).into(),
    ];
    if sql::execute(tx.db(), text, values).await? == 0 {
        return Ok(false);
    }
    touch(tx, id, now).await?;
    Ok(true)
}

/// Makes somebody else in a project something else.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn set_role(
    tx: &Tx,
    project: &Granted<ProjectId, Own>,
    user: UserId,
    role: Role,
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = "UPDATE project_members SET held = $3 WHERE project_id = $1 AND user_id = $2";
    let id = *project.row();
    let values = [id.0.into(), user.0.into(), role.right().level().into()];
    sql::execute(tx.db(), text, values).await?;
    touch(tx, id, now).await
}

/// Hands a project over to the other one of a pair, who is in it; its former owner goes on to edit it.
/// Whoever blocks the new owner, or is blocked by them, is no longer in it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn hand_over(
    tx: &Tx,
    pair: &Pair,
    project: Granted<ProjectId, Own>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (id, former, owner) = (project.into_row(), pair.who(), pair.other());
    // In this order, for a project has at most one owner.
    let text = "UPDATE project_members SET held = $3 WHERE project_id = $1 AND user_id = $2";
    for (user, right) in [(former, Right::Edit), (owner, Right::Own)] {
        let values = [id.0.into(), user.0.into(), right.level().into()];
        sql::execute(tx.db(), text, values).await?;
    }
    let text = "UPDATE projects SET user_id = $2 WHERE id = $1";
    sql::execute(tx.db(), text, [id.0.into(), owner.0.into()]).await?;
    let text = format!(
        "DELETE FROM project_members WHERE project_id = $1 AND held < {OWNER} AND user_id IN ({})",
        blocked_either_way("$2"),
    );
    sql::execute(tx.db(), text, [id.0.into(), owner.0.into()]).await?;
    touch(tx, id, now).await
}

/// Puts somebody out of a project who isn't its owner; tells whether they were in it. They are no longer
/// assigned to its tasks, which are of a new version then: the database sees to that, however
/// somebody stops being a member.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn remove_member<R: Needed>(
    tx: &Tx,
    project: &Granted<ProjectId, R>,
    user: UserId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let text = format!(
        "DELETE FROM project_members WHERE project_id = $1 AND user_id = $2 AND held < {OWNER}"
    );
    let id = *project.row();
    if sql::execute(tx.db(), text, [id.0.into(), user.0.into()]).await? == 0 {
        return Ok(false);
    }
    touch(tx, id, now).await?;
    Ok(true)
}
