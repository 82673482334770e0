//! Finding the addresses of a name, and refusing those that aren't called.

use std::{
    fmt, io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::{AddressPolicy, Blocked};

/// The addresses of a name, on their way.
pub type Lookup = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Finds the addresses of names.
pub trait Names: fmt::Debug + Send + Sync {
    /// Finds the addresses of a name.
    fn lookup(&self, name: &str) -> Lookup;
}

/// Asks the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn lookup(&self, name: &str) -> Lookup {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// A name has an address that isn't called.
#[derive(Debug, thiserror::Error)]
#[error("the name's address isn't called: {0}")]
pub(crate) struct BlockedName(#[source] pub(crate) Blocked);

/// Looks names up once, refuses them whole when one address isn't called, and hands the others to
/// the connection, which so can't get any other.
#[derive(Debug, Clone)]
pub(crate) struct GuardedNames {
    pub(crate) names: Arc<dyn Names>,
    pub(crate) policy: Arc<AddressPolicy>,
}

impl Resolve for GuardedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let found = self.names.lookup(name.as_str());
        let policy = Arc::clone(&self.policy);
        Box::pin(async move {
            let found = found.await?;
            for address in &found {
                policy.check(*address).map_err(BlockedName)?;
            }
            let addresses = found.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}
