//! Why something with todos failed, as problems.

use umbra_app::todo::{
    CreateTodoError, DeleteTodoError, ListTodosError, ReadTodoError, UpdateTodoError,
};

use crate::{Problem, page::invalid_cursor, problem::FieldError};

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
            // Only day and time contradict each other once each field is sound.
            UpdateTodoError::Invalid(invalid) => {
                Self::invalid(vec![FieldError::from_invalid("/due_time", invalid)])
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
