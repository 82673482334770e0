//! What clients get to see of locations.

use serde::Serialize;
use umbra_domain::{
    Stored,
    location::{Address, Category, Location, Notes, Phone, Website},
};
use utoipa::ToSchema;

use crate::http::resource::Exposed;

/// A location.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Location)]
pub(crate) struct LocationBody {
    /// The id of the location.
    #[schema(minimum = 1)]
    id: i64,
    /// Its name.
    #[schema(example = "Café Central")]
    name: String,
    /// A word to group locations by.
    category: Option<String>,
    /// The postal address.
    #[schema(example = "Herrengasse 14\n1010 Wien")]
    address: Option<String>,
    /// The latitude in degrees north (WGS 84); set if and only if `longitude` is.
    #[schema(minimum = -90, maximum = 90, example = 48.2103961)]
    latitude: Option<f64>,
    /// The longitude in degrees east (WGS 84).
    #[schema(minimum = -180, maximum = 180, example = 16.3654403)]
    longitude: Option<f64>,
    /// The telephone number there, as people write it.
    phone: Option<String>,
    /// The e-mail address there.
    email: Option<String>,
    /// Its website, `http` or `https`.
    website: Option<String>,
    /// Notes.
    notes: Option<String>,
    /// Whether it is one of the caller's favorites.
    is_favorite: bool,
    /// Its version. In quotes (`"17"`) it is what `If-Match` takes, so a client can change an item of a
    /// list without reading it again.
    #[schema(minimum = 1, example = 17)]
    version: i64,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Stored<Location>> for LocationBody {
    fn from(location: Stored<Location>) -> Self {
        let Stored { id, body, version, created_at, updated_at, .. } = location;
        Self {
            id: id.0,
            name: body.name.into_string(),
            category: body.category.map(Category::into_string),
            address: body.address.map(Address::into_string),
            latitude: body.coordinates.map(|both| both.latitude.get()),
            longitude: body.coordinates.map(|both| both.longitude.get()),
            phone: body.phone.map(Phone::into_string),
            email: body.email.map(|email| email.as_str().to_owned()),
            website: body.website.map(Website::into_string),
            notes: body.notes.map(Notes::into_string),
            is_favorite: body.is_favorite,
            version,
            created_at: created_at.to_string(),
            updated_at: updated_at.to_string(),
        }
    }
}

impl Exposed for Location {
    const PATH: &'static str = "/api/locations";
    type Body = LocationBody;
}
