//! The thread that hashes only while no processor has anything else to do.

use std::{
    io,
    sync::mpsc::{self, Receiver, SyncSender},
    thread,
    time::{Duration, Instant},
};

use super::{HashError, argon::Memory, run::Run};

/// The longest a run may take. When it takes longer, other programs leave no time to spare. Beside
/// other tests there may be none for long.
const PATIENCE: Duration = Duration::from_millis(if cfg!(test) { 60_000 } else { 500 });

/// How long the thread gets no work after that.
const AVOIDED: Duration = Duration::from_mins(1);

/// A thread of the scheduling class `SCHED_IDLE`, to which a hash thread lends its runs while there
/// is heavy traffic.
///
/// Whatever wakes up takes the processor from it at once, while a thread of low priority ends its
/// turn, some milliseconds, first. Nobody may leave that class again without a privilege, and in it
/// other busy programs can stop a thread for many seconds. So the hash threads don't enter it
/// themselves, and execute a run again that doesn't come back in time.
///
/// The thread holds no lock that others want (the allocator's neither, as far as that can be
/// helped): what a run needs is allocated and freed by the thread that lends it.
pub(super) struct SpareTime {
    there: SyncSender<Run>,
    back: Receiver<Run>,
    patience: Duration,
    /// Whether a run that didn't come back in time is still there.
    is_stuck: bool,
    avoided_until: Option<Instant>,
}

impl SpareTime {
    /// Starts the thread, which ends when this value does. Returns none where there is no such
    /// class.
    ///
    /// # Errors
    /// When the thread can't be had.
    pub(super) fn start() -> io::Result<Option<Self>> {
        Self::start_after(enter_idle_class)
    }

    fn start_after(enter: fn() -> bool) -> io::Result<Option<Self>> {
        let (there, runs) = mpsc::sync_channel::<Run>(1);
        let (done, back) = mpsc::sync_channel(1);
        let (tell, told) = mpsc::channel();
        thread::Builder::new().name("hash-spare".to_owned()).spawn(move || {
            let is_in = enter();
            let _ = tell.send(is_in);
            if is_in {
                serve(&runs, &done);
            }
        })?;
        let is_in = told.recv().unwrap_or(false);
        Ok(is_in.then(|| Self {
            there,
            back,
            patience: PATIENCE,
            is_stuck: false,
            avoided_until: None,
        }))
    }

    /// Executes a run in spare time and waits for its end; on the calling thread, if there is too
    /// little to spare.
    ///
    /// # Errors
    /// [`HashError::OutOfMemory`] when there is no memory to execute the run again.
    pub(super) fn execute(&mut self, mut run: Run) -> Result<Run, HashError> {
        if self.is_avoided() {
            run.execute();
            return Ok(run);
        }
        let (recipe, secret) = (run.recipe.clone(), run.secret.clone());
        self.is_stuck = self.there.send(run).is_ok();
        if let Ok(run) = self.back.recv_timeout(self.patience) {
            self.is_stuck = false;
            return Ok(run);
        }
        self.avoided_until = Some(Instant::now() + AVOIDED);
        let mut run = Run::new(recipe, secret, Memory::allocate().ok_or(HashError::OutOfMemory)?);
        run.execute();
        Ok(run)
    }

    fn is_avoided(&mut self) -> bool {
        self.clear();
        self.is_stuck || self.avoided_until.is_some_and(|until| Instant::now() < until)
    }

    /// Frees what a run needed that came back too late.
    pub(super) fn clear(&mut self) {
        if self.is_stuck && self.back.try_recv().is_ok() {
            self.is_stuck = false;
        }
    }
}

/// Executes runs until nobody is left to send any.
fn serve(runs: &Receiver<Run>, done: &SyncSender<Run>) {
    for mut run in runs {
        run.execute();
        if done.send(run).is_err() {
            return;
        }
    }
}

/// Puts the calling thread into `SCHED_IDLE` for good and tells whether it is there.
#[cfg(target_os = "linux")]
fn enter_idle_class() -> bool {
    use thread_priority::{
        NormalThreadSchedulePolicy::Idle, ThreadPriority, ThreadSchedulePolicy::Normal,
        set_thread_priority_and_policy, thread_native_id, thread_schedule_policy,
    };
    // It would set the nice value, too, which means nothing in this class, and fails where that was
    // raised. So what counts is where the thread is in the end.
    let entered =
        set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, Normal(Idle));
    let is_there = thread_schedule_policy() == Ok(Normal(Idle));
    if !is_there {
        tracing::debug!(?entered, "no hashing in spare time");
    }
    is_there
}

#[cfg(not(target_os = "linux"))]
fn enter_idle_class() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use std::{
        mem,
        sync::{Arc, Mutex},
    };

    use zeroize::Zeroizing;

    use super::*;
    use crate::hash_pool::recipe::Recipe;

    fn started() -> SpareTime {
        SpareTime::start_after(|| true).unwrap().unwrap()
    }

    fn run(call: impl Fn() + Send + Sync + 'static) -> Run {
        let memory = Memory::allocate().unwrap();
        Run::new(Recipe::Call(Arc::new(call)), Zeroizing::default(), memory)
    }

    fn here() -> String {
        thread::current().name().unwrap().to_owned()
    }

    /// Returns the name of the thread that executes a run.
    fn where_it_runs(spare: &mut SpareTime) -> String {
        let (tell, told) = mpsc::channel();
        spare.execute(run(move || tell.send(here()).unwrap())).unwrap();
        told.try_recv().unwrap()
    }

    /// Makes the thread wait until the returned sender is dropped.
    fn get_stuck(spare: &mut SpareTime) -> mpsc::Sender<()> {
        let (release, until) = mpsc::channel();
        let until = Mutex::new(until);
        let wait = move || {
            if here() == "hash-spare" {
                let _ = until.lock().unwrap().recv();
            }
        };
        let patience = mem::replace(&mut spare.patience, Duration::ZERO);
        spare.execute(run(wait)).unwrap();
        spare.patience = patience;
        release
    }

    #[test]
    fn a_run_is_executed_by_the_other_thread_and_comes_back() {
        let mut spare = started();
        assert_eq!(where_it_runs(&mut spare), "hash-spare");
        assert_eq!(where_it_runs(&mut spare), "hash-spare");
    }

    #[test]
    fn a_run_that_takes_too_long_is_executed_again_and_the_thread_avoided_for_a_while() {
        let mut spare = started();
        let release = get_stuck(&mut spare);
        assert_eq!(where_it_runs(&mut spare), here());
        drop(release);
        while spare.is_stuck {
            spare.clear();
        }
        assert_eq!(where_it_runs(&mut spare), here());
        spare.avoided_until = Some(Instant::now());
        assert_eq!(where_it_runs(&mut spare), "hash-spare");
    }

    #[test]
    fn a_thread_that_is_stuck_is_avoided_for_as_long() {
        let mut spare = started();
        let _release = get_stuck(&mut spare);
        spare.avoided_until = None;
        assert_eq!(where_it_runs(&mut spare), here());
    }

    #[test]
    fn a_thread_that_is_gone_is_not_missed() {
        let mut spare = started();
        (spare.there, _) = mpsc::sync_channel(1);
        assert_eq!(where_it_runs(&mut spare), here());
        assert!(!spare.is_stuck);
    }

    #[test]
    fn without_the_class_there_is_no_thread() {
        assert!(SpareTime::start_after(|| false).unwrap().is_none());
    }

    #[test]
    fn a_run_that_dies_comes_back_and_the_thread_lives_on() {
        let mut spare = started();
        let died = spare.execute(run(|| panic!("a run died, as the test wants"))).unwrap();
        assert_eq!(died.output.unwrap_err(), HashError::PoolGone);
        assert_eq!(where_it_runs(&mut spare), "hash-spare");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn only_the_thread_that_asks_enters_the_class() {
        use thread_priority::{
            NormalThreadSchedulePolicy::{Idle, Other},
            ThreadSchedulePolicy::Normal,
            thread_schedule_policy,
        };
        let entered = thread::spawn(|| (enter_idle_class(), thread_schedule_policy().unwrap()));
        assert_eq!(entered.join().unwrap(), (true, Normal(Idle)));
        assert_eq!(thread_schedule_policy().unwrap(), Normal(Other));
    }
}
