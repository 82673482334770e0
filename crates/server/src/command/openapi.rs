//! `umbra openapi`

use crate::failure::Failure;
use crate::output::print;

/// Prints the description of the API, as it is served at `/api/openapi.json`.
pub(super) fn run() -> Result<(), Failure> {
    let document = umbra_api::openapi().to_pretty_json();
    print(format_args!(
        "{}\n",
        document.map_err(|error| {
            Failure::Io("can't write the description of the API", error.into())
        })?
    ))
}
