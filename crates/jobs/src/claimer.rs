//! Claiming jobs with apalis and handing them to the runner.

use std::{
    future::Future,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use apalis::prelude::{
    BackendExt, Event, PollSnapshot, PollStrategy, WorkerBuilder, WorkerBuilderExt, WorkerContext,
    WorkerError,
};
use apalis_postgres::PostgresStorage;
use apalis_sqlite::SqliteStorage;
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use sea_orm::sqlx::{PgPool, postgres::PgPoolOptions};
use tokio::sync::Notify;

use crate::{
    job::{Claimed, Job, JobCodec},
    queue::{Db, Queue, postgres_config, sqlite_config},
    runner::Runner,
};

/// How long closing the claiming connection may take.
const CLOSE_TIME: Duration = Duration::from_secs(2);

/// When to look for jobs.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    /// Rings when there are new ones.
    pub bell: Arc<Notify>,
    /// How often to look though nothing rang: another process may have made some, and failed ones
    /// come due.
    pub poll: Duration,
}

/// Claims jobs and starts them until `stop` resolves.
///
/// Jobs that were claimed and not started stay claimed, and the running ones run on.
///
/// # Errors
/// [`WorkerError`] when apalis fails, which any failure of the database makes it do. It can't be
/// used any further then; start again under another name.
pub(crate) async fn claim(
    queue: &Queue,
    worker: &str,
    runner: Arc<Runner>,
    pace: &Pace,
    stop: impl Future<Output = ()>,
) -> Result<(), WorkerError> {
    let context = WorkerContext::new(worker);
    let db = own_connection(&queue.db);
    let mut events = events(&db, &context, runner, pace.clone());
    let claiming = async {
        loop {
            match events.next().await {
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error),
                None => return Ok(()),
            }
        }
    };
    let ended = tokio::select! {
        ended = claiming => ended,
        () = stop => Ok(()),
    };
    // Only so that apalis doesn't complain about being dropped; it fails before the start.
    let _ = context.stop();
    drop(events);
    if let Db::Postgres(own) = db {
        // A server that is gone doesn't say good-bye.
        let _ = tokio::time::timeout(CLOSE_TIME, own.close()).await;
    }
    ended
}

/// Returns where apalis's worker claims: on PostgreSQL through a connection of its own.
///
/// Leaving the worker drops whatever statement it has under way. sqlx 0.9.0 may return a
/// connection so dropped to its pool in an open transaction, into which the next user's
/// statements would vanish (launchbadge/sqlx#4385). SQLite's driver rolls it back.
fn own_connection(db: &Db) -> Db {
    let own = |pool: &PgPool| {
        let wait = pool.options().get_acquire_timeout();
        let options = PgPoolOptions::new().max_connections(1).acquire_timeout(wait);
        options.connect_lazy_with(pool.connect_options().as_ref().clone())
    };
    match db {
        Db::Postgres(pool) => Db::Postgres(own(pool)),
        Db::Sqlite(pool) => Db::Sqlite(pool.clone()),
    }
}

/// Builds apalis's worker for the database at hand.
fn events(
    db: &Db,
    context: &WorkerContext,
    runner: Arc<Runner>,
    pace: Pace,
) -> BoxStream<'static, Result<Event, WorkerError>> {
    let start = move |_: Job, claimed: Claimed| {
        let runner = Arc::clone(&runner);
        async move { runner.start(claimed).await }
    };
    // One at a time, and each waits until it has started: so what is claimed ahead is bounded.
    match db {
        Db::Postgres(pool) => {
            let storage = PostgresStorage::new(pool).with_config(postgres_config());
            let backend = storage.poll_with_strategy(Looks::new(pace)).with_codec(JobCodec);
            WorkerBuilder::new(context)
                .backend(backend)
                .concurrency(1)
                .build(start)
                .stream()
                .boxed()
        }
        Db::Sqlite(pool) => {
            let storage = SqliteStorage::new(pool).with_config(sqlite_config());
            let backend = storage.poll_with_strategy(Looks::new(pace)).with_codec(JobCodec);
            WorkerBuilder::new(context)
                .backend(backend)
                .concurrency(1)
                .build(start)
                .stream()
                .boxed()
        }
    }
}

/// Makes apalis look for jobs when the bell rings, and every so often. Left alone, it looks once
/// a heartbeat.
struct Looks(BoxStream<'static, ()>);

impl Looks {
    fn new(pace: Pace) -> Self {
        let looks = stream::unfold(pace, |pace| async {
            // Either way it is time.
            let _ = tokio::time::timeout(pace.poll, pace.bell.notified()).await;
            Some(((), pace))
        });
        Self(looks.boxed())
    }
}

impl PollStrategy for Looks {
    /// Waits anew as soon as it was time. apalis's own strategies wait anew the next time that
    /// they are asked, which is once a heartbeat if it was time while a look was under way that
    /// finds nothing.
    fn poll_drive(&mut self, cx: &mut Context<'_>, _: &PollSnapshot) -> Poll<Option<()>> {
        let mut time = Poll::Pending;
        while let Poll::Ready(look) = self.0.poll_next_unpin(cx) {
            time = Poll::Ready(look);
        }
        time
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        task::{Context, Poll, Wake, Waker},
        time::Duration,
    };

    use apalis::prelude::{PollSnapshot, PollStrategy};
    use tokio::sync::Notify;

    use super::{Looks, Pace};

    #[derive(Default)]
    struct Wakes(AtomicUsize);

    impl Wake for Wakes {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[tokio::test]
    async fn the_bell_wakes_the_worker_again_after_it_came_to_look() {
        let bell = Arc::new(Notify::new());
        let pace = Pace { bell: Arc::clone(&bell), poll: Duration::from_secs(3600) };
        let (mut looks, wakes) = (Looks::new(pace), Arc::<Wakes>::default());
        let waker = Waker::from(Arc::clone(&wakes));
        let mut cx = Context::from_waker(&waker);
        let nothing_found = PollSnapshot::new();
        assert_eq!(looks.poll_drive(&mut cx, &nothing_found), Poll::Pending);
        for time in 1..=3 {
            bell.notify_one();
            assert_eq!(wakes.0.load(Ordering::Relaxed), time);
            // The worker comes once; what it finds it doesn't tell.
            assert_eq!(looks.poll_drive(&mut cx, &nothing_found), Poll::Ready(Some(())));
        }
    }
}
