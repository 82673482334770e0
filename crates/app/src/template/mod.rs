//! Event templates.

mod create;
mod delete;
mod instantiate;
mod list;
mod read;
mod update;

pub use create::CreateTemplateError;
pub use delete::DeleteTemplateError;
pub use instantiate::{Instantiate, InstantiateTemplateError};
pub use read::ReadTemplateError;
pub use update::UpdateTemplateError;
