//! `/api/people`.

mod birthdays;
mod change;
mod contacts;
mod duplicates;
mod errors;
mod merge;
mod read;
mod request;
mod response;

pub(crate) use birthdays::BirthdayBody;

use crate::http::registry::Routes;

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(
        routes
            .scope("/api/people")
            .service(read::list_people)
            .service(change::create_person)
            // Before what takes an id, which it isn't.
            .service(birthdays::list_birthdays)
            .service(read::read_person)
            .service(change::update_person)
            .service(change::patch_person)
            .service(change::delete_person)
            .service(duplicates::list_duplicates)
            .service(merge::merge_person),
    );
}
