//! `/api/projects`.

mod change;
mod member;
mod read;
mod request;
mod response;

pub(crate) use member::{MemberBody, RoleName};
pub(crate) use response::ProjectBody;

use crate::{comment, http::registry::Routes, task};

/// Registers the routes, with those of who and what is in a project.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    let scope = routes
        .scope("/api/projects")
        .service(read::list_projects)
        .service(change::create_project)
        .service(read::read_project)
        .service(change::update_project)
        .service(change::patch_project)
        .service(change::delete_project)
        .service(read::read_project_stats);
    routes.service(comment::routes(task::routes(member::routes(scope))));
}
