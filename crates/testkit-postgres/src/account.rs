//! The account that runs the server.

use std::process::{Command, Stdio};

use crate::error::StartError;

/// A user and their group, as numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Account {
    pub(crate) user: u32,
    pub(crate) group: u32,
}

impl Account {
    /// Finds an account that isn't root's: PostgreSQL refuses to run as root, since whoever
    /// speaks to it as a superuser could then do anything to the machine.
    pub(crate) fn unprivileged() -> Result<Self, StartError> {
        ["postgres", "nobody"].into_iter().find_map(Self::named).ok_or(StartError::NoAccount)
    }

    fn named(name: &str) -> Option<Self> {
        let account = Self { user: number("-u", name)?, group: number("-g", name)? };
        (account.user != 0).then_some(account)
    }
}

/// Asks `id`, which knows accounts from every source that the system has.
fn number(flag: &str, name: &str) -> Option<u32> {
    let answer = Command::new("id").args([flag, name]).stderr(Stdio::null()).output().ok()?;
    String::from_utf8(answer.stdout).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_and_strangers_are_no_accounts() {
        assert!(Account::named("root").is_none());
        assert!(Account::named("umbra-nobody-has-this-name").is_none());
    }
}
