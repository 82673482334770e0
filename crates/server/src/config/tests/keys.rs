//! Tests of the key file.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::{KEY, errors, load};
use crate::config::key_file;

#[test]
fn a_development_server_makes_its_key_once_and_for_itself() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("deep/data");
    let config = load(&[("UMBRA_DATA_DIR", data.to_str().unwrap())]).unwrap();
    assert!(!data.exists(), "loading changes nothing");

    let first = config.secret_key(&umbra_auth::OsEntropy).unwrap();
    let second = config.secret_key(&umbra_auth::OsEntropy).unwrap();
    assert_eq!(first.expose(), second.expose());
    assert_eq!(mode(&key_file::path(&data)), 0o600);
    assert_eq!(mode(&data), 0o700);
    assert_eq!(fs::read_dir(&data).unwrap().count(), 1, "no temporary file is left");
}

#[test]
fn processes_that_start_together_agree_on_one_key() {
    let dir = tempfile::tempdir().unwrap();
    let keys: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let key = key_file::read_or_create(dir.path(), &umbra_auth::OsEntropy);
                    key.unwrap().expose().to_owned()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(keys.iter().all(|key| *key == keys[0]));
}

#[test]
fn a_key_file_that_others_can_read_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = key_file::path(dir.path());
    fs::write(&path, KEY).unwrap();
    let data = dir.path().to_str().unwrap();
    for (bits, fine) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(bits)).unwrap();
        let loaded = load(&[("UMBRA_DATA_DIR", data)]);
        assert_eq!(loaded.is_ok(), fine, "{bits:o}");
        if let Err(errors) = loaded {
            assert!(errors[0].problem.contains("chmod 600"), "{errors:?}");
        }
    }
}

#[test]
fn production_does_not_fall_back_to_the_key_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = key_file::path(dir.path());
    fs::write(&path, KEY).unwrap();
    let data = dir.path().to_str().unwrap();
    let errors = errors(&[("ENVIRONMENT", "production"), ("UMBRA_DATA_DIR", data)]);
    assert!(errors[0].contains(&format!("SECRET_KEY_FILE={}", path.display())), "{errors:?}");
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}
