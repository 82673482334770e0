//! What the people of the household have undertaken, together or alone: projects with tasks.

use std::collections::HashMap;

use jiff::{ToSpan, civil::Date};
use umbra_app::App;
use umbra_domain::{
    ProjectId, TaskId, UserId,
    calendar::SortOrder,
    comment::Content,
    project::{Description, Name, Project, Role, Status as ProjectStatus},
    recurrence::Rule,
    settings::Color,
    task::{Status, Task, Unsound},
    todo::{Due, Priority, Recurrence, Title},
};

use super::made;
use crate::failure::Failure;

/// One project, as it stands today.
pub(super) struct Plan {
    name: &'static str,
    description: Option<&'static str>,
    color: &'static str,
    status: ProjectStatus,
    due_in: Option<i64>,
    /// Who is in it beside whom it belongs to.
    members: &'static [(&'static str, Role)],
    steps: &'static [Step],
}

/// One of its tasks; others are named by their place in the list.
struct Step {
    title: &'static str,
    status: Status,
    priority: Priority,
    /// In how many days it is due, if it is.
    due_in: Option<i64>,
    rule: Option<&'static str>,
    part_of: Option<usize>,
    after: &'static [usize],
    /// Who does it.
    assigned: &'static [&'static str],
    /// Who said what about it.
    comments: &'static [(&'static str, &'static str)],
}

const fn step(title: &'static str, status: Status, due_in: Option<i64>) -> Step {
    Step {
        title,
        status,
        priority: Priority::None,
        due_in,
        rule: None,
        part_of: None,
        after: &[],
        assigned: &[],
        comments: &[],
    }
}

pub(super) const ANA: &[Plan] = &[
    Plan {
        name: "New kitchen",
        description: Some("Before Grandpa comes in autumn."),
        color: "#c0392b",
        status: ProjectStatus::Active,
        due_in: Some(60),
        members: &[("ben", Role::Editor), ("mia", Role::Commenter)],
        steps: &[
            Step { assigned: &["ben"], ..step("Measure the walls", Status::Done, Some(-12)) },
            Step {
                after: &[0],
                assigned: &["ana"],
                comments: &[("ben", "The left one is two centimetres out of square.")],
                ..step("Draw the plan", Status::Done, Some(-5))
            },
            Step {
                priority: Priority::High,
                after: &[1],
                assigned: &["ana", "ben"],
                comments: &[
                    ("ana", "@ben, can you ask the carpenter by Friday?"),
                    ("ben", "Done. He comes on Tuesday."),
                    ("mia", "Take the one with the big oven!"),
                ],
                ..step("Get three offers", Status::InProgress, Some(2))
            },
            Step { part_of: Some(2), ..step("Carpenter in the village", Status::Done, None) },
            Step { part_of: Some(2), ..step("Kitchen studio", Status::Review, None) },
            Step { part_of: Some(2), ..step("Furniture shop", Status::Todo, Some(1)) },
            Step { after: &[2], ..step("Order the kitchen", Status::Todo, Some(9)) },
            Step {
                assigned: &["ben"],
                comments: &[("ben", "The electrician has no time before the end of the month.")],
                ..step("New sockets", Status::Blocked, Some(14))
            },
            Step { after: &[6, 7], ..step("Tile the wall", Status::Todo, Some(40)) },
            Step { priority: Priority::Low, ..step("Choose a lamp", Status::Todo, None) },
        ],
    },
    Plan {
        name: "Summer holiday",
        description: Some("Two weeks by the sea."),
        color: "#3366cc",
        status: ProjectStatus::Planned,
        due_in: Some(150),
        members: &[("ben", Role::Editor), ("mia", Role::Editor)],
        steps: &[
            step("Find a place", Status::Todo, Some(30)),
            Step { after: &[0], ..step("Book the train", Status::Todo, Some(45)) },
            Step {
                assigned: &["mia"],
                ..step("Find out when the exams are", Status::Todo, Some(20))
            },
        ],
    },
    Plan {
        name: "Street party",
        description: Some("On the green, as every year."),
        color: "#e0a030",
        status: ProjectStatus::Active,
        due_in: Some(25),
        members: &[("ben", Role::Editor), ("piet", Role::Viewer)],
        steps: &[
            Step { assigned: &["ana"], ..step("Ask the town hall", Status::Done, Some(-8)) },
            Step { assigned: &["piet"], ..step("Lend the long tables", Status::Todo, Some(24)) },
            Step {
                assigned: &["ben"],
                comments: &[("ana", "@piet's grill is bigger than ours: ask him first.")],
                ..step("Find a grill", Status::InProgress, Some(20))
            },
            Step { after: &[0], ..step("Put up the notes", Status::Todo, Some(10)) },
        ],
    },
];

pub(super) const BEN: &[Plan] = &[Plan {
    name: "House and garden",
    description: None,
    color: "#4c9a2a",
    status: ProjectStatus::Active,
    due_in: None,
    members: &[("ana", Role::Editor)],
    steps: &[
        Step {
            rule: Some("FREQ=WEEKLY;BYDAY=SA"),
            assigned: &["ana", "ben"],
            ..step("Clean the house", Status::Todo, Some(1))
        },
        Step { part_of: Some(0), ..step("Kitchen", Status::Done, None) },
        Step { part_of: Some(0), ..step("Bathroom", Status::Todo, None) },
        Step { part_of: Some(0), ..step("Stairs", Status::Todo, None) },
        Step {
            rule: Some("FREQ=MONTHLY;BYDAY=1SA"),
            ..step("Clean the gutters", Status::Todo, Some(4))
        },
        step("Repair the fence", Status::InProgress, Some(-1)),
    ],
}];

pub(super) const CHILD: &[Plan] = &[Plan {
    name: "Thesis",
    description: Some("A volcano that really erupted."),
    color: "#e0567a",
    status: ProjectStatus::Active,
    due_in: Some(90),
    members: &[("ana", Role::Viewer)],
    steps: &[
        step("Find a supervisor", Status::Done, Some(-3)),
        Step { after: &[0], ..step("Read what there is", Status::InProgress, Some(14)) },
        Step { after: &[1], ..step("Fly to the Azores", Status::Todo, Some(30)) },
        Step { after: &[2], ..step("Measure", Status::Todo, Some(45)) },
        Step { priority: Priority::High, ..step("Write", Status::Todo, Some(80)) },
    ],
}];

pub(super) const NEIGHBOUR: &[Plan] = &[Plan {
    name: "Family tree",
    description: None,
    color: "#a0702a",
    status: ProjectStatus::OnHold,
    due_in: None,
    members: &[],
    steps: &[
        step("Scan the old photos", Status::InProgress, None),
        step("Ask Aunt Erna about Utrecht", Status::Blocked, Some(20)),
    ],
}];

/// Makes the projects of a person; returns how many projects and tasks.
pub(super) async fn plan(
    app: &App,
    who: UserId,
    people: &HashMap<&str, UserId>,
    plans: &[Plan],
    today: Date,
) -> Result<(usize, usize), Failure> {
    let named = |name: &str| people.get(name).copied().ok_or(Failure::NotEmpty);
    let mut tasks = 0;
    for (plan, place) in plans.iter().zip(1..) {
        let mut new = Project::named(Name::parse(plan.name)?, who);
        new.description = plan.description.map(Description::parse).transpose()?;
        new.color = Color::parse(plan.color)?;
        new.status = plan.status;
        new.due = plan.due_in.map(|days| today.saturating_add(days.days()));
        new.sort_order = SortOrder::parse(place)?;
        let project = made(app.create_project(who, new, None).await)?.id;
        for (name, role) in plan.members {
            made(app.add_project_member(who, project, named(name)?, *role, None).await)?;
        }
        let mut steps: Vec<TaskId> = Vec::new();
        for step in plan.steps {
            let mut new = task(step, project, &steps, today)?;
            new.assignees =
                step.assigned.iter().map(|name| named(name)).collect::<Result<_, _>>()?;
            let task = made(app.create_task(who, new, None, None).await)?.id;
            for (name, text) in step.comments {
                let content = Content::parse(text)?;
                let said = app.create_comment(named(name)?, (project, task), content, None).await;
                made(said)?;
            }
            steps.push(task);
        }
        tasks += steps.len();
    }
    Ok((plans.len(), tasks))
}

fn task(step: &Step, project: ProjectId, steps: &[TaskId], today: Date) -> Result<Task, Failure> {
    let due = step.due_in.map(|days| today.saturating_add(days.days()));
    let due = due.map(|date| Due { date, time: None });
    let rule = step.rule.map(Rule::parse).transpose()?;
    let recurrence = Recurrence::begin(rule, None, due);
    let recurrence = recurrence.map_err(|unsound| Failure::seed(Unsound::from(unsound)))?;
    let named = |place: &usize| steps.get(*place).copied();
    Ok(Task {
        status: step.status,
        priority: step.priority,
        due,
        recurrence,
        parent: step.part_of.as_ref().and_then(named),
        depends_on: step.after.iter().filter_map(named).collect(),
        ..Task::titled(project, Title::parse(step.title)?)
    })
}
