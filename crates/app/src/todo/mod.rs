//! Todos.

mod complete;
mod create;
mod delete;
mod list;
mod read;
mod undo;
mod update;

pub use create::CreateTodoError;
pub use delete::DeleteTodoError;
pub(crate) use list::reached;
pub use list::{ListTodos, ListTodosError};
pub use read::ReadTodoError;
pub use undo::UndoCompletionError;
pub use update::UpdateTodoError;
