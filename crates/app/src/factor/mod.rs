//! Second factors: TOTP and backup codes, and finishing a sign-in with them.

mod backup_codes;
mod code;
mod disable;
mod enable;
mod enrol;
mod second_factor;
mod status;
mod token;

pub use backup_codes::RegenerateError;
pub use code::{Code, CodeError};
pub use disable::DisableTotpError;
pub use enable::{ConfirmTotpError, SetupTotpError, TotpSetup};
pub use enrol::{EnrolError, FinishEnrolmentError};
pub use second_factor::SecondFactorError;
pub use status::TotpStatus;
