//! `umbra admin rotate-keys` and `replace-lost-key`

use umbra_app::{App, admin::Rotation};
use umbra_domain::audit::neutralise;

use crate::failure::Failure;
use crate::output::print;

/// Seals the secrets at rest anew, and tells which keys still seal any.
pub(super) async fn rotate(app: &App) -> Result<(), Failure> {
    let rotation = app.operator_rotate_keys().await.map_err(Failure::Store)?;
    let Rotation { seen, resealed, unopened, unopened_tokens, keys } = rotation;
    print(format_args!("{seen} secrets, {resealed} sealed anew\n"))?;
    for (user, error) in &unopened {
        print(format_args!("the TOTP secret of user {user}: {error}\n"))?;
    }
    for (user, error) in &unopened_tokens {
        print(format_args!("the ntfy token of user {user}: {error}\n"))?;
    }
    let unopened = unopened.len() + unopened_tokens.len();
    let current = app.current_key().to_string();
    for (key, count) in keys {
        let what = if key == current { "SECRET_KEY" } else { "still needed" };
        print(format_args!("{count} are sealed by {} ({what})\n", neutralise(&key)))?;
    }
    if unopened == 0 { Ok(()) } else { Err(Failure::Unopened(unopened)) }
}

/// Lets the database belong to the present key, or says what is lost by that.
pub(super) async fn replace_lost(app: &App, force: bool) -> Result<(), Failure> {
    if !force {
        let unopened = app.operator_unopened().await.map_err(Failure::Store)?;
        return Err(Failure::Unconfirmed(format!(
            "the second factors (TOTP and backup codes) of {} accounts, which have to be set up \
             again; besides, all sessions end, access tokens for ntfy have to be set again, and the \
             audit log so far can't be verified any more",
            unopened.len()
        )));
    }
    let lost = app.operator_replace_lost_key().await.map_err(Failure::Store)?;
    let key = app.current_key();
    print(format_args!(
        "The database belongs to the secret key {key} now; {lost} accounts have to set up TOTP.\n"
    ))
}
