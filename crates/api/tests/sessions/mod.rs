//! `/api/auth/sessions` over HTTP, and what a session is: its cookie, its lifetimes, its lock.

mod cookies;
mod csrf;
mod ending;
mod lifetimes;
mod listing;
mod locking;
mod processes;
mod tokens;
