//! What somebody sees of these days, made through the API.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::calendar::{account, filled::Filled, invented::later};
use crate::failure::{Failure, Outcome};
use crate::http::{Connection, Request, block_on};

/// Makes it: of each kind some today, some in the coming days, and some that recurs.
pub(super) fn make(filled: &Filled, day: Date) -> Outcome {
    block_on(async {
        let mut connection = Connection::open(filled.server.address).await?;
        let project =
            post(&mut connection, filled, "/api/projects", &json!({"name": "House"})).await?;
        let tasks = format!("/api/projects/{}/tasks", project["id"]);
        for number in 0..20_u32 {
            let on = later(day, number % 7).to_string();
            let title = format!("Number {number}");
            let rule = match number % 4 {
                0 => json!("FREQ=WEEKLY"),
                _ => Value::Null,
            };
            let event = json!({"title": title, "start": format!("{on}T12:00"),
                "recurrence_rule": rule});
            let todo = json!({"title": title, "due_date": on, "recurrence_rule": rule});
            let task = json!({"title": title, "due_date": on, "recurrence_rule": rule});
            let remind_at = format!("{on}T23:59:00");
            let reminder = json!({"title": title, "remind_at": remind_at, "recurrence_rule": rule});
            for (path, body) in [
                ("/api/events", event),
                ("/api/todos", todo),
                (&tasks, task),
                ("/api/reminders", reminder),
            ] {
                post(&mut connection, filled, path, &body).await?;
            }
        }
        for number in 0..10_u32 {
            let born = later(day, number % 3);
            let birthday = format!("--{:02}-{:02}", born.month(), born.day());
            let person = json!({"first_name": format!("Ana {number}"), "birthday": birthday});
            post(&mut connection, filled, "/api/people", &person).await?;
        }
        Ok(())
    })
}

async fn post(
    connection: &mut Connection,
    filled: &Filled,
    path: &str,
    body: &Value,
) -> Outcome<Value> {
    let request = Request::send("POST", path, &body.to_string());
    let request = request.cookie(&account(filled, 0)?.cookie).to(filled.server.address);
    let made = connection.expect(&request).await?.body();
    serde_json::from_slice(made).map_err(Failure::when("an answer is no JSON"))
}
