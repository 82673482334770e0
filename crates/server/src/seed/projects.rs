//! What the people of the household have undertaken: projects with tasks.

use jiff::{ToSpan, civil::Date};
use umbra_app::App;
use umbra_domain::{
    ProjectId, TaskId, UserId,
    calendar::SortOrder,
    comment::Content,
    project::{Description, Name, Project, Status as ProjectStatus},
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
    /// Whether it is for whom the project belongs to.
    assigned: bool,
    comment: Option<&'static str>,
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
        assigned: false,
        comment: None,
    }
}

pub(super) const PARENTS: &[Plan] = &[
    Plan {
        name: "New kitchen",
        description: Some("Before Grandpa comes in autumn."),
        color: "#c0392b",
        status: ProjectStatus::Active,
        due_in: Some(60),
        steps: &[
            Step { assigned: true, ..step("Measure the walls", Status::Done, Some(-12)) },
            Step {
                after: &[0],
                comment: Some("The left one is two centimetres out of square."),
                ..step("Draw the plan", Status::Done, Some(-5))
            },
            Step {
                priority: Priority::High,
                after: &[1],
                assigned: true,
                ..step("Get three offers", Status::InProgress, Some(2))
            },
            Step { part_of: Some(2), ..step("Carpenter in the village", Status::Done, None) },
            Step { part_of: Some(2), ..step("Kitchen studio", Status::Review, None) },
            Step { part_of: Some(2), ..step("Furniture shop", Status::Todo, Some(1)) },
            Step { after: &[2], ..step("Order the kitchen", Status::Todo, Some(9)) },
            Step {
                comment: Some("The electrician has no time before the end of the month."),
                ..step("New sockets", Status::Blocked, Some(14))
            },
            Step { after: &[6, 7], ..step("Tile the wall", Status::Todo, Some(40)) },
            Step { priority: Priority::Low, ..step("Choose a lamp", Status::Todo, None) },
        ],
    },
    Plan {
        name: "House and garden",
        description: None,
        color: "#4c9a2a",
        status: ProjectStatus::Active,
        due_in: None,
        steps: &[
            Step {
                rule: Some("FREQ=WEEKLY;BYDAY=SA"),
                assigned: true,
                ..step("Clean the house", Status::Todo, Some(1))
            },
            Step { part_of: Some(0), ..step("Kitchen", Status::Done, None) },
            Step { part_of: Some(0), ..step("Bathroom", Status::Todo, None) },
            Step { part_of: Some(0), ..step("Stairs", Status::Todo, None) },
            Step {
                rule: Some("FREQ=MONTHLY;BYDAY=1SA"),
                ..step("Clean the gutters", Status::Todo, Some(4))
            },
            step("Repair the fence", Status::InProgress, Some(-2)),
        ],
    },
    Plan {
        name: "Summer holiday",
        description: Some("Two weeks by the sea."),
        color: "#3366cc",
        status: ProjectStatus::Planned,
        due_in: Some(150),
        steps: &[
            step("Find a place", Status::Todo, Some(30)),
            Step { after: &[0], ..step("Book the train", Status::Todo, Some(45)) },
            step("Renew Mia's passport", Status::Todo, Some(60)),
        ],
    },
];

pub(super) const CHILD: &[Plan] = &[Plan {
    name: "Science fair",
    description: Some("A volcano that really erupts."),
    color: "#e0567a",
    status: ProjectStatus::Active,
    due_in: Some(12),
    steps: &[
        step("Find a recipe for lava", Status::Done, Some(-3)),
        Step { after: &[0], ..step("Build the mountain", Status::InProgress, Some(3)) },
        Step { after: &[1], ..step("Try it in the garden", Status::Todo, Some(5)) },
        Step { after: &[1], ..step("Paint it", Status::Todo, Some(8)) },
        Step { priority: Priority::High, ..step("Write the poster", Status::Todo, Some(10)) },
    ],
}];

pub(super) const GRANDPARENT: &[Plan] = &[Plan {
    name: "Family tree",
    description: None,
    color: "#a0702a",
    status: ProjectStatus::OnHold,
    due_in: None,
    steps: &[
        step("Scan the old photos", Status::InProgress, None),
        step("Ask Aunt Erna about Linz", Status::Blocked, Some(20)),
    ],
}];

/// Makes the projects of a person; returns how many projects and tasks.
pub(super) async fn plan(
    app: &App,
    who: UserId,
    plans: &[Plan],
    today: Date,
) -> Result<(usize, usize), Failure> {
    let mut tasks = 0;
    for (plan, place) in plans.iter().zip(1..) {
        let mut new = Project::named(Name::parse(plan.name)?, who);
        new.description = plan.description.map(Description::parse).transpose()?;
        new.color = Color::parse(plan.color)?;
        new.status = plan.status;
        new.due = plan.due_in.map(|days| today.saturating_add(days.days()));
        new.sort_order = SortOrder::parse(place)?;
        let project = made(app.create_project(who, new, None).await)?.id;
        let mut steps: Vec<TaskId> = Vec::new();
        for step in plan.steps {
            let new = task(step, project, who, &steps, today)?;
            let task = made(app.create_task(who, new, None, None).await)?.id;
            if let Some(text) = step.comment {
                let content = Content::parse(text)?;
                made(app.create_comment(who, (project, task), content, None).await)?;
            }
            steps.push(task);
        }
        tasks += steps.len();
    }
    Ok((plans.len(), tasks))
}

fn task(
    step: &Step,
    project: ProjectId,
    who: UserId,
    steps: &[TaskId],
    today: Date,
) -> Result<Task, Failure> {
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
        assignees: step.assigned.then_some(who).into_iter().collect(),
        ..Task::titled(project, Title::parse(step.title)?)
    })
}
