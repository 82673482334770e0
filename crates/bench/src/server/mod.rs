//! The programs that are measured, each a process of its own.

mod daemon;
mod memory;
mod postgres;
mod umbra;
mod worker;

pub(crate) use daemon::{Daemon, free_address};
pub(crate) use memory::{Memory, mebibytes};
pub(crate) use postgres::{Postgres, THROW_AWAY, on_both};
pub(crate) use umbra::{Database, Home, Profile, Umbra};
pub(crate) use worker::{Worker, rest};
