//! `umbra openapi`

use crate::failure::Failure;
use crate::output::print;

/// Prints the description of the API, as it is served at `/api/openapi.json`.
pub(super) fn run() -> Result<(), Failure> {
    print(format_args!("{:#}\n", umbra_api::openapi()))
}
