//! How many connections there are.

use crate::Store;

/// The connections of one pool at this instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolStats {
    /// What they are for: `main` on PostgreSQL, `reader` and `writer` on SQLite.
    pub pool: &'static str,
    /// How many there may be.
    pub limit: u32,
    /// How many are open.
    pub open: u32,
    /// How many of these nobody uses.
    pub idle: u32,
}

impl Store {
    /// Counts the connections of this process.
    #[must_use]
    pub fn pools(&self) -> Vec<PoolStats> {
        let stats = |pool, limit, open, idle: usize| {
            let idle = u32::try_from(idle).unwrap_or(u32::MAX).min(open);
            PoolStats { pool, limit, open, idle }
        };
        if self.is_postgres() {
            let pool = self.writer.0.get_postgres_connection_pool();
            let limit = pool.options().get_max_connections();
            return vec![stats("main", limit, pool.size(), pool.num_idle())];
        }
        let [reader, writer] = [&self.reader.0, &self.writer.0].map(|db| {
            let pool = db.get_sqlite_connection_pool();
            (pool.options().get_max_connections(), pool.size(), pool.num_idle())
        });
        vec![
            stats("reader", reader.0, reader.1, reader.2),
            stats("writer", writer.0, writer.1, writer.2),
        ]
    }
}
