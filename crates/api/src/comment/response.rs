//! What clients get to see of comments.

use serde::Serialize;
use umbra_domain::{Stored, comment::Comment};
use utoipa::ToSchema;

use crate::http::resource::Exposed;

/// A comment on a task.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Comment)]
pub(crate) struct CommentBody {
    /// The id of the comment.
    #[schema(minimum = 1)]
    id: i64,
    /// The task that it is on.
    #[schema(minimum = 1)]
    task_id: i64,
    /// Who said it; `null` when that account is gone.
    #[schema(minimum = 1)]
    created_by: Option<i64>,
    /// What is said.
    #[schema(example = "The left one is crooked.")]
    content: String,
    /// When it was said.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Stored<Comment>> for CommentBody {
    fn from(comment: Stored<Comment>) -> Self {
        let Stored { id, body, created_at, updated_at, .. } = comment;
        Self {
            id: id.0,
            task_id: body.task.0,
            created_by: body.created_by.map(|id| id.0),
            content: body.content.into_string(),
            created_at: created_at.to_string(),
            updated_at: updated_at.to_string(),
        }
    }
}

impl Exposed for Comment {
    const PATH: &'static str = "/api/projects";
    type Body = CommentBody;

    fn location(comment: &Stored<Self>) -> String {
        let Comment { project, task, .. } = &comment.body;
        format!("{}/{project}/tasks/{task}/comments/{}", Self::PATH, comment.id)
    }
}
