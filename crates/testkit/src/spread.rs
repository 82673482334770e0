//! Requests that are spread over several processes.
//!
//! With `UMBRA_TEST_PROCESSES=3` every test on PostgreSQL has two processes more, on the same database and
//! by the same clock, and its requests go to one after the other, as through a proxy. So whatever a
//! process keeps to itself, and shouldn't, fails a test.

use std::{
    env,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Says how many processes there are.
const VARIABLE: &str = "UMBRA_TEST_PROCESSES";

/// Where a client sends its requests: to these in turn. Clones go on together.
#[derive(Debug, Clone)]
pub(crate) struct Origins {
    all: Arc<[String]>,
    sent: Arc<AtomicUsize>,
}

impl Origins {
    /// Sends requests to these origins, of which there is one at least.
    pub(crate) fn new(all: Vec<String>) -> Self {
        Self { all: all.into(), sent: Arc::default() }
    }

    /// Returns where the next request goes.
    pub(crate) fn next(&self) -> &str {
        &self.all[self.sent.fetch_add(1, Ordering::Relaxed) % self.all.len()]
    }
}

/// Tells how many processes a test has, one by default.
///
/// # Panics
/// When the variable isn't a number from 1 to 9.
#[expect(clippy::disallowed_methods, reason = "tests have no configuration but this")]
pub(crate) fn processes() -> usize {
    let Ok(asked) = env::var(VARIABLE) else { return 1 };
    let number = asked.parse().ok().filter(|number| (1..10).contains(number));
    number.expect("UMBRA_TEST_PROCESSES is a number from 1 to 9")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_go_to_each_in_turn_whoever_sends_them() {
        let origins = Origins::new(vec!["a".to_owned(), "b".to_owned()]);
        let other = origins.clone();
        assert_eq!([origins.next(), other.next(), origins.next()], ["a", "b", "a"]);
    }
}
