//! A cluster's life, seen from outside.
//!
//! `cargo xtask test` skips these tests by their names where there are no binaries.

#![cfg(test)] // tells clippy that the functions beside the tests are tests, too

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, io};

use umbra_testkit_postgres::Cluster;

/// Signs in as the URL says (PostgreSQL's protocol 3.0) and gives the open connection.
fn sign_in(url: &str) -> io::Result<TcpStream> {
    let (user, rest) = url.strip_prefix("postgres://").unwrap().split_once('@').unwrap();
    let (address, database) = rest.split_once('/').unwrap();
    let parameters = format!("user\0{user}\0database\0{database}\0\0");
    let length = u32::try_from(8 + parameters.len()).unwrap();
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(&length.to_be_bytes())?;
    stream.write_all(&0x0003_0000_u32.to_be_bytes())?;
    stream.write_all(parameters.as_bytes())?;
    loop {
        // Every message is its kind, its length without the kind, and the rest.
        let mut head = [0; 5];
        stream.read_exact(&mut head)?;
        let [kind, length @ ..] = head;
        let rest = u64::from(u32::from_be_bytes(length)).saturating_sub(4);
        io::copy(&mut (&stream).take(rest), &mut io::sink())?;
        match kind {
            b'Z' => return Ok(stream),
            b'E' => return Err(io::Error::other("refused")),
            _ => {}
        }
    }
}

#[test]
fn a_cluster_lets_its_superuser_in_and_nobody_else_on_postgres_binaries() {
    let cluster = Cluster::start().unwrap();
    sign_in(cluster.url()).unwrap();
    let (_, place) = cluster.url().split_once('@').unwrap();
    assert!(sign_in(&format!("postgres://postgres@{place}")).is_err());
}

#[test]
fn a_dropped_cluster_leaves_nothing_behind_on_postgres_binaries() {
    let cluster = Cluster::start().unwrap();
    let (url, folder) = (cluster.url().to_owned(), cluster.socket_folder().to_owned());
    assert!(folder.exists());
    drop(cluster);
    assert!(!folder.exists());
    assert!(sign_in(&url).is_err());
}

#[test]
fn a_killed_owner_leaves_nothing_behind_on_postgres_binaries() {
    let mut owner = Command::new(env::current_exe().unwrap())
        .args(["--exact", "--ignored", "--nocapture", "owner_on_postgres_binaries"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(owner.stdout.take().unwrap());
    let line =
        said.lines().map_while(Result::ok).find(|line| line.starts_with("cluster ")).unwrap();
    let [_, url, folder] = line.split(' ').collect::<Vec<_>>()[..] else { unreachable!() };
    let mut connection = sign_in(url).unwrap();
    owner.kill().unwrap();
    owner.wait().unwrap();
    // The server cuts its connections when it goes.
    connection.read_to_end(&mut Vec::new()).unwrap_or_default();
    assert!(is_soon_gone(Path::new(folder)), "{folder} is still there");
}

#[test]
#[ignore = "the process that another test kills"]
fn owner_on_postgres_binaries() {
    let cluster = Cluster::start().unwrap();
    let folder: PathBuf = cluster.socket_folder().to_owned();
    println!("\ncluster {} {}", cluster.url(), folder.display());
    // Ends when the other test does, should that fail before it kills this process.
    io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

/// Waits for another process to remove a path, of which nothing else tells.
#[expect(clippy::disallowed_methods, reason = "no event to wait for; bounded by a deadline")]
fn is_soon_gone(path: &Path) -> bool {
    let deadline = Instant::now() + Duration::from_secs(60);
    while path.exists() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(5));
    }
    !path.exists()
}
