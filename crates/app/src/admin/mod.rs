//! What admins and operators do.

mod audit_log;
mod change;
mod config;
mod create_user;
mod import;
mod lost_key;
mod operator;
mod recovery;
mod role;
mod rotate_keys;
mod sessions;
mod trim_audit;
mod users;
mod verify_audit;

pub use audit_log::Dashboard;
pub use change::ChangeUserError;
pub(crate) use change::is_still_admin;
pub use config::{ConfigPatch, UpdateConfigError};
pub use create_user::{CreateUserError, CreatedUser, TemporaryPassword};
pub use import::{ImportError, LegacyUser};
pub use operator::{MadeUpPassword, OperatorError};
pub use recovery::{ResetPassword, ResetPasswordError};
pub use rotate_keys::Rotation;
pub use umbra_store::{
    audit::{AuditFilter, AuditRecord},
    user::{UserFilter, UserTotals},
};
pub use users::{ListUsers, UserRow};
pub use verify_audit::{AuditCheck, AuditDamage};
