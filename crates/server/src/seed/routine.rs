//! What the people of the household do again and again: recurring todos.

use jiff::{ToSpan, civil::Date};
use umbra_app::App;
use umbra_domain::{
    Stored, UserId,
    precondition::IfMatch,
    recurrence::Rule,
    settings::Zone,
    todo::{Basis, Category, Due, Priority, Recurrence, Title, Todo, Unsound},
};

use super::{dice::Dice, made};
use crate::failure::Failure;

/// One thing that recurs.
pub(super) struct Routine {
    title: &'static str,
    category: &'static str,
    rule: &'static str,
    basis: Basis,
    /// In how many days it is due first.
    due_in: i64,
}

const fn routine(
    title: &'static str,
    category: &'static str,
    rule: &'static str,
    basis: Basis,
    due_in: i64,
) -> Routine {
    Routine { title, category, rule, basis, due_in }
}

pub(super) const PARENTS: &[Routine] = &[
    routine("Pay the rent", "money", "FREQ=MONTHLY;BYMONTHDAY=-1", Basis::Due, 0),
    routine("Put out the bins", "household", "FREQ=WEEKLY;BYDAY=TU", Basis::Due, 1),
    routine("Descale the kettle", "household", "FREQ=WEEKLY;INTERVAL=6", Basis::Completion, 9),
];

pub(super) const CHILD: &[Routine] =
    &[routine("Water the basil", "flat", "FREQ=DAILY;INTERVAL=3", Basis::Completion, 3)];

pub(super) const NEIGHBOUR: &[Routine] = &[
    routine("Wind the clock", "household", "FREQ=WEEKLY;BYDAY=SU", Basis::Due, 2),
    routine("Physiotherapy", "health", "FREQ=WEEKLY;COUNT=12", Basis::Due, 4),
];

/// Writes the routines of a person down.
pub(super) async fn begin(
    app: &App,
    who: UserId,
    routines: &[Routine],
    today: Date,
) -> Result<Vec<Stored<Todo>>, Failure> {
    let mut begun = Vec::new();
    for routine in routines {
        let new = new_todo(routine, today)?;
        begun.push(made(app.create_todo(who, new, false, None).await)?);
    }
    Ok(begun)
}

/// Completes what was due before today: each of it as often as it came.
pub(super) async fn catch_up(
    app: &App,
    who: UserId,
    zone: &Zone,
    routines: &mut [Stored<Todo>],
    today: Date,
) -> Result<(), Failure> {
    for todo in routines {
        while todo.completed_at.is_none() && todo.due.is_some_and(|due| due.date < today) {
            let toggled = app.toggle_todo(who, zone, todo.id, &IfMatch::Any).await;
            *todo = toggled.map_err(Failure::seed)?;
        }
    }
    Ok(())
}

/// Completes most of what is due, some of it days late.
pub(super) async fn follow(
    app: &App,
    who: UserId,
    zone: &Zone,
    routines: &mut [Stored<Todo>],
    today: Date,
    dice: &mut Dice,
) -> Result<(), Failure> {
    for todo in routines {
        let is_due = todo.completed_at.is_none() && todo.due.is_some_and(|due| due.date <= today);
        if is_due && dice.roll(3) > 0 {
            let toggled = app.toggle_todo(who, zone, todo.id, &IfMatch::Any).await;
            *todo = toggled.map_err(Failure::seed)?;
        }
    }
    Ok(())
}

fn new_todo(routine: &Routine, today: Date) -> Result<Todo, Failure> {
    let due = Due::parse(Some(today.saturating_add(routine.due_in.days())), None)?;
    let rule = Rule::parse(routine.rule)?;
    let recurrence = Recurrence::begin(Some(rule), Some(routine.basis), due);
    Ok(Todo {
        title: Title::parse(routine.title)?,
        description: None,
        priority: Priority::Medium,
        category: Some(Category::parse(routine.category)?),
        due,
        recurrence: recurrence.map_err(|unsound: Unsound| Failure::seed(unsound))?,
        last_completed_at: None,
        completed_at: None,
    })
}
