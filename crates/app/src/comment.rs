//! Comments on tasks.

use umbra_domain::{
    CommentId, ProjectId, Stored, TaskId, UserId,
    comment::{Comment, Content, Mention, may_mention, mentioned},
    notification::NotificationDraft,
    page::{Keyset, Limit, Page},
    precondition::IfMatch,
    rights::{Denied, may_delete, may_reword},
};
use umbra_store::{
    Comment as MayComment, Granted, StoreError, Tx, comment, notification, project, resource,
};

use crate::{
    App,
    errors::{ChangeError, DeleteError, ListWithinError, ReadError},
    idempotency::{Once, OnceError, Outcome},
};

/// Where a comment is: the path to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommentAt {
    /// In which project.
    pub project: ProjectId,
    /// On which task.
    pub task: TaskId,
    /// Which one.
    pub comment: CommentId,
}

impl App {
    /// Comments on a task.
    ///
    /// # Errors
    /// [`OnceError`].
    pub async fn create_comment(
        &self,
        who: UserId,
        (project, task): (ProjectId, TaskId),
        content: Content,
        once: Option<Once<Stored<Comment>>>,
    ) -> Result<Outcome<Stored<Comment>>, OnceError<ReadError>> {
        let now = self.clock.now();
        self.once(who, once, async |tx| {
            let place = comment::place(tx, who, project, task).await?.granted()?;
            let mentions = mentions(tx, &place, &content).await?;
            let new = Comment { project, task, created_by: Some(who), content, mentions };
            let made = resource::create(tx, &place, new, now).await?;
            comment::write_mentions(tx, made.id, &[], &made.mentions).await?;
            // Who is named is told of that, and not of the comment as well.
            let named: Vec<_> = made.mentions.iter().map(|mention| mention.user).collect();
            let mut concerned = comment::concerned(tx, &place, task).await?;
            concerned.retain(|who| !named.contains(who));
            let at = (project, task, made.id);
            let told = [
                NotificationDraft::commented(who, at, concerned),
                NotificationDraft::mentioned(who, at, named),
            ];
            notification::notify(tx, &told, now).await?;
            Ok(made)
        })
        .await
    }

    /// Reads a comment that the caller may see.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn comment(&self, who: UserId, at: CommentAt) -> Result<Stored<Comment>, ReadError> {
        let found = self.read_thing::<Comment>(who, at.comment).await?;
        if is_at(&found, at) { Ok(found) } else { Err(Denied::Missing.into()) }
    }

    /// Lists a page of the comments on a task that the caller may see, the oldest first.
    ///
    /// # Errors
    /// [`ListWithinError`].
    pub async fn comments(
        &self,
        who: UserId,
        (project, task): (ProjectId, TaskId),
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<Stored<Comment>>, ListWithinError> {
        let db = self.store.reader();
        let page = comment::list(db, who, (project, task), after, limit).await?;
        if page.items.is_empty() {
            self.task(who, project, task).await?;
        }
        Ok(page)
    }

    /// Changes what the caller has said. Nobody changes what others said.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn update_comment(
        &self,
        who: UserId,
        at: CommentAt,
        content: Option<Content>,
        if_match: &IfMatch,
    ) -> Result<Stored<Comment>, ChangeError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                // The task before the comment, as everybody else takes them.
                let place = comment::place(tx, who, at.project, at.task).await?.granted()?;
                let mut granted = locked(tx, who, at).await?;
                may_reword(granted.row().created_by, who)?;
                if !if_match.allows(granted.row().version) {
                    return Err(ChangeError::Changed);
                }
                match content.filter(|content| *content != granted.row().content) {
                    None => Ok(granted.into_row()),
                    Some(content) => {
                        let mentions = mentions(tx, &place, &content).await?;
                        let before = granted.row().mentions.clone();
                        comment::write_mentions(tx, at.comment, &before, &mentions).await?;
                        let body = &mut granted.row_mut().body;
                        (body.content, body.mentions) = (content, mentions);
                        let changed = resource::update(tx, granted, now).await?;
                        let named = changed.mentions.iter().map(|mention| mention.user);
                        let named = named.filter(|user| before.iter().all(|old| old.user != *user));
                        let at = (at.project, at.task, at.comment);
                        let told = [NotificationDraft::mentioned(who, at, named)];
                        notification::notify(tx, &told, now).await?;
                        Ok(changed)
                    }
                }
            })
            .await
    }

    /// Deletes what the caller has said; who manages the project deletes what others said, too.
    ///
    /// # Errors
    /// [`DeleteError`].
    pub async fn delete_comment(
        &self,
        who: UserId,
        at: CommentAt,
        if_match: &IfMatch,
    ) -> Result<(), DeleteError> {
        self.store
            .write(async |tx| {
                let granted = locked(tx, who, at).await?;
                may_delete(granted.held(), granted.row().created_by, who)?;
                if !if_match.allows(granted.row().version) {
                    return Err(DeleteError::Changed);
                }
                Ok(resource::delete(tx, granted).await?)
            })
            .await
    }
}

/// Finds whom of those who are in the project a comment mentions.
async fn mentions(
    tx: &Tx,
    project: &Granted<ProjectId, MayComment>,
    content: &Content,
) -> Result<Vec<Mention>, StoreError> {
    if !may_mention(content.as_str()) {
        return Ok(Vec::new());
    }
    let people = project::names_of_members(tx, project).await?;
    comment::who_stay(tx, mentioned(content.as_str(), &people)).await
}

/// Locks a comment for somebody who may comment in its project.
async fn locked(
    tx: &Tx,
    who: UserId,
    at: CommentAt,
) -> Result<Granted<Stored<Comment>, MayComment>, ChangeError> {
    resource::lock::<Comment, MayComment>(tx, who, at.comment).await?.granted()?;
    // Again: a statement that has waited for somebody sees the row as they left it, but whom it mentions
    // as it was before.
    let found = resource::lock::<Comment, MayComment>(tx, who, at.comment).await?.granted()?;
    if is_at(found.row(), at) { Ok(found) } else { Err(Denied::Missing.into()) }
}

fn is_at(comment: &Stored<Comment>, at: CommentAt) -> bool {
    comment.project == at.project && comment.task == at.task
}
