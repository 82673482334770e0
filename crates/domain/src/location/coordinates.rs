//! Coordinates in whole units, so that what is stored is what is shown.

use crate::Invalid;

/// How many units a degree has. A unit is about a centimetre on the ground.
const UNITS: i32 = 10_000_000;

/// How many units a hundredth of a degree has.
const HUNDREDTH: i32 = UNITS / 100;

/// An angle in degrees of WGS 84, kept to seven decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Degrees<const MAX: i32>(i32);

/// How far north of the equator, -90 to 90 degrees.
pub type Latitude = Degrees<90>;

/// How far east of Greenwich, -180 to 180 degrees.
pub type Longitude = Degrees<180>;

impl<const MAX: i32> Degrees<MAX> {
    /// Rounds to the nearest unit.
    ///
    /// # Errors
    /// `out_of_range`.
    pub fn parse(raw: f64) -> Result<Self, Invalid> {
        if raw.abs() <= f64::from(MAX) {
            // At most 180 degrees, which fit.
            return Ok(Self((raw * f64::from(UNITS)).round() as i32));
        }
        let message = format!("this must be between -{MAX} and {MAX} degrees");
        Err(Invalid::new("out_of_range", message))
    }

    /// Takes units that were stored; `None` for more than there are.
    #[must_use]
    pub fn from_units(units: i64) -> Option<Self> {
        let most = MAX * UNITS;
        i32::try_from(units).ok().filter(|units| (-most..=most).contains(units)).map(Self)
    }

    /// Returns the number of units.
    #[must_use]
    pub fn units(self) -> i64 {
        self.0.into()
    }

    /// Rounds to hundredths of a degree: about a kilometer.
    #[must_use]
    pub fn rounded(self) -> Self {
        // Away from the edges, which are whole hundredths, so it can't go beyond.
        Self((self.0 + self.0.signum() * (HUNDREDTH / 2)) / HUNDREDTH * HUNDREDTH)
    }

    /// Returns the nearest number of hundredths of a degree.
    #[must_use]
    pub fn hundredths(self) -> i64 {
        self.rounded().units() / i64::from(HUNDREDTH)
    }

    /// Returns the degrees: the number that is nearest to what was parsed, in seven decimals.
    #[must_use]
    pub fn get(self) -> f64 {
        f64::from(self.0) / f64::from(UNITS)
    }
}

/// A point on the earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coordinates {
    /// How far north it is.
    pub latitude: Latitude,
    /// How far east it is.
    pub longitude: Longitude,
}

/// One coordinate was given without this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MissingCoordinate {
    /// There is a longitude only.
    #[error("a longitude needs a latitude")]
    Latitude,
    /// There is a latitude only.
    #[error("a latitude needs a longitude")]
    Longitude,
}

impl Coordinates {
    /// Rounds to hundredths of a degree.
    #[must_use]
    pub fn rounded(self) -> Self {
        Self { latitude: self.latitude.rounded(), longitude: self.longitude.rounded() }
    }

    /// Puts both together; without either there is no point.
    ///
    /// # Errors
    /// [`MissingCoordinate`].
    pub fn of(
        latitude: Option<Latitude>,
        longitude: Option<Longitude>,
    ) -> Result<Option<Self>, MissingCoordinate> {
        match (latitude, longitude) {
            (Some(latitude), Some(longitude)) => Ok(Some(Self { latitude, longitude })),
            (None, None) => Ok(None),
            (None, Some(_)) => Err(MissingCoordinate::Latitude),
            (Some(_), None) => Err(MissingCoordinate::Longitude),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Coordinates, Latitude, Longitude, MissingCoordinate};

    #[test]
    fn an_angle_is_kept_to_seven_decimals() {
        for (raw, kept) in [
            (48.208_174_3, 48.208_174_3),
            (-0.000_000_14, -0.000_000_1),
            (0.000_000_05, 0.000_000_1),
            (-0.0, 0.0),
            (89.999_999_99, 90.0),
            (-90.0, -90.0),
        ] {
            let angle = Latitude::parse(raw).unwrap();
            assert_eq!(angle.get().to_bits(), f64::to_bits(kept), "{raw}");
            assert_eq!(Latitude::from_units(angle.units()), Some(angle));
        }
        assert_eq!(Longitude::parse(-180.0).map(Longitude::units), Ok(-1_800_000_000));
    }

    #[test]
    fn an_angle_stays_on_the_earth() {
        for bad in [90.000_000_01, -90.1, 180.0, f64::INFINITY, f64::NAN] {
            assert_eq!(Latitude::parse(bad).unwrap_err().code, "out_of_range", "{bad}");
        }
        assert_eq!(Longitude::parse(180.1).unwrap_err().code, "out_of_range");
        for bad in [900_000_001, -900_000_001, i64::from(i32::MIN), i64::MAX] {
            assert_eq!(Latitude::from_units(bad), None, "{bad}");
        }
    }

    #[test]
    fn one_coordinate_needs_the_other() {
        let (latitude, longitude) = (Latitude::parse(1.0).ok(), Longitude::parse(2.0).ok());
        assert!(Coordinates::of(latitude, longitude).unwrap().is_some());
        assert_eq!(Coordinates::of(None, None), Ok(None));
        assert_eq!(Coordinates::of(latitude, None), Err(MissingCoordinate::Longitude));
        assert_eq!(Coordinates::of(None, longitude), Err(MissingCoordinate::Latitude));
    }
}
