//! Why something with locations failed, as problems.

use umbra_domain::{Invalid, location::MissingCoordinate};

use crate::http::{Problem, problem::FieldError};

impl From<MissingCoordinate> for Problem {
    fn from(missing: MissingCoordinate) -> Self {
        let (pointer, invalid) = place(missing);
        Self::invalid(vec![FieldError::from_invalid(pointer, invalid)])
    }
}

/// Says at which field one is told that a coordinate is missing.
pub(super) fn place(missing: MissingCoordinate) -> (&'static str, Invalid) {
    let pointer = match missing {
        MissingCoordinate::Latitude => "/latitude",
        MissingCoordinate::Longitude => "/longitude",
    };
    let message = "latitude and longitude go together: send both, or clear both";
    (pointer, Invalid::new("missing_coordinate", message))
}
