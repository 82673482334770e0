//! What clients send about locations.

use serde::{Deserialize, Serialize};
use umbra_domain::{
    Patch,
    location::{
        Address, Category, Coordinates, Latitude, Location, LocationFilter, LocationPatch,
        Longitude, Name, Notes, Phone, Website,
    },
    user::Email,
};
use utoipa::{IntoParams, ToSchema};

use super::errors::place;
use crate::http::{
    Problem,
    fields::{Fields, optional},
    patch,
    query::search,
};

/// A new location.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateLocation {
    /// Its name.
    #[schema(min_length = 1, max_length = 200, example = "Café Central")]
    name: String,
    /// A word to group locations by.
    #[serde(default)]
    #[schema(max_length = 100, example = "cafés")]
    category: Option<String>,
    /// The postal address, on as many lines as it takes.
    #[serde(default)]
    #[schema(max_length = 1000, example = "Herrengasse 14\n1010 Wien")]
    address: Option<String>,
    /// The latitude in degrees north (WGS 84), rounded to seven decimals. Needs a `longitude`.
    #[serde(default)]
    #[schema(minimum = -90, maximum = 90, example = 48.2103961)]
    latitude: Option<f64>,
    /// The longitude in degrees east (WGS 84), rounded to seven decimals. Needs a `latitude`.
    #[serde(default)]
    #[schema(minimum = -180, maximum = 180, example = 16.3654403)]
    longitude: Option<f64>,
    /// The telephone number there, as people write it.
    #[serde(default)]
    #[schema(max_length = 50, example = "+43 1 5333763")]
    phone: Option<String>,
    /// The e-mail address there.
    #[serde(default)]
    #[schema(max_length = 254, example = "tables@example.org")]
    email: Option<String>,
    /// Its website, `http` or `https`.
    #[serde(default)]
    #[schema(max_length = 2000, example = "https://example.org/")]
    website: Option<String>,
    /// Notes.
    #[serde(default)]
    #[schema(max_length = 10000)]
    notes: Option<String>,
    /// Whether it is one of the caller's favorites. Default: `false`.
    #[serde(default)]
    is_favorite: Option<bool>,
}

impl CreateLocation {
    pub(super) fn parse(&self) -> Result<Location, Problem> {
        let mut fields = Fields::default();
        let name = fields.take("/name", Name::parse(&self.name));
        let category = fields.take("/category", optional(self.category.as_ref(), Category::parse));
        let address = fields.take("/address", optional(self.address.as_ref(), Address::parse));
        let latitude = fields.take("/latitude", self.latitude.map(Latitude::parse).transpose());
        let longitude = fields.take("/longitude", self.longitude.map(Longitude::parse).transpose());
        let phone = fields.take("/phone", optional(self.phone.as_ref(), Phone::parse));
        let email = fields.take("/email", optional(self.email.as_ref(), Email::parse));
        let website = fields.take("/website", optional(self.website.as_ref(), Website::parse));
        let notes = fields.take("/notes", optional(self.notes.as_ref(), Notes::parse));
        let coordinates = match (latitude, longitude) {
            (Some(latitude), Some(longitude)) => {
                let both = Coordinates::of(latitude, longitude).map_err(place);
                both.map_err(|(pointer, invalid)| fields.refuse(pointer, invalid)).ok()
            }
            _ => None,
        };
        fields.build(|| {
            Some(Location {
                name: name?,
                category: category?,
                address: address?,
                coordinates: coordinates?,
                phone: phone?,
                email: email?,
                website: website?,
                notes: notes?,
                is_favorite: self.is_favorite.unwrap_or_default(),
            })
        })
    }
}

/// A change of a location: an omitted field stays, `null` clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateLocation {
    /// Its name; can't be cleared.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 200)]
    name: Patch<String>,
    /// A word to group locations by.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 100)]
    category: Patch<String>,
    /// The postal address.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    address: Patch<String>,
    /// The latitude in degrees north. Can only be cleared together with `longitude`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<f64>, minimum = -90, maximum = 90)]
    latitude: Patch<f64>,
    /// The longitude in degrees east. Can only be cleared together with `latitude`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<f64>, minimum = -180, maximum = 180)]
    longitude: Patch<f64>,
    /// The telephone number there.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 50)]
    phone: Patch<String>,
    /// The e-mail address there.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 254)]
    email: Patch<String>,
    /// Its website.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 2000)]
    website: Patch<String>,
    /// Notes.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 10000)]
    notes: Patch<String>,
    /// Whether it is one of the caller's favorites; `null` sets `false`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    is_favorite: Patch<bool>,
}

impl UpdateLocation {
    pub(super) fn parse(self) -> Result<LocationPatch, Problem> {
        let mut fields = Fields::default();
        let patch = LocationPatch {
            name: fields.replace("/name", self.name, |text| Name::parse(&text)),
            category: fields.patch("/category", self.category, |text| Category::parse(&text)),
            address: fields.patch("/address", self.address, |text| Address::parse(&text)),
            latitude: fields.patch("/latitude", self.latitude, Latitude::parse),
            longitude: fields.patch("/longitude", self.longitude, Longitude::parse),
            phone: fields.patch("/phone", self.phone, |text| Phone::parse(&text)),
            email: fields.patch("/email", self.email, |text| Email::parse(&text)),
            website: fields.patch("/website", self.website, |text| Website::parse(&text)),
            notes: fields.patch("/notes", self.notes, |text| Notes::parse(&text)),
            is_favorite: self.is_favorite.or(false),
        };
        fields.finish()?;
        Ok(patch)
    }
}

/// Which locations a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct LocationParameters {
    /// Only locations of this category, compared exactly.
    #[param(max_length = 100)]
    category: Option<String>,
    /// Only favorites (`true`) or only the others (`false`).
    is_favorite: Option<bool>,
    /// Only locations with this text in name, address, category or notes, ignoring case.
    #[param(max_length = 200)]
    search: Option<String>,
}

impl LocationParameters {
    pub(super) fn parse(&self) -> Result<LocationFilter, Problem> {
        let mut fields = Fields::default();
        let category = fields.take("/category", optional(self.category.as_ref(), Category::parse));
        let search = fields.take("/search", optional(self.search.as_ref(), search));
        fields.build(|| {
            let is_favorite = self.is_favorite;
            Some(LocationFilter { category: category?, is_favorite, search: search? })
        })
    }
}
