//! The pool as its callers see it.

use std::{
    future::Future,
    pin::pin,
    sync::{Arc, Mutex, mpsc},
    task::{Context, Poll, Waker},
};

use umbra_domain::Entropy;

use super::{argon::SALT_BYTES, recipe::Recipe, stats::Purpose, *};
use crate::test_entropy::SeededEntropy;

const SECRET: &[u8] = b"correct horse battery staple";
/// Made by Python's bcrypt and argon2-cffi from [`SECRET`].
const BCRYPT: &str = "$2b$04$y.BKMkclYuFbGI2kaxGPo.sukTrwtmAOVByR5M37NvO8r41mYLYn6";
const CURRENT: &str = "$argon2id$v=19$m=19456,t=2,p=1$dW1icmEtdGVzdC1zYWx0IQ\
                       $BvVPeyRYCz7RSEpJeNlBsYNwZ/cuAkjxc+hkaKl6z10";
const OTHERS: [&str; 4] = [
    "$argon2id$v=19$m=65536,t=3,p=4$dW1icmEtdGVzdC1zYWx0IQ\
     $AiWuiTB/8eG/XjtCDr6JsUHOCVh4o+gtWm8pRdkgij4",
    "$argon2i$v=19$m=512,t=2,p=2$dW1icmEtdGVzdC1zYWx0IQ\
     $dToetbPjLQ29Z4p1dU+nyFSlN9zj86An2QbGwKkFAlM",
    "$argon2d$v=19$m=512,t=1,p=1$dW1icmEtdGVzdC1zYWx0IQ$C0n/1ZxbTh6mF4L2FcxMYw",
    "$argon2i$v=16$m=512,t=2,p=1$dW1icmEtdGVzdC1zYWx0IQ\
     $WioWwqCF3BVci8iudcSuOeAqphJtWebRSglLgYcZKnM",
];
const WRONG: Verdict = Verdict { matches: false, needs_rehash: false };

fn pool(threads: usize, queue: usize) -> HashPool {
    HashPool::start(threads, queue, Arc::new(SeededEntropy::default())).unwrap()
}

fn stored(text: &str) -> Stored {
    Stored::Hash(text.to_owned())
}

/// Keeps the pool's one thread busy until the returned sender is dropped. When this returns, the
/// thread has begun to wait.
async fn hold(pool: &HashPool) -> mpsc::Sender<()> {
    let (release, until) = mpsc::channel();
    let until = Arc::new(Mutex::new(until));
    let held = Arc::clone(&until);
    let recipe = Recipe::Call(Arc::new(move || {
        let _ = held.lock().unwrap().recv();
    }));
    let shared = Arc::clone(&pool.shared);
    tokio::spawn(async move { shared.run(recipe, b"", Purpose::Measure, None).await });
    while pool.stats().queued > 0 || until.try_lock().is_ok() {
        tokio::task::yield_now().await;
    }
    release
}

/// Lets a future queue its run, and no more.
fn begin<F: Future>(future: std::pin::Pin<&mut F>) {
    let mut context = Context::from_waker(Waker::noop());
    assert!(matches!(future.poll(&mut context), Poll::Pending));
}

#[tokio::test]
async fn a_new_hash_verifies_and_needs_no_other() {
    let mut ticket = pool(1, 0).admit().unwrap();
    let phc = ticket.hash(SECRET).await.unwrap();
    assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
    let verdict = ticket.verify(SECRET, stored(&phc)).await.unwrap();
    assert_eq!(verdict, Verdict { matches: true, needs_rehash: false });
    assert_eq!(ticket.verify(b"wrong", stored(&phc)).await.unwrap(), WRONG);
}

#[tokio::test]
async fn two_hashes_of_one_password_differ() {
    let mut ticket = pool(1, 0).admit().unwrap();
    assert_ne!(ticket.hash(SECRET).await.unwrap(), ticket.hash(SECRET).await.unwrap());
}

#[tokio::test]
async fn hashes_of_the_replaced_service_verify_and_need_another() {
    let mut ticket = pool(1, 0).admit().unwrap();
    for text in OTHERS.into_iter().chain([BCRYPT]) {
        let verdict = ticket.verify(SECRET, stored(text)).await.unwrap();
        assert_eq!(verdict, Verdict { matches: true, needs_rehash: true }, "{text}");
        assert_eq!(ticket.verify(b"wrong", stored(text)).await.unwrap(), WRONG, "{text}");
    }
    let verdict = ticket.verify(SECRET, stored(CURRENT)).await.unwrap();
    assert_eq!(verdict, Verdict { matches: true, needs_rehash: false });
}

#[tokio::test]
async fn nobody_never_matches_and_runs_a_dummy() {
    let pool = pool(1, 0);
    let mut ticket = pool.admit().unwrap();
    assert_eq!(ticket.verify(SECRET, Stored::Nobody).await.unwrap(), WRONG);
    assert_eq!(ticket.verify(b"", Stored::Nobody).await.unwrap(), WRONG);
    let stats = pool.stats();
    assert_eq!((stats.verifications, stats.dummy_verifications), (0, 2));
}

#[tokio::test]
async fn not_even_the_dummys_own_password_lets_anyone_in() {
    let entropy = SeededEntropy::default();
    let (mut salt, mut secret) = ([0; SALT_BYTES], [0; 32]);
    entropy.fill(&mut salt);
    entropy.fill(&mut secret);
    let mut ticket = pool(1, 0).admit().unwrap();
    assert_eq!(ticket.verify(&secret, Stored::Nobody).await.unwrap(), WRONG);
}

#[tokio::test]
async fn an_unreadable_hash_is_a_wrong_password_at_full_cost() {
    let pool = pool(1, 0);
    let mut ticket = pool.admit().unwrap();
    for text in ["", "!", "$2b$31$y.BKMkclYuFbGI2kaxGPo.sukTrwtmAOVByR5M37NvO8r41mYLYn6"] {
        assert_eq!(ticket.verify(SECRET, stored(text)).await.unwrap(), WRONG);
    }
    let stats = pool.stats();
    assert_eq!((stats.verifications, stats.dummy_verifications), (0, 3));
}

#[tokio::test]
async fn passwords_with_nul_empty_and_very_long_ones_are_told_apart() {
    let mut ticket = pool(1, 0).admit().unwrap();
    let by_python = "$argon2id$v=19$m=19456,t=2,p=1$dW1icmEtdGVzdC1zYWx0IQ\
                     $T1X0e0FZsCRhpBLvfJ2c0Onsqfb+1B+s4pbTUgrKO3U";
    assert!(ticket.verify(b"before\0after", stored(by_python)).await.unwrap().matches);
    assert!(!ticket.verify(b"before", stored(by_python)).await.unwrap().matches);

    let long = "🦉".repeat(128);
    let phc = ticket.hash(long.as_bytes()).await.unwrap();
    assert!(ticket.verify(long.as_bytes(), stored(&phc)).await.unwrap().matches);
    assert!(!ticket.verify(&long.as_bytes()[..508], stored(&phc)).await.unwrap().matches);
    let phc = ticket.hash(b"").await.unwrap();
    assert!(ticket.verify(b"", stored(&phc)).await.unwrap().matches);
}

#[tokio::test]
async fn there_are_as_many_tickets_as_threads_and_places() {
    let pool = pool(2, 1);
    let tickets: Vec<_> = (0..3).map(|_| pool.admit().unwrap()).collect();
    assert_eq!(pool.admit().unwrap_err(), Saturated);
    assert_eq!((pool.stats().admitted, pool.stats().saturated), (3, 1));
    drop(tickets);
    assert_eq!(pool.stats().admitted, 0);
    assert!(pool.admit().is_ok());
}

#[tokio::test]
async fn a_cancelled_request_is_not_hashed() {
    let pool = pool(1, 4);
    let release = hold(&pool).await;
    {
        let mut ticket = pool.admit().unwrap();
        let mut gone = pin!(ticket.verify(SECRET, stored(CURRENT)));
        begin(gone.as_mut());
        assert_eq!(pool.stats().queued, 1);
    }
    drop(release);
    let mut ticket = pool.admit().unwrap();
    assert_eq!(ticket.verify(SECRET, Stored::Nobody).await.unwrap(), WRONG);
    let stats = pool.stats();
    assert_eq!((stats.cancelled, stats.verifications, stats.queued), (1, 0, 0));
}

#[tokio::test]
async fn a_cancelled_request_keeps_its_place_until_its_turn() {
    let pool = pool(1, 0);
    let release = hold(&pool).await;
    {
        let mut ticket = pool.admit().unwrap();
        begin(pin!(ticket.verify(SECRET, stored(CURRENT))).as_mut());
    }
    assert_eq!(pool.admit().unwrap_err(), Saturated);
    drop(release);
    while pool.admit().is_err() {
        tokio::task::yield_now().await;
    }
    assert_eq!(pool.stats().cancelled, 1);
}

#[tokio::test]
async fn a_run_that_dies_is_an_error_and_the_thread_lives_on() {
    let pool = pool(1, 0);
    let mut ticket = pool.admit().unwrap();
    let die = Recipe::Call(Arc::new(|| panic!("a run died, as the test wants")));
    let died = ticket.run(die, SECRET, Purpose::Verify).await;
    assert_eq!(died.unwrap_err(), HashError::PoolGone);
    assert!(ticket.verify(SECRET, stored(CURRENT)).await.unwrap().matches);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_is_served_by_all_threads_and_counted() {
    let pool = pool(2, 14);
    let tries: Vec<_> = (0..16)
        .map(|number| {
            let mut ticket = pool.admit().unwrap();
            let secret = if number % 2 == 0 { SECRET } else { b"wrong" };
            tokio::spawn(async move { ticket.verify(secret, stored(CURRENT)).await })
        })
        .collect();
    let mut matches = 0;
    for attempt in tries {
        matches += usize::from(attempt.await.unwrap().unwrap().matches);
    }
    assert_eq!(matches, 8);
    assert_eq!((pool.stats().verifications, pool.stats().queued), (16, 0));
}

#[tokio::test]
async fn failures_take_longer_while_outdated_hashes_are_expected() {
    let pool = pool(1, 0);
    let now = std::time::Instant::now();
    let padding = || pool.failure_floor().remaining(now, now);
    let usual = padding();
    assert!(!usual.is_zero());
    let mut ticket = pool.admit().unwrap();
    let _ = ticket.verify(SECRET, stored(CURRENT)).await.unwrap();
    assert_eq!(padding(), usual);

    pool.expect_bcrypt(11).await.unwrap();
    assert!(padding() > usual);
}

#[tokio::test]
async fn the_threads_end_with_the_last_handle() {
    let pool = pool(1, 0);
    let mut ticket = pool.admit().unwrap();
    let counts = Arc::downgrade(&pool.shared.counts);
    drop(pool);
    assert_eq!(ticket.verify(SECRET, Stored::Nobody).await.unwrap(), WRONG, "a ticket is a handle");
    drop(ticket);
    while counts.upgrade().is_some() {
        tokio::task::yield_now().await;
    }
}

#[test]
fn debug_shows_numbers_only() {
    let text = format!("{:?}", pool(1, 3));
    assert!(text.contains("capacity: 4"), "{text}");
}
