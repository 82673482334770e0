//! Sending people what they were told of.
//!
//! A delivery is a row that is queue, claim and record in one, beside the queue of facts: see ADR 0031. Each
//! process that runs workers sends; a claim in the database keeps every delivery with one of them.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use metrics::{counter, gauge, histogram};
use tokio::{
    task::{JoinError, JoinSet},
    time::{Instant, timeout_at},
};
use umbra_app::{
    App, StoreError,
    delivery::{Dispatcher, Outcome, SendResult},
};
use umbra_domain::{DeliveryId, UserId, metric::Metric, report::chain};

use crate::stop::Stop;

/// How many calls are under way at most, of those that haven't become slow.
const MAX_FAST_CALLS: usize = 256;

/// How many calls are under way at most, slow ones included.
const MAX_CALLS: usize = 1024;

/// After how long a call is slow: most servers answer within a fraction of it.
const SLOW_AFTER: Duration = Duration::from_secs(1);

/// How many slow calls to one server show that it hangs: whose people else are on it wait until some of them end.
const MAX_SLOW_CALLS_PER_SERVER: usize = MAX_FAST_CALLS / 4;

/// How long to wait once something ends, so that what ends with it is written down with it.
const GATHER: Duration = Duration::from_millis(5);

/// How long to wait when the database can't write down what ended.
const PAUSE: Duration = Duration::from_millis(250);

/// How often what waits is counted.
const COUNTED_EVERY: Duration = Duration::from_secs(15);

const OUTCOMES: &str = "umbra_deliveries_total";
const LAG: &str = "umbra_delivery_lag_seconds";
const DEPTH: &str = "umbra_deliveries_due";
const CALLS: &str = "umbra_delivery_calls";

/// What is recorded of deliveries.
pub(crate) const METRICS: [Metric; 4] = [
    Metric::counter(
        OUTCOMES,
        &["outcome"],
        "Claimed deliveries by outcome: `sent`, `cleared` (taken back), `again` (failed, \
         and tried again), `waiting` (for quiet hours to end), `behind` (another one of the same person's \
         shows first whether their server works), `skipped` or `failed` (given up).",
    ),
    Metric::histogram(
        LAG,
        &[],
        "Time from when something was due until it was sent, where the first try succeeded.",
    ),
    Metric::gauge(
        DEPTH,
        &[],
        "Deliveries that are due and not done, of the whole database: each worker tells the same.",
    ),
    Metric::gauge(CALLS, &[], "Calls of this process to people's servers that are under way."),
];

/// Sends everything that is due, until nothing is left, and returns what came of it: for tests.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn deliver(app: &App) -> Result<Vec<Outcome>, StoreError> {
    let (mut dispatcher, mut all) = (app.dispatcher(), Vec::new());
    loop {
        let batch = app.claim_deliveries(&mut dispatcher, &[], MAX_FAST_CALLS as u64).await?;
        if batch.claimed == 0 {
            return Ok(all);
        }
        let running = batch.tasks.into_iter().map(|task| app.send_delivery(task));
        let mut results = futures_util::future::join_all(running).await;
        results.extend(batch.results);
        all.extend(results.iter().map(|one| one.outcome));
        while !results.is_empty() {
            app.finish_deliveries(&dispatcher, &mut results).await?;
        }
    }
}

/// Sends what is due until stopped, looking every `poll`. What is under way then may end until the
/// deadline.
pub(crate) async fn keep_delivering(app: Arc<App>, poll: Duration, mut stop: Stop) {
    let mut sending = Sending::new(app);
    let mut look_at = Instant::now();
    let mut count_at = Instant::now();
    while !stop.is_set() {
        if Instant::now() >= count_at {
            count_at = Instant::now() + COUNTED_EVERY;
            sending.count().await;
        }
        let ended = !sending.results.is_empty();
        let wrote = sending.write_down().await;
        // What is locked for the moment is written down later.
        let is_stuck = !sending.results.is_empty();
        // What ended makes room, also for more of the same person's.
        let mut again = false;
        if wrote && (ended || Instant::now() >= look_at) {
            look_at = Instant::now() + poll;
            again = sending.claim().await;
        }
        if !is_stuck && (again || !sending.results.is_empty()) {
            tokio::task::yield_now().await;
            continue;
        }
        let soon = Instant::now() + PAUSE;
        let wake = match (wrote, is_stuck) {
            // Looking waits until the database takes what there is to write.
            (false, _) => soon,
            (true, true) => look_at.min(soon),
            (true, false) => look_at,
        };
        let app = Arc::clone(&sending.app);
        tokio::select! {
            () = stop.wait() => {}
            () = tokio::time::sleep_until(wake) => {}
            () = app.deliveries_rang() => look_at = Instant::now(),
            () = sending.something_ended(), if wrote => {}
        }
    }
    sending.end(stop.deadline()).await;
}

/// A call that is under way.
#[derive(Debug, Clone)]
struct Call {
    delivery: DeliveryId,
    to: UserId,
    server: Arc<str>,
    since: Instant,
}

/// Tells how many calls may begin. A server that doesn't answer holds up nobody for long: after a while its calls
/// no longer count among those that others wait for.
fn room<'a>(calls: impl Iterator<Item = &'a Call>, now: Instant) -> usize {
    let (mut all, mut swift) = (0_usize, 0_usize);
    for call in calls {
        all += 1;
        swift += usize::from(now.saturating_duration_since(call.since) < SLOW_AFTER);
    }
    MAX_FAST_CALLS.saturating_sub(swift).min(MAX_CALLS.saturating_sub(all))
}

/// Finds the servers with too many slow calls, by their origins.
fn slow_servers<'a>(calls: impl Iterator<Item = &'a Call>, now: Instant) -> Vec<String> {
    let mut slow = BTreeMap::<&str, usize>::new();
    for call in calls.filter(|call| now.saturating_duration_since(call.since) >= SLOW_AFTER) {
        *slow.entry(&call.server).or_default() += 1;
    }
    slow.into_iter()
        .filter(|&(_, count)| count >= MAX_SLOW_CALLS_PER_SERVER)
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// Whoever sends, and what is under way.
struct Sending {
    app: Arc<App>,
    dispatcher: Dispatcher,
    running: JoinSet<SendResult>,
    /// What is under way, by its task.
    under_way: HashMap<tokio::task::Id, Call>,
    results: Vec<SendResult>,
    is_failing: bool,
}

impl Sending {
    fn new(app: Arc<App>) -> Self {
        // They are there before they grow: an increase is seen only of what was seen before.
        for outcome in [Outcome::Sent, Outcome::Cleared, Outcome::Again] {
            counter!(OUTCOMES, "outcome" => outcome.as_str()).increment(0);
        }
        let dispatcher = app.dispatcher();
        Self {
            app,
            dispatcher,
            running: JoinSet::new(),
            under_way: HashMap::new(),
            results: Vec::new(),
            is_failing: false,
        }
    }

    /// Writes down what ended; tells whether the database took it.
    async fn write_down(&mut self) -> bool {
        if self.results.is_empty() {
            return true;
        }
        let written = self.app.finish_deliveries(&self.dispatcher, &mut self.results).await;
        self.fails("what came of deliveries can't be written down", written)
    }

    /// Claims what is due, as far as there is room; tells whether there may be more.
    async fn claim(&mut self) -> bool {
        let now = Instant::now();
        let room = room(self.under_way.values(), now);
        if room < MAX_FAST_CALLS / 8 {
            return false;
        }
        self.dispatcher.skip_servers(slow_servers(self.under_way.values(), now));
        let mut busy: Vec<_> = self.under_way.values().map(|call| call.to).collect();
        busy.sort_unstable();
        busy.dedup();
        let batch = self.app.claim_deliveries(&mut self.dispatcher, &busy, room as u64).await;
        let batch = match batch {
            Ok(batch) => batch,
            Err(error) => return !self.fails("deliveries can't be claimed", Err(error)),
        };
        self.is_failing = false;
        for task in batch.tasks {
            let app = Arc::clone(&self.app);
            let (delivery, to, server) = (task.id(), task.to(), task.server().into());
            let call = Call { delivery, to, server, since: Instant::now() };
            let task = self.running.spawn(async move { app.send_delivery(task).await });
            self.under_way.insert(task.id(), call);
        }
        batch.results.iter().for_each(record);
        self.results.extend(batch.results);
        gauge!(CALLS).set(self.running.len() as f64);
        batch.claimed > 0
    }

    /// Waits until something ends, and a moment more for what ends with it.
    async fn something_ended(&mut self) {
        if self.running.is_empty() {
            return std::future::pending().await;
        }
        let first = self.running.join_next_with_id().await;
        self.note(first);
        tokio::time::sleep(GATHER).await;
        self.note_ended();
    }

    fn note_ended(&mut self) {
        while let Some(ended) = self.running.try_join_next_with_id() {
            self.note(Some(ended));
        }
        gauge!(CALLS).set(self.running.len() as f64);
    }

    fn note(&mut self, ended: Option<Result<(tokio::task::Id, SendResult), JoinError>>) {
        match ended {
            Some(Ok((task, result))) => {
                self.under_way.remove(&task);
                record(&result);
                self.results.push(result);
            }
            // A bug, of which the panic hook has told. Its claim runs out.
            Some(Err(error)) => {
                self.under_way.remove(&error.id());
                tracing::error!(%error, "sending ended on its own");
            }
            None => {}
        }
    }

    async fn count(&mut self) {
        match self.app.waiting_deliveries().await {
            Ok(waiting) => gauge!(DEPTH).set(waiting as f64),
            Err(error) => tracing::debug!(error = chain(&error), "what waits can't be counted"),
        }
    }

    /// Tells once, not every second while the database is away; returns whether it is there.
    fn fails(&mut self, what: &'static str, done: Result<(), StoreError>) -> bool {
        match done {
            Ok(()) => {
                self.is_failing = false;
                true
            }
            Err(error) => {
                if !self.is_failing {
                    tracing::warn!(error = chain(&error), "{what}");
                }
                self.is_failing = true;
                false
            }
        }
    }

    /// Lets what is under way end until the deadline, each written down when it ends: whoever stops this process
    /// may not wait. The rest is given back: it may have been sent, and is sent again under the same name.
    async fn end(mut self, deadline: Option<Instant>) {
        let deadline = deadline.unwrap_or_else(Instant::now);
        self.write_down().await;
        while !self.running.is_empty() {
            if timeout_at(deadline, self.something_ended()).await.is_err() {
                break;
            }
            self.write_down().await;
        }
        self.running.abort_all();
        self.note_ended();
        for _ in 0..3 {
            if self.write_down().await && self.results.is_empty() {
                break;
            }
        }
        let left: Vec<_> = self.under_way.values().map(|call| call.delivery).collect();
        if left.is_empty() {
            return;
        }
        match self.app.release_deliveries(&self.dispatcher, &left).await {
            Ok(deliveries) => tracing::debug!(deliveries, "gave back claimed deliveries"),
            Err(error) => {
                tracing::debug!(error = chain(&error), "claimed deliveries stay so for a while");
            }
        }
    }
}

fn record(result: &SendResult) {
    counter!(OUTCOMES, "outcome" => result.outcome.as_str()).increment(1);
    if let Some(lag) = result.lag {
        histogram!(LAG).record(lag.as_secs_f64());
    }
    if result.outcome == Outcome::Failed {
        tracing::warn!(delivery = result.id().0, owner = result.to.0, "a delivery is given up");
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;
    use umbra_domain::{DeliveryId, UserId};

    use super::{
        Call, MAX_CALLS, MAX_FAST_CALLS, MAX_SLOW_CALLS_PER_SERVER, SLOW_AFTER, room, slow_servers,
    };

    fn call(server: &str, since: Instant) -> Call {
        Call { delivery: DeliveryId(1), to: UserId(1), server: server.into(), since }
    }

    #[test]
    fn a_server_with_many_slow_calls_is_slow_and_others_are_not() {
        let began = Instant::now();
        let later = began + SLOW_AFTER;
        let calls = |server, count, since| vec![call(server, since); count];
        let mut all = calls("https://a", MAX_SLOW_CALLS_PER_SERVER, began);
        all.extend(calls("https://b", MAX_SLOW_CALLS_PER_SERVER - 1, began));
        all.extend(calls("https://b", MAX_SLOW_CALLS_PER_SERVER, later));
        assert_eq!(slow_servers(all.iter(), later), ["https://a"]);
        assert!(slow_servers(all.iter(), later - Duration::from_millis(1)).is_empty());
    }

    #[test]
    fn calls_that_became_slow_leave_room_up_to_a_bound() {
        let began = Instant::now();
        let calls = |count| vec![call("https://a", began); count];
        let soon = began + SLOW_AFTER - Duration::from_millis(1);
        assert_eq!(room(calls(10).iter(), soon), MAX_FAST_CALLS - 10);
        assert_eq!(room(calls(MAX_FAST_CALLS).iter(), soon), 0);
        let later = began + SLOW_AFTER;
        assert_eq!(room(calls(MAX_FAST_CALLS).iter(), later), MAX_FAST_CALLS);
        assert_eq!(room(calls(MAX_CALLS - 5).iter(), later), 5);
        assert_eq!(room(calls(MAX_CALLS).iter(), later), 0);
    }
}
