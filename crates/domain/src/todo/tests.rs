use jiff::{
    civil::{date, time},
    tz::TimeZone,
};

use super::{
    Basis, Completion, Due, Priority, Recurrence, Title, Todo, TodoOrder, TodoPatch, Unsound,
};
use crate::{Patch, recurrence::Rule};

fn todo() -> Todo {
    Todo {
        title: Title::parse("Buy milk").unwrap(),
        description: None,
        priority: Priority::Low,
        category: None,
        due: Some(Due { date: date(2026, 3, 1), time: Some(time(9, 0, 0, 0)) }),
        recurrence: None,
        last_completed_at: None,
        completed_at: None,
    }
}

#[test]
fn ranks_sort_as_due_moments_do() {
    let at = |h| Due { date: date(2026, 3, 1), time: Some(time(h, 0, 0, 0)) };
    let day = |d| Due { date: date(2026, 3, d), time: None };
    let ranks = [Some(at(0)), Some(at(9)), Some(day(1)), Some(day(2)), None].map(Due::rank);
    assert!(ranks.is_sorted(), "{ranks:?}");
}

#[test]
fn every_rank_reads_back() {
    let day = Due { date: date(2026, 3, 1), time: None };
    let moment = Due { time: Some(time(0, 0, 0, 0)), ..day };
    for due in [None, Some(day), Some(moment)] {
        assert_eq!(Due::from_rank(&Due::rank(due)), Some(due));
    }
    assert_eq!(Due::from_rank("tomorrow"), None);
}

#[test]
fn a_day_is_overdue_only_when_it_is_over() {
    let rank = Due::rank(Some(Due { date: date(2026, 3, 1), time: None }));
    assert!(rank >= Due::overdue_before(date(2026, 3, 1).at(23, 59, 59, 0)));
    assert!(rank < Due::overdue_before(date(2026, 3, 2).at(0, 0, 0, 0)));
}

#[test]
fn an_empty_patch_changes_nothing() {
    let mut changed = todo();
    assert_eq!(TodoPatch::default().apply(&mut changed), Ok(false));
    assert_eq!(changed, todo());
}

#[test]
fn clearing_the_day_clears_its_time() {
    let mut changed = todo();
    let patch = TodoPatch { due_date: Patch::Clear, ..TodoPatch::default() };
    assert_eq!(patch.apply(&mut changed), Ok(true));
    assert_eq!(changed.due, None);
}

#[test]
fn a_time_without_a_day_is_refused() {
    let mut changed = todo();
    let patch = TodoPatch {
        due_date: Patch::Clear,
        due_time: Patch::Set(time(8, 0, 0, 0)),
        ..TodoPatch::default()
    };
    let refused = patch.apply(&mut changed).unwrap_err();
    assert_eq!(code(&refused), "due_time_without_date");
}

#[test]
fn every_order_parses_back_from_its_name() {
    for name in TodoOrder::NAMES {
        for name in [name.to_owned(), format!("-{name}")] {
            assert_eq!(TodoOrder::parse(&name).unwrap().name(), name);
        }
    }
    assert_eq!(TodoOrder::parse("id; drop").unwrap_err().code, "invalid_value");
}

fn code(refused: &Unsound) -> &'static str {
    match refused {
        Unsound::DueTime(invalid)
        | Unsound::ShortMonths(invalid)
        | Unsound::Rule(invalid)
        | Unsound::Basis(invalid) => invalid.code,
    }
}

fn recurring(rule: &str, basis: Basis, due: &str) -> Todo {
    let due = Due { date: due.parse().unwrap(), time: Some(time(9, 0, 0, 0)) };
    let rule = Rule::parse(rule).unwrap();
    let recurrence = Recurrence::begin(Some(rule), Some(basis), Some(due)).unwrap();
    Todo { due: Some(due), recurrence, ..todo() }
}

fn complete(todo: &mut Todo, at: &str) -> Completion {
    todo.complete(at.parse().unwrap(), &TimeZone::UTC).unwrap()
}

fn due_date(todo: &Todo) -> String {
    todo.due.unwrap().date.to_string()
}

/// Completes a todo at these instants, and tells its due date after each.
fn due_dates(mut todo: Todo, completed: &[&str]) -> Vec<String> {
    let mut next = |at: &&str| {
        complete(&mut todo, at);
        due_date(&todo)
    };
    completed.iter().map(&mut next).collect()
}

#[test]
fn the_anchor_day_outlives_short_months() {
    let monthly = recurring("FREQ=MONTHLY", Basis::Due, "2028-01-31");
    let at = ["2028-01-31T09:00:00Z", "2028-02-27T09:00:00Z", "2028-03-31T09:00:00Z"];
    assert_eq!(due_dates(monthly, &at), ["2028-02-29", "2028-03-31", "2028-04-30"]);
}

#[test]
fn what_is_overdue_goes_to_the_first_due_date_after_today() {
    let weekly = recurring("FREQ=WEEKLY", Basis::Due, "2026-01-05");
    assert_eq!(due_dates(weekly.clone(), &["2026-02-24T09:00:00Z"]), ["2026-03-02"]);
    assert_eq!(due_dates(weekly, &["2026-03-02T09:00:00Z"]), ["2026-03-09"]);
}

#[test]
fn by_completion_the_day_it_was_done_counts() {
    let third = recurring("FREQ=DAILY;INTERVAL=3", Basis::Completion, "2026-03-10");
    let at = ["2026-03-05T09:00:00Z", "2026-03-20T09:00:00Z"];
    assert_eq!(due_dates(third, &at), ["2026-03-08", "2026-03-23"]);
}

#[test]
fn done_early_it_is_not_due_on_the_same_day_again() {
    for basis in [Basis::Due, Basis::Completion] {
        let mondays = recurring("FREQ=WEEKLY;BYDAY=MO", basis, "2026-03-09");
        assert_eq!(due_dates(mondays, &["2026-03-07T09:00:00Z"]), ["2026-03-16"]);
    }
}

#[test]
fn after_the_last_due_date_it_is_done_for_good() {
    for (rule, basis) in [
        ("FREQ=DAILY;COUNT=2", Basis::Due),
        ("FREQ=DAILY;COUNT=2", Basis::Completion),
        ("FREQ=DAILY;UNTIL=20260303", Basis::Due),
        ("FREQ=DAILY;UNTIL=20260303", Basis::Completion),
    ] {
        let mut daily = recurring(rule, basis, "2026-03-02");
        complete(&mut daily, "2026-03-02T09:00:00Z");
        assert_eq!((due_date(&daily).as_str(), daily.completed_at), ("2026-03-03", None));
        complete(&mut daily, "2026-03-03T09:00:00Z");
        assert_eq!(due_date(&daily), "2026-03-03");
        assert_eq!(daily.completed_at, Some("2026-03-03T09:00:00Z".parse().unwrap()));
    }
}

#[test]
fn every_completion_can_be_taken_back_exactly() {
    for (rule, basis) in [("FREQ=MONTHLY;COUNT=4", Basis::Due), ("FREQ=MONTHLY", Basis::Completion)]
    {
        let mut todo = recurring(rule, basis, "2026-01-31");
        let mut past = Vec::new();
        for at in ["2026-01-31", "2026-02-27", "2026-03-31", "2026-04-30"] {
            let before = todo.clone();
            past.push((before, complete(&mut todo, &format!("{at}T09:00:00Z"))));
        }
        assert_eq!(todo.completed_at.is_some(), basis == Basis::Due);
        for (before, completion) in past.into_iter().rev() {
            todo.take_back(completion);
            assert_eq!(todo, before);
        }
        assert!(!todo.has_completions());
    }
}

#[test]
fn a_series_begins_anew_only_when_the_day_or_the_recurrence_changes() {
    let mut todo = recurring("FREQ=MONTHLY", Basis::Due, "2026-01-31");
    complete(&mut todo, "2026-01-31T09:00:00Z");
    let anchor = |patch: TodoPatch| {
        let mut changed = todo.clone();
        patch.apply(&mut changed).unwrap();
        changed.recurrence.map(|series| (series.anchor(), series.done()))
    };
    let (kept, anew) = (Some((date(2026, 1, 31), 1)), Some((date(2026, 2, 28), 0)));
    let none = TodoPatch::default;
    let same = Rule::parse("rrule:freq=monthly;interval=1").unwrap();
    let other = Rule::parse("FREQ=DAILY").unwrap();
    assert_eq!(anchor(TodoPatch { recurrence_rule: Patch::Set(same), ..none() }), kept);
    assert_eq!(anchor(TodoPatch { due_date: Patch::Set(date(2026, 2, 28)), ..none() }), kept);
    assert_eq!(anchor(TodoPatch { due_time: Patch::Clear, ..none() }), kept);
    assert_eq!(anchor(TodoPatch { recurrence_basis: Patch::Clear, ..none() }), kept);
    assert_eq!(anchor(TodoPatch { recurrence_rule: Patch::Set(other), ..none() }), anew);
    let basis = Patch::Set(Basis::Completion);
    assert_eq!(anchor(TodoPatch { recurrence_basis: basis, ..none() }), anew);
    let moved = anchor(TodoPatch { due_date: Patch::Set(date(2026, 3, 5)), ..none() });
    assert_eq!(moved, Some((date(2026, 3, 5), 0)));
    assert_eq!(anchor(TodoPatch { recurrence_rule: Patch::Clear, ..none() }), None);
}

#[test]
fn a_recurrence_needs_a_day_and_a_basis_needs_a_rule() {
    let refused = |patch: TodoPatch| {
        let mut todo = recurring("FREQ=MONTHLY", Basis::Due, "2026-01-31");
        code(&patch.apply(&mut todo).unwrap_err())
    };
    let none = TodoPatch::default;
    let undated = TodoPatch { due_date: Patch::Clear, ..none() };
    assert_eq!(refused(undated), "recurrence_without_due_date");
    let basis = Patch::Set(Basis::Due);
    let orphan = TodoPatch { recurrence_rule: Patch::Clear, recurrence_basis: basis, ..none() };
    assert_eq!(refused(orphan), "recurrence_basis_without_rule");
    let timed = Patch::Set(Rule::parse("FREQ=DAILY;BYHOUR=9").unwrap());
    assert_eq!(refused(TodoPatch { recurrence_rule: timed, ..none() }), "invalid_recurrence");
}

#[test]
fn every_basis_reads_back() {
    for basis in [Basis::Due, Basis::Completion] {
        assert_eq!(Basis::from_stored(basis.as_str()), Some(basis));
    }
    assert_eq!(Basis::from_stored("never"), None);
}

#[test]
fn planned_dates_are_those_that_come_if_each_is_completed_on_its_day() {
    let utc = TimeZone::UTC;
    let noon = |day: jiff::civil::Date| utc.to_timestamp(day.at(12, 0, 0, 0)).unwrap();
    let days = date(2026, 3, 1)..=date(2026, 4, 15);
    for rule in [
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "FREQ=WEEKLY;COUNT=5",
        "FREQ=MONTHLY;UNTIL=20260401",
        "FREQ=MONTHLY",
    ] {
        for due in [date(2026, 1, 31), date(2026, 3, 1), date(2026, 3, 20), date(2026, 5, 1)] {
            for today in [date(2026, 2, 10), date(2026, 3, 5), date(2026, 4, 20)] {
                let due = Some(Due { date: due, time: None });
                let series = Recurrence::begin(Some(Rule::parse(rule).unwrap()), None, due);
                // What is due after `UNTIL` makes no series.
                let Ok(recurrence) = series else { continue };
                let mut todo = Todo { due, recurrence, ..todo() };
                let planned = todo.planned(today, &days, 100).dates;
                let mut came = Vec::new();
                let mut on = today;
                while todo.completed_at.is_none() && on <= *days.end() {
                    todo.complete(noon(on), &utc);
                    on = todo.due.unwrap().date;
                    if todo.completed_at.is_none() && days.contains(&on) {
                        came.push(on);
                    }
                }
                assert_eq!(planned, came, "{rule} {due:?} {today}");
                assert!(
                    todo.completed_at.is_none() || todo.planned(today, &days, 100).dates.is_empty()
                );
            }
        }
    }
}
