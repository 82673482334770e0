//! Calls to real servers on this machine.
#![cfg(test)]

mod calls;
mod ntfy;
mod server;
