//! Listing accounts.

use umbra_auth::attempts::MAX_CODE_FAILURES;
use umbra_domain::{
    UserId,
    page::{Keyset, Limit, Page},
    user::username_key,
};
use umbra_store::{
    StoreError, attempts,
    user::{self, UserFilter, UserRecord},
};

use crate::App;

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct ListUsers {
    /// Which accounts.
    pub filter: UserFilter,
    /// After which one.
    pub after: Option<Keyset>,
    /// How many.
    pub limit: Limit,
}

/// An account as an admin sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// The account.
    pub record: UserRecord,
    /// Whether too many failures lock it for some source, or its codes, right now.
    pub is_locked: bool,
}

impl App {
    /// Lists accounts by name.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn users(&self, list: ListUsers) -> Result<Page<UserRow>, StoreError> {
        let now = self.clock.now();
        let ListUsers { filter, after, limit } = list;
        let seen = self.seen_after(now);
        let page =
            user::list(self.store.reader(), &filter, after.as_ref(), limit, now, seen).await?;
        Ok(Page { items: self.with_locks(page.items).await?, next: page.next })
    }

    /// Reads one account as an admin sees it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn user(&self, id: UserId) -> Result<Option<UserRow>, StoreError> {
        let now = self.clock.now();
        let found = user::record(self.store.reader(), id, now, self.seen_after(now)).await?;
        Ok(self.with_locks(found.into_iter().collect()).await?.pop())
    }

    /// Finds out which accounts are locked: names are stored as HMACs there, so in a second query.
    async fn with_locks(&self, records: Vec<UserRecord>) -> Result<Vec<UserRow>, StoreError> {
        let keys: Vec<_> = records
            .iter()
            .map(|record| self.account_key(&username_key(&record.username)))
            .collect();
        let now = self.clock.now();
        let locked = attempts::locked_accounts(self.store.reader(), &keys, now).await?;
        let rows = records.into_iter().zip(keys);
        let row = |(record, key): (UserRecord, _)| UserRow {
            is_locked: locked.contains(&key) || record.code_failures >= MAX_CODE_FAILURES,
            record,
        };
        Ok(rows.map(row).collect())
    }
}
