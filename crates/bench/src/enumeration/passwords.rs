//! Wrong passwords: for names that nobody has, for accounts, and for locked ones.

use crate::dice::Dice;
use crate::failure::{Failure, Outcome};
use crate::http::{Connection, Request, block_on};
use crate::people::{self, PASSWORD, WRONG_PASSWORD};
use crate::server::Daemon;

use super::{Question, Sources, names};

/// Failures that one name gets at most: twenty in half an hour delay further ones.
const FAILURES_A_NAME: usize = 18;

/// Failures that lock a name for its source.
const FAILURES_THAT_LOCK: usize = 10;

/// Names that are locked; sampling doesn't change them, so a few will do.
const LOCKED_NAMES: usize = 20;

/// Sign-ins that fail.
pub(super) struct Passwords {
    server: std::net::SocketAddr,
    unknown: Vec<String>,
    wrong: Vec<String>,
    locked: Vec<Request>,
}

impl Passwords {
    /// Makes the accounts for so many failures of each kind, and locks those that are to be.
    pub(super) fn set_up(
        server: &Daemon,
        dice: &mut Dice,
        sources: &mut Sources,
        failures: usize,
    ) -> Outcome<Self> {
        let enough = failures.div_ceil(FAILURES_A_NAME);
        let (unknown, wrong) = (names(dice, enough), names(dice, enough));
        let locked = names(dice, LOCKED_NAMES);
        people::register(server.address, &[wrong.as_slice(), &locked].concat(), 0)?;
        let locked = block_on(lock(server, &locked, sources))?;
        Ok(Self { server: server.address, unknown, wrong, locked })
    }
}

impl Question for Passwords {
    const WHAT: &'static str = "sign-in";
    const KINDS: [&'static str; 3] = ["unknown name", "wrong password", "locked account"];
    const STATUS: u16 = 401;

    fn ask(&self, kind: usize, round: usize, source: &str) -> Request {
        let names = match kind {
            0 => &self.unknown,
            1 => &self.wrong,
            // A name is locked for a source, so there it has to be the same one.
            _ => return self.locked[round % self.locked.len()].clone(),
        };
        let login = people::login(&names[round % names.len()], WRONG_PASSWORD);
        login.forwarded_for(source).to(self.server)
    }
}

/// Locks names and returns the requests that are refused for it.
async fn lock(server: &Daemon, names: &[String], sources: &mut Sources) -> Outcome<Vec<Request>> {
    let mut connection = Connection::open(server.address).await?;
    let mut requests = Vec::new();
    for name in names {
        let source = sources.next();
        let request = people::login(name, WRONG_PASSWORD);
        let request = request.forwarded_for(&source).to(server.address);
        for _ in 0..FAILURES_THAT_LOCK {
            connection.exchange(&request).await?;
        }
        // Were it not locked, the right password would get in.
        let right = people::login(name, PASSWORD).forwarded_for(&source).to(server.address);
        let status = connection.exchange(&right).await?.status;
        if status != 401 {
            return Err(Failure::new(format!("{status} for the password of a locked account")));
        }
        requests.push(request);
    }
    Ok(requests)
}
