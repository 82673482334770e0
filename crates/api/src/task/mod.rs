//! `/api/projects/{id}/tasks`, and the board.

mod change;
mod completion;
mod errors;
mod filter;
mod order;
mod read;
mod request;
mod response;

pub(crate) use request::TaskStatusName;
pub(crate) use response::TaskBody;

use crate::http::registry::{Inner, Scope};

/// Adds the routes to the scope `/api/projects`.
pub(crate) fn routes<T: Inner>(scope: Scope<T>) -> Scope<T> {
    scope
        .service(read::read_board)
        .service(read::list_tasks)
        .service(change::create_task)
        .service(order::reorder_tasks)
        .service(read::read_task)
        .service(change::update_task)
        .service(change::patch_task)
        .service(change::delete_task)
        .service(completion::undo_task_completion)
}
