//! Reading the audit log, and the server in numbers.

use umbra_auth::attempts::MAX_CODE_FAILURES;
use umbra_domain::page::{Keyset, Limit, Page};
use umbra_store::{
    StoreError,
    audit::{self, AuditFilter, AuditRecord},
    user::{self, UserTotals},
};

use crate::App;

/// How many entries the overview shows.
const RECENT: i64 = 10;

/// The server in numbers, and what happened last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dashboard {
    /// The numbers.
    pub totals: UserTotals,
    /// The newest entries of the audit log.
    pub recent: Vec<AuditRecord>,
}

impl App {
    /// Lists entries of the audit log, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn audit_log(
        &self,
        filter: &AuditFilter,
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<AuditRecord>, StoreError> {
        audit::list(self.store.reader(), filter, after, limit).await
    }

    /// Counts accounts, sessions, locks and factors, and reads what happened last: two queries.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn admin_dashboard(&self) -> Result<Dashboard, StoreError> {
        let (db, now) = (self.store.reader(), self.clock.now());
        let totals = user::totals(db, now, self.seen_after(now), MAX_CODE_FAILURES).await?;
        let limit = Limit::parse(RECENT).unwrap_or_default();
        let recent = audit::list(db, &AuditFilter::default(), None, limit).await?;
        Ok(Dashboard { totals, recent: recent.items })
    }
}
