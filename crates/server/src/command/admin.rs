//! `umbra admin`

use umbra_app::{App, admin::ImportError, auth::SetupMode};
use umbra_auth::Password;
use umbra_domain::{audit::Mark, user::Username};

use super::{audit, keys, legacy, prompt, tell_database};
use crate::cli::Admin;
use crate::config::Config;
use crate::database::Opening;
use crate::failure::Failure;
use crate::output::{print, tell};
use crate::start::{self, Started};

/// Does something about an account.
pub(super) async fn run(config: &Config, action: Admin) -> Result<(), Failure> {
    let order = Order::take(action)?;
    tell_database(config);
    let Started { app, store } = match order {
        Order::ReplaceLostKey { force } => start::start_with_another_key(config, force).await?,
        _ => start::start(config, 1, Opening::Existing).await?,
    };
    let result = order.carry_out(&app).await;
    store.close().await;
    result
}

/// An action with everything that a person has to give for it.
enum Order {
    CreateAdmin { username: Username, password: Password },
    SetupToken,
    ResetPassword { username: String },
    Unlock { username: String },
    RotateKeys,
    ReplaceLostKey { force: bool },
    VerifyAudit(Vec<Mark>),
    Import(Vec<legacy::Entry>),
}

impl Order {
    /// Checks what was given and asks for the rest, before anything is opened.
    fn take(action: Admin) -> Result<Self, Failure> {
        Ok(match action {
            Admin::CreateAdmin { username, password_stdin } => {
                let username = Username::parse(&username)?;
                let password =
                    if password_stdin { prompt::first_line() } else { prompt::new_password() };
                Self::CreateAdmin { username, password: Password::parse(password?)? }
            }
            Admin::SetupToken => Self::SetupToken,
            Admin::ResetPassword { username } => Self::ResetPassword { username },
            Admin::Unlock { username } => Self::Unlock { username },
            Admin::RotateKeys => Self::RotateKeys,
            Admin::ReplaceLostKey { force } => Self::ReplaceLostKey { force },
            Admin::VerifyAudit { expect } => Self::VerifyAudit(expect),
            Admin::ImportLegacy { file } => Self::Import(legacy::read(&file)?),
        })
    }

    async fn carry_out(self, app: &App) -> Result<(), Failure> {
        match self {
            Self::CreateAdmin { username, password } => {
                let name = username.as_str().to_owned();
                app.operator_create_admin(username, password).await?;
                print(format_args!("{name} is an admin now.\n"))
            }
            Self::SetupToken => setup_token(app).await,
            Self::ResetPassword { username } => {
                let made = app.operator_reset_password(&username).await?;
                print(format_args!("{}\n", made.password.expose()))?;
                // Not on standard output, which may go to a program.
                tell(&format!(
                    "It works until {:.0}, and has to be changed at the next sign-in. All sessions \
                     have ended.",
                    made.expires_at
                ));
                Ok(())
            }
            Self::Unlock { username } => {
                let what = match app.operator_unlock(&username).await? {
                    0 => "was not locked.",
                    _ => "can sign in again.",
                };
                print(format_args!("{username} {what}\n"))
            }
            Self::RotateKeys => keys::rotate(app).await,
            Self::ReplaceLostKey { force } => keys::replace_lost(app, force).await,
            Self::VerifyAudit(noted) => audit::verify(app, &noted).await,
            Self::Import(entries) => import(app, entries).await,
        }
    }
}

/// Prints the token for creating the first admin, if it is of any use.
async fn setup_token(app: &App) -> Result<(), Failure> {
    if app.is_set_up().await.map_err(Failure::Store)? {
        return Err(Failure::SetUpAlready);
    }
    match app.setup_mode() {
        SetupMode::Off => return Err(Failure::SetUpOff),
        SetupMode::Open => tell("UMBRA_SETUP is `open`: whoever comes first needs no token."),
        SetupMode::Token => {}
    }
    print(format_args!("{}\n", app.setup_token().expose()))
}

/// Imports accounts one by one: each whole or not at all.
async fn import(app: &App, entries: Vec<legacy::Entry>) -> Result<(), Failure> {
    let mut refused = 0;
    for legacy::Entry { name, user } in entries {
        let done = match user {
            Ok(user) => match app.operator_import(&user).await {
                Ok(_) => Ok(()),
                // Of the others, none would go better.
                Err(ImportError::Store(error)) => return Err(Failure::Store(error)),
                Err(error) => Err(error.to_string()),
            },
            Err(why) => Err(why),
        };
        match done {
            Ok(()) => print(format_args!("{name}: imported\n"))?,
            Err(why) => {
                refused += 1;
                print(format_args!("{name}: not imported: {why}\n"))?;
            }
        }
    }
    tell("Restart running servers: they learn about bcrypt hashes when they start.");
    if refused == 0 { Ok(()) } else { Err(Failure::NotImported(refused)) }
}
