//! What is in the archive, in this order.

mod account;
mod completed;
mod lists;
mod shared;
mod told;

use std::sync::Arc;

use serde::Serialize;
use umbra_app::App;
use umbra_domain::session::Identity;

use super::archive::{Archive, Counted};
use crate::http::Problem;

/// The version of the format. Another one has other files or fields; new ones alone don't make it another one.
const FORMAT_VERSION: u32 = 1;

const README: &str = include_str!("readme.txt");

/// What the archive says of itself, as its last file.
#[derive(Serialize)]
struct Manifest<'a> {
    format: &'static str,
    format_version: u32,
    umbra_version: &'static str,
    account: Account<'a>,
    began_at: String,
    created_at: String,
    files: &'a [Counted],
}

#[derive(Serialize)]
struct Account<'a> {
    id: i64,
    username: &'a str,
}

/// Writes everything, and then the manifest and the end.
pub(super) async fn write(
    app: Arc<App>,
    caller: Identity,
    mut archive: Archive,
) -> Result<(), Problem> {
    let began_at = app.now().to_string();
    archive.text("README.txt", README).await?;
    account::write(&app, &caller, &mut archive).await?;
    lists::write(&app, &caller, &mut archive).await?;
    shared::write(&app, caller.user, &mut archive).await?;
    told::write(&app, &caller, &mut archive).await?;
    let manifest = Manifest {
        format: "umbra-export",
        format_version: FORMAT_VERSION,
        umbra_version: env!("CARGO_PKG_VERSION"),
        account: Account { id: caller.user.0, username: &caller.username },
        began_at,
        created_at: app.now().to_string(),
        files: archive.counts(),
    };
    let manifest = serde_json::to_value(&manifest).map_err(|error| Problem::internal(&error))?;
    archive.object("manifest.json", &manifest).await?;
    archive.finish().await
}
