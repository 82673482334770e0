//! Holding crates against the table.

use super::graph::{Room, Use};
use super::table::{CONFINED, Confined, FOR_TESTS, HOUSE, Row};

/// Lists what is against the table, one sentence each.
pub(super) fn violations(rooms: &[Room]) -> Vec<String> {
    let names: Vec<&str> = rooms.iter().map(|room| room.name.as_str()).collect();
    let mut violations = Vec::new();
    for room in rooms {
        violations.extend(misplaced(room));
        violations.extend(unguarded(room));
        let Some(row) = HOUSE.iter().find(|row| row.name == room.name) else {
            violations.push(format!("`{}` has no row in the table", room.name));
            continue;
        };
        for used in &room.uses {
            if names.contains(&used.package.as_str()) {
                violations.extend(forbidden(row, used));
            } else {
                violations.extend(escaped(room, used));
            }
        }
    }
    violations
}

/// A layer is found by its name: folder `crates/x` is package `umbra-x`.
fn misplaced(room: &Room) -> Option<String> {
    let expected = match room.folder.strip_prefix("crates/") {
        Some(folder) => format!("umbra-{folder}"),
        None if room.folder == "xtask" => "xtask".to_owned(),
        None => format!("umbra-{}", room.folder),
    };
    (room.name != expected)
        .then(|| format!("`{}` in {} should be named `{expected}`", room.name, room.folder))
}

fn unguarded(room: &Room) -> Option<String> {
    (!room.forbids_unsafe)
        .then(|| format!("`{}` doesn't have the lint `unsafe_code = \"forbid\"`", room.name))
}

fn forbidden(row: &Row, used: &Use) -> Option<String> {
    let package = used.package.as_str();
    let allowed = if used.dev {
        FOR_TESTS.contains(&package) || package == row.name || below(row).contains(&package)
    } else {
        row.may_use.contains(&package)
    };
    let how = if used.dev { " in tests" } else { "" };
    (!allowed).then(|| format!("`{}` may not use `{package}`{how}: {}", row.name, row.because))
}

/// Lists what a crate may reach in any number of steps: its tests have to make what it is given.
fn below(row: &Row) -> Vec<&'static str> {
    let mut found: Vec<&str> = Vec::new();
    let mut next = row.may_use.to_vec();
    while let Some(name) = next.pop() {
        if !found.contains(&name) {
            found.push(name);
            next.extend(HOUSE.iter().filter(|row| row.name == name).flat_map(|row| row.may_use));
        }
    }
    found
}

fn escaped(room: &Room, used: &Use) -> Option<String> {
    let confined = CONFINED.iter().find(|confined| matches(confined, &used.package))?;
    let allowed = used.dev || confined.to.contains(&room.name.as_str());
    (!allowed)
        .then(|| format!("`{}` may not use `{}`: {}", room.name, used.package, confined.because))
}

fn matches(confined: &Confined, package: &str) -> bool {
    match confined.library.strip_suffix('*') {
        Some(beginning) => package.starts_with(beginning),
        None => package == confined.library,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a room from `name` and what it uses; `dev:` marks what only its tests use.
    fn room(name: &str, uses: &[&str]) -> Room {
        let folder = match name.strip_prefix("umbra-") {
            Some("migration") => "migration".to_owned(),
            Some(folder) => format!("crates/{folder}"),
            None => name.to_owned(),
        };
        let uses = uses.iter().map(|used| match used.strip_prefix("dev:") {
            Some(package) => Use { package: package.to_owned(), dev: true },
            None => Use { package: (*used).to_owned(), dev: false },
        });
        Room { name: name.to_owned(), folder, uses: uses.collect(), forbids_unsafe: true }
    }

    fn house() -> Vec<Room> {
        vec![
            room("umbra-domain", &["jiff", "dev:proptest"]),
            room("umbra-migration", &["sea-orm-migration"]),
            room("umbra-store", &["umbra-domain", "umbra-migration", "sea-orm"]),
            room("umbra-app", &["umbra-domain", "umbra-store", "dev:umbra-testkit"]),
            room("umbra-api", &["umbra-app", "umbra-domain", "actix-web", "dev:umbra-testkit"]),
            room("umbra-testkit", &["umbra-api", "umbra-app", "umbra-testkit-postgres"]),
            room("umbra-testkit-postgres", &[]),
            room("xtask", &["clap", "umbra-testkit-postgres"]),
        ]
    }

    /// Adds one use to the made-up house and gives the violations.
    fn with(name: &str, used: &str) -> Vec<String> {
        let mut house = house();
        let extra = room(name, &[used]).uses;
        house.iter_mut().find(|room| room.name == name).unwrap().uses.extend(extra);
        violations(&house)
    }

    #[test]
    fn a_house_by_the_table_has_no_violations() {
        assert_eq!(violations(&house()), Vec::<String>::new());
    }

    #[test]
    fn using_something_above_is_a_violation_with_its_reason() {
        assert_eq!(
            with("umbra-app", "umbra-api"),
            ["`umbra-app` may not use `umbra-api`: a use case serves requests and jobs alike and \
              knows neither"]
        );
    }

    #[test]
    fn a_layer_can_not_be_jumped_over() {
        assert_eq!(with("umbra-api", "umbra-store").len(), 1);
    }

    #[test]
    fn tests_may_use_everything_below_and_nothing_above() {
        assert_eq!(with("umbra-api", "dev:umbra-store").len(), 0);
        assert_eq!(with("umbra-store", "dev:umbra-app").len(), 1);
    }

    #[test]
    fn migrations_use_nothing_of_ours() {
        assert_eq!(with("umbra-migration", "umbra-domain").len(), 1);
    }

    #[test]
    fn the_testkit_is_for_tests_only() {
        assert_eq!(with("umbra-store", "dev:umbra-testkit").len(), 0);
        assert_eq!(with("umbra-store", "umbra-testkit").len(), 1);
    }

    #[test]
    fn a_confined_library_stays_where_it_belongs() {
        assert_eq!(
            with("umbra-app", "sea-orm"),
            [
                "`umbra-app` may not use `sea-orm`: SQL stays in the store; jobs lends its queue the \
              same connections"
            ]
        );
        assert_eq!(with("umbra-domain", "actix-cors").len(), 1);
        assert_eq!(with("umbra-domain", "dev:chrono").len(), 0);
    }

    #[test]
    fn a_crate_without_a_row_is_a_violation() {
        let mut house = house();
        house.push(room("umbra-helpers", &[]));
        assert_eq!(violations(&house), ["`umbra-helpers` has no row in the table"]);
    }

    #[test]
    fn a_crate_is_named_after_its_folder() {
        let mut house = house();
        house[0].folder = "crates/model".to_owned();
        assert_eq!(
            violations(&house),
            ["`umbra-domain` in crates/model should be named `umbra-model`"]
        );
    }

    #[test]
    fn no_crate_may_have_unsafe() {
        let mut house = house();
        house[0].forbids_unsafe = false;
        assert_eq!(
            violations(&house),
            ["`umbra-domain` doesn't have the lint `unsafe_code = \"forbid\"`"]
        );
    }

    #[test]
    fn the_table_has_no_circles() {
        for row in HOUSE {
            assert!(!below(row).contains(&row.name), "{} uses itself", row.name);
        }
    }

    #[test]
    fn the_table_names_only_its_own_rows() {
        for row in HOUSE {
            for name in below(row) {
                assert!(HOUSE.iter().any(|row| row.name == name), "{name} has no row");
            }
        }
    }
}
