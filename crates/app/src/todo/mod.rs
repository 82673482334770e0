//! Todos.

mod create;
mod delete;
mod list;
mod read;
mod update;

pub use create::CreateTodoError;
pub use delete::DeleteTodoError;
pub use list::{ListTodos, ListTodosError};
pub use read::ReadTodoError;
pub use update::UpdateTodoError;
