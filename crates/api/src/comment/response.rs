//! What clients get to see of comments.

use serde::Serialize;
use umbra_domain::{
    Stored,
    comment::{Comment, Mention},
};
use utoipa::ToSchema;

use crate::http::resource::Exposed;

/// A member of the project whom a comment mentions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mention)]
pub(super) struct MentionBody {
    /// The account.
    #[schema(minimum = 1)]
    user_id: i64,
    /// The mention as the comment first writes it.
    #[schema(example = "@ben")]
    text: String,
}

impl From<Mention> for MentionBody {
    fn from(mention: Mention) -> Self {
        let Mention { user, text } = mention;
        Self { user_id: user.0, text }
    }
}

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
    /// The id of its author's account; `null` when that account was deleted.
    #[schema(minimum = 1)]
    created_by: Option<i64>,
    /// The text of the comment.
    #[schema(example = "The left one is crooked.")]
    content: String,
    /// The members that it mentions, ordered by id.
    mentions: Vec<MentionBody>,
    /// Its version. In quotes (`"17"`) it is what `If-Match` takes, so a client can change an item of a
    /// list without reading it again.
    #[schema(minimum = 1, example = 17)]
    version: i64,
    /// When it was created.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Stored<Comment>> for CommentBody {
    fn from(comment: Stored<Comment>) -> Self {
        let Stored { id, body, version, created_at, updated_at, .. } = comment;
        Self {
            id: id.0,
            task_id: body.task.0,
            created_by: body.created_by.map(|id| id.0),
            content: body.content.into_string(),
            mentions: body.mentions.into_iter().map(MentionBody::from).collect(),
            version,
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
