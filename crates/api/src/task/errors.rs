//! Why something with tasks failed, as problems.

use umbra_app::task::{TaskRefused, UnknownTask};
use umbra_domain::{
    Invalid,
    task::{MAX_DEPTH, Unsound},
};

use crate::{
    http::{Problem, problem::FieldError},
    todo::place as place_of_series,
};

impl From<TaskRefused> for Problem {
    fn from(refused: TaskRefused) -> Self {
        let field = |pointer, code, detail: String| FieldError::new(pointer, code, detail);
        let error = match refused {
            TaskRefused::Unsound(unsound) => {
                let (pointer, invalid) = place(unsound);
                FieldError::from_invalid(pointer, invalid)
            }
            TaskRefused::UnknownParent => {
                let detail = "there is no such task in this project";
                field("/parent_task_id", "unknown_task", detail.to_owned())
            }
            TaskRefused::WithinItself => {
                let detail = "a task can't be a part of itself";
                field("/parent_task_id", "circular", detail.to_owned())
            }
            TaskRefused::TooDeep => {
                let detail = format!("there are at most {MAX_DEPTH} levels of tasks");
                field("/parent_task_id", "too_deep", detail)
            }
            TaskRefused::UnknownDependency => {
                let detail = "one of them isn't a task of this project";
                field("/depends_on", "unknown_task", detail.to_owned())
            }
            TaskRefused::Circular => {
                let detail = "the task would have to be done before itself";
                field("/depends_on", "circular", detail.to_owned())
            }
            TaskRefused::UnknownAssignee => {
                let detail = "one of them isn't a member of this project";
                field("/assignee_ids", "unknown_member", detail.to_owned())
            }
        };
        Self::invalid(vec![error])
    }
}

impl From<UnknownTask> for Problem {
    fn from(unknown: UnknownTask) -> Self {
        let (pointer, detail) = match unknown {
            UnknownTask::Moved => ("/task_ids", "one of them isn't a task of this project"),
            UnknownTask::After => {
                ("/after_task_id", "this isn't a task of this project, or it is to move itself")
            }
        };
        Self::invalid(vec![FieldError::new(pointer, "unknown_task", detail)])
    }
}

/// Names the field that is refused when fields don't fit together.
pub(super) fn place(unsound: Unsound) -> (&'static str, Invalid) {
    match unsound {
        Unsound::Series(unsound) => place_of_series(unsound),
        Unsound::Start(invalid) => ("/start_date", invalid),
    }
}
