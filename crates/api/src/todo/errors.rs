//! Why something with todos failed, as problems.

use umbra_app::todo::{
    CreateTodoError, DeleteTodoError, ListTodosError, ReadTodoError, UndoCompletionError,
    UpdateTodoError,
};
use umbra_domain::{Invalid, todo::Unsound};

use crate::http::{Problem, page::invalid_cursor, problem::FieldError};

impl From<CreateTodoError> for Problem {
    fn from(error: CreateTodoError) -> Self {
        match error {
            CreateTodoError::Store(error) => error.into(),
        }
    }
}

impl From<ReadTodoError> for Problem {
    fn from(error: ReadTodoError) -> Self {
        match error {
            ReadTodoError::NotFound => Self::not_found(),
            ReadTodoError::Store(error) => error.into(),
        }
    }
}

impl From<ListTodosError> for Problem {
    fn from(error: ListTodosError) -> Self {
        match error {
            ListTodosError::BadCursor => invalid_cursor(),
            ListTodosError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateTodoError> for Problem {
    fn from(error: UpdateTodoError) -> Self {
        match error {
            UpdateTodoError::NotFound => Self::not_found(),
            UpdateTodoError::Changed => Self::precondition_failed(),
            UpdateTodoError::Unsound(unsound) => {
                let (pointer, invalid) = place(unsound);
                Self::invalid(vec![FieldError::from_invalid(pointer, invalid)])
            }
            UpdateTodoError::Store(error) => error.into(),
        }
    }
}

impl From<DeleteTodoError> for Problem {
    fn from(error: DeleteTodoError) -> Self {
        match error {
            DeleteTodoError::NotFound => Self::not_found(),
            DeleteTodoError::Changed => Self::precondition_failed(),
            DeleteTodoError::Store(error) => error.into(),
        }
    }
}

impl From<UndoCompletionError> for Problem {
    fn from(error: UndoCompletionError) -> Self {
        match error {
            UndoCompletionError::NotFound => Self::not_found(),
            UndoCompletionError::Changed => Self::precondition_failed(),
            UndoCompletionError::Nothing => {
                let detail = "Nothing of this todo's present series was completed.";
                Self::conflict("nothing_to_undo", detail)
            }
            UndoCompletionError::Store(error) => error.into(),
        }
    }
}

/// Says at which field one is told that the fields don't go together.
pub(super) fn place(unsound: Unsound) -> (&'static str, Invalid) {
    match unsound {
        Unsound::DueTime(invalid) => ("/due_time", invalid),
        Unsound::Rule(invalid) => ("/recurrence_rule", invalid),
        Unsound::Basis(invalid) => ("/recurrence_basis", invalid),
    }
}
