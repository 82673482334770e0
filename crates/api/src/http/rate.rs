//! Rate limits within this process, for each source of requests.
//!
//! A source is an IPv4 address or an IPv6 /64, the smallest network that one customer gets. Limits
//! that have to hold across several processes are counted in the database by the use cases.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::{
    Error, HttpMessage as _,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};
use governor::{
    Quota, RateLimiter, clock, middleware::NoOpMiddleware, state::keyed::DashMapStateStore,
};
use jiff::Timestamp;
use metrics::counter;
use umbra_domain::{Clock, metric::Metric};

use super::{Problem, client::Client};

/// Checks between two sweeps of sources that have used nothing of their limit.
const SWEEP_EVERY: u32 = 4096;

/// How many requests a source may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests a minute in the long run.
    pub per_minute: NonZeroU32,
    /// Requests at once.
    pub burst: NonZeroU32,
}

impl Rate {
    /// Allows a whole minute's requests at once; zero counts as one.
    #[must_use]
    pub fn per_minute(requests: u32) -> Self {
        let requests = NonZeroU32::new(requests).unwrap_or(NonZeroU32::MIN);
        Self { per_minute: requests, burst: requests }
    }
}

/// The rates of the limited groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Changing requests below `/api/auth`, such as signing in.
    pub auth: Rate,
    /// Creating accounts.
    pub registration: Rate,
    /// Everything below `/api/admin`.
    pub admin: Rate,
    /// Exports of all that somebody has.
    pub export: Rate,
}

/// 300, 20, 300 and 6 requests a minute: fifty devices of one household can sign in at once.
impl Default for Rates {
    fn default() -> Self {
        Self {
            auth: Rate::per_minute(300),
            registration: Rate::per_minute(20),
            admin: Rate::per_minute(300),
            export: Rate::per_minute(6),
        }
    }
}

/// What limits go by.
#[derive(Debug, Clone)]
pub enum Ticks {
    /// Time since this instant; setting the system's clock doesn't move it.
    Monotonic(Instant),
    /// Time of an injected clock since an instant, for tests.
    Clock(Arc<dyn Clock>, Timestamp),
}

impl Ticks {
    /// Counts from now on.
    #[must_use]
    pub fn monotonic() -> Self {
        Self::Monotonic(Instant::now())
    }

    /// Follows a clock that a test moves.
    #[must_use]
    pub fn of(clock: Arc<dyn Clock>) -> Self {
        let start = clock.now();
        Self::Clock(clock, start)
    }
}

impl clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        match self {
            Self::Monotonic(start) => start.elapsed(),
            Self::Clock(clock, start) => {
                Duration::try_from(clock.now().duration_since(*start)).unwrap_or_default()
            }
        }
    }
}

type Limiter = RateLimiter<IpAddr, DashMapStateStore<IpAddr>, Ticks, NoOpMiddleware<Duration>>;

const LIMITED: &str = "umbra_rate_limited_total";

/// What is recorded of limits.
pub(crate) const METRICS: [Metric; 1] = [Metric::counter(
    LIMITED,
    &["group"],
    "Requests refused with 429 by a limit in this process: `auth`, `registration`, `admin` or `export`.",
)];

/// The limit of one group.
#[derive(Debug)]
struct Limit {
    group: &'static str,
    limiter: Limiter,
    ticks: Ticks,
    checks: AtomicU32,
}

impl Limit {
    fn new(group: &'static str, rate: Rate, ticks: &Ticks) -> Self {
        let quota = Quota::per_minute(rate.per_minute).allow_burst(rate.burst);
        let limiter = RateLimiter::dashmap_with_clock(quota, ticks.clone());
        Self { group, limiter, ticks: ticks.clone(), checks: AtomicU32::new(0) }
    }

    fn check(&self, source: IpAddr) -> Result<(), Problem> {
        // A source is remembered only until its limit is whole again, so the memory follows the
        // rate of requests, not the number of addresses that a stranger can use.
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(&prefix(source)).map_err(|refused| {
            counter!(LIMITED, "group" => self.group).increment(1);
            Problem::too_many_requests(refused.wait_time_from(clock::Clock::now(&self.ticks)))
        })
    }
}

/// Cuts an address to the network that stands for one customer.
fn prefix(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
        address => address,
    }
}

/// The limits of all groups, shared by all threads of the process.
#[derive(Debug)]
pub struct RateLimits {
    auth: Limit,
    registration: Limit,
    admin: Limit,
    export: Limit,
}

impl RateLimits {
    /// Builds limits that nobody has used yet.
    #[must_use]
    pub fn new(rates: &Rates, ticks: &Ticks) -> Self {
        Self {
            auth: Limit::new("auth", rates.auth, ticks),
            registration: Limit::new("registration", rates.registration, ticks),
            admin: Limit::new("admin", rates.admin, ticks),
            export: Limit::new("export", rates.export, ticks),
        }
    }
}

/// Middleware that limits the changing requests of a scope to the rate for `auth`.
///
/// Reads are free: a frontend asks for the status of the session all the time.
///
/// # Errors
/// 429 as an answer; an `Err` only when what it wraps fails.
pub async fn limit_auth(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.method().is_safe() {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    limited(|limits| &limits.auth, request, next).await
}

/// Middleware that limits a scope or route to the rate for `registration`.
///
/// # Errors
/// 429 as an answer; an `Err` only when what it wraps fails.
pub async fn limit_registration(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    limited(|limits| &limits.registration, request, next).await
}

/// Middleware that limits a scope or route to the rate for `admin`.
///
/// # Errors
/// 429 as an answer; an `Err` only when what it wraps fails.
pub async fn limit_admin(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    limited(|limits| &limits.admin, request, next).await
}

/// Middleware that limits a scope or route to the rate for `export`.
///
/// # Errors
/// 429 as an answer; an `Err` only when what it wraps fails.
pub async fn limit_export(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    limited(|limits| &limits.export, request, next).await
}

async fn limited<B: MessageBody + 'static>(
    group: impl Fn(&RateLimits) -> &Limit,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<actix_web::body::EitherBody<B>>, Error> {
    let checked = {
        let limits = request.app_data::<web::Data<RateLimits>>();
        let client = request.extensions().get::<Client>().map(|client| client.0.address);
        match (limits, client) {
            (Some(limits), Some(client)) => group(limits).check(client),
            // The app builder provides both; a limit that can't be checked refuses.
            _ => Err(Problem::opaque().because("the rate limit can't be checked")),
        }
    };
    match checked {
        Ok(()) => Ok(next.call(request).await?.map_into_left_body()),
        Err(problem) => Ok(request.error_response(problem).map_into_right_body()),
    }
}

#[cfg(test)]
mod tests {
    use std::{net::IpAddr, num::NonZeroU32, sync::Arc};

    use actix_web::{ResponseError as _, http::header};
    use jiff::SignedDuration;

    use super::{Limit, Rate, Rates, SWEEP_EVERY, Ticks, prefix};
    use crate::testing::MovedClock;

    fn limit(per_minute: u32, burst: u32) -> (Limit, Arc<MovedClock>) {
        let clock = Arc::new(MovedClock::default());
        let rate = Rate {
            per_minute: NonZeroU32::new(per_minute).unwrap(),
            burst: NonZeroU32::new(burst).unwrap(),
        };
        (Limit::new("auth", rate, &Ticks::of(clock.clone())), clock)
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_burst_passes_and_the_next_request_learns_when_to_come_back() {
        let (limit, clock) = limit(20, 3);
        for _ in 0..3 {
            assert!(limit.check(ip("198.51.100.1")).is_ok());
        }
        clock.advance(SignedDuration::from_millis(500));
        let refused = limit.check(ip("198.51.100.1")).unwrap_err();
        let retry_after = refused.error_response().headers().get(header::RETRY_AFTER).cloned();
        assert_eq!(retry_after.unwrap(), "3", "2.5 seconds, rounded up");
        clock.advance(SignedDuration::from_millis(2500));
        assert!(limit.check(ip("198.51.100.1")).is_ok());
        assert!(limit.check(ip("198.51.100.1")).is_err());
    }

    #[test]
    fn sources_do_not_share_a_limit() {
        let (limit, _) = limit(1, 1);
        assert!(limit.check(ip("198.51.100.1")).is_ok());
        assert!(limit.check(ip("198.51.100.2")).is_ok());
        assert!(limit.check(ip("198.51.100.1")).is_err());
        assert!(limit.check(ip("::ffff:198.51.100.2")).is_err());
    }

    #[test]
    fn addresses_of_one_ipv6_customer_share_a_limit() {
        assert_eq!(prefix(ip("2001:db8:1:2:3:4:5:6")), ip("2001:db8:1:2::"));
        let (limit, _) = limit(1, 1);
        assert!(limit.check(ip("2001:db8:1:2::1")).is_ok());
        assert!(limit.check(ip("2001:db8:1:2:ffff::9")).is_err());
        assert!(limit.check(ip("2001:db8:1:3::1")).is_ok());
    }

    #[test]
    fn sources_are_forgotten_once_their_limit_is_whole_again() {
        let (limit, clock) = limit(60, 1);
        for n in 0..SWEEP_EVERY - 1 {
            assert!(limit.check(IpAddr::from(n.to_be_bytes())).is_ok());
        }
        assert_eq!(limit.limiter.len(), SWEEP_EVERY as usize - 1);
        clock.advance(SignedDuration::from_secs(60));
        assert!(limit.check(ip("198.51.100.1")).is_ok());
        assert_eq!(limit.limiter.len(), 1);
    }

    #[test]
    fn fifty_sign_ins_of_one_household_pass() {
        let limit = Limit::new("auth", Rates::default().auth, &Ticks::monotonic());
        assert!((0..50).all(|_| limit.check(ip("198.51.100.1")).is_ok()));
    }

    #[test]
    fn a_clock_that_goes_back_does_not_panic() {
        let (limit, clock) = limit(60, 1);
        assert!(limit.check(ip("198.51.100.1")).is_ok());
        clock.advance(SignedDuration::from_hours(-24));
        assert!(limit.check(ip("198.51.100.1")).is_err());
    }
}
