//! Waiting for a PostgreSQL server that starts later than Umbra does.
//!
//! The pool would wait, too, but for a few seconds only, and then say that it has waited: what the
//! server, or the system, has against a connection is known by connecting without it.

use std::{io, time::Duration};

use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{self, Connection as _, PgConnection},
};
use tokio::time::{Instant, sleep, timeout};

use super::DatabaseSettings;
use crate::StoreError;

/// The pause between two tries.
const PAUSE: Duration = Duration::from_millis(500);

/// Connects once, and again for as long as the settings say if the server isn't there yet.
///
/// # Errors
/// What the last try came to.
pub(super) async fn until_it_answers(settings: &DatabaseSettings) -> Result<(), StoreError> {
    let deadline = Instant::now() + settings.patience;
    let mut told = false;
    loop {
        let error = match try_once(settings).await {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        if !may_come(&error) || Instant::now() + PAUSE > deadline {
            return Err(DbErr::Conn(RuntimeErr::SqlxError(error.into())).into());
        }
        if !told {
            let seconds = settings.patience.as_secs();
            tracing::warn!(%error, seconds, "PostgreSQL doesn't answer; waiting for it");
            told = true;
        }
        sleep(PAUSE).await;
    }
}

async fn try_once(settings: &DatabaseSettings) -> Result<(), sqlx::Error> {
    let connecting = PgConnection::connect(settings.url.expose());
    let connection = timeout(settings.acquire_timeout, connecting).await.map_err(|_| {
        let seconds = settings.acquire_timeout.as_secs();
        io::Error::new(io::ErrorKind::TimedOut, format!("no answer within {seconds} seconds"))
    })??;
    // It was for this only.
    connection.close().await
}

/// Tells whether trying again can help: nobody listens there yet, or the server starts or recovers
/// (57P03), or has no room for another connection (53300). A wrong password stays wrong.
fn may_come(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => {
            error.code().is_some_and(|code| matches!(&*code, "57P03" | "53300"))
        }
        _ => false,
    }
}
