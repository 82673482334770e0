//! SQLite without the trips that a pool made for servers costs (ADR 0013).
//!
//! Every statement on SQLite goes to the connection's thread and back, and on a busy machine each
//! of these two changes of threads costs more than most statements. sqlx's pool adds a ping when a
//! connection comes back, and its transactions wait for an answer to `BEGIN` and another one to
//! `COMMIT`. Here connections come back as they are, `BEGIN` goes with the first statement of a
//! transaction.

mod given;
mod pool;
mod transaction;

pub use self::{pool::Pool, transaction::Transaction};
