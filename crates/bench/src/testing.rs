//! What tests of the fillers share.

use jiff::Timestamp;
use tempfile::TempDir;
use umbra_domain::user::Username;
use umbra_store::{
    DatabaseSettings, DatabaseUrl, Store,
    user::{self, NewUser},
};

use crate::failure::Outcome;

/// Makes an SQLite database with one account, which has the id 1, and so has its calendar. The
/// database goes with the folder.
pub(crate) async fn store_with_account(now: Timestamp) -> Outcome<(TempDir, Store)> {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("a.db").display());
    let settings = DatabaseSettings::new(DatabaseUrl::parse(&url).unwrap());
    let store = Store::connect(&settings).await?;
    store.migrate_up(None).await?;
    let username = Username::parse("ana").unwrap();
    let new = NewUser::standard(&username, "x");
    store.write(async |tx| user::create(tx, &new, now).await).await?;
    Ok((folder, store))
}
