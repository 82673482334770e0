//! Whose a task is to do: those who are assigned to it have to, and else whoever it falls to.

use sea_orm::{
    ColumnTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _, QueryTrait as _,
    sea_query::{Expr, ExprTrait as _, SelectStatement},
};
use umbra_domain::UserId;

use super::{OWNER, own};
use crate::entity::{task, task_assignee};

/// Whose a task is that nobody is assigned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unassigned {
    /// Everybody's in the project.
    Everybodys,
    /// The project's owner's.
    Owners,
}

/// Is true of tasks that are a person's to do, in a selection that is joined to what they hold on the project.
pub(crate) fn tasks_of(who: UserId, unassigned: Unassigned) -> Expr {
    let of_task = || {
        let of_task = task_assignee::Column::TaskId.into_expr().eq(task::Column::Id.into_expr());
        task_assignee::Entity::find().select_only().expr(Expr::cust("1")).filter(of_task)
    };
    let theirs = of_task().filter(assigned_to(who)).into_query();
    let nobodys = Expr::not_exists(of_task().into_query());
    let falls_to_them = match unassigned {
        Unassigned::Everybodys => nobodys,
        Unassigned::Owners => {
            super::holds_of_project(umbra_domain::rights::Right::Own).and(nobodys)
        }
    };
    Expr::exists(theirs).or(falls_to_them)
}

/// Is true of assignments of a person.
fn assigned_to(who: UserId) -> Expr {
    task_assignee::Column::UserId.eq(who.0)
}

/// Selects the ids of the tasks of a project to which somebody is assigned: found by the index of these.
pub(crate) fn assigned_in(project: i64, who: UserId) -> SelectStatement {
    task_assignee::Entity::find()
        .select_only()
        .column(task_assignee::Column::TaskId)
        .filter(task_assignee::Column::ProjectId.eq(project))
        .filter(assigned_to(who))
        .into_query()
}

/// Writes [`tasks_of`] with [`Unassigned::Owners`] of a task and a membership by their aliases, for statements that
/// are written by hand.
pub(crate) fn tasks_of_member(task: &str, member: &str) -> String {
    let of_task = format!("SELECT 1 FROM task_assignees a WHERE a.task_id = {task}.id");
    let theirs = own("a", format!("{member}.user_id"));
    format!(
        "(EXISTS ({of_task} AND {theirs}) OR ({member}.held = {OWNER} AND NOT EXISTS ({of_task})))"
    )
}
