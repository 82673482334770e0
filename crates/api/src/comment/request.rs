//! What clients send about comments.

use serde::{Deserialize, Serialize};
use umbra_domain::{Patch, comment::Content};
use utoipa::ToSchema;

use crate::http::{Problem, fields::Fields, patch};

/// A new comment.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateComment {
    /// The text of the comment.
    #[schema(min_length = 1, max_length = 10000, example = "The left one is crooked.")]
    content: String,
}

impl CreateComment {
    pub(super) fn parse(&self) -> Result<Content, Problem> {
        let mut fields = Fields::default();
        let content = fields.take("/content", Content::parse(&self.content));
        fields.build(|| content)
    }
}

/// A change of a comment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateComment {
    /// The text of the comment; can't be cleared.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 10000)]
    content: Patch<String>,
}

impl UpdateComment {
    pub(super) fn parse(self) -> Result<Option<Content>, Problem> {
        let mut fields = Fields::default();
        let content = fields.replace("/content", self.content, |text| Content::parse(&text));
        fields.finish()?;
        Ok(content)
    }
}
