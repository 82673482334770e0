//! `/api/todos`.

mod change;
mod completion;
mod errors;
mod read;
mod request;
mod response;

pub(crate) use errors::place;
pub(crate) use request::{BasisName, PriorityName, due};
pub(crate) use response::TodoBody;

use crate::http::registry::Routes;

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(
        routes
            .scope("/api/todos")
            .service(read::list_todos)
            .service(change::create_todo)
            .service(read::read_todo)
            .service(change::update_todo)
            .service(change::patch_todo)
            .service(change::delete_todo)
            .service(completion::toggle_todo)
            .service(completion::undo_completion),
    );
}
