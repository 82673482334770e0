//! What a project with 10,000 tasks takes: its list, its board, another order, its numbers; alone,
//! and among a million other tasks.

use std::sync::Arc;

use clap::Args;
use umbra_domain::CalendarId;
use umbra_store::Store;

use crate::calendar::{
    self, Account, Filled, MAX_STATEMENTS, account, compared, filled, filler::execute, in_turn,
    row, statements, thousands,
};
use crate::failure::{Failure, Outcome};
use crate::http::{Connection, Load, Request, block_on};
use crate::report::Report;
use crate::server::{self, Database, Home, Postgres, Umbra};

/// How many tasks the project has.
const TASKS: usize = 10_000;

/// How many other projects of as many tasks there are beside it, at the end.
const OTHERS: usize = 100;

/// How many times as long a request may take among them as without.
const MAX_GROWTH_RATIO: f64 = 1.5;

/// The first project is the one that is asked about.
const PROJECT: &str = "/api/projects/1";

/// Options of the measurement.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Rounds of each measurement, interleaved; the middle one counts.
    #[arg(long, default_value_t = 7)]
    pub(crate) rounds: usize,
    /// Seconds that each measurement is counted.
    #[arg(long, default_value_t = 1)]
    pub(crate) seconds: u64,
}

/// Measures everything on both databases.
pub(crate) fn run(umbra: &Umbra, options: &Options) -> Outcome<Report> {
    let mut report =
        server::on_both("projects", |postgres, report| on_one(umbra, postgres, options, report))?;
    report.remark(
        "One connection asks, and its owner has all the other projects, too. A board and the numbers \
         look at all tasks of a project; a list and another order don't.",
    );
    Ok(report)
}

fn on_one(
    umbra: &Umbra,
    postgres: Option<&Postgres>,
    options: &Options,
    report: &mut Report,
) -> Outcome {
    let on = if postgres.is_some() { "PostgreSQL" } else { "SQLite" };
    let begin = |name: &str, others: usize| {
        eprintln!("{on}: {} tasks …", thousands(TASKS * (1 + others)));
        let home = match postgres {
            Some(postgres) => Home::make(Database::Postgres(postgres.create(name)?)),
            None => Home::make(Database::Sqlite),
        };
        filled(umbra, home?, 1, async |store, accounts| fill(store, accounts, others).await)
    };
    let (alone, among) = (begin("alone", 0)?, begin("among", OTHERS)?);
    for (what, ask) in ASKED {
        let loads = [load(&alone, ask)?, load(&among, ask)?];
        let seen = format!("{} KiB", bytes(&alone, &loads[0])? / 1024);
        let runs = in_turn(&loads, &options.into())?;
        let [few, many] = &runs[..] else { return Err(Failure::new("a run is missing")) };
        let what = format!("{what} of {} tasks, {on}", thousands(TASKS));
        report.row(row(what.clone(), few, String::new(), String::new(), seen));
        let what = format!("{what}, among {}", thousands(TASKS * (1 + OTHERS)));
        report.row(compared(what, many, (few, "alone"), MAX_GROWTH_RATIO));
    }
    if let Some(postgres) = postgres {
        let mut left = alone;
        for (what, path) in [("list", "/tasks"), ("board", "/board"), ("numbers", "/stats")] {
            let what = format!("SQL statements for the {what} of a project");
            let request = |filled: &Filled| get(filled, path);
            let (row, again) =
                statements::count(umbra, left, postgres, (&what, MAX_STATEMENTS), &request)?;
            report.row(row);
            left = again;
        }
    }
    Ok(())
}

impl From<&Options> for calendar::Options {
    fn from(options: &Options) -> Self {
        Self { rounds: options.rounds, seconds: options.seconds }
    }
}

/// Makes the requests that are sent in turn.
type Ask = fn(&Filled) -> Outcome<Vec<Request>>;

const ASKED: [(&str, Ask); 5] = [
    ("page of 100", |filled| Ok(vec![get(filled, "/tasks")?])),
    ("what is overdue", |filled| Ok(vec![get(filled, "/tasks?overdue=true&sort=due_date")?])),
    ("board of 50 a column", |filled| Ok(vec![get(filled, "/board?limit=50")?])),
    ("numbers", |filled| Ok(vec![get(filled, "/stats")?])),
    // One task goes to the end and back.
    ("another order", |filled| Ok(vec![put_after(filled, 10_000)?, put_after(filled, 9)?])),
];

fn get(filled: &Filled, path: &str) -> Outcome<Request> {
    let request = Request::get(&format!("{PROJECT}{path}"));
    Ok(request.cookie(&account(filled, 0)?.cookie).to(filled.server.address))
}

fn put_after(filled: &Filled, after: usize) -> Outcome<Request> {
    let body = format!(r#"{{"task_ids":[10],"after_task_id":{after}}}"#);
    let request = Request::send("PUT", &format!("{PROJECT}/tasks/reorder"), &body);
    Ok(request.cookie(&account(filled, 0)?.cookie).to(filled.server.address))
}

fn load(filled: &Filled, ask: Ask) -> Outcome<Load> {
    let requests: Arc<[Request]> = ask(filled)?.into();
    Ok(Load { server: filled.server.address, requests, connections: 1 })
}

/// Counts the bytes of an answer.
fn bytes(filled: &Filled, load: &Load) -> Outcome<usize> {
    block_on(async {
        let mut connection = Connection::open(filled.server.address).await?;
        let request = load.requests.first().ok_or_else(|| Failure::new("nothing is asked"))?;
        Ok(connection.expect(request).await?.body().len())
    })
}

/// Writes the project, and others, all of one person.
async fn fill(store: &Store, accounts: &[Account], others: usize) -> Outcome {
    let [person] = accounts else { return Err(Failure::new("nobody is there")) };
    let calendar = person.calendars.first().copied();
    let calendar = calendar.ok_or_else(|| Failure::new("somebody has no calendar"))?;
    for number in 0..=others {
        execute(store, project(calendar, number)).await?;
        // Done tasks know when they were.
        for done in [false, true] {
            execute(store, tasks(done)).await?;
        }
    }
    for links in [ASSIGNEES, DEPENDENCIES] {
        execute(store, links.to_owned()).await?;
    }
    Ok(())
}

const MADE: &str = "'2026-02-02T02:40:00+00:00'";

fn project(CalendarId(calendar): CalendarId, number: usize) -> String {
    format!(
        "INSERT INTO projects (user_id, version, name, name_key, status, color, is_archived, \
         sort_order, search_text, created_at, updated_at) \
         SELECT user_id, 1, 'Project {number}', 'project {number}', 1, '#3366cc', \
         is_default <> is_default, {number}, 'project {number}', {MADE}, {MADE} \
         FROM calendars WHERE id = {calendar}"
    )
}

/// Writes the tasks of the newest project: of five one is done, and a tenth is overdue.
fn tasks(done: bool) -> String {
    let (condition, status, completed) =
        if done { ("i % 5 = 4", "4", MADE) } else { ("i % 5 <> 4", "i % 5", "NULL") };
    format!(
        "INSERT INTO tasks (project_id, created_by, version, title, description, status, priority, \
         due_rank, recurrence_done, completed_at, sort_order, search_text, created_at, updated_at) \
         WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {TASKS}) \
         SELECT p.id, p.user_id, 1, 'Task ' || i, 'What there is to say about task ' || i, {status}, \
         i % 4, CASE WHEN i % 10 = 0 THEN '2025-06-' || (10 + i % 20) || 'T24:00:00' \
         WHEN i % 3 = 0 THEN '2096-06-' || (10 + i % 20) || 'T24:00:00' \
         ELSE '9999-12-31T25:00:00' END, 0, {completed}, CAST(i AS bigint) * 1048576, \
         'task ' || i || ' what there is to say about task ' || i, {MADE}, {MADE} \
         FROM n, (SELECT id, user_id FROM projects ORDER BY id DESC LIMIT 1) AS p \
         WHERE {condition} ORDER BY i"
    )
}

const ASSIGNEES: &str = "INSERT INTO task_assignees (project_id, task_id, user_id) \
    SELECT project_id, id, created_by FROM tasks WHERE id % 3 = 0";

const DEPENDENCIES: &str = "INSERT INTO task_dependencies (project_id, task_id, depends_on_id) \
    SELECT t.project_id, t.id, b.id FROM tasks t \
    JOIN tasks b ON b.id = t.id - 1 AND b.project_id = t.project_id WHERE t.id % 10 = 0";

#[cfg(test)]
mod tests {
    use umbra_domain::page::Limit;
    use umbra_domain::project::ProjectFilter;
    use umbra_domain::task::{TaskFilter, TaskOrder};
    use umbra_domain::{ProjectId, UserId};
    use umbra_store::{
        project,
        task::{self, TaskQuery},
    };

    use super::*;
    use crate::testing::store_with_account;

    #[test]
    fn what_is_filled_is_what_the_store_reads() {
        block_on(async {
            let now = jiff::Timestamp::constant(1_770_000_000, 0);
            let (_folder, store) = store_with_account(now).await?;
            let account = Account { cookie: String::new(), calendars: vec![CalendarId(1)] };
            fill(&store, &[account], 1).await?;
            let (who, limit) = (UserId(1), Limit::default());
            let filter = ProjectFilter::default();
            let projects = project::list(store.reader(), who, &filter, None, limit).await?;
            assert_eq!(projects.items.len(), 2);
            let query = TaskQuery {
                project: ProjectId(1),
                filter: TaskFilter { blocked: Some(true), ..TaskFilter::default() },
                order: TaskOrder::default(),
                after: None,
                limit,
                local_now: jiff::civil::date(2026, 3, 1).at(0, 0, 0, 0),
            };
            let page = task::list(store.reader(), who, &query).await?;
            assert!(page.items.len() == 100 && page.next.is_some());
            let board = task::board(store.reader(), who, ProjectId(1), limit).await?;
            assert_eq!(board.iter().map(|column| column.total).sum::<u64>(), TASKS as u64);
            store.close().await;
            Ok(())
        })
        .unwrap();
    }
}
