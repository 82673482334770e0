//! Buttons on a phone: links that do one thing once, without a session.
//!
//! What a link may do is little, and it ends early: it is for one act on one thing as it was when the
//! message was made, works once and for three days, in the name of the person and with the rights that
//! they have by then, and all of a person's links end when their messages go elsewhere or nowhere.

use umbra_auth::ActionToken;
use umbra_domain::{
    UserId,
    action_link::{ActionLink, LINK_LIFETIME, LinkAct, LinkSubject},
    due::DueItem,
    notification::button,
    push::PushAction,
    settings::PushSettings,
};
use umbra_store::{
    StoreError, Tx,
    action_link::{self, FoundLink, NewLink},
};

use crate::App;

/// Where links lead, below the server's own origin.
pub const LINKS: &str = "/api/actions/";

/// A message that wants buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WantedButtons<'a> {
    /// Whose phone it goes to.
    pub user: UserId,
    /// What they had set when it was decided where it goes.
    pub settings: &'a PushSettings,
    /// What it is about.
    pub subject: LinkSubject,
}

/// Why a link did nothing.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// It is unknown, used, or expired, or there is nothing left to do.
    #[error("the link does nothing")]
    Dead,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Makes the buttons of messages, in their order, with one statement for all. Each call makes new
    /// links; those that are never sent just expire. A message has none when what it is about is gone, or
    /// when the person changed their settings meanwhile: it may be on its way to where they no longer want
    /// any.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn make_buttons(
        &self,
        wanted: &[WantedButtons<'_>],
    ) -> Result<Vec<Vec<PushAction>>, StoreError> {
        let mut links = Vec::with_capacity(wanted.len() * 3);
        let mut buttons = Vec::with_capacity(wanted.len());
        for &WantedButtons { user, settings, subject } in wanted {
            let mut of_one = Vec::with_capacity(3);
            for &act in subject.acts() {
                let token = ActionToken::fresh(&*self.entropy);
                let (hash, link) = (token.hash(), ActionLink { user, act, subject });
                links.push(NewLink { hash, link, settings: settings.version });
                let url = format!("{}{LINKS}{}", self.settings.public_url, *token.expose());
                let label = button(&settings.locale, act, &subject);
                of_one.push((hash, PushAction { label, url }));
            }
            buttons.push(of_one);
        }
        let expires_at = self.clock.now() + LINK_LIFETIME;
        let made = action_link::create(self.store.autocommit(), &links, expires_at).await?;
        let kept = |of_one: Vec<([u8; 32], PushAction)>| {
            let kept = of_one.into_iter().filter(|(hash, _)| made.contains(hash));
            kept.map(|(_, action)| action).collect()
        };
        Ok(buttons.into_iter().map(kept).collect())
    }

    /// Does what a link is for, and uses it up.
    ///
    /// # Errors
    /// [`LinkError`].
    pub async fn act_on_link(&self, token: &ActionToken) -> Result<(), LinkError> {
        let hash = token.hash();
        let found = action_link::find(self.store.reader(), &hash, self.clock.now()).await?;
        let found = found.ok_or(LinkError::Dead)?;
        let acted = self
            .store
            .write(async |tx| {
                // The thing is locked before its link, as when it is deleted.
                let acted = self.act(tx, &found).await?;
                // Another one was quicker: what was done here is undone.
                if !action_link::take(tx, &hash).await? {
                    return Err(LinkError::Dead);
                }
                Ok(acted)
            })
            .await?;
        let ActionLink { user, act, subject } = found.link;
        tracing::info!(user.id = %user, ?act, ?subject, acted, "a button was pressed on a phone");
        if acted { Ok(()) } else { Err(LinkError::Dead) }
    }

    /// Does what a link is for, if that still is to be done and theirs to do.
    async fn act(&self, tx: &Tx, found: &FoundLink) -> Result<bool, StoreError> {
        let ActionLink { user, act, subject } = found.link;
        match subject {
            LinkSubject::Reminder { id, occurrence, generation } => {
                self.answer_firing(tx, user, id, (occurrence, generation), act).await
            }
            LinkSubject::Todo { id, due, snoozes } => match (act, due) {
                (LinkAct::Done, _) => {
                    self.complete_todo_as_due(tx, user, &found.timezone, id, due).await
                }
                (_, Some(due)) => {
                    self.snooze_as_told(tx, found, DueItem::Todo(id, due), snoozes).await
                }
                (_, None) => Ok(false),
            },
            LinkSubject::Task { id, due, snoozes } => match (found.project, act, due) {
                (Some(project), LinkAct::Done, _) => {
                    let task = (project, id);
                    self.complete_task_as_due(tx, user, &found.timezone, task, due).await
                }
                (Some(project), _, Some(due)) => {
                    self.snooze_as_told(tx, found, DueItem::Task(project, id, due), snoozes).await
                }
                (None, ..) | (_, _, None) => Ok(false),
            },
        }
    }
}
