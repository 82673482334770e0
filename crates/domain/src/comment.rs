//! Comments on tasks.

mod mention;

pub use mention::{Mention, may_mention, mentioned};

use crate::{CommentId, ProjectId, TaskId, UserId, stored::Identified, text::text};

text! {
    /// What somebody says about a task, 1 to 10,000 characters.
    Content, "content", max 10_000, multiline true
}

/// A comment on a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// In which project.
    pub project: ProjectId,
    /// On which task.
    pub task: TaskId,
    /// Who said it; `None` once that account is gone.
    pub created_by: Option<UserId>,
    /// What they said.
    pub content: Content,
    /// Whom they mention, in the order of the ids.
    pub mentions: Vec<Mention>,
}

impl Identified for Comment {
    type Id = CommentId;
}
