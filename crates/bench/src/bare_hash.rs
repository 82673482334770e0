//! The limit of sign-ins: nothing but the hash, in as many threads as the server has.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use argon2::{Argon2, Block, Params};
use clap::Args;

use crate::failure::{Failure, Outcome};

/// What the server's hash threads lower their priority to; the same here, or the machine's other
/// work would slow down one of the two more.
const NICE: i32 = 5;

/// Options of the child process.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Threads that hash.
    #[arg(long)]
    threads: usize,
    /// Seconds to hash for.
    #[arg(long)]
    seconds: f64,
}

/// Measures hashes a second in a process of its own, so that this one's memory and threads don't
/// matter.
pub(crate) fn measure(threads: usize, counted: Duration) -> Outcome<f64> {
    let own = std::env::current_exe().map_err(Failure::when("where is this program"))?;
    let output = Command::new(own)
        .args(["bare-hash", "--threads", &threads.to_string()])
        .args(["--seconds", &counted.as_secs_f64().to_string()])
        .stderr(Stdio::inherit())
        .output();
    let output = output.map_err(Failure::when("can't hash in another process"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(Failure::when("the bare hash told no rate"))
}

/// Hashes, and returns how many hashes a second were made.
pub(crate) fn run(options: &Options) -> Outcome<f64> {
    let counted = Duration::try_from_secs_f64(options.seconds);
    let counted = counted.map_err(Failure::when("seconds"))?;
    thread::scope(|scope| {
        let began = Instant::now();
        let threads: Vec<_> = (0..options.threads)
            .map(|_| scope.spawn(move || hash_until(began + counted)))
            .collect();
        threads.into_iter().try_fold(0.0, |sum, thread| {
            let rate = thread.join().map_err(|_| Failure::new("a hash thread died"))??;
            Ok(sum + rate)
        })
    })
}

/// Hashes one after the other in the same memory, and returns the rate of this thread.
fn hash_until(end: Instant) -> Outcome<f64> {
    // Where that is refused, hashing goes on at the priority it has, as in the server.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICE);
    let params = Params::new(19_456, 2, 1, Some(32)).map_err(Failure::when("parameters"))?;
    let mut memory = vec![Block::new(); params.block_count()];
    let argon2 = Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut output = [0; 32];
    let began = Instant::now();
    let mut hashes = 0.0;
    while Instant::now() < end {
        let password = std::hint::black_box(b"seven green lanterns");
        argon2
            .hash_password_into_with_memory(password, b"sixteen bytes ok", &mut output, &mut memory)
            .map_err(Failure::when("Argon2"))?;
        std::hint::black_box(&output);
        hashes += 1.0;
    }
    Ok(hashes / began.elapsed().as_secs_f64())
}

/// Hashes a password as the contract says, for whoever needs a stored one.
pub(crate) fn stored(password: &str) -> Outcome<String> {
    use argon2::PasswordHasher as _;
    let argon2 = Argon2::new(
        argon2::Algorithm::Argon2id,
        argon2::Version::V0x13,
        Params::new(19_456, 2, 1, Some(32)).map_err(Failure::when("parameters"))?,
    );
    let hash = argon2.hash_password_with_salt(password.as_bytes(), b"sixteen bytes ok");
    hash.map(|hash| hash.to_string()).map_err(Failure::when("Argon2"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_form_has_the_contracts_parameters() {
        assert!(stored("x").unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    }

    #[test]
    fn hashes_are_counted() {
        assert!(run(&Options { threads: 2, seconds: 2.0 }).unwrap() > 0.0);
    }
}
