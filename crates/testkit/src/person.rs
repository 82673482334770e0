//! People who are signed in.

use std::{
    net::{IpAddr, Ipv4Addr},
    ops::Deref,
    sync::{Arc, OnceLock},
};

use umbra_auth::{DeviceCookie, HashPool, OsEntropy, SessionToken};
use umbra_domain::{
    SessionId, UserId,
    session::Origin,
    settings::Settings,
    user::{Role, Username},
};
use umbra_store::{
    StoreError,
    session::{self, NewSession},
    settings,
    user::{self, NewUser},
};

use crate::{Client, TestApp, client::USER_AGENT, once::block_on};

/// The password of every account that the kit makes.
pub const PASSWORD: &str = "seven green herons at dusk";

/// A person with a browser in which they are signed in. Everything a [`Client`] does, a person
/// does.
#[derive(Debug, Clone)]
pub struct Person {
    /// Names the account.
    pub id: UserId,
    /// Names the session.
    pub session: SessionId,
    /// The name to sign in with.
    pub username: String,
    client: Client,
}

impl Deref for Person {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl TestApp {
    /// Signs the admin `admin` in with a new browser, and makes the account first unless it
    /// exists. See [`TestApp::user`].
    pub async fn admin(&self) -> Person {
        signed_in(self, "admin", Role::Admin).await
    }

    /// Signs a person in with a new browser, and makes the account first unless it exists.
    ///
    /// The password is [`PASSWORD`]. Account and session are written to the
    /// database without a request, so they cost no hash and leave no trace in the audit log, the
    /// rates and the failure counters; the browser has the cookies that a sign-in would give it.
    ///
    /// # Panics
    /// When the name can't be one.
    pub async fn user(&self, username: &str) -> Person {
        signed_in(self, username, Role::Standard).await
    }
}

/// Signs somebody in, and makes the account unless there is one.
async fn signed_in(t: &TestApp, username: &str, role: Role) -> Person {
    let username = Username::parse(username).expect("a username");
    let id = match account(t, &username).await {
        Some(id) => id,
        None => create(t, &username, role).await,
    };
    let (session, cookies) = begin_session(t, id, &username).await;
    let client = t.anonymous();
    let prefix = if t.setup().api.public_url.is_secure() { "__Host-" } else { "" };
    client.set_cookie(&format!("{prefix}session"), &cookies.session);
    client.set_cookie(&format!("{prefix}umbra_device"), &cookies.device);
    Person { id, session, username: username.as_str().to_owned(), client }
}

async fn account(t: &TestApp, username: &Username) -> Option<UserId> {
    let found = user::by_key(t.store.reader(), username.key()).await.expect("the database reads");
    found.map(|account| account.id)
}

async fn create(t: &TestApp, username: &Username, role: Role) -> UserId {
    let new = NewUser { role, ..NewUser::standard(username, password_hash()) };
    let now = t.app.now();
    let written = t.store.write(async |tx| {
        let id = user::create(tx, &new, now).await?;
        settings::create(tx, id, &Settings::new(None, now)).await?;
        Ok::<_, StoreError>(id)
    });
    written.await.expect("the account can be made")
}

/// The values of the cookies that a sign-in gives.
struct SignedIn {
    session: String,
    device: String,
}

async fn begin_session(t: &TestApp, user: UserId, username: &Username) -> (SessionId, SignedIn) {
    let token = SessionToken::fresh(&OsEntropy);
    let now = t.app.now();
    let origin = Origin {
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        user_agent: Some(USER_AGENT.to_owned()),
    };
    let new = NewSession {
        replaces: None,
        user,
        token_hash: token.hash(),
        origin: &origin,
        expires_at: now + t.setup().app.session_lifetime,
    };
    let seen_after = now - t.setup().app.session_idle;
    let written = t.store.write(async |tx| {
        // The row's lock keeps parallel sign-ins within the cap.
        user::lock(tx, user).await?;
        session::create(tx, &new, t.setup().app.session_cap, now, seen_after).await
    });
    written.await.expect("the session can begin");
    let all = session::list(t.store.reader(), user, now, seen_after).await;
    let session = all.expect("the database reads").first().expect("the session has begun").id;
    let keys = t.setup().keys();
    let device = DeviceCookie::default().remember(&keys, &OsEntropy, username.key());
    let cookies = SignedIn { session: keys.sign_session(&token), device: device.to_value() };
    (session, cookies)
}

/// Gives the hash of [`PASSWORD`], made once in a process: hashing is slow on purpose.
fn password_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        // A pool of its own, so that the counts of a test's pool are its own doing.
        block_on(async || {
            let pool = HashPool::start(1, 0, Arc::new(OsEntropy)).expect("a hash thread starts");
            let mut ticket = pool.admit().expect("a free place");
            ticket.hash(PASSWORD.as_bytes()).await.expect("the password can be hashed")
        })
    })
}
