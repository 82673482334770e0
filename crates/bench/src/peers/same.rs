//! Whether everybody answers with the same things: rates of different answers can't be compared.

use serde_json::Value;

use super::contestant::Contestant;
use super::load::Load;
use crate::failure::{Failure, Outcome};
use crate::server::rest;

/// The lists of a dashboard.
const LISTS: [&str; 5] = ["events", "due_todos", "overdue_todos", "reminders", "due_reminders"];

/// How often a dashboard is looked at again while reminders become due, which a job of Umbra's sees to.
const LOOKS: usize = 60;

/// Compares what everybody answers with what the first one does, for each person, and tells how much that is.
pub(super) fn check(field: &[Contestant<'_>]) -> Outcome<Vec<String>> {
    let mut told = Vec::new();
    for load in [Load::Todos, Load::Grown, Load::Month, Load::Dashboard] {
        let mut looks = 0;
        let counts = loop {
            match compare(field, load)? {
                Ok(counts) => break counts,
                Err(why) if looks == LOOKS => return Err(why),
                Err(_) => looks += 1,
            }
            rest(std::time::Duration::from_millis(500));
        };
        if let Some(counts) = counts {
            told.push(told_of(load, &counts));
        }
    }
    Ok(told)
}

/// Counts of each list of each person's answer.
type Counts = Vec<Vec<usize>>;

fn compare(field: &[Contestant<'_>], load: Load) -> Outcome<Outcome<Option<Counts>>> {
    let mut first: Option<(&str, Counts)> = None;
    for contestant in field {
        let Some(answers) = contestant.answers(load)? else { continue };
        let counts: Counts = answers.iter().map(|answer| count(load, answer)).collect();
        let name = contestant.who.name();
        let Some((other, expected)) = &first else {
            if counts.iter().all(|counts| counts.iter().all(|count| *count == 0)) {
                return Ok(Err(Failure::new(format!("{name}: nothing in {}", load.name()))));
            }
            first = Some((name, counts));
            continue;
        };
        if let Some(person) =
            (0..counts.len()).find(|&person| counts.get(person) != expected.get(person))
        {
            return Ok(Err(Failure::new(format!(
                "{} of person {person}: {name} has {:?}, {other} {:?}",
                load.name(),
                counts.get(person),
                expected.get(person),
            ))));
        }
    }
    Ok(Ok(first.map(|(_, counts)| counts)))
}

fn count(load: Load, answer: &Value) -> Vec<usize> {
    let length = |list: &Value| list.as_array().map_or(0, Vec::len);
    match load {
        Load::Dashboard => LISTS.iter().map(|name| length(&answer[*name])).collect(),
        _ if answer.is_object() => vec![length(&answer["items"])],
        _ => vec![length(answer)],
    }
}

/// Tells the middle amount.
fn told_of(load: Load, counts: &Counts) -> String {
    let mut sums: Vec<usize> = counts.iter().map(|counts| counts.iter().sum()).collect();
    sums.sort_unstable();
    let middle = sums.get(sums.len() / 2).copied().unwrap_or_default();
    format!("{}: {middle} items, the same everywhere", load.name())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_counted_wherever_they_are() {
        assert_eq!(count(Load::Month, &json!([1, 2, 3])), [3]);
        assert_eq!(count(Load::Todos, &json!({"items": [1], "page": 1})), [1]);
        let dashboard = json!({"events": [1, 2], "due_todos": [], "overdue_todos": [1],
            "due_reminders": [1], "weather": null});
        assert_eq!(count(Load::Dashboard, &dashboard), [2, 0, 1, 0, 1]);
    }
}
