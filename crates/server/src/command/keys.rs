//! `umbra admin rotate-keys`

use umbra_app::{App, admin::Rotation};
use umbra_domain::audit::neutralise;

use super::print;
use crate::failure::Failure;

/// Seals the secrets at rest anew, and tells which keys still seal any.
pub(super) async fn rotate(app: &App) -> Result<(), Failure> {
    let rotation = app.operator_rotate_keys().await.map_err(Failure::Store)?;
    let Rotation { seen, resealed, unopened, keys } = rotation;
    print(format_args!("{seen} secrets, {resealed} sealed anew\n"))?;
    for (user, error) in &unopened {
        print(format_args!("the TOTP secret of user {user}: {error}\n"))?;
    }
    let current = app.current_key().to_string();
    for (key, count) in keys {
        let what = if key == current { "SECRET_KEY" } else { "still needed" };
        print(format_args!("{count} are sealed by {} ({what})\n", neutralise(&key)))?;
    }
    if unopened.is_empty() { Ok(()) } else { Err(Failure::Unopened(unopened.len())) }
}
