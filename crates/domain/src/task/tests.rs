//! Tests of tasks.

use jiff::{Timestamp, civil::date, tz::TimeZone};

use super::{Status, Task, TaskOrder, TaskPatch};
use crate::{
    Patch, ProjectId,
    recurrence::Rule,
    todo::{Basis, Due, Recurrence, Title, Todo},
};

fn now(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn recurring(rule: &str, day: (i16, i8, i8)) -> Task {
    let due = Some(Due { date: date(day.0, day.1, day.2), time: None });
    let recurrence = Recurrence::begin(Some(Rule::parse(rule).unwrap()), None, due).unwrap();
    let task = Task::titled(ProjectId(1), Title::parse("Rent").unwrap());
    Task { due, recurrence, ..task }
}

#[test]
fn a_stored_status_reads_back() {
    for status in Status::ALL {
        assert_eq!(Status::from_rank(status.rank()), Some(status));
    }
    for none in [i16::MIN, -1, 5, i16::MAX] {
        assert_eq!(Status::from_rank(none), None, "{none}");
    }
}

#[test]
fn an_order_has_a_name_and_no_other_does() {
    for name in ["sort_order", "created_at", "due_date", "priority"] {
        assert_eq!(TaskOrder::parse(name).unwrap().name(), format!("task_{name}"));
        let descending = TaskOrder::parse(&format!("-{name}")).unwrap();
        assert_eq!(descending.name(), format!("-task_{name}"));
    }
    for bad in ["", "-", "title", "--priority", "Priority"] {
        assert_eq!(TaskOrder::parse(bad).unwrap_err().code, "invalid_value", "{bad}");
    }
}

#[test]
fn a_task_that_does_not_recur_is_done_for_good() {
    let mut task = Task::titled(ProjectId(1), Title::parse("Rent").unwrap());
    task.status = Status::Review;
    let at = now("2026-01-31T12:00:00Z");
    assert_eq!(task.complete(at, &TimeZone::UTC), None);
    assert_eq!((task.status, task.completed_at), (Status::Done, Some(at)));
    task.reopen();
    assert_eq!((task.status, task.completed_at), (Status::Todo, None));
}

#[test]
fn a_task_recurs_exactly_as_a_todo_does() {
    let days = ["2026-01-31T12:00:00Z", "2026-02-20T12:00:00Z", "2026-06-01T12:00:00Z"];
    for basis in [Basis::Due, Basis::Completion] {
        let mut task = recurring("FREQ=MONTHLY;COUNT=4", (2026, 1, 31));
        let rule = Rule::parse("FREQ=MONTHLY;COUNT=4").unwrap();
        task.recurrence = Recurrence::begin(Some(rule), Some(basis), task.due).unwrap();
        let mut todo = Todo {
            title: task.title.clone(),
            description: None,
            priority: task.priority,
            category: None,
            due: task.due,
            recurrence: task.recurrence.clone(),
            last_completed_at: None,
            completed_at: None,
        };
        let mut remembered = Vec::new();
        for day in days {
            let (done, other) =
                (task.complete(now(day), &TimeZone::UTC), todo.complete(now(day), &TimeZone::UTC));
            assert_eq!(done.map(|done| done.completion), other);
            assert_eq!((task.due, &task.recurrence), (todo.due, &todo.recurrence));
            assert_eq!(task.completed_at, todo.completed_at);
            assert_eq!(task.status == Status::Done, todo.completed_at.is_some());
            remembered.extend(done.zip(other));
        }
        for (done, other) in remembered.into_iter().rev() {
            task.take_back(done);
            todo.take_back(other);
            assert_eq!((task.due, &task.recurrence), (todo.due, &todo.recurrence));
            assert_eq!(task.last_completed_at, todo.last_completed_at);
        }
        assert_eq!(task.due.unwrap().date, date(2026, 1, 31));
    }
}

#[test]
fn the_first_day_moves_with_the_due_date_and_back() {
    let mut task = recurring("FREQ=MONTHLY", (2026, 1, 31));
    task.start = Some(date(2026, 1, 29));
    task.status = Status::InProgress;
    let before = task.clone();
    let done = task.complete(now("2026-01-31T12:00:00Z"), &TimeZone::UTC).unwrap();
    assert_eq!(task.due.unwrap().date, date(2026, 2, 28));
    assert_eq!((task.start, task.status), (Some(date(2026, 2, 26)), Status::Todo));
    task.take_back(done);
    assert_eq!(task, before);
}

#[test]
fn taking_back_leaves_the_status_of_what_was_begun_again() {
    let mut task = recurring("FREQ=MONTHLY", (2026, 1, 31));
    task.status = Status::Review;
    let done = task.complete(now("2026-01-31T12:00:00Z"), &TimeZone::UTC).unwrap();
    task.status = Status::InProgress;
    task.take_back(done);
    assert_eq!(task.status, Status::InProgress);
}

#[test]
fn a_task_begins_before_it_is_due() {
    let mut task = Task::titled(ProjectId(1), Title::parse("Rent").unwrap());
    let keep = TaskPatch::default;
    let start = TaskPatch { start: Patch::Set(date(2026, 3, 2)), ..keep() };
    start.apply(&mut task).unwrap();
    let due = |day| TaskPatch { due: Patch::Set(date(2026, 3, day)), ..keep() };
    due(2).apply(&mut task).unwrap();
    let before = task.clone();
    assert!(due(1).apply(&mut task).is_err());
    assert_eq!(task, before);
    TaskPatch { due: Patch::Clear, ..keep() }.apply(&mut task).unwrap();
    assert_eq!(task.due, None);
}

#[test]
fn another_due_date_begins_a_new_series() {
    let mut task = recurring("FREQ=MONTHLY", (2026, 1, 31));
    task.complete(now("2026-01-31T12:00:00Z"), &TimeZone::UTC);
    assert!(task.has_completions());
    TaskPatch { due: Patch::Set(date(2026, 2, 28)), ..TaskPatch::default() }
        .apply(&mut task)
        .unwrap();
    assert!(task.has_completions(), "the same day is no change");
    TaskPatch { due: Patch::Set(date(2026, 3, 1)), ..TaskPatch::default() }
        .apply(&mut task)
        .unwrap();
    assert!(!task.has_completions());
    assert!(TaskPatch { due: Patch::Clear, ..TaskPatch::default() }.apply(&mut task).is_err());
}
