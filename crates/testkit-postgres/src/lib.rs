//! A throw-away PostgreSQL cluster for tests, made from whatever binaries the machine has.
//!
//! [`Cluster::start`] makes a cluster in a temporary folder in about a second, in memory where there
//! is room, and nothing of it outlives the process that started it, not even when that process is
//! killed: see [`Cluster`]. The crate uses the standard library only, so that `cargo xtask` compiles in
//! seconds.

mod account;
mod binaries;
mod cluster;
mod error;
mod folder;
mod port;
mod watcher;

pub use binaries::{BIN_VARIABLE, Binaries, NotFound, find_binaries};
pub use cluster::Cluster;
pub use error::StartError;
pub use folder::scratch_folder;
pub use port::free_address;
